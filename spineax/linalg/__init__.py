"""Solvers of conductance networks, by name."""

from __future__ import annotations

from typing import Any

import jax

from spineax.errors import BadType, unknown_name
from spineax.linalg.dense import Dense
from spineax.linalg.stone import Stone
from spineax.linalg.thomas import Thomas

SOLVERS: dict[str, Any] = {solver.name: solver for solver in (Thomas(), Stone(), Dense())}
ALIASES = {
    "jaxley.thomas": "thomas",
    "jaxley.stone": "stone",
    "jaxley.dhs": "auto",
    "jaxley.dhs.cpu": "thomas",
    "jaxley.dhs.gpu": "stone",
    "jax.sparse": "auto",
}


def voltage_solver(solver: Any) -> Any:
    """Return the solver of this name, or the solver itself."""
    if not isinstance(solver, str):
        if not all(hasattr(solver, part) for part in ("name", "schedule", "prepare", "solve")):
            names = sorted([*SOLVERS, "auto"])
            raise BadType(f"{solver!r} is not a voltage solver: pass one of {names}.")
        return solver
    name = ALIASES.get(solver, solver)
    if name == "auto":
        name = "thomas" if jax.default_backend() == "cpu" else "stone"
    if name not in SOLVERS:
        raise unknown_name("voltage solver", solver, [*SOLVERS, "auto"])
    return SOLVERS[name]
