"""The conductance of the membrane about the initial state."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np

from spineax._types import FloatArray
from spineax.linalg import voltage_solver
from spineax.plan.blueprint import Blueprint
from spineax.plan.lower import lower
from spineax.run.currents import all_currents
from spineax.run.model import build_model, initial_states
from spineax.run.values import overridden


def membrane_conductance(blueprint: Blueprint) -> FloatArray:
    """Return the slope of all currents of each compartment at the initial state.

    Parameters
    ----------
    blueprint : Blueprint

    Returns
    -------
    array (n,), uS
        Gates are held where they are.
    """
    program = lower(blueprint, voltage_solver("auto")).program
    delta_t = jnp.asarray(0.025, jnp.result_type(float))
    nodes, edges = overridden(program, ())
    model = build_model(program, nodes, edges)
    states = initial_states(program, nodes, edges)
    slope = all_currents(model, states, delta_t).slope
    return np.asarray(slope, dtype=np.float64)[np.asarray(program.slot)]
