"""The Crank-Nicolson step of pinned numbers: all but the voltage at first order."""

from __future__ import annotations

from jax import Array

from spineax.run.currents import all_currents
from spineax.run.inputs import Drive, injected
from spineax.run.model import Model, Values
from spineax.run.states import carry_currents, diffuse, update_ions, update_states
from spineax.run.stepper import Stepper
from spineax.run.voltage import implicit_voltage


class WholeSteps(Stepper):
    """Gates move by whole steps beside a voltage that goes half a step and as far again.

    The library staggers the two instead, which is of second order (``CrankNicolson``).
    """

    name = "whole_steps"
    order = 1

    def step(
        self, model: Model, states: Values, drives: tuple[Drive, ...], delta_t: Array
    ) -> tuple[Values, Values]:
        states = update_states(model, states, delta_t)
        currents, v = all_currents(model, states, delta_t), states["v"]
        states = update_ions(model, states, currents, delta_t, _twice)
        half = implicit_voltage(model, states, currents, injected(drives, v), 0.5 * delta_t)
        states = states | {"v": 2.0 * half - v}
        return carry_currents(model, states, currents), currents.named | {"i_total": v}


def _twice(model: Model, ion: str, x: Array, rate: Array, slope: Array, delta_t: Array) -> Array:
    return 2.0 * diffuse(model, ion, x, rate, slope, 0.5 * delta_t) - x
