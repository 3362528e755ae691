"""A channel made of independent gates: what most published channels are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spineax.mechanisms.base import Channel, Values
from spineax.mechanisms.gates import Gate, approach


class GatedChannel(Channel):
    """Base class of channels whose gates each relax to a steady state.

    A subclass defines ``gates`` and ``compute_current``; the update, exact at constant
    voltage, and the steady states follow.

    Examples
    --------
    >>> from spineax.mechanisms.gates import sigmoid
    >>> class Persistent(GatedChannel):
    ...     def __init__(self, name=None):
    ...         super().__init__(name)
    ...         self.channel_params = {f"{self._name}_g": 1e-4, "eNa": 50.0}
    ...         self.channel_states = {f"{self._name}_m": 0.1}
    ...         self.current_name = "i_Na"
    ...     def gates(self, states, params, voltage):
    ...         return {"m": (sigmoid((voltage + 52.6) / 4.6), 1 / 6.0)}
    ...     def compute_current(self, states, params, voltage, delta_t):
    ...         m = states[f"{self._name}_m"]
    ...         return params[f"{self._name}_g"] * m * (voltage - params["eNa"])
    >>> channel = Persistent()
    >>> float(channel.init_state({}, channel.params, -52.6, 0.025)["Persistent_m"])
    0.5
    """

    def gates(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any
    ) -> dict[str, Gate]:
        """Return steady state and rate (1/ms) of each gate, by name without prefix.

        Parameters
        ----------
        states, params : dict of array (m,)
            As in ``update_states``.
        voltage : array (m,), mV

        Returns
        -------
        dict of (array (m,), array (m,))
        """
        raise self._missing("gates(self, states, params, voltage)")

    def update_states(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Values:
        """Return the gates after a step at constant voltage."""
        gates = self.gates(states, params, voltage)
        return {
            (state := f"{self._name}_{gate}"): approach(states[state], delta_t, *steady_and_rate)
            for gate, steady_and_rate in gates.items()
        }

    def init_state(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Values:
        """Return the steady states of the gates."""
        gates = self.gates(states, params, voltage)
        return {f"{self._name}_{gate}": steady for gate, (steady, _) in gates.items()}
