"""The loop over time with a derivative of its own: reverse mode is one more loop.

JAX would split the derivative of a loop into kernels of its own making. Here the way back is
written down, so that it can be compiled as one function, as the way there is.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax import Array
from jax.custom_derivatives import SymbolicZero

from spineax.linalg.linear import linear_map
from spineax.run.checkpoint import checkpointed_scan

#: (fixed, carry, values of a step) -> (carry, output)
Body = Callable[[Any, Any, Any], tuple[Any, Any]]
#: (fixed, carry, values of a step, carry after it) -> the same (carry, output)
Again = Callable[[Any, Any, Any, Any], tuple[Any, Any]]


class Part(NamedTuple):
    """Steps of a run, in segments at whose beginning the carry is kept."""

    first: int
    segments: int
    steps: int
    lengths: tuple[int, ...]


def parts_of(n_steps: int, lengths: tuple[int, ...] | None, first: int = 0) -> list[Part]:
    """Return the parts of a run with nested lengths, as ``checkpointed_scan`` takes them.

    Examples
    --------
    >>> [(part.segments, part.steps) for part in parts_of(10, (3, 2, 2))]
    [(2, 4), (1, 2)]
    """
    inner = () if lengths is None else lengths[1:]
    size = math.prod(inner) if inner else 1
    segments, rest = divmod(n_steps, size)
    parts = [Part(first, segments, size, inner)] if segments else []
    if rest:
        parts += parts_of(rest, inner, first + segments * size)
    return parts


def plain_scan(body: Body, arguments: tuple[Any, Any, Any], n_steps: int) -> Any:
    """Scan ``n_steps`` steps; not made for reverse mode. See :func:`reversible_scan`."""
    fixed, start, series = arguments
    return jax.lax.scan(lambda carry, now: body(fixed, carry, now), start, series, length=n_steps)


def reversible_scan(
    body: Body,
    arguments: tuple[Any, Any, Any],
    n_steps: int,
    lengths: tuple[int, ...] | None,
    whole: Callable[[Callable[[Any], Any]], Callable[[Any], Any]],
    again: Again | None = None,
) -> Any:
    """Scan ``n_steps`` steps; reverse mode keeps the carry at the ends of segments.

    Parameters
    ----------
    body : callable (fixed, carry, values) -> (carry, output)
        Closes over no traced arrays.
    arguments : (fixed, start, series)
        Pytrees of arrays: what no step changes, the first carry, and values of each step.
    n_steps : int
    lengths : tuple of int, optional
        As :func:`checkpointed_scan` takes them.
    whole : callable
        Compiles a function of one pytree.
    again : callable (fixed, carry, values, after) -> (carry, output), optional
        ``body`` where the carry after it is known, so that less has to be computed for its
        derivative.

    Returns
    -------
    carry, outputs : pytrees
        Outputs with a leading axis (n_steps,).
    """
    parts = parts_of(n_steps, lengths)

    def there(arguments: Any) -> Any:
        return plain_scan(body, arguments, n_steps)

    def keeping(arguments: Any) -> Any:
        return _keeping(body, arguments, parts)

    call = jax.custom_jvp(whole(there))

    def rule(primals: Any, tangents: Any) -> Any:
        leaves, structure = jax.tree.flatten(primals[0])
        moving, given = moving_leaves(tangents[0])

        def push(known: Any, given: Any) -> Any:
            def along(both: Any) -> Any:
                leaves, given = both
                of = of_moving(there, leaves, structure, moving)
                return jax.jvp(of, [leaves[k] for k in moving], list(given))[1]

            return whole(along)((known[0], given))

        def pull(known: Any, cotangents: Any) -> Any:
            def back(every: Any) -> Any:
                leaves, kept, end, cotangents = every
                arguments = jax.tree.unflatten(structure, leaves)
                steps = [_segment(body, part, again) for part in parts]
                back = _backwards(steps, arguments, parts, (kept, end), cotangents, moving)
                return [back[k] for k in moving]

            return whole(back)((*known, cotangents))

        result, kept = whole(keeping)(primals[0])
        tangent = linear_map(push, pull, (leaves, kept, result[0]), given, like=result)
        return result, tangent

    call.defjvp(rule, symbolic_zeros=True)
    return call(arguments)


def moving_leaves(tangent: Any) -> tuple[list[int], list[Any]]:
    """Return which leaves of an argument move, and how: those that are no symbolic zeros."""
    slopes = jax.tree.leaves(tangent, is_leaf=lambda leaf: isinstance(leaf, SymbolicZero))
    moving = [k for k, slope in enumerate(slopes) if not isinstance(slope, SymbolicZero)]
    return moving, [slopes[k] for k in moving]


def of_moving(
    function: Callable[[Any], Any], leaves: list[Array], structure: Any, moving: list[int]
) -> Callable[..., Any]:
    """Return a function of some of the leaves of its argument."""

    def of(*values: Array) -> Any:
        every = list(leaves)
        for k, value in zip(moving, values, strict=True):
            every[k] = value
        return function(jax.tree.unflatten(structure, every))

    return of


def _segment(body: Body, part: Part, again: Again | None = None) -> Again:
    """Return the body of a loop over the segments of a part."""
    if part.steps == 1 and again is not None:
        return again
    if part.steps == 1:
        return lambda fixed, carry, values, _: body(fixed, carry, values)

    def segment(fixed: Any, carry: Any, values: Any, _: Any) -> Any:
        return checkpointed_scan(
            lambda carry, now: body(fixed, carry, now), carry, values, part.steps, part.lengths
        )

    return segment


def _cut(array: Array, part: Part) -> Array:
    """Return the values of each segment of a part."""
    mine = array[part.first : part.first + part.segments * part.steps]
    if part.steps == 1:
        return mine
    return mine.reshape(part.segments, part.steps, *array.shape[1:])


def _keeping(body: Body, arguments: Any, parts: list[Part]) -> Any:
    """Return what a scan returns, and the carry at the beginning of every segment."""
    fixed, carry, series = arguments
    outputs, kept = [], []
    for part in parts:
        segment = _segment(body, part)

        def step(carry: Any, values: Any, segment: Again = segment) -> Any:
            after, rows = segment(fixed, carry, values, None)
            return after, (rows, carry)

        mine = jax.tree.map(lambda x, part=part: _cut(x, part), series)
        carry, (rows, begun) = jax.lax.scan(step, carry, mine, length=part.segments)
        outputs.append(_flat(rows, part))
        kept.append(begun)
    return (carry, jax.tree.map(lambda *x: jnp.concatenate(x), *outputs)), kept


def _flat(rows: Any, part: Part) -> Any:
    if part.steps == 1:
        return rows
    return jax.tree.map(lambda x: x.reshape(-1, *x.shape[2:]), rows)


def _backwards(
    steps: list[Again],
    arguments: Any,
    parts: list[Part],
    states: tuple[list[Any], Any],
    cotangents: tuple[Any, Any],
    moving: list[int],
) -> dict[int, Array]:
    """Return the cotangents of the moving leaves of the arguments, by their numbers.

    ``steps`` are the bodies of the parts, ``states`` the carries kept and the last one.
    """
    fixed, start, series = arguments
    kept, after = states
    n_fixed, n_start = len(jax.tree.leaves(fixed)), len(jax.tree.leaves(start))
    in_fixed = [k for k in moving if k < n_fixed]
    in_series = [k - n_fixed - n_start for k in moving if k >= n_fixed + n_start]
    fixed_leaves, fixed_structure = jax.tree.flatten(fixed)
    carry, rows = cotangents
    total = [jnp.zeros_like(fixed_leaves[k]) for k in in_fixed]
    pieces = []
    for part, begun, step in list(zip(parts, kept, steps, strict=True))[::-1]:

        def back(state: Any, at: Any, step: Again = step) -> Any:
            carry, total, after = state
            begun, values, rows = at
            value_leaves, value_structure = jax.tree.flatten(values)

            def of(some: Any, begun: Any, driven: Any) -> Any:
                every, now = list(fixed_leaves), list(value_leaves)
                for k, value in zip(in_fixed, some, strict=True):
                    every[k] = value
                for k, value in zip(in_series, driven, strict=True):
                    now[k] = value
                return step(
                    jax.tree.unflatten(fixed_structure, every),
                    begun,
                    jax.tree.unflatten(value_structure, now),
                    after,
                )

            some, driven = [fixed_leaves[k] for k in in_fixed], [value_leaves[k] for k in in_series]
            _, pullback = jax.vjp(of, some, begun, driven)
            more, carry, slopes = pullback((carry, rows))
            return (carry, jax.tree.map(jnp.add, total, more), begun), slopes

        mine = jax.tree.map(lambda x, part=part: _cut(x, part), (series, rows))
        (carry, total, after), slopes = jax.lax.scan(
            back, (carry, total, after), (begun, *mine), length=part.segments, reverse=True
        )
        pieces.append(_flat(slopes, part))
    driven = jax.tree.map(lambda *x: jnp.concatenate(x[::-1]), *pieces)
    found = dict(zip(in_fixed, total, strict=True))
    found |= {n_fixed + k: leaf for k, leaf in enumerate(jax.tree.leaves(carry))}
    return found | {n_fixed + n_start + k: x for k, x in zip(in_series, driven, strict=True)}
