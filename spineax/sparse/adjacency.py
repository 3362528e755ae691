"""The adjacency of a graph: who is joined to whom, and what hangs together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from spineax._types import IntArray

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

    Examples
    --------
    >>> n_pieces, piece = connected_pieces(4, [0, 1], [2, 3])
    >>> n_pieces, piece.tolist()
    (2, [0, 1, 0, 1])
    """
    from scipy.sparse import csgraph

    graph = adjacency(n_nodes, edge_i, edge_j)
    n_pieces, piece = csgraph.connected_components(graph, directed=False)
    return int(n_pieces), piece.astype(np.int64)
