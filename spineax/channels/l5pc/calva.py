"""The low-voltage-activated calcium channel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spineax.channels.l5pc._temperature import Q10
from spineax.mechanisms.gated import GatedChannel
from spineax.mechanisms.gates import Gate, sigmoid


class CaLVA(GatedChannel):
    """Low-voltage-activated calcium current (``Ca_LVAst``).

    Parameters
    ----------
    name : str, optional

    Notes
    -----
    Hay et al. (2011), PLoS Comput Biol 7:e1002107, text S1;
    Avery and Johnston (1996), J Neurosci 16:5567, with time constants of Randall and Tsien
    (1997), Neuropharmacology 36:879, shifted by a junction potential of 10 mV.
    ``eCa`` is a shared state, which ``CaNernstReversal`` computes from the concentrations.

    Examples
    --------
    >>> channel = CaLVA()
    >>> steady = channel.init_state({}, channel.params, -50.0, 0.025)
    >>> {name: round(float(gate), 3) for name, gate in steady.items()}
    {'CaLVA_m': 0.159, 'CaLVA_h': 0.002}
    """

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        prefix = self._name
        self.channel_params = {f"{prefix}_gCaLVA": 1e-05}
        self.channel_states = {f"{prefix}_m": 0.1, f"{prefix}_h": 0.1, "eCa": 0.0}
        self.current_name = "i_Ca"
        self.units = {
            f"{prefix}_gCaLVA": "S/cm2",
            f"{prefix}_m": "1",
            f"{prefix}_h": "1",
            "eCa": "mV",
            "i_Ca": "mA/cm2",
        }

    def gates(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any
    ) -> dict[str, Gate]:
        """Return steady state and rate (1/ms) of m and h."""
        shifted = voltage + 10.0
        tau_m = 5.0 + 20.0 * sigmoid(-(shifted + 25.0) / 5.0)
        tau_h = 20.0 + 50.0 * sigmoid(-(shifted + 40.0) / 7.0)
        return {
            "m": (sigmoid((shifted + 30.0) / 6.0), Q10 / tau_m),
            "h": (sigmoid(-(shifted + 80.0) / 6.4), Q10 / tau_h),
        }

    def compute_current(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Any:
        """Return the calcium current, mA/cm2."""
        prefix = self._name
        m, h = states[f"{prefix}_m"], states[f"{prefix}_h"]
        return params[f"{prefix}_gCaLVA"] * m * m * h * (voltage - states["eCa"])
