"""The order of ``thomas``: blocks of chains side by side, then rows of a small core.

Long unbranched chains are cut into blocks of ``BLOCK`` nodes; all blocks are eliminated in
step, one wide vector per place in the block, and leave one edge each. What remains, the
core, is eliminated in rows of nodes that do not depend on each other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

import numpy as np
from numpy.typing import ArrayLike

from spineax._types import IntArray
from spineax.sparse.forest import Forest, check_edges, forest_from_edges, levels
from spineax.sparse.schedule import IndexArray, as_index

#: Nodes of a chain that are eliminated between two that stay.
BLOCK = 8
#: Nodes of the core that are eliminated at once, and what such a row costs, ns.
WIDTHS = {8: 44.0, 4: 26.0, 2: 16.0}
#: Fewer blocks than this do not pay for themselves.
LEAST_BLOCKS = 16


@dataclass(frozen=True)
class Rows:
    """Where every node lies, and the steps in which the nodes are eliminated.

    The first ``BLOCK * n_blocks`` slots are the blocks, place by place; the others are the
    core, row by row. Indices of the core count from its first slot; one past its last slot
    is a place that holds nothing. Entries of ``*_edge`` past the last edge stand for the
    constants of ``linalg.thomas``.

    Parameters
    ----------
    slot : int32 array (n_nodes,)
        Slot of each node.
    i, j : int32 array (e,)
        Slots that each of the caller's edges joins.
    block_edge : int32 array (BLOCK, n_blocks)
        Edge above each node of a block.
    below_edge : int32 array (n_blocks,)
        Edge between the first node of a block and the core node below.
    below, above : int32 array (n_blocks,)
        Core nodes that a block joins.
    core_edge : int32 array (n_core,)
        Edge above each core node.
    parent : int32 array (n_core,)
    child : int32 array (2, n_core)
    block : int32 array (3, n_core)
        Block above each core node, and above its two children; ``n_blocks`` if none.
    start : int32 array (n_core,)
        First core slot of each row.
    n_rows : int32 array ()
    width : int
        Number of nodes that a row has room for.
    n_slots : int
    """

    slot: IndexArray
    i: IndexArray
    j: IndexArray
    block_edge: IndexArray
    below_edge: IndexArray
    below: IndexArray
    above: IndexArray
    core_edge: IndexArray
    parent: IndexArray
    child: IndexArray
    block: IndexArray
    start: IndexArray
    n_rows: IndexArray
    width: int = field(metadata={"static": True})
    n_slots: int = field(metadata={"static": True})

    @property
    def n_blocks(self) -> int:
        """Number of blocks."""
        return int(self.block_edge.shape[1])


def rows(n_nodes: int, edge_i: ArrayLike, edge_j: ArrayLike) -> Rows:
    """Return the order in which ``thomas`` eliminates a forest.

    Parameters
    ----------
    n_nodes : int
    edge_i, edge_j : int array-like (e,)

    Returns
    -------
    Rows
        All shapes follow from the number of nodes, the number of blocks rounded down to a
        bucket, and a bound of the number of children past the second.

    Raises
    ------
    NotAForest
        If the edges close a loop.

    Examples
    --------
    >>> order = rows(3, [0, 1], [1, 2])
    >>> order.slot.tolist(), int(order.n_rows), order.n_slots
    ([1, 2, 0], 2, 8)
    """
    i, j = check_edges(n_nodes, edge_i, edge_j)
    forest = forest_from_edges(n_nodes, i, j)
    block, below = _blocks(forest)
    core = _core(forest, block, below)
    n_blocks, n_extra = block.shape[1], len(core.parent) - len(core.node)
    allowance = n_nodes // 32 + 4
    while allowance < n_extra:
        allowance *= 2
    n_core = max(len(core.node) + allowance, max(WIDTHS))
    width = _best_width(core.parent)
    place, start = _list_schedule(core.parent, width)
    slot = np.empty(n_nodes, np.int64)
    slot[block] = np.arange(block.size).reshape(block.shape)
    slot[core.node] = block.size + place[: len(core.node)]

    def placed(values: IntArray, empty: int) -> IntArray:
        full = np.full((*values.shape[:-1], n_core), empty)
        full[..., place] = values
        return full

    local = np.append(place, n_core)
    e = len(i)
    edge = np.append(forest.edge[core.node], np.full(n_extra, e + 1))
    edge[(edge < 0) | (core.block[0] < n_blocks)] = e
    return Rows(
        as_index(slot),
        as_index(slot[i]),
        as_index(slot[j]),
        as_index(forest.edge[block]),
        as_index(forest.edge[below]),
        as_index(slot[below] - block.size),
        as_index(slot[forest.parent[block[-1]]] - block.size),
        as_index(placed(edge, e + 2)),
        as_index(placed(local[core.parent], n_core)),
        as_index(placed(local[core.child], n_core)),
        as_index(placed(core.block, n_blocks)),
        as_index(np.append(start, np.zeros(n_core - len(start), np.int64))),
        as_index(np.array(len(start))),
        width,
        block.size + n_core,
    )


@dataclass(frozen=True)
class _Core:
    """The tree that is left: real nodes first, then those that pass on to share out children.

    Parents and children are places in this list, -1 where there is none.
    """

    node: IntArray
    parent: IntArray
    child: IntArray
    block: IntArray


def _blocks(forest: Forest) -> tuple[IntArray, IntArray]:
    """Return the blocks (BLOCK, n_blocks), lowest node first, and the node below each."""
    n_children = forest.n_children
    chain = (n_children == 1) & ~forest.root
    only_child = np.full(forest.n, -1)
    has_parent = ~forest.root
    only_child[forest.parent[has_parent]] = np.flatnonzero(has_parent)
    below = np.where(chain & chain[only_child], only_child, -1)
    top = forest.order[(chain & (levels(below) % (BLOCK + 1) == BLOCK - 1))[forest.order]]
    step = max(LEAST_BLOCKS, forest.n // (BLOCK + 1) // 32 * 8)
    n_blocks = len(top) // step * step
    block = np.empty((BLOCK, n_blocks if n_blocks >= LEAST_BLOCKS else 0), np.int64)
    node = top[: block.shape[1]]
    for place in reversed(range(BLOCK)):
        block[place] = node
        node = only_child[node]
    return block, node


def _core(forest: Forest, block: IntArray, below: IntArray) -> _Core:
    """Return the forest without its blocks, each node with at most two children."""
    n_blocks = block.shape[1]
    parent, over = forest.parent.copy(), np.full(forest.n, n_blocks)
    parent[below], over[below] = parent[block[-1]], np.arange(n_blocks)
    keep = np.ones(forest.n, bool)
    keep[block] = False
    node = forest.order[keep[forest.order]]
    local = np.full(forest.n + 1, -1)
    local[node] = np.arange(len(node))
    parent = local[parent[node]]
    parent = _at_most_two_children(parent)
    over = np.append(over[node], np.full(len(parent) - len(node), n_blocks))
    child = _children(parent)
    return _Core(node, parent, child, np.stack([over, *np.append(over, n_blocks)[child]]))


def _at_most_two_children(parent: IntArray) -> IntArray:
    """Insert nodes that pass on, until no node has three children."""
    n_children = np.bincount(parent[parent >= 0], minlength=len(parent))
    crowded = np.flatnonzero(n_children > 2)
    if not len(crowded):
        return parent
    by_parent = np.argsort(parent, kind="stable")
    first = np.searchsorted(parent[by_parent], crowded)
    extended = parent.tolist()
    for node, at in zip(crowded.tolist(), first.tolist(), strict=True):
        waiting = by_parent[at : at + n_children[node]].tolist()
        taken = 0
        while len(waiting) - taken > 2:
            one, other = waiting[taken : taken + 2]
            taken += 2
            extended[one] = extended[other] = len(extended)
            waiting.append(len(extended))
            extended.append(node)
    return np.array(extended)


def _children(parent: IntArray) -> IntArray:
    """Return up to two children of each node, (2, n), -1 where there is none."""
    child = np.full((2, len(parent)), -1)
    by_parent = np.argsort(parent, kind="stable")
    above = parent[by_parent]
    second = np.append(False, above[1:] == above[:-1])
    for k, mine in enumerate((~second, second)):
        mine &= above >= 0
        child[k, above[mine]] = by_parent[mine]
    return child


def _best_width(parent: IntArray) -> int:
    """Return the width whose rows, bounded below by depth and by number, cost least."""
    depth = int(levels(parent).max(initial=0)) + 1
    return min(WIDTHS, key=lambda width: WIDTHS[width] * max(depth, len(parent) / width))


def _list_schedule(parent: IntArray, width: int) -> tuple[IntArray, IntArray]:
    """Return the place of each node in the rows, and where each row starts.

    Deepest first among the nodes whose children are done (Hu, 1961, Operations Research
    9:841): the fewest rows possible for any forest and width.
    """
    n = len(parent)
    up = parent.tolist()
    pending = np.bincount(parent[parent >= 0], minlength=n).tolist()
    urgency = (-levels(parent)).tolist()
    ready = [(urgency[node], node) for node in range(n) if pending[node] == 0]
    heapify(ready)
    place, start, done = [0] * n, [], 0
    while ready:
        start.append(done)
        row = [heappop(ready)[1] for _ in range(min(width, len(ready)))]
        for node in row:
            place[node] = done
            done += 1
            above = up[node]
            if above >= 0:
                pending[above] -= 1
                if pending[above] == 0:
                    heappush(ready, (urgency[above], above))
    return np.array(place, np.int64), np.array(start, np.int64)
