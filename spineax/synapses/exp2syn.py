"""A synapse with an exponential rise and decay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jax.numpy as jnp

from spineax.mechanisms.base import Synapse, Values

#: Largest ratio of the time constants.
CLOSEST = 0.9999


class Exp2Syn(Synapse):
    """Conductance with an exponential rise and decay for every spike.

    Parameters
    ----------
    name : str, optional

    Notes
    -----
    Carnevale and Hines (2006), The NEURON Book, section 10.1: ``i = g (v - e_syn)`` with ``g =
    B - A``, where ``A`` decays with ``tau1`` and ``B`` with ``tau2``, and both jump with every
    arrival such that a single spike peaks at ``gS`` (uS). ``tau1`` is the shorter one; it is
    kept below 0.9999 ``tau2``. A spike is an upward crossing of ``threshold`` by the
    presynaptic voltage; it arrives after ``delay``.

    Examples
    --------
    >>> synapse = Exp2Syn()
    >>> new = synapse.receive(synapse.states, synapse.params, 1.0)
    >>> print(f"{float(new['Exp2Syn_A']):.4e}")
    1.0582e-04
    """

    spike_driven = True

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        prefix = self._name
        self.synapse_params = {
            f"{prefix}_gS": 0.0001,
            f"{prefix}_e_syn": 0.0,
            f"{prefix}_tau1": 0.1,
            f"{prefix}_tau2": 10.0,
            f"{prefix}_delay": 1.0,
            f"{prefix}_threshold": 10.0,
        }
        self.synapse_states = {f"{prefix}_A": 0.0, f"{prefix}_B": 0.0}
        self.units = {
            f"{prefix}_gS": "uS",
            f"{prefix}_e_syn": "mV",
            f"{prefix}_tau1": "ms",
            f"{prefix}_tau2": "ms",
            f"{prefix}_delay": "ms",
            f"{prefix}_threshold": "mV",
            f"{prefix}_A": "uS",
            f"{prefix}_B": "uS",
            f"i_{prefix}": "nA",
        }

    def _time_constants(self, params: Mapping[str, Any]) -> tuple[Any, Any]:
        """Return the time constants of rise and decay, ms."""
        tau2 = params[f"{self._name}_tau2"]
        return jnp.minimum(params[f"{self._name}_tau1"], CLOSEST * tau2), tau2

    def receive(
        self, states: Mapping[str, Any], params: Mapping[str, Any], arrivals: Any
    ) -> Values:
        """Return both parts of the conductance after the arrival of spikes."""
        tau1, tau2 = self._time_constants(params)
        # One over the difference of the exponentials at the time of the peak,
        # tau1 tau2 / (tau2 - tau1) log(tau2 / tau1), where A is tau1 / tau2 of B.
        peak = tau1 / (tau2 - tau1) * jnp.log(tau2 / tau1)
        jump = arrivals * params[f"{self._name}_gS"] * jnp.exp(peak) * tau2 / (tau2 - tau1)
        return {key: states[key] + jump for key in (f"{self._name}_A", f"{self._name}_B")}

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
        """Return both parts of the conductance after a step."""
        prefix = self._name
        tau1, tau2 = self._time_constants(synapse_params)
        return {
            f"{prefix}_A": synapse_states[f"{prefix}_A"] * jnp.exp(-delta_t / tau1),
            f"{prefix}_B": synapse_states[f"{prefix}_B"] * jnp.exp(-delta_t / tau2),
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
        g = synapse_states[f"{prefix}_B"] - synapse_states[f"{prefix}_A"]
        return g * (post_voltage - synapse_params[f"{prefix}_e_syn"])
