"""Crank-Nicolson with staggered gates: implicit, second order."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import jax
import jax.numpy as jnp
from jax import Array

from spineax.run.currents import all_currents
from spineax.run.inputs import Drive, injected
from spineax.run.model import Model, Values
from spineax.run.states import carry_currents, clamp, diffuse, update_ions, update_states
from spineax.run.stepper import Stepper
from spineax.run.voltage import implicit_voltage

#: Carried beside the states: how many steps were taken, up to those that are damped.
TAKEN = "crank_nicolson_steps"
#: Steps at the start that are two backward-Euler half steps each.
DAMPED = 2.0


class CrankNicolson(Stepper):
    """Backward Euler to the middle of the step, then v' = 2 v_middle - v.

    Gates, synapses and everything else that mechanisms move live half a step ahead of the
    voltage, after a first half step: Hines (1984), Int J Biomed Comput 15:69. The first two
    steps are two backward-Euler half steps each, so that a jump at the start does not ring:
    Rannacher (1984), Numer Math 43:309.
    """

    name = "crank_nicolson"
    order = 2
    own_states = (TAKEN,)

    def begin(self, states: Values, given: Mapping[str, Array]) -> Values:
        """Return the states with the number of steps taken."""
        taken = given.get(TAKEN, jnp.zeros((), states["v"].dtype))
        return states | {TAKEN: taken}

    def around_spikes(self, states: Values) -> tuple[Array, float]:
        """Return two halves: the states are half a step behind and then ahead of the voltage."""
        return jnp.where(states[TAKEN] > 0.0, 0.5, 0.0), 0.5

    def step(
        self, model: Model, states: Values, drives: tuple[Drive, ...], delta_t: Array
    ) -> tuple[Values, Values]:
        """Return the states after a step, and the currents by name."""
        taken = states[TAKEN]
        begun = taken >= DAMPED
        rest = {name: array for name, array in states.items() if name != TAKEN}
        rest = update_states(model, rest, jnp.where(taken > 0.0, 1.0, 0.5) * delta_t)
        currents = all_currents(model, rest, delta_t)
        rest = update_ions(model, rest, currents, delta_t, partial(_diffuse, begun=begun))
        rest = clamp(rest, drives, voltage=False)
        current, v, half = injected(drives, rest["v"]), rest["v"], 0.5 * delta_t
        solve = partial(implicit_voltage, model, rest, currents, current, half)
        middle = solve(tuple(_halfway(drive, v) for drive in drives))
        after = jax.lax.cond(begun, lambda: 2.0 * middle - v, lambda: solve(drives, start=middle))
        mean = jnp.where(begun, middle, 0.5 * (middle + after))
        total = currents.current + currents.slope * (mean - v)
        total = total + model.capacitance / delta_t * (after - v)
        named = currents.named | {"i_total": total}
        rest = clamp(rest | {"v": after}, drives, voltage=True)
        rest = carry_currents(model, rest, currents)
        return rest | {TAKEN: jnp.minimum(taken + 1.0, DAMPED)}, named


def _halfway(drive: Drive, v: Array) -> Drive:
    """Return a clamp of the voltage at the middle of the step."""
    if drive.key != "v":
        return drive
    return drive.now(0.5 * (v[drive.rows] + drive.values))


def _diffuse(
    model: Model, ion: str, x: Array, rate: Array, slope: Array, delta_t: Array, begun: Array
) -> Array:
    middle = diffuse(model, ion, x, rate, slope, 0.5 * delta_t)
    return jax.lax.cond(
        begun,
        lambda: 2.0 * middle - x,
        lambda: diffuse(model, ion, x, rate, slope, 0.5 * delta_t, middle),
    )
