"""The traced lines of a cell. May import matplotlib and layers 0-4."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.collections import LineCollection
from mpl_toolkits.mplot3d.art3d import Line3DCollection

from spineax._types import FloatArray, IntArray
from spineax.plot.frame import options
from spineax.plot.paint import Paint
from spineax.plot.scene import Scene
from spineax.plot.strokes import LAYER, PLAIN, add, draw_balls, line_widths

__all__ = ["draw"]


def draw(
    ax: Any,
    scene: Scene,
    paint: Paint,
    dims: tuple[int, ...],
    *,
    width_by_radius: bool = False,
    **style: Any,
) -> FloatArray:
    """Draw every compartment as a line along its traced points, and point somata as balls.

    Parameters
    ----------
    ax : Axes
    scene : Scene
    paint : Paint
    dims : two or three of 0, 1, 2
    width_by_radius : bool
        Whether thick neurites get thick lines. The widths are in proportion, not in um.
    **style
        Properties of a ``LineCollection``, such as ``linewidth`` (points) or ``alpha``.

    Returns
    -------
    position : float array (n, len(dims))
        Where the compartments are in the picture.
    """
    style = options(style, LineCollection)
    points, start = scene.pieces.points, scene.pieces.start
    rgba = paint.rgba
    if width_by_radius:
        style["linewidth"] = line_widths(scene, style.get("linewidth", PLAIN))
    else:
        start, rgba = _joined(scene, paint)
    lines = np.split(points[:, list(dims)], start[1:-1])
    kind = Line3DCollection if len(dims) == 3 else LineCollection
    defaults: dict[str, Any] = {"linewidth": PLAIN, "color": rgba, "zorder": LAYER}
    defaults |= {"capstyle": "round", "joinstyle": "round"}
    add(ax, kind(lines, **{**defaults, **style}))
    draw_balls(ax, scene, paint, dims, style)
    return scene.comp_xyz[:, list(dims)]


def _joined(scene: Scene, paint: Paint) -> tuple[IntArray, FloatArray]:
    """Join compartments that follow each other in one colour: starts of lines, colours."""
    comp, rgba = scene.selected, paint.rgba
    goes_on = (
        (np.diff(comp) == 1)
        & (scene.branch[comp[1:]] == scene.branch[comp[:-1]])
        & np.all(rgba[1:] == rgba[:-1], axis=1)
    )
    first = np.flatnonzero(np.insert(~goes_on, 0, True))
    start = scene.pieces.start
    return np.append(start[first], start[-1]), rgba[first]
