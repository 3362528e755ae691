"""What a picture is drawn from: plain arrays of branches, compartments and synapses.

May import layers 0-4; knows nothing of modules, tables or matplotlib.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from spineax._types import BoolArray, FloatArray, IntArray
from spineax.errors import BadMorphology, EmptySelection, ShapeMismatch
from spineax.plan.coordinates import compartment_ends, positions_along

__all__ = ["Pieces", "Scene"]


@dataclass(frozen=True, eq=False)
class Pieces:
    """The traced lines of some compartments, one after the other.

    Parameters
    ----------
    points : float array (m, 4), um
        x, y, z and radius of all points; neighbouring compartments both hold their common end.
    start : int array (k + 1,)
        Piece ``i`` is ``points[start[i]:start[i + 1]]``.
    """

    points: FloatArray
    start: IntArray

    @cached_property
    def owner(self) -> IntArray:
        """The piece of every point, (m,)."""
        return np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))

    def segments(self) -> tuple[FloatArray, FloatArray, IntArray]:
        """Return the start and end of every straight segment, (s, 4) um, and its piece, (s,)."""
        inside = np.flatnonzero(self.owner[:-1] == self.owner[1:])
        return self.points[inside], self.points[inside + 1], self.owner[inside]


@dataclass(frozen=True, eq=False)
class Scene:
    """Branches, compartments, what of them is in view, and synapses.

    Compartments are numbered branch by branch, each from its start to its end.

    Parameters
    ----------
    xyzr : b float arrays (n_points, 4), um
        Traced points; the radius column is NaN where only compartments have a radius.
    ncomp : int array (b,)
        Compartments per branch.
    comp_length, comp_radius : float arrays (n,), um
    parent : int array (b,)
        Parent branch, -1 at a root; parents come before children.
    attach : float array (b,), optional
        Where on the parent a branch begins, from 0 to 1. Default: 1, its end.
    cell : int array (b,), optional
        Cell of each branch. Default: one cell.
    selected : int array (k,), optional
        Compartments in view, which are drawn. Default: all.
    comp_xyz : float array (n, 3), um, optional
        Where synapses touch compartments. Default: half way along the traced line.
    pre, post : int arrays (s,), optional
        Compartments of each synapse.
    synapse_label : s strings, optional
        Type of each synapse, or "gap junction".

    Raises
    ------
    BadMorphology
        If a branch has no coordinates.
    EmptySelection
        If nothing is in view.
    ShapeMismatch
        If the lengths of the arrays disagree.

    Examples
    --------
    >>> line = np.array([[0.0, 0.0, 0.0, 1.0], [40.0, 0.0, 0.0, 1.0]])
    >>> scene = Scene((line,), [4], np.full(4, 10.0), np.ones(4), parent=[-1], selected=[2, 3])
    >>> scene.pieces.points[:, 0]
    array([20., 30., 30., 40.])
    """

    xyzr: Sequence[FloatArray]
    ncomp: IntArray
    comp_length: FloatArray
    comp_radius: FloatArray
    parent: IntArray
    attach: FloatArray = None  # type: ignore[assignment]
    cell: IntArray = None  # type: ignore[assignment]
    selected: IntArray = None  # type: ignore[assignment]
    comp_xyz: FloatArray = None  # type: ignore[assignment]
    pre: IntArray = ()  # type: ignore[assignment]
    post: IntArray = ()  # type: ignore[assignment]
    synapse_label: Sequence[str] = ()

    def __post_init__(self) -> None:
        """Fill the defaults in and check the lengths."""
        fill = object.__setattr__
        for name in ("ncomp", "parent", "pre", "post"):
            fill(self, name, np.asarray(getattr(self, name), int))
        fill(self, "comp_length", np.asarray(self.comp_length, float))
        fill(self, "comp_radius", np.asarray(self.comp_radius, float))
        b, n = len(self.xyzr), int(self.ncomp.sum())
        defaults = {"attach": np.ones(b), "cell": np.zeros(b, int), "selected": np.arange(n)}
        for name, default in defaults.items():
            given = getattr(self, name)
            fill(self, name, default if given is None else np.asarray(given, default.dtype))
        self._check(b, n)
        if self.comp_xyz is None:
            halves = compartment_ends([points[:, :3] for points in self.xyzr], 2 * self.ncomp)
            fill(self, "comp_xyz", halves[1][::2])

    def _check(self, b: int, n: int) -> None:
        for name in ("ncomp", "parent", "attach", "cell"):
            if getattr(self, name).shape != (b,):
                raise ShapeMismatch(f"{name} needs one entry for each of {b} branches.")
        for name in ("comp_length", "comp_radius"):
            if getattr(self, name).shape != (n,):
                raise ShapeMismatch(f"{name} needs one entry for each of {n} compartments.")
        if len(self.selected) == 0:
            raise EmptySelection("There is nothing to draw: no compartment is in view.")
        if any(len(self.xyzr[i]) == 0 or np.isnan(self.xyzr[i][:, :3]).any() for i in self.drawn):
            raise BadMorphology(
                "A branch has no coordinates to draw. Call compute_xyz(), or give xyzr."
            )

    @cached_property
    def branch(self) -> IntArray:
        """Branch of every compartment, (n,)."""
        return np.repeat(np.arange(len(self.ncomp)), self.ncomp)

    @cached_property
    def comp_start(self) -> IntArray:
        """First compartment of every branch, (b,)."""
        return np.cumsum(self.ncomp) - self.ncomp

    @cached_property
    def drawn(self) -> IntArray:
        """Branches with a compartment in view, sorted."""
        return np.unique(self.branch[self.selected])

    @cached_property
    def is_point(self) -> BoolArray:
        """Which branches are traced by a single point, (b,)."""
        return np.array([len(points) == 1 for points in self.xyzr], bool)

    @cached_property
    def balls(self) -> tuple[FloatArray, IntArray]:
        """Branches of a single point: x, y, z, r (p, 4) um, and a place in ``selected`` (p,).

        A ball of several compartments takes the colour of the middle one in view.
        """
        place = np.flatnonzero(self.is_point[self.branch[self.selected]])
        branch = self.branch[self.selected[place]]
        order = np.argsort(branch, kind="stable")
        unique, first, count = np.unique(branch[order], return_index=True, return_counts=True)
        xyzr = np.array([self.xyzr[i][0] for i in unique]).reshape(-1, 4)
        owner = place[order[first + count // 2]]
        built = self.comp_radius[self.selected[owner]]
        xyzr[:, 3] = np.where(np.isnan(xyzr[:, 3]), built, xyzr[:, 3])
        return xyzr, owner

    @cached_property
    def links(self) -> tuple[FloatArray, IntArray]:
        """Lines from balls to where their children begin, (l, 2, 3) um, and the child's place.

        Traces often begin at the surface of the soma, or beyond; the place is in ``selected``.
        """
        branch = self.branch[self.selected]
        parent = self.parent[branch]
        begins = (self.selected == self.comp_start[branch]) & (parent >= 0)
        owner = np.flatnonzero(begins & self.is_point[parent] & np.isin(parent, self.drawn))
        ends = [(self.xyzr[parent[i]][0, :3], self.xyzr[branch[i]][0, :3]) for i in owner]
        return np.array(ends).reshape(-1, 2, 3), owner

    @cached_property
    def ends(self) -> tuple[FloatArray, FloatArray]:
        """Start and end of every selected compartment on its branch, (k, 4) um."""
        drawn = [self.xyzr[i] for i in self.drawn]
        start, end = compartment_ends(drawn, self.ncomp[self.drawn])
        return start[self._row], end[self._row]

    @cached_property
    def _row(self) -> IntArray:
        """Number of each selected compartment among those of the drawn branches, (k,)."""
        ncomp = self.ncomp[self.drawn]
        first = np.zeros(len(self.ncomp), int)
        first[self.drawn] = np.cumsum(ncomp) - ncomp
        branch = self.branch[self.selected]
        return first[branch] + self.selected - self.comp_start[branch]

    @cached_property
    def pieces(self) -> Pieces:
        """The traced line of every selected compartment, cut at equal arc lengths.

        Radii that are not traced are those of the compartment. Points (``balls``) give a piece
        of two equal points.
        """
        drawn = [self.xyzr[i] for i in self.drawn]
        ncomp = self.ncomp[self.drawn]
        start, end = compartment_ends(drawn, ncomp)
        position, points = positions_along(drawn, ncomp), np.concatenate(drawn)
        # Between two whole numbers lies a compartment; every branch has skipped one number.
        branch = np.repeat(np.arange(len(drawn)), [len(traced) for traced in drawn])
        inside = position != np.floor(position)
        comp = np.concatenate(
            [
                np.arange(len(start)),
                np.floor(position[inside]).astype(int) - branch[inside],
                np.arange(len(end)),
            ]
        )
        order = np.argsort(comp, kind="stable")
        points, comp = np.concatenate([start, points[inside], end])[order], comp[order]
        first = np.searchsorted(comp, np.arange(len(start) + 1))
        length = np.diff(first)[self._row]
        stop = np.cumsum(length)
        row = np.arange(stop[-1]) + np.repeat(first[self._row] - (stop - length), length)
        points = points[row]
        built = np.repeat(self.comp_radius[self.selected], length)
        points[:, 3] = np.where(np.isnan(points[:, 3]), built, points[:, 3])
        return Pieces(points, np.insert(stop, 0, 0))
