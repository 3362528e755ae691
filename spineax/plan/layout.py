"""Layout: which compartments there are, where they sit, and what joins what.

Numbering: compartments branch by branch, each branch from its start to its end, then
branch points. Frozen numpy arrays; a structural edit makes a new Layout.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from spineax._types import FloatArray, IntArray
from spineax.errors import BadArgument, NotAForest


def check_parents(parents: Sequence[int] | IntArray) -> IntArray:
    """Return the parents as an array after checking that they make a tree.

    Parameters
    ----------
    parents : sequence of int (b,)
        Parent of each branch, -1 at a root.

    Returns
    -------
    int array (b,)

    Raises
    ------
    NotAForest
        If there is no root, or a parent does not come before its child.
    """
    array = np.asarray(parents)
    if array.ndim != 1 or array.size == 0 or array.dtype.kind not in "iu":
        raise NotAForest(
            f"parents must be a list of whole numbers, one per branch, not {parents!r}."
        )
    array = array.astype(np.int64)
    if array[0] != -1:
        raise NotAForest(f"The first branch must be a root (-1), but its parent is {array[0]}.")
    late = np.flatnonzero((array >= np.arange(len(array))) | (array < -1))
    if len(late):
        k = int(late[0])
        raise NotAForest(
            f"Branch {k} has parent {array[k]}: parents must come before their children. "
            "Renumber the branches so that every parent is smaller than its child."
        )
    return array


def _starts(counts: IntArray) -> IntArray:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


@dataclass(frozen=True, eq=False)
class Layout:
    """The places of a model.

    Parameters
    ----------
    ncomp : int array (b,)
        Compartments of each branch.
    parent : int array (b,)
        Parent of each branch, -1 at roots.
    attach : float array (b,)
        Where on its parent a branch begins: 0 start, 1 end, else inside.
    nbranch : int array (c,)
        Branches of each cell.
    """

    ncomp: IntArray
    parent: IntArray
    attach: FloatArray
    nbranch: IntArray
    _schedules: dict[Any, Any] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        if (self.ncomp < 1).any():
            bad = int(np.flatnonzero(self.ncomp < 1)[0])
            raise BadArgument(
                f"Branch {bad} has ncomp {self.ncomp[bad]}; every branch needs at least one "
                "compartment."
            )

    @classmethod
    def single(cls) -> Layout:
        """Return the layout of one compartment."""
        return cls.of_branches(np.ones(1, np.int64), np.full(1, -1, np.int64))

    @classmethod
    def of_branches(
        cls, ncomp: IntArray, parent: IntArray, attach: FloatArray | None = None
    ) -> Layout:
        """Return the layout of one cell from its branches."""
        if attach is None:
            attach = np.ones(len(parent))
        return cls(ncomp, parent, attach, np.array([len(parent)], np.int64))

    def __getstate__(self) -> dict[str, Any]:
        """Return the fields alone: everything else follows from them."""
        fields = {name: getattr(self, name) for name in ("ncomp", "parent", "attach", "nbranch")}
        return {**fields, "_schedules": {}}

    @cached_property
    def n(self) -> int:
        """Number of compartments."""
        return int(self.ncomp.sum())

    @cached_property
    def comp_start(self) -> IntArray:
        """First compartment of each branch, and ``n`` at the end."""
        return _starts(self.ncomp)

    @cached_property
    def branch_start(self) -> IntArray:
        """First branch of each cell, and the number of branches at the end."""
        return _starts(self.nbranch)

    @cached_property
    def branch(self) -> IntArray:
        """Branch of each compartment."""
        return np.repeat(np.arange(len(self.ncomp)), self.ncomp)

    @cached_property
    def cell_of_branch(self) -> IntArray:
        """Cell of each branch."""
        return np.repeat(np.arange(len(self.nbranch)), self.nbranch)

    @cached_property
    def cell(self) -> IntArray:
        """Cell of each compartment."""
        return self.cell_of_branch[self.branch]

    @cached_property
    def comp(self) -> IntArray:
        """Position of each compartment within its branch."""
        return np.arange(self.n) - self.comp_start[self.branch]

    @cached_property
    def loc(self) -> FloatArray:
        """Centre of each compartment as a fraction of its branch."""
        return (self.comp + 0.5) / self.ncomp[self.branch]

    @cached_property
    def joints(self) -> Joints:
        """Edges and branch points."""
        return join(self)

    @property
    def n_nodes(self) -> int:
        """Number of compartments and branch points."""
        return self.joints.n_nodes

    def schedule(self, solver: Any) -> Any:
        """Return the solver's elimination order for this layout, made once."""
        if solver not in self._schedules:
            j = self.joints
            self._schedules[solver] = solver.schedule(j.n_nodes, j.edge_i, j.edge_j, self.n)
        return self._schedules[solver]


@dataclass(frozen=True, eq=False)
class Joints:
    """Axial edges between nodes, and the half-resistances each of them crosses.

    Parameters
    ----------
    edge_i, edge_j : int array (e,)
        The two nodes of each edge.
    half_i, half_j : int array (e,)
        Index into ``[load_in of all, load_out of all, 0]`` for each side.
    n_nodes : int
    """

    edge_i: IntArray
    edge_j: IntArray
    half_i: IntArray
    half_j: IntArray
    n_nodes: int


def join(layout: Layout) -> Joints:
    """Return the edges and branch points of a layout.

    Parameters
    ----------
    layout : Layout

    Returns
    -------
    Joints

    Notes
    -----
    Where branches meet at the end of a compartment there is a branch point; a branch
    that begins inside a compartment is joined to its centre.
    """
    n, start = layout.n, layout.comp_start
    first, last = start[:-1], start[1:] - 1
    nothing = 2 * n
    inner = np.setdiff1d(np.arange(n), last)
    parent, attach = layout.parent, layout.attach
    child = np.flatnonzero(parent >= 0)
    up = parent[child]
    site = attach[child] * layout.ncomp[up]
    boundary = np.rint(site).astype(np.int64)
    at_boundary = np.abs(site - boundary) < 1e-9
    inside = child[~at_boundary]
    centre = first[parent[inside]] + np.floor(site[~at_boundary]).astype(np.int64)

    # A branch point is a pair (parent branch, boundary between its compartments).
    key = up[at_boundary] * (layout.ncomp.max(initial=1) + 1) + boundary[at_boundary]
    unique, first_seen, point = np.unique(key, return_index=True, return_inverse=True)
    owner, cut = up[at_boundary][first_seen], boundary[at_boundary][first_seen]
    point_node = n + np.arange(len(unique))
    below = cut > 0
    above = cut < layout.ncomp[owner]
    split = (first[owner] + cut - 1)[below & above]
    inner = np.setdiff1d(inner, split)

    before = first[owner[below]] + cut[below] - 1
    after = first[owner[above]] + cut[above]
    grown = child[at_boundary]
    edge_i = np.concatenate([inner, before, after, first[grown], first[inside]])
    edge_j = np.concatenate(
        [inner + 1, point_node[below], point_node[above], point_node[point], centre]
    )
    half_i = np.concatenate([n + inner, n + before, after, first[grown], first[inside]])
    none = np.full(len(before) + len(after) + len(grown) + len(inside), nothing)
    half_j = np.concatenate([inner + 1, none])
    return Joints(edge_i, edge_j, half_i, half_j, n + len(unique))
