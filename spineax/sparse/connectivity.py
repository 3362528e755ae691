"""Connectivity as matrices, dense or of scipy.sparse: rows connect to columns."""

from __future__ import annotations

from typing import Any

import numpy as np

from spineax._types import FloatArray, IntArray
from spineax.errors import BadType, ShapeMismatch


def pairs_of_matrix(
    matrix: Any, n_pre: int, n_post: int
) -> tuple[IntArray, IntArray, FloatArray | None]:
    """Return where a matrix has an entry, row by row, and the entries.

    Parameters
    ----------
    matrix : array (n_pre, n_post), bool, or scipy.sparse matrix of bools or numbers
    n_pre, n_post : int

    Returns
    -------
    pre, post : int array (m,)
    values : float array (m,), or None
        None for a matrix of bools.

    Raises
    ------
    BadType
        If a dense matrix does not hold bools.
    ShapeMismatch
        If it does not have one row per cell before and one column per cell after.

    Examples
    --------
    >>> pre, post, _ = pairs_of_matrix(np.array([[False, True], [True, True]]), 2, 2)
    >>> pre.tolist(), post.tolist()
    ([0, 1, 1], [1, 0, 1])
    """
    from scipy.sparse import issparse

    if issparse(matrix):
        given: Any = matrix
        entries = given.tocsr().tocoo()
        shape, (pre, post), data = entries.shape, entries.coords, entries.data
        pre, post, data = (array[data != 0] for array in (pre, post, data))
        values = None if data.dtype == bool else data.astype(np.float64)
    else:
        try:
            dense = np.asarray(matrix)
        except ValueError as error:
            raise BadType(f"A connectivity matrix must be an array, not {matrix!r}.") from error
        if dense.dtype != bool:
            raise BadType(
                f"A connectivity matrix holds bools, not {dense.dtype}. Pass matrix != 0, or a "
                "scipy.sparse matrix with weight=... for values."
            )
        shape, values = dense.shape, None
        pre, post = np.nonzero(dense)[:2] if dense.ndim == 2 else np.zeros((2, 0), int)
    if shape != (n_pre, n_post):
        raise ShapeMismatch(
            f"The connectivity matrix has shape {shape}, but there are {n_pre} cells before and "
            f"{n_post} after the synapses."
        )
    return pre.astype(np.int64), post.astype(np.int64), values
