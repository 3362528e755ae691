"""The tree of a cell, drawn by distance from its root. May import matplotlib and layers 0-4."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.collections import LineCollection

from spineax._types import FloatArray, IntArray
from spineax.errors import BadArgument, unknown_name
from spineax.plot.frame import QUIET, options
from spineax.plot.paint import Paint
from spineax.plot.scene import Scene
from spineax.plot.strokes import PLAIN, line_widths

__all__ = ["draw", "place_branches"]

#: Free columns between one cell and the next.
GAP = 2.0


def draw(
    ax: Any,
    scene: Scene,
    paint: Paint,
    dims: tuple[int, ...],
    *,
    orientation: str = "vertical",
    width_by_radius: bool = False,
    **style: Any,
) -> FloatArray:
    """Draw branches as straight lines, as long as their path, side by side as a tree.

    Parameters
    ----------
    ax : Axes
    scene : Scene
    paint : Paint
    dims : two of 0, 1, 2
        Which two makes no difference: a dendrogram has no x, y and z.
    orientation : {"vertical", "horizontal"}
        Along which axis the path distance runs.
    width_by_radius : bool
        Whether thick neurites get thick lines. The widths are in proportion, not in um.
    **style
        Properties of a ``LineCollection``, such as ``linewidth`` (points) or ``alpha``.

    Returns
    -------
    position : float array (n, 2)
        Where the compartments are in the picture; NaN for those out of view.
    """
    if len(dims) == 3:
        raise BadArgument("A dendrogram is flat: use dims=(0, 1).")
    if orientation not in ("vertical", "horizontal"):
        raise unknown_name("orientation", orientation, ("vertical", "horizontal"))
    style = options(style, LineCollection)
    start, end = _distances(scene)
    column = place_branches(scene)
    branch, comp = scene.branch[scene.selected], scene.selected
    # Distance first: turned at the end, if it is to run upwards.
    across = column[branch]
    tree: Any = np.stack(
        [np.stack([start[comp], across], 1), np.stack([end[comp], across], 1)], axis=1
    )
    joints, below = _joints(scene, start, column)
    width = style.get("linewidth", PLAIN)
    widths = line_widths(scene, width) if width_by_radius else width
    turn = slice(None, None, -1 if orientation == "vertical" else 1)
    # Plain caps leave gaps of a fraction of a pixel; those of thick lines would be too long.
    defaults = {"capstyle": "butt" if width_by_radius else "projecting", "linewidth": width}
    thin = {"color": paint.rgba[below], "linewidth": 0.6, "zorder": 1.9}
    ax.add_collection(LineCollection(joints[..., turn], **{**defaults, **style, **thin}))
    thick = {**style, "linewidth": widths} if width_by_radius else style
    ax.add_collection(LineCollection(tree[..., turn], **{**defaults, "color": paint.rgba, **thick}))
    _label(ax, orientation)
    position = np.full((len(scene.branch), 2), np.nan)
    position[comp] = tree.mean(axis=1)[:, turn]
    return position


def _distances(scene: Scene) -> tuple[FloatArray, FloatArray]:
    """Return the path distance of both ends of each compartment from its root, (n,) um."""
    total = np.concatenate([[0.0], np.cumsum(scene.comp_length)])
    first, stop = scene.comp_start, scene.comp_start + scene.ncomp
    length = total[stop] - total[first]
    begin = np.zeros(len(length))
    for branch, above in enumerate(scene.parent):
        if above >= 0:
            begin[branch] = begin[above] + scene.attach[branch] * length[above]
    offset = (begin - total[first])[scene.branch]
    return total[:-1] + offset, total[1:] + offset


def _above(scene: Scene) -> IntArray:
    """Return the nearest branch in view on the way to the root, -1 if there is none, (b,)."""
    in_view = np.zeros(len(scene.parent), bool)
    in_view[scene.drawn] = True
    above = np.full(len(scene.parent), -1)
    for branch, parent in enumerate(scene.parent):
        if parent >= 0:
            above[branch] = parent if in_view[parent] else above[parent]
    return above


def place_branches(scene: Scene) -> FloatArray:
    """Return the column of every branch in view, (b,); NaN for the others.

    Tips stand side by side; a branch stands half way between its outermost children. Small
    subtrees come first, and cells one after the other.

    Examples
    --------
    >>> line = np.array([[0.0, 0.0, 0.0, 1.0], [4.0, 0.0, 0.0, 1.0]])
    >>> fork = Scene((line,) * 3, [1] * 3, np.ones(3), np.ones(3), parent=[-1, 0, 0])
    >>> place_branches(fork)
    array([0.5, 0. , 1. ])
    """
    above = _above(scene)
    children: dict[int, list[int]] = {}
    tips = np.ones(len(above))
    for branch in scene.drawn[::-1]:
        if branch in children:
            tips[branch] = tips[children[branch]].sum()
        children.setdefault(int(above[branch]), []).append(int(branch))
    column = np.full(len(above), np.nan)
    roots = sorted(children.pop(-1), key=lambda root: (scene.cell[root], root))
    free, before = 0.0, scene.cell[roots[0]]
    order: list[int] = []
    first: dict[int, float] = {}
    for root in roots:
        free += GAP if scene.cell[root] != before else 0.0
        before, first[root] = scene.cell[root], free
        free += tips[root]
        waiting = [root]
        while waiting:
            branch = waiting.pop()
            order.append(branch)
            left = first[branch]
            for child in sorted(children.get(branch, ()), key=lambda one: (tips[one], one)):
                first[child] = left
                left += tips[child]
                waiting.append(child)
    for branch in reversed(order):
        below = column[children[branch]] if branch in children else [first[branch]]
        column[branch] = (np.min(below) + np.max(below)) / 2
    return column


def _joints(scene: Scene, start: FloatArray, column: FloatArray) -> tuple[Any, IntArray]:
    """Return the lines from parents across to children, (j, 2, 2), and the colour of each."""
    above = _above(scene)
    place = np.flatnonzero(scene.selected == scene.comp_start[scene.branch[scene.selected]])
    place = place[scene.parent[scene.branch[scene.selected[place]]] >= 0]
    # A line needs both its ends in view, not some branch further up.
    branch = scene.branch[scene.selected[place]]
    near = above[branch] == scene.parent[branch]
    place, branch = place[near], branch[near]
    at = start[scene.selected[place]]
    return np.stack(
        [np.stack([at, column[above[branch]]], 1), np.stack([at, column[branch]], 1)], axis=1
    ), place


def _label(ax: Any, orientation: str) -> None:
    """Show the axis of the distance alone."""
    along, side = ("y", "left") if orientation == "vertical" else ("x", "bottom")
    other = "x" if along == "y" else "y"
    getattr(ax, f"set_{along}label")("path distance / um", color=QUIET)
    getattr(ax, f"set_{other}ticks")([])
    for name, spine in ax.spines.items():
        spine.set_visible(name == side)
        spine.set(color=QUIET, linewidth=0.6)
    ax.tick_params(color=QUIET, labelcolor=QUIET, width=0.6, length=3)
    ax.autoscale_view()
    low, high = getattr(ax, f"get_{along}lim")()
    # Room for the lines at zero, but not for distances below.
    getattr(ax, f"set_{along}lim")(max(low, -0.008 * high), high)
