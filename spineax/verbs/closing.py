"""Closing a ring: two ends of one cell joined."""

from __future__ import annotations

import numpy as np

from spineax import units
from spineax.errors import BadArgument
from spineax.plan.blueprint import Blueprint
from spineax.verbs.gaps import joined

#: A branch, and 0.0 for its start or 1.0 for its end.
End = tuple[int, float]


def closed(blueprint: Blueprint, one: End, other: End) -> Blueprint:
    """Return the cell with two of its ends joined.

    Parameters
    ----------
    blueprint : Blueprint
    one, other : (int, float)

    Returns
    -------
    Blueprint
        With one more conductance: half a compartment on either side, in series, as they are
        now. It is kept with the gap junctions.

    Raises
    ------
    BadArgument
        If both ends are of one compartment, or other branches meet at one of them.

    Notes
    -----
    Resistances in series: g = 1 / (r_a L_a + r_b L_b) with resistivity r and load L.
    """
    (first, start), (second, end) = (_half(blueprint, *place) for place in (one, other))
    if first == second:
        raise BadArgument(
            "Both ends are of one compartment: there is no ring to close. Use set_ncomp first."
        )
    conductance = units.AXIAL_CONDUCTANCE / (start + end)
    return joined(blueprint, np.array([first]), np.array([second]), np.array([conductance]))


def _half(blueprint: Blueprint, branch: int, end: float) -> tuple[int, float]:
    """Return the compartment at the end of a branch, and the resistance of its outer half."""
    first, last = blueprint.layout.comp_start[branch], blueprint.layout.comp_start[branch + 1] - 1
    comp = int(last if end == 1.0 else first)
    half, joints = comp + (blueprint.layout.n if end == 1.0 else 0), blueprint.layout.joints
    if half in joints.half_i or half in joints.half_j:
        raise BadArgument(
            f"Other branches meet at {end:g} of branch {branch}: a ring is closed between two free "
            "ends. Choose free ends, or join compartments with connect_gap_junction."
        )
    load = blueprint.nodes["resistive_load_out" if end == 1.0 else "resistive_load_in"]
    return comp, float(blueprint.nodes["axial_resistivity"].values[comp] * load.values[comp])
