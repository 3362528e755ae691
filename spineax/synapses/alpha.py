"""A synapse with a rise and a decay, driven by a train of zeros and ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spineax.mechanisms.base import Synapse, Values
from spineax.mechanisms.gates import exponential_euler


class AlphaSynapse(Synapse):
    """Conductance with a rise and a decay for every presynaptic spike.

    Parameters
    ----------
    name : str, optional

    Notes
    -----
    Rall (1967), J Neurophysiol 30:1138, as two linear filters in series. The presynaptic
    *voltage* is a train of zeros and ones, clamped in a dummy cell; a one counts as a spike of
    unit area in its step.

    Examples
    --------
    >>> synapse = AlphaSynapse()
    >>> arguments = ({}, {}, {}, {}, 0.025)
    >>> states = {"AlphaSynapse_s": 0.5, "AlphaSynapse_r": 0.0}
    >>> current = synapse.compute_current(states, synapse.params, 0.0, -70.0, *arguments)
    >>> print(f"{float(current):.4g}")
    -0.0035
    """

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        prefix = self._name
        self.synapse_params = {
            f"{prefix}_gS": 0.0001,
            f"{prefix}_e_syn": 0.0,
            f"{prefix}_tau_rise": 10.0,
            f"{prefix}_tau_decay": 10.0,
        }
        self.synapse_states = {f"{prefix}_r": 0.0, f"{prefix}_s": 0.0}
        self.units = {
            f"{prefix}_gS": "uS",
            f"{prefix}_e_syn": "mV",
            f"{prefix}_tau_rise": "ms",
            f"{prefix}_tau_decay": "ms",
            f"{prefix}_r": "1/ms",
            f"{prefix}_s": "1/ms",
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
        """Return both filters after a step."""
        prefix = self._name
        r, s = synapse_states[f"{prefix}_r"], synapse_states[f"{prefix}_s"]
        spike = pre_voltage / delta_t
        return {
            f"{prefix}_r": exponential_euler(
                r, delta_t, spike, synapse_params[f"{prefix}_tau_rise"]
            ),
            f"{prefix}_s": exponential_euler(s, delta_t, r, synapse_params[f"{prefix}_tau_decay"]),
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
        conductance = synapse_params[f"{prefix}_gS"] * synapse_states[f"{prefix}_s"]
        return conductance * (post_voltage - synapse_params[f"{prefix}_e_syn"])
