"""What every time stepper shares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jax import Array

from spineax.plan.program import Program
from spineax.run.inputs import Drive
from spineax.run.model import Model, Values


class Stepper:
    """A time stepper: static, without data of its own.

    Attributes
    ----------
    name : str
        As users write it.
    order : int
        Order of convergence in the time step.
    own_states : tuple of str
        What it keeps from step to step besides the states of the model.
    """

    name: str
    order: int
    own_states: tuple[str, ...] = ()
    #: Whether it needs the separate pieces of the network, ``Program.blocks``.
    needs_blocks = False

    def prepare(self, program: Program, model: Model, delta_t: Array) -> Any:
        """Return what is made once, before the first step: ``Model.extra``."""
        return None

    def around_spikes(self, states: Values) -> tuple[Any, Any]:
        """Return which parts of a step synapses move before and after their spikes arrive.

        Spikes arrive when the voltage is at the beginning of its step.
        """
        return 0.0, 1.0

    def begin(self, states: Values, given: Mapping[str, Array]) -> Values:
        """Return the states with the stepper's own: as given by an earlier run, or new."""
        return states

    def step(
        self, model: Model, states: Values, drives: tuple[Drive, ...], delta_t: Array
    ) -> tuple[Values, Values]:
        """Return the states after a step, and the currents by name."""
        raise NotImplementedError
