"""The compiled run: initial states, the scan over time steps, what is recorded.

Everything here is a pure function of a ``Program`` and arrays; one compilation serves
every program of the same structure and shapes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array

from spineax.plan.program import Override, Program
from spineax.run.currents import all_currents
from spineax.run.inputs import Drive
from spineax.run.model import (
    Model,
    Values,
    build_model,
    initial_states,
    overridden,
    to_columns,
    to_slots,
)
from spineax.run.states import carry_currents


@dataclass(frozen=True)
class Record:
    """What to record of one state, or of one current.

    Parameters
    ----------
    key : str
    rows : int array (k,)
    """

    key: str
    rows: Any


jax.tree_util.register_dataclass(Record, data_fields=["rows"], meta_fields=["key"])


def prepare(
    program: Program,
    overrides: Sequence[Override],
    states: Values | None,
    delta_t: Array,
) -> tuple[Model, Values, Values]:
    """Return the model, the states at the start, and the currents there.

    Parameters
    ----------
    program : Program
    overrides : sequence of Override
    states : dict of arrays, optional
        In column order, from an earlier run; None for the initial ones.
    delta_t : float, ms
    """
    nodes, edges = overridden(program, overrides)
    model = build_model(program, nodes, edges)
    if states is not None:
        start = to_slots(program, states)
        named = all_currents(model, start, delta_t).named
        return model, start, named
    start = initial_states(program, nodes, edges)
    currents = all_currents(model, start, delta_t)
    return model, carry_currents(model, start, currents), currents.named


def observe(states: Values, named: Values, records: tuple[Record, ...], model: Model) -> Array:
    """Return the recorded values of one moment, one after another."""
    parts = []
    for record in records:
        if record.key == "i":
            total = sum((c for n, c in named.items() if n in _membrane(model)), states["v"] * 0.0)
            parts.append((total * model.membrane)[record.rows])
        else:
            source = states if record.key in states else named
            parts.append(source[record.key][record.rows])
    return jnp.concatenate(parts) if parts else jnp.zeros((0,))


def _membrane(model: Model) -> set[str]:
    return {current.name for current in model.structure.currents}


@partial(jax.jit, static_argnames=("stepper", "n_steps", "lengths"))
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

    Returns
    -------
    recordings : array (n_rows, n_steps + 1)
    states : dict of arrays
        At the end, in column order.
    """
    delta_t = jnp.asarray(delta_t, jnp.result_type(float))
    model, start, named = prepare(program, overrides, states, delta_t)
    first = observe(start, named, records, model)
    series = tuple(jnp.asarray(drive.values, jnp.result_type(float))[:n_steps] for drive in drives)

    def body(carry: Values, now: tuple[Array, ...]) -> tuple[Values, Array]:
        current = tuple(drive.now(value) for drive, value in zip(drives, now, strict=True))
        new, named = stepper.step(model, carry, current, delta_t)
        return new, observe(new, named, records, model)

    end, rows = checkpointed_scan(body, start, series, n_steps, lengths)
    recordings = jnp.concatenate([first[None], rows]).T
    return recordings, to_columns(program, end)


def checkpointed_scan(
    body: Any, start: Any, series: Any, n_steps: int, lengths: tuple[int, ...] | None
) -> tuple[Any, Array]:
    """Scan so that reverse mode keeps the carry alone, and recomputes the step."""
    step = jax.checkpoint(body, prevent_cse=False)
    return jax.lax.scan(step, start, series, length=n_steps)
