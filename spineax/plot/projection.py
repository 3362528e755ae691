"""Outlines of solids as seen from a side, and the faces of tubes: geometry on arrays.

May import numpy alone.
"""

from __future__ import annotations

import numpy as np

from spineax._types import FloatArray, IntArray

__all__ = ["capsules", "circles", "cylinders", "depth", "spheres", "tubes"]

#: Where the light of solid pictures comes from: above, on the left of who looks.
LIGHT = np.array([-0.4, 0.6, 0.7]) / np.linalg.norm([-0.4, 0.6, 0.7])


def depth(points: FloatArray, dims: tuple[int, ...]) -> FloatArray:
    """Return how near points (m, 3+) are to who looks at the plane ``dims``, (m,) um."""
    (across,) = {0, 1, 2} - set(dims)
    # Seen from above the plane: its two axes and the line of sight are right-handed.
    sign = -1.0 if (dims[1] - dims[0]) % 3 == 2 else 1.0
    return sign * points[:, across]


def circles(center: FloatArray, radius: FloatArray, resolution: int = 100) -> FloatArray:
    """Return circles as polygons.

    Parameters
    ----------
    center : float array (m, 2), um
    radius : float array (m,), um
    resolution : int
        Corners of each.

    Returns
    -------
    polygons : float array (m, resolution, 2), um
    """
    angle = np.linspace(0.0, 2 * np.pi, resolution, endpoint=False)
    around = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    return np.asarray(center[:, None] + radius[:, None, None] * around)


def capsules(
    start: FloatArray, end: FloatArray, r_start: FloatArray, r_end: FloatArray, resolution: int = 8
) -> FloatArray:
    """Return the outlines of frusta with balls at both ends: the hull of two circles.

    The common tangents touch the circles at the angles ``t + w`` and ``t - w`` with ``t`` the
    direction from one to the other and ``cos w = (r_start - r_end) / distance``.

    Parameters
    ----------
    start, end : float arrays (m, 2), um
    r_start, r_end : float arrays (m,), um
    resolution : int
        Corners of each of the two arcs.

    Returns
    -------
    polygons : float array (m, 2 * resolution, 2), um

    Examples
    --------
    >>> one = capsules(np.zeros((1, 2)), np.array([[2.0, 0.0]]), np.ones(1), np.ones(1), 2)
    >>> one[0].round(3) + 0.0
    array([[ 2., -1.],
           [ 2.,  1.],
           [ 0.,  1.],
           [ 0., -1.]])
    """
    along = end - start
    distance = np.hypot(along[:, 0], along[:, 1])
    towards = np.arctan2(along[:, 1], along[:, 0])
    # A circle inside the other one: the hull is the larger, w is 0 or pi.
    cosine = np.divide(
        r_start - r_end, distance, out=np.sign(r_start - r_end), where=distance > 0.0
    )
    half = np.arccos(np.clip(cosine, -1.0, 1.0))
    sweep = np.linspace(-1.0, 1.0, resolution)
    front = towards[:, None] + half[:, None] * sweep
    back = towards[:, None] + np.pi + (np.pi - half)[:, None] * sweep
    angle = np.concatenate([front, back], axis=1)
    center = np.repeat(np.stack([end, start], axis=1), resolution, axis=1)
    radius = np.repeat(np.stack([r_end, r_start], axis=1), resolution, axis=1)
    around = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    return np.asarray(center + radius[..., None] * around)


