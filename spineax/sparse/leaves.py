"""The order of ``thomas``: blocks of chains side by side, then a core from leaves to root.

Unbranched chains are cut into blocks of a few nodes; all blocks are eliminated in step,
one wide vector per place in the block, and leave one edge each. What remains, the core,
is eliminated one node after another. Equal trees, the cells of a network, are eliminated
side by side instead: one node of all copies after another.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from spineax._types import BoolArray, IntArray
from spineax.sparse.copies import Copies, equal_trees
from spineax.sparse.forest import Forest, check_edges, forest_from_edges
from spineax.sparse.schedule import IndexArray, as_index
from spineax.sparse.tour import levels

#: Nodes of a chain that may be eliminated between two that stay.
LENGTHS = (3, 7, 15)
#: What a core node, a place of all blocks, and a node in a block cost, ns (measured).
CORE_COST, PLACE_COST, BLOCK_COST = 4.6, 60.0, 0.8
#: What eliminating one node of all copies of a tree costs, and for each copy, ns (measured).
ROW_COST, COPY_COST = 15.0, 0.5
#: Core nodes that a turn of the loop eliminates. Where no more than one node in ``RARE`` is in
#: the core, fewer: a tenth less to compile, and a run takes 2 % longer (measured).
TURN, SHORT_TURN, RARE = 4, 2, 6
#: Numbers in the widest vector of a processor: from ``WIDE`` nodes on, slots fill whole ones.
WIDTH, WIDE = 16, 96


@dataclass(frozen=True)
class LeavesFirst:
    """Where every node lies, and the order of elimination.

    The first slots are the blocks, place by place, lowest first; then come the other
    compartments, then branch points, which no mechanism needs. A few slots hold nothing.
    Nodes below a block lie side by side, in the order of the blocks: compartments among them
    come last of all compartments, branch points first. Entries of ``*_edge`` equal to the
    number of edges stand for none; one more, for a slot that holds nothing.

    Parameters
    ----------
    slot : int32 array (n_nodes,)
        Slot of each node.
    i, j : int32 array (e,)
        Slots that each of the caller's edges joins.
    block_edge : int32 array (length, n_blocks)
        Edge above each node of a block.
    below_edge : int32 array (n_blocks,)
        Edge between the first node of a block and the node below.
    below : int32 array ()
        Slot of the node below the first block.
    above : int32 array (n_blocks,)
        Slot of the node above each block.
    core_edge : int32 array (n_slots,) or (n_slots, copies)
        Edge from each node of the core to the one above it.
    node, parent : uint32 array (turn * turns,)
        Slots of the core, all that is in no block, those near the root first, and the slot above
        each: eliminated from the last on. Itself where there is none. Unsigned, so that nobody
        has to ask whether one counts from the end.
    turn, turns : int
        Nodes in a turn of the loop over the core, and number of turns.
    n_states : int
        Number of slots in which compartments lie.
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
    node: NDArray[np.uint32]
    parent: NDArray[np.uint32]
    turn: int = field(metadata={"static": True})
    turns: int = field(metadata={"static": True})
    n_states: int = field(metadata={"static": True})
    n_slots: int = field(metadata={"static": True})
    copies: int = field(default=1, metadata={"static": True})

    @property
    def n_blocks(self) -> int:
        """Number of blocks."""
        return int(self.block_edge.shape[1])


def leaves_first(
    n_nodes: int, edge_i: ArrayLike, edge_j: ArrayLike, n_compartments: int | None = None
) -> LeavesFirst:
    """Return the order in which ``thomas`` eliminates a forest.

    Parameters
    ----------
    n_nodes : int
    edge_i, edge_j : int array-like (e,)
    n_compartments : int, optional
        How many of the nodes, the first ones, are compartments; all if left out.

    Returns
    -------
    LeavesFirst
        All shapes follow from the numbers of compartments, nodes and edges, and from the
        length and number of blocks, which is rounded down to a bucket.

    Raises
    ------
    NotAForest
        If the edges close a loop.

    Examples
    --------
    >>> order = leaves_first(3, [0, 1], [1, 2])
    >>> order.slot.tolist(), order.n_slots
    ([1, 0, 2], 4)
    """
    i, j = check_edges(n_nodes, edge_i, edge_j)
    forest = forest_from_edges(n_nodes, i, j)
    compartment = np.arange(n_nodes) < (n_nodes if n_compartments is None else n_compartments)
    block, below, cost = _cheapest_blocks(forest, compartment)
    copies = equal_trees(forest.tree, i, j)
    if copies is not None:
        count, size = copies.nodes.shape
        if size * (ROW_COST + COPY_COST * count) < cost:
            return _side_by_side(copies, compartment, i, j)
    turn = SHORT_TURN if RARE * (forest.n - block.size) <= forest.n else TURN
    return _one_by_one(forest, compartment, block, below, i, j, turn)


