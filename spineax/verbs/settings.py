"""Settings: how long and with which methods to run, checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import jax
import numpy as np

from spineax.errors import BadArgument, BadType
from spineax.linalg import voltage_solver as find_solver
from spineax.plan.blueprint import Input
from spineax.run.steppers import time_stepper


@dataclass(frozen=True)
class Settings:
    """How to simulate, checked.

    Parameters
    ----------
    n_steps : int
    delta_t : float, ms
    stepper : Stepper
    solver : Solver
    """

    n_steps: int
    delta_t: Any
    stepper: Any
    solver: Any


def number_of_steps(t_max: Any, delta_t: Any) -> int:
    """Return ``round(t_max / delta_t)``.

    Raises
    ------
    BadArgument, BadType
        If either is not a positive, finite number, or is traced.

    Examples
    --------
    >>> number_of_steps(1.0, 0.1)
    10
    """
    positive("t_max", t_max)
    for name, value in (("t_max", t_max), ("delta_t", delta_t)):
        if isinstance(value, jax.core.Tracer):
            raise BadType(
                f"{name} is traced by jit, grad or vmap, but t_max / delta_t is the number of "
                "steps, which a compiled run has to know. Pass both as plain numbers; or leave "
                "t_max out, give an input with one value for each step, and trace delta_t alone."
            )
    return round(float(t_max) / float(delta_t))


def positive(name: str, value: Any) -> None:
    """Raise unless the value is a finite number above zero, or traced."""
    if isinstance(value, jax.core.Tracer):
        return
    if isinstance(value, bool) or not isinstance(
        value, int | float | np.number | jax.Array | np.ndarray
    ):
        raise BadType(f"{name} must be a number in ms, not {value!r}.")
    if not np.ndim(value) == 0 or not np.isfinite(value) or not value > 0:
        raise BadArgument(f"{name} must be a finite time above zero, in ms, not {value!r}.")


def check_settings(
    inputs: tuple[Input, ...], t_max: Any, delta_t: Any, solver: Any, linear: Any
) -> Settings:
    """Return the checked settings of a run.

    Raises
    ------
    BadArgument, BadType, UnknownName
    """
    positive("delta_t", delta_t)
    if t_max is not None:
        n_steps = number_of_steps(t_max, delta_t)
    else:
        fixed = [np.shape(entry.values)[1] for entry in inputs if not callable(entry.values)]
        if not fixed:
            raise BadArgument(
                "How long to simulate is not known: pass t_max=... in ms, or give a stimulus."
            )
        n_steps = fixed[0]
    if n_steps < 1:
        raise BadArgument(f"t_max {t_max!r} is shorter than one step of {delta_t!r} ms.")
    return Settings(n_steps, delta_t, time_stepper(solver), find_solver(linear))
