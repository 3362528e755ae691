"""Compile a function as one piece of machine code, inside one ``jit``.

XLA's CPU backend hands every kernel of a program to its thread pool; for the short loops
of a solver, or the whole loop over time, that costs more than the arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import reduce
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array, lax
from jax.experimental.xla_metadata import set_xla_metadata

from spineax.linalg.rows import first_of, first_row, put_row, row_of, taken

_inside: ContextVar[bool] = ContextVar("inside one function", default=False)


#: Bytes of an array from which on the backend splits work on it over threads (256 KiB), which
#: has no place inside one function: half of it.
WIDEST = 2**17


def one_function(
    function: Callable[..., Any], width: int | None = None, *, prepared: bool = False
) -> Callable[..., Any]:
    """Return ``function``, compiled as a single CPU function where it is called.

    On other backends nothing changes. Inside another such function nothing changes either:
    the outer one is whole already. Differentiate first, ``one_function(grad(f))``; the mark
    is lost by the derivatives of a marked function, their numbers are not.

    Parameters
    ----------
    function : callable
        Takes and returns pytrees of arrays; without calls of LAPACK or the host inside.
    width : int, optional
        Bytes of the widest array inside; that of the widest argument if left out. From
        ``WIDEST`` on, the function is compiled as usual.
    prepared : bool
        Whether any part of its result depends on every argument, as :func:`with_all_read` makes
        it, and no argument is a constant, as :func:`held` makes them.

    Returns
    -------
    callable

    Notes
    -----
    The call is kept out of its caller (``inlineable``) and marked ``xla_cpu_small_call``,
    which makes the backend emit it whole, as it does with small loops on its own account.
    The marks are hints: a backend that does not know them computes the same numbers.

    Examples
    --------
    >>> import jax.numpy as jnp
    >>> float(jax.jit(one_function(lambda x: x + 1.0))(jnp.float32(2.0)))
    3.0
    """

    def call(*args: Any) -> Any:
        if jax.default_backend() != "cpu":
            return function(*args)
        if _inside.get():
            return apart(function)(*args)
        leaves, structure = jax.tree.flatten(args)
        # the backend has no place for arguments that are empty or never read
        full = [jnp.asarray(leaf) for leaf in leaves if jnp.size(leaf)]
        shapes = [jax.typeof(leaf) for leaf in leaves]
        widest = max((t.size * t.dtype.itemsize for t in shapes), default=0)
        if not full or (widest if width is None else width) >= WIDEST:
            return function(*args)

        @jax.jit
        def whole(full: list[Array]) -> Any:
            rest = iter(full)
            every = [next(rest) if t.size else jnp.zeros(t.shape, t.dtype) for t in shapes]
            with marked():
                result = function(*jax.tree.unflatten(structure, every))
            return result if prepared else _reading(full, result)

        result = whole(full if prepared else held(full))
        return set_xla_metadata(result, xla_cpu_small_call="true", inlineable="false")

    return call


def held(arguments: Any) -> Any:
    """Return arrays that stay arguments: XLA would move constants into what takes them.

    Examples
    --------
    >>> import jax.numpy as jnp
    >>> held(jnp.ones(2)).tolist()
    [1.0, 1.0]
    """
    return lax.optimization_barrier(arguments)


def apart(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return ``function``, which inside one function nothing around it is fused into.

    Examples
    --------
    >>> import jax.numpy as jnp
    >>> float(apart(lambda x: x + 1.0)(jnp.float32(2.0)))
    3.0
    """

    def call(*args: Any) -> Any:
        if not _inside.get():
            return function(*args)
        traced_once = function if hasattr(function, "lower") else jax.jit(function)
        return set_xla_metadata(traced_once(*args), inlineable="false")

    return call


def add_at(array: Array, rows: Array, values: Array) -> Array:
    """Return ``array`` with values added to some rows, in order.

    Inside one function this is a loop, as a scatter has no place there; else a scatter.

    Parameters
    ----------
    array : array (n, ...)
    rows : int array (k,)
    values : array (k, ...)

    Examples
    --------
    >>> import jax.numpy as jnp
    >>> add_at(jnp.zeros(3), jnp.array([0, 2, 2]), jnp.ones(3)).tolist()
    [1.0, 0.0, 2.0]
    """
    if not _inside.get():
        return array.at[rows].add(values, wrap_negative_indices=False)
    return _row_by_row(jnp.add, array, rows, values)


def set_at(array: Array, rows: Array, values: Array) -> Array:
    """Return ``array`` with the values of some rows replaced, as :func:`add_at` adds.

    Examples
    --------
    >>> set_at(jnp.zeros(3), jnp.array([2]), jnp.ones(1)).tolist()
    [0.0, 0.0, 1.0]
    """
    if not _inside.get():
        return array.at[rows].set(values, wrap_negative_indices=False)
    return _row_by_row(lambda old, new: new, array, rows, values)


def _row_by_row(
    combine: Callable[[Array, Array], Array], array: Array, rows: Array, values: Array
) -> Array:
    if not rows.shape[0]:
        return array

    @jax.custom_batching.custom_vmap
    def write(array: Array, rows: Array, values: Array) -> Array:
        # unsigned: nobody has to ask whether an index counts from the end
        rows = rows.astype(jnp.uint32)

        def one(k: Array, array: Array) -> Array:
            row = lax.dynamic_index_in_dim(rows, k, keepdims=False)
            new = combine(row_of(array, row), row_of(values, k))
            return put_row(array, new, row)

        return lax.fori_loop(jnp.uint32(0), jnp.uint32(rows.shape[0]), one, array)

    @write.def_vmap
    def batch(size: int, moves: list[bool], *given: Array) -> tuple[Array, bool]:
        # JAX would make a scatter of it, which has no place here: members one after another
        array, rows, values = (
            x if flag else jnp.broadcast_to(x, (size, *x.shape))
            for x, flag in zip(given, moves, strict=True)
        )
        n = array.shape[1]
        rows = rows + n * jnp.arange(size, dtype=rows.dtype)[:, None]
        flat = [x.reshape(-1, *x.shape[2:]) for x in (array, rows, values)]
        return write(*flat).reshape(array.shape), True

    written: Array = write(array, rows, values)
    return written


