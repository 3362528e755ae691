"""The traced shape of a cell: frusta with round joints. May import matplotlib and layers 0-4."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.collections import PolyCollection
from mpl_toolkits.mplot3d.art3d import Poly3DCollection

from spineax._types import FloatArray
from spineax.plot.frame import options
from spineax.plot.paint import Paint
from spineax.plot.projection import capsules, depth, tubes
from spineax.plot.scene import Scene
from spineax.plot.strokes import LAYER, add, draw_balls

__all__ = ["draw"]


def draw(
    ax: Any,
    scene: Scene,
    paint: Paint,
    dims: tuple[int, ...],
    *,
    resolution: int = 8,
    **style: Any,
) -> FloatArray:
    """Draw the cell as thick as it is traced; nearer parts cover farther ones.

    Parameters
    ----------
    ax : Axes
    scene : Scene
    paint : Paint
    dims : two or three of 0, 1, 2
        In space the wall is a surface of many faces: slow for large cells.
    resolution : int
        Corners of a round joint; in space, faces around a neurite.
    **style
        Properties of a ``PolyCollection``, such as ``edgecolor`` or ``alpha``.

    Returns
    -------
    position : float array (n, len(dims))
        Where the compartments are in the picture.
    """
    style = {"zorder": LAYER, **options(style, PolyCollection)}
    start, end, owner = scene.pieces.segments()
    solid = ~scene.is_point[scene.branch[scene.selected[owner]]]
    solid &= np.any(start[:, :3] != end[:, :3], axis=1)
    start, end, owner = start[solid], end[solid], owner[solid]
    across = list(dims)
    if len(dims) == 3:
        branch = scene.branch[scene.selected[owner]]
        ends = start[:, across], end[:, across], start[:, 3], end[:, 3]
        faces, light, frustum = tubes(*ends, branch, resolution)
        colors = paint.lit(owner[frustum], light)
        defaults = {"facecolor": colors, "edgecolor": colors, "linewidth": 0.2}
        wall = Poly3DCollection(faces, **{**defaults, **style})
        add(ax, wall)
    else:
        order = np.argsort(depth((start + end) / 2, dims))
        start, end, rgba = start[order], end[order], paint.rgba[owner[order]]
        outlines: Any = capsules(
            start[:, across], end[:, across], start[:, 3], end[:, 3], resolution
        )
        # A hairline in the colour of the face keeps neurites thinner than a pixel visible.
        defaults = {"facecolor": rgba, "edgecolor": rgba, "linewidth": 0.5}
        add(ax, PolyCollection(outlines, **{**defaults, **style}))
    draw_balls(ax, scene, paint, dims, style)
    return np.asarray(scene.comp_xyz[:, across])
