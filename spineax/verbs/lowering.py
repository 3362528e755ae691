"""Inputs and recordings of a module as the arrays that a run takes."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from spineax._types import IntArray
from spineax.errors import BadArgument, ShapeMismatch
from spineax.plan.blueprint import Blueprint, Input, Probe
from spineax.plan.lower import Lowered
from spineax.run.inputs import Drive
from spineax.run.integrate import Record
from spineax.verbs.maps import Map
from spineax.verbs.probes import effective_probes
from spineax.verbs.settings import Settings


def lower_inputs(
    lowered: Lowered, inputs: tuple[Input, ...], settings: Settings
) -> tuple[Drive, ...]:
    """Return the inputs as the run takes them: (n_steps, k), in slots.

    Raises
    ------
    ShapeMismatch
        If a clamp is shorter than the run.
    """
    drives = []
    for entry in inputs:
        rows = lowered.rows(entry.state, entry.place)
        values = entry.values
        _check_step(entry, settings.delta_t)
        if callable(values):
            values = _sampled(entry, settings)
        length = values.shape[1]
        if length < settings.n_steps and entry.state != "i":
            raise ShapeMismatch(
                f"The clamp of {entry.state!r} has {length} values, but the run takes "
                f"{settings.n_steps} steps. Give one value for each step."
            )
        values = values[:, : settings.n_steps]
        if length < settings.n_steps:
            values = jnp.pad(jnp.asarray(values), ((0, 0), (0, settings.n_steps - length)))
        xp = np if isinstance(values, np.ndarray) else jnp
        values = xp.broadcast_to(values, (len(rows), settings.n_steps)).T
        drives.append(Drive(entry.state, rows, values))
    return tuple(drives)


def _check_step(entry: Input, delta_t: Any) -> None:
    """Refuse values whose times have another step than the run."""
    if entry.delta_t is None or isinstance(delta_t, jax.core.Tracer):
        return
    if not np.isclose(entry.delta_t, float(delta_t), rtol=1e-6):
        raise BadArgument(
            f"The input of {entry.state!r} has a value every {entry.delta_t:g} ms, but delta_t "
            f"is {float(delta_t):g} ms. Interpolate it, or run with that delta_t."
        )


def _sampled(entry: Input, settings: Settings) -> Any:
    """Return a function of time in the middle of each step, (1, n_steps)."""
    middle = (np.arange(settings.n_steps) + 0.5) * settings.delta_t
    values = jnp.asarray(entry.values(middle))
    if values.shape not in ((), middle.shape):
        raise ShapeMismatch(
            f"The function given for {entry.state!r} returned an array of shape {values.shape} "
            f"for {settings.n_steps} times. It must return one value for each."
        )
    return jnp.broadcast_to(values, middle.shape)[None, :]


def chosen_probes(blueprint: Blueprint, maps: tuple[Map, ...]) -> tuple[Probe, ...]:
    """Return the probes of a run: with maps, only those that were asked for."""
    return blueprint.probes if maps else effective_probes(blueprint)


def lower_maps(lowered: Lowered, maps: tuple[Map, ...]) -> tuple[Record, ...]:
    """Return the weighted sums as the run takes them."""
    return tuple(Record(one.state, lowered.rows(one.state, one.place), one.weights) for one in maps)


def lower_probes(
    lowered: Lowered, probes: tuple[Probe, ...]
) -> tuple[tuple[Record, ...], IntArray | None]:
    """Return the probes as the run takes them, one gather per state, and their order.

    However many probes there are, and however they take turns, the program stays the same.

    Returns
    -------
    records : tuple of Record
        One for each state.
    order : int array (n_recordings,), or None
        Which row of the records each recording is; None where they are in order.
    """
    rows: dict[str, list[Any]] = {}
    for probe in probes:
        rows.setdefault(probe.state, []).append(lowered.rows(probe.state, probe.place))
    records = tuple(Record(state, np.concatenate(parts)) for state, parts in rows.items())
    number = {state: k for k, state in enumerate(rows)}
    turn = np.repeat(
        np.asarray([number[p.state] for p in probes], int), [len(p.place) for p in probes]
    )
    # Row r of the records is the recording at[r]: sorted by state, else as they were made.
    at = np.argsort(turn, kind="stable")
    order = np.empty_like(at)
    order[at] = np.arange(len(at))
    return records, None if (order == np.arange(len(order))).all() else order
