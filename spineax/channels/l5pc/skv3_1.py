"""The fast potassium channel Kv3.1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spineax.mechanisms.gated import GatedChannel
from spineax.mechanisms.gates import Gate, save_exp, sigmoid


class SKv3_1(GatedChannel):
    """Fast non-inactivating potassium current (``SKv3_1``).

    Parameters
    ----------
    name : str, optional

    Notes
    -----
    Hay et al. (2011), PLoS Comput Biol 7:e1002107, text S1;
    Rettig et al. (1992), EMBO J 11:2473. ``eK`` is a shared name.

    Examples
    --------
    >>> channel = SKv3_1()
    >>> steady = channel.init_state({}, channel.params, 0.0, 0.025)
    >>> {name: round(float(gate), 3) for name, gate in steady.items()}
    {'SKv3_1_m': 0.127}
    """

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        prefix = self._name
        self.channel_params = {f"{prefix}_gSKv3_1": 1e-05, "eK": -85.0}
        self.channel_states = {f"{prefix}_m": 0.1}
        self.current_name = "i_K"
        self.units = {f"{prefix}_gSKv3_1": "S/cm2", "eK": "mV", f"{prefix}_m": "1", "i_K": "mA/cm2"}

    def gates(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any
    ) -> dict[str, Gate]:
        """Return steady state and rate (1/ms) of m."""
        rate = (1.0 + save_exp(-(voltage + 46.56) / 44.14)) / 4.0
        return {"m": (sigmoid((voltage - 18.7) / 9.7), rate)}

    def compute_current(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Any:
        """Return the potassium current, mA/cm2."""
        m = states[f"{self._name}_m"]
        return params[f"{self._name}_gSKv3_1"] * m * (voltage - params["eK"])
