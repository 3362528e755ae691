"""The fast sodium channel of cortical and thalamic neurons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spineax.mechanisms.gated import GatedChannel
from spineax.mechanisms.gates import Gate, opening_and_closing, save_exp, sigmoid, vtrap


class Na(GatedChannel):
    """Fast sodium current of cortical and thalamic neurons.

    Parameters
    ----------
    name : str, optional

    Notes
    -----
    Pospischil et al. (2008), Biol Cybern 99:427, section 3.1; kinetics of
    Traub and Miles (1991), Neuronal Networks of the Hippocampus. ``eNa`` and ``vt`` (the shift
    of the kinetics, mV) are shared names.

    Examples
    --------
    >>> channel = Na()
    >>> steady = channel.init_state({}, channel.params, -50.0, 0.025)
    >>> {name: round(float(gate), 3) for name, gate in steady.items()}
    {'Na_m': 0.093, 'Na_h': 0.95}
    """

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        prefix = self._name
        self.channel_params = {f"{prefix}_gNa": 0.05, "eNa": 50.0, "vt": -60.0}
        self.channel_states = {f"{prefix}_m": 0.2, f"{prefix}_h": 0.2}
        self.current_name = "i_Na"
        self.units = {
            f"{prefix}_gNa": "S/cm2",
            "eNa": "mV",
            "vt": "mV",
            f"{prefix}_m": "1",
            f"{prefix}_h": "1",
            "i_Na": "mA/cm2",
        }

    def gates(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any
    ) -> dict[str, Gate]:
        """Return steady state and rate (1/ms) of m and h."""
        above = voltage - params["vt"]
        alpha_m = 0.32 * vtrap(13.0 - above, 4.0)
        beta_m = 0.28 * vtrap(above - 40.0, 5.0)
        alpha_h = 0.128 * save_exp((17.0 - above) / 18.0)
        beta_h = 4.0 * sigmoid((above - 40.0) / 5.0)
        return {
            "m": opening_and_closing(alpha_m, beta_m),
            "h": opening_and_closing(alpha_h, beta_h),
        }

    def compute_current(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Any:
        """Return the sodium current, mA/cm2."""
        prefix = self._name
        m, h = states[f"{prefix}_m"], states[f"{prefix}_h"]
        return params[f"{prefix}_gNa"] * (m * m * m) * h * (voltage - params["eNa"])
