"""Values over time, such as voltages. May import matplotlib and layers 0-4."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.collections import LineCollection
from matplotlib.colors import is_color_like
from matplotlib.lines import Line2D

from spineax._types import FloatArray
from spineax.errors import ShapeMismatch
from spineax.plot.frame import QUIET, round_length
from spineax.plot.paint import CATEGORIES, VALUES

__all__ = ["plot_traces"]


def plot_traces(
    ax: Any,
    time: FloatArray,
    values: FloatArray,
    labels: Sequence[str] | None = None,
    units: str = "mV",
    offset: float | None = None,
    stimulus: FloatArray | None = None,
    *,
    color: Any = None,
    name: str = "v",
    stimulus_units: str = "nA",
    **style: Any,
) -> Any:
    """Draw values over time, one over the other, or stacked with bars for scale.

    Parameters
    ----------
    ax : Axes or None
        Where to draw; None makes a new figure.
    time : float array (T,), ms
    values : float array (T,) or (k, T)
    labels : k strings, optional
        Written beside stacked traces, otherwise in a legend.
    units : str
        Of the values.
    offset : float, optional
        Distance between stacked traces, in ``units``; the first is on top. Without it, traces
        share one axis.
    stimulus : float array (T,) or (j, T), optional
        Drawn on a strip below.
    color : colour or list of k colours, optional
    name : str
        What the values are.
    stimulus_units : str
    **style
        Properties of the lines, such as ``linewidth`` or ``alpha``.

    Returns
    -------
    ax : Axes

    Raises
    ------
    ShapeMismatch
        If times, values, labels and stimulus do not fit.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("Agg")
    >>> time = np.arange(0.0, 10.0, 0.025)
    >>> ax = plot_traces(None, time, np.stack([np.sin(time), np.cos(time)]), ["soma", "tip"])
    >>> ax.get_xlabel(), ax.get_ylabel()
    ('time / ms', 'v / mV')
    """
    time, values = np.asarray(time), np.atleast_2d(np.asarray(values))
    _check(time, values, labels, stimulus)
    is_new = ax is None
    if is_new:
        _, ax = plt.subplots(figsize=(6.0, 3.2), layout="constrained")
    colors = _colors(color, len(values))
    shift = -(offset or 0.0) * np.arange(len(values))
    curves: Any = np.empty((*values.shape, 2))
    curves[..., 0], curves[..., 1] = time, values + shift[:, None]
    ax.add_collection(
        LineCollection(curves, **{"linewidth": 1.2, "color": colors, "joinstyle": "round", **style})
    )
    ax.autoscale_view()
    ax.set_xlim(time[0], time[-1])
    ax.margins(y=0.05)
    below = _draw_stimulus(ax, time, stimulus, stimulus_units)
    if offset is None:
        _draw_axes(ax, below, f"{name} / {units}", labels, colors, is_new)
    else:
        _draw_bars(ax, below, units)
        for label, height, one in zip(labels or (), curves[:, 0, 1], colors, strict=False):
            ax.annotate(
                label, (0.0, height), (-6, 0), ax.get_yaxis_transform(), "offset points",
                color=one, ha="right", va="center",
            )  # fmt: skip
    return ax


def _check(
    time: FloatArray, values: FloatArray, labels: Sequence[str] | None, stimulus: Any
) -> None:
    """Refuse what does not fit together."""
    if time.ndim != 1 or values.ndim != 2 or values.shape[1] != len(time):
        raise ShapeMismatch(
            f"values need one entry per time in each row, got {values.shape} for {len(time)} times."
        )
    if labels is not None and len(labels) != len(values):
        raise ShapeMismatch(f"{len(labels)} labels were given for {len(values)} traces.")
    if stimulus is not None and np.shape(stimulus)[-1:] != time.shape:
        raise ShapeMismatch(
            f"stimulus needs one entry per time, got {np.shape(stimulus)} for {len(time)} times."
        )


def _colors(color: Any, count: int) -> list[Any]:
    """Return one colour per trace: told apart if few, in order along a map if many."""
    if color is not None:
        return [color] * count if is_color_like(color) else list(color)
    if count == 1:
        return ["k"]
    if count <= len(CATEGORIES):
        return list(CATEGORIES[:count])
    return list(VALUES(np.linspace(0.0, 1.0, count)))


def _draw_stimulus(ax: Any, time: FloatArray, stimulus: Any, units: str) -> Any:
    """Draw the stimulus on a strip below and return its axes, or None without one."""
    if stimulus is None:
        return None
    strip = ax.inset_axes((0.0, -0.22, 1.0, 0.16), sharex=ax)
    for current in np.atleast_2d(np.asarray(stimulus)):
        strip.plot(time, current, color=QUIET, linewidth=1.0)
    strip.set_ylabel(units, color=QUIET)
    strip.margins(y=0.15)
    _quiet(strip, ("left", "bottom"))
    strip.locator_params(axis="y", nbins=2)
    return strip


def _draw_axes(
    ax: Any, below: Any, ylabel: str, labels: Any, colors: Sequence[Any], outside: bool
) -> None:
    """Show the axes of time and values, and a legend."""
    ax.set_ylabel(ylabel, color=QUIET)
    lowest = ax if below is None else below
    lowest.set_xlabel("time / ms", color=QUIET)
    _quiet(ax, ("left", "bottom") if below is None else ("left",))
    if below is not None:
        ax.tick_params(bottom=False, labelbottom=False)
    if labels is not None:
        handles = [Line2D([], [], color=one, linewidth=2.0) for one in colors]
        place = {"loc": "upper left", "bbox_to_anchor": (1.0, 1.0)} if outside else {}
        ax.legend(handles, labels, frameon=False, labelcolor=QUIET, handlelength=1.0, **place)


def _draw_bars(ax: Any, below: Any, units: str) -> None:
    """Replace the axes by one bar for time and one for the values."""
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    wide, tall = round_length((right - left) / 6), round_length((high - low) / 5)
    corner = right - 0.01 * (right - left), low
    x = [corner[0] - wide, corner[0], corner[0]]
    y = [corner[1], corner[1], corner[1] + tall]
    ax.plot(x, y, color=QUIET, linewidth=1.5, solid_joinstyle="miter", clip_on=False)
    about = {"color": QUIET, "textcoords": "offset points", "annotation_clip": False}
    ax.annotate(f"{wide:g} ms", (x[0] + wide / 2, low), (0, -4), ha="center", va="top", **about)
    ax.annotate(f"{tall:g} {units}", (x[2], low + tall / 2), (4, 0), va="center", **about)
    ax.set_axis_off()
    if below is not None:
        below.set_xlabel("")
        _quiet(below, ("left",))
        below.tick_params(bottom=False, labelbottom=False)


def _quiet(ax: Any, shown: tuple[str, ...]) -> None:
    """Keep the named sides of the frame, thin and grey."""
    for side, spine in ax.spines.items():
        spine.set_visible(side in shown)
        spine.set(color=QUIET, linewidth=0.6)
    ax.tick_params(color=QUIET, labelcolor=QUIET, width=0.6, length=3)
