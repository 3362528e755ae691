"""The longest stable step of the explicit stepper, before a run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jax
import numpy as np

from spineax import units
from spineax.errors import UnstableStep, warn
from spineax.plan.program import Override, Program
from spineax.run.model import axial_conductances
from spineax.run.values import Values, overridden


def warn_if_unstable(program: Program, overrides: Sequence[Override], delta_t: Any) -> None:
    """Warn if an explicit step is too long for some compartment; silent inside a trace.

    Warns
    -----
    UnstableStep
    """
    leaves = jax.tree.leaves((overrides, delta_t, program.values))
    if any(isinstance(leaf, jax.core.Tracer) for leaf in leaves):
        return
    nodes, _ = overridden(program, overrides)
    limit = step_limits(program, nodes)
    worst = int(np.argmin(limit))
    if float(delta_t) > limit[worst]:
        warn(
            f"fwd_euler is unstable here: delta_t {float(delta_t):g} ms exceeds "
            f"{limit[worst]:.3g} ms, the limit of compartment {worst}. "
            "Use solver='bwd_euler', or a shorter delta_t.",
            UnstableStep,
        )


def step_limits(program: Program, nodes: Values) -> Any:
    """Return the longest stable step that each compartment's axial currents allow.

    Parameters
    ----------
    program : Program
    nodes : dict of arrays
        As a run keeps them.

    Returns
    -------
    float array (n,), ms
        Infinite where a compartment has no neighbours.

    Notes
    -----
    By Gershgorin's circles the fastest rate of C^-1 S is at most twice the largest sum of
    conductances over capacitance, and an explicit step of 2 / rate is stable.
    """
    axial = np.asarray(axial_conductances(program, nodes)["v"], np.float64)
    i, j = np.asarray(program.edge_i), np.asarray(program.edge_j)
    n_slots = program.schedule.n_slots
    total = np.bincount(i, axial, n_slots) + np.bincount(j, axial, n_slots)
    real = np.zeros(n_slots, bool)
    real[np.asarray(program.slot)] = True

    # Through a branch point g flows on to the others alone: g (1 - g / sum of g).
    def through(end: Any) -> Any:
        return axial * np.where(real[end], 1.0, 1.0 - axial / np.maximum(total[end], 1e-300))

    away = np.bincount(i, through(j), n_slots) + np.bincount(j, through(i), n_slots)
    slot = np.asarray(program.slot)
    area, density = np.asarray(nodes["area"])[slot], np.asarray(nodes["capacitance"])[slot]
    with np.errstate(divide="ignore"):
        return units.CAPACITANCE * density * area / away[slot]
