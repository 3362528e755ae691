"""The order of ``stone``: rounds of leaves and of every other node along the chains.

Each round eliminates nodes with at most two neighbours, no two of them joined, so all at
once. A forest is gone after about log2 of its size rounds, however deep it is; loops that
are entangled with each other are left, and make the core.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from spineax._types import BoolArray, IntArray
from spineax.sparse.core import Core, core_order
from spineax.sparse.forest import check_edges
from spineax.sparse.schedule import IndexArray, as_index
from spineax.sparse.tour import connected_pieces

#: Entries of a round that pull what was sent to it, per node of the graph.
WIDEST = 8
#: A round of fewer nodes than this does not pay where a core is left anyway.
LEAST_OF_ROUND = 8
#: Nodes of a round, their neighbours and the edges to them.
Step = tuple[IntArray, IntArray, IntArray]


@dataclass(frozen=True)
class Rounds:
    """Nodes in the order of their elimination; the slots of a round are contiguous.

    Parameters
    ----------
    slot : int32 array (n_nodes,)
    i, j : int32 array (e,)
        Slots that each of the caller's edges joins.
    neighbour : int32 array (2, n_slots)
        Slots that a node is joined to when its turn comes, ``n_slots`` if none.
    edge : int32 array (2, n_slots)
        The edges to them: the caller's, then one that is absent, then that of padding, then
        one per slot that was made by eliminating it.
    received : int32 array
        What earlier rounds have sent to each slot, round by round and last the core's:
        ``widths`` rows, one past the last where nothing came. A round sends to its first
        neighbours, then to its second ones.
    sizes : tuple of int
        Number of slots of each round.
    widths : tuple of int
        Most that was sent to a slot, of each round and of the core.
    n_slots : int
    core : Core, optional
        What is left of loops, in the last slots; they belong to no round.
    """

    slot: IndexArray
    i: IndexArray
    j: IndexArray
    neighbour: IndexArray
    edge: IndexArray
    received: IndexArray
    sizes: tuple[int, ...] = field(metadata={"static": True})
    widths: tuple[int, ...] = field(metadata={"static": True})
    n_slots: int = field(metadata={"static": True})
    core: Core | None = None

    @property
    def n_states(self) -> int:
        """Number of slots in which compartments lie: all, as rounds mix them with points."""
        return self.n_slots


def rounds(n_nodes: int, edge_i: ArrayLike, edge_j: ArrayLike) -> Rounds:
    """Return the rounds in which ``stone`` eliminates a graph, and the core that is left.

    Parameters
    ----------
    n_nodes : int
    edge_i, edge_j : int array-like (e,)

    Returns
    -------
    Rounds

    Raises
    ------
    UnsupportedForest
        If loops are so many that eliminating them needs too much memory.

    Notes
    -----
    Odd-even reduction (Hockney, 1965, J. ACM 12:95) carried from lines to trees.

    Examples
    --------
    >>> rounds(3, [0, 1], [1, 2]).sizes
    (2, 1)
    """
    i, j = check_edges(n_nodes, edge_i, edge_j)
    e = len(i)
    left, right, name = i, j, np.arange(e)
    alive, sent = np.ones(n_nodes, bool), np.zeros(n_nodes, np.int64)
    steps: list[Step] = []
    loops = e > n_nodes - connected_pieces(n_nodes, i, j)[0]
    while alive.any():
        neighbour, edge, degree = _ends(n_nodes, left, right, name)
        ready = alive & (degree <= 2)
        # a hub of many leaves waits for a small round: a round is as wide as its widest
        light = ready & (sent * ready.sum() <= WIDEST * n_nodes)
        chosen = _independent(light if light.any() else ready, neighbour)
        if loops and len(chosen) < LEAST_OF_ROUND:
            break
        steps.append((chosen, neighbour[:, chosen], edge[:, chosen]))
        alive[chosen] = False
        kept = alive[left] & alive[right]
        ends = neighbour[:, chosen]
        np.add.at(sent, ends[ends >= 0], 1)
        bridge = (ends >= 0).all(axis=0) & (ends[0] != ends[1])
        left = np.append(left[kept], ends[0, bridge])
        right = np.append(right[kept], ends[1, bridge])
        name = np.append(name[kept], e + chosen[bridge])  # renamed to slots below
    if not alive.any():
        return _in_slots(n_nodes, i, j, steps)
    return _with_core(n_nodes, i, j, steps, (left, right, name), np.flatnonzero(alive))


def _with_core(
    n_nodes: int,
    i: IntArray,
    j: IntArray,
    steps: list[Step],
    left_over: Step,
    alive: IntArray,
) -> Rounds:
    """Return the rounds, with the nodes that are left in a core."""
    left, right, name = left_over
    order, core = core_order(
        np.searchsorted(alive, left), np.searchsorted(alive, right), len(alive)
    )
    placed = _in_slots(n_nodes, i, j, steps, alive[order])
    e = len(i)
    made = np.append(placed.slot, 0)[np.maximum(name - e, 0)]
    source = as_index(np.where(name < e, name, e + 2 + made))
    return replace(placed, core=replace(core, source=source))


def _in_slots(
    n_nodes: int, i: IntArray, j: IntArray, steps: list[Step], last: IntArray | None = None
) -> Rounds:
    """Place the nodes round by round, each round filled up to a size that others share."""
    e, sizes = len(i), tuple(_bucket(len(chosen)) for chosen, _, _ in steps)
    in_rounds, core = sum(sizes), np.zeros(0, np.int64) if last is None else last
    n_slots = max(in_rounds + len(core), 1)
    slot = np.full(n_nodes + 1, n_slots)
    slot[core] = in_rounds + np.arange(len(core))
    first = np.cumsum((0, *sizes))
    for (chosen, _, _), start in zip(steps, first, strict=False):
        slot[chosen] = start + np.arange(len(chosen))
    edge_of = np.concatenate([np.arange(e), e + 2 + slot[:n_nodes], [e]])
    neighbour = np.full((2, n_slots), n_slots)
    edge = np.full((2, n_slots), e + 1)
    for chosen, beside, through in steps:
        neighbour[:, slot[chosen]] = slot[beside]
        edge[:, slot[chosen]] = edge_of[through]
    sizes = sizes if len(core) else sizes or (1,)
    received, widths = _received(neighbour, (*sizes, len(core)))
    return Rounds(
        as_index(slot[:n_nodes]),
        as_index(slot[i]),
        as_index(slot[j]),
        as_index(neighbour),
        as_index(edge),
        as_index(received),
        sizes,
        widths,
        n_slots,
    )


def _received(neighbour: IntArray, sizes: tuple[int, ...]) -> tuple[IntArray, tuple[int, ...]]:
    """Return where what was sent to each slot lies, and how much came at most, by rounds."""
    n = neighbour.shape[1]
    first = np.cumsum((0, *sizes))
    in_turn = [neighbour[:, start:stop].ravel() for start, stop in pairwise(first[:-1])]
    source = np.concatenate([*in_turn, np.zeros(0, np.int64)])
    place = np.argsort(source, kind="stable")
    place = place[: np.count_nonzero(source < n)]
    target = source[place]
    count = np.bincount(target, minlength=n)
    turn = np.arange(len(target)) - (np.cumsum(count) - count)[target]
    parts, widths = [], []
    for k, (start, stop) in enumerate(pairwise(first)):
        # two from every round before, as along a chain: so cells of one size have one shape
        most = max(2 * k, int(count[start:stop].max(initial=0))) if stop > start else 0
        widths.append(1 << (most - 1).bit_length() if most else 0)
        part = np.full((widths[-1], stop - start), 2 * int(first[-2]))
        mine = (target >= start) & (target < stop)
        part[turn[mine], target[mine] - start] = place[mine]
        parts.append(part.ravel())
    return np.concatenate(parts), tuple(widths)


def _ends(
    n: int, left: IntArray, right: IntArray, name: IntArray
) -> tuple[IntArray, IntArray, IntArray]:
    """Return the first two neighbours of each node, the edges to them, and its degree."""
    here, there = np.append(left, right), np.append(right, left)
    order = np.argsort(here, kind="stable")
    degree = np.bincount(here, minlength=n)
    first = np.cumsum(degree) - degree
    neighbour, edge = np.full((2, n), -1), np.full((2, n), -1)
    for k in range(2):
        has = degree > k
        at = order[first[has] + k]
        neighbour[k, has] = there[at]
        edge[k, has] = np.append(name, name)[at]
    return neighbour, edge, degree


def _independent(candidate: BoolArray, neighbour: IntArray) -> IntArray:
    """Return candidates of which no two are joined: leaves before nodes on chains.

    Luby (1986), SIAM J. Comput. 15:1036: those that rank above their neighbours, three times.
    """
    rank = np.random.default_rng(0).permutation(len(candidate))
    rank = rank + len(candidate) * (neighbour[1] < 0)
    chosen = np.zeros(len(candidate), bool)
    for _ in range(3):
        mine = np.append(np.where(candidate, rank, -1), -1)
        best = candidate & (mine[:-1] > mine[neighbour].max(axis=0))
        chosen |= best
        beside = neighbour[:, best]
        candidate = candidate & ~best
        candidate[beside[beside >= 0]] = False
    return np.flatnonzero(chosen)


def _bucket(size: int) -> int:
    """Return the next of four sizes per power of two."""
    step = 1 << max(size.bit_length() - 3, 0)
    return -(-size // step) * step
