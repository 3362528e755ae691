"""Hypothesis strategies for layouts, columns and cells: always valid, shrinking to one place."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from spineax.facade.kinds import Branch, Cell, Compartment
from spineax.plan.column import Column
from spineax.plan.layout import Layout

#: Sizes that a run meets in practice.
LENGTHS = st.floats(1.0, 500.0, allow_subnormal=False)
RADII = st.floats(0.1, 20.0, allow_subnormal=False)


@st.composite
def parents(draw: st.DrawFn, max_branches: int = 6) -> list[int]:
    """Draw the parents of a tree: entry k is a branch before k, the first is the root.

    Parameters
    ----------
    max_branches : int
    """
    seeds = draw(st.lists(st.integers(0, 10**6), max_size=max_branches - 1))
    return [-1, *(seed % (k + 1) for k, seed in enumerate(seeds))]


@st.composite
def layouts(draw: st.DrawFn, max_branches: int = 6, max_ncomp: int = 4) -> Layout:
    """Draw the layout of one cell.

    Parameters
    ----------
    max_branches, max_ncomp : int
    """
    parent = np.array(draw(parents(max_branches)))
    counts = st.lists(st.integers(1, max_ncomp), min_size=len(parent), max_size=len(parent))
    return Layout.of_branches(np.array(draw(counts)), parent)


@st.composite
def columns(draw: st.DrawFn, n: int) -> Column:
    """Draw a column over some of ``n`` places.

    Parameters
    ----------
    n : int
    """
    places = sorted(draw(st.sets(st.integers(0, n - 1)))) if n else []
    finite = st.floats(-1e6, 1e6, allow_subnormal=False)
    values = draw(st.lists(finite, min_size=len(places), max_size=len(places)))
    return Column(np.array(places, dtype=np.int64), np.array(values), n)


@st.composite
def cells(draw: st.DrawFn, max_branches: int = 4, max_ncomp: int = 3) -> Any:
    """Draw a built cell: any tree, any numbers of compartments, each branch of its own size.

    Parameters
    ----------
    max_branches, max_ncomp : int

    Returns
    -------
    Cell
    """
    tree = draw(parents(max_branches))
    branches = []
    for _ in tree:
        comp = Compartment()
        comp.set("length", draw(LENGTHS))
        comp.set("radius", draw(RADII))
        branches.append(Branch(comp, ncomp=draw(st.integers(1, max_ncomp))))
    return Cell(branches, parents=tree)
