"""The transient sodium current, shared by the channels of axon, and of soma and dendrites."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from spineax.channels.l5pc._temperature import Q10
from spineax.mechanisms.gated import GatedChannel
from spineax.mechanisms.gates import Gate, opening_and_closing, vtrap


class TransientSodium(GatedChannel):
    """Fast inactivating sodium current, with its rates at any two voltages.

    Parameters
    ----------
    name : str, optional

    Notes
    -----
    Colbert and Pan (2002), Nat Neurosci 5:533, in the form of Hay et al. (2011), PLoS Comput
    Biol 7:e1002107, text S1.
    """

    #: Name of its conductance, and voltages where the rates of m and h are at their limits, mV.
    _conductance: ClassVar[str]
    _middle_m: ClassVar[float]
    _middle_h: ClassVar[float]

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        prefix = self._name
        self.channel_params = {f"{prefix}_{self._conductance}": 1e-05, "eNa": 50.0}
        self.channel_states = {f"{prefix}_m": 0.1, f"{prefix}_h": 0.1}
        self.current_name = "i_Na"
        self.units = {
            f"{prefix}_{self._conductance}": "S/cm2",
            "eNa": "mV",
            f"{prefix}_m": "1",
            f"{prefix}_h": "1",
            "i_Na": "mA/cm2",
        }

    def gates(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any
    ) -> dict[str, Gate]:
        """Return steady state and rate (1/ms) of m and h."""
        from_m, from_h = voltage - self._middle_m, voltage - self._middle_h
        m, rate_m = opening_and_closing(0.182 * vtrap(-from_m, 6.0), 0.124 * vtrap(from_m, 6.0))
        h, rate_h = opening_and_closing(0.015 * vtrap(from_h, 6.0), 0.015 * vtrap(-from_h, 6.0))
        return {"m": (m, Q10 * rate_m), "h": (h, Q10 * rate_h)}

    def compute_current(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Any:
        """Return the sodium current, mA/cm2."""
        prefix = self._name
        m, h = states[f"{prefix}_m"], states[f"{prefix}_h"]
        conductance = params[f"{prefix}_{self._conductance}"] * (m * m * m) * h
        return conductance * (voltage - params["eNa"])
