"""Matrices of a graph: who is joined to whom, and the Laplacian of conductances."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
from numpy.typing import ArrayLike


def connectivity(n_nodes: int, edge_i: ArrayLike, edge_j: ArrayLike) -> sp.csr_array:
    """Return the matrix with 1 where two nodes are joined.

    Parameters
    ----------
    n_nodes : int
    edge_i, edge_j : int array (e,)

    Returns
    -------
    csr_array (n_nodes, n_nodes)
        Symmetric.

    Examples
    --------
    >>> connectivity(3, [0, 1], [1, 2]).toarray().astype(int).tolist()
    [[0, 1, 0], [1, 0, 1], [0, 1, 0]]
    """
    i, j = np.asarray(edge_i), np.asarray(edge_j)
    ends = (np.concatenate([i, j]), np.concatenate([j, i]))
    return sp.csr_array((np.ones(2 * len(i)), ends), shape=(n_nodes, n_nodes))


def laplacian(
    n_nodes: int, edge_i: ArrayLike, edge_j: ArrayLike, conductance: ArrayLike
) -> sp.csr_array:
    """Return the graph Laplacian: what current leaves each node, per mV.

    Parameters
    ----------
    n_nodes : int
    edge_i, edge_j : int array (e,)
    conductance : array (e,), uS

    Returns
    -------
    csr_array (n_nodes, n_nodes), uS
        Symmetric, with rows that add up to zero.

    Examples
    --------
    >>> laplacian(2, [0], [1], [3.0]).toarray().tolist()
    [[3.0, -3.0], [-3.0, 3.0]]
    """
    i, j = np.asarray(edge_i), np.asarray(edge_j)
    g = np.asarray(conductance, dtype=np.float64)
    rows = np.concatenate([i, j, i, j])
    columns = np.concatenate([j, i, i, j])
    values = np.concatenate([-g, -g, g, g])
    return sp.csr_array((values, (rows, columns)), shape=(n_nodes, n_nodes))
