"""Where a run, or its gradient, stops being finite: the first time, place and mechanism."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from spineax.mechanisms.linearise import linearise
from spineax.plan.program import SAME, Program
from spineax.run import spikes
from spineax.run.currents import synapse_arguments
from spineax.run.experiment import Experiment
from spineax.run.inputs import Drive
from spineax.run.integrate import prepare
from spineax.run.model import Model, Values

#: Stands for no compartment, in slots that have none: above the number of any.
NONE = np.iinfo(np.int32).max


@dataclass(frozen=True)
class Finding:
    """The first thing that is not finite, in the numbers of the run.

    Parameters
    ----------
    step : int
        Index of the sample: 0 is the start.
    source : str
        Mechanism; or "voltage", "step" (another state), "stimulus" and "clamp"; or, at the
        start, "initial", "axial" and "membrane".
    what : str
        "parameters", "states" or "current" of a mechanism, or the name of a state.
    kind : {"comp", "synapse"}
    place : int
        Compartment, or which synapse of its type.
    gradient : bool
        Whether the value is finite, and only its derivative is not.
    """

    step: int
    source: str
    what: str
    kind: str
    place: int
    gradient: bool


@dataclass(frozen=True)
class Check:
    """One quantity that is looked at in every step.

    Parameters
    ----------
    source, what, kind : str
        As in :class:`Finding`.
    gather : int
        Slots of its rows, for compartments.
    gradient : bool
    rows : int array (k,), optional
        Which rows of the quantity are looked at; all of them if left out.
    """

    source: str
    what: str
    kind: str
    gather: int
    gradient: bool = False
    rows: Any = None


def locate(experiment: Experiment, states: Any, gradient: bool) -> Finding | None:
    """Return the first thing that is not finite in a run, or None.

    Parameters
    ----------
    experiment : Experiment
    states : dict of arrays, optional
        At the start.
    gradient : bool
        Whether to look at the derivatives of all mechanisms, too.
    """
    program = experiment.program
    at_start, of_inputs = _start_checks(program), _drive_checks(program, experiment.drives)
    checks = [*at_start, *of_inputs.values(), *_step_checks(program, gradient)]
    first, later = _look(
        program,
        experiment.overrides,
        experiment.drives,
        states,
        experiment.delta_t,
        stepper=experiment.stepper,
        n_steps=experiment.n_steps,
        gradient=gradient,
        watched=tuple(of_inputs),
    )
    rows = np.full((experiment.n_steps + 1, len(checks)), -1)
    rows[0, : len(at_start)] = np.asarray(first)
    rows[1:, len(at_start) :] = np.asarray(later)
    bad = np.argwhere(rows >= 0)
    if not len(bad):
        return None
    step, number = (int(index) for index in bad[0])
    check = checks[number]
    place = _place(program, check, int(rows[step, number]))
    return Finding(step, check.source, check.what, check.kind, place, check.gradient)


def _place(program: Program, check: Check, row: int) -> int:
    """Return the compartment, or which synapse of its type, that a row of a check is of."""
    if check.rows is not None:
        row = int(np.asarray(check.rows)[row])
    if check.kind == "synapse":
        return int(np.asarray(program.wires[check.source].order)[row])
    slot = row if check.gather == SAME else int(np.asarray(program.gathers[check.gather])[row])
    return int(np.asarray(program.comp_of_slot)[slot])


def _start_checks(program: Program) -> list[Check]:
    """Return what is looked at before the first step."""
    structure = program.structure
    checks = [Check(s.mechanism.name, "parameters", "comp", s.place) for s in structure.sites]
    checks += [Check(c.mechanism.name, "parameters", "synapse", SAME) for c in structure.contacts]
    checks.append(Check("membrane", "geometry or capacitance", "comp", SAME))
    checks.append(Check("axial", "conductance", "comp", SAME))
    states = [Check("initial", name, "comp", gather) for name, gather in structure.node_states]
    return checks + states


def _drive_checks(program: Program, drives: tuple[Drive, ...]) -> dict[int, Check]:
    """Return the checks of inputs, by the numbers of those whose places are known."""
    gathers = dict(program.structure.node_states)
    synaptic = {name: c.mechanism.name for c in program.structure.contacts for name in c.states}
    checks = {}
    for number, drive in enumerate(drives):
        rows = drive.rows
        if drive.key == "i":
            checks[number] = Check("stimulus", "value", "comp", SAME, rows=rows)
        elif drive.key in gathers:
            checks[number] = Check("clamp", drive.key, "comp", gathers[drive.key], rows=rows)
        elif drive.key in synaptic:
            what = f"clamp of {drive.key}"
            checks[number] = Check(synaptic[drive.key], what, "synapse", SAME, rows=rows)
    return checks


def _step_checks(program: Program, gradient: bool) -> list[Check]:
    """Return what a step looks at, in the order of its work."""
    structure, checks = program.structure, []
    kinds = (False, True) if gradient else (False,)
    for what in ("states", "current"):
        for site in structure.sites:
            checks += [Check(site.mechanism.name, what, "comp", site.place, g) for g in kinds]
    for contact in structure.contacts:
        name = contact.mechanism.name
        checks += [Check(name, w, "synapse", SAME, g) for w in ("states", "current") for g in kinds]
    checks += [
        Check("voltage" if name == "v" else "step", name, "comp", gather)
        for name, gather in structure.node_states
    ]
    return checks


@partial(jax.jit, static_argnames=("stepper", "n_steps", "gradient", "watched"))
def _look(
    program: Program,
    overrides: Any,
    drives: Any,
    states: Any,
    delta_t: Array,
    *,
    stepper: Any,
    n_steps: int,
    gradient: bool,
    watched: tuple[int, ...],
) -> tuple[Array, Array]:
    """Return the first bad row of every check, -1 where all is well."""
    delta_t = jnp.asarray(delta_t, jnp.result_type(float))
    model, start, _ = prepare(program, overrides, states, delta_t, stepper)
    series = tuple(drive.over_time(n_steps) for drive in drives)
    comp = jnp.where(jnp.asarray(program.real), jnp.asarray(program.comp_of_slot), NONE)

    def rows_at(gather: int) -> Array:
        return comp if gather == SAME else comp[model.gathers[gather]]

    def body(carry: Values, now: Any) -> tuple[Values, Array]:
        given = tuple(drive.now(value) for drive, value in zip(drives, now, strict=True))
        found = [_first_bad(given[number].values) for number in watched]
        found += _mechanisms(model, carry, delta_t, gradient, rows_at)
        new, _ = spikes.step(stepper, model, carry, given, delta_t)
        found += [
            _first_bad(new[name], rows_at(gather)) for name, gather in program.structure.node_states
        ]
        return new, jnp.stack(found)

    sites = zip(program.structure.sites, model.site_params, strict=True)
    first = [_first_bad(params, rows_at(site.place)) for site, params in sites]
    first += [_first_bad(params) for params in model.contact_params]
    first.append(_first_bad((model.capacitance, model.membrane), comp))
    first.append(_first_bad(_worst_edges(model), comp))
    first += [
        _first_bad(start[name], rows_at(gather)) for name, gather in program.structure.node_states
    ]
    _, later = jax.lax.scan(body, start, series, length=n_steps)
    return jnp.stack(first), later


def _worst_edges(model: Model) -> Array:
    """Return in each slot a conductance that is not finite, if an edge there has one."""
    axial = model.axial["v"]
    bad = jnp.where(jnp.isfinite(axial), 0.0, jnp.nan)
    return jnp.zeros_like(model.capacitance).at[model.edge_i].add(bad).at[model.edge_j].add(bad)


def _first_bad(values: Any, comp: Array | None = None) -> Array:
    """Return the row of the first compartment with a value that is not finite, -1 if none.

    Parameters
    ----------
    values : pytree of arrays (m,)
    comp : int array (m,), optional
        Compartment of each row, ``NONE`` where there is none; the row itself if left out.
    """
    bad: Any = False
    for leaf in jax.tree.leaves(values):
        array = jnp.asarray(leaf)
        bad = bad | ~jnp.isfinite(array if array.ndim else array[None])
    bad = jnp.asarray(bad)
    if comp is not None:
        bad = bad & (comp != NONE)
    bad = jnp.atleast_1d(bad)
    if not bad.size:
        return jnp.array(-1)
    order = jnp.arange(bad.size, dtype=jnp.int32) if comp is None else comp
    return jnp.where(bad.any(), jnp.argmin(jnp.where(bad, order, NONE)), -1)


def _examine(
    function: Callable[..., Any], arguments: Any, gradient: bool, comp: Array | None
) -> tuple[Any, list[Array]]:
    """Return a function's values and the first bad rows of them, and of its derivative."""
    if not gradient:
        values = function(*arguments)
        return values, [_first_bad(values, comp)]
    values, pull = jax.vjp(function, *arguments)
    slopes = pull(jax.tree.map(jnp.ones_like, values))
    return values, [_first_bad(values, comp), _first_bad(slopes, comp)]


