"""The potassium channel of the squid axon."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spineax.mechanisms.base import Values
from spineax.mechanisms.gated import GatedChannel
from spineax.mechanisms.gates import Gate
from spineax.mechanisms.squid import potassium_gate, temperature_factor


class K(GatedChannel):
    """Delayed rectifier of the squid axon, the potassium part of ``HH``.

    Parameters
    ----------
    name : str, optional

    Notes
    -----
    Hodgkin and Huxley (1952), J Physiol 117:500, eq. 6, 12, 13; temperature as in ``HH``.

    Examples
    --------
    >>> k = K()
    >>> states = k.init_state({}, k.channel_params, -65.0, 0.025)
    >>> {name: round(float(gate), 3) for name, gate in states.items()}
    {'K_n': 0.318}
    """

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        prefix = self._name
        self.channel_params = {
            f"{prefix}_gK": 0.036,
            f"{prefix}_eK": -77.0,
            f"{prefix}_tadj": 1.0,
            "temperature": 37.0,
        }
        self.channel_states = {f"{prefix}_n": 0.2}
        self.current_name = "i_K"
        self.units = {
            f"{prefix}_gK": "S/cm2",
            f"{prefix}_eK": "mV",
            f"{prefix}_tadj": "1",
            "temperature": "degC",
            f"{prefix}_n": "1",
            "i_K": "mA/cm2",
        }

    def gates(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any
    ) -> dict[str, Gate]:
        """Return steady state and rate (1/ms) of n."""
        return {"n": potassium_gate(voltage)}

    def compute_current(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Any:
        """Return the potassium current, mA/cm2."""
        prefix = self._name
        n = states[f"{prefix}_n"]
        conductance = params[f"{prefix}_tadj"] * params[f"{prefix}_gK"] * (n * n) ** 2
        return conductance * (voltage - params[f"{prefix}_eK"])

    def init_params(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Values:
        """Return the temperature factor of the conductance."""
        return {f"{self._name}_tadj": temperature_factor(params["temperature"])}
