"""Rooted forests: the tree structure of a graph of nodes and axial edges.

numpy and scipy only. Values never enter here; see ``schedule.py`` for orders of elimination.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from spineax._types import BoolArray, IntArray
from spineax.errors import BadArgument, NotAForest
from spineax.sparse.tour import breadth_first, connected_pieces, levels, tops


@dataclass(frozen=True)
class Forest:
    """Trees over ``n`` nodes, each rooted, listed breadth-first.

    Parameters
    ----------
    order : int array (n,)
        All nodes, parents before children, level by level.
    parent : int array (n,)
        Parent node of each node, -1 at a root.
    edge : int array (n,)
        The caller's edge from each node to its parent, -1 at a root.
    level : int array (n,)
        Number of edges to the root.
    tree : int array (n,)
        Number of the tree that each node is in.
    """

    order: IntArray
    parent: IntArray
    edge: IntArray
    level: IntArray
    tree: IntArray

    def __post_init__(self) -> None:
        for array in (self.order, self.parent, self.edge, self.level, self.tree):
            array.flags.writeable = False

    @property
    def n(self) -> int:
        """Number of nodes."""
        return len(self.order)

    @property
    def root(self) -> BoolArray:
        """Which nodes are roots, (n,)."""
        return self.parent < 0

    @property
    def depth(self) -> int:
        """Largest level."""
        return int(self.level.max(initial=0))

    @property
    def n_children(self) -> IntArray:
        """Number of children of each node, (n,)."""
        return np.bincount(self.parent[self.parent >= 0], minlength=self.n)


def check_edges(n: int, edge_i: ArrayLike, edge_j: ArrayLike) -> tuple[IntArray, IntArray]:
    """Return the two ends of the edges as arrays, or say which edge is wrong.

    Parameters
    ----------
    n : int
        Number of nodes.
    edge_i, edge_j : int array-like (e,)

    Returns
    -------
    edge_i, edge_j : int array (e,)

    Raises
    ------
    BadArgument
        If the two differ in length, an end is not one of the nodes, or an edge joins a
        node with itself.

    Examples
    --------
    >>> check_edges(3, [0, 1], [1, 2])
    (array([0, 1]), array([1, 2]))
    """
    i = np.asarray(edge_i, dtype=np.int64).reshape(-1)
    j = np.asarray(edge_j, dtype=np.int64).reshape(-1)
    if len(i) != len(j):
        raise BadArgument(f"{len(i)} first ends of edges but {len(j)} second ends. Pass pairs.")
    wrong = (i < 0) | (j < 0) | (i >= n) | (j >= n)
    if wrong.any():
        k = int(np.argmax(wrong))
        raise BadArgument(f"Edge {k} joins {i[k]} and {j[k]}, but the nodes are 0 to {n - 1}.")
    if (i == j).any():
        k = int(np.argmax(i == j))
        raise BadArgument(f"Edge {k} joins node {i[k]} with itself. Remove it.")
    return i, j


def forest_from_edges(n: int, edge_i: ArrayLike, edge_j: ArrayLike) -> Forest:
    """Root every tree of a graph at its centre, where its depth is least.

    Parameters
    ----------
    n : int
        Number of nodes.
    edge_i, edge_j : int array-like (e,)
        Ends of the edges, in any order and direction; ``e`` may be 0.

    Returns
    -------
    Forest

    Raises
    ------
    NotAForest
        If the edges close a loop.
    BadArgument
        If an edge is not a pair of different nodes.

    Notes
    -----
    The centre of a tree is the middle of a longest path, found by two breadth-first
    searches (Jordan, 1869, J. reine angew. Math. 70:185).

    Examples
    --------
    >>> forest = forest_from_edges(5, [0, 1, 2, 3], [1, 2, 3, 4])
    >>> forest.parent.tolist(), forest.depth
    ([1, 2, -1, 2, 3], 2)
    """
    i, j = check_edges(n, edge_i, edge_j)
    n_trees, tree = connected_pieces(n, i, j)
    if len(i) != n - n_trees:
        raise NotAForest(
            f"{len(i)} edges over {n} nodes in {n_trees} connected parts close "
            f"{len(i) - n + n_trees} loop(s), the first through edge {_closing_edge(n, i, j)}. "
            "Remove that edge, or use a solver of general graphs."
        )
    root = np.zeros(n_trees, np.int64)
    root[tree] = np.arange(n)
    for _ in range(2):  # to one end of a longest path, then to its other end
        order, parent = breadth_first(n, i, j, root)
        root = _last_of_each(tree[order], order, n_trees)
    level = levels(parent)
    centre = _ancestor(parent, root, level[root] // 2)
    order, parent = breadth_first(n, i, j, centre)
    edge = _edge_to_parent(parent, i, j)
    return Forest(order, parent, edge, levels(parent), tree)


def forest_from_parents(parent: ArrayLike) -> Forest:
    """Return the forest with these parents, rooted where they say.

    Parameters
    ----------
    parent : int array-like (n,)
        Parent of each node, -1 at a root. Edge ``k`` is the one above the ``k``-th node
        that has a parent.

    Returns
    -------
    Forest

    Raises
    ------
    NotAForest
        If a parent is not a node, or the parents close a loop.

    Examples
    --------
    >>> forest_from_parents([-1, 0, 0, 1]).level.tolist()
    [0, 1, 1, 2]
    """
    above = np.asarray(parent, dtype=np.int64).reshape(-1)
    n = len(above)
    if (above >= n).any() or (above < -1).any():
        k = int(np.argmax((above >= n) | (above < -1)))
        raise NotAForest(f"Node {k} has parent {above[k]}, but the nodes are 0 to {n - 1}.")
    child = np.flatnonzero(above >= 0)
    root = np.flatnonzero(above < 0)
    order, found = breadth_first(n, child, above[child], root)
    if len(order) < n or (found != above).any():
        k = int(np.setdiff1d(np.arange(n), order, assume_unique=True)[0])
        raise NotAForest(f"The parents above node {k} run in a circle. Give one of them -1.")
    edge = np.full(n, -1)
    edge[child] = np.arange(len(child))
    tree = np.searchsorted(root, tops(above))
    return Forest(order, above.copy(), edge, levels(above), tree)


def _last_of_each(tree: IntArray, node: IntArray, n_trees: int) -> IntArray:
    """Return the last node listed of each tree."""
    place = np.zeros(n_trees, np.int64)
    np.maximum.at(place, tree, np.arange(len(tree)))
    return node[place] if len(node) else place


def _ancestor(parent: IntArray, node: IntArray, steps: IntArray) -> IntArray:
    """Return the node that lies ``steps`` edges above each of ``node``."""
    jump, left = np.where(parent < 0, np.arange(len(parent)), parent), steps.copy()
    node = node.copy()
    while (left > 0).any():
        odd = left % 2 == 1
        node[odd] = jump[node[odd]]
        jump, left = jump[jump], left // 2
    return node


def _edge_to_parent(parent: IntArray, i: IntArray, j: IntArray) -> IntArray:
    """Return the edge between each node and its parent, -1 at a root."""
    edge = np.full(len(parent), -1)
    down = parent[j] == i
    edge[np.where(down, j, i)] = np.arange(len(i))
    return edge


def _closing_edge(n: int, i: IntArray, j: IntArray) -> int:
    """Return the first edge that joins two nodes which are connected already."""
    low, high = 0, len(i)
    while high - low > 1:  # bisect: the first prefix of the edges that has a loop
        middle = (low + high) // 2
        n_trees, _ = connected_pieces(n, i[:middle], j[:middle])
        low, high = (middle, high) if middle == n - n_trees else (low, middle)
    return low
