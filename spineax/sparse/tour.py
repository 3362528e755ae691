"""A walk around the trees of a forest, and the pieces of a graph: pointer jumping in numpy.

Every loop doubles the distance it looks at, so a chain of n nodes costs n log(n) as a bush does.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from spineax._types import BoolArray, IntArray


def connected_pieces(n_nodes: int, edge_i: ArrayLike, edge_j: ArrayLike) -> tuple[int, IntArray]:
    """Return how many connected pieces a graph has, and which of them each node is in.

    Parameters
    ----------
    n_nodes : int
    edge_i, edge_j : int array (e,)

    Returns
    -------
    n_pieces : int
    piece : int array (n_nodes,)
        Numbered by their first nodes.

    Notes
    -----
    Hooking and shortcutting (Shiloach and Vishkin, 1982, J. Algorithms 3:57).

    Examples
    --------
    >>> n_pieces, piece = connected_pieces(4, [0, 1], [2, 3])
    >>> n_pieces, piece.tolist()
    (2, [0, 1, 0, 1])
    """
    i, j = np.asarray(edge_i, dtype=np.int64), np.asarray(edge_j, dtype=np.int64)
    first = np.arange(n_nodes)
    while True:
        one, other = first[i], first[j]
        if (one == other).all():
            break
        lower = np.minimum(one, other)
        np.minimum.at(first, one, lower)
        np.minimum.at(first, other, lower)
        while (first[first] != first).any():
            first = first[first]
    found, piece = np.unique(first, return_inverse=True)
    return len(found), piece


def breadth_first(n: int, i: IntArray, j: IntArray, root: IntArray) -> tuple[IntArray, IntArray]:
    """Return the nodes of trees breadth-first, and the parent of each, -1 at a root.

    Parameters
    ----------
    n : int
    i, j : int array (e,)
        Edges of a forest, or of one and of pieces with loops but without a root.
    root : int array (r,)
        One node of each tree.

    Returns
    -------
    order : int array
        Level by level, the children of a node side by side; without nodes that no root reaches.
    parent : int array (n,)
        -1 also where no root reaches.

    Notes
    -----
    A tour passes every edge down and up again (Tarjan and Vishkin, 1985, SIAM J. Comput.
    14:862); of the two ways, that down comes first.

    Examples
    --------
    >>> order, parent = breadth_first(3, np.array([0, 1]), np.array([1, 2]), np.array([1]))
    >>> order.tolist(), parent.tolist()
    ([1, 0, 2], [1, -1, 1])
    """
    e = len(i)
    tail, head = np.concatenate([i, j]), np.concatenate([j, i])
    ways = np.lexsort((head, tail))
    start = np.searchsorted(tail[ways], np.arange(n + 1))
    turn = np.empty(2 * e, np.int64)  # the way out of a node that follows another one
    turn[ways] = np.roll(ways, -1)
    ends = start[1:] > start[:-1]
    turn[ways[start[1:][ends] - 1]] = ways[start[:-1][ends]]
    back = (np.arange(2 * e) + e) % max(2 * e, 1)
    following = np.append(turn[back], 2 * e)
    leads = root[ends[root]]
    last = ways[start[leads + 1] - 1]  # the tour of a root ends when it comes up this way
    following[back[last]] = 2 * e
    left, reached = _ways_left(following)
    down = np.flatnonzero(reached & (left > left[back]))
    parent = np.full(n, -1)
    parent[head[down]] = tail[down]
    place = np.zeros(n, np.int64)
    place[head[down]] = -left[down]
    return _by_level(n, parent, root, place), parent


def _ways_left(following: IntArray) -> tuple[IntArray, BoolArray]:
    """Return how many ways of its tour follow each way, and whether the tour has an end."""
    end = len(following) - 1
    left = np.append(np.ones(end, np.int64), 0)
    for _ in range(max(end, 1).bit_length()):
        left = left + left[following]
        following = following[following]
    return left[:-1], following[:-1] == end


def _by_level(n: int, parent: IntArray, root: IntArray, place: IntArray) -> IntArray:
    """Return reached nodes by level, then by root, then by their place on the tour."""
    number = np.full(n, -1)
    number[root] = np.arange(len(root))
    tree = number[tops(parent)]
    order = np.lexsort((place, tree, levels(parent)))
    return order[tree[order] >= 0]


def levels(parent: IntArray) -> IntArray:
    """Return the number of edges between each node and its root.

    Parameters
    ----------
    parent : int array (n,)
        Parent of each node, -1 at a root.

    Returns
    -------
    int array (n,)

    Notes
    -----
    Pointer jumping: every round doubles the distance looked at, so the work is
    n log(depth) in vectorised operations.

    Examples
    --------
    >>> levels(np.array([-1, 0, 1, 2])).tolist()
    [0, 1, 2, 3]
    """
    n = len(parent)
    above = np.append(np.where(parent < 0, n, parent), n)
    level = np.append((parent >= 0).astype(np.int64), 0)
    while (above < n).any():
        level += level[above]
        above = above[above]
    return level[:n]


def tops(parent: IntArray) -> IntArray:
    """Return the root above each node."""
    top = np.where(parent < 0, np.arange(len(parent)), parent)
    while (top[top] != top).any():
        top = top[top]
    return top
