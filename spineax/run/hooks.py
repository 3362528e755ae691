"""Single steps, for those who write their own loop over time."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from spineax.plan.program import SAME, Override, Program
from spineax.run import spikes
from spineax.run.currents import all_currents
from spineax.run.inputs import Drive
from spineax.run.integrate import prepare
from spineax.run.model import axial_conductances, build_model
from spineax.run.transition import (
    Transitions,
    dense_transition,
    steps_of,
    transition_matrices,
)
from spineax.run.values import Values, in_column_order, in_run_order, overridden

#: Names in the dictionary of parameters that are no columns.
AXIAL, TRANSITION = "axial_conductances", "exp_euler_transition"


def all_parameters(program: Program, overrides: tuple[Override, ...]) -> dict[str, Any]:
    """Return the values of all parameters, geometry and axial conductances, overrides applied."""
    nodes, edges = overridden(program, overrides)
    moving = set(state_names(program))
    fixed = {name: array for name, array in {**nodes, **edges}.items() if name not in moving}
    params: dict[str, Any] = in_column_order(program, fixed)
    return params | {AXIAL: axial_conductances(program, nodes)}


def state_names(program: Program) -> tuple[str, ...]:
    """Return the names of the states of compartments and synapses."""
    structure = program.structure
    synaptic = [name for contact in structure.contacts for name in contact.states]
    return (*(name for name, _ in structure.node_states), *synaptic)


def all_states(
    program: Program, overrides: tuple[Override, ...], delta_t: Any, stepper: Any
) -> Values:
    """Return the initial states and the currents there, in column order."""
    blockless = replace(program, blocks=())
    _, start, named = prepare(
        blockless, overrides, None, jnp.asarray(delta_t, jnp.result_type(float)), stepper
    )
    return in_column_order(program, start) | currents_in_columns(program, named, start)


def currents_in_columns(program: Program, named: Values, states: Values) -> Values:
    """Return membrane and synaptic currents by name, in column order."""
    out = {}
    for current in program.structure.currents:
        array = named[current.name]
        out[current.name] = array[program.slot] if current.place == SAME else array
    for contact in program.structure.contacts:
        name = f"i_{contact.mechanism.name}"
        out[name] = named[name][program.wires[contact.mechanism.name].rank]
    return {name: array for name, array in out.items() if name not in states}


@partial(jax.jit, static_argnames=("stepper",))
def one_step(
    program: Program,
    states: Values,
    params: dict[str, Any],
    drives: tuple[Drive, ...],
    delta_t: Array,
    *,
    stepper: Any,
) -> Values:
    """Return states and currents after one step, all in column order."""
    delta_t = jnp.asarray(delta_t, jnp.result_type(float))
    model, start = _model_and_states(program, states, params)
    given = params.get(TRANSITION)
    extra = stepper.prepare(program, model, delta_t) if given is None else given
    model = replace(model, extra=extra)
    own = {name: states[name] for name in stepper.own_states if name in states}
    new, named = spikes.step(stepper, model, stepper.begin(start, own), drives, delta_t)
    return in_column_order(program, new) | currents_in_columns(program, named, new)


def _model_and_states(program: Program, states: Values, params: dict[str, Any]) -> Any:
    nodes, edges = overridden(program, ())
    for table in (nodes, edges):
        given = {name: params[name] for name in table if name in params}
        table.update(in_run_order(program, given))
    model = build_model(program, nodes, edges, params.get(AXIAL))
    known = {*state_names(program), *(n for n in states if n in _rings(program))}
    start = {name: jnp.asarray(array) for name, array in states.items() if name in known}
    return model, in_run_order(program, start)


def _rings(program: Program) -> set[str]:
    contacts = [contact for contact in program.structure.contacts if contact.ring]
    return {name for c in contacts for name in (c.ring_name, c.cursor_name)}


@jax.jit
def currents_of_states(
    program: Program, states: Values, params: dict[str, Any], delta_t: Array
) -> Values:
    """Return the currents by name at some states, in column order."""
    delta_t = jnp.asarray(delta_t, jnp.result_type(float))
    model, start = _model_and_states(program, states, params)
    return currents_in_columns(program, all_currents(model, start, delta_t).named, {})


@jax.jit
def transitions(program: Program, params: dict[str, Any], delta_t: Array) -> Transitions:
    """Return the transition matrices of every block."""
    model, _ = _model_and_states(program, {}, params)
    return transition_matrices(program, model, jnp.asarray(delta_t, jnp.result_type(float)))


def steps_of_transitions(program: Program, params: dict[str, Any]) -> tuple[float, float]:
    """Return between which time steps, ms, that of the given matrices of a program lies."""
    model, _ = _model_and_states(program, {}, params)
    return steps_of(program, model)


def whole_transitions(program: Program, params: dict[str, Any], delta_t: Any) -> Array:
    """Return the transition matrices (1 + n_diffused, n, n), voltage first."""
    parts = transitions(replace(program, transition=None), params, delta_t)
    names = ("v", *program.structure.diffused)
    return jnp.stack([dense_transition(program, parts.matrices[name]) for name in names])


def is_traced(tree: Any) -> bool:
    """Return whether any part of a pytree is traced by ``jit``, ``grad`` or ``vmap``."""
    return any(isinstance(leaf, jax.core.Tracer) for leaf in jax.tree.leaves(tree))


def are_near(one: Any, other: Any, rtol: float = 1e-5) -> bool:
    """Return whether two pytrees of equal structure have nearly the same numbers."""
    same = jax.tree.map(lambda a, b: np.allclose(a, b, rtol=rtol, atol=0.0), one, other)
    return all(jax.tree.leaves(same))


def constant_drive(name: str, rows: Any, values: Any) -> Drive:
    """Return an input of one step."""
    array = jnp.asarray(values, jnp.result_type(float))
    return Drive(name, rows, jnp.broadcast_to(array, rows.shape))
