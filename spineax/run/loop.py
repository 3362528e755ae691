"""The loop over time, compiled as one CPU function where that is possible.

XLA's CPU backend hands every kernel of a step to its thread pool, which costs more than the
arithmetic of a step. ``linalg.fused`` has the way around it, docs/decisions/0004 the figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
from jax.extend.core import ClosedJaxpr, Jaxpr, jaxpr_as_fun
from jax.interpreters.partial_eval import dce_jaxpr

from spineax.linalg.fused import WIDEST, held, is_on_one_device, marked, one_function, with_all_read
from spineax.linalg.implicit import final
from spineax.run.cut import cut_before_loop, uncut
from spineax.run.own import axes_of, with_own_rules

#: Operations that the backend knows how to place inside one function.
KNOWN = frozenset(
    {
        *("abs", "add", "add_any", "and", "atan2", "bitcast_convert_type", "broadcast_in_dim"),
        *("cbrt", "ceil", "checkpoint", "clamp", "closed_call", "concatenate", "cond"),
        *("convert_element_type", "copy", "copy_p", "cos", "cosh", "custom_jvp_call"),
        *("custom_vjp_call", "custom_vmap_call", "div", "dynamic_slice", "dynamic_update_slice"),
        *("empty2", "eq", "exp", "exp2", "expm1", "floor", "gather", "ge", "gt", "integer_pow"),
        *("iota", "is_finite", "jit", "le", "linear_map", "log", "log1p", "logistic", "lt"),
        *("max", "min", "mul", "ne", "neg", "not", "optimization_barrier", "or", "pad", "pjit"),
        *("pow", "rem", "remat", "remat2", "reshape", "rev", "round", "rsqrt", "scan"),
        *("select_n", "shift_left", "sign", "sin", "sinh", "slice", "spineax_exp"),
        *("spineax_solve", "split", "sqrt", "square", "squeeze", "stack", "stop_gradient"),
        *("sub", "tan", "tanh", "transpose", "while"),
        *("xla_metadata_value", "xor"),
    }
)

#: Bytes of an array of a few members of a batch that fill the processor's vectors and time.
FULL = 2048


def compiled_whole(
    function: Callable[[Any], Any], width: int, derivative: Callable[[Any], Any] | None = None
) -> Callable[[Any], Any]:
    """Return ``function`` as one CPU function, where the backend has a place for all of it.

    A batch is done a few members at a time, each time as one function: their arrays stay near.

    Parameters
    ----------
    function : callable (arguments) -> result
        Of pytrees; closes over no traced arrays.
    width : int
        Bytes of the widest array in a step.
    derivative : callable (arguments) -> result, optional
        The same in the form that is differentiated; ``function`` if left out.

    Returns
    -------
    callable
    """

    def whole(arguments: Any) -> Any:
        placed = _placed(function, arguments, width)
        return function(held(arguments)) if placed is None else placed(arguments)

    return with_own_rules(whole, derivative or function, partial(_of_batch, function, width))


def _of_batch(
    function: Callable[[Any], Any], width: int, size: int, moves: list[bool]
) -> Callable[[Any], Any]:
    """Return ``function`` of a batch, which never grows past its place."""
    few, parts = _members(size, width)

    def batch(arguments: Any) -> Any:
        leaves, structure = jax.tree.flatten(arguments)
        axes = (jax.tree.unflatten(structure, axes_of(moves)),)
        some = jax.vmap(function, axes, axis_size=few)
        # parts that an earlier loop made are taken as they are
        leaves = [_cut(x, parts, few) if f else x for x, f in zip(leaves, moves, strict=True)]
        # constants would sink into the loop over the parts, where a call has no place for them
        leaves = held(leaves)

        def merged(mine: list[Any]) -> Any:
            rest = iter(mine)
            every = [next(rest) if flag else x for x, flag in zip(leaves, moves, strict=True)]
            return jax.tree.unflatten(structure, every)

        mine = [x for x, flag in zip(leaves, moves, strict=True) if flag]
        spread = jax.local_device_count() > 1 and not is_on_one_device()
        placed = None if spread else _placed(some, merged([x[0] for x in mine]), few * width)
        if placed is None:
            return jax.vmap(function, axes, axis_size=size)(arguments)
        part = with_own_rules(placed, some, partial(_of_batch, some, few * width))
        result = jax.lax.map(lambda some: part(merged(some)), mine)
        return jax.tree.map(lambda x: x.reshape(parts * few, *x.shape[2:])[:size], result)

    return batch


def _members(size: int, width: int) -> tuple[int, int]:
    """Return how many members of a batch to do at once, and how many times.

    Examples
    --------
    >>> _members(64, FULL // 10), _members(61, FULL // 10)
    ((8, 8), (9, 7))
    """
    wanted = max(FULL // max(width, 1), 1)
    few = max(k for k in range(1, size + 1) if size % k == 0 and k <= wanted)
    if 2 * few < min(wanted, size):  # the last part repeats the last member
        few = -(-size // -(-size // wanted))
    return few, -(-size // few)


def _cut(array: Any, parts: int, few: int) -> Any:
    """Return the members of a batch in parts of equal size."""
    missing = parts * few - array.shape[0]
    if missing:
        last = jnp.broadcast_to(array[-1:], (missing, *array.shape[1:]))
        array = jnp.concatenate([array, last])
    return array.reshape(parts, few, *array.shape[1:])


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

    # on one of several devices, what is read first gets the type of the share there
    shared = is_on_one_device()
    with marked():
        closed = jax.make_jaxpr(with_all_read(flat) if shared else flat)(*leaves)
    # derivatives leave behind what nobody reads
    with final():
        needed, _ = dce_jaxpr(closed.jaxpr, [True] * len(closed.jaxpr.outvars), instantiate=True)
    if not set(operations(needed)) <= KNOWN:
        return None
    closed = ClosedJaxpr(needed, closed.consts)
    parts: list[tuple[Callable[..., list[Any]], list[int]]] = []
    pieces = [uncut(closed)] if shared else cut_before_loop(closed)
    for k, part in enumerate(pieces):
        piece = jaxpr_as_fun(part.function)
        if not shared:  # the last part reads all that the others make
            piece = with_all_read(piece, together=k + 1 < len(pieces))
        parts.append((one_function(piece, width, prepared=True), part.takes))

    used = sorted({k for _, takes in parts for k in takes if k < len(leaves)})

    def call(arguments: Any) -> Any:
        values, made = jax.tree.leaves(arguments), []
        for k, value in zip(used, held([values[k] for k in used]), strict=True):
            values[k] = value
        for function, takes in parts:
            values = [*values, *made]
            made = function(*(values[k] for k in takes))
        return jax.tree.unflatten(returned[-1], made)

    return call


def operations(jaxpr: Jaxpr) -> Iterator[str]:
    """Yield the names of the operations that a run of a program executes, in loops too."""
    for equation in jaxpr.eqns:
        yield equation.primitive.name
        if equation.primitive.name == "linear_map":  # a function, traced where it is lowered
            forward = jax.make_jaxpr(equation.params["forward"])
            yield from operations(forward(*(atom.aval for atom in equation.invars)).jaxpr)
        for value in equation.params.values():
            for part in value if isinstance(value, tuple | list) else (value,):
                if isinstance(part, ClosedJaxpr):
                    yield from operations(part.jaxpr)
                elif isinstance(part, Jaxpr):
                    yield from operations(part)
