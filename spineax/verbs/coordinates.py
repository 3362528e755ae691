"""Coordinates: where branches are drawn; they never change a simulation."""

from __future__ import annotations

import numpy as np

from spineax._types import FloatArray
from spineax.plan.blueprint import CENTRES, Blueprint
from spineax.plan.column import Column
from spineax.plan.coordinates import compartment_centers, lay_out


def with_drawn_coordinates(blueprint: Blueprint, points: tuple[FloatArray, ...] = ()) -> Blueprint:
    """Return the blueprint with coordinates: the points given, or drawn ones."""
    if not points:
        layout = blueprint.layout
        length = np.add.reduceat(blueprint.nodes["length"].values, layout.comp_start[:-1])
        points = lay_out(layout.parent, layout.attach, length)
    return with_centres(blueprint.edit(xyzr=tuple(points)))


def with_centres(blueprint: Blueprint) -> Blueprint:
    """Return the blueprint with the x, y, z of every compartment's centre."""
    centres = compartment_centers(blueprint.xyzr, blueprint.layout.ncomp)
    size = blueprint.layout.n
    columns = {axis: Column(np.arange(size), centres[:, k], size) for k, axis in enumerate(CENTRES)}
    return blueprint.with_nodes(**columns)
