"""The loop over time, compiled as one CPU function where that is possible.

XLA's CPU backend hands every kernel of a step to its thread pool, which costs more than the
arithmetic of a step. ``linalg.fused`` has the way around it, docs/decisions/0004 the figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import jax
import jax.numpy as jnp
from jax.extend.core import ClosedJaxpr, Jaxpr, jaxpr_as_fun
from jax.interpreters.partial_eval import dce_jaxpr

from spineax.linalg.fused import (
    WIDEST,
    first_of,
    is_on_one_device,
    marked,
    one_function,
    with_all_read,
)
from spineax.run.reverse import moving_leaves, of_moving

#: Operations that the backend knows how to place inside one function.
KNOWN = frozenset(
    {
        *("abs", "add", "add_any", "and", "atan2", "bitcast_convert_type", "broadcast_in_dim"),
        *("cbrt", "ceil", "checkpoint", "clamp", "closed_call", "concatenate", "cond"),
        *("convert_element_type", "copy", "copy_p", "cos", "cosh", "custom_jvp_call"),
        *("custom_linear_solve", "custom_vjp_call", "custom_vmap_call", "div", "dynamic_slice"),
        *("dynamic_update_slice", "empty2", "eq", "exp", "exp2", "expm1", "floor", "gather"),
        *("ge", "gt", "integer_pow", "iota", "is_finite", "jit", "le", "linear_map", "log"),
        *("log1p", "logistic", "lt", "max", "min", "mul", "ne", "neg", "not"),
        *("optimization_barrier", "or", "pad", "pjit", "pow", "rem", "remat", "remat2"),
        *("reshape", "rev", "round", "rsqrt", "scan", "select_n", "shift_left", "sign", "sin"),
        *("sinh", "slice", "split", "sqrt", "square", "squeeze", "stack", "stop_gradient"),
        *("sub", "tan", "tanh", "transpose", "while", "xla_metadata_value", "xor"),
    }
)

#: Bytes of an array of a few members of a batch that fill the processor's vectors and time.
FULL = 2048


def compiled_whole(function: Callable[[Any], Any], width: int) -> Callable[[Any], Any]:
    """Return ``function`` as one CPU function, where the backend has a place for all of it.

    A batch is done a few members at a time, each time as one function: their arrays stay near.

    Parameters
    ----------
    function : callable (arguments) -> result
        Of pytrees; closes over no traced arrays.
    width : int
        Bytes of the widest array in a step.

    Returns
    -------
    callable
    """

    def whole(arguments: Any) -> Any:
        placed = _placed(function, arguments, width)
        return function(arguments) if placed is None else placed(arguments)

    return _with_batches(whole, function, width)


def _with_batches(
    call: Callable[[Any], Any], function: Callable[[Any], Any], width: int
) -> Callable[[Any], Any]:
    """Return ``call``, which does ``function``; a batch of it never grows past its place."""
    whole = jax.custom_batching.custom_vmap(call)

    @whole.def_vmap
    def batch(size: int, batched: Any, arguments: Any) -> Any:
        axes = jax.tree.map(lambda flag: 0 if flag else None, batched[0])
        few = _members(size, width)
        some = jax.vmap(function, in_axes=(axes,), axis_size=few)
        leaves, structure = jax.tree.flatten(arguments)
        moves = jax.tree.leaves(batched[0])
        # parts that an earlier loop made are taken as they are
        leaves = [_parts(x, few) if flag else x for x, flag in zip(leaves, moves, strict=True)]
        # constants would sink into the loop over the parts, where a call has no place for them
        leaves = jax.lax.optimization_barrier(leaves)

        def merged(mine: list[Any]) -> Any:
            rest = iter(mine)
            every = [next(rest) if flag else x for x, flag in zip(leaves, moves, strict=True)]
            return jax.tree.unflatten(structure, every)

        mine = [x for x, flag in zip(leaves, moves, strict=True) if flag]
        spread = jax.local_device_count() > 1 and not is_on_one_device()
        placed = None if spread else _placed(some, merged([x[0] for x in mine]), few * width)
        if placed is None:
            result = jax.vmap(function, in_axes=(axes,), axis_size=size)(arguments)
        else:
            part = _with_batches(placed, some, few * width)
            result = jax.lax.map(lambda some: part(merged(some)), mine)
            result = jax.tree.map(lambda x: x.reshape(size, *x.shape[2:]), result)
        return result, jax.tree.map(lambda _: True, result)

    return whole


def _members(size: int, width: int) -> int:
    """Return how many members of a batch to do at once: a divisor of their number."""
    wanted = max(FULL // max(width, 1), 1)
    return max(k for k in range(1, size + 1) if size % k == 0 and k <= wanted)


def _parts(array: Any, few: int) -> Any:
    """Return the members of a batch in parts of equal size."""
    return array.reshape(array.shape[0] // few, few, *array.shape[1:])


def _placed(
    function: Callable[[Any], Any], arguments: Any, width: int
) -> Callable[[Any], Any] | None:
    """Return a function of such arguments as one CPU function, None if that is impossible."""
    if jax.default_backend() != "cpu" or width >= WIDEST:
        return None
    leaves, structure = jax.tree.flatten(arguments)
    returned: list[Any] = []

    def flat(*values: Any) -> list[Any]:
        results, form = jax.tree.flatten(function(jax.tree.unflatten(structure, values)))
        returned.append(form)
        return results

    with marked():
        closed = jax.make_jaxpr(with_all_read(flat))(*leaves)
    # derivatives leave behind what nobody reads
    needed, _ = dce_jaxpr(closed.jaxpr, [True] * len(closed.jaxpr.outvars), instantiate=True)
    if not set(operations(needed)) <= KNOWN:
        return None
    fused = one_function(jaxpr_as_fun(ClosedJaxpr(needed, closed.consts)), width, reads_all=True)

    def call(arguments: Any) -> Any:
        return jax.tree.unflatten(returned[-1], fused(*jax.tree.leaves(arguments)))

    return call


def with_derivative(
    function: Callable[[Any], Any], derivative: Callable[[Any], Any]
) -> Callable[[Any], Any]:
    """Return ``function``, which is differentiated in the form of ``derivative``.

    Parameters
    ----------
    function, derivative : callable (arguments) -> result
        Of pytrees, with equal results.
    """
    call = jax.custom_jvp(function)

    def rule(primals: Any, tangents: Any) -> Any:
        leaves, structure = jax.tree.flatten(primals[0])
        moving, slopes = moving_leaves(tangents[0])

        def aligned(arguments: Any) -> Any:
            return _aligned(derivative(arguments), jax.tree.leaves(arguments))

        of = of_moving(aligned, leaves, structure, moving)
        return jax.jvp(of, [leaves[k] for k in moving], slopes)

    call.defjvp(rule, symbolic_zeros=True)
    return call


def operations(jaxpr: Jaxpr) -> Iterator[str]:
    """Yield the names of the operations that a run of a program executes, in loops too."""
    for equation in jaxpr.eqns:
        yield equation.primitive.name
        # Of a linear solve, the matrix product is there for derivatives alone.
        solved = equation.params["jaxprs"].solve if "jaxprs" in equation.params else None
        for value in equation.params.values() if solved is None else (solved,):
            for part in value if isinstance(value, tuple | list) else (value,):
                if isinstance(part, ClosedJaxpr):
                    yield from operations(part.jaxpr)
                elif isinstance(part, Jaxpr):
                    yield from operations(part)


def _aligned(result: Any, arguments: list[Any]) -> Any:
    """Return the result, with every array in the batch if any argument is.

    ``whole`` gives all of its results a batch axis, in front; the batching of a
    ``custom_jvp`` trusts its rule to do the same.
    """
    mark = False
    for array in arguments:
        if jnp.size(array):
            first = first_of(jnp.asarray(array))
            mark = mark | (first != first)
    return jax.tree.map(lambda array: jnp.where(mark, array, array), result)