def _mechanisms(
    model: Model, states: Values, delta_t: Array, gradient: bool, rows_at: Any
) -> list[Array]:
    """Return the checks of all mechanisms in one step, from the states at its beginning."""
    begun, states, v, found = states, dict(states), states["v"], []
    pairs = list(zip(model.structure.sites, model.site_params, strict=True))
    moved = []
    for site, params in pairs:
        own, params = _own(model, site, params, begun)
        new, bad = _examine(
            lambda s, p, x, m=site.mechanism: m.update_states(s, p, x, delta_t),
            (own, params, model.at(v, site.place)),
            gradient,
            rows_at(site.place),
        )
        found += bad
        gathers = {**dict(site.states), "v": site.place}
        moved.append((str(site.mechanism.name), new, gathers))
    # as ``update_states`` does: all read the beginning, the first in the alphabet decides
    for _, new, gathers in sorted(moved, key=lambda one: one[0], reverse=True):
        for name, values in new.items():
            states[name] = model.put(states[name], gathers[name], values)
    for site, params in pairs:
        own, params = _own(model, site, params, states)
        ion = getattr(site.mechanism, "ion_name", None)
        at = model.at(states["v"], site.place) if ion is None else own[ion]

        def current(s: Any, p: Any, x: Array, f: Any = site.mechanism.compute_current) -> Any:
            return linearise(lambda y: f(s, p, y, delta_t), x)

        found += _examine(current, (own, params, at), gradient, rows_at(site.place))[1]
    return found + _synapses(model, states, delta_t, gradient)


