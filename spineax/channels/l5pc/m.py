"""The muscarinic potassium channel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spineax.channels.l5pc._temperature import Q10
from spineax.mechanisms.gated import GatedChannel
from spineax.mechanisms.gates import Gate, opening_and_closing, save_exp


class M(GatedChannel):
    """Muscarinic potassium current (``Im``).

    Parameters
    ----------
    name : str, optional

    Notes
    -----
    Hay et al. (2011), PLoS Comput Biol 7:e1002107, text S1;
    Adams, Brown and Constanti (1982), J Physiol 330:537. ``eK`` is a shared name.

    Examples
    --------
    >>> channel = M()
    >>> steady = channel.init_state({}, channel.params, -40.0, 0.025)
    >>> {name: round(float(gate), 3) for name, gate in steady.items()}
    {'M_m': 0.269}
    """

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        prefix = self._name
        self.channel_params = {f"{prefix}_gM": 1e-05, "eK": -85.0}
        self.channel_states = {f"{prefix}_m": 0.1}
        self.current_name = "i_K"
        self.units = {f"{prefix}_gM": "S/cm2", "eK": "mV", f"{prefix}_m": "1", "i_K": "mA/cm2"}

    def gates(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any
    ) -> dict[str, Gate]:
        """Return steady state and rate (1/ms) of m."""
        tenth = (voltage + 35.0) / 10.0
        m, rate = opening_and_closing(3.3e-3 * save_exp(tenth), 3.3e-3 * save_exp(-tenth))
        return {"m": (m, Q10 * rate)}

    def compute_current(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Any:
        """Return the potassium current, mA/cm2."""
        m = states[f"{self._name}_m"]
        return params[f"{self._name}_gM"] * m * (voltage - params["eK"])
