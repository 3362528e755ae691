"""The persistent sodium channel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spineax.channels.l5pc._temperature import Q10
from spineax.mechanisms.gated import GatedChannel
from spineax.mechanisms.gates import Gate, sigmoid, vtrap


class NapEt2(GatedChannel):
    """Persistent sodium current (``Nap_Et2``).

    Parameters
    ----------
    name : str, optional

    Notes
    -----
    Hay et al. (2011), PLoS Comput Biol 7:e1002107, text S1;
    Magistretti and Alonso (1999), J Gen Physiol 114:491. ``eNa`` is a shared name.

    Examples
    --------
    >>> channel = NapEt2()
    >>> steady = channel.init_state({}, channel.params, -50.0, 0.025)
    >>> {name: round(float(gate), 3) for name, gate in steady.items()}
    {'NapEt2_m': 0.638, 'NapEt2_h': 0.53}
    """

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        prefix = self._name
        self.channel_params = {f"{prefix}_gNapEt2": 1e-05, "eNa": 50.0}
        self.channel_states = {f"{prefix}_m": 0.1, f"{prefix}_h": 0.1}
        self.current_name = "i_Na"
        self.units = {
            f"{prefix}_gNapEt2": "S/cm2",
            "eNa": "mV",
            f"{prefix}_m": "1",
            f"{prefix}_h": "1",
            "i_Na": "mA/cm2",
        }

    def gates(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any
    ) -> dict[str, Gate]:
        """Return steady state and rate (1/ms) of m and h."""
        from_m = voltage + 38.0
        rate_m = (0.182 * vtrap(-from_m, 6.0) + 0.124 * vtrap(from_m, 6.0)) / 6.0
        rate_h = 2.88e-6 * vtrap(voltage + 17.0, 4.63) + 6.94e-6 * vtrap(-(voltage + 64.4), 2.63)
        return {
            "m": (sigmoid((voltage + 52.6) / 4.6), Q10 * rate_m),
            "h": (sigmoid(-(voltage + 48.8) / 10.0), Q10 * rate_h),
        }

    def compute_current(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Any:
        """Return the sodium current, mA/cm2."""
        prefix = self._name
        m, h = states[f"{prefix}_m"], states[f"{prefix}_h"]
        return params[f"{prefix}_gNapEt2"] * (m * m * m) * h * (voltage - params["eNa"])
