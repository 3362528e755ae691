"""Synapses between cells, and cells as dots. May import matplotlib and layers 0-4."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import compress
from typing import Any

import numpy as np
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import is_color_like
from mpl_toolkits.mplot3d.art3d import Line3DCollection

from spineax._types import FloatArray, IntArray
from spineax.errors import BadArgument, SpineaxWarning, unknown_name, warn
from spineax.plot.frame import options
from spineax.plot.paint import Paint
from spineax.plot.scene import Scene

__all__ = ["cells_in_view", "draw_cells_as_points", "draw_synapses", "warn_if_on_one_spot"]

#: What is drawn like a synapse, but joins two sides that are equal.
GAP_JUNCTION = "gap junction"


def draw_synapses(
    ax: Any,
    scene: Scene,
    position: FloatArray,
    color: Any = "b",
    plot_kwargs: Mapping[str, Any] | None = None,
    scatter_kwargs: Mapping[str, Any] | None = None,
    *,
    dots: bool = True,
) -> dict[str, Any]:
    """Draw a thin line for every synapse, with a dot on the postsynaptic side.

    Gap junctions are lines without a dot: they have no sides.

    Parameters
    ----------
    ax : Axes
    scene : Scene
    position : float array (n, 2 or 3)
        Where the compartments are in the picture.
    color : colour, or dict of synapse type to colour
    plot_kwargs, scatter_kwargs : dict, optional
        Properties of the lines and of the dots.
    dots : bool
        Whether to draw the dots.

    Returns
    -------
    legend : dict of synapse type to colour
        Empty if all have one colour.
    """
    legend = dict(color) if isinstance(color, Mapping) else {}
    for name in legend:
        if name not in scene.synapse_label:
            raise unknown_name("synapse type", name, scene.synapse_label)
    colors = list(legend.values()) or ([color] if is_color_like(color) else color)
    if not isinstance(colors, list | tuple) or not all(is_color_like(c) for c in colors):
        raise BadArgument(
            f"synapse_color is a colour, a list of them, or a dictionary of type to colour, "
            f"not {color!r}."
        )
    labels = np.array(scene.synapse_label or [""] * len(scene.pre))
    visible = ~np.isnan(position[scene.pre] + position[scene.post]).any(axis=1)
    if legend:
        visible &= np.isin(labels, list(legend))
    pre, post = scene.pre[visible], scene.post[visible]
    if len(pre) == 0:
        return legend
    label = labels[visible]
    used = [legend[name] for name in label.tolist()] if legend else color
    solid = position.shape[1] == 3
    kind: Any = Line3DCollection if solid else LineCollection
    lines: dict[str, Any] = {"color": used, "linewidth": 0.6, "alpha": 0.6, "zorder": 2.5}
    lines |= options(dict(plot_kwargs or {}), LineCollection)
    add = ax.add_collection3d if solid else ax.add_collection
    add(kind(np.stack([position[pre], position[post]], axis=1), **lines))
    sided = label != GAP_JUNCTION
    if dots and sided.any():
        dot: dict[str, Any] = {"s": 9.0, "linewidth": 0.0, "zorder": 2.6}
        dot |= options(dict(scatter_kwargs or {}), PathCollection, known=("s", "marker", "c"))
        if not {"c", "color", "facecolor"} & set(dot):
            each = isinstance(used, list) and len(used) == len(sided)
            dot["color"] = list(compress(used, sided)) if each else used
        ax.scatter(*position[post[sided]].T, **dot)
    return legend


def cells_in_view(scene: Scene) -> tuple[IntArray, FloatArray, IntArray]:
    """Return cells in view (c,), their mean traced points (c, 3) um, and their places.

    The place of a cell is where its first compartment is in ``scene.selected``.
    """
    cells, where = np.unique(scene.cell[scene.drawn], return_inverse=True)
    count = np.array([len(scene.xyzr[branch]) for branch in scene.drawn])
    total = np.array([scene.xyzr[branch][:, :3].sum(axis=0) for branch in scene.drawn])
    points = np.bincount(where, count)
    mean = np.stack([np.bincount(where, total[:, axis]) / points for axis in range(3)], axis=1)
    _, place = np.unique(scene.cell[scene.branch[scene.selected]], return_index=True)
    return cells, mean, place


def draw_cells_as_points(
    ax: Any, scene: Scene, paint: Paint, dims: tuple[int, ...], **style: Any
) -> FloatArray:
    """Draw one dot per cell in view, at the mean of its traced points.

    Returns
    -------
    position : float array (n, len(dims))
        Where the compartments are in the picture: all those of a cell on its dot.
    """
    style = {"s": 30.0, "linewidth": 0.0, "zorder": 2.7} | options(
        style, PathCollection, known=("s", "marker")
    )
    if len(dims) == 3:
        style = {"depthshade": False, **style}
    cells, mean, place = cells_in_view(scene)
    ax.scatter(*mean[:, list(dims)].T, c=paint.rgba[place], **style)
    row = np.full(int(scene.cell.max()) + 1, -1)
    row[cells] = np.arange(len(cells))
    which = row[scene.cell[scene.branch]]
    return np.where((which >= 0)[:, None], mean[which][:, list(dims)], np.nan)


def warn_if_on_one_spot(scene: Scene) -> None:
    """Warn if there are several cells and all lie in one place."""
    _, mean, _ = cells_in_view(scene)
    if len(mean) > 1 and np.ptp(mean, axis=0).max() == 0.0:
        warn(
            f"All {len(mean)} cells lie on the same spot. Use arrange_in_layers or move_to.",
            SpineaxWarning,
        )
