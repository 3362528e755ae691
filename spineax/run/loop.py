"""The loop over time, compiled as one CPU function where that is possible.

XLA's CPU backend hands every kernel of a step to its thread pool, which costs more than the
arithmetic of a step. ``linalg.fused`` has the way around it, docs/decisions/0004 the figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import jax
import jax.numpy as jnp
from jax.custom_derivatives import SymbolicZero
from jax.extend.core import ClosedJaxpr, Jaxpr, jaxpr_as_fun

from spineax.linalg.fused import WIDEST, marked, one_function

#: Operations that the backend knows how to place inside one function.
KNOWN = frozenset(
    {
        *("abs", "add", "add_any", "and", "atan2", "bitcast_convert_type", "broadcast_in_dim"),
        *("cbrt", "ceil"),
        *("checkpoint", "clamp", "closed_call", "concatenate", "cond", "convert_element_type"),
        *("copy", "copy_p", "cos", "cosh", "custom_jvp_call", "custom_linear_solve"),
        *("custom_vjp_call", "custom_vmap_call", "div", "dynamic_slice", "dynamic_update_slice"),
        *("eq", "exp", "exp2", "expm1", "floor", "gather", "ge", "gt", "integer_pow", "iota"),
        *("is_finite", "jit", "le", "log", "log1p", "logistic", "lt", "max", "min", "mul", "ne"),
        *("neg", "not", "optimization_barrier", "or", "pad", "pjit", "pow", "rem", "remat"),
        *("remat2", "reshape", "rev", "round", "rsqrt", "scan", "select_n", "shift_left", "sign"),
        *("sin",),
        *("sinh", "slice", "sqrt", "square", "squeeze", "stack", "stop_gradient", "sub"),
        *("tan", "tanh", "transpose", "while", "xla_metadata_value", "xor"),
    }
)


def compiled_whole(function: Callable[[Any], Any], width: int) -> Callable[[Any], Any]:
    """Return ``function`` as one CPU function, as long as it is not differentiated.

    The derivative is that of the plain function: there the backend has its own way with
    each of the two loops, and the solver inside is still one function.

    Parameters
    ----------
    function : callable (arguments) -> result
        Of pytrees; closes over no arrays.
    width : int
        Bytes of the widest array in a step.

    Returns
    -------
    callable
    """

    @jax.custom_batching.custom_vmap
    def whole(arguments: Any) -> Any:
        if jax.default_backend() != "cpu" or width >= WIDEST:
            return function(arguments)
        leaves, structure = jax.tree.flatten(arguments)

        def flat(*values: Any) -> Any:
            return function(jax.tree.unflatten(structure, values))

        with marked():
            closed, shape = jax.make_jaxpr(flat, return_shape=True)(*leaves)
        if not set(operations(closed.jaxpr)) <= KNOWN:
            return function(arguments)
        results = one_function(jaxpr_as_fun(closed), width)(*leaves)
        return jax.tree.unflatten(jax.tree.structure(shape), results)

    @whole.def_vmap
    def batch(size: int, batched: Any, arguments: Any) -> Any:
        # A batch is worth the threads that the backend splits its kernels over.
        axes = jax.tree.map(lambda flag: 0 if flag else None, batched[0])
        result = jax.vmap(function, in_axes=(axes,), axis_size=size)(arguments)
        return result, jax.tree.map(lambda _: True, result)

    call = jax.custom_jvp(whole)

    def rule(primals: Any, tangents: Any) -> Any:
        leaves, structure = jax.tree.flatten(primals[0])
        slopes = jax.tree.leaves(tangents[0], is_leaf=lambda t: isinstance(t, SymbolicZero))
        moving = [k for k, slope in enumerate(slopes) if not isinstance(slope, SymbolicZero)]

        def of(*values: Any) -> Any:
            every = list(leaves)
            for k, value in zip(moving, values, strict=True):
                every[k] = value
            return _aligned(function(jax.tree.unflatten(structure, every)), every)

        return jax.jvp(of, [leaves[k] for k in moving], [slopes[k] for k in moving])

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
            first = jnp.ravel(array)[0]
            mark = mark | (first != first)
    return jax.tree.map(lambda array: jnp.where(mark, array, array), result)
