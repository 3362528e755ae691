"""The compiled run: initial states, the scan over time steps, what is recorded.

Everything here is a pure function of a ``Program`` and arrays; one compilation serves
every program of the same structure and shapes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array

from spineax.linalg.fused import held
from spineax.linalg.linear import product, rows_of
from spineax.plan.lower import is_pump
from spineax.plan.program import Override, Program
from spineax.run import spikes
from spineax.run.currents import all_currents
from spineax.run.inputs import Drive
from spineax.run.loop import compiled_whole
from spineax.run.model import Model, build_model, initial_states
from spineax.run.reverse import plain_scan, reversible_scan
from spineax.run.states import carry_currents
from spineax.run.values import Values, in_column_order, in_run_order, overridden
from spineax.run.voltage import axial_inflow


@dataclass(frozen=True)
class Record:
    """What to record of one state, or of one current.

    Parameters
    ----------
    key : str
    rows : int array (k,)
    weights : array (p, k), optional
        Record these sums over the rows instead of the rows themselves.
    """

    key: str
    rows: Any
    weights: Any = None


jax.tree_util.register_dataclass(Record, data_fields=["rows", "weights"], meta_fields=["key"])


def prepare(
    program: Program,
    overrides: Sequence[Override],
    states: Values | None,
    delta_t: Array,
    stepper: Any,
) -> tuple[Model, Values, Values]:
    """Return the model, the states at the start, and the currents there.

    Parameters
    ----------
    program : Program
    overrides : sequence of Override
    states : dict of arrays, optional
        In column order, from an earlier run; None for the initial ones.
    delta_t : float, ms
    stepper : Stepper
    """
    nodes, edges = overridden(program, overrides)
    model = build_model(program, nodes, edges)
    model = replace(model, extra=stepper.prepare(program, model, delta_t))
    start = initial_states(program, nodes, edges)
    if states is not None:
        given = {name: jnp.asarray(states[name]) for name in start if name in states}
        start = start | in_run_order(program, given)
    currents = all_currents(model, start, delta_t)
    if states is None:
        start = carry_currents(model, start, currents)
    return model, stepper.begin(start, states or {}), currents.named


def _total_at_start(model: Model, states: Values) -> Values:
    """Return the total membrane current of every slot before the first step, nA."""
    return {"i_total": axial_inflow(model, states["v"], model.axial["v"], model.capacitance)}


def observe(
    states: Values, named: Values, records: tuple[Record, ...], model: Model
) -> tuple[Array, ...]:
    """Return what is recorded of one moment, record by record."""
    parts = []
    for record in records:
        if record.key == "i":
            total = _total_density(model, named, states["v"]) * model.membrane
            values = rows_of(total, record.rows)
        else:
            source = states if record.key in states else named
            values = rows_of(source[record.key], record.rows)
        if record.weights is not None:
            values = product(jnp.asarray(record.weights, values.dtype), values)
        parts.append(values)
    return tuple(parts)


def _total_density(model: Model, named: Values, v: Array) -> Array:
    """Return the sum of all membrane currents in every slot, mA/cm2; pumps move no charge."""
    total = jnp.zeros_like(v)
    for current in model.structure.currents:
        sites = (model.structure.sites[site].mechanism for site, _ in current.parts)
        if not any(is_pump(mechanism) for mechanism in sites):
            total = model.add(total, current.place, named[current.name])
    return total


@partial(jax.jit, static_argnames=("stepper", "n_steps", "lengths", "with_end"))
def run(
    program: Program,
    overrides: tuple[Override, ...],
    drives: tuple[Drive, ...],
    records: tuple[Record, ...],
    states: Values | None,
    delta_t: Array,
    *,
    stepper: Any,
    n_steps: int,
    lengths: tuple[int, ...] | None = None,
    with_end: bool = True,
) -> tuple[Array, Values]:
    """Simulate ``n_steps`` steps.

    Parameters
    ----------
    program : Program
    overrides : tuple of Override
    drives : tuple of Drive
        With values (T, k), T at least ``n_steps``.
    records : tuple of Record
    states : dict of arrays, optional
    delta_t : float, ms
    stepper : Stepper
        Static.
    n_steps : int
        Static.
    lengths : tuple of int, optional
        Static. Nested lengths of checkpointed scans.
    with_end : bool
        Static. Whether the states at the end are asked for.

    Returns
    -------
    recordings : array (n_rows, n_steps + 1)
    states : dict of arrays
        At the end, in column order; none unless asked for.
    """
    program = jax.tree.map(jnp.asarray, program)
    delta_t = jnp.asarray(delta_t, jnp.result_type(float))
    series = tuple(drive.over_time(n_steps) for drive in drives)
    places = tuple(replace(drive, values=None) for drive in drives)

    def body(fixed: Any, carry: Values, now: Any, after: Any = None) -> tuple[Values, Any]:
        model, places, records, delta_t = fixed
        model = model if after is None else replace(model, after=after["v"])
        current = tuple(place.now(given) for place, given in zip(places, now, strict=True))
        new, named = spikes.step(stepper, model, carry, current, delta_t)
        return new, observe(new, named, records, model)

    def simulate(scan: Any, arguments: Any) -> tuple[Any, Any, Values]:
        program, overrides, total, series, places, records, states, delta_t = arguments
        model, start, named = prepare(program, overrides, states, delta_t, stepper)
        end, rows = scan(body, ((model, places, records, delta_t), start, series))
        first = observe(start, named | total, records, model)
        last = in_column_order(program, end) if with_end else {}
        return first, tuple(row.T for row in rows), last

    def derivative(arguments: Any) -> Any:
        # a program that a caller's jit closes over stays data: XLA would fold its arrays
        program, *rest = arguments
        return simulate(both_ways, (held(program), *rest))

    width = _widest(program, states)
    whole = partial(compiled_whole, width=width)
    there = partial(simulate, partial(plain_scan, n_steps=n_steps))
    both_ways = partial(reversible_scan, n_steps=n_steps, lengths=lengths, whole=whole, again=body)
    total = {}
    if any(record.key == "i_total" for record in records):
        total = _total_at_start(*prepare(held(program), overrides, states, delta_t, stepper)[:2])

    simulated = compiled_whole(there, width, derivative)
    first, rows, end = simulated(
        (program, overrides, total, series, places, records, states, delta_t)
    )
    begin = jnp.concatenate(first) if first else jnp.zeros((0,), delta_t.dtype)
    after = jnp.concatenate(rows).T if rows else jnp.zeros((n_steps, 0), delta_t.dtype)
    return jnp.concatenate([begin[None], after]).T, end


def _widest(program: Program, states: Values | None) -> int:
    """Return the bytes of the widest array when its numbers are those of a run."""
    largest = max(array.size for array in jax.tree.leaves((program, states)))
    return largest * jnp.dtype(jnp.result_type(float)).itemsize
