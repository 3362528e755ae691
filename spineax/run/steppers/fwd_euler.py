"""Forward Euler: explicit, first order, stable for short steps alone."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from spineax.run.currents import all_currents
from spineax.run.inputs import Drive, injected
from spineax.run.model import Model, Values
from spineax.run.states import carry_currents, clamp, update_ions, update_states
from spineax.run.stepper import Stepper
from spineax.run.voltage import axial_inflow


class ForwardEuler(Stepper):
    """C (v' - v)/dt = -L v - I0 + I; branch points are the mean of their neighbours."""

    name = "fwd_euler"
    order = 1

    def step(
        self, model: Model, states: Values, drives: tuple[Drive, ...], delta_t: Array
    ) -> tuple[Values, Values]:
        """Return the states after a step, and the currents by name."""
        states = update_states(model, states, delta_t)
        currents = all_currents(model, states, delta_t)
        states = update_ions(model, states, currents, delta_t, _diffuse)
        states = clamp(states, drives, voltage=False)
        v = states["v"]
        current = injected(drives, v)
        inflow = axial_inflow(model, v, model.axial["v"], model.capacitance)
        change = _over(inflow - currents.current + current, model.capacitance)
        total = jnp.where(model.capacitance > 0.0, inflow + current, 0.0)
        states = clamp(states | {"v": v + delta_t * change}, drives, voltage=True)
        return carry_currents(model, states, currents), currents.named | {"i_total": total}


def _over(flow: Array, weight: Array) -> Array:
    """Return flow over capacitance or volume, zero at branch points."""
    has = weight > 0.0
    return jnp.where(has, flow, 0.0) / jnp.where(has, weight, 1.0)


def _diffuse(model: Model, ion: str, x: Array, rate: Array, slope: Array, delta_t: Array) -> Array:
    inflow = axial_inflow(model, x, model.axial[ion], model.volume)
    moved = jnp.where(model.volume > 0.0, delta_t * (_over(inflow, model.volume) - rate), 0.0)
    return x + moved
