"""The slowly inactivating potassium channel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jax.numpy as jnp

from spineax.channels.l5pc._temperature import Q10
from spineax.mechanisms.gated import GatedChannel
from spineax.mechanisms.gates import Gate, save_exp, sigmoid


class KPst(GatedChannel):
    """Slowly inactivating potassium current (``K_Pst``).

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
    >>> channel = KPst()
    >>> steady = channel.init_state({}, channel.params, -20.0, 0.025)
    >>> {name: round(float(gate), 3) for name, gate in steady.items()}
    {'KPst_m': 0.321, 'KPst_h': 0.018}
    """

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        prefix = self._name
        self.channel_params = {f"{prefix}_gKPst": 1e-05, "eK": -85.0}
        self.channel_states = {f"{prefix}_m": 0.1, f"{prefix}_h": 0.1}
        self.current_name = "i_K"
        self.units = {
            f"{prefix}_gKPst": "S/cm2",
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
        # The time constant rises below -50 mV and falls above: the smaller branch everywhere.
        peak = jnp.minimum(175.03 * save_exp(0.026 * shifted), 13.0 * save_exp(-0.026 * shifted))
        bell = save_exp(-(((shifted + 75.0) / 48.0) ** 2))
        tau_h = 360.0 + (1010.0 + 24.0 * (shifted + 55.0)) * bell
        return {
            "m": (sigmoid((shifted + 1.0) / 12.0), Q10 / (1.25 + peak)),
            "h": (sigmoid(-(shifted + 54.0) / 11.0), Q10 / tau_h),
        }

    def compute_current(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Any:
        """Return the potassium current, mA/cm2."""
        prefix = self._name
        m, h = states[f"{prefix}_m"], states[f"{prefix}_h"]
        return params[f"{prefix}_gKPst"] * m * m * h * (voltage - params["eK"])
