"""The linear system of one implicit voltage step."""

from __future__ import annotations

import jax
from jax import Array

from spineax.run.currents import Currents
from spineax.run.model import Model


def implicit_voltage(
    model: Model, v: Array, currents: Currents, injected: Array, delta_t: Array
) -> Array:
    """Return v' of (C/dt + G + L) v' = C/dt v - (I0 - G v) + I.

    Solved for the difference to the first slot's voltage: the Laplacian of a constant
    is zero, and rounding is then relative to differences, not to -70 mV.
    """
    reference = jax.lax.stop_gradient(v[0])
    inertia = model.capacitance / delta_t
    ground = inertia + currents.slope
    right = ground * (v - reference) - currents.current + injected
    return reference + model.structure.solver.solve(model.network, ground, right)
