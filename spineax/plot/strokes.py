"""What several kinds of pictures draw with: layers, line widths, balls.

May import matplotlib and layers 0-4.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.collections import LineCollection, PolyCollection
from mpl_toolkits.mplot3d.art3d import Line3DCollection, Poly3DCollection

from spineax._types import FloatArray
from spineax.plot.paint import Paint
from spineax.plot.projection import circles, spheres
from spineax.plot.scene import Scene

__all__ = ["LAYER", "PLAIN", "add", "draw_balls", "line_widths"]

#: The layer of cells: lines, faces and dots of one picture cover those of an earlier one.
LAYER = 2.0

#: Line widths in points: of plain lines, and the thinnest and thickest by radius.
PLAIN, THINNEST, THICKEST = 1.0, 0.3, 6.0


def add(ax: Any, collection: Any) -> None:
    """Add a collection to flat axes or to those in space."""
    if getattr(ax, "name", "") == "3d":
        ax.add_collection3d(collection)
    else:
        ax.add_collection(collection)


def line_widths(scene: Scene, typical: float) -> FloatArray:
    """Return line widths in points; ``typical`` is that of the median radius."""
    radius = scene.comp_radius[scene.selected]
    return np.clip(typical * radius / np.median(radius), THINNEST, max(THICKEST, typical))


def draw_balls(
    ax: Any, scene: Scene, paint: Paint, dims: tuple[int, ...], style: dict[str, Any]
) -> None:
    """Draw the branches of one traced point as discs or spheres, tied to their children."""
    xyzr, owner = scene.balls
    if len(xyzr) == 0:
        return
    kept: dict[str, Any] = {"zorder": LAYER}
    kept |= {name: style[name] for name in ("alpha", "zorder", "rasterized") if name in style}
    links, child = scene.links
    if len(links):
        kind: Any = Line3DCollection if len(dims) == 3 else LineCollection
        thin: dict[str, Any] = {**kept, "linewidth": 0.6, "color": paint.rgba[child]}
        add(ax, kind(links[..., list(dims)], **thin))
    if len(dims) == 3:
        faces, light, ball = spheres(xyzr[:, list(dims)], xyzr[:, 3])
        colors = paint.lit(owner[ball], light)
        solid = Poly3DCollection(faces, facecolors=colors, linewidths=0, **kept)
        add(ax, solid)
    else:
        discs: Any = circles(xyzr[:, list(dims)], xyzr[:, 3])
        add(ax, PolyCollection(discs, facecolors=paint.rgba[owner], linewidths=0, **kept))
