"""Schedules: where each node lies in memory.

numpy only. A schedule places every node in a *slot*; the time loop works in slots, so
nothing is permuted while it runs.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from spineax._types import IntArray
from spineax.sparse.forest import check_edges

#: Indices as the compiled program takes them.
IndexArray = NDArray[np.int32]


@dataclass(frozen=True)
class Placement:
    """Any order: nodes in slots, edges between slots.

    Parameters
    ----------
    slot : int32 array (n_nodes,)
        Slot of each node.
    i, j : int32 array (e,)
        Slots that each of the caller's edges joins.
    n_states : int
        Number of slots, the first ones, in which compartments lie.
    n_slots : int
        Number of slots; those without a node are padding.
    """

    slot: IndexArray
    i: IndexArray
    j: IndexArray
    n_states: int = field(metadata={"static": True})
    n_slots: int = field(metadata={"static": True})


def place(
    n_nodes: int, edge_i: ArrayLike, edge_j: ArrayLike, n_compartments: int | None = None
) -> Placement:
    """Place nodes in slots in the caller's order.

    Parameters
    ----------
    n_nodes : int
    edge_i, edge_j : int array-like (e,)
    n_compartments : int, optional
        How many of the nodes, the first ones, are compartments; all if left out.

    Returns
    -------
    Placement

    Raises
    ------
    BadArgument
        If an edge is not a pair of different nodes.

    Examples
    --------
    >>> place(3, [0, 1], [1, 2]).slot.tolist()
    [0, 1, 2]
    """
    i, j = check_edges(n_nodes, edge_i, edge_j)
    n_states = n_nodes if n_compartments is None else n_compartments
    return Placement(as_index(np.arange(n_nodes)), as_index(i), as_index(j), n_states, n_nodes)


def as_index(array: IntArray) -> IndexArray:
    """Return indices as the compiled program takes them: 32 bits, read-only."""
    index: IndexArray = np.asarray(array, np.int32)
    index.flags.writeable = False
    return index
