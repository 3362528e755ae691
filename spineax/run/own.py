"""Functions that bring their own derivative and their own way of doing a batch.

As operations of JAX's, not as custom rules: a loop that is reversed leaves those behind, and
a second derivative would then go through the inside of what was compiled as one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array
from jax.extend.core import Primitive, jaxpr_as_fun
from jax.interpreters import ad, batching, mlir

from spineax.run.reverse import of_moving

#: Arrays, one after another, to a list of arrays.
Flat = Callable[..., list[Array]]
#: Size of a batch and which arguments move with it, to the function of the batch.
Batch = Callable[[int, list[bool]], Flat]


def with_own_rules(
    function: Callable[[Any], Any],
    derivative: Callable[[Any], Any],
    batch: Callable[[int, list[bool]], Callable[[Any], Any]],
) -> Callable[[Any], Any]:
    """Return ``function`` with other rules than those of what it does.

    Parameters
    ----------
    function : callable (arguments) -> result
        Of pytrees; closes over no traced arrays.
    derivative : callable (arguments) -> result
        With equal results; this one is differentiated.
    batch : callable (size, moves) -> callable
        The function of a batch: of arguments whose leaves have an axis in front if they move.
        All results have one.

    Returns
    -------
    callable

    Examples
    --------
    >>> def batch(size, moves):
    ...     return jax.vmap(jnp.sin)
    >>> f = with_own_rules(jnp.sin, lambda x: 3.0 * x, batch)
    >>> float(f(0.0)), float(jax.grad(f)(0.0)), jax.vmap(f)(jnp.zeros(2)).tolist()
    (0.0, 3.0, [0.0, 0.0])
    """

    def call(arguments: Any) -> Any:
        leaves, structure = jax.tree.flatten(arguments)
        forms: list[Any] = []

        def flat(of: Callable[[Any], Any]) -> Flat:
            def every(*values: Array) -> list[Array]:
                results, form = jax.tree.flatten(of(jax.tree.unflatten(structure, values)))
                forms.append(form)
                return results

            return every

        def of_batch(size: int, moves: list[bool]) -> Flat:
            return flat(batch(size, moves))

        leaves = [jnp.asarray(leaf) for leaf in leaves]
        closed = jax.make_jaxpr(flat(function))(*leaves)
        results = _own_p.bind(
            *leaves,
            function=jaxpr_as_fun(closed),
            derivative=flat(derivative),
            batch=of_batch,
            shapes=tuple((one.shape, one.dtype) for one in closed.out_avals),
        )
        return jax.tree.unflatten(forms[0], results)

    return call


def axes_of(moves: list[bool]) -> list[Any]:
    """Return the axes of a batch that ``jax.vmap`` takes, of arguments that move and others."""
    return [0 if moving else None for moving in moves]


_own_p = Primitive("own_rules")
_own_p.multiple_results = True


@_own_p.def_impl
def _compute(*values: Array, function: Flat, **_: Any) -> list[Array]:
    return function(*values)


@_own_p.def_abstract_eval
def _abstract(*_: Any, shapes: Any, **__: Any) -> list[Any]:
    return [jax.core.ShapedArray(*shape) for shape in shapes]


def _jvp(primals: Sequence[Array], tangents: Sequence[Any], *, derivative: Flat, **_: Any) -> Any:
    moving = [k for k, tangent in enumerate(tangents) if type(tangent) is not ad.Zero]
    leaves = list(primals)
    of = of_moving(lambda every: derivative(*every), leaves, jax.tree.structure(leaves), moving)
    return jax.jvp(of, [primals[k] for k in moving], [tangents[k] for k in moving])


def _batch(
    values: Sequence[Array],
    axes: Sequence[Any],
    *,
    derivative: Flat,
    batch: Batch,
    shapes: Any,
    **_: Any,
) -> Any:
    both = list(zip(values, axes, strict=True))
    size = next(value.shape[axis] for value, axis in both if axis is not None)
    moved = [value if axis is None else jnp.moveaxis(value, axis, 0) for value, axis in both]
    moves = [axis is not None for axis in axes]
    # traced here, where it is known on which devices
    function = jaxpr_as_fun(jax.make_jaxpr(batch(size, moves))(*moved))

    def of_batches(size: int, moves: list[bool]) -> Flat:
        return jax.vmap(function, axes_of(moves), axis_size=size)

    results = _own_p.bind(
        *moved,
        function=function,
        derivative=jax.vmap(derivative, axes_of(moves), axis_size=size),
        batch=of_batches,
        shapes=tuple(((size, *shape), dtype) for shape, dtype in shapes),
    )
    return results, [0] * len(results)


ad.primitive_jvps[_own_p] = _jvp
batching.primitive_batchers[_own_p] = _batch
mlir.register_lowering(_own_p, mlir.lower_fun(_compute, multiple_results=True))
