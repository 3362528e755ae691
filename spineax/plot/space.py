"""Drawings in space: one scale for three axes, and a sheet of the shape of the picture.

May import matplotlib and layers 0-4.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import Bbox
from mpl_toolkits.mplot3d.axes3d import Axes3D
from mpl_toolkits.mplot3d.proj3d import proj_transform

from spineax._types import FloatArray

__all__ = ["Space", "add_tripod", "fit_sheet", "frame_of", "tidy_space"]

#: An extent this small, compared with the largest, gets no ticks; or no label either.
NARROW, FLAT = 0.2, 0.03

#: The longest side of the picture in a new figure, in inches.
LONGEST = 4.2

#: Space left of, right of, above and below the picture, for ticks and labels, in inches.
LEFT, RIGHT, ABOVE, BELOW = 0.8, 0.6, 0.15, 0.65

#: How far the numbers and the name of a level axis stand from it, in points.
BELOW_AXIS = 13.0, 32.0


class Space(Axes3D):
    """Axes in space that are as large as what is seen, not as the square around it.

    A figure that is cut tight, as notebooks do it, has no empty sides then.
    """

    def get_tightbbox(self, renderer: Any = None, **_: Any) -> Bbox:
        """Return where picture, axes, legend and title are, in pixels."""
        picture = Bbox(self.transAxes.transform(frame_of(self).reshape(2, 2)))
        # The letters of a scale bar lie a little outside of the picture.
        margin = 0.0 if self._axis3don else 0.25 * self.figure.dpi
        axes = (self.xaxis, self.yaxis, self.zaxis) if self._axis3don else ()
        parts = [*axes, *filter(None, [self.get_legend(), self.title])]
        boxes = [part.get_tightbbox(renderer) for part in parts]
        # What is empty has no place, or one without end.
        seen = [box for box in boxes if box is not None and np.isfinite(box.get_points()).all()]
        return Bbox.union([picture.padded(margin), *seen])


def tidy_space(ax: Any, color: Any) -> None:
    """Give the three axes of a drawing in space one scale, and take the clutter away."""
    ax.set_aspect("equal", adjustable="box")
    spans = np.array([np.ptp(getattr(ax, f"get_{axis}lim")()) for axis in "xyz"])
    share = np.maximum(spans / spans.max(), 1e-3)
    # Labels in space lie outside the box: it leaves some room for them.
    ax.set_box_aspect(share * spans.max(), zoom=0.78)
    for number, axis in enumerate((ax.xaxis, ax.yaxis, ax.zaxis)):
        axis.set_pane_color((1.0, 1.0, 1.0, 0.0))
        axis.line.set(color=color, linewidth=0.6)
        axis.set_major_locator(MaxNLocator(max(1, round(5 * share[number]))))
        near, far = _beside(axis) if number == ax._vertical_axis else BELOW_AXIS
        across = np.delete(share, number).max()
        axis.set_tick_params(color=color, labelcolor=color, pad=_pad(near, across, 8.0))
        axis.labelpad = _pad(far, across, 21.0)
        if share[number] < NARROW:
            axis.set_ticks([])
        if share[number] < FLAT:
            axis.set_label_text("")
        axis._axinfo["grid"].update(color="0.9", linewidth=0.5)


def _beside(axis: Any) -> tuple[float, float]:
    """Return how far numbers and name stand from an upright axis: the numbers are wide."""
    ticks = axis.get_major_locator().tick_values(*axis.get_view_interval())
    half = 2.4 * max(len(f"{tick:g}") for tick in ticks)
    return 7.0 + half, 18.0 + 2.0 * half


def _pad(wanted: float, across: float, own: float) -> float:
    """Return the pad that puts text ``wanted`` points away from its axis.

    Matplotlib adds ``own`` points, and scales them with the extent ``across`` the axis, which is
    a part of the largest one.
    """
    return wanted / (1.4 * across) - own


def frame_of(ax: Any) -> FloatArray:
    """Return left, bottom, right and top of the picture, as fractions of the axes."""
    limits = np.array([getattr(ax, f"get_{axis}lim")() for axis in "xyz"])
    corners = np.stack(np.meshgrid(*limits), axis=-1).reshape(-1, 3)
    x, y, _ = proj_transform(*corners.T, ax.get_proj())
    seen = ax.transLimits.transform(np.stack([x, y], axis=1))
    return np.concatenate([seen.min(axis=0), seen.max(axis=0)])


def fit_sheet(ax: Any, room: float) -> None:
    """Give the figure of a drawing in space the shape of the picture.

    Axes in space are square, however narrow the cell is: they may reach beyond the figure.

    Parameters
    ----------
    ax : Axes
        The only ones of their figure.
    room : float
        Space for a colour bar or legend on the right, in inches.
    """
    left, bottom, right, top = frame_of(ax)
    side = LONGEST / max(right - left, top - bottom)
    size = np.array([(right - left) * side + LEFT + RIGHT + room, (top - bottom) * side])
    size[1] += ABOVE + BELOW
    ax.figure.set_layout_engine("none")
    ax.figure.set_size_inches(size)
    corner = (LEFT - left * side, BELOW - bottom * side)
    ax.set_position([*(corner / size), *(side / size)])


def add_tripod(ax: Any, bar: float, color: Any) -> None:
    """Replace the axes by one bar of ``bar`` um along each, in the lower, nearer corner."""
    limits = np.array([getattr(ax, f"get_{axis}lim")() for axis in "xyz"])
    spans, corner = np.ptp(limits, axis=1), limits[:, 0]
    for axis, name in enumerate("xyz"):
        tip = corner + bar * np.eye(3)[axis]
        ax.plot(*np.stack([corner, tip], axis=1), color=color, linewidth=1.0)
        label = getattr(ax, f"get_{name}label")().split(" /")[0]
        ax.text(*(corner + 1.25 * (tip - corner)), label, color=color, ha="center", va="center")
    ax.text(*(corner + bar * np.array([0.6, -0.35, 0.0])), f"{bar:g} um", color=color, va="top")
    ax.set_axis_off()
    # Without ticks and labels, the picture may fill the sheet.
    ax.set_box_aspect(np.maximum(spans, 1e-3 * spans.max()), zoom=1.1)
