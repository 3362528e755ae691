"""The sheet a picture is on: axes with units, equal scales, colour bar, scale bar, legend.

May import matplotlib and layers 0-4.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.artist import ArtistInspector
from matplotlib.axes import Axes
from matplotlib.cbook import normalize_kwargs
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator
from mpl_toolkits.axes_grid1.anchored_artists import AnchoredSizeBar

from spineax._types import FloatArray
from spineax.errors import BadArgument, BadType, unknown_name
from spineax.plot.paint import Paint

__all__ = ["add_scale_bar", "check_dims", "explain", "options", "sheet", "tidy"]

#: Sides of the picture in a new figure, in inches.
LONGEST, SHORTEST = 5.0, 2.4

#: Space around the picture in a new figure, in inches.
MARGIN = 0.12

#: An extent this small, compared with the largest, gets no ticks in space; or no label either.
NARROW, FLAT = 0.2, 0.03

#: The colour of axes, ticks and labels: present, but behind the picture.
QUIET = "0.35"


def check_dims(dims: Any) -> tuple[int, ...]:
    """Return ``dims`` as a tuple, or say what would be valid.

    Examples
    --------
    >>> check_dims([0, 2])
    (0, 2)
    """
    given = tuple(np.atleast_1d(np.asarray(dims)).tolist())
    if len(given) not in (2, 3) or len({*given}) != len(given) or not {*given} <= {0, 1, 2}:
        raise BadArgument(f"dims has two or three different ones of 0, 1, 2, got {dims!r}.")
    return given


def sheet(ax: Any, dims: tuple[int, ...], span: FloatArray, explained: bool = False) -> Any:
    """Return ``ax``, or a new Axes in a figure of the shape of the picture.

    Parameters
    ----------
    ax : Axes or None
    dims : two or three of 0, 1, 2
        Three entries need, or make, axes in space.
    span : float array (3,)
        Extent of the picture in x, y and z; NaN where it has none.
    explained : bool
        Whether a colour bar needs room.
    """
    solid = len(dims) == 3
    if ax is None:
        size = np.array([4.6, 4.2])
        if not solid and np.isfinite(span).all():
            flat = np.maximum(span[list(dims)], 1e-3 * span.max() + 1e-9)
            size = np.clip(flat / flat.max() * LONGEST, SHORTEST, LONGEST)
        # Room for ticks and labels, and for the colour bar.
        size += (1.6 if explained else 0.7), 0.6
        figure = plt.figure(figsize=tuple(size), layout="constrained")
        # The layout is made before equal scales choose the last ticks and move the labels.
        figure.get_layout_engine().set(w_pad=MARGIN, h_pad=MARGIN)
        ax = figure.add_subplot(projection="3d" if solid else None)
        if solid:
            # The flat picture of the first two coordinates, turned a little.
            ax.view_init(elev=16.0, azim=28.0, vertical_axis="y")
            ax.yaxis.set_rotate_label(False)
            ax.yaxis.label.set_rotation(90.0)
        return ax
    if not isinstance(ax, Axes):
        raise BadType(f"ax must be an Axes of matplotlib, or None, not {ax!r}.")
    if solid != (getattr(ax, "name", "") == "3d"):
        wanted = "an Axes with projection='3d'" if solid else "flat Axes"
        raise BadArgument(f"dims={dims} needs {wanted}, got {type(ax).__name__}.")
    return ax


def options(style: dict[str, Any], artist: Any, known: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return drawing options under their full names, refusing what ``artist`` does not have.

    Examples
    --------
    >>> from matplotlib.collections import LineCollection
    >>> options({"lw": 2.0, "alpha": 0.5}, LineCollection)
    {'linewidth': 2.0, 'alpha': 0.5}
    """
    full: dict[str, Any] = normalize_kwargs(style, artist)
    setters = {*ArtistInspector(artist).get_setters(), *known}
    for name in full:
        if name not in setters:
            raise unknown_name("drawing option", name, setters)
    return full


def tidy(ax: Any, dims: tuple[int, ...], points: FloatArray, had_data: bool = False) -> None:
    """Scale the axes equally, fit them to ``points`` (m, 3) um, and say what they are."""
    names = [f"{'xyz'[dim]} / um" for dim in dims]
    for name, axis in zip(names, "xyz", strict=False):
        if not getattr(ax, f"get_{axis}label")():
            getattr(ax, f"set_{axis}label")(name, color=QUIET)
    if len(dims) == 3:
        ax.auto_scale_xyz(*points[:, list(dims)].T, had_data=had_data)
        _tidy_space(ax)
        return
    ax.spines[["top", "right"]].set_visible(False)
    ax.spines[["left", "bottom"]].set(color=QUIET, linewidth=0.6)
    ax.tick_params(color=QUIET, labelcolor=QUIET, width=0.6, length=3)
    ax.set_aspect("equal", adjustable="box")
    # A single straight branch would squeeze the axis across it to nothing.
    low, high = ax.dataLim.min, ax.dataLim.max
    spread = np.maximum(0.15 * np.max(high - low) - (high - low), 0.0) / 2
    ax.update_datalim([low - spread, high + spread])
    ax.autoscale_view()


