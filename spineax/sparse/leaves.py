"""The order of ``thomas``: blocks of chains side by side, then a core from leaves to root.

Unbranched chains are cut into blocks of a few nodes; all blocks are eliminated in step,
one wide vector per place in the block, and leave one edge each. What remains, the core,
is eliminated one node after another. Equal trees, the cells of a network, are eliminated
side by side instead: one node of all copies after another.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike

from spineax._types import IntArray
from spineax.sparse.copies import Copies, equal_trees
from spineax.sparse.forest import Forest, check_edges, forest_from_edges, levels
from spineax.sparse.schedule import IndexArray, as_index

#: Nodes of a chain that may be eliminated between two that stay.
LENGTHS = (3, 7, 15)
#: What a core node, a place of all blocks, and a node in a block cost, ns (measured).
CORE_COST, PLACE_COST, BLOCK_COST = 4.6, 60.0, 0.8
#: What eliminating one node of all copies of a tree costs, and for each copy, ns (measured).
ROW_COST, COPY_COST = 15.0, 0.5
#: Core nodes that a turn of the loop eliminates; there are a multiple of it, and a root.
TURN = 4
#: Numbers in the widest vector of a processor: from ``WIDE`` nodes on, slots fill whole ones.
WIDTH, WIDE = 16, 96


@dataclass(frozen=True)
class LeavesFirst:
    """Where every node lies, and the order of elimination.

    The first slots are the blocks, place by place, lowest first; the others are the core,
    parents first, and a few that hold nothing. Indices of the core count from
    its first slot. Entries of ``*_edge`` equal to the number of edges stand for none.

    Parameters
    ----------
    slot : int32 array (n_nodes,)
        Slot of each node.
    i, j : int32 array (e,)
        Slots that each of the caller's edges joins.
    block_edge : int32 array (length, n_blocks)
        Edge above each node of a block.
    below_edge : int32 array (n_blocks,)
        Edge between the first node of a block and the core node below.
    below, above : int32 array (n_blocks,)
        Core nodes that a block joins.
    core_edge : int32 array (n_core,) or (n_core, copies)
        Edge above each core node.
    parent : int32 array (n_core,)
        Core node above each; itself where there is none.
    block : int32 array (n_core,)
        Block above each core node; ``n_blocks`` if none.
    turn, turns : int
        Nodes in a turn of the loop over the core, and number of turns.
    n_empty : int
        Number of core nodes at the end that hold nothing.
    n_slots : int
    copies : int
        Number of equal trees; all else is about one of them, and its nodes lie ``copies``
        slots apart.
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
    block: IndexArray
    turn: int = field(metadata={"static": True})
    turns: int = field(metadata={"static": True})
    n_empty: int = field(metadata={"static": True})
    n_slots: int = field(metadata={"static": True})
    copies: int = field(default=1, metadata={"static": True})

    @property
    def n_blocks(self) -> int:
        """Number of blocks."""
        return int(self.block_edge.shape[1])


def leaves_first(n_nodes: int, edge_i: ArrayLike, edge_j: ArrayLike) -> LeavesFirst:
    """Return the order in which ``thomas`` eliminates a forest.

    Parameters
    ----------
    n_nodes : int
    edge_i, edge_j : int array-like (e,)

    Returns
    -------
    LeavesFirst
        All shapes follow from the numbers of nodes and edges, and from the length and number
        of blocks, which is rounded down to a bucket.

    Raises
    ------
    NotAForest
        If the edges close a loop.

    Examples
    --------
    >>> order = leaves_first(3, [0, 1], [1, 2])
    >>> order.slot.tolist(), order.n_slots
    ([1, 0, 2], 5)
    """
    i, j = check_edges(n_nodes, edge_i, edge_j)
    forest = forest_from_edges(n_nodes, i, j)
    block, below, cost = _cheapest_blocks(forest)
    copies = equal_trees(forest.tree, i, j)
    if copies is not None:
        count, size = copies.nodes.shape
        if size * (ROW_COST + COPY_COST * count) < cost:
            return _side_by_side(copies, i, j)
    return _one_by_one(forest, block, below, i, j)


