"""The sodium channel of the squid axon."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spineax.mechanisms.base import Channel, Values
from spineax.mechanisms.gates import solve_gate_exponential
from spineax.mechanisms.squid import sodium_rates, temperature_factor


class Na(Channel):
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

    def update_states(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Values:
        """Return the gates m and h after a step at constant voltage."""
        m, h = f"{self._name}_m", f"{self._name}_h"
        m_rates, h_rates = sodium_rates(voltage)
        return {
            m: solve_gate_exponential(states[m], delta_t, *m_rates),
            h: solve_gate_exponential(states[h], delta_t, *h_rates),
        }

    def compute_current(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Any:
        """Return the sodium current, mA/cm2."""
        prefix = self._name
        m, h = states[f"{prefix}_m"], states[f"{prefix}_h"]
        conductance = params[f"{prefix}_tadj"] * params[f"{prefix}_gNa"] * (m * m * m) * h
        return conductance * (voltage - params[f"{prefix}_eNa"])

    def init_state(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Values:
        """Return the steady states of m and h."""
        (alpha_m, beta_m), (alpha_h, beta_h) = sodium_rates(voltage)
        return {
            f"{self._name}_m": alpha_m / (alpha_m + beta_m),
            f"{self._name}_h": alpha_h / (alpha_h + beta_h),
        }

    def init_params(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Values:
        """Return the temperature factor of the conductance."""
        return {f"{self._name}_tadj": temperature_factor(params["temperature"])}
