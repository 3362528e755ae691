"""The linear system of one implicit voltage step."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array, lax

from spineax.linalg.linear import rows_of, with_added
from spineax.linalg.network import edge_currents
from spineax.linalg.rows import row_of
from spineax.run.currents import Currents
from spineax.run.inputs import Drive, added
from spineax.run.model import Model, Values, filled

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
    after: Array | None = None,
) -> Array:
    """Return v' of (C/dt + G + L) v' = C/dt v - (I0 - G v) + I.

    Parameters
    ----------
    model : Model
    states : dict of arrays
        With the voltage v that the currents are linearised about.
    currents : Currents
    injected : array (n_states,), nA
    delta_t : float, ms
    drives : tuple of Drive
        Those of "v" hold their compartments at the end of the step, for their neighbours too.
    start : array (n_states,), mV, optional
        Where the step begins, if not at v.
    after : array (n_states,), mV, optional
        The result, where it is known and only its derivatives are wanted.

    Notes
    -----
    Solved for the difference to the first compartment's voltage: the Laplacian of a constant
    is zero, and rounding is then relative to differences, not to -70 mV.
    """
    v = states["v"]
    reference = lax.squeeze(lax.stop_gradient(row_of(v, model.first)), (0,))
    inertia = model.capacitance / delta_t
    ground = inertia + currents.slope
    from_start = inertia * ((v if start is None else start) - reference)
    right = from_start + currents.slope * (v - reference) - currents.current + injected
    for drive in drives:
        if drive.key == "v":
            ground = added(ground, drive.rows, jnp.full_like(drive.values, CLAMP))
            right = added(right, drive.rows, CLAMP * (drive.values - reference))
    known = None
    if after is not None:
        x, conductance = after - reference, model.axial["v"]
        everywhere, _ = with_branch_points(model, x, conductance, model.capacitance)
        known = (filled(x, everywhere.shape[0]), everywhere)
    return reference + model.solve(model.network, ground, right, known)


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


def axial_inflow(model: Model, x: Array, conductance: Array, weight: Array) -> Array:
    """Return what flows into each slot through its edges, -L x, with branch points at rest.

    Parameters
    ----------
    model : Model
    x : array (n_states,)
    conductance : array (e,)
    weight : array (n_states,)
        Capacitances or volumes: zero where there is no compartment. At such branch points
        ``x`` is the mean of the neighbours, weighted with the conductances.

    Returns
    -------
    array (n_states,)
        Zero where there is no compartment.
    """
    full, has = with_branch_points(model, x, conductance, weight)
    inflow = -edge_currents(model.edge_i, model.edge_j, conductance, full)
    return jnp.where(has, inflow, 0.0)[: x.shape[0]]


def with_branch_points(
    model: Model, x: Array, conductance: Array, weight: Array
) -> tuple[Array, Array]:
    """Return the values in all slots, branch points at rest, and which have a compartment.

    Parameters
    ----------
    model, x, conductance, weight
        As :func:`axial_inflow` takes them.

    Returns
    -------
    values : array (n_slots,)
    has : bool array (n_slots,)
    """
    i, j = model.edge_i, model.edge_j
    n_slots = model.network.schedule.n_slots
    full, has = filled(x, n_slots), filled(weight, n_slots) > 0.0
    nothing = jnp.zeros_like(full)
    total = with_added(with_added(nothing, i, conductance), j, conductance)
    pull = with_added(nothing, i, conductance * rows_of(full, j))
    pull = with_added(pull, j, conductance * rows_of(full, i))
    point = ~has & (total > 0.0)
    return jnp.where(point, pull / jnp.where(point, total, 1.0), full), has
