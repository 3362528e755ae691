"""The high-voltage-activated calcium channel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spineax.mechanisms.gated import GatedChannel
from spineax.mechanisms.gates import Gate
from spineax.mechanisms.high_threshold import calcium_gates


class CaHVA(GatedChannel):
    """High-voltage-activated calcium current (``Ca_HVA``).

    Parameters
    ----------
    name : str, optional

    Notes
    -----
    Hay et al. (2011), PLoS Comput Biol 7:e1002107, text S1;
    Reuveni et al. (1993), J Neurosci 13:4609.
    ``eCa`` is a shared state, which ``CaNernstReversal`` computes from the concentrations.

    Examples
    --------
    >>> channel = CaHVA()
    >>> steady = channel.init_state({}, channel.params, -20.0, 0.025)
    >>> {name: round(float(gate), 3) for name, gate in steady.items()}
    {'CaHVA_m': 0.925, 'CaHVA_h': 0.151}
    """

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        prefix = self._name
        self.channel_params = {f"{prefix}_gCaHVA": 1e-05}
        self.channel_states = {f"{prefix}_m": 0.1, f"{prefix}_h": 0.1, "eCa": 0.0}
        self.current_name = "i_Ca"
        self.units = {
            f"{prefix}_gCaHVA": "S/cm2",
            f"{prefix}_m": "1",
            f"{prefix}_h": "1",
            "eCa": "mV",
            "i_Ca": "mA/cm2",
        }

    def gates(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any
    ) -> dict[str, Gate]:
        """Return steady state and rate (1/ms) of m and h."""
        m, h = calcium_gates(voltage)
        return {"m": m, "h": h}

    def compute_current(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Any:
        """Return the calcium current, mA/cm2."""
        prefix = self._name
        m, h = states[f"{prefix}_m"], states[f"{prefix}_h"]
        return params[f"{prefix}_gCaHVA"] * m * m * h * (voltage - states["eCa"])
