"""Selection: the part of a model that is in view, described as coarsely as possible.

A view of whole cells stores cell numbers, one of whole branches branch numbers; the
compartments are worked out when somebody asks, so narrowing costs what it selects. What is
in view comes in the order in which it was asked for: cell([3, 1]) shows cell 3 first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal, cast

import numpy as np

from spineax._types import FloatArray, IntArray
from spineax.errors import BadArgument, BadType, EmptySelection
from spineax.plan.indices import among, distinct, positions, ranges, rank, rank_within, rises
from spineax.plan.layout import Layout

Unit = Literal["all", "cell", "branch", "comp"]
Scope = Literal["local", "global"]


@dataclass(frozen=True, eq=False)
class Selection:
    """Which compartments and synapses are in view.

    Parameters
    ----------
    layout : Layout
    unit : {"all", "cell", "branch", "comp"}
        What ``index`` counts.
    index : int array, optional
        Whole cells, branches, or compartments; None for everything.
    edge : int array, optional
        Synapses; None for those with both ends in view.
    level : str
        The last accessor: decides iteration and how trainables are shared.
    scope : {"local", "global"}
    place : float, optional
        The location along its branch, where the view was made by one.
    """

    layout: Layout
    unit: Unit = "all"
    index: IntArray | None = None
    edge: IntArray | None = None
    level: str = "all"
    scope: Scope = "local"
    place: float | None = None

    @property
    def everything(self) -> bool:
        """Whether the whole model is in view."""
        return self.unit == "all" and self.edge is None

    @cached_property
    def comps(self) -> IntArray:
        """Compartments in view."""
        if self.unit == "all" or self.index is None:
            return np.arange(self.layout.n)
        if self.unit == "comp":
            return self.index
        branches = self.branches
        start = self.layout.comp_start[branches]
        return ranges(start, self.layout.ncomp[branches])

    @cached_property
    def _branch_of_comps(self) -> IntArray:
        return np.searchsorted(self.layout.comp_start, self.comps, side="right") - 1

    @cached_property
    def branches(self) -> IntArray:
        """Branches with a compartment in view, in the order of the view."""
        if self.unit == "all" or self.index is None:
            return np.arange(len(self.layout.ncomp))
        if self.unit == "branch":
            return self.index
        if self.unit == "cell":
            return ranges(self.layout.branch_start[self.index], self.layout.nbranch[self.index])
        return distinct(self._branch_of_comps)

    @cached_property
    def cells(self) -> IntArray:
        """Cells with a compartment in view, in the order of the view."""
        if self.unit == "all" or self.index is None:
            return np.arange(len(self.layout.nbranch))
        if self.unit == "cell":
            return self.index
        return distinct(self._cell_of(self.branches))

    def _cell_of(self, branches: IntArray) -> IntArray:
        return np.searchsorted(self.layout.branch_start, branches, side="right") - 1

    def on(self, layout: Layout) -> Selection | None:
        """Return the same cells or branches on a recut layout; None if there are none such."""
        counts_comps = self.unit == "comp" or self.edge is not None
        if counts_comps or self.layout.parent is not layout.parent:
            return None
        return replace(self, layout=layout)

    def is_empty(self) -> bool:
        """Whether no compartment is in view."""
        return self.index is not None and len(self.index) == 0

    def narrow(self, level: str, idx: Any) -> Selection:
        """Return the part at the given cells, branches or compartments.

        Parameters
        ----------
        level : {"cell", "branch", "comp"}
        idx : index
            As ``indices.positions`` takes it; local or global, as the scope says.

        Raises
        ------
        EmptySelection, BadArgument, BadType
            If ``idx`` selects nothing in view or is no index.
        """
        chosen = _NARROW[level](self, idx)
        unit = cast(Unit, level)
        if level == "cell" and self.unit == "branch":
            unit, chosen = "branch", _owned(self.branches, self._cell_of(self.branches), chosen)
        elif level == "cell" and self.unit == "comp":
            owner = self._cell_of(self._branch_of_comps)
            unit, chosen = "comp", _owned(self.comps, owner, chosen)
        elif level == "branch" and self.unit == "comp":
            unit, chosen = "comp", _owned(self.comps, self._branch_of_comps, chosen)
        return replace(self, unit=unit, index=chosen, edge=None, level=level, place=None)

    def only(self, comps: IntArray, level: str) -> Selection:
        """Return the part that lies in ``comps`` (sorted), as a view of that name."""
        if self.unit != "all":
            comps = self.comps[among(self.comps, comps)]
        return replace(self, unit="comp", index=comps, edge=None, level=level, place=None)

    def exactly(self, comps: IntArray, level: str, edge: IntArray | None = None) -> Selection:
        """Return a view of just these compartments and synapses, in this order."""
        return replace(self, unit="comp", index=comps, edge=edge, level=level, place=None)

    def owners(self) -> IntArray:
        """Return for each compartment in view the number of its shared parameter."""
        kind = self.level
        if kind == "cell":
            return rank(self._cell_of(self._branch_of_comps))
        if kind == "branch":
            return rank(self._branch_of_comps)
        if kind in ("comp", "loc", "select"):
            return np.arange(len(self.comps))
        return np.zeros(len(self.comps), dtype=np.int64)

    def at(self, loc: float | FloatArray | str) -> Selection:
        """Return the compartments that contain the locations, in every branch in view.

        Parameters
        ----------
        loc : float, array (k,), or "all"
            From 0, the start of a branch, to 1, its end.

        Raises
        ------
        BadArgument, BadType
            If ``loc`` is no location.
        EmptySelection
            If no compartment in view lies there.
        """
        if isinstance(loc, str):
            if loc != "all":
                raise BadArgument(f"The only word for a location is 'all', not {loc!r}.")
            return replace(self, unit="comp", index=self.comps, edge=None, level="loc")
        values = np.atleast_1d(loc)
        if values.dtype.kind not in "fiu" or values.ndim != 1 or values.size == 0:
            raise BadType(f"A location is a number from 0 to 1, or a list of them, not {loc!r}.")
        if not ((values >= 0) & (values <= 1)).all():
            raise BadArgument(f"Locations run from 0 to 1 along a branch; {loc!r} leaves that.")
        branches = self.branches
        count = self.layout.ncomp[branches]
        tiny = 1.0 / (1.0 + 1e-10)
        within = np.floor(values[None, :] * count[:, None] * tiny).astype(np.int64)
        comps = distinct((self.layout.comp_start[branches][:, None] + within).ravel())
        if self.unit == "comp":
            comps = _inside(comps, self.comps)
        if len(comps) == 0:
            raise EmptySelection(f"No compartment in view lies at location {loc!r}.")
        place = float(values[0]) if len(values) == 1 else None
        return replace(self, unit="comp", index=comps, edge=None, level="loc", place=place)


def _inside(items: IntArray, allowed: IntArray) -> IntArray:
    """Return the items that are allowed, in their order."""
    return items[np.isin(items, allowed)]


def _owned(items: IntArray, owner: IntArray, chosen: IntArray) -> IntArray:
    """Return the items whose owner was chosen, owner by owner in that order."""
    in_order = rises(chosen)
    kept = np.flatnonzero(among(owner, chosen if in_order else np.sort(chosen)))
    if not in_order:
        number = np.empty(int(chosen.max()) + 1, dtype=np.int64)
        number[chosen] = np.arange(len(chosen))
        kept = kept[np.argsort(number[owner[kept]], kind="stable")]
    return items[kept]


def _by_cell(sel: Selection, idx: Any) -> IntArray:
    if sel.scope == "global":
        return _common(sel, "cells", idx, len(sel.layout.nbranch), "cell")
    return sel.cells[positions(idx, len(sel.cells), "cell")]


def _only_child(first: int, size: int, idx: Any, what: str) -> IntArray:
    """Return the items that ``idx`` selects where all in view have one parent."""
    return positions(idx, size, what) + first


def _by_branch(sel: Selection, idx: Any) -> IntArray:
    layout = sel.layout
    if sel.scope == "local" and sel.unit in ("all", "cell") and len(sel.cells) == 1:
        cell = int(sel.cells[0])
        first, size = int(layout.branch_start[cell]), int(layout.nbranch[cell])
        return _only_child(first, size, idx, "branch")
    if sel.scope == "global":
        return _common(sel, "branches", idx, len(sel.layout.ncomp), "branch")
    branches = sel.branches
    return branches[_local(idx, branches, sel._cell_of(branches), "branch")]


def _by_comp(sel: Selection, idx: Any) -> IntArray:
    layout = sel.layout
    if sel.scope == "local" and sel.unit != "comp" and len(sel.branches) == 1:
        branch = int(sel.branches[0])
        first, size = int(layout.comp_start[branch]), int(layout.ncomp[branch])
        return _only_child(first, size, idx, "compartment")
    if sel.scope == "global":
        return _common(sel, "comps", idx, sel.layout.n, "compartment")
    return sel.comps[_local(idx, sel.comps, sel._branch_of_comps, "compartment")]


def _local(idx: Any, items: IntArray, parent: IntArray, what: str) -> IntArray:
    """Return the rows whose number within their parent is selected.

    The rows of a parent come in the order in which ``idx`` names them.
    """
    number = rank_within(items, parent)
    wanted = positions(idx, int(number.max(initial=-1)) + 1, what)
    from_end = _from_end(idx)
    if from_end is None:
        place = np.full(int(number.max()) + 1, -1)
        place[wanted] = np.arange(len(wanted))
        place = place[number]
    else:
        place = _counted_from_end(from_end, number, parent)
    rows = np.flatnonzero(place >= 0)
    if len(wanted) == 1 or (from_end is None and rises(wanted)):
        return rows
    return rows[np.lexsort((place[rows], rank(parent[rows])))]


def _counted_from_end(idx: IntArray, number: IntArray, parent: IntArray) -> IntArray:
    """Return which of the indices means each row, -1 for none; each parent has its own end."""
    owner = rank(parent)
    size = np.zeros(int(owner.max()) + 1, dtype=np.int64)
    np.maximum.at(size, owner, number + 1)
    place = np.full(len(number), -1)
    for k, value in reversed(list(enumerate(idx.tolist()))):
        place[number == (value if value >= 0 else size[owner] + value)] = k
    return place


def _from_end(idx: Any) -> IntArray | None:
    """Return the indices as an array if some of them count from the end."""
    if isinstance(idx, str | slice | range):
        return None
    array = np.atleast_1d(np.asarray(idx))
    if array.ndim == 1 and array.dtype.kind == "i" and array.size and (array < 0).any():
        return np.asarray(array, dtype=np.int64)
    return None


def _common(sel: Selection, items: str, idx: Any, size: int, what: str) -> IntArray:
    """Return those of the items in view that global indices select."""
    wanted = positions(idx, size, what)
    # Of everything, nobody lists what there is.
    chosen = wanted if sel.unit == "all" else _inside(wanted, getattr(sel, items))
    if len(chosen) == 0:
        raise EmptySelection(f"No {what} with global index {idx!r} is in view.")
    return chosen


_NARROW = {"cell": _by_cell, "branch": _by_branch, "comp": _by_comp}
