"""Pictures of cells, networks and voltages; the only home of matplotlib.

A kind of picture is one file with ``draw(ax, scene, paint, dims, **options)`` and one line in
``KINDS``. Imported when a picture is asked for. May import layers 0-4.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from spineax._types import FloatArray
from spineax.errors import BadArgument, SpineaxError, unknown_name
from spineax.plot import comps, dendrogram, line, morph, network, scatter
from spineax.plot.frame import add_scale_bar, check_dims, explain, room_for, sheet, tidy
from spineax.plot.paint import Paint
from spineax.plot.scene import Scene
from spineax.plot.traces import plot_traces

__all__ = ["KINDS", "Scene", "draw", "plot_traces"]

#: Kinds of pictures: the values that ``vis`` takes as ``type``.
KINDS: dict[str, Callable[..., FloatArray]] = {
    "line": line.draw,
    "scatter": scatter.draw,
    "comp": comps.draw,
    "morph": morph.draw,
    "dendrogram": dendrogram.draw,
}

#: Other names of the same kinds.
ALIASES = {"comps": "comp", "graph": "line"}


def draw(
    kind: str,
    ax: Any,
    scene: Scene,
    color: Any = "k",
    dims: tuple[int, ...] = (0, 1),
    *,
    cmap: Any = None,
    vmin: float | None = None,
    vmax: float | None = None,
    colorbar: bool = True,
    colorbar_label: str | None = None,
    scale_bar: bool | float = False,
    detail: str = "full",
    synapse_color: Any = "b",
    synapse_plot_kwargs: Mapping[str, Any] | None = None,
    synapse_scatter_kwargs: Mapping[str, Any] | None = None,
    cell_plot_kwargs: Mapping[str, Any] | None = None,
    **style: Any,
) -> Any:
    """Draw cells, or parts of them, and the synapses between them.

    Parameters
    ----------
    kind : {"line", "scatter", "comp", "morph", "dendrogram"}
    ax : Axes or None
        Where to draw; None makes a new figure.
    scene : Scene
    color : colour, list or array
        A colour of matplotlib, a list of colours, one per compartment or branch in view, or an
        array of one number, word or truth value per compartment in view.
    dims : two or three of 0, 1, 2
        The coordinates to draw: x, y, z. Three make a drawing in space.
    cmap, vmin, vmax
        The colours of numbers. Default: viridis from the least to the greatest.
    colorbar : bool
        Whether a colour bar explains numbers.
    colorbar_label : str, optional
        What the numbers are. Default: the name and units of a labelled array.
    scale_bar : bool or float, um
        Draw a bar of a round length, or of this one, in place of the axes.
    detail : {"full", "point"}
        Draw whole cells, or a dot per cell.
    synapse_color : colour, or dict of synapse type to colour
        A dict draws the types that it names, and adds a legend.
    synapse_plot_kwargs, synapse_scatter_kwargs, cell_plot_kwargs : dict, optional
        Properties of the lines and dots of synapses, and of the cells.
    **style
        Options of the kind; properties of its lines or faces, such as ``linewidth``.

    Returns
    -------
    ax : Axes

    Raises
    ------
    UnknownName
        If there is no such kind, option, detail, colour map or synapse type.
    BadArgument
        If ``dims`` are no coordinates, do not fit ``ax``, or something is no colour.
    ShapeMismatch
        If a list or array of colours does not fit what is in view.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("Agg")
    >>> fork = [np.array([[0.0, 0, 0, 2], [50, y, 0, 1]]) for y in (-20.0, 20.0)]
    >>> scene = Scene(fork, [2, 2], np.full(4, 27.0), np.full(4, 1.5), parent=[-1, 0])
    >>> ax = draw("morph", None, scene, color=np.arange(4.0), colorbar_label="v / mV")
    >>> ax.get_xlabel()
    'x / um'
    """
    dims = check_dims(dims)
    kind = ALIASES.get(kind, kind)
    if kind not in KINDS:
        raise unknown_name("kind of picture", kind, KINDS)
    if not isinstance(detail, str) or detail not in ("full", "point"):
        raise unknown_name("detail", detail, ("full", "point"))
    if not isinstance(scale_bar, bool | int | float) or not 0 <= scale_bar < float("inf"):
        raise BadArgument(f"scale_bar is True or a length in um, not {scale_bar!r}.")
    paint = Paint.of(color, scene, cmap, vmin, vmax, colorbar_label)
    extent = _extent(scene)
    span = np.ptp(extent, axis=0) if kind != "dendrogram" else np.full(3, np.nan)
    is_new = ax is None
    named = synapse_color if isinstance(synapse_color, Mapping) else {}
    ax = sheet(ax, dims, span, room_for(paint, map(str, [*paint.legend, *named]), colorbar))
    had_data = ax.has_data()
    draw_cells = KINDS[kind] if detail == "full" else network.draw_cells_as_points
    if kind != "dendrogram":
        network.warn_if_on_one_spot(scene)
    looks = {**style, **(cell_plot_kwargs or {})}
    try:
        position = draw_cells(ax, scene, paint, dims, **looks)
    except (TypeError, ValueError) as error:
        if isinstance(error, SpineaxError) or not looks:
            raise
        raise BadArgument(f"Matplotlib does not take one of {looks}: {error}.") from error
    types: dict[str, Any] = {}
    if len(scene.pre):
        styles = synapse_plot_kwargs, synapse_scatter_kwargs
        types = network.draw_synapses(
            ax, scene, position, synapse_color, *styles, dots=detail == "full"
        )
    if kind != "dendrogram" or detail == "point":
        tidy(ax, dims, extent, had_data)
        if scale_bar:
            add_scale_bar(ax, None if scale_bar is True else float(scale_bar))
    explain(ax, paint, types, colorbar, outside=is_new)
    return ax


def _extent(scene: Scene) -> FloatArray:
    """Return points that reach as far as everything in view, (2 * m, 3) um."""
    points = scene.pieces.points
    return np.concatenate([points[:, :3] - points[:, 3:], points[:, :3] + points[:, 3:]])
