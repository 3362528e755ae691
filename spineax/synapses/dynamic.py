"""A synapse that opens a conductance with a time constant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from spineax.mechanisms.base import Synapse, Values
from spineax.mechanisms.gates import exponential_euler, sigmoid


class DynamicSynapse(Synapse):
    """Conductance that follows the presynaptic voltage with a time constant.

    Parameters
    ----------
    nonlinearity : callable
        From (v_pre - v_th) / delta to the activation; elementwise.
    name : str, optional

    Notes
    -----
    Graded transmission, Dayan and Abbott (2001), Theoretical Neuroscience, section 5.8, with one
    time constant: ``tau ds/dt = f((v_pre - v_th) / delta) - s``.

    Examples
    --------
    >>> synapse = DynamicSynapse()
    >>> arguments = ({}, {}, {}, {}, 0.025)
    >>> states = {"DynamicSynapse_s": 0.5}
    >>> current = synapse.compute_current(states, synapse.params, -35.0, -70.0, *arguments)
    >>> print(f"{float(current):.4g}")
    -0.0035
    """

    def __init__(
        self, nonlinearity: Callable[[Any], Any] = sigmoid, name: str | None = None
    ) -> None:
        super().__init__(name)
        self.nonlinearity = nonlinearity
        prefix = self._name
        self.synapse_params = {
            f"{prefix}_gS": 0.0001,
            f"{prefix}_e_syn": 0.0,
            f"{prefix}_tau": 5.0,
            f"{prefix}_v_th": -35.0,
            f"{prefix}_delta": 10.0,
        }
        self.synapse_states = {f"{prefix}_s": 0.0}
        self.units = {
            f"{prefix}_gS": "uS",
            f"{prefix}_e_syn": "mV",
            f"{prefix}_tau": "ms",
            f"{prefix}_v_th": "mV",
            f"{prefix}_delta": "mV",
            f"{prefix}_s": "1",
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
        """Return the open fraction after a step."""
        prefix = self._name
        activation = self.nonlinearity(
            (pre_voltage - synapse_params[f"{prefix}_v_th"]) / synapse_params[f"{prefix}_delta"]
        )
        s = exponential_euler(
            synapse_states[f"{prefix}_s"], delta_t, activation, synapse_params[f"{prefix}_tau"]
        )
        return {f"{prefix}_s": s}

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
