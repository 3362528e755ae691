"""The sweeps of ``Rounds``: all nodes of a round at once, then the core of loops, and back."""

from __future__ import annotations

from itertools import accumulate, pairwise

import jax
import jax.numpy as jnp
from jax import Array, lax

from spineax.linalg.core import solve_core
from spineax.linalg.network import ConductanceNetwork
from spineax.sparse.rounds import Rounds


def in_rounds(network: ConductanceNetwork, ground: Array, b: Array) -> Array:
    """Eliminate round by round, then the core; ``implicit_solve`` says what it takes."""
    order: Rounds = network.schedule
    tiny = jnp.finfo(ground.dtype).tiny
    given = jnp.maximum(network.conductance, tiny)
    n, e = order.n_slots, given.shape[0]
    batch = jnp.broadcast_shapes(ground.shape[1:], given.shape[1:])
    room = jnp.full((n + 1, *batch), tiny, ground.dtype)
    one_more = jnp.ones((1, *batch), ground.dtype)
    g = jnp.concatenate([jnp.broadcast_to(given, (e, *batch)), room, one_more])
    s = jnp.concatenate([jnp.broadcast_to(ground, (n, *batch)), room[:1]])
    currents = jnp.broadcast_shapes(batch, b.shape[1:])
    b = jnp.concatenate([jnp.broadcast_to(b, (n, *currents)), jnp.zeros((1, *currents), b.dtype)])
    fractions, alone = [], []
    first = list(accumulate(order.sizes, initial=0))
    for start, stop in pairwise(first):
        beside = order.neighbour[:, start:stop]
        one, other = g[order.edge[:, start:stop]]
        own, current = s[start:stop], b[start:stop]
        r = 1.0 / jnp.maximum(own + one + other, tiny)
        f = jnp.stack([one * r, other * r])
        s = s.at[beside].add(f * own[None])
        b = b.at[beside].add(f * current[None])
        g = lax.dynamic_update_slice_in_dim(g, one * other * r, e + start, axis=0)
        fractions.append(f)
        alone.append(current * r)
    x = jnp.zeros_like(b)
    if order.core is not None:
        rest = slice(first[-1], n)
        x = x.at[rest].set(solve_core(order.core, g, s[rest], b[rest]))
    done = list(zip(pairwise(first), fractions, alone, strict=True))
    for (start, stop), f, own in reversed(done):
        beside = x[order.neighbour[:, start:stop]]
        x = lax.dynamic_update_slice_in_dim(x, own + (f * beside).sum(axis=0), start, axis=0)
    return x[:n]


jax.tree_util.register_dataclass(Rounds)
