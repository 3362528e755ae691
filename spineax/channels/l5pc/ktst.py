"""The transient potassium channel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spineax.channels.l5pc._temperature import Q10
from spineax.mechanisms.gated import GatedChannel
from spineax.mechanisms.gates import Gate, save_exp, sigmoid


class KTst(GatedChannel):
    """Fast inactivating potassium current (``K_Tst``).

    Parameters
    ----------
    name : str, optional

    Notes
    -----
    Hay et al. (2011), PLoS Comput Biol 7:e1002107, text S1;
    Korngreen and Sakmann (2000), J Physiol 525:621, shifted by a junction potential of
    10 mV. ``eK`` is a shared name.

    Examples
    --------
    >>> channel = KTst()
    >>> steady = channel.init_state({}, channel.params, -20.0, 0.025)
    >>> {name: round(float(gate), 3) for name, gate in steady.items()}
    {'KTst_m': 0.371, 'KTst_h': 0.004}
    """

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        prefix = self._name
        self.channel_params = {f"{prefix}_gKTst": 1e-05, "eK": -85.0}
        self.channel_states = {f"{prefix}_m": 0.1, f"{prefix}_h": 0.1}
        self.current_name = "i_K"
        self.units = {
            f"{prefix}_gKTst": "S/cm2",
            "eK": "mV",
            f"{prefix}_m": "1",
            f"{prefix}_h": "1",
            "i_K": "mA/cm2",
        }

    def gates(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any
    ) -> dict[str, Gate]:
        """Return steady state and rate (1/ms) of m and h."""
        shifted = voltage + 10.0
        tau_m = 0.34 + 0.92 * save_exp(-(((shifted + 71.0) / 59.0) ** 2))
        tau_h = 8.0 + 49.0 * save_exp(-(((shifted + 73.0) / 23.0) ** 2))
        return {
            "m": (sigmoid(shifted / 19.0), Q10 / tau_m),
            "h": (sigmoid(-(shifted + 66.0) / 10.0), Q10 / tau_h),
        }

    def compute_current(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Any:
        """Return the potassium current, mA/cm2."""
        prefix = self._name
        m, h = states[f"{prefix}_m"], states[f"{prefix}_h"]
        return params[f"{prefix}_gKTst"] * (m * m) ** 2 * h * (voltage - params["eK"])