def _tidy_space(ax: Any) -> None:
    """Give the three axes of a drawing in space one scale, and take the clutter away."""
    ax.set_aspect("equal", adjustable="box")
    spans = np.array([np.ptp(getattr(ax, f"get_{axis}lim")()) for axis in "xyz"])
    # Labels in space lie outside the box: it leaves some room for them.
    ax.set_box_aspect(np.maximum(spans, 1e-3 * spans.max()), zoom=0.78)
    for axis, share in zip((ax.xaxis, ax.yaxis, ax.zaxis), spans / spans.max(), strict=True):
        axis.set_pane_color((1.0, 1.0, 1.0, 0.0))
        axis.line.set(color=QUIET, linewidth=0.6)
        axis.set_tick_params(color=QUIET, labelcolor=QUIET)
        axis.set_major_locator(MaxNLocator(max(1, round(5 * share))))
        # Beside a narrow box, the numbers of its long side are wide.
        if share == 1.0:
            width = 1.0 - np.sort(spans)[1] / spans.max()
            axis.set_tick_params(pad=12.0 * width)
            axis.labelpad = 6.0 + 36.0 * width
        else:
            axis.labelpad = 5.0
        if share < NARROW:
            axis.set_ticks([])
        if share < FLAT:
            axis.set_label_text("")
        axis._axinfo["grid"].update(color="0.9", linewidth=0.5)


def explain(
    ax: Any, paint: Paint, types: dict[str, Any], colorbar: bool = True, outside: bool = False
) -> None:
    """Add the colour bar of numbers, and the legend of categories and synapse ``types``."""
    if paint.scale is not None and colorbar:
        solid = getattr(ax, "name", "") == "3d"
        bar = ax.figure.colorbar(
            paint.scale, ax=ax, shrink=0.6, aspect=24, pad=0.1 if solid else 0.03
        )
        bar.outline.set_visible(False)
        bar.ax.tick_params(color=QUIET, labelcolor=QUIET, width=0.6, length=3)
        bar.set_label(paint.label, color=QUIET)
    colors = {**paint.legend, **types}
    if colors:
        handles = [Line2D([], [], color=c, linewidth=3, label=word) for word, c in colors.items()]
        place = {"loc": "upper left", "bbox_to_anchor": (1.0, 1.0)} if outside else {}
        ax.legend(handles=handles, frameon=False, labelcolor=QUIET, handlelength=1.0, **place)


def add_scale_bar(ax: Any, length: float | None = None) -> None:
    """Replace the axes by a bar of ``length`` um, by default about a fifth; three in space."""
    if getattr(ax, "name", "") == "3d":
        _add_tripod(ax, length)
        return
    left, right = ax.get_xlim()
    bar = length or round_length((right - left) / 5)
    ax.add_artist(
        AnchoredSizeBar(
            ax.transData, bar, f"{bar:g} um", "lower left", frameon=False, color=QUIET, sep=4,
            size_vertical=0.0, pad=0.2,
        )
    )  # fmt: skip
    ax.set_axis_off()


def _add_tripod(ax: Any, length: float | None) -> None:
    """Draw one bar along each axis in the lower, nearer corner of a drawing in space."""
    limits = np.array([getattr(ax, f"get_{axis}lim")() for axis in "xyz"])
    spans = np.ptp(limits, axis=1)
    bar = length or round_length(spans.max() / 6)
    corner = limits[:, 0]
    for axis, name in enumerate("xyz"):
        tip = corner + bar * np.eye(3)[axis]
        ax.plot(*np.stack([corner, tip], axis=1), color=QUIET, linewidth=1.0)
        label = getattr(ax, f"get_{name}label")().split(" /")[0]
        ax.text(*(corner + 1.25 * (tip - corner)), label, color=QUIET, ha="center", va="center")
    ax.text(*(corner + bar * np.array([0.6, -0.35, 0.0])), f"{bar:g} um", color=QUIET, va="top")
    ax.set_axis_off()
    # Without ticks and labels, the picture may fill the sheet.
    ax.set_box_aspect(np.maximum(spans, 1e-3 * spans.max()), zoom=1.1)


def round_length(length: float) -> float:
    """Return the nearest of 1, 2, 5, 10, 20, ... that is not longer.

    Examples
    --------
    >>> round_length(137.0), round_length(0.07)
    (100.0, 0.05)
    """
    decade = 10.0 ** np.floor(np.log10(length))
    return float(max(step * decade for step in (1.0, 2.0, 5.0) if step * decade <= length * 1.001))
