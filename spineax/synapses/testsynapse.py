"""A synapse for tests of other code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spineax.mechanisms.base import Synapse, Values
from spineax.mechanisms.gates import approach, save_exp

#: Middle (mV) and width (mV) of the sigmoid, and rate of closing (1/ms).
THRESHOLD, DELTA, K_MINUS = -35.0, 10.0, 0.025


class TestSynapse(Synapse):
    """Conductance with a fixed sigmoid and a reversal potential of zero.

    Parameters
    ----------
    name : str, optional

    Notes
    -----
    ``IonotropicSynapse`` with the constants of Prinz, Bucher and Marder (2004), Nat Neurosci
    7:1345, fixed.

    Examples
    --------
    >>> synapse = TestSynapse()
    >>> arguments = ({}, {}, {}, {}, 0.025)
    >>> current = synapse.compute_current(synapse.states, synapse.params, -35.0, -70.0, *arguments)
    >>> print(f"{float(current):.4g}")
    -0.0014
    """

    #: Keeps pytest from collecting it.
    __test__ = False

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        prefix = self._name
        self.synapse_params = {f"{prefix}_gC": 0.0001}
        self.synapse_states = {f"{prefix}_c": 0.2}
        self.units = {f"{prefix}_gC": "uS", f"{prefix}_c": "1", f"i_{prefix}": "nA"}

    def update_states(
        self,
        synapse_states: Mapping[str, Any],
        synapse_params: Mapping[str, Any],
        pre_voltage: Any,
        post_voltage: Any,
        pre_states: Mapping[str, Any],
        post_states: Mapping[str, Any],
        pre_params: Mapping[str, Any],
        post_params: Mapping[str, Any],
        delta_t: Any,
    ) -> Values:
        """Return the open fraction after a step."""
        prefix = self._name
        opening = save_exp((pre_voltage - THRESHOLD) / DELTA)
        steady, rate = opening / (1.0 + opening), K_MINUS * (1.0 + opening)
        return {f"{prefix}_c": approach(synapse_states[f"{prefix}_c"], delta_t, steady, rate)}

    def compute_current(
        self,
        synapse_states: Mapping[str, Any],
        synapse_params: Mapping[str, Any],
        pre_voltage: Any,
        post_voltage: Any,
        pre_states: Mapping[str, Any],
        post_states: Mapping[str, Any],
        pre_params: Mapping[str, Any],
        post_params: Mapping[str, Any],
        delta_t: Any,
    ) -> Any:
        """Return the current into the postsynaptic compartment, nA."""
        prefix = self._name
        return synapse_params[f"{prefix}_gC"] * synapse_states[f"{prefix}_c"] * post_voltage
