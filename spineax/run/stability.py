"""The longest stable step of the explicit stepper, before a run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from spineax.plan.program import Override, Program
from spineax.run.currents import all_currents
from spineax.run.model import Model, build_model, initial_states
from spineax.run.values import overridden
from spineax.run.voltage import axial_inflow

#: Turns of the power iteration: of a cable, the fastest rate is then right to 1 in 1000.
TURNS = 200


class Limit(NamedTuple):
    """The longest stable step, ms, of a state, and the compartment that is first to oscillate."""

    step: float
    state: str
    compartment: int


def shortest_limit(program: Program, overrides: Sequence[Override], delta_t: Any) -> Limit | None:
    """Return the step that the voltage and every diffused ion allow; None inside a trace.

    Parameters
    ----------
    program : Program
    overrides : sequence of Override
    delta_t : float, ms

    Returns
    -------
    Limit

    Notes
    -----
    An explicit step of x' = -A x is stable up to 2 / (largest eigenvalue of A). With axial
    conductances and the slopes of the membrane at the start, A is similar to a symmetric
    matrix; the power iteration finds its largest eigenvalue from below, so that no step is
    called unstable that is not.
    """
    leaves = jax.tree.leaves((overrides, delta_t, program.values))
    if any(isinstance(leaf, jax.core.Tracer) for leaf in leaves):
        return None
    found = _fastest(program, tuple(overrides), jnp.asarray(delta_t, jnp.result_type(float)))
    rates = {name: float(rate) for name, (rate, _) in found.items()}
    state = max(rates, key=lambda name: rates[name])
    slots = np.asarray(program.slot)
    place = int(np.argmax(np.abs(np.asarray(found[state][1]))[slots]))
    return Limit(2.0 / rates[state] if rates[state] > 0.0 else np.inf, state, place)


@jax.jit
def _fastest(
    program: Program, overrides: tuple[Override, ...], delta_t: Array
) -> dict[str, tuple[Array, Array]]:
    """Return the fastest rate of the voltage and of each diffused ion, and its mode."""
    nodes, edges = overridden(program, overrides)
    model = build_model(program, nodes, edges)
    currents = all_currents(model, initial_states(program, nodes, edges), delta_t)
    found = {"v": _mode(model, "v", model.capacitance, currents.slope)}
    for ion in model.structure.diffused:
        found[ion] = _mode(model, ion, model.volume, jnp.zeros_like(model.volume))
    return found


def _mode(model: Model, name: str, weight: Array, slope: Array) -> tuple[Array, Array]:
    has = weight > 0.0
    safe = jnp.where(has, weight, 1.0)
    leak = jnp.where(has, jnp.maximum(slope, 0.0), 0.0) / safe

    def decay(x: Array) -> Array:
        inflow = axial_inflow(model, x, model.axial[name], weight)
        return jnp.where(has, leak * x - inflow / safe, 0.0)

    def turn(_: int, x: Array) -> Array:
        y = decay(x)
        size = jnp.max(jnp.abs(y))
        return jnp.where(size > 0.0, y / size, x)

    # of no symmetry, so that no mode is missed
    start = jnp.where(has, jnp.sin(1.0 + 2.4 * jnp.arange(weight.shape[0])), 0.0)
    x = jax.lax.fori_loop(0, TURNS, turn, start.astype(weight.dtype))
    return (weight * x * decay(x)).sum() / (weight * x * x).sum(), x
