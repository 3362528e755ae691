"""A conductance between rate neurons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jax.numpy as jnp

from spineax.mechanisms.base import Synapse


class TanhConductanceSynapse(Synapse):
    """Conductance that saturates with the activity of the presynaptic neuron.

    Parameters
    ----------
    name : str, optional

    Notes
    -----
    The rate of Sompolinsky, Crisanti and Sommers (1988), Phys Rev Lett 61:259, eq. 1, as a
    conductance: ``i = gS tanh(slope (v_pre - x_offset)) (v_post - e_syn)``.

    Examples
    --------
    >>> synapse = TanhConductanceSynapse()
    >>> arguments = ({}, {}, {}, {}, 0.025)
    >>> current = synapse.compute_current(synapse.states, synapse.params, -69.0, -70.0, *arguments)
    >>> print(f"{float(current):.4g}")
    -0.005331
    """

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        prefix = self._name
        self.synapse_params = {
            f"{prefix}_gS": 0.0001,
            f"{prefix}_e_syn": 0.0,
            f"{prefix}_x_offset": -70.0,
            f"{prefix}_slope": 1.0,
        }
        self.units = {
            f"{prefix}_gS": "uS",
            f"{prefix}_e_syn": "mV",
            f"{prefix}_x_offset": "mV",
            f"{prefix}_slope": "1/mV",
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
        activity = jnp.tanh(
            (pre_voltage - synapse_params[f"{prefix}_x_offset"]) * synapse_params[f"{prefix}_slope"]
        )
        return (
            synapse_params[f"{prefix}_gS"]
            * activity
            * (post_voltage - synapse_params[f"{prefix}_e_syn"])
        )
