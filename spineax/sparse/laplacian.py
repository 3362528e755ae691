"""Graph Laplacians as sparse matrices: for people, for tests, and for frequency analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from spineax._types import FloatArray, IntArray
from spineax.errors import BadArgument, ShapeMismatch
from spineax.sparse.forest import check_edges

if TYPE_CHECKING:
    from scipy.sparse import csr_array


def incidence(n: int, edge_i: ArrayLike, edge_j: ArrayLike) -> csr_array:
    """Return the incidence matrix: +1 where an edge begins, -1 where it ends.

    Parameters
    ----------
    n : int
    edge_i, edge_j : int array-like (e,)

    Returns
    -------
    scipy.sparse.csr_array (e, n)

    Examples
    --------
    >>> incidence(3, [0, 1], [1, 2]).toarray().astype(int).tolist()
    [[1, -1, 0], [0, 1, -1]]
    """
    from scipy.sparse import coo_array

    i, j = check_edges(n, edge_i, edge_j)
    e = np.arange(len(i))
    signs = np.concatenate([np.ones(len(i)), -np.ones(len(i))])
    places = (np.concatenate([e, e]), np.concatenate([i, j]))
    return coo_array((signs, places), shape=(len(i), n)).tocsr()


def laplacian(
    n: int, edge_i: ArrayLike, edge_j: ArrayLike, conductance: ArrayLike, ground: ArrayLike = 0.0
) -> csr_array:
    """Return ``B^T diag(g) B + diag(ground)``.

    Parameters
    ----------
    n : int
    edge_i, edge_j : int array-like (e,)
    conductance : float array-like (e,), uS
    ground : float or array-like (n,), uS

    Returns
    -------
    scipy.sparse.csr_array (n, n), uS
        Symmetric; rows sum to ``ground``.

    Raises
    ------
    ShapeMismatch
        If there is not one conductance per edge.

    Examples
    --------
    >>> laplacian(2, [0], [1], [3.0]).toarray().tolist()
    [[3.0, -3.0], [-3.0, 3.0]]
    """
    from scipy.sparse import csr_array, diags_array

    between = incidence(n, edge_i, edge_j)
    values = np.asarray(conductance, float)
    if values.shape != between.shape[:1]:
        raise ShapeMismatch(
            f"{values.shape} conductances for {between.shape[0]} edges. Pass one per edge."
        )
    weighted = between.T @ diags_array(values) @ between
    return csr_array(weighted + diags_array(np.broadcast_to(np.asarray(ground, float), (n,))))


def edges_of(matrix: csr_array) -> tuple[IntArray, IntArray, FloatArray, FloatArray]:
    """Return the edges, conductances and ground of a matrix that ``laplacian`` made.

    Parameters
    ----------
    matrix : scipy.sparse array (n, n), uS
        Symmetric, not positive off the diagonal.

    Returns
    -------
    edge_i, edge_j : int array (e,)
        Ends of the edges, the smaller first.
    conductance : array (e,), uS
    ground : array (n,), uS

    Raises
    ------
    BadArgument
        If the matrix is not that of a conductance network.

    Examples
    --------
    >>> edges_of(laplacian(2, [0], [1], [3.0]))[2].tolist()
    [3.0]
    """
    full = matrix.tocoo()
    upper = full.row < full.col
    lower = full.row > full.col
    if (abs(matrix - matrix.T) > 0).nnz or (full.data[upper | lower] > 0).any():
        raise BadArgument(
            "The matrix is not a conductance network: it must be symmetric, with no positive "
            "entry off its diagonal."
        )
    keep = upper & (full.data < 0)
    i, j = full.row[keep].astype(np.int64), full.col[keep].astype(np.int64)
    ground = np.asarray(matrix.sum(axis=1), np.float64).reshape(-1)
    return i, j, np.asarray(-full.data[keep], np.float64), ground


def kron_reduce(matrix: csr_array, n: int) -> FloatArray:
    """Return the network as seen from its first ``n`` nodes.

    Parameters
    ----------
    matrix : scipy.sparse array (n_nodes, n_nodes), uS
        A Laplacian, with or without ground.
    n : int
        Nodes from ``n`` on are eliminated; each needs an edge or a ground.

    Returns
    -------
    array (n, n), uS

    Notes
    -----
    One star-mesh transform per node, which adds, multiplies and divides numbers that are
    not negative (Doerfler and Bullo, 2013, IEEE Trans. Circuits Syst. I 60:150).

    Examples
    --------
    >>> kron_reduce(laplacian(3, [0, 1], [2, 2], [2.0, 2.0]), 2).tolist()
    [[1.0, -1.0], [-1.0, 1.0]]
    """
    i, j, conductance, ground = edges_of(matrix)
    between = np.zeros(matrix.shape)
    between[i, j] = between[j, i] = conductance
    for node in reversed(range(n, len(ground))):
        arms = between[node, :node]
        share = arms / (arms.sum() + ground[node])
        between[:node, :node] += np.outer(share, arms)
        ground[:node] += share * ground[node]
    reduced = between[:n, :n]
    np.fill_diagonal(reduced, 0.0)
    return np.asarray(np.diag(reduced.sum(axis=1) + ground[:n]) - reduced)
