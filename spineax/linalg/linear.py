"""Linear functions that are given together with their transposes.

JAX transposes a gather into a scatter, and a loop into one that keeps every turn of it. Where
a better transpose is known, it is said here; forward mode, batches and further derivatives
follow.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array
from jax.extend.core import Primitive
from jax.interpreters import ad, batching, mlir

from spineax.linalg.fused import add_at, is_marked, marked, set_at
from spineax.linalg.rows import taken

#: Fixed arrays and those it is linear in, one after another, to a list of arrays.
Flat = Callable[..., list[Array]]
Shapes = tuple[tuple[tuple[int, ...], Any], ...]


def linear_map(
    forward: Callable[[Any, Any], Any],
    transpose: Callable[[Any, Any], Any],
    fixed: Any,
    x: Any,
    like: Any = None,
) -> Any:
    """Return ``forward(fixed, x)``, whose transpose is ``transpose(fixed, y)``.

    Parameters
    ----------
    forward : callable (fixed, x) -> y
        Linear in ``x``; pytrees of arrays. Closes over no traced arrays.
    transpose : callable (fixed, y) -> x
    fixed, x : pytree
    like : pytree, optional
        Arrays of the shapes and types of the result; found by a trace if left out.

    Returns
    -------
    pytree

    Examples
    --------
    >>> double = lambda fixed, x: 2.0 * x
    >>> float(jax.grad(lambda x: linear_map(double, double, (), x))(1.0))
    2.0
    """
    leaves, structure = jax.tree.flatten(x)
    known, known_structure = jax.tree.flatten(fixed)
    given, like_structure = jax.tree.flatten(
        jax.eval_shape(forward, fixed, x) if like is None else like
    )

    # both are traced later, but belong to the function that is traced now
    whole = is_marked()

    def flat(function: Callable[[Any, Any], Any], tree: Any) -> Flat:
        def call(*values: Array) -> list[Array]:
            mine = jax.tree.unflatten(known_structure, values[: len(known)])
            with marked(whole):
                result = function(mine, jax.tree.unflatten(tree, values[len(known) :]))
            return jax.tree.leaves(result)

        return call

    results = _linear_p.bind(
        *known,
        *(jnp.asarray(leaf) for leaf in leaves),
        forward=flat(forward, structure),
        transpose=flat(transpose, like_structure),
        n_fixed=len(known),
        shapes=tuple((leaf.shape, leaf.dtype) for leaf in given),
    )
    return jax.tree.unflatten(like_structure, results)


def product(a: Array, b: Array) -> Array:
    """Return a matrix product in the full precision of its factors, on accelerators too.

    Examples
    --------
    >>> product(jnp.eye(2), jnp.ones(2)).tolist()
    [1.0, 1.0]
    """
    return jnp.matmul(a, b, precision="highest")


def rows_of(array: Array, rows: Array) -> Array:
    """Return some rows of an array; rows may repeat.

    Parameters
    ----------
    array : array (n, ...)
    rows : int array (k,)
        0 to n - 1; nobody counts from the end.

    Examples
    --------
    >>> rows_of(jnp.arange(3.0), jnp.array([2, 2])).tolist()
    [2.0, 2.0]
    """
    like = jax.ShapeDtypeStruct((*rows.shape, *array.shape[1:]), array.dtype)
    return linear_map(_taken, partial(_summed, array.shape), rows, array, like)


def with_added(array: Array, rows: Array, values: Array) -> Array:
    """Return ``array`` with values added to some rows, which may repeat.

    Parameters
    ----------
    array : array (n, ...)
    rows : int array (k,)
    values : array (k, ...)

    Examples
    --------
    >>> with_added(jnp.zeros(3), jnp.array([0, 2, 2]), jnp.ones(3)).tolist()
    [1.0, 0.0, 2.0]
    """
    like = jax.ShapeDtypeStruct(array.shape, values.dtype)
    return array + linear_map(partial(_summed, array.shape), _taken, rows, values, like)


def with_replaced(array: Array, rows: Array, values: Array) -> Array:
    """Return ``array`` with the values of some rows replaced, all of them different.

    Examples
    --------
    >>> with_replaced(jnp.zeros(3), jnp.array([2]), jnp.ones(1)).tolist()
    [0.0, 0.0, 1.0]
    """

    def forward(rows: Array, both: tuple[Array, Array]) -> Array:
        return set_at(both[0], rows, both[1])

    def back(rows: Array, cotangent: Array) -> tuple[Array, Array]:
        mine = taken(cotangent, rows)
        return set_at(cotangent, rows, jnp.zeros_like(mine)), mine

    return linear_map(forward, back, rows, (array, values), like=array)


def _taken(rows: Array, array: Array) -> Array:
    return taken(array, rows)


def _summed(shape: tuple[int, ...], rows: Array, values: Array) -> Array:
    return add_at(jnp.zeros(shape, values.dtype), rows, values)


_linear_p = Primitive("linear_map")
_linear_p.multiple_results = True


@_linear_p.def_impl
def _compute(*values: Array, forward: Flat, **_: Any) -> list[Array]:
    return forward(*values)


@_linear_p.def_abstract_eval
def _abstract(*_: Any, shapes: Shapes, **__: Any) -> list[Any]:
    return [jax.core.ShapedArray(*shape) for shape in shapes]


def _jvp(primals: Any, tangents: Any, *, n_fixed: int, **how: Any) -> Any:
    if all(type(tangent) is ad.Zero for tangent in tangents[:n_fixed]):
        moved = [ad.instantiate_zeros(tangent) for tangent in tangents[n_fixed:]]
        return (
            _linear_p.bind(*primals, n_fixed=n_fixed, **how),
            _linear_p.bind(*primals[:n_fixed], *moved, n_fixed=n_fixed, **how),
        )
    every = [ad.instantiate_zeros(tangent) for tangent in tangents]
    return jax.jvp(how["forward"], tuple(primals), tuple(every))


def _transpose(
    cotangents: Any, *values: Any, forward: Flat, transpose: Flat, n_fixed: int, shapes: Shapes
) -> list[Any]:
    results = _linear_p.bind(
        *values[:n_fixed],
        *(ad.instantiate_zeros(cotangent) for cotangent in cotangents),
        forward=transpose,
        transpose=forward,
        n_fixed=n_fixed,
        shapes=tuple((value.aval.shape, value.aval.dtype) for value in values[n_fixed:]),
    )
    return [None] * n_fixed + list(results)


def _batch(
    values: Sequence[Array],
    axes: Sequence[Any],
    *,
    forward: Flat,
    transpose: Flat,
    n_fixed: int,
    shapes: Shapes,
) -> Any:
    both = zip(values, axes, strict=True)
    size = next(value.shape[axis] for value, axis in both if axis is not None)

    def of_all(function: Flat) -> Flat:
        def call(*mine: Array) -> list[Array]:
            every = (*axes[:n_fixed], *[0] * (len(mine) - n_fixed))
            return jax.vmap(function, every, axis_size=size)(*mine)

        return call

    moved = zip(values[n_fixed:], axes[n_fixed:], strict=True)
    results = _linear_p.bind(
        *values[:n_fixed],
        *(batching.bdim_at_front(value, axis, size) for value, axis in moved),
        forward=of_all(forward),
        transpose=of_all(transpose),
        n_fixed=n_fixed,
        shapes=tuple(((size, *shape), dtype) for shape, dtype in shapes),
    )
    return results, [0] * len(results)


ad.primitive_jvps[_linear_p] = _jvp
ad.primitive_transposes[_linear_p] = _transpose
batching.primitive_batchers[_linear_p] = _batch
mlir.register_lowering(_linear_p, mlir.lower_fun(_compute, multiple_results=True))
