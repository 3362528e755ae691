"""The sodium channel of the squid axon."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spineax.mechanisms.base import Values
from spineax.mechanisms.gated import GatedChannel
from spineax.mechanisms.gates import Gate
from spineax.mechanisms.squid import sodium_gates, temperature_factor


class Na(GatedChannel):
    """Sodium current of the squid axon, the sodium part of ``HH``.

    Parameters
    ----------
    name : str, optional

    Notes
    -----
    Hodgkin and Huxley (1952), J Physiol 117:500, eq. 14, 20, 21, 23, 24; temperature as
    in ``HH``.

    Examples
    --------
    >>> na = Na()
    >>> states = na.init_state({}, na.channel_params, -65.0, 0.025)
    >>> {name: round(float(gate), 3) for name, gate in states.items()}
    {'Na_m': 0.053, 'Na_h': 0.596}
    """

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        prefix = self._name
        self.channel_params = {
            f"{prefix}_gNa": 0.12,
            f"{prefix}_eNa": 50.0,
            f"{prefix}_tadj": 1.0,
            "temperature": 37.0,
        }
        self.channel_states = {f"{prefix}_m": 0.2, f"{prefix}_h": 0.2}
        self.current_name = "i_Na"
        self.units = {
            f"{prefix}_gNa": "S/cm2",
            f"{prefix}_eNa": "mV",
            f"{prefix}_tadj": "1",
            "temperature": "degC",
            f"{prefix}_m": "1",
            f"{prefix}_h": "1",
            "i_Na": "mA/cm2",
        }

    def gates(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any
    ) -> dict[str, Gate]:
        """Return steady state and rate (1/ms) of m and h."""
        m, h = sodium_gates(voltage)
        return {"m": m, "h": h}

    def compute_current(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Any:
        """Return the sodium current, mA/cm2."""
        prefix = self._name
        m, h = states[f"{prefix}_m"], states[f"{prefix}_h"]
        conductance = params[f"{prefix}_tadj"] * params[f"{prefix}_gNa"] * (m * m * m) * h
        return conductance * (voltage - params[f"{prefix}_eNa"])

    def init_params(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Values:
        """Return the temperature factor of the conductance."""
        return {f"{self._name}_tadj": temperature_factor(params["temperature"])}
