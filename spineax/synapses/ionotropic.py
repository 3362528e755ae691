"""A synapse that opens with the presynaptic voltage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spineax.mechanisms.base import Synapse, Values
from spineax.mechanisms.gates import approach, save_exp

#: Exponent at which the opening is cut; there the gate is open to the last digit.
STEEPEST = 40.0


class IonotropicSynapse(Synapse):
    """Conductance that opens with the presynaptic voltage and closes with a rate.

    Parameters
    ----------
    name : str, optional

    Notes
    -----
    Abbott and Marder (1998), Methods in Neuronal Modeling, ch. 10, as in Prinz, Bucher and
    Marder (2004), Nat Neurosci 7:1345: ``ds/dt = (s_inf - s) / tau``, where ``s_inf`` is a
    sigmoid of the presynaptic voltage and ``tau = (1 - s_inf) / k_minus``.

    Examples
    --------
    >>> synapse = IonotropicSynapse()
    >>> arguments = ({}, {}, {}, {}, 0.025)
    >>> current = synapse.compute_current(synapse.states, synapse.params, -70.0, -70.0, *arguments)
    >>> print(f"{float(current):.4g}")
    -0.0014
    """

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        prefix = self._name
        self.synapse_params = {
            f"{prefix}_gS": 0.0001,
            f"{prefix}_e_syn": 0.0,
            f"{prefix}_k_minus": 0.025,
            f"{prefix}_v_th": -35.0,
            f"{prefix}_delta": 10.0,
        }
        self.synapse_states = {f"{prefix}_s": 0.2}
        self.units = {
            f"{prefix}_gS": "uS",
            f"{prefix}_e_syn": "mV",
            f"{prefix}_k_minus": "1/ms",
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
        # With x = exp((v_pre - v_th) / delta): s_inf = x / (1 + x) and 1 - s_inf = 1 / (1 + x).
        opening = save_exp(
            (pre_voltage - synapse_params[f"{prefix}_v_th"]) / synapse_params[f"{prefix}_delta"],
            STEEPEST,
        )
        steady, rate = (
            opening / (1.0 + opening),
            synapse_params[f"{prefix}_k_minus"] * (1.0 + opening),
        )
        return {f"{prefix}_s": approach(synapse_states[f"{prefix}_s"], delta_t, steady, rate)}

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
