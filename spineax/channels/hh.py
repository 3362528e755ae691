"""Sodium, potassium and leak of the squid axon in one channel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spineax.mechanisms.base import Values
from spineax.mechanisms.gated import GatedChannel
from spineax.mechanisms.gates import Gate
from spineax.mechanisms.squid import all_gates, temperature_factor


class HH(GatedChannel):
    """The membrane of the squid axon: sodium, potassium and leak.

    Parameters
    ----------
    name : str, optional

    Notes
    -----
    Hodgkin and Huxley (1952), J Physiol 117:500, with their conductances and potentials
    for a rest at -65 mV. ``temperature`` (degC) changes the conductances by 2.3 per ten
    degrees from 37 on, through ``HH_tadj`` and :meth:`init_params`; rates do not change.

    Examples
    --------
    >>> hh = HH()
    >>> states = hh.init_state({}, hh.channel_params, -65.0, 0.025)
    >>> {name: round(float(gate), 3) for name, gate in states.items()}
    {'HH_m': 0.053, 'HH_h': 0.596, 'HH_n': 0.318}
    """

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        prefix = self._name
        self.channel_params = {
            f"{prefix}_gNa": 0.12,
            f"{prefix}_gK": 0.036,
            f"{prefix}_gLeak": 0.0003,
            f"{prefix}_eNa": 50.0,
            f"{prefix}_eK": -77.0,
            f"{prefix}_eLeak": -54.3,
            f"{prefix}_tadj": 1.0,
            "temperature": 37.0,
        }
        self.channel_states = {f"{prefix}_m": 0.2, f"{prefix}_h": 0.2, f"{prefix}_n": 0.2}
        self.current_name = "i_HH"
        self.units = {
            f"{prefix}_gNa": "S/cm2",
            f"{prefix}_gK": "S/cm2",
            f"{prefix}_gLeak": "S/cm2",
            f"{prefix}_eNa": "mV",
            f"{prefix}_eK": "mV",
            f"{prefix}_eLeak": "mV",
            f"{prefix}_tadj": "1",
            "temperature": "degC",
            f"{prefix}_m": "1",
            f"{prefix}_h": "1",
            f"{prefix}_n": "1",
            "i_HH": "mA/cm2",
        }

    def gates(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any
    ) -> dict[str, Gate]:
        """Return steady state and rate (1/ms) of m, h and n."""
        m, h, n = all_gates(voltage)
        return {"m": m, "h": h, "n": n}

    def compute_current(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Any:
        """Return the sum of sodium, potassium and leak current, mA/cm2."""
        prefix = self._name
        m, h, n = states[f"{prefix}_m"], states[f"{prefix}_h"], states[f"{prefix}_n"]
        sodium = params[f"{prefix}_gNa"] * (m * m * m) * h * (voltage - params[f"{prefix}_eNa"])
        potassium = params[f"{prefix}_gK"] * (n * n) ** 2 * (voltage - params[f"{prefix}_eK"])
        leak = params[f"{prefix}_gLeak"] * (voltage - params[f"{prefix}_eLeak"])
        return params[f"{prefix}_tadj"] * (sodium + potassium + leak)

    def init_params(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Values:
        """Return the temperature factor of the conductances."""
        return {f"{self._name}_tadj": temperature_factor(params["temperature"])}
