"""Calcium in a shell below the membrane: influx, and decay to rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spineax.mechanisms.base import Pump
from spineax.units import CALCIUM_VALENCE, CONCENTRATION_RATE

#: Faraday constant, rounded as in the published model, C/mol.
FARADAY = 96485.0


class CaPump(Pump):
    """Calcium concentration in a shell: influx by ``i_Ca``, and decay to its rest.

    Parameters
    ----------
    name : str, optional

    Notes
    -----
    Destexhe, Contreras, Sejnowski and Steriade (1994), J Neurophysiol 72:803, in the form
    of Hay et al. (2011), PLoS Comput Biol 7:e1002107, text S1 (``CaDynamics_E2``)::

        d[Ca]/dt = -i_Ca gamma / (2 F depth) - ([Ca] - minCaCon_i) / decay

    ``gamma`` is the fraction of calcium that is not buffered. ``CaCon_i`` (mM) and ``i_Ca``
    (mA/cm2, of the last step) are shared names.

    Examples
    --------
    >>> pump = CaPump()
    >>> current = pump.compute_current({"i_Ca": 0.0}, pump.params, 8.1e-3, 0.025)
    >>> round(current, 6)
    0.0001
    """

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        prefix = self._name
        self.channel_params = {
            f"{prefix}_gamma": 0.05,
            f"{prefix}_decay": 80.0,
            f"{prefix}_depth": 0.1,
            f"{prefix}_minCaCon_i": 1e-4,
        }
        self.channel_states = {"i_Ca": 1e-8, "CaCon_i": 5e-5}
        self.ion_name = "CaCon_i"
        self.current_name = "i_CaPump"
        self.units = {
            f"{prefix}_gamma": "1",
            f"{prefix}_decay": "ms",
            f"{prefix}_depth": "um",
            f"{prefix}_minCaCon_i": "mM",
            "i_Ca": "mA/cm2",
            "CaCon_i": "mM",
            "i_CaPump": "mM/ms",
        }

    def compute_current(
        self,
        states: Mapping[str, Any],
        params: Mapping[str, Any],
        modified_state: Any,
        delta_t: Any,
    ) -> Any:
        """Return minus the rate of change of the calcium concentration, mM/ms."""
        prefix = self._name
        gamma, depth = params[f"{prefix}_gamma"], params[f"{prefix}_depth"]
        drive = CONCENTRATION_RATE * states["i_Ca"] * gamma / (CALCIUM_VALENCE * FARADAY * depth)
        excess = modified_state - params[f"{prefix}_minCaCon_i"]
        return drive + excess / params[f"{prefix}_decay"]
