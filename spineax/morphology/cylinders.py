"""Sections to compartments: area, volume and axial load of frusta along each branch."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from spineax._types import FloatArray, IntArray
from spineax.errors import BadArgument, BadMorphology, ShapeMismatch
from spineax.morphology.branches import Sections
from spineax.morphology.checks import check_min_radius, expect
from spineax.morphology.splitting import refine


@dataclass(frozen=True, eq=False)
class Cylinders:
    """The compartments of a cell, branch by branch from start to end.

    Parameters
    ----------
    branch, comp : array (n,), int
        Branch, and number of the compartment in its branch.
    length, radius : array (n,), um
        ``radius`` is the mean along the compartment.
    area : array (n,), um2
        Lateral membrane.
    volume : array (n,), um3
    resistive_load_in, resistive_load_out : array (n,), 1/um
        Integral of dl / (pi r^2) over the half towards the start and towards the end.
    x, y, z : array (n,), um
        Centres.
    """

    branch: IntArray
    comp: IntArray
    length: FloatArray
    radius: FloatArray
    area: FloatArray
    volume: FloatArray
    resistive_load_in: FloatArray
    resistive_load_out: FloatArray
    x: FloatArray
    y: FloatArray
    z: FloatArray

    def __len__(self) -> int:
        return len(self.branch)

    def __repr__(self) -> str:
        return (
            f"Cylinders({len(self)} compartments, {self.length.sum():.6g} um, "
            f"{self.area.sum():.6g} um2)"
        )


def cylinder_area(length: FloatArray, radius: FloatArray) -> FloatArray:
    """Return the lateral area ``2 pi r l`` of a cylinder.

    Parameters
    ----------
    length, radius : float or array, um

    Returns
    -------
    float or array, um2

    Examples
    --------
    >>> round(float(cylinder_area(10.0, 1.0)), 3)
    62.832
    """
    return 2.0 * np.pi * radius * length


def cylinder_volume(length: FloatArray, radius: FloatArray) -> FloatArray:
    """Return the volume ``pi r^2 l`` of a cylinder.

    Parameters
    ----------
    length, radius : float or array, um

    Returns
    -------
    float or array, um3

    Examples
    --------
    >>> round(float(cylinder_volume(10.0, 1.0)), 3)
    31.416
    """
    return np.pi * radius**2 * length


def cylinder_resistive_load(length: FloatArray, radius: FloatArray) -> FloatArray:
    """Return the load ``(l / 2) / (pi r^2)`` of one half of a cylinder.

    Parameters
    ----------
    length, radius : float or array, um

    Returns
    -------
    float or array, 1/um
        Times the axial resistivity it is the resistance between centre and end.

    Examples
    --------
    >>> round(float(cylinder_resistive_load(10.0, 1.0)), 3)
    1.592
    """
    return 0.5 * length / (np.pi * radius**2)


def cut(sections: Sections, ncomp: int | IntArray, min_radius: float | None = None) -> Cylinders:
    """Cut each branch into compartments of equal length.

    Parameters
    ----------
    sections : Sections
    ncomp : int or array (b,), int
        Compartments of each branch, at least 1.
    min_radius : float, um, optional
        Every traced radius is taken to be at least this.

    Returns
    -------
    Cylinders

    Raises
    ------
    BadType
        ``sections`` are none.
    ShapeMismatch
        ``ncomp`` is neither one number nor one per branch.
    BadArgument
        ``ncomp`` is not a whole number from 1, or ``min_radius`` not positive.
    BadMorphology
        A radius is not positive, or a branch has no length.

    Notes
    -----
    The pieces are frusta between traced points. A point soma is a sphere: area
    ``4 pi r^2``, volume ``4/3 pi r^3``, length ``2 r``, loads ``r / (pi r^2)``.

    Examples
    --------
    >>> from spineax.morphology.branches import make_sections
    >>> line = np.array([[0.0, 0, 0, 1], [10, 0, 0, 1]])
    >>> cut(make_sections([line], [-1], [1.0], [3]), ncomp=4)
    Cylinders(4 compartments, 10 um, 62.8319 um2)
    """
    expect("sections", sections, Sections)
    number = _checked_ncomp(ncomp, len(sections))
    xyzr = with_min_radius(sections, min_radius).xyzr
    is_line = np.array([len(points) > 1 for points in xyzr], dtype=bool)
    branch = np.repeat(np.arange(len(number)), number)
    comp = np.arange(len(branch)) - np.repeat(np.cumsum(number) - number, number)
    values = np.empty((9, len(branch)))
    on_line = is_line[branch]
    if is_line.any():
        lines = [points for points in xyzr if len(points) > 1]
        values[:, on_line] = _cut_lines(lines, number[is_line])
    points = np.array([points[0] for points in xyzr if len(points) == 1]).reshape(-1, 4)
    values[:, ~on_line] = _cut_spheres(points, number[~is_line])
    return Cylinders(branch, comp, *values)


def _checked_ncomp(ncomp: int | IntArray, n_branches: int) -> IntArray:
    try:
        number = np.asarray(ncomp)
    except ValueError as error:
        raise BadArgument(f"ncomp is {ncomp!r}. Pass whole numbers from 1.") from error
    if number.shape not in ((), (n_branches,)):
        raise ShapeMismatch(
            f"ncomp has shape {number.shape}. Pass one number, or one for each of the "
            f"{n_branches} branches."
        )
    if number.dtype.kind not in "iu" or (number < 1).any():
        raise BadArgument(f"ncomp is {ncomp!r}. Pass whole numbers from 1.")
    return np.broadcast_to(number, (n_branches,)).astype(np.int64)


def with_min_radius(sections: Sections, min_radius: float | None) -> Sections:
    """Return ``sections`` with every traced radius raised to at least ``min_radius``.

    Parameters
    ----------
    sections : Sections
    min_radius : float, um, or None
        With None the sections come back as they are, once their radii are checked.

    Raises
    ------
    BadType
        ``sections`` are none.
    BadArgument
        ``min_radius`` is not positive.
    BadMorphology
        Without ``min_radius``, a radius is not positive.

    Examples
    --------
    >>> from spineax.morphology.branches import make_sections
    >>> cone = np.array([[0.0, 0, 0, 1], [10, 0, 0, 0]])
    >>> with_min_radius(make_sections([cone], [-1], [1.0], [3]), 0.1).xyzr[0][:, 3]
    array([1. , 0.1])
    """
    expect("sections", sections, Sections)
    check_min_radius(min_radius)
    if min_radius is None:
        for branch, points in enumerate(sections.xyzr):
            if not (points[:, 3] > 0.0).all():
                raise BadMorphology(
                    f"Branch {branch} ({sections.group[branch]}) has a radius of "
                    f"{points[:, 3].min():g} um. Correct it, or pass min_radius (um)."
                )
        return sections
    least = np.array([-np.inf, -np.inf, -np.inf, min_radius])
    return replace(sections, xyzr=tuple(np.maximum(points, least) for points in sections.xyzr))


def _cut_spheres(points: FloatArray, number: IntArray) -> FloatArray:
    x, y, z, r = np.repeat(points, number, axis=0).T
    share = 1.0 / np.repeat(number, number)
    load = share * r / (np.pi * r**2)
    area, volume = 4.0 * np.pi * r**2 * share, 4.0 / 3.0 * np.pi * r**3 * share
    return np.array([2.0 * r * share, r, area, volume, load, load, x, y, z])


def _cut_lines(lines: list[FloatArray], number: IntArray) -> FloatArray:
    # Cut into halves of compartments: their ends are the compartments and the centres.
    fine = refine(lines, 2 * number)
    inside = fine.branch[1:] == fine.branch[:-1]
    half = (2 * (np.cumsum(number) - number)[fine.branch] + fine.piece)[:-1][inside]
    length = np.diff(fine.position)[inside]
    r1, r2 = fine.points[:-1, 3][inside], fine.points[1:, 3][inside]

    def total(values: FloatArray) -> FloatArray:
        sums = np.bincount(half, weights=values, minlength=2 * int(number.sum()))
        return sums.astype(np.float64).reshape(-1, 2)

    exact = fine.position[np.append(np.flatnonzero(~inside), -1)] / number
    comp_length = np.repeat(exact, number)
    if not (comp_length > 0.0).all():
        raise BadMorphology("A branch has no length. Give its points different coordinates.")
    # The integral of dl / r^2 along a frustum is l / (r1 r2).
    load = total(length / (np.pi * r1 * r2))
    area = total(np.pi * (r1 + r2) * np.hypot(length, r2 - r1)).sum(axis=1)
    volume = total(np.pi / 3.0 * length * (r1**2 + r1 * r2 + r2**2)).sum(axis=1)
    radius = total(0.5 * length * (r1 + r2)).sum(axis=1) / comp_length
    centre = fine.points[fine.is_cut & (fine.piece % 2 == 1), :3]
    return np.array([comp_length, radius, area, volume, load[:, 0], load[:, 1], *centre.T])
