"""The sheet a picture is on: axes with units, equal scales, colour bar, scale bar, legend.

May import matplotlib and layers 0-4.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.artist import ArtistInspector
from matplotlib.axes import Axes
from matplotlib.cbook import normalize_kwargs
from matplotlib.lines import Line2D
from mpl_toolkits.axes_grid1.anchored_artists import AnchoredSizeBar

from spineax._types import FloatArray
from spineax.errors import BadArgument, BadType, unknown_name
from spineax.plot.paint import Paint
from spineax.plot.space import Space, add_tripod, fit_sheet, frame_of, tidy_space

__all__ = ["add_scale_bar", "check_dims", "explain", "options", "room_for", "sheet", "tidy"]

#: Sides of the picture in a new figure, in inches.
LONGEST, SHORTEST = 5.0, 2.4

#: Space around the picture in a new figure, in inches.
MARGIN = 0.12

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


def is_solid(ax: Any) -> bool:
    """Return whether axes are those of a drawing in space."""
    return getattr(ax, "name", "") == "3d"


def room_for(paint: Paint, words: Iterable[str], colorbar: bool) -> float:
    """Return how wide the colour bar and the legend of a picture are, in inches."""
    longest = max((len(word) for word in words), default=0)
    bar = 0.9 if colorbar and paint.scale is not None else 0.0
    return bar + (0.5 + 0.08 * longest if longest else 0.0)


def sheet(ax: Any, dims: tuple[int, ...], span: FloatArray, room: float = 0.0) -> Any:
    """Return ``ax``, or a new Axes in a figure of the shape of the picture.

    Parameters
    ----------
    ax : Axes or None
    dims : two or three of 0, 1, 2
        Three entries need, or make, axes in space.
    span : float array (3,)
        Extent of the picture in x, y and z; NaN where it has none.
    room : float
        Space on the right for what explains the picture, in inches.
    """
    solid = len(dims) == 3
    if ax is None:
        return _new_space() if solid else _new_plane(span[list(dims)], room)
    if not isinstance(ax, Axes):
        raise BadType(f"ax must be an Axes of matplotlib, or None, not {ax!r}.")
    if solid != is_solid(ax):
        wanted = "an Axes with projection='3d'" if solid else "flat Axes"
        raise BadArgument(f"dims={dims} needs {wanted}, got {type(ax).__name__}.")
    return ax


def _new_plane(span: FloatArray, room: float) -> Any:
    """Return flat axes in a new figure, which has about the shape of ``span`` (2,)."""
    size = np.array([4.6, 4.2])
    if np.isfinite(span).all():
        flat = np.maximum(span, 1e-3 * span.max() + 1e-9)
        size = np.clip(flat / flat.max() * LONGEST, SHORTEST, LONGEST)
    # Room for ticks and labels, and for what explains the picture.
    size += 0.7 + room, 0.6
    figure = plt.figure(figsize=tuple(size), layout="constrained")
    # The layout is made before equal scales choose the last ticks and move the labels.
    figure.get_layout_engine().set(w_pad=MARGIN, h_pad=MARGIN)
    return figure.add_subplot()


def _new_space() -> Any:
    """Return axes in space in a new figure, which gets its shape when all is drawn."""
    # What is drawn later covers what was there: of long lines no depth is right everywhere.
    ax = plt.figure().add_subplot(axes_class=Space, computed_zorder=False)
    # The flat picture of the first two coordinates, turned a little.
    ax.view_init(elev=16.0, azim=28.0, vertical_axis="y")
    ax.yaxis.set_rotate_label(False)
    ax.yaxis.label.set_rotation(90.0)
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
        tidy_space(ax, QUIET)
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


def explain(
    ax: Any, paint: Paint, types: dict[str, Any], colorbar: bool = True, outside: bool = False
) -> None:
    """Add the colour bar of numbers, and the legend of categories and synapse ``types``.

    ``outside`` says that the figure is new: then all of it stands right of the picture.
    """
    bar = None
    if outside and is_solid(ax):
        fit_sheet(ax, room_for(paint, {**paint.legend, **types}, colorbar))
    if paint.scale is not None and colorbar:
        bar = _bar(ax, paint, fitted=outside and is_solid(ax))
        bar.outline.set_visible(False)
        bar.ax.tick_params(color=QUIET, labelcolor=QUIET, width=0.6, length=3)
        bar.set_label(paint.label, color=QUIET)
    colors = {**paint.legend, **types}
    if colors:
        handles = [Line2D([], [], color=c, linewidth=3, label=word) for word, c in colors.items()]
        place: dict[str, Any] = {}
        if outside:
            right, top = frame_of(ax)[2:] if is_solid(ax) else (1.0, 1.0)
            place = {"loc": "upper left", "bbox_to_anchor": (right, top)}
        ax.legend(handles=handles, frameon=False, labelcolor=QUIET, handlelength=1.0, **place)


def _bar(ax: Any, paint: Paint, *, fitted: bool) -> Any:
    """Return the colour bar: about as high as its label is long, or as the picture is."""
    figure = ax.figure
    if not fitted:
        height = ax.get_position().height * figure.get_figheight()
        shrink = float(np.clip(2.0 / height, 0.6, 1.0))
        pad = 0.1 if is_solid(ax) else 0.03
        return figure.colorbar(paint.scale, ax=ax, shrink=shrink, aspect=40 * shrink, pad=pad)
    _, bottom, right, top = frame_of(ax)
    width, height = figure.get_size_inches()
    box = ax.get_position()
    middle = box.y0 + box.height * (bottom + top) / 2
    tall = float(np.clip(0.6 * (top - bottom) * box.height, min(2.0 / height, 0.9), 0.9))
    low = min(max(middle - tall / 2, 0.05), 0.95 - tall)
    left = box.x0 + box.width * right + 0.35 / width
    return figure.colorbar(paint.scale, cax=figure.add_axes((left, low, 0.1 / width, tall)))


def add_scale_bar(ax: Any, length: float | None = None) -> None:
    """Replace the axes by a bar of ``length`` um, by default about a fifth; three in space."""
    if is_solid(ax):
        spans = [np.ptp(getattr(ax, f"get_{axis}lim")()) for axis in "xyz"]
        add_tripod(ax, length or round_length(max(spans) / 6), QUIET)
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


def round_length(length: float) -> float:
    """Return the nearest of 1, 2, 5, 10, 20, ... that is not longer.

    Examples
    --------
    >>> round_length(137.0), round_length(0.07)
    (100.0, 0.05)
    """
    decade = 10.0 ** np.floor(np.log10(length))
    return float(max(step * decade for step in (1.0, 2.0, 5.0) if step * decade <= length * 1.001))
