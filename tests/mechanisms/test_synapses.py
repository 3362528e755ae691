"""Synapses against their equations: graded ones, and those driven by spikes."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from spineax.mechanisms import Synapse
from spineax.synapses import (
    AlphaSynapse,
    ConductanceSynapse,
    CurrentSynapse,
    DynamicSynapse,
    Exp2Syn,
    ExpSyn,
    IonotropicSynapse,
    SpikeSynapse,
    TanhConductanceSynapse,
    TanhRateSynapse,
)

DT = 0.025


def update(synapse: Synapse, states: Any, pre: Any, dt: float = DT, **pre_states: Any) -> Any:
    new = synapse.update_states(states, synapse.params, pre, -70.0, pre_states, {}, {}, {}, dt)
    return {**states, **new}


def current(synapse: Synapse, states: Any, pre: Any, post: Any) -> Any:
    return synapse.compute_current(states, synapse.params, pre, post, {}, {}, {}, {}, DT)


def test_ionotropic_gate_relaxes_as_printed() -> None:
    pre = jnp.linspace(-120.0, 60.0, 61)
    steady = 1 / (1 + np.exp((-35.0 - pre) / 10.0))
    tau = (1 - steady) / 0.025
    s = update(IonotropicSynapse(), {"IonotropicSynapse_s": 0.2}, pre)["IonotropicSynapse_s"]
    exact = 0.2 * np.exp(-DT / tau) + steady * (1 - np.exp(-DT / tau))
    np.testing.assert_allclose(s, exact, rtol=1e-12)


def test_conductances_reverse_at_their_potential() -> None:
    for kind in (IonotropicSynapse, ConductanceSynapse, DynamicSynapse, TanhConductanceSynapse):
        synapse = kind()
        synapse.synapse_params[f"{kind.__name__}_e_syn"] = -80.0
        states = dict.fromkeys(synapse.states, 0.5)
        assert float(current(synapse, states, -35.0, -80.0)) == 0.0
        assert float(current(synapse, states, -35.0, -60.0)) > 0.0


def test_nonlinearity_of_graded_synapses() -> None:
    assert float(current(CurrentSynapse(jnp.tanh), {}, -25.0, 0.0)) == pytest.approx(
        -1e-4 * np.tanh(1.0)
    )
    assert float(current(ConductanceSynapse(jnp.tanh), {}, -25.0, -70.0)) == pytest.approx(
        -70e-4 * np.tanh(1.0)
    )
    relaxed = update(DynamicSynapse(jnp.tanh), {"DynamicSynapse_s": 0.0}, -25.0, 1e4)
    assert float(relaxed["DynamicSynapse_s"]) == pytest.approx(np.tanh(1.0))


def test_rate_synapse() -> None:
    assert float(current(TanhRateSynapse(), {}, -69.5, 0.0)) == pytest.approx(-1e-4 * np.tanh(0.5))


def test_area_of_an_alpha_synapse_is_that_of_its_spike() -> None:
    # Two filters of unit gain: the area under both is that of the spike, 1.
    synapse = AlphaSynapse()
    states = dict(synapse.states)
    areas = np.zeros(2)
    for k in range(8000):
        states = update(synapse, states, 1.0 if k == 3 else 0.0)
        areas += [float(states["AlphaSynapse_r"]) * DT, float(states["AlphaSynapse_s"]) * DT]
    # Left out: the tail beyond 200 ms, 21 exp(-20).
    np.testing.assert_allclose(areas, 1.0, atol=1e-6)


@pytest.mark.parametrize(("rate", "dt"), [(10.0, 0.1), (10.0, 0.025), (100.0, 0.1)])
def test_activation_of_a_spike_synapse_stays_in_bounds(rate: float, dt: float) -> None:
    synapse = SpikeSynapse()
    synapse.synapse_params["SpikeSynapse_s_decay"] = rate
    states = update(synapse, {"SpikeSynapse_s": 0.0}, 0.0, dt, Fire_spikes=1.0)
    assert float(states["SpikeSynapse_s"]) == 1.0
    for k in range(5):
        states = update(synapse, states, 0.0, dt, Fire_spikes=0.0)
        expected = max(1 - rate * dt, 0.0) ** (k + 1)
        assert float(states["SpikeSynapse_s"]) == pytest.approx(expected, abs=1e-15)


def response(synapse: Synapse, t: np.ndarray, g: Any) -> np.ndarray:
    """Return the conductance at the times ``t`` after one spike, by exact steps."""
    dt = float(t[1] - t[0])
    states = {k: jnp.asarray(v) for k, v in synapse.states.items()}
    states |= synapse.receive(states, synapse.params, 1.0)
    out = [g(states)]
    step = jax.jit(lambda s: update(synapse, s, -70.0, dt))
    for _ in t[1:]:
        states = step(states)
        out.append(g(states))
    return np.array(out)


def test_conductance_of_an_exponential_synapse() -> None:
    t = np.arange(0.0, 1.0, DT)
    g = response(ExpSyn(), t, lambda s: float(s["ExpSyn_g"]))
    np.testing.assert_allclose(g, 1e-4 * np.exp(-t / 0.1), rtol=1e-12)


@pytest.mark.parametrize(("tau1", "tau2"), [(0.1, 10.0), (2.0, 5.0), (4.9, 5.0)])
def test_conductance_of_a_double_exponential_synapse(tau1: float, tau2: float) -> None:
    synapse = Exp2Syn()
    synapse.synapse_params |= {"Exp2Syn_tau1": tau1, "Exp2Syn_tau2": tau2}
    at_peak = tau1 * tau2 / (tau2 - tau1) * np.log(tau2 / tau1)
    t = np.linspace(0.0, 4.0, 401) * at_peak
    g = response(synapse, t, lambda s: float(s["Exp2Syn_B"] - s["Exp2Syn_A"]))
    peak = np.exp(-at_peak / tau2) - np.exp(-at_peak / tau1)
    exact = 1e-4 * (np.exp(-t / tau2) - np.exp(-t / tau1)) / peak
    # The two parts cancel: a part in tau1 / (tau2 - tau1) of the digits is lost.
    np.testing.assert_allclose(g, exact, rtol=1e-10, atol=1e-16)
    assert np.argmax(g) == 100
    assert g.max() == pytest.approx(1e-4, rel=1e-10)


@pytest.mark.parametrize("tau1", [5.0, 7.0])
def test_time_constants_in_the_wrong_order_stay_finite(tau1: float) -> None:
    synapse = Exp2Syn()
    synapse.synapse_params |= {"Exp2Syn_tau1": tau1, "Exp2Syn_tau2": 5.0}
    t = np.linspace(0.0, 20.0, 401)
    g = response(synapse, t, lambda s: float(s["Exp2Syn_B"] - s["Exp2Syn_A"]))
    # The limit of equal time constants is the alpha function of Rall (1967).
    np.testing.assert_allclose(g, 1e-4 * t / 5.0 * np.exp(1 - t / 5.0), atol=1e-8)


def test_spikes_that_arrive_together_add_up() -> None:
    for synapse in (ExpSyn(), Exp2Syn()):
        once = synapse.receive(synapse.states, synapse.params, 1.0)
        thrice = synapse.receive(synapse.states, synapse.params, 3.0)
        for name in once:
            assert float(thrice[name]) == pytest.approx(3 * float(once[name]))


def test_current_of_spike_driven_synapses() -> None:
    assert float(current(ExpSyn(), {"ExpSyn_g": 2e-3}, 0.0, -70.0)) == pytest.approx(-0.14)
    states = {"Exp2Syn_A": 1e-3, "Exp2Syn_B": 3e-3}
    assert float(current(Exp2Syn(), states, 0.0, -70.0)) == pytest.approx(-0.14)


def test_driving_by_spikes_is_declared() -> None:
    assert ExpSyn.spike_driven
    assert Exp2Syn.spike_driven
    assert not IonotropicSynapse.spike_driven
