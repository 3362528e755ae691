"""The high-threshold calcium channel of bursting cortical neurons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spineax.mechanisms.gated import GatedChannel
from spineax.mechanisms.gates import Gate
from spineax.mechanisms.high_threshold import calcium_gates


class CaL(GatedChannel):
    """High-threshold calcium current (L type) of intrinsically bursting neurons.

    Parameters
    ----------
    name : str, optional

    Notes
    -----
    Pospischil et al. (2008), Biol Cybern 99:427, section 3.3; kinetics of
    Reuveni et al. (1993), J Neurosci 13:4609. ``eCa`` is a shared name: where
    ``CaNernstReversal`` is inserted too, its state ``eCa`` is used.

    Examples
    --------
    >>> channel = CaL()
    >>> steady = channel.init_state({}, channel.params, -20.0, 0.025)
    >>> {name: round(float(gate), 3) for name, gate in steady.items()}
    {'CaL_q': 0.925, 'CaL_r': 0.151}
    """

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        prefix = self._name
        self.channel_params = {f"{prefix}_gCaL": 0.0001, "eCa": 120.0}
        self.channel_states = {f"{prefix}_q": 0.2, f"{prefix}_r": 0.2}
        self.current_name = "i_Ca"
        self.units = {
            f"{prefix}_gCaL": "S/cm2",
            "eCa": "mV",
            f"{prefix}_q": "1",
            f"{prefix}_r": "1",
            "i_Ca": "mA/cm2",
        }

    def gates(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any
    ) -> dict[str, Gate]:
        """Return steady state and rate (1/ms) of q and r."""
        q, r = calcium_gates(voltage)
        return {"q": q, "r": r}

    def compute_current(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Any:
        """Return the calcium current, mA/cm2."""
        prefix = self._name
        q, r = states[f"{prefix}_q"], states[f"{prefix}_r"]
        return params[f"{prefix}_gCaL"] * q * q * r * (voltage - params["eCa"])
