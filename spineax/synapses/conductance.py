"""A synapse that opens a conductance at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from spineax.mechanisms.base import Synapse
from spineax.mechanisms.gates import sigmoid


class ConductanceSynapse(Synapse):
    """Conductance that follows the presynaptic voltage at once.

    Parameters
    ----------
    nonlinearity : callable
        From (v_pre - v_th) / delta to the activation; elementwise.
    name : str, optional

    Notes
    -----
    Graded transmission, Dayan and Abbott (2001), Theoretical Neuroscience, section 5.8, in the
    limit of fast gates: ``i = gS f((v_pre - v_th) / delta) (v_post - e_syn)``.

    Examples
    --------
    >>> synapse = ConductanceSynapse()
    >>> arguments = ({}, {}, {}, {}, 0.025)
    >>> current = synapse.compute_current(synapse.states, synapse.params, -35.0, -70.0, *arguments)
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
            f"{prefix}_v_th": -35.0,
            f"{prefix}_delta": 10.0,
        }
        self.units = {
            f"{prefix}_gS": "uS",
            f"{prefix}_e_syn": "mV",
            f"{prefix}_v_th": "mV",
            f"{prefix}_delta": "mV",
            f"i_{prefix}": "nA",
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
        activation = self.nonlinearity(
            (pre_voltage - synapse_params[f"{prefix}_v_th"]) / synapse_params[f"{prefix}_delta"]
        )
        return (
            synapse_params[f"{prefix}_gS"]
            * activation
            * (post_voltage - synapse_params[f"{prefix}_e_syn"])
        )