def _side_by_side(copies: Copies, i: IntArray, j: IntArray) -> LeavesFirst:
    """Return the order of equal trees: that of one of them, one vector for each node."""
    count, size = copies.nodes.shape
    forest = forest_from_edges(size, copies.i, copies.j)
    none = np.zeros((LENGTHS[0], 0), np.int64), np.zeros(0, np.int64)
    one = _one_by_one(forest, *none, copies.i, copies.j, turn=1)
    slot = np.empty(count * size, np.int64)
    slot[copies.nodes] = one.slot * count + np.arange(count)[:, None]
    edges = np.append(copies.edges, np.full((count, 1), len(i)), axis=1)
    return replace(
        one,
        slot=as_index(slot),
        i=as_index(slot[i]),
        j=as_index(slot[j]),
        core_edge=as_index(edges.T[one.core_edge]),
        n_slots=one.n_slots * count,
        copies=count,
    )


def _one_by_one(
    forest: Forest, block: IntArray, below: IntArray, i: IntArray, j: IntArray, turn: int = TURN
) -> LeavesFirst:
    """Return the order of blocks, and of the core one node after another."""
    n_nodes = forest.n
    n_blocks = block.shape[1]
    keep = np.ones(n_nodes, bool)
    keep[block] = False
    node = _apart(forest, keep)
    turns = -(-(len(node) - 1) // turn)
    n_core = 1 + turn * turns
    if n_nodes >= WIDE and turn > 1:
        n_core += -(block.size + n_core) % WIDTH

    above = forest.parent.copy()
    over = np.full(n_nodes, n_blocks)
    if n_blocks:
        above[below], over[below] = forest.parent[block[-1]], np.arange(n_blocks)
    local = np.full(n_nodes, -1)
    local[node] = np.arange(len(node))
    parent = np.arange(n_core)
    has_parent = above[node] >= 0
    parent[: len(node)][has_parent] = local[above[node[has_parent]]]
    e = len(i)
    edge, joint = np.full(n_core, e), np.full(n_core, n_blocks)
    edge[: len(node)] = np.where((over[node] < n_blocks) | ~has_parent, e, forest.edge[node])
    joint[: len(node)] = over[node]
    slot = np.empty(n_nodes, np.int64)
    slot[block] = np.arange(block.size).reshape(block.shape)
    slot[node] = block.size + np.arange(len(node))
    top = forest.parent[block[-1]] if n_blocks else below
    return LeavesFirst(
        as_index(slot),
        as_index(slot[i]),
        as_index(slot[j]),
        as_index(forest.edge[block]),
        as_index(forest.edge[below]),
        as_index(local[below]),
        as_index(local[top]),
        as_index(edge),
        as_index(parent),
        as_index(joint),
        turn,
        turns,
        n_core - len(node),
        block.size + n_core,
    )


def _apart(forest: Forest, keep: IntArray) -> IntArray:
    """Return the nodes to keep, parents first, and siblings far from each other.

    Nodes of one parent all write to it: a processor waits if they do so in a row.
    """
    node = forest.order[keep[forest.order]]
    turn = np.empty(forest.n, np.int64)
    by_parent = np.argsort(forest.parent, kind="stable")
    parent = forest.parent[by_parent]
    turn[by_parent] = np.arange(forest.n) - np.searchsorted(parent, parent)
    return node[np.lexsort((turn[node], levels(forest.parent)[node]))]


def _cheapest_blocks(forest: Forest) -> tuple[IntArray, IntArray, float]:
    """Return the blocks (length, n_blocks) that cost least, the node below each, and the cost."""
    n = forest.n
    best, least = (np.zeros((LENGTHS[0], 0), np.int64), np.zeros(0, np.int64)), n * CORE_COST
    for length in LENGTHS:
        block, below = _blocks(forest, length)
        cost = (n - block.size) * CORE_COST + length * PLACE_COST + block.size * BLOCK_COST
        if block.size and cost < least:
            best, least = (block, below), cost
    return *best, least


def _blocks(forest: Forest, length: int) -> tuple[IntArray, IntArray]:
    """Return the blocks (length, n_blocks), lowest node first, and the node below each."""
    chain = (forest.n_children == 1) & ~forest.root
    only_child = np.full(forest.n, -1)
    has_parent = ~forest.root
    only_child[forest.parent[has_parent]] = np.flatnonzero(has_parent)
    below = np.where(chain & chain[only_child], only_child, -1)
    top = forest.order[(chain & (levels(below) % (length + 1) == length - 1))[forest.order]]
    step = max(8, forest.n // (length + 1) // 32 * 8)
    block = np.empty((length, len(top) // step * step), np.int64)
    node = top[: block.shape[1]]
    for place in reversed(range(length)):
        block[place] = node
        node = only_child[node]
    return block, node
