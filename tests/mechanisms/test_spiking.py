"""Point neurons: what they warn of, and their surrogate gradients."""

from __future__ import annotations

import warnings

import jax
import numpy as np
import pytest

from spineax.channels import AdEx, Fire, Izhikevich, Leak, Rate
from spineax.errors import NoGradient
from tests.mechanisms.stepper import OneCompartment


@pytest.mark.parametrize("kind", [AdEx, Izhikevich])
def test_surrogate_gradients_are_announced(kind: type) -> None:
    with pytest.warns(NoGradient, match="surrogate_warning=False"):
        kind()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        kind(surrogate_warning=False)


@pytest.mark.parametrize(
    ("channel", "reset", "peak"),
    [
        (Fire(), "Fire_vreset", -50.0),
        (Izhikevich(surrogate_warning=False), "Izhikevich_c", 30.0),
        (AdEx(surrogate_warning=False), "AdEx_v_reset", 0.0),
    ],
    ids=["Fire", "Izhikevich", "AdEx"],
)
def test_spike_resets_the_voltage(channel: Fire, reset: str, peak: float) -> None:
    params = {**channel.params, "capacitance": 100.0}
    at_peak = channel.update_states(channel.states, params, peak, 0.0)
    assert float(at_peak["v"]) == channel.params[reset]
    below = channel.update_states(channel.states, params, peak - 1e-3, 0.0)
    assert float(below["v"]) == pytest.approx(peak - 1e-3)


def test_gradient_of_the_number_of_spikes() -> None:
    cell = OneCompartment([Fire(), Leak()])

    def spikes(current: float) -> jax.Array:
        def step(s: dict, _: None) -> tuple[dict, jax.Array]:
            s = cell.step(s, current, 0.1)
            return {name: s[name] for name in start}, s["Fire_spikes"][0]

        start = cell.step(cell.start, 0.0, 0.1)
        return jax.lax.scan(step, start, None, length=300)[1].sum()

    count, slope = jax.value_and_grad(spikes)(0.01)
    assert float(count) > 10
    assert np.isfinite(float(slope))
    assert float(slope) > 0.0


@pytest.mark.parametrize("channel", [Fire(), Rate()], ids=["Fire", "Rate"])
def test_they_carry_no_current(channel: Fire) -> None:
    assert float(channel.compute_current(channel.states, channel.params, -20.0, 0.1)) == 0.0


def test_resting_point_of_the_simple_model_is_kept() -> None:
    # 0.04 v^2 + 5 v + 140 = b v at v = -70 for b = 0.2, Izhikevich (2003), fig. 2.
    cell = OneCompartment([Izhikevich(surrogate_warning=False)]).initialised()
    v = cell.run(np.zeros(200), 0.1, "v")["v"]
    np.testing.assert_allclose(v, -70.0, atol=1e-10)
