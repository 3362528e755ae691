"""Distances between compartments: straight through space, or along the tree."""

from __future__ import annotations

import numpy as np

from spineax._types import FloatArray, IntArray
from spineax.errors import ShapeMismatch


def straight_distances(xyz_start: FloatArray, xyz_ends: FloatArray) -> FloatArray:
    """Return the straight distances from one place to others.

    Parameters
    ----------
    xyz_start : array (3,), um
    xyz_ends : array (k, 3), um

    Returns
    -------
    array (k,), um

    Raises
    ------
    ShapeMismatch
        The arrays have other shapes.

    Examples
    --------
    >>> straight_distances(np.zeros(3), np.array([[3.0, 4.0, 0.0]]))
    array([5.])
    """
    start, ends = np.asarray(xyz_start, dtype=float), np.asarray(xyz_ends, dtype=float)
    if start.shape != (3,) or ends.ndim != 2 or ends.shape[1] != 3:
        raise ShapeMismatch(
            f"The start has shape {start.shape} and the ends {ends.shape}. "
            "Pass one place (3,) and k places (k, 3)."
        )
    return np.asarray(np.sqrt(((ends - start) ** 2).sum(axis=1)))


def edge_lengths(length: FloatArray, half_i: IntArray, half_j: IntArray) -> FloatArray:
    """Return how long each edge between nodes is, from the halves that it crosses.

    Parameters
    ----------
    length : array (n,), um
        Lengths of compartments.
    half_i, half_j : array (e,), int
        Halves on both sides, as indices into ``[first half of all, second half of all,
        nothing]``.

    Returns
    -------
    array (e,), um

    Examples
    --------
    >>> edge_lengths(np.array([4.0, 6.0]), np.array([2]), np.array([1]))
    array([5.])
    """
    half = np.concatenate([length, length, [0.0]]) / 2.0
    return half[half_i] + half[half_j]


def path_distances(
    start: int, edge_i: IntArray, edge_j: IntArray, edge_length: FloatArray, n_nodes: int
) -> FloatArray:
    """Return the lengths of the paths along the tree from one node to all.

    Parameters
    ----------
    start : int
        Node, usually a compartment; paths run from centre to centre.
    edge_i, edge_j : array (e,), int
        Nodes at both sides of each edge of a forest.
    edge_length : array (e,), um
    n_nodes : int

    Returns
    -------
    array (n_nodes,), um
        Infinite at nodes that no path leads to.

    Examples
    --------
    >>> chain = np.array([0, 1])
    >>> path_distances(0, chain, chain + 1, np.array([5.0, 7.0]), 4)
    array([ 0.,  5., 12., inf])
    """
    ends = np.concatenate([edge_i, edge_j])
    others = np.concatenate([edge_j, edge_i])
    lengths = np.concatenate([edge_length, edge_length])
    order = np.argsort(ends, kind="stable")
    bounds = np.searchsorted(ends[order], np.arange(n_nodes + 1)).tolist()
    neighbour, step = others[order].tolist(), lengths[order].tolist()
    distance = [np.inf] * n_nodes
    distance[start] = 0.0
    stack = [start]
    while stack:
        node = stack.pop()
        for k in range(bounds[node], bounds[node + 1]):
            if distance[neighbour[k]] == np.inf:
                distance[neighbour[k]] = distance[node] + step[k]
                stack.append(neighbour[k])
    return np.array(distance)
