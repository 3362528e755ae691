"""The calcium-activated potassium channel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jax.numpy as jnp

from spineax.mechanisms.gated import GatedChannel
from spineax.mechanisms.gates import Gate

#: Concentration below which the gate is closed, mM.
SMALLEST = 1e-7


class SKE2(GatedChannel):
    """Calcium-activated potassium current of small conductance (``SK_E2``).

    Parameters
    ----------
    name : str, optional

    Notes
    -----
    Hay et al. (2011), PLoS Comput Biol 7:e1002107, text S1;
    Koehler et al. (1996), Science 273:1709. The gate follows the calcium concentration
    ``CaCon_i`` (mM), a shared state; ``eK`` is a shared name.

    Examples
    --------
    >>> channel = SKE2()
    >>> steady = channel.init_state({"CaCon_i": 4.3e-4}, channel.params, -70.0, 0.025)
    >>> round(float(steady["SKE2_z"]), 3)
    0.5
    """

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        prefix = self._name
        self.channel_params = {f"{prefix}_gSKE2": 1e-05, "eK": -85.0}
        self.channel_states = {f"{prefix}_z": 0.1, "CaCon_i": 5e-05}
        self.current_name = "i_K"
        self.units = {
            f"{prefix}_gSKE2": "S/cm2",
            "eK": "mV",
            f"{prefix}_z": "1",
            "CaCon_i": "mM",
            "i_K": "mA/cm2",
        }

    def gates(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any
    ) -> dict[str, Gate]:
        """Return steady state and rate (1/ms) of z."""
        calcium = jnp.maximum(states["CaCon_i"], SMALLEST)
        return {"z": (1.0 / (1.0 + (4.3e-4 / calcium) ** 4.8), 1.0)}

    def compute_current(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Any:
        """Return the potassium current, mA/cm2."""
        z = states[f"{self._name}_z"]
        return params[f"{self._name}_gSKE2"] * z * (voltage - params["eK"])
