"""Rows and parts of arrays, each as one operation that is quick to trace.

What ``array[k]`` does in JAX is several operations and, where nobody knows whether an index
counts from the end, several more: a fifth of the time that tracing a run took.
"""

from __future__ import annotations

from typing import Any

from jax import Array, lax


def taken(array: Array, rows: Array) -> Array:
    """Return some rows of an array that has them all: nothing is asked of the indices.

    None of them counts from the end.

    Examples
    --------
    >>> import jax.numpy as jnp
    >>> taken(jnp.arange(3.0), jnp.array([2, 0])).tolist()
    [2.0, 0.0]
    """
    # as array.at[rows].get does, traced in half of the time
    inner = tuple(range(rows.ndim, rows.ndim + array.ndim - 1))
    numbers = lax.GatherDimensionNumbers(inner, (0,), (0,))
    mode = lax.GatherScatterMode.PROMISE_IN_BOUNDS
    return lax.gather(
        array, lax.expand_dims(rows, (rows.ndim,)), numbers, (1, *array.shape[1:]), mode=mode
    )


def row_of(array: Array, k: Any, axis: int = 0, size: int = 1) -> Array:
    """Return the row ``k`` of an array, or some from there on, not counted from the end.

    Examples
    --------
    >>> import jax.numpy as jnp
    >>> row_of(jnp.arange(6.0), jnp.uint32(2), size=3).tolist()
    [2.0, 3.0, 4.0]
    """
    return lax.dynamic_slice_in_dim(array, k, size, axis, allow_negative_indices=False)


def put_row(array: Array, values: Array, k: Any, axis: int = 0) -> Array:
    """Return an array with the rows from ``k`` on replaced by ``values``.

    Examples
    --------
    >>> import jax.numpy as jnp
    >>> put_row(jnp.zeros(3), jnp.ones(1), jnp.uint32(2)).tolist()
    [0.0, 0.0, 1.0]
    """
    return lax.dynamic_update_slice_in_dim(array, values, k, axis, allow_negative_indices=False)


def part_of(array: Array, k: int) -> Array:
    """Return ``array[k]``, which is one of two or three arrays that lie in one.

    Examples
    --------
    >>> import jax.numpy as jnp
    >>> part_of(jnp.array([[1.0, 2.0], [3.0, 4.0]]), 1).tolist()
    [3.0, 4.0]
    """
    return lax.index_in_dim(array, k, keepdims=False)


def first_of(array: Array) -> Array:
    """Return the first entry of an array that has one.

    Examples
    --------
    >>> import jax.numpy as jnp
    >>> first_of(jnp.ones((2, 3))).shape
    ()
    """
    return lax.squeeze(first_row(array), (0,))


def first_row(array: Array) -> Array:
    """Return the first entry of an array that has one, as an array of one.

    Examples
    --------
    >>> import jax.numpy as jnp
    >>> first_row(jnp.ones((2, 3))).shape
    (1,)
    """
    start = (0,) * array.ndim
    one: Array = lax.slice(array, start, (1,) * array.ndim) if array.size > 1 else array
    return one if array.ndim == 1 else lax.reshape(one, (1,))
