"""The hyperpolarisation-activated cation channel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spineax.mechanisms.gated import GatedChannel
from spineax.mechanisms.gates import Gate, opening_and_closing, save_exp, vtrap


class H(GatedChannel):
    """Hyperpolarisation-activated cation current (``Ih``).

    Parameters
    ----------
    name : str, optional

    Notes
    -----
    Hay et al. (2011), PLoS Comput Biol 7:e1002107, text S1;
    Kole, Hallermann and Stuart (2006), J Neurosci 26:1677.

    Examples
    --------
    >>> channel = H()
    >>> steady = channel.init_state({}, channel.params, -80.0, 0.025)
    >>> {name: round(float(gate), 3) for name, gate in steady.items()}
    {'H_m': 0.049}
    """

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        prefix = self._name
        self.channel_params = {f"{prefix}_gH": 1e-05, f"{prefix}_eH": -45.0}
        self.channel_states = {f"{prefix}_m": 0.1}
        self.current_name = "i_H"
        self.units = {
            f"{prefix}_gH": "S/cm2",
            f"{prefix}_eH": "mV",
            f"{prefix}_m": "1",
            "i_H": "mA/cm2",
        }

    def gates(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any
    ) -> dict[str, Gate]:
        """Return steady state and rate (1/ms) of m."""
        alpha = 6.43e-3 * vtrap(voltage + 154.9, 11.9)
        return {"m": opening_and_closing(alpha, 0.193 * save_exp(voltage / 33.1))}

    def compute_current(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Any:
        """Return the cation current, mA/cm2."""
        prefix = self._name
        m = states[f"{prefix}_m"]
        return params[f"{prefix}_gH"] * m * (voltage - params[f"{prefix}_eH"])