def cylinders(
    center: FloatArray,
    axis: FloatArray,
    length: FloatArray,
    radius: FloatArray,
    dims: tuple[int, ...],
    resolution: int = 100,
) -> FloatArray:
    """Return the outlines of cylinders seen along the axis that is not in ``dims``.

    An end disc is seen as an ellipse, flattened by the cosine between axis and line of sight;
    the outline is the outer half of each ellipse and the straight lines between them.

    Parameters
    ----------
    center, axis : float arrays (m, 3), um
        Axes need not have unit length; zero stands for one along the line of sight.
    length, radius : float arrays (m,), um
    dims : two of 0, 1, 2
    resolution : int
        Corners of each outline.

    Returns
    -------
    polygons : float array (m, 2 * (resolution // 2), 2), um
    """
    norm = np.linalg.norm(axis, axis=1, keepdims=True)
    unit = np.divide(axis, norm, out=np.zeros_like(axis), where=norm > 0.0)
    flat = unit[:, list(dims)]
    sine = np.hypot(flat[:, 0], flat[:, 1])
    along = np.divide(flat, sine[:, None], out=np.zeros_like(flat), where=sine[:, None] > 0.0)
    along[sine == 0.0] = (1.0, 0.0)
    across = np.stack([-along[:, 1], along[:, 0]], axis=1)
    cosine = np.sqrt(np.clip(1.0 - sine**2, 0.0, 1.0))
    sweep = np.linspace(-np.pi / 2, np.pi / 2, max(resolution // 2, 2))
    reach = (length * sine / 2)[:, None] + (radius * cosine)[:, None] * np.cos(sweep)
    side = radius[:, None] * np.sin(sweep)
    reach = np.concatenate([reach, -reach], axis=1)
    side = np.concatenate([side, -side], axis=1)
    outline = reach[..., None] * along[:, None] + side[..., None] * across[:, None]
    return np.asarray(center[:, None, list(dims)] + outline)


def tubes(
    start: FloatArray,
    end: FloatArray,
    r_start: FloatArray,
    r_end: FloatArray,
    owner: IntArray,
    resolution: int = 8,
) -> tuple[FloatArray, FloatArray, IntArray]:
    """Return the faces of frusta in space, mitred where one goes on into the next.

    Parameters
    ----------
    start, end : float arrays (m, 3), um
    r_start, r_end : float arrays (m,), um
    owner : int array (m,)
        Frusta of one owner, when they follow each other, share their rings.
    resolution : int
        Faces around.

    Returns
    -------
    faces : float array (f, 4, 3), um
        The walls, then the discs at ends that nothing is joined to.
    light : float array (f,)
        Light on each face, from 0 to 1.
    frustum : int array (f,)
        Which frustum each face is of.
    """
    unit = _unit(end - start, np.array([0.0, 0.0, 1.0]))
    before, after = unit.copy(), unit.copy()
    joined = np.flatnonzero((owner[1:] == owner[:-1]) & np.all(end[:-1] == start[1:], axis=1))
    middle = _unit(unit[joined] + unit[joined + 1], np.array([0.0, 0.0, 1.0]))
    # Hairpin bends get a plain end: their mitre would be a long spike.
    gentle = np.einsum("ij,ij->i", middle, unit[joined]) > 0.5
    middle, joined = middle[gentle], joined[gentle]
    after[joined], before[joined + 1] = middle, middle

    helper = np.where(np.abs(unit[:, 2:]) < 0.9, [[0.0, 0.0, 1.0]], [[1.0, 0.0, 0.0]])
    u = _unit(np.cross(unit, helper), np.array([1.0, 0.0, 0.0]))
    angle = np.linspace(0.0, 2 * np.pi, resolution + 1)
    around = (
        np.cos(angle)[:, None] * u[:, None] + np.sin(angle)[:, None] * np.cross(unit, u)[:, None]
    )

    def ring(center: FloatArray, radius: FloatArray, plane: FloatArray) -> FloatArray:
        slide = np.einsum("mrk,mk->mr", around, plane) / np.einsum("mk,mk->m", plane, unit)[:, None]
        rim = around - slide[..., None] * unit[:, None]
        return np.asarray(center[:, None] + radius[:, None, None] * rim)

    first, last = ring(start, r_start, before), ring(end, r_end, after)
    wall = np.stack([first[:, :-1], first[:, 1:], last[:, 1:], last[:, :-1]], axis=2)
    normal = (around[:, :-1] + around[:, 1:]) / 2
    open_start = np.setdiff1d(np.arange(len(unit)), joined + 1)
    open_end = np.setdiff1d(np.arange(len(unit)), joined)
    lids = np.concatenate([_lid(first[open_start, :-1]), _lid(last[open_end, :-1])])
    facing = np.concatenate([-unit[open_start], unit[open_end]]) @ LIGHT
    strips = lids.shape[1]
    faces = np.concatenate([wall.reshape(-1, 4, 3), lids.reshape(-1, 4, 3)])
    light = np.concatenate([(normal @ LIGHT).ravel(), np.repeat(facing, strips)])
    frustum = np.concatenate(
        [
            np.repeat(np.arange(len(unit)), resolution),
            np.repeat(np.concatenate([open_start, open_end]), strips),
        ]
    )
    return faces, (1.0 + light) / 2, frustum


def _lid(ring: FloatArray) -> FloatArray:
    """Return the disc inside rings (m, r, 3) as r // 2 strips (m, r // 2, 4, 3)."""
    r = ring.shape[1]
    left = np.arange(r // 2)
    corners = np.stack([left, left + 1, -left - 2, -left - 1], axis=1) % r
    return np.asarray(ring[:, corners])


def spheres(
    center: FloatArray, radius: FloatArray, resolution: int = 24
) -> tuple[FloatArray, FloatArray, IntArray]:
    """Return the faces of spheres and the light on them.

    Parameters
    ----------
    center : float array (m, 3), um
    radius : float array (m,), um
    resolution : int
        Faces around the equator.

    Returns
    -------
    faces : float array (f, 4, 3), um
    light : float array (f,)
        Light on each face, from 0 to 1.
    sphere : int array (f,)
        Which sphere each face is of.
    """
    turn = np.linspace(0.0, 2 * np.pi, resolution + 1)
    tilt = np.linspace(0.0, np.pi, resolution // 2 + 1)[:, None]
    globe = np.stack(
        [np.sin(tilt) * np.cos(turn), np.sin(tilt) * np.sin(turn), np.cos(tilt) + 0.0 * turn], -1
    )
    corners = [globe[:-1, :-1], globe[:-1, 1:], globe[1:, 1:], globe[1:, :-1]]
    unit = np.stack(corners, axis=2).reshape(-1, 4, 3)
    faces = center[:, None, None] + radius[:, None, None, None] * unit
    light = (1.0 + _unit(unit.mean(axis=1), np.zeros(3)) @ LIGHT) / 2
    sphere = np.repeat(np.arange(len(center)), len(unit))
    return faces.reshape(-1, 4, 3), np.tile(light, len(center)), sphere


def _unit(vector: FloatArray, otherwise: FloatArray) -> FloatArray:
    """Return vectors (m, 3) of length one; ``otherwise`` where they have no length."""
    norm = np.linalg.norm(vector, axis=1, keepdims=True)
    return np.where(norm > 0.0, vector / np.where(norm > 0.0, norm, 1.0), otherwise)
