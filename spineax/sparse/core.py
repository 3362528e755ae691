"""The order of elimination on loops: fewest neighbours first, then one dense rest.

A node with k neighbours is replaced by edges between all pairs of them (star-mesh
transform), some of which are new: fill. All of it is decided here, once, in integers.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heapify, heappop, heappush

import numpy as np

from spineax._types import IntArray
from spineax.errors import UnsupportedForest
from spineax.sparse.schedule import IndexArray, as_index

#: Neighbours up to which a node is eliminated by lists of its edges; past it, densely.
MOST_NEIGHBOURS = 12
#: Nodes of the dense rest: its matrix has 128 MiB in single precision, and as much again.
MOST_DENSE = 4096


@dataclass(frozen=True)
class Core:
    """Nodes on loops, numbered from 0: eliminated one by one, then those of the dense rest.

    Edges of the core are pairs of nodes without order, original or fill; one past the last
    is an edge that is absent, and one past the last node is a place that holds nothing.

    Parameters
    ----------
    source : int32 array (m,)
        Edges of the network, or of earlier rounds, that make up edges of the core.
    target : int32 array (m,)
        The edge of the core that each of them is part of.
    neighbour, edge : int32 array (k, degree)
        Of each node that is eliminated by lists: those left to it, and the edges to them.
    first, second : int32 array (degree * (degree - 1) / 2,)
        Pairs of these neighbours.
    mesh : int32 array (k, degree * (degree - 1) / 2)
        The edges between the pairs.
    dense_i, dense_j, dense_edge : int32 array (d,)
        Edges of the dense rest, with its nodes numbered from 0.
    blank_edges : int32 array (edges + 1,)
        Zeros: its shape says how many edges there are.
    blank_dense : int32 array (nodes,)
        Zeros: its shape says how many nodes the dense rest has.
    """

    source: IndexArray
    target: IndexArray
    neighbour: IndexArray
    edge: IndexArray
    first: IndexArray
    second: IndexArray
    mesh: IndexArray
    dense_i: IndexArray
    dense_j: IndexArray
    dense_edge: IndexArray
    blank_edges: IndexArray
    blank_dense: IndexArray


def core_order(left: IntArray, right: IntArray, n: int) -> tuple[IntArray, Core]:
    """Return the nodes of a graph in the order of elimination, and its tables.

    Parameters
    ----------
    left, right : int array (m,)
        Ends of the edges; several may join one pair.
    n : int
        Number of nodes.

    Returns
    -------
    order : int array (n,)
    core : Core
        With ``source`` counting the edges as given.

    Raises
    ------
    UnsupportedForest
        If the dense rest has more than ``MOST_DENSE`` nodes.

    Notes
    -----
    Minimum degree (Tinney and Walker, 1967, Proc. IEEE 55:1801; George and Liu, 1989, SIAM
    Review 31:1).

    Examples
    --------
    >>> order, core = core_order(np.array([0, 1, 2]), np.array([1, 2, 0]), 3)
    >>> order.tolist(), core.neighbour.shape
    ([0, 1, 2], (3, 2))
    """
    beside: list[set[int]] = [set() for _ in range(n)]
    number: dict[tuple[int, int], int] = {}
    target = np.zeros(len(left), np.int64)
    for k, (a, b) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
        target[k] = _numbered(number, a, b)
        beside[a].add(b)
        beside[b].add(a)
    steps = _by_degree(beside, number)
    done = [node for node, _ in steps]
    rest = sorted(set(range(n)) - set(done))
    if len(rest) > MOST_DENSE:
        raise UnsupportedForest(
            f"{len(rest)} nodes on loops are joined so densely that eliminating them fills a "
            f"matrix of {len(rest)} by {len(rest)}, more than {MOST_DENSE} by {MOST_DENSE}. Use "
            "voltage_solver='dense' if there is memory for it, or fewer gap junctions."
        )
    order = np.array([*done, *rest], np.int64)
    return order, _tables(order, steps, number, target)


def _numbered(number: dict[tuple[int, int], int], a: int, b: int) -> int:
    """Return the number of the edge of a pair, a new one if it has none."""
    return number.setdefault((a, b) if a < b else (b, a), len(number))


def _by_degree(
    beside: list[set[int]], number: dict[tuple[int, int], int]
) -> list[tuple[int, list[int]]]:
    """Eliminate the node with fewest neighbours, again and again; number the fill."""
    queue = [(len(others), node) for node, others in enumerate(beside)]
    heapify(queue)
    gone: set[int] = set()
    steps: list[tuple[int, list[int]]] = []
    while queue:
        degree, node = heappop(queue)
        if node in gone or degree != len(beside[node]):
            continue
        if degree > MOST_NEIGHBOURS:
            break
        gone.add(node)
        others = sorted(beside[node])
        steps.append((node, others))
        for a in others:
            beside[a].remove(node)
            beside[a].update(others)
            beside[a].remove(a)
            heappush(queue, (len(beside[a]), a))
        for k, a in enumerate(others):
            for b in others[k + 1 :]:
                _numbered(number, a, b)
    return steps


def _tables(
    order: IntArray,
    steps: list[tuple[int, list[int]]],
    number: dict[tuple[int, int], int],
    target: IntArray,
) -> Core:
    """Return the index arrays of the elimination, padded to the largest degree."""
    n, k, absent = len(order), len(steps), len(number)
    place = np.empty(n, np.int64)
    place[order] = np.arange(n)
    degree = max((len(others) for _, others in steps), default=0)
    first, second = np.triu_indices(degree, 1)
    neighbour, edge = np.full((k, degree), n), np.full((k, degree), absent)
    mesh = np.full((k, len(first)), absent)
    for row, (node, others) in enumerate(steps):
        neighbour[row, : len(others)] = place[others]
        edge[row, : len(others)] = [_numbered(number, node, other) for other in others]
        pairs = zip(first.tolist(), second.tolist(), strict=True)
        for column, (a, b) in enumerate(pairs):
            if b < len(others):
                mesh[row, column] = _numbered(number, others[a], others[b])
    ends = np.array(list(number), np.int64).reshape(-1, 2)
    inside = (place[ends] >= k).all(axis=1)
    dense = place[ends[inside]] - k
    return Core(
        as_index(np.arange(len(target))),
        as_index(target),
        as_index(neighbour),
        as_index(edge),
        as_index(first),
        as_index(second),
        as_index(mesh),
        as_index(dense[:, 0]),
        as_index(dense[:, 1]),
        as_index(np.flatnonzero(inside)),
        as_index(np.zeros(absent + 1, np.int64)),
        as_index(np.zeros(n - k, np.int64)),
    )
