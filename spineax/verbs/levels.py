"""Levels: cells, branches and compartments, and going through what is in view."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from spineax._types import IntArray
from spineax.errors import BadArgument, BadType
from spineax.plan.blueprint import Blueprint
from spineax.plan.selection import Selection
from spineax.verbs.names import TREE

#: Levels below each kind of module, coarsest first.
LEVELS = {
    "network": TREE,
    "cell": TREE[1:],
    "branch": TREE[2:],
    "compartment": TREE[2:],
}


def items(selection: Selection, level: str) -> IntArray:
    """Return the numbers of the cells, branches or compartments in view, in its order."""
    return {
        "cell": lambda: selection.cells,
        "branch": lambda: selection.branches,
        "comp": lambda: selection.comps,
    }[level]()


def narrowed(blueprint: Blueprint, selection: Selection, level: str, idx: Any) -> Selection:
    """Return the part of the view at some cells, branches or compartments.

    Raises
    ------
    BadType
        If the kind of module has no such level.
    """
    if level not in LEVELS[blueprint.kind]:
        raise BadType(
            f"A {blueprint.kind} has no {level} to choose. "
            f"It has: {', '.join(LEVELS[blueprint.kind])}."
        )
    return selection.narrow(level, idx)


def each(blueprint: Blueprint, selection: Selection, level: str) -> Iterator[Selection]:
    """Yield the parts of the view, one for each index of the level."""
    if level not in LEVELS[blueprint.kind]:
        plural = "branches" if level == "branch" else f"{level}s"
        raise BadType(f"A {blueprint.kind} has no {plural} to go through.")
    if selection.scope == "global":
        for number in items(selection, level):
            yield selection.narrow(level, int(number))
        return
    for number in range(_longest(selection, level)):
        yield selection.narrow(level, number)


def _longest(selection: Selection, level: str) -> int:
    """Return how many local indices of a level there are in view."""
    layout = selection.layout
    if level == "cell":
        return len(selection.cells)
    if level == "branch":
        owner = np.searchsorted(layout.branch_start, selection.branches, side="right")
    else:
        owner = layout.branch[selection.comps]
    return int(np.bincount(owner).max(initial=0))


def below(blueprint: Blueprint, selection: Selection) -> str:
    """Return the level that iterating over the view goes through.

    Raises
    ------
    BadType
        If the view has no level of its own.
    """
    levels = _levels_below(blueprint, selection)
    if levels is None:
        raise BadType(
            f"A view made by {selection.level!r} cannot be iterated over. "
            "Use .cells, .branches or .comps."
        )
    return levels[0]


def _levels_below(blueprint: Blueprint, selection: Selection) -> tuple[str, ...] | None:
    """Return the levels below the view, coarsest first; None if it has no level of its own."""
    levels = LEVELS[blueprint.kind]
    if selection.level == "all":
        return levels
    if selection.level in ("cell", "branch"):
        return levels[levels.index(selection.level) + 1 :]
    return None


def count(blueprint: Blueprint, selection: Selection) -> int:
    """Return how many parts iterating over the view goes through."""
    levels = _levels_below(blueprint, selection)
    if levels is None:
        return len(selection.comps)
    if selection.scope == "global":
        return len(items(selection, levels[0]))
    return _longest(selection, levels[0])


def indexed(blueprint: Blueprint, selection: Selection, index: Any) -> Selection:
    """Return the view of ``module[i, j, ...]``, one index for each level below.

    Raises
    ------
    BadArgument
        If there are more indices than levels.
    BadType
        If the view has no level of its own.
    """
    keys = index if isinstance(index, tuple) else (index,)
    levels = _levels_below(blueprint, selection)
    if levels is None:
        raise BadType(
            f"A view made by {selection.level!r} cannot be indexed with []. "
            "Index the module, or use .cell, .branch or .comp."
        )
    if len(keys) > len(levels):
        raise BadArgument(
            f"Too many indices: {len(keys)} were given, for {', '.join(levels) or 'no level'}."
        )
    for level, key in zip(levels, keys, strict=False):
        selection = selection.narrow(level, key)
    return selection
