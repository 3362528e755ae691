"""The rate neuron."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jax.numpy as jnp

from spineax.mechanisms.base import Channel, Values
from spineax.mechanisms.gates import exponential_euler


class Rate(Channel):
    """Rate neuron: its activity, kept in ``v``, decays to zero.

    It changes the voltage itself and has no current. Inputs are synaptic and injected
    currents.

    Parameters
    ----------
    name : str, optional

    Notes
    -----
    Wilson and Cowan (1972), Biophys J 12:1, in the form ``tau dv/dt = -v + input``.

    Examples
    --------
    >>> rate = Rate()
    >>> round(float(rate.update_states({}, rate.params, 2.0, 1.0)["v"]), 3)
    0.736
    """

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        prefix = self._name
        self.channel_params = {f"{prefix}_tau": 1.0}
        self.current_name = f"{prefix}_rate"
        self.units = {f"{prefix}_tau": "ms", f"{prefix}_rate": "mA/cm2"}

    def update_states(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Values:
        """Return the activity after a step without input."""
        return {"v": exponential_euler(voltage, delta_t, 0.0, params[f"{self._name}_tau"])}

    def compute_current(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Any:
        """Return no current: the activity is changed directly."""
        return jnp.zeros_like(voltage)
