"""The linear system of one implicit voltage step."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array

from spineax.run.currents import Currents
from spineax.run.inputs import Drive, added
from spineax.run.model import Model, Values

#: Conductance, uS, that ties a clamped compartment to its value: far above any other.
CLAMP = 1e12


def implicit_voltage(
    model: Model,
    states: Values,
    currents: Currents,
    injected: Array,
    delta_t: Array,
    drives: tuple[Drive, ...] = (),
    start: Array | None = None,
) -> Array:
    """Return v' of (C/dt + G + L) v' = C/dt v - (I0 - G v) + I.

    Parameters
    ----------
    model : Model
    states : dict of arrays
        With the voltage v that the currents are linearised about.
    currents : Currents
    injected : array (n_slots,), nA
    delta_t : float, ms
    drives : tuple of Drive
        Those of "v" hold their compartments at the end of the step, for their neighbours too.
    start : array (n_slots,), mV, optional
        Where the step begins, if not at v.

    Notes
    -----
    Solved for the difference to the first compartment's voltage: the Laplacian of a constant
    is zero, and rounding is then relative to differences, not to -70 mV.
    """
    v = states["v"]
    reference = jax.lax.stop_gradient(v[model.first])
    inertia = model.capacitance / delta_t
    ground = inertia + currents.slope
    from_start = inertia * ((v if start is None else start) - reference)
    right = from_start + currents.slope * (v - reference) - currents.current + injected
    for drive in drives:
        if drive.key == "v":
            ground = added(ground, drive.rows, jnp.full_like(drive.values, CLAMP))
            right = added(right, drive.rows, CLAMP * (drive.values - reference))
    return reference + model.structure.solver.solve(model.network, ground, right)


def membrane_current(
    model: Model, states: Values, currents: Currents, after: Array, delta_t: Array
) -> Array:
    """Return the ionic and capacitive current of an implicit step, outward, nA.

    Notes
    -----
    Over all compartments it sums to the injected current, by Kirchhoff's law.
    """
    change = after - states["v"]
    return (model.capacitance / delta_t + currents.slope) * change + currents.current


def at_points(model: Model, x: Array, conductance: Array, weight: Array) -> Array:
    """Return ``x`` with branch points at the mean of their neighbours.

    Parameters
    ----------
    x : array (n_slots,)
    conductance : array (e,)
        Weights of the mean.
    weight : array (n_slots,)
        Capacitances or volumes: zero at branch points.
    """
    i, j = model.edge_i, model.edge_j
    nothing = jnp.zeros_like(x)
    total = nothing.at[i].add(conductance).at[j].add(conductance)
    pull = nothing.at[i].add(conductance * x[j]).at[j].add(conductance * x[i])
    point = (weight == 0.0) & (total > 0.0)
    return jnp.where(point, pull / jnp.where(point, total, 1.0), x)


def axial_inflow(model: Model, x: Array, conductance: Array) -> Array:
    """Return what flows into each slot through its edges: -L x."""
    i, j = model.edge_i, model.edge_j
    flow = conductance * (x[j] - x[i])
    return jnp.zeros_like(x).at[i].add(flow).at[j].add(-flow)
