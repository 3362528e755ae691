"""Every channel held at a voltage: gates relax exponentially, as the papers say."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from spineax.channels import HH
from spineax.channels.pospischil import CaT
from spineax.mechanisms import GatedChannel
from spineax.testing import shipped_mechanisms
from tests.mechanisms.published import PUBLISHED, low_threshold_calcium, squid

MECHANISMS = shipped_mechanisms()
#: Off the integers, where the printed rates of some channels are 0 / 0.
VOLTAGES = np.linspace(-120.0, 60.0, 97) + 0.037
TIMES, DT = 40, 0.1
#: Rounding of the printed forms, which subtract numbers near one where rates vanish.
CLOSE = {"rtol": 1e-9, "atol": 1e-12}


def arrays(table: dict[str, float], like: Any) -> dict[str, Any]:
    return {name: jnp.full_like(like, value) for name, value in table.items()}


def clamped(channel: Any, v: Any) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return the states at all times, and the parameters."""
    params = arrays(channel.params, v)
    states = [arrays(channel.states, v)]
    update = jax.jit(channel.update_states)
    for _ in range(TIMES):
        states.append({**states[-1], **update(states[-1], params, v, DT)})
    return states, params


def test_every_gated_channel_has_printed_equations() -> None:
    gated = {name for name, m in MECHANISMS.items() if isinstance(m, GatedChannel)}
    assert gated <= {*PUBLISHED, "channels.HH", "channels.pospischil.CaT"}


@pytest.mark.parametrize("name", PUBLISHED)
def test_channel_in_voltage_clamp(name: str) -> None:
    channel, v = MECHANISMS[name], jnp.asarray(VOLTAGES)
    gates, conductance, reversal = PUBLISHED[name]
    states, params = clamped(channel, v)
    expected = gates(VOLTAGES)
    for gate, (steady, tau) in expected.items():
        begin = np.asarray(states[0][f"{channel.name}_{gate}"])
        for k in (1, 7, TIMES):
            exact = steady + (begin - steady) * np.exp(-k * DT / tau)
            np.testing.assert_allclose(states[k][f"{channel.name}_{gate}"], exact, **CLOSE)
    initial = channel.init_state(states[0], params, v, DT)
    for gate, (steady, _) in expected.items():
        np.testing.assert_allclose(initial[f"{channel.name}_{gate}"], steady, **CLOSE)
    last = {gate: np.asarray(states[-1][f"{channel.name}_{gate}"]) for gate in expected}
    current = channel.compute_current(states[-1], params, v, DT)
    np.testing.assert_allclose(current, conductance(last) * (VOLTAGES - reversal), **CLOSE)


def test_squid_axon_in_voltage_clamp() -> None:
    channel, v = HH(), jnp.asarray(VOLTAGES)
    states, params = clamped(channel, v)
    g = {}
    for gate, (steady, tau) in squid(VOLTAGES).items():
        g[gate] = steady + (0.2 - steady) * np.exp(-TIMES * DT / tau)
        np.testing.assert_allclose(states[-1][f"HH_{gate}"], g[gate], **CLOSE)
    expected = 0.12 * g["m"] ** 3 * g["h"] * (VOLTAGES - 50.0)
    expected += 0.036 * g["n"] ** 4 * (VOLTAGES + 77.0) + 0.0003 * (VOLTAGES + 54.3)
    current = channel.compute_current(states[-1], params, v, DT)
    np.testing.assert_allclose(current, expected, **CLOSE)


def test_low_threshold_calcium_in_voltage_clamp() -> None:
    channel, v = CaT(), jnp.asarray(VOLTAGES)
    states, params = clamped(channel, v)
    steady, tau = low_threshold_calcium(VOLTAGES)["u"]
    u = steady + (0.2 - steady) * np.exp(-TIMES * DT / tau)
    np.testing.assert_allclose(states[-1]["CaT_u"], u, **CLOSE)
    s = 1 / (1 + np.exp(-(VOLTAGES + 59) / 6.2))
    current = channel.compute_current(states[-1], params, v, DT)
    np.testing.assert_allclose(current, 4e-5 * s**2 * u * (VOLTAGES - 120.0), **CLOSE)