def _side_by_side(copies: Copies, compartment: BoolArray, i: IntArray, j: IntArray) -> LeavesFirst:
    """Return the order of equal trees: that of one of them, one vector for each node."""
    count, size = copies.nodes.shape
    forest = forest_from_edges(size, copies.i, copies.j)
    none = np.zeros((LENGTHS[0], 0), np.int64), np.zeros(0, np.int64)
    alike = compartment[copies.nodes[0]]
    one = _one_by_one(forest, alike, *none, copies.i, copies.j, turn=1)
    slot = np.empty(count * size, np.int64)
    slot[copies.nodes] = one.slot * count + np.arange(count)[:, None]
    edges = np.append(copies.edges, np.tile([len(i), len(i) + 1], (count, 1)), axis=1)
    return replace(
        one,
        slot=as_index(slot),
        i=as_index(slot[i]),
        j=as_index(slot[j]),
        core_edge=as_index(edges.T[one.core_edge]),
        n_states=one.n_states * count,
        n_slots=one.n_slots * count,
        copies=count,
    )


def _one_by_one(
    forest: Forest,
    compartment: BoolArray,
    block: IntArray,
    below: IntArray,
    i: IntArray,
    j: IntArray,
    turn: int,
) -> LeavesFirst:
    """Return the order of blocks, and of the core one node after another."""
    first = np.argsort(~compartment[below], kind="stable")
    block, below = block[:, first], below[first]
    keep, lowest = np.ones(forest.n, bool), np.zeros(forest.n, bool)
    keep[block], lowest[below] = False, True
    node = _apart(forest, keep)
    vector = WIDTH if forest.n >= WIDE and turn > 1 else 1
    n_points = int((~compartment[node]).sum())
    n_states = _up(forest.n - n_points, vector)
    turns = -(-(len(node) - 1) // turn)
    # turns that have no node are spent on a slot that holds nothing
    idle = turn * turns - (len(node) - 1)
    free = n_states > forest.n - n_points
    n_slots = _up(n_states + n_points + (idle > 0 and not free), vector)

    slot = np.empty(forest.n, np.int64)
    slot[block] = np.arange(block.size).reshape(block.shape)
    bottom = n_states - int(compartment[below].sum())
    slot[below] = bottom + np.arange(len(below))
    rest = node[~lowest[node]]
    comps, points = rest[compartment[rest]], rest[~compartment[rest]]
    slot[comps] = block.size + np.arange(len(comps))
    slot[points] = bottom + len(below) + np.arange(len(points))
    empty = bottom - 1 if free else n_slots - 1

    above = np.where(forest.root, np.arange(forest.n), forest.parent)
    joined = above[block[-1]] if len(block) else below
    above[below] = joined
    edge = np.full(n_slots, len(i) + 1)
    edge[slot] = len(i)
    direct = rest[~forest.root[rest]]
    edge[slot[direct]] = forest.edge[direct]
    steps = np.full((2, turn * turns), empty, np.uint32)
    steps[:, : len(node) - 1] = slot[node[1:]], slot[above[node[1:]]]
    return LeavesFirst(
        as_index(slot),
        as_index(slot[i]),
        as_index(slot[j]),
        as_index(forest.edge[block]),
        as_index(forest.edge[below]),
        as_index(np.asarray(bottom)),
        as_index(slot[joined]),
        as_index(edge),
        steps[0],
        steps[1],
        turn,
        turns,
        n_states,
        n_slots,
    )


def _up(number: int, step: int) -> int:
    """Return the next multiple of ``step``."""
    return -(-number // step) * step


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


def _cheapest_blocks(forest: Forest, compartment: BoolArray) -> tuple[IntArray, IntArray, float]:
    """Return the blocks (length, n_blocks) that cost least, the node below each, and the cost."""
    n = forest.n
    best, least = (np.zeros((LENGTHS[0], 0), np.int64), np.zeros(0, np.int64)), n * CORE_COST
    for length in LENGTHS:
        block, below = _blocks(forest, compartment, length)
        cost = (n - block.size) * CORE_COST + length * PLACE_COST + block.size * BLOCK_COST
        if block.size and cost < least:
            best, least = (block, below), cost
    return *best, least


def _blocks(forest: Forest, compartment: BoolArray, length: int) -> tuple[IntArray, IntArray]:
    """Return the blocks (length, n_blocks), lowest node first, and the node below each."""
    chain = (forest.n_children == 1) & ~forest.root & compartment
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
