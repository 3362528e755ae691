"""Backward Euler: implicit, first order, stable for any step; the default."""

from __future__ import annotations

from jax import Array

from spineax.run.currents import all_currents
from spineax.run.inputs import Drive, injected
from spineax.run.model import Model, Values
from spineax.run.states import carry_currents, clamp, update_ions, update_states
from spineax.run.stepper import Stepper
from spineax.run.voltage import implicit_voltage, membrane_current


class BackwardEuler(Stepper):
    """(C/dt + G + L) v' = C/dt v - (I0 - G v) + I.

    Hines (1984), Int J Biomed Comput 15:69, with currents linearised by their slope.
    """

    name = "bwd_euler"
    order = 1

    def step(
        self, model: Model, states: Values, drives: tuple[Drive, ...], delta_t: Array
    ) -> tuple[Values, Values]:
        """Return the states after a step, and the currents by name."""
        states = update_states(model, states, delta_t)
        currents = all_currents(model, states, delta_t)
        states = update_ions(model, states, currents, delta_t)
        states = clamp(states, drives, voltage=False)
        current = injected(drives, states["v"])
        known = model.after
        v = implicit_voltage(model, states, currents, current, delta_t, drives, after=known)
        named = currents.named | {"i_total": membrane_current(model, states, currents, v, delta_t)}
        states = clamp(states | {"v": v}, drives, voltage=True)
        return carry_currents(model, states, currents), named
