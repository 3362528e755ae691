"""The sweeps of ``Rounds``: all nodes of a round at once, then the core of loops, and back."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, pairwise

import jax
import jax.numpy as jnp
from jax import Array, lax

from spineax.linalg.core import solve_core
from spineax.linalg.network import ConductanceNetwork
from spineax.linalg.rows import put_row, taken
from spineax.sparse.rounds import Rounds


def in_rounds(network: ConductanceNetwork, ground: Array, b: Array) -> Array:
    """Eliminate round by round, then the core; ``implicit_solve`` says what it takes.

    Every node takes what earlier ones sent when its turn comes, and is written once: there
    are no sums into places that several nodes share, which are slow on an accelerator.
    """
    order: Rounds = network.schedule
    tiny = jnp.finfo(ground.dtype).tiny
    given = jnp.maximum(network.conductance, tiny)
    n, done = order.n_slots, sum(order.sizes)
    batch = jnp.broadcast_shapes(ground.shape[1:], given.shape[1:])
    both = jnp.broadcast_shapes(batch, b.shape[1:])
    ground = jnp.broadcast_to(ground, (n, *batch))
    b = jnp.broadcast_to(b, (n, *both))
    absent = jnp.asarray([tiny, 1.0], ground.dtype).reshape(2, *(1,) * len(batch))
    made = jnp.zeros((done, *batch), ground.dtype)
    g = jnp.concatenate([*(jnp.broadcast_to(x, (len(x), *batch)) for x in (given, absent)), made])
    to_ground = jnp.zeros((2 * done + 1, *batch), ground.dtype)
    to_current = jnp.zeros((2 * done + 1, *both), b.dtype)
    steps = []
    for start, stop, came in _turns(order):
        own = _with_sent(ground[start:stop], to_ground, came)
        current = _with_sent(b[start:stop], to_current, came)
        one, other = taken(g, order.edge[:, start:stop])
        # what is read is read before: a kernel that writes the same array would copy it
        own, current, one, other = lax.optimization_barrier((own, current, one, other))
        r = 1.0 / jnp.maximum(own + one + other, tiny)
        f = jnp.stack([one * r, other * r])
        to_ground = _put(to_ground, f * own[None], 2 * start)
        to_current = _put(to_current, f * current[None], 2 * start)
        g = _put(g, one * other * r, len(given) + 2 + start)
        steps.append((start, stop, f, current * r))
    x = jnp.zeros((n + 1, *both), b.dtype)
    if order.core is not None:
        came = _received(order, len(order.sizes), n - done)
        own = _with_sent(ground[done:], to_ground, came)
        current = _with_sent(b[done:], to_current, came)
        x = _put(x, solve_core(order.core, g, own, current), done)
    for start, stop, f, alone in reversed(steps):
        beside = lax.optimization_barrier(taken(x, order.neighbour[:, start:stop]))
        x = _put(x, alone + (f * beside).sum(axis=0), start)
    return x[:n]


def _turns(order: Rounds) -> Iterator[tuple[int, int, Array]]:
    """Yield the first and last slot of each round, and where what was sent to it lies."""
    for k, (start, stop) in enumerate(pairwise(accumulate(order.sizes, initial=0))):
        yield start, stop, _received(order, k, stop - start)


def _received(order: Rounds, k: int, size: int) -> Array:
    """Return where what was sent to round ``k`` lies, (width, size)."""
    before = sum(w * m for w, m in zip(order.widths[:k], order.sizes, strict=False))
    return order.received[before : before + order.widths[k] * size].reshape(order.widths[k], size)


def _with_sent(values: Array, sent: Array, came: Array) -> Array:
    """Return values of some slots with what earlier rounds have sent to them."""
    return values + taken(sent, came).sum(axis=0)


def _put(array: Array, values: Array, start: int) -> Array:
    """Return ``array`` with values from ``start`` on, one after another."""
    return put_row(array, values.reshape(-1, *array.shape[1:]), start)


jax.tree_util.register_dataclass(Rounds)
