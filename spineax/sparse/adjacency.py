"""The adjacency of a graph: who is joined to whom."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
from numpy.typing import ArrayLike


def adjacency(n_nodes: int, edge_i: ArrayLike, edge_j: ArrayLike) -> sp.csr_array:
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
    >>> adjacency(3, [0, 1], [1, 2]).toarray().astype(int).tolist()
    [[0, 1, 0], [1, 0, 1], [0, 1, 0]]
    """
    i, j = np.asarray(edge_i), np.asarray(edge_j)
    ends = (np.concatenate([i, j]), np.concatenate([j, i]))
    return sp.csr_array((np.ones(2 * len(i)), ends), shape=(n_nodes, n_nodes))
