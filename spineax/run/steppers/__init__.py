"""Time steppers, by the name of the public ``solver`` argument."""

from __future__ import annotations

from typing import Any

from spineax.errors import BadType, unknown_name
from spineax.run.steppers.bwd_euler import BackwardEuler

STEPPERS: dict[str, Any] = {stepper.name: stepper for stepper in (BackwardEuler(),)}


def time_stepper(solver: Any) -> Any:
    """Return the stepper of this name, or the stepper itself.

    Raises
    ------
    UnknownName
        If no stepper has this name.
    """
    if isinstance(solver, str):
        if solver not in STEPPERS:
            raise unknown_name("solver", solver, STEPPERS)
        return STEPPERS[solver]
    if not hasattr(solver, "step"):
        raise BadType(f"{solver!r} is no solver: pass one of {sorted(STEPPERS)}.")
    return solver