def sums_of(values: Array, rows: Array) -> Array:
    """Return the sum over each line of ``rows``; a row beyond the last stands for zero.

    Inside one function this is a loop over the columns, as a reduction has no place there.

    Parameters
    ----------
    values : array (m,)
    rows : int array (k, width)

    Examples
    --------
    >>> import jax.numpy as jnp
    >>> sums_of(jnp.array([1.0, 2.0]), jnp.array([[0, 1], [1, 2]])).tolist()
    [3.0, 2.0]
    """
    if not _inside.get():
        every = values.at[rows].get(mode="fill", fill_value=0.0, wrap_negative_indices=False)
        return every.sum(axis=1)
    padded = jnp.append(values, jnp.zeros(1, values.dtype))
    columns = rows.T.astype(jnp.uint32)
    start = taken(padded, columns[0])

    def add(column: Array, total: Array) -> Array:
        return total + taken(padded, columns[column])

    return lax.fori_loop(1, rows.shape[1], add, start)


def _is_number(array: Array) -> bool:
    return array.size > 0 and array.dtype != bool


def _sums(arrays: Iterable[Array], kind: Callable[[Array], Any]) -> list[Array]:
    """Return the sum of the arrays of each kind."""
    sums: dict[Any, Array] = {}
    for array in arrays:
        plus = lax.bitwise_or if array.dtype == bool else lax.add
        sums[kind(array)] = plus(sums[kind(array)], array) if kind(array) in sums else array
    return list(sums.values())


def with_all_read(
    function: Callable[..., list[Array]], *, together: bool = False
) -> Callable[..., list[Array]]:
    """Return a function of which every result depends on every argument, unchanged.

    The backend has no place for arguments that are read for results alone that nobody asks
    for. So one entry of each is read, and every result passes by that; of a large one, its first
    entry does.

    Parameters
    ----------
    function : callable (*arrays) -> list of arrays
    together : bool
        Whether all results are read wherever one is: then only one of them passes by.
    """

    def zero(arguments: Sequence[Array]) -> Array:
        # those of a kind are added whole, in fewer operations; the first entry alone is computed
        kinds = _sums(arguments, lambda array: (array.shape, array.dtype))
        sums = _sums(map(first_row, kinds), lambda one: one.dtype)
        parts = [lax.convert_element_type(one, jnp.float32) for one in sums]
        total = lax.squeeze(reduce(lax.add, parts), (0,))
        nothing: Array = lax.select(lax.gt(total, jnp.float32(jnp.inf)), total, jnp.float32(0.0))
        return nothing

    def call(*arguments: Array) -> list[Array]:
        if not any(array.size for array in arguments):
            return function(*arguments)
        # fused into what follows, it would be computed again and again
        nothing = apart(zero)([array for array in arguments if array.size])

        def passed(array: Array) -> Array:
            if array.nbytes < WIDEST:
                return array + nothing.astype(array.dtype)
            start = (0,) * array.ndim
            first = lax.slice(array, start, (1,) * array.ndim) + nothing.astype(array.dtype)
            return lax.dynamic_update_slice(array, first, start)

        if is_on_one_device():  # sums with it have one type, whatever is spread and what is not
            arguments = tuple(passed(one) if _is_number(one) else one for one in arguments)
        results = function(*arguments)
        able = [k for k, one in enumerate(results) if _is_number(one)]
        if together:
            able = sorted(able, key=lambda k: results[k].size)[:1]
        return [passed(one) if k in able else one for k, one in enumerate(results)]

    return call


def _reading(arguments: list[Array], result: Any) -> Any:
    """Return ``result`` unchanged, by way of one entry of each argument.

    Where the last axis is that of the result, by way of one line along it: batches trail,
    and their members may lie on different devices.
    """
    leaves, structure = jax.tree.flatten(result)
    read = [k for k, leaf in enumerate(leaves) if leaf.size][:1]
    for k in read:
        along = leaves[k].shape[-1:] if leaves[k].ndim > 1 else None
        total = jnp.float32(0.0)
        for a in arguments:
            is_value = jnp.issubdtype(a.dtype, jnp.floating)  # indices have no batch
            line = is_value and a.ndim > 1 and a.shape[-1:] == along
            entry = a.reshape(-1, a.shape[-1])[0] if line else first_of(a)
            total = total + entry.astype(jnp.float32)
        nothing = jnp.where(total > jnp.inf, total, 0.0).astype(leaves[k].dtype)
        leaves[k] = leaves[k] + jnp.broadcast_to(nothing, leaves[k].shape)
    return jax.tree.unflatten(structure, leaves)


def is_on_one_device() -> bool:
    """Return whether what is traced is the share of one device, as in ``jax.shard_map``."""
    return bool(jax.sharding.get_abstract_mesh().manual_axes)


def is_marked() -> bool:
    """Return whether what is traced now becomes part of one function."""
    return _inside.get()


@contextmanager
def marked(whole: bool = True) -> Iterator[None]:
    """Remember, while tracing, that the function around is whole already, or that it is not."""
    token = _inside.set(whole)
    try:
        yield
    finally:
        _inside.reset(token)
