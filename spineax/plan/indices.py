"""What users may type as an index, turned into positions: ints, slices, masks, "all"."""

from __future__ import annotations

from typing import Any

import numpy as np

from spineax._types import BoolArray, IntArray
from spineax.errors import BadArgument, BadType, EmptySelection


def positions(idx: Any, size: int, what: str) -> IntArray:
    """Return the positions that ``idx`` selects out of ``size``, each once, in the order given.

    Parameters
    ----------
    idx : int, slice, range, list, array, boolean mask, or "all"
        Negative numbers count from the end.
    size : int
    what : str
        What is counted, for messages: "branch", "compartment", ...

    Raises
    ------
    BadArgument, BadType
        If ``idx`` is no index.
    EmptySelection
        If ``idx`` is out of range or selects nothing.

    Examples
    --------
    >>> positions([-1, 0, 3], 4, "branch").tolist()
    [3, 0]
    """
    return distinct(in_order(idx, size, what))


def in_order(idx: Any, size: int, what: str) -> IntArray:
    """Return the positions that ``idx`` selects, in the order given and as often as given."""
    if isinstance(idx, str):
        if idx != "all":
            raise BadArgument(f"The only word that selects a {what} is 'all', not {idx!r}.")
        return np.arange(size)
    if isinstance(idx, slice):
        try:
            chosen = np.arange(size)[idx]
        except (TypeError, ValueError) as error:
            raise BadType(f"{idx!r} is no slice of whole numbers.") from error
        return _not_empty(chosen, idx, size, what)
    if isinstance(idx, int | np.integer) and not isinstance(idx, bool | np.bool_):
        if not -size <= idx < size:
            raise _out_of_range(int(idx), size, what)
        return np.array([idx % size])
    try:
        array = np.asarray(list(idx) if isinstance(idx, range) else idx)
    except Exception as error:
        raise BadType(f"{idx!r} cannot be read as {what} indices.") from error
    if array.dtype == bool and array.ndim == 1:
        if len(array) != size:
            raise EmptySelection(
                f"A mask of {len(array)} values cannot select among {size} ({what}): "
                "give one value for each."
            )
        return _not_empty(np.flatnonzero(array), idx, size, what)
    array = np.atleast_1d(array)
    if array.size == 0:
        raise EmptySelection(f"No {what} index was given: {idx!r} is empty.")
    if array.ndim != 1 or array.dtype.kind not in "iu":
        raise BadType(
            f"A {what} index must be a whole number, a list of them, a slice, a mask or 'all', "
            f"not {idx!r}."
        )
    outside = array[(array < -size) | (array >= size)]
    if len(outside):
        raise _out_of_range(int(outside[0]), size, what)
    return np.asarray(array % size, dtype=np.int64)


def _not_empty(chosen: IntArray, idx: Any, size: int, what: str) -> IntArray:
    if len(chosen) == 0:
        raise EmptySelection(f"{idx!r} selects no {what} out of {size}.")
    return chosen


def _out_of_range(value: int, size: int, what: str) -> EmptySelection:
    if size == 0:
        return EmptySelection(f"There is no {what} in view to select with index {value}.")
    return EmptySelection(
        f"There is no {what} {value} in view: valid are 0 to {size - 1}, or -{size} to -1."
    )


def dense_rank(values: IntArray) -> IntArray:
    """Return for each value its rank among the distinct ones.

    Examples
    --------
    >>> dense_rank(np.array([7, 3, 7])).tolist()
    [1, 0, 1]
    """
    return np.asarray(np.unique(values, return_inverse=True)[1])


def rises(values: IntArray) -> bool:
    """Return whether every value is above the one before."""
    return len(values) < 2 or bool((values[1:] > values[:-1]).all())


def among(values: IntArray, allowed: IntArray) -> BoolArray:
    """Return for each value whether it is one of ``allowed``, which are sorted and distinct.

    Examples
    --------
    >>> among(np.array([7, 3, 9]), np.array([3, 7])).tolist()
    [True, True, False]
    """
    if len(allowed) == 0:
        return np.zeros(len(values), dtype=bool)
    row = np.minimum(np.searchsorted(allowed, values), len(allowed) - 1)
    return np.asarray(allowed[row] == values)


def distinct(values: IntArray) -> IntArray:
    """Return every value once, in the order in which they first appear.

    Examples
    --------
    >>> distinct(np.array([7, 3, 7])).tolist()
    [7, 3]
    """
    if rises(values):
        return values
    return np.asarray(values[np.sort(np.unique(values, return_index=True)[1])])


def rank(values: IntArray) -> IntArray:
    """Return for each value its number among the distinct ones, as they first appear.

    Examples
    --------
    >>> rank(np.array([7, 3, 7])).tolist()
    [0, 1, 0]
    """
    _, first, row = np.unique(values, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[row]


def rank_within(values: IntArray, parent: IntArray) -> IntArray:
    """Return for each value its number among the distinct ones of the same parent.

    Parameters
    ----------
    values : int array (n,)
        Each belongs to one parent.
    parent : int array (n,)

    Examples
    --------
    >>> rank_within(np.array([5, 4, 9, 5]), np.array([0, 0, 1, 0])).tolist()
    [0, 1, 0, 0]
    """
    if rises(values) and (parent[1:] >= parent[:-1]).all():
        start = np.flatnonzero(np.diff(parent, prepend=-1))
        return np.arange(len(parent)) - np.repeat(start, np.diff(start, append=len(parent)))
    first, row = np.unique(rank(values), return_index=True, return_inverse=True)[1:]
    above = parent[first]
    order = np.argsort(above, kind="stable")
    out = np.empty(len(above), dtype=np.int64)
    out[order] = rank_within(np.arange(len(above)), above[order])
    return out[row]


def ranges(start: IntArray, count: IntArray) -> IntArray:
    """Return the concatenation of ``start[k] ... start[k] + count[k] - 1``.

    Examples
    --------
    >>> ranges(np.array([0, 5]), np.array([2, 3])).tolist()
    [0, 1, 5, 6, 7]
    """
    if len(start) == 1:
        return np.arange(start[0], start[0] + count[0])
    offset = np.repeat(np.cumsum(count) - count, count)
    return np.asarray(np.repeat(start, count) + np.arange(len(offset)) - offset)


def grouped(values: IntArray, owner: IntArray, count: int) -> list[IntArray]:
    """Return the values of each of ``count`` owners, in their order.

    Parameters
    ----------
    values, owner : int array (n,)
    count : int

    Examples
    --------
    >>> [part.tolist() for part in grouped(np.array([7, 3, 9]), np.array([2, 0, 2]), 3)]
    [[3], [], [7, 9]]
    """
    order = np.argsort(owner, kind="stable")
    ends = np.cumsum(np.bincount(owner, minlength=count))
    return np.split(values[order], ends[:-1])[:count]
