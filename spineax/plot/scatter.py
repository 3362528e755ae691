"""The traced points of a cell. May import matplotlib and layers 0-4."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.collections import PathCollection

from spineax._types import FloatArray
from spineax.plot.frame import options
from spineax.plot.paint import Paint
from spineax.plot.scene import Scene
from spineax.plot.strokes import LAYER

__all__ = ["draw"]


def draw(ax: Any, scene: Scene, paint: Paint, dims: tuple[int, ...], **style: Any) -> FloatArray:
    """Draw a dot at every traced point, and at the ends of every compartment.

    Parameters
    ----------
    ax : Axes
    scene : Scene
    paint : Paint
    dims : two or three of 0, 1, 2
    **style
        Arguments of ``Axes.scatter``, such as ``s`` (points squared), ``marker`` or ``alpha``.

    Returns
    -------
    position : float array (n, len(dims))
        Where the compartments are in the picture.
    """
    given = options(style, PathCollection, known=("s", "marker"))
    style = {"s": 4.0, "linewidth": 0.0, "zorder": LAYER, **given}
    points = scene.pieces.points[:, list(dims)]
    if len(dims) == 3:
        style = {"depthshade": False, **style}
    ax.scatter(*points.T, c=paint.rgba[scene.pieces.owner], **style)
    return np.asarray(scene.comp_xyz[:, list(dims)])