def _own(model: Model, site: Any, params: Values, states: Values) -> tuple[Values, Values]:
    """Return states and parameters of a mechanism, as its methods take them."""
    own = {name: model.at(states[name], gather) for name, gather in site.states}
    return own, params | {n: own[n] for n in site.mechanism.channel_params if n in own}


def _synapses(model: Model, states: Values, delta_t: Array, gradient: bool) -> list[Array]:
    """Return the checks of all synapses in one step."""
    found = []
    for number, contact in enumerate(model.structure.contacts):
        own, params, pre, post, *rest = synapse_arguments(model, number, states)
        for name in ("update_states", "compute_current"):
            method = getattr(contact.mechanism, name)

            def call(s: Any, p: Any, a: Array, b: Array, f: Any = method, r: Any = rest) -> Any:
                return f(s, p, a, b, *r, delta_t)

            found += _examine(call, (own, params, pre, post), gradient, None)[1]
    return found


def is_bad(recordings: Any) -> bool:
    """Return whether recordings have values that are not finite; False inside a trace."""
    if isinstance(recordings, jax.core.Tracer):
        return False
    # On a processor, numpy looks without a copy and without compiling anything
    on_host = jax.default_backend() == "cpu"
    finite = np.isfinite(np.asarray(recordings)) if on_host else jnp.isfinite(recordings)
    return not bool(finite.all())
