"""A synapse driven by the spikes of integrate-and-fire neurons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jax.numpy as jnp

from spineax.mechanisms.base import Synapse, Values


class SpikeSynapse(Synapse):
    """Current that jumps with every spike of a ``Fire`` neuron and decays.

    Parameters
    ----------
    name : str, optional

    Notes
    -----
    The current of a network of integrate-and-fire neurons, Neftci, Mostafa and Zenke (2019),
    IEEE Signal Process Mag 36:51, eq. 2, by forward Euler, with a decay never below zero.
    ``s_decay`` is a rate, and ``i = gS s`` is outward for a positive ``gS`` (nA). It reads the
    state ``Fire_spikes`` of the presynaptic compartment.

    Examples
    --------
    >>> synapse = SpikeSynapse()
    >>> spiked = {"Fire_spikes": 1.0}
    >>> arguments = (0.0, 0.0, spiked, {}, {}, {}, 0.025)
    >>> new = synapse.update_states(synapse.states, synapse.params, *arguments)
    >>> float(new["SpikeSynapse_s"])
    1.0
    """

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        prefix = self._name
        self.synapse_params = {f"{prefix}_gS": 0.0001, f"{prefix}_s_decay": 10.0}
        self.synapse_states = {f"{prefix}_s": 0.0}
        self.node_states = {"Fire_spikes": 0.0}
        self.units = {
            f"{prefix}_gS": "nA",
            f"{prefix}_s_decay": "1/ms",
            f"{prefix}_s": "1",
            "Fire_spikes": "1",
            f"i_{prefix}": "nA",
        }

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
        """Return the activation after a step."""
        prefix = self._name
        spikes = pre_states["Fire_spikes"]
        kept = jnp.maximum(1.0 - synapse_params[f"{prefix}_s_decay"] * delta_t, 0.0)
        return {f"{prefix}_s": spikes + (1.0 - spikes) * kept * synapse_states[f"{prefix}_s"]}

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
        return synapse_params[f"{prefix}_gS"] * synapse_states[f"{prefix}_s"]
