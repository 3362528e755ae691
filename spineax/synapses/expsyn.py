"""A synapse with a jump and an exponential decay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jax.numpy as jnp

from spineax.mechanisms.base import Synapse, Values


class ExpSyn(Synapse):
    """Conductance that jumps with every spike and decays exponentially.

    Parameters
    ----------
    name : str, optional

    Notes
    -----
    Carnevale and Hines (2006), The NEURON Book, section 10.1: ``i = g (v - e_syn)``, where ``g``
    jumps by ``gS`` (uS) with every arrival and ``dg/dt = -g / tau``. A spike is an upward
    crossing of ``threshold`` by the presynaptic voltage; it arrives after ``delay``.

    Examples
    --------
    >>> synapse = ExpSyn()
    >>> synapse.receive(synapse.states, synapse.params, 2.0)
    {'ExpSyn_g': 0.0002}
    """

    spike_driven = True

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        prefix = self._name
        self.synapse_params = {
            f"{prefix}_gS": 0.0001,
            f"{prefix}_e_syn": 0.0,
            f"{prefix}_tau": 0.1,
            f"{prefix}_delay": 1.0,
            f"{prefix}_threshold": 10.0,
        }
        self.synapse_states = {f"{prefix}_g": 0.0}
        self.units = {
            f"{prefix}_gS": "uS",
            f"{prefix}_e_syn": "mV",
            f"{prefix}_tau": "ms",
            f"{prefix}_delay": "ms",
            f"{prefix}_threshold": "mV",
            f"{prefix}_g": "uS",
            f"i_{prefix}": "nA",
        }

    def receive(
        self, states: Mapping[str, Any], params: Mapping[str, Any], arrivals: Any
    ) -> Values:
        """Return the conductance after the arrival of spikes."""
        g = f"{self._name}_g"
        return {g: states[g] + arrivals * params[f"{self._name}_gS"]}

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
        """Return the conductance after a step."""
        prefix = self._name
        return {
            f"{prefix}_g": synapse_states[f"{prefix}_g"]
            * jnp.exp(-delta_t / synapse_params[f"{prefix}_tau"])
        }

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
        return synapse_states[f"{prefix}_g"] * (post_voltage - synapse_params[f"{prefix}_e_syn"])
