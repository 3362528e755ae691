"""Calcium that enters a compartment and stays there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jax.numpy as jnp

from spineax.mechanisms.base import Pump
from spineax.units import CALCIUM_VALENCE, CONCENTRATION_RATE, FARADAY


class CaFaradayConcentrationChange(Pump):
    """Change of the calcium concentration of a compartment by the current ``i_Ca``.

    Parameters
    ----------
    name : str, optional

    Notes
    -----
    Faraday's law for a cylinder, whose surface over volume is 2 / radius (Hille 2001, Ion
    Channels of Excitable Membranes, ch. 1): ``d[Ca]/dt = -i_Ca 2 / (2 F radius)``. ``CaCon_i``
    (mM) and ``i_Ca`` (mA/cm2, of the last step) are shared names.

    Examples
    --------
    >>> pump = CaFaradayConcentrationChange()
    >>> params = {**pump.params, "radius": 1.0}
    >>> current = pump.compute_current({"i_Ca": -1e-3}, params, 5e-5, 0.025)
    >>> print(f"{float(current):.4g}")
    -0.0001036
    """

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        self.channel_states = {"i_Ca": 1e-8, "CaCon_i": 5e-5}
        self.ion_name = "CaCon_i"
        self.current_name = "i_CaCurrent"
        self.units = {"i_Ca": "mA/cm2", "CaCon_i": "mM", "i_CaCurrent": "mM/ms"}

    def compute_current(
        self,
        states: Mapping[str, Any],
        params: Mapping[str, Any],
        modified_state: Any,
        delta_t: Any,
    ) -> Any:
        """Return minus the rate of change of the calcium concentration, mM/ms."""
        surface_over_volume = 2.0 / params["radius"]
        rate = CONCENTRATION_RATE / FARADAY / CALCIUM_VALENCE
        drive = states["i_Ca"] * surface_over_volume * rate
        return drive + jnp.zeros_like(modified_state)