@pytest.mark.parametrize(
    ("name", "voltage", "expected"),
    [
        ("HH", -70.0, {"m": 0.02890553448, "h": 0.7540796658, "n": 0.2445865494}),
        ("HH", -50.0, {"m": 0.2508120783, "h": 0.1534432096, "n": 0.5508143141}),
        ("HH", -20.0, {"m": 0.8756935461, "h": 0.008943480282, "n": 0.8351784627}),
        ("pospischil.Na", -70.0, {"m": 0.001675687025, "h": 0.9996835491}),
        ("pospischil.Na", -50.0, {"m": 0.09260942478, "h": 0.9502325315}),
        ("pospischil.Na", -20.0, {"h": 0.01752149637}),
        ("pospischil.K", -70.0, {"n": 0.006540136526}),
        ("pospischil.K", -50.0, {"n": 0.1569949727}),
        ("pospischil.K", -20.0, {"n": 0.7732517632}),
        ("pospischil.CaL", -70.0, {"q": 4.111870867e-05, "r": 0.6412202883}),
        ("pospischil.CaL", -50.0, {"q": 0.01361678942, "r": 0.39820618}),
        ("pospischil.CaL", -20.0, {"q": 0.925201045, "r": 0.1507846065}),
    ],
)
def test_steady_states_that_were_pinned(
    name: str, voltage: float, expected: dict[str, float]
) -> None:
    channel = MECHANISMS[f"channels.{name}"]
    steady = channel.init_state(channel.states, channel.params, voltage, 0.025)
    for gate, value in expected.items():
        assert float(steady[f"{channel.name}_{gate}"]) == pytest.approx(value, rel=1e-8)


def test_steady_state_at_the_singularity_of_sodium() -> None:
    # At vt + 40 the closing rate is 0 / 0 as printed; its limit is 0.28 * 5.
    channel = MECHANISMS["channels.pospischil.Na"]
    opening = 0.32 * -27.0 / (np.exp(-27.0 / 4.0) - 1.0)
    steady = channel.init_state({}, channel.params, -20.0, 0.025)
    assert float(steady["Na_m"]) == pytest.approx(opening / (opening + 1.4), rel=1e-14)


@pytest.mark.parametrize(
    ("name", "gate", "voltage", "steady", "pinned"),
    [
        ("Km", "p", -70.0, 1 / (1 + np.exp(3.5)), 4.637021418e-05),
        ("Km", "p", -50.0, 1 / (1 + np.exp(1.5)), 0.0001676122762),
        ("Km", "p", -20.0, 1 / (1 + np.exp(-1.5)), 0.001522142533),
        ("CaT", "u", -70.0, 1 / (1 + np.exp(13 / 4)), 0.002372806003),
        ("CaT", "u", -50.0, 1 / (1 + np.exp(33 / 4)), 0.0001612422766),
    ],
)
def test_steady_states_that_were_pinned_wrongly(
    name: str, gate: str, voltage: float, steady: float, pinned: float
) -> None:
    """The pinned number is x / (x + tau), not the steady state x."""
    channel = MECHANISMS[f"channels.pospischil.{name}"]
    ours = channel.init_state(channel.states, channel.params, voltage, 0.025)
    assert float(ours[f"{name}_{gate}"]) == pytest.approx(steady, rel=1e-12)
    _, rate = channel.gates(channel.states, channel.params, voltage)[gate]
    assert steady / (steady + 1 / float(rate)) == pytest.approx(pinned, rel=1e-8)


def test_a_steady_state_that_was_pinned_with_an_exponential_cut_at_20() -> None:
    """At -20 mV the closing of ``CaT`` goes with exp(20.6), besides the fault of the others."""
    channel = MECHANISMS["channels.pospischil.CaT"]
    steady, rate = channel.gates(channel.states, channel.params, -20.0)["u"]
    assert float(steady) == pytest.approx(1 / (1 + np.exp(63 / 4)), rel=1e-12)
    uncut, cut = (3.7 * (1 + np.exp(x)) / (242.2 + np.exp(19.04)) for x in (66 / 3.2, 20.0))
    assert float(rate) == pytest.approx(uncut, rel=1e-12)
    assert float(steady) / (float(steady) + 1 / cut) == pytest.approx(1.396320462e-06, rel=1e-8)
