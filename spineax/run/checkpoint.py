"""Scans whose reverse mode stores few states, and recomputes the rest."""

from __future__ import annotations

import math
from collections.abc import Callable
from operator import index
from typing import Any

import jax
import jax.numpy as jnp

from spineax.errors import BadArgument

#: Levels of nesting beyond which recomputing costs more than memory is worth.
MOST_LEVELS = 6
#: Bytes of states that ``checkpoint="auto"`` lets reverse mode keep.
DEFAULT_BUDGET = 1e9

Body = Callable[[Any, Any], tuple[Any, Any]]


def checkpointed_scan(
    body: Body, start: Any, series: Any, n_steps: int, lengths: tuple[int, ...] | None
) -> tuple[Any, Any]:
    """Scan ``n_steps`` steps; reverse mode keeps the carry at the ends of segments.

    Parameters
    ----------
    body : callable (carry, values) -> (carry, output)
    start : pytree
    series : pytree of arrays (n_steps, ...)
    n_steps : int
    lengths : tuple of int, optional
        Nested lengths: ``(a, b)`` stores the carry at ``a`` segments, and in the backward
        pass at ``b`` steps of one segment. Steps that do not fill a segment are run as a
        shorter one; nothing runs past the end. None: one level, the carry at every step.

    Returns
    -------
    carry, outputs : pytrees
        Outputs with a leading axis (n_steps,).
    """
    step = jax.checkpoint(body, prevent_cse=False)
    return _nested(step, start, series, n_steps, lengths or (n_steps,))


def _nested(
    step: Body, carry: Any, series: Any, n_steps: int, lengths: tuple[int, ...]
) -> tuple[Any, Any]:
    if len(lengths) == 1 or n_steps <= 1:
        return jax.lax.scan(step, carry, series, length=n_steps)
    inner = math.prod(lengths[1:])
    segments, rest = divmod(n_steps, inner)
    parts = []
    if segments:
        full = jax.tree.map(lambda x: _segments(x[: segments * inner], segments), series)

        @jax.checkpoint
        def segment(carry: Any, values: Any) -> tuple[Any, Any]:
            return _nested(step, carry, values, inner, lengths[1:])

        carry, outputs = jax.lax.scan(segment, carry, full, length=segments)
        parts.append(jax.tree.map(lambda x: x.reshape(-1, *x.shape[2:]), outputs))
    if rest:
        tail = jax.tree.map(lambda x: x[segments * inner :], series)
        carry, outputs = _nested(step, carry, tail, rest, lengths[1:])
        parts.append(outputs)
    return carry, parts[0] if len(parts) == 1 else jax.tree.map(_join, *parts)


def _segments(array: Any, segments: int) -> Any:
    return array.reshape(segments, -1, *array.shape[1:])


def _join(*parts: Any) -> Any:
    return jnp.concatenate(parts)


def check_lengths(lengths: Any, n_steps: int) -> tuple[int, ...] | None:
    """Return nested lengths as a tuple, after checking that they cover the run.

    Raises
    ------
    BadArgument

    Examples
    --------
    >>> check_lengths([4, 3], 10)
    (4, 3)
    """
    if lengths is None:
        return None
    try:
        nested = tuple(index(length) for length in lengths)
    except TypeError as error:
        raise BadArgument(
            f"checkpoint_lengths must be a list of whole numbers, not {lengths!r}."
        ) from error
    if not nested or min(nested) < 1 or math.prod(nested) < n_steps:
        raise BadArgument(
            f"checkpoint_lengths {list(nested)} cover {math.prod(nested)} steps, but the run "
            f"takes {n_steps}. Choose lengths above zero whose product is at least {n_steps}."
        )
    return nested


def choose_lengths(n_steps: int, carry_bytes: float, budget: float) -> tuple[int, ...] | None:
    """Return the shallowest nesting whose stored states fit into a budget.

    Parameters
    ----------
    n_steps : int
    carry_bytes : float
        Size of the states at one moment.
    budget : float
        Bytes.

    Returns
    -------
    tuple of int, or None
        None where the states of every step fit.

    Examples
    --------
    >>> choose_lengths(10_000, 1e4, 1e9), choose_lengths(10_000, 1e4, 1e7)
    (None, (100, 100))
    """
    best: tuple[int, ...] | None = None
    for levels in range(1, MOST_LEVELS + 1):
        side = max(1, round(n_steps ** (1.0 / levels)))
        while side**levels < n_steps:
            side += 1
        best = None if levels == 1 else (side,) * levels
        if levels * side * carry_bytes <= budget:
            break
    return best


def nesting(
    carry_bytes: float, n_steps: int, lengths: Any, checkpoint: Any
) -> tuple[int, ...] | None:
    """Return the nested lengths of checkpointed scans, as given or chosen.

    Parameters
    ----------
    carry_bytes : float
        Size of the states at one moment.
    n_steps : int
    lengths : list of int, optional
    checkpoint : "auto" or float, bytes, optional

    Raises
    ------
    BadArgument
        If both are given, or one of them has no meaning.
    """
    if checkpoint is None:
        return check_lengths(lengths, n_steps)
    if lengths is not None:
        raise BadArgument("Give checkpoint_lengths or checkpoint, not both.")
    number = isinstance(checkpoint, int | float) and not isinstance(checkpoint, bool)
    if checkpoint != "auto" and not (number and 0 < checkpoint < float("inf")):
        raise BadArgument(
            f"checkpoint is 'auto' or the bytes that reverse mode may keep, not {checkpoint!r}."
        )
    budget = DEFAULT_BUDGET if checkpoint == "auto" else float(checkpoint)
    return choose_lengths(n_steps, carry_bytes, budget)
