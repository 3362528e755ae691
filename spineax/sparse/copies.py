"""Equal trees of a forest: the cells of a network that were made alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from spineax._types import IntArray


@dataclass(frozen=True)
class Copies:
    """A forest as copies of one tree.

    Parameters
    ----------
    nodes : int array (copies, n)
        Nodes of each copy, in the order of the one tree.
    edges : int array (copies, e)
        Edges of each copy, likewise.
    i, j : int array (e,)
        Nodes of the one tree that its edges join.
    """

    nodes: IntArray
    edges: IntArray
    i: IntArray
    j: IntArray


def equal_trees(tree: IntArray, i: IntArray, j: IntArray) -> Copies | None:
    """Return the copies of one tree that a forest consists of, if it does.

    Trees are compared as they are numbered: nodes and edges in rising order.

    Parameters
    ----------
    tree : int array (n_nodes,)
        Tree of each node, counted from 0.
    i, j : int array (e,)
        Nodes that each edge joins.

    Returns
    -------
    Copies or None
        None for a single tree, and where trees differ.

    Examples
    --------
    >>> equal_trees(np.array([0, 1, 0, 1]), np.array([0, 3]), np.array([2, 1])) is None
    True
    >>> equal_trees(np.array([0, 1, 0, 1]), np.array([0, 1]), np.array([2, 3])).nodes.tolist()
    [[0, 2], [1, 3]]
    """
    count = int(tree.max(initial=-1)) + 1
    sizes = np.bincount(tree, minlength=count)
    n_edges = np.bincount(tree[i], minlength=count)
    if count < 2 or (sizes != sizes[0]).any() or (n_edges != n_edges[0]).any():
        return None
    nodes = np.argsort(tree, kind="stable").reshape(count, -1)
    edges = np.argsort(tree[i], kind="stable").reshape(count, -1)
    rank = np.empty(len(tree), np.int64)
    rank[nodes] = np.arange(nodes.shape[1])
    ends = rank[np.stack([i, j])[:, edges]]
    if (ends != ends[:, :1]).any():
        return None
    return Copies(nodes, edges, *ends[:, 0])
