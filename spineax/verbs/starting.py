"""States to start from: that they are those of the module, before a run takes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from spineax.errors import ShapeMismatch, unknown_name
from spineax.plan.blueprint import Blueprint
from spineax.plan.program import Program
from spineax.run.steppers import STEPPERS


def check_start(blueprint: Blueprint, program: Program, stepper: Any, given: Any) -> None:
    """Raise unless states to start from have names and sizes of the module's.

    What is no mapping is left to those who take it.

    Parameters
    ----------
    blueprint : Blueprint
    program : Program
        Knows what else is carried from step to step.
    stepper : Stepper
        May have states of its own; what another one left behind is no fault.
    given : dict of arrays, optional

    Raises
    ------
    UnknownName, ShapeMismatch
    """
    if not isinstance(given, Mapping):
        return
    sizes = {name: len(blueprint.nodes[name]) for name in blueprint.states}
    for wiring in blueprint.synapses.values():
        sizes |= dict.fromkeys(wiring.mechanism.synapse_states, len(wiring.edge))
    carried = {*blueprint.currents, *blueprint.synaptic_states}
    for contact in program.structure.contacts:
        carried |= {contact.ring_name, contact.cursor_name}
    for one in (stepper, *STEPPERS.values()):
        carried |= set(one.own_states)
    for name, array in given.items():
        if name not in sizes and name not in carried:
            raise unknown_name("state to start from", name, sizes)
        if name in sizes and np.shape(array) != (sizes[name],):
            raise ShapeMismatch(
                f"The state {name!r} to start from has shape {np.shape(array)}, but the module has "
                f"{sizes[name]} places with it. Pass what return_states=True gave for this module."
            )
