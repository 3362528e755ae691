"""Where branches and compartments lie in space: only for pictures and distances.

A branch is a polyline ``xyzr (n_points, 4)`` in um, running from its start to its end;
the radius column of a built branch is NaN. Pure functions on numpy arrays; nothing is changed
in place.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from spineax._types import FloatArray, IntArray
from spineax.errors import BadArgument, ShapeMismatch, unknown_name
from spineax.sparse.tour import levels

#: How far the children of one branch fan out, at the root and at the deepest level.
WIDEST_FAN, NARROWEST_FAN = 5.0, 0.5

#: The two coordinates that each rotation turns.
PLANES = {"xy": (0, 1), "xz": (0, 2), "yz": (1, 2)}

Polylines = Sequence[FloatArray]


def lay_out(
    parent: IntArray | Sequence[int],
    attach: FloatArray | Sequence[float],
    length: FloatArray | Sequence[float],
) -> tuple[FloatArray, ...]:
    """Place built branches in the plane, as a tree that grows along +x.

    A root starts at the origin. The children of one branch share its end and fan out in y, the
    wider the closer to the root; children of a root's start (``attach`` 0) grow along -x.

    Parameters
    ----------
    parent : int array (b,)
        Parent branch, -1 at a root; parents come before children.
    attach : float array (b,)
        Where on the parent the branch begins, from 0 (its start) to 1 (its end).
    length : float array (b,), um

    Returns
    -------
    xyzr : tuple of b float arrays (2, 4), um
        Start and end; the radius column is NaN, for the compartments know their radius.

    Raises
    ------
    ShapeMismatch
        If the three arguments differ in length.
    BadArgument
        If a parent comes after its child.

    Examples
    --------
    >>> fork = lay_out([-1, 0, 0], [1.0, 1.0, 1.0], [10.0, 10.0, 10.0])
    >>> [branch[1, :2].round(1).tolist() for branch in fork]
    [[10.0, 0.0], [19.7, -2.4], [19.7, 2.4]]
    """
    parent, attach, length = np.asarray(parent, int), np.asarray(attach), np.asarray(length)
    if not parent.shape == attach.shape == length.shape:
        raise ShapeMismatch(
            "parent, attach and length need one entry per branch, got shapes "
            f"{parent.shape}, {attach.shape} and {length.shape}."
        )
    if len(parent) == 0:
        return ()
    _check_order(parent)
    level, slope = levels(parent), _fan(parent, attach)
    slope *= np.linspace(WIDEST_FAN, NARROWEST_FAN, level.max() + 1)[level]
    forward = np.ones(len(parent))
    start, end = np.zeros((len(parent), 3)), np.zeros((len(parent), 3))
    for branch in _by_level(level):
        above = parent[branch]
        if above[0] >= 0:
            at = attach[branch, None]
            start[branch] = start[above] + at * (end[above] - start[above])
            backwards = (parent[above] < 0) & (attach[branch] == 0.0)
            forward[branch] = np.where(backwards, -1.0, 1.0) * forward[above]
        step = np.stack([forward[branch], slope[branch], np.zeros(len(branch))], axis=1)
        stretch = length[branch] / np.hypot(step[:, 0], step[:, 1])
        end[branch] = start[branch] + stretch[:, None] * step
    radius = np.full((len(parent), 1), np.nan)
    return tuple(np.stack([np.hstack([start, radius]), np.hstack([end, radius])], axis=1))


def _check_order(parent: IntArray) -> None:
    """Raise unless parents come before their children."""
    late = np.flatnonzero(parent >= np.arange(len(parent)))
    if len(late):
        raise BadArgument(
            f"Branch {late[0]} comes before its parent {parent[late[0]]}; sort the branches."
        )


def _by_level(level: IntArray) -> list[IntArray]:
    """Return the branches of each level, from the roots on."""
    return np.split(np.argsort(level, kind="stable"), np.cumsum(np.bincount(level))[:-1])


def _fan(parent: IntArray, attach: FloatArray) -> FloatArray:
    """Return the place of each branch among its siblings, from -1/2 to 1/2; 0 if alone."""
    order = np.lexsort((attach, parent))
    family = np.stack([parent[order], attach[order]], axis=1)
    first = np.flatnonzero(np.insert(np.any(np.diff(family, axis=0) != 0, axis=1), 0, True))
    size = np.diff(np.append(first, len(order)))
    index = np.arange(len(order)) - np.repeat(first, size)
    siblings = np.repeat(size, size)
    place = np.zeros(len(parent))
    place[order] = np.where(siblings > 1, index / np.maximum(siblings - 1, 1) - 0.5, 0.0)
    place[parent < 0] = 0.0
    return place


def positions_along(xyzr: Polylines, ncomp: IntArray) -> FloatArray:
    """Return the position of every point, in compartments, on one axis for all branches.

    Branch ``i`` covers ``first_compartment[i] + i + [0, ncomp[i]]``: whole numbers are the ends
    of compartments, and a gap of one keeps neighbouring branches apart.

    Parameters
    ----------
    xyzr : b float arrays (n_points, 3 or 4), um
    ncomp : int array (b,)

    Returns
    -------
    position : float array (total number of points,)

    Examples
    --------
    >>> line = np.array([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [4.0, 0.0, 0.0]])
    >>> positions_along([line, line], np.array([4, 2]))
    array([0. , 1. , 4. , 5. , 5.5, 7. ])
    """
    ncomp = np.asarray(ncomp, int)
    n_points = np.array([len(points) for points in xyzr], int)
    points = (
        np.concatenate([points[:, :3] for points in xyzr]) if len(n_points) else np.zeros((0, 3))
    )
    branch = np.repeat(np.arange(len(n_points)), n_points)
    last = np.cumsum(n_points) - 1
    first = last + 1 - n_points
    step = np.zeros(len(points))
    step[1:] = np.nan_to_num(np.linalg.norm(np.diff(points, axis=0), axis=1))
    step[first] = 0.0
    arc = np.cumsum(step)
    arc -= arc[first][branch]
    total = np.where(arc[last] > 0.0, arc[last], 1.0)
    offset = np.cumsum(ncomp) - ncomp + np.arange(len(ncomp))
    return np.asarray(offset[branch] + ncomp[branch] * (arc / total[branch]))


def compartment_ends(xyzr: Polylines, ncomp: IntArray | int) -> tuple[FloatArray, FloatArray]:
    """Cut each branch at equal arc lengths and return where the compartments begin and end.

    Parameters
    ----------
    xyzr : b float arrays (n_points, c), um
    ncomp : int or int array (b,)

    Returns
    -------
    start, end : float arrays (n, c), um

    Examples
    --------
    >>> start, end = compartment_ends([np.array([[0.0, 0.0, 0.0], [4.0, 0.0, 0.0]])], 2)
    >>> start[:, 0], end[:, 0]
    (array([0., 2.]), array([2., 4.]))
    """
    ncomp = np.broadcast_to(np.asarray(ncomp, int), (len(xyzr),))
    if len(xyzr) == 0:
        return np.zeros((0, 3)), np.zeros((0, 3))
    branch = np.repeat(np.arange(len(ncomp)), ncomp)
    begin = np.arange(len(branch)) + branch
    position, points = positions_along(xyzr, ncomp), np.concatenate(list(xyzr))
    columns = range(points.shape[1])
    start = np.stack([np.interp(begin, position, points[:, c]) for c in columns], axis=1)
    end = np.stack([np.interp(begin + 1, position, points[:, c]) for c in columns], axis=1)
    # Without length there is nothing to cut: all compartments begin and end in one point.
    n_points = np.array([len(traced) for traced in xyzr], int)
    last = np.cumsum(n_points) - 1
    first = last + 1 - n_points
    whole = np.flatnonzero((position[last] == position[first])[branch])
    start[whole] = end[whole] = points[first[branch[whole]]]
    return start, end


def compartment_centers(xyzr: Polylines, ncomp: IntArray | int) -> FloatArray:
    """Return the point half way between the two ends of each compartment.

    Parameters
    ----------
    xyzr : b float arrays (n_points, 3 or 4), um
    ncomp : int or int array (b,)

    Returns
    -------
    center : float array (n, 3), um

    Examples
    --------
    >>> compartment_centers([np.array([[0.0, 0.0, 0.0], [4.0, 0.0, 0.0]])], 2)
    array([[1., 0., 0.],
           [3., 0., 0.]])
    """
    start, end = compartment_ends([points[:, :3] for points in xyzr], ncomp)
    return np.asarray((start + end) / 2)


def moved(xyzr: Polylines, offset: FloatArray | Sequence[float]) -> tuple[FloatArray, ...]:
    """Return the branches shifted in space.

    Parameters
    ----------
    xyzr : b float arrays (n_points, 4), um
    offset : float array (3,) or (b, 3), um
        One offset for all branches, or one for each.

    Returns
    -------
    xyzr : tuple of b float arrays (n_points, 4), um

    Examples
    --------
    >>> moved([np.zeros((1, 4))], (1.0, 2.0, 3.0))[0]
    array([[1., 2., 3., 0.]])
    """
    offsets = np.broadcast_to(np.asarray(offset, float), (len(xyzr), 3))
    by = np.hstack([offsets, np.zeros((len(xyzr), 1))])
    return tuple(points + shift for points, shift in zip(xyzr, by, strict=True))


def rotated(xyzr: Polylines, degrees: float, rotation_axis: str = "xy") -> tuple[FloatArray, ...]:
    """Return the branches turned clockwise about the origin, in a coordinate plane.

    With the angle ``t`` and the plane ``(a, b)``: ``a' = a cos t + b sin t`` and
    ``b' = -a sin t + b cos t``.

    Parameters
    ----------
    xyzr : b float arrays (n_points, 4), um
    degrees : float
    rotation_axis : {"xy", "xz", "yz"}
        The plane to turn in.

    Returns
    -------
    xyzr : tuple of b float arrays (n_points, 4), um

    Raises
    ------
    BadArgument
        If ``rotation_axis`` is none of the three planes.

    Examples
    --------
    >>> rotated([np.array([[1.0, 0.0, 0.0, 1.0]])], 90.0)[0].round(3)
    array([[ 0., -1.,  0.,  1.]])
    """
    if rotation_axis not in PLANES:
        raise BadArgument(str(unknown_name("rotation axis", rotation_axis, PLANES)))
    a, b = PLANES[rotation_axis]
    cosine, sine = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    turn = np.eye(4)
    turn[[a, b], [a, b]] = cosine
    turn[a, b], turn[b, a] = sine, -sine
    # Columns apart, for NaN radii must not spread into the coordinates.
    return tuple(np.hstack([p[:, :3] @ turn[:3, :3].T, p[:, 3:]]) for p in map(np.asarray, xyzr))


def layered(
    layers: Sequence[int],
    within_layer_offset: float = 500.0,
    between_layer_offset: float = 1500.0,
    vertical_layers: bool = False,
) -> FloatArray:
    """Return where each cell of a layered network goes, centred layer by layer.

    Parameters
    ----------
    layers : ints
        How many cells each layer has.
    within_layer_offset, between_layer_offset : float, um
        Distance between the cells of one layer, and between layers.
    vertical_layers : bool
        Layers lie side by side from left to right, or, if True, below one another.

    Returns
    -------
    position : float array (sum of layers, 3), um

    Raises
    ------
    BadArgument
        If a layer has a negative number of cells.

    Examples
    --------
    >>> layered([1, 2])
    array([[   0.,    0.,    0.],
           [1500., -250.,    0.],
           [1500.,  250.,    0.]])
    """
    size = np.asarray(layers, int).reshape(-1)
    if np.any(size < 0):
        raise BadArgument(f"A layer has 0 or more cells, got {size.tolist()}.")
    layer = np.repeat(np.arange(len(size)), size)
    index = np.arange(len(layer)) - (np.cumsum(size) - size)[layer]
    within = (index - (size[layer] - 1) / 2) * within_layer_offset
    zero = np.zeros(len(layer))
    if vertical_layers:
        return np.stack([within, (len(size) - 1 - layer) * between_layer_offset, zero], axis=1)
    return np.stack([layer * between_layer_offset, within, zero], axis=1)
