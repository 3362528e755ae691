"""The adjacency of a graph: who is joined to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

# scipy.sparse is slow to import: every function of this room imports what it needs.
if TYPE_CHECKING:
    from scipy.sparse import csr_array


def adjacency(n_nodes: int, edge_i: ArrayLike, edge_j: ArrayLike) -> csr_array:
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
    from scipy.sparse import csr_array

    i, j = np.asarray(edge_i), np.asarray(edge_j)
    ends = (np.concatenate([i, j]), np.concatenate([j, i]))
    return csr_array((np.ones(2 * len(i)), ends), shape=(n_nodes, n_nodes))
