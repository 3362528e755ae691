"""Elimination orders: where each node lies in memory, and who is eliminated when.

numpy only. A schedule places every node in a *slot*; the time loop works in slots, so
nothing is permuted while it runs.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from spineax._types import IntArray
from spineax.sparse.forest import check_edges, forest_from_edges


@dataclass(frozen=True)
class Placement:
    """Any order: nodes in slots, edges between slots.

    Parameters
    ----------
    slot : int32 array (n_nodes,)
        Slot of each node.
    i, j : int32 array (e,)
        Slots that each of the caller's edges joins.
    n_slots : int
        Number of slots; those without a node are padding.
    """

    slot: IntArray
    i: IntArray
    j: IntArray
    n_slots: int = field(metadata={"static": True})


@dataclass(frozen=True)
class LeavesToRoot:
    """A forest, breadth-first from its roots: slots in the order of elimination reversed.

    Parameters
    ----------
    slot : int32 array (n_nodes,)
    i, j : int32 array (e,)
    parent : int32 array (n_slots,)
        Slot of the parent; slot 0 at a root and in padding, where the conductance is zero.
    edge : int32 array (e,)
        Slot of the node whose edge to its parent is the caller's edge ``k``.
    n_slots : int
    """

    slot: IntArray
    i: IntArray
    j: IntArray
    parent: IntArray
    edge: IntArray
    n_slots: int = field(metadata={"static": True})


def place(n_nodes: int, edge_i: ArrayLike, edge_j: ArrayLike) -> Placement:
    """Place nodes in slots in the caller's order.

    Examples
    --------
    >>> place(3, [0, 1], [1, 2]).slot.tolist()
    [0, 1, 2]
    """
    i, j = check_edges(n_nodes, edge_i, edge_j)
    return Placement(_index(np.arange(n_nodes)), _index(i), _index(j), n_nodes)


def leaves_to_root(n_nodes: int, edge_i: ArrayLike, edge_j: ArrayLike) -> LeavesToRoot:
    """Place the nodes of a forest breadth-first from the centre of each tree.

    Examples
    --------
    >>> leaves_to_root(3, [0, 1], [1, 2]).slot.tolist()
    [1, 0, 2]
    """
    i, j = check_edges(n_nodes, edge_i, edge_j)
    forest = forest_from_edges(n_nodes, i, j)
    slot = np.empty(n_nodes, np.int64)
    slot[forest.order] = np.arange(n_nodes)
    n_slots = -(-max(n_nodes, 1) // 8) * 8
    parent = np.zeros(n_slots, np.int64)
    below = np.flatnonzero(~forest.root)
    parent[slot[below]] = slot[forest.parent[below]]
    edge = np.empty(len(i), np.int64)
    edge[forest.edge[below]] = slot[below]
    return LeavesToRoot(
        _index(slot), _index(slot[i]), _index(slot[j]), _index(parent), _index(edge), n_slots
    )


def _index(array: IntArray) -> IntArray:
    """Return indices as the compiled program takes them: 32 bits, read-only."""
    index = np.asarray(array, np.int32)
    index.flags.writeable = False
    return index
