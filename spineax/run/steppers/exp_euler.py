"""Exponential Euler: membrane and axial parts one after the other, each exactly."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from spineax.plan.program import Program
from spineax.run.currents import all_currents
from spineax.run.inputs import Drive, injected
from spineax.run.model import Model, Values
from spineax.run.states import carry_currents, clamp, update_ions, update_states
from spineax.run.stepper import Stepper
from spineax.run.transition import Transitions, spread_over, transition_matrices


class ExponentialEuler(Stepper):
    """v* relaxes exponentially through the membrane; then v' = expm(-dt C^-1 S) v*.

    S is the Laplacian without its branch points. Lie-Trotter splitting, first order,
    exact where either part vanishes; Hochbruck and Ostermann (2010), Acta Numer 19:209.
    """

    name = "exp_euler"
    order = 1
    needs_blocks = True

    def prepare(self, program: Program, model: Model, delta_t: Array) -> Transitions:
        """Return the transition matrices of voltage and ions."""
        return transition_matrices(program, model, delta_t)

    def step(
        self, model: Model, states: Values, drives: tuple[Drive, ...], delta_t: Array
    ) -> tuple[Values, Values]:
        """Return the states after a step, and the currents by name."""
        states = update_states(model, states, delta_t)
        currents = all_currents(model, states, delta_t)
        states = update_ions(model, states, currents, delta_t, _diffuse)
        states = clamp(states, drives, voltage=False)
        v, current = states["v"], injected(drives, states["v"])
        has = model.capacitance > 0.0
        capacitance = jnp.where(has, model.capacitance, 1.0)
        relaxed = v + relax(
            (current - currents.current) / capacitance, currents.slope / capacitance, delta_t
        )
        relaxed = jnp.where(has, relaxed, v)
        after = spread_over(model.extra, "v", relaxed)
        total = jnp.where(has, current + model.capacitance / delta_t * (after - relaxed), 0.0)
        states = clamp(states | {"v": after}, drives, voltage=True)
        return carry_currents(model, states, currents), currents.named | {"i_total": total}


def relax(rate: Array, slope: Array, delta_t: Array) -> Array:
    """Return the exact change over a step of dx/dt = rate - slope (x - x0).

    Examples
    --------
    >>> float(relax(jnp.array(2.0), jnp.array(0.0), 0.5))
    1.0
    """
    z = -delta_t * slope
    small = jnp.abs(z) < 1e-5
    safe = jnp.where(small, 1.0, z)
    growth = jnp.where(small, 1.0 + z * (0.5 + z / 6.0), jnp.expm1(safe) / safe)
    return delta_t * rate * growth


def _diffuse(model: Model, ion: str, x: Array, rate: Array, slope: Array, delta_t: Array) -> Array:
    return spread_over(model.extra, ion, x + relax(-rate, slope, delta_t))
