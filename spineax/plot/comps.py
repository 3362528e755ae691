"""Compartments as the solver knows them: cylinders. May import matplotlib and layers 0-4."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.collections import PolyCollection
from mpl_toolkits.mplot3d.art3d import Poly3DCollection

from spineax._types import FloatArray
from spineax.plot.frame import options
from spineax.plot.paint import Paint
from spineax.plot.projection import cylinders, depth, tubes
from spineax.plot.scene import Scene
from spineax.plot.strokes import LAYER, add, draw_balls

__all__ = ["draw"]

#: Faces around a cylinder in space, where every face costs time.
ROUND = 12


def draw(
    ax: Any,
    scene: Scene,
    paint: Paint,
    dims: tuple[int, ...],
    *,
    true_comp_length: bool = True,
    resolution: int = 100,
    **style: Any,
) -> FloatArray:
    """Draw every compartment as a cylinder, and point somata as balls.

    Parameters
    ----------
    ax : Axes
    scene : Scene
    paint : Paint
    dims : two or three of 0, 1, 2
    true_comp_length : bool
        Whether a cylinder is as long as its compartment, and so reaches over its neighbours where
        the neurite winds, or as long as the straight line between the ends.
    resolution : int
        Corners of an outline; in space, at most 12 faces around are drawn.
    **style
        Properties of a ``PolyCollection``, such as ``edgecolor`` or ``alpha``.

    Returns
    -------
    position : float array (n, len(dims))
        Where the compartments are in the picture.
    """
    style = {"zorder": LAYER, **options(style, PolyCollection)}
    place = np.flatnonzero(~scene.is_point[scene.branch[scene.selected]])
    comp, rgba = scene.selected[place], paint.rgba[place]
    start, end = scene.ends[0][place, :3], scene.ends[1][place, :3]
    center, axis, radius = (start + end) / 2, end - start, scene.comp_radius[comp]
    chord = np.linalg.norm(axis, axis=1)
    length = scene.comp_length[comp] if true_comp_length else chord
    if len(dims) == 3:
        half = (
            axis * np.divide(length, 2 * chord, out=np.zeros_like(chord), where=chord > 0)[:, None]
        )
        one_each = np.arange(len(comp))
        ends = (center - half)[:, list(dims)], (center + half)[:, list(dims)]
        faces, light, which = tubes(*ends, radius, radius, one_each, min(resolution, ROUND))
        colors = paint.lit(place[which], light)
        defaults = {"facecolor": colors, "edgecolor": colors, "linewidth": 0.2}
        solid = Poly3DCollection(faces, **{**defaults, **style})
        add(ax, solid)
    else:
        order = np.argsort(depth(center, dims))
        outlines: Any = cylinders(center, axis, length, radius, dims, resolution)[order]
        # A hairline in the colour of the face keeps neurites thinner than a pixel visible.
        defaults = {"facecolor": rgba[order], "edgecolor": rgba[order], "linewidth": 0.5}
        add(ax, PolyCollection(outlines, **{**defaults, **style}))
    draw_balls(ax, scene, paint, dims, style)
    return np.asarray(scene.comp_xyz[:, list(dims)])
