"""No trace depends on the order in which mechanisms were inserted, whatever they read."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import spineax as sx
from spineax.channels.pospischil import CaL
from spineax.mechanisms import Channel, GatedChannel
from spineax.mechanisms.gates import sigmoid
from spineax.pumps import CaFaradayConcentrationChange, CaNernstReversal, CaPump
from tests.run.models import SOLVERS, values


class BySensor(GatedChannel):
    """A user's channel whose gates follow what other mechanisms compute in every step."""

    def __init__(self, name: str, eCa: str) -> None:
        super().__init__(name)
        prefix = self._name
        self.channel_params = {f"{prefix}_g": 1e-4, "eK": -90.0}
        self.channel_states = {f"{prefix}_m": 0.1, f"{prefix}_h": 0.1, "CaCon_i": 5e-5}
        {"state": self.channel_states, "parameter": self.channel_params}[eCa]["eCa"] = 120.0
        self.current_name = "i_K"

    def gates(self, states: Any, params: Any, voltage: Any) -> Any:
        reversal = params["eCa"] if "eCa" in params else states["eCa"]
        return {
            "m": (sigmoid((reversal - 110.0) / 10.0), 0.5),
            "h": (sigmoid((states["CaCon_i"] - 1e-4) / 2e-5), 0.7),
        }

    def compute_current(self, states: Any, params: Any, voltage: Any, delta_t: Any) -> Any:
        prefix = self._name
        open_fraction = states[f"{prefix}_m"] * states[f"{prefix}_h"]
        return params[f"{prefix}_g"] * open_fraction * (voltage - params["eK"])


def trace(mechanisms: list[Any], solver: str) -> np.ndarray:
    """Return what two compartments do with mechanisms inserted in this order."""
    branch = sx.Branch(ncomp=2)
    for mechanism in mechanisms:
        branch.insert(mechanism)
    branch.diffuse("CaCon_i")
    branch.set("v", [-40.0, -30.0])
    branch.set("CaL_gCaL", 1e-3)
    for state in ("v", "CaCon_i", "eCa", "i_K"):
        branch.record(state, verbose=False)
    return values(branch, solver=solver, delta_t=0.01, t_max=0.5)


@pytest.mark.parametrize("solver", SOLVERS)
def test_channels_that_read_what_pumps_compute(solver: str) -> None:
    def mechanisms(first: str, second: str) -> list[Any]:
        sensors = [BySensor(first, eCa="state"), BySensor(second, eCa="parameter")]
        pumps = [CaPump(), CaFaradayConcentrationChange(), CaNernstReversal()]
        return [*sensors, CaL(), *pumps]

    # Before and after the pumps in the alphabet, too.
    one = trace(mechanisms("Aa", "Ab"), solver)
    other = trace(mechanisms("Za", "Zb")[::-1], solver)
    assert np.ptp(one, axis=1).min() > 0
    # Currents are summed in another order: rounding only.
    np.testing.assert_allclose(other, one, rtol=1e-11, atol=1e-18)


class Dial(Channel):
    """A channel that sets a shared state to the value of its parameter, and the voltage too."""

    def __init__(self, name: str, value: float) -> None:
        super().__init__(name)
        self.channel_params = {f"{name}_value": value}
        self.channel_states = {"dial": 0.0}

    def update_states(self, states: Any, params: Any, voltage: Any, delta_t: Any) -> Any:
        value = params[f"{self._name}_value"] + 0.0 * voltage
        return {"dial": value, "v": -value}

    def compute_current(self, states: Any, params: Any, voltage: Any, delta_t: Any) -> Any:
        return 0.0 * voltage


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_that_give_the_same_state_the_first_in_the_alphabet_decides(order: int) -> None:
    comp = sx.Compartment()
    for mechanism in [Dial("one", 1.0), Dial("other", 2.0)][::order]:
        comp.insert(mechanism)
    comp.record("dial", verbose=False)
    comp.record("v", verbose=False)
    assert values(comp, t_max=0.05)[:, 1:].tolist() == [[1.0, 1.0], [-1.0, -1.0]]
