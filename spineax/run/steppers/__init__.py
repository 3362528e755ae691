"""Time steppers, by the name of the public ``solver`` argument."""

from __future__ import annotations

from typing import Any

from spineax.errors import BadType, unknown_name
from spineax.run.stepper import Stepper
from spineax.run.steppers.bwd_euler import BackwardEuler
from spineax.run.steppers.crank_nicolson import CrankNicolson
from spineax.run.steppers.exp_euler import ExponentialEuler
from spineax.run.steppers.fwd_euler import ForwardEuler

STEPPERS: dict[str, Stepper] = {
    stepper.name: stepper
    for stepper in (BackwardEuler(), CrankNicolson(), ForwardEuler(), ExponentialEuler())
}


def time_stepper(solver: Any) -> Stepper:
    """Return the stepper of this name, or the stepper itself.

    Raises
    ------
    UnknownName
        If no stepper has this name.
    BadType
        If it is neither a name nor a stepper.
    """
    if isinstance(solver, Stepper):
        return solver
    if not isinstance(solver, str):
        raise BadType(f"{solver!r} is no solver: pass one of {sorted(STEPPERS)}.")
    if solver not in STEPPERS:
        raise unknown_name("solver", solver, STEPPERS)
    return STEPPERS[solver]
