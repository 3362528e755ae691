"""Spikes while running: found at thresholds, kept on their way, handed to synapses.

Every spike-driven synapse type keeps a ring of the last steps. A row holds, for each
detector, how many spikes fell on the beginning of a step; a spike between two steps is
split over both, so that its mean time is kept. A synapse reads the ring at its delay,
between two rows again. Times of spikes, delays and thresholds therefore have exact
derivatives as long as no spike appears or disappears: that jump has none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from spineax.errors import BadArgument
from spineax.linalg.linear import rows_of, with_added
from spineax.linalg.rows import put_row, row_of
from spineax.plan.program import Contact, Override, Program
from spineax.run.inputs import Drive
from spineax.run.model import Model, Values
from spineax.run.states import update_synapses

#: Rows of the ring beside those on their way: the present step, the next, and a border.
MARGIN = 3
#: How much longer than now a delay may become where its value is traced.
GROWTH = 2.0


def arrivals_of(name: str) -> str:
    """Return the name of inputs that are given spikes, for a synapse type."""
    return f"{name}_arrivals"


def with_rings(program: Program, overrides: Sequence[Override], delta_t: Any) -> Program:
    """Return the program with rings as long as the largest delay.

    Where thresholds are overridden, every synapse gets a detector of its own.

    Parameters
    ----------
    program : Program
    overrides : sequence of Override
        Where a delay is traced, it may grow to twice the largest one of the module; spikes
        that would wait longer make the run ``nan``.
    delta_t : float, ms

    Raises
    ------
    BadArgument
        If ``delta_t`` is traced: the length of a ring must be known.
    """
    contacts, wires = [], dict(program.wires)
    for contact in program.structure.contacts:
        name = contact.mechanism.name
        if contact.mechanism.spike_driven:
            if isinstance(delta_t, jax.core.Tracer):
                raise BadArgument(
                    f"{name} is driven by spikes, so delta_t must be a number, not traced."
                )
            contact = replace(contact, ring=_length(program, contact, overrides, delta_t))
            if any(change.key == f"{name}_threshold" for change in overrides):
                every = np.arange(len(wires[name].pre), dtype=np.int32)
                wires[name] = replace(wires[name], source=wires[name].pre, watch=every, first=every)
        contacts.append(contact)
    structure = replace(program.structure, contacts=tuple(contacts))
    return replace(program, structure=structure, wires=wires)


def with_rings_of(program: Program, states: Mapping[str, Any]) -> Program:
    """Return the program with rings as long as those among the states."""
    contacts = tuple(
        replace(contact, ring=states[contact.ring_name].shape[0])
        if contact.ring_name in states
        else contact
        for contact in program.structure.contacts
    )
    return replace(program, structure=replace(program.structure, contacts=contacts))


def _length(
    program: Program, contact: Contact, overrides: Sequence[Override], delta_t: float
) -> int:
    """Return a power of two, so that another delay seldom needs another compilation."""
    key = f"{contact.mechanism.name}_delay"
    longest = float(np.max(program.edge_values[key], initial=0.0))
    for change in overrides:
        if change.key == key and isinstance(change.values, jax.core.Tracer):
            longest = longest * GROWTH
        elif change.key == key:
            longest = max(longest, float(np.max(change.values, initial=0.0)))
    steps = int(np.ceil(longest / delta_t)) + MARGIN
    return 1 << max(2, (steps - 1).bit_length())


def step(
    stepper: Any, model: Model, states: Values, drives: tuple[Drive, ...], delta_t: Array
) -> tuple[Values, Values]:
    """Return the states after a step with its spikes, and the currents by name.

    Parameters
    ----------
    stepper : Stepper
    model : Model
    states : dict of arrays
    drives : tuple of Drive
    delta_t : float, ms
    """
    begun = receive(stepper, model, states, drives, delta_t)
    new, named = stepper.step(model, begun, drives, delta_t)
    return emit(model, states, new), named


def receive(
    stepper: Any, model: Model, states: Values, drives: tuple[Drive, ...], delta_t: Array
) -> Values:
    """Return the states after spike-driven synapses have moved and received their spikes.

    Parameters
    ----------
    stepper : Stepper
        Says which part of the step they move first.
    model : Model
    states : dict of arrays
    drives : tuple of Drive
        Given spikes among them act here.
    delta_t : float, ms
    """
    staggered = stepper.around_spikes(states)
    for number, contact in enumerate(model.structure.contacts):
        if not contact.ring:
            continue
        name, params = contact.mechanism.name, model.contact_params[number]
        arrivals = on_time(model, contact, params[f"{name}_delay"] / delta_t, states)
        for drive in drives:
            if drive.key == arrivals_of(name):
                arrivals = with_added(arrivals, drive.rows, drive.values)
        before, after = staggered if contact.mechanism.interpolated else (1.0, 0.0)
        states = moved(model, number, states, before, delta_t)
        own = {state: states[state] for state in contact.states}
        states = states | contact.mechanism.receive(own, params, arrivals)
        states = moved(model, number, states, after, delta_t)
    return states


def moved(model: Model, number: int, states: Values, part: Any, delta_t: Array) -> Values:
    """Return the states after a part of the step of the synapses of one type."""
    if isinstance(part, float) and part == 0.0:
        return states
    return states | update_synapses(model, number, states, part * delta_t)


def on_time(model: Model, contact: Contact, steps: Array, states: Values) -> Array:
    """Return how many spikes arrive now at every synapse of a type.

    Parameters
    ----------
    model : Model
    contact : Contact
    steps : array (m,)
        Delay of each synapse; less than one counts as one. A spike that would wait longer
        than the ring arrives as nan.
    states : dict of arrays
    """
    ring, cursor = states[contact.ring_name], states[contact.cursor_name].astype(jnp.int32)
    rows = ring.shape[0]
    if not contact.mechanism.interpolated:
        steps = nearest(steps)
    beyond = steps > rows - 2.0
    # Not jnp.clip, whose derivative at one step is a half.
    steps = jnp.where(steps < 1.0, 1.0, jnp.where(beyond, rows - 2.0, steps))
    whole = jax.lax.stop_gradient(jnp.floor(steps))
    part = steps - whole
    watch = model.wires[contact.mechanism.name].watch
    near = (cursor - whole.astype(jnp.int32)) % rows
    flat = ring.reshape(-1)
    width = ring.shape[1]
    arriving = rows_of(flat, near * width + watch)
    earlier = rows_of(flat, ((near - 1) % rows) * width + watch)
    arrivals = (1.0 - part) * arriving + part * earlier
    return jnp.where(beyond & (arrivals != 0.0), jnp.nan, arrivals)


def emit(model: Model, before: Values, after: Values) -> Values:
    """Return the states at the end of a step with its spikes on their way.

    Parameters
    ----------
    model : Model
    before, after : dict of arrays
        States at the beginning and at the end of the step.
    """
    for contact, params in zip(model.structure.contacts, model.contact_params, strict=True):
        if not contact.ring:
            continue
        wires = model.wires[contact.mechanism.name]
        threshold = rows_of(params[f"{contact.mechanism.name}_threshold"], wires.first)
        v = (rows_of(states["v"], wires.source) for states in (before, after))
        spike, part = crossing(*v, threshold)
        if not contact.mechanism.interpolated:
            part = jnp.ones_like(part)
        ring, cursor = after[contact.ring_name], after[contact.cursor_name]
        here = cursor.astype(jnp.int32)
        following = (here + 1) % ring.shape[0]
        now, later = (spike * (1.0 - part)).reshape(1, -1), (spike * part).reshape(1, -1)
        now = now + row_of(ring, here)
        ring = put_row(ring, now, here)
        ring = put_row(ring, later, following)
        new = {contact.ring_name: ring, contact.cursor_name: following.astype(cursor.dtype)}
        after = after | new
    return after


def crossing(before: Array, after: Array, threshold: Array) -> tuple[Array, Array]:
    """Return whether voltages rise through a threshold, and when within the step.

    Parameters
    ----------
    before, after, threshold : array (d,), mV

    Returns
    -------
    spike : array (d,)
        One or zero.
    part : array (d,)
        Time of the crossing as a fraction of the step, by linear interpolation.

    Examples
    --------
    >>> spike, part = crossing(jnp.array([-10.0, 5.0]), jnp.array([10.0, 6.0]), jnp.zeros(2))
    >>> spike.tolist(), part.tolist()[0]
    ([1.0, 0.0], 0.5)
    """
    crosses = (before < threshold) & (after >= threshold)
    rise = jnp.where(crosses, after - before, 1.0)
    part = jnp.where(crosses, (threshold - before) / rise, 0.0)
    return crosses.astype(after.dtype), part


def nearest(steps: Array) -> Array:
    """Return whole numbers of steps, the earlier of two where both are near, as in NEURON."""
    return jnp.ceil(steps - 0.5)


def arrival_series(
    times: Any, delay: Any, n_steps: int, delta_t: float, interpolated: bool = True
) -> Array:
    """Return how many given spikes arrive in every step.

    Parameters
    ----------
    times : array (k, s), ms
        NaN where there is no spike; may be traced.
    delay : array (k,), ms
    n_steps : int
    delta_t : float, ms
    interpolated : bool
        Whether a spike between two steps is split over both; if not, it arrives in the nearest.

    Returns
    -------
    array (n_steps, k)

    Examples
    --------
    >>> arrival_series(np.array([[0.75]]), np.array([0.5]), 4, 0.5).tolist()
    [[0.0], [0.0], [0.5], [0.5]]
    """
    at = (jnp.asarray(times) + jnp.asarray(delay)[:, None]) / delta_t
    at = at if interpolated else nearest(at)
    here = jnp.isfinite(at) & (at > -1.0) & (at < n_steps)
    at = jnp.where(here, at, 0.0)
    whole = jax.lax.stop_gradient(jnp.floor(at))
    part = at - whole
    row = jnp.broadcast_to(jnp.arange(at.shape[0])[:, None], at.shape)
    step = whole.astype(jnp.int32)
    total = jnp.zeros((n_steps + 2, at.shape[0]), at.dtype)
    total = total.at[step + 1, row].add(jnp.where(here, 1.0 - part, 0.0))
    total = total.at[step + 2, row].add(jnp.where(here, part, 0.0))
    return total[1 : n_steps + 1]


def changed(key: str, values: Any, overrides: Sequence[Override]) -> Array:
    """Return the values of a column after the overrides of it.

    Parameters
    ----------
    key : str
    values : array (m,)
    overrides : sequence of Override
    """
    array = jnp.asarray(values, jnp.result_type(float))
    for change in overrides:
        if change.key == key:
            array = array.at[change.rows].set(jnp.asarray(change.values)[change.owner])
    return array
