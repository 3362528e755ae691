"""The reversal potential of calcium."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jax.numpy as jnp

from spineax.mechanisms.base import Pump, Values
from spineax.units import CALCIUM_VALENCE, FARADAY, GAS_CONSTANT

#: Concentration below which the logarithm is cut, mM.
SMALLEST = 1e-12


class CaNernstReversal(Pump):
    """Reversal potential ``eCa`` of calcium from its concentrations.

    It changes no concentration. Every channel of the place that reads ``eCa``, as a state or
    as a parameter, is given this one.

    Parameters
    ----------
    name : str, optional

    Notes
    -----
    Nernst (1888), Z Phys Chem 2:613; Hille (2001), Ion Channels of Excitable Membranes,
    eq. 1.11: ``eCa = R T / (2 F) ln(CaCon_e / CaCon_i)``. ``channel_constants`` holds F (C/mol),
    R (J/(K mol)) and T (K), and may be changed in an instance. ``eCa`` (mV), ``CaCon_i``
    and ``CaCon_e`` (mM) are shared names.

    Examples
    --------
    >>> nernst = CaNernstReversal()
    >>> new = nernst.update_states(nernst.states, {}, -70.0, 0.025)
    >>> round(float(new["eCa"]), 2)
    127.58
    """

    computes = ("eCa",)

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        self.channel_constants = {"F": FARADAY, "T": 279.45, "R": GAS_CONSTANT}
        self.channel_states = {"eCa": 0.0, "CaCon_i": 5e-5, "CaCon_e": 2.0}
        self.ion_name = "CaCon_i"
        self.current_name = "i_Ca"
        self.units = {"eCa": "mV", "CaCon_i": "mM", "CaCon_e": "mM", "i_Ca": "mA/cm2"}

    def update_states(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Values:
        """Return the reversal potential for the present concentrations, mV."""
        constants = self.channel_constants
        scale = 1e3 * constants["R"] * constants["T"] / (CALCIUM_VALENCE * constants["F"])
        inside = jnp.maximum(states["CaCon_i"], SMALLEST)
        outside = jnp.maximum(states["CaCon_e"], SMALLEST)
        return {"eCa": scale * jnp.log(outside / inside)}

    def init_state(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Values:
        """Return the reversal potential for the present concentrations, mV."""
        return self.update_states(states, params, voltage, delta_t)

    def compute_current(
        self,
        states: Mapping[str, Any],
        params: Mapping[str, Any],
        modified_state: Any,
        delta_t: Any,
    ) -> Any:
        """Return no change of concentration."""
        return jnp.zeros_like(modified_state)
