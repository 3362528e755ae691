"""Elimination of nodes on loops, as ``sparse/core.py`` has planned it. Nothing is subtracted."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array, lax

from spineax.sparse.core import Core


def solve_core(core: Core, g: Array, ground: Array, b: Array) -> Array:
    """Return ``x`` with ``ground x + L x = b`` on a graph with loops.

    Parameters
    ----------
    core : Core
    g : array (m,) or (m, batch), uS
        Of the edges that ``core.source`` counts.
    ground : array (n,) or (n, batch), uS
    b : array (n,) or (n, batch), nA

    Returns
    -------
    array (n,) or (n, batch), mV

    Notes
    -----
    A node with conductances g_i to its neighbours and s to ground leaves g_i g_j / S between
    any two of them and s g_i / S to ground, with S = s + sum(g): the star-mesh transform,
    which is Gaussian elimination without cancellation (Grassmann, Taksar and Heyman, 1985,
    Operations Research 33:1107).
    """
    batch = jnp.broadcast_shapes(g.shape[1:], ground.shape[1:])
    currents = jnp.broadcast_shapes(batch, b.shape[1:])
    n, k = ground.shape[0], core.neighbour.shape[0]
    merged = jnp.zeros((core.blank_edges.shape[0], *batch), g.dtype)
    merged = merged.at[core.target].add(g[core.source])
    s = jnp.concatenate([jnp.broadcast_to(ground, (n, *batch)), jnp.zeros((1, *batch), g.dtype)])
    b = jnp.concatenate([jnp.broadcast_to(b, (n, *currents)), jnp.zeros((1, *currents), b.dtype)])
    x = jnp.zeros_like(b)
    if k:
        merged, s, b = _by_lists(core, merged, s, b)
    if k < n:
        x = x.at[k:n].set(_densely(core, merged, s[k:n], b[k:n]))
    if k:
        x = _back(core, merged, s, b, x)
    return x[:n]


def _by_lists(core: Core, g: Array, s: Array, b: Array) -> tuple[Array, Array, Array]:
    """Eliminate node after node; edges to a node keep the values that they had at its turn."""
    tiny = jnp.finfo(g.dtype).tiny

    def eliminate(k: Array, carry: tuple[Array, Array, Array]) -> tuple[Array, Array, Array]:
        g, s, b = carry
        others, arms = core.neighbour[k], g[core.edge[k]]
        f = arms / jnp.maximum(s[k] + arms.sum(axis=0), tiny)[None]
        s = s.at[others].add(f * s[k][None])
        b = b.at[others].add(f * b[k][None])
        return g.at[core.mesh[k]].add(f[core.first] * arms[core.second]), s, b

    carried: tuple[Array, Array, Array] = lax.fori_loop(
        0, core.neighbour.shape[0], eliminate, (g, s, b)
    )
    return carried


def _back(core: Core, g: Array, s: Array, b: Array, x: Array) -> Array:
    """Substitute back in the reverse order."""
    count, tiny = core.neighbour.shape[0], jnp.finfo(g.dtype).tiny

    def substitute(step: Array, x: Array) -> Array:
        k = count - 1 - step
        arms = g[core.edge[k]]
        r = 1.0 / jnp.maximum(s[k] + arms.sum(axis=0), tiny)
        known = b[k] * r + ((arms * r[None]) * x[core.neighbour[k]]).sum(axis=0)
        return x.at[k].set(known)

    solved: Array = lax.fori_loop(0, count, substitute, x)
    return solved


def _densely(core: Core, g: Array, s: Array, b: Array) -> Array:
    """Eliminate nodes that are joined nearly all to all, on a matrix of conductances."""
    n, batch = s.shape[0], s.shape[1:]
    tiny, index = jnp.finfo(g.dtype).tiny, jnp.arange(n)
    values = g[core.dense_edge]
    matrix = jnp.zeros((n, n, *batch), g.dtype)
    matrix = matrix.at[core.dense_i, core.dense_j].add(values)
    matrix = matrix.at[core.dense_j, core.dense_i].add(values)

    def later(k: Array) -> Array:
        return (index > k).reshape(-1, *(1,) * len(batch))

    def eliminate(k: Array, carry: tuple[Array, Array, Array]) -> tuple[Array, Array, Array]:
        matrix, s, b = carry
        arms = jnp.where(later(k), matrix[k], 0.0)
        f = arms / jnp.maximum(s[k] + arms.sum(axis=0), tiny)[None]
        return matrix + f[:, None] * arms[None], s + f * s[k][None], b + f * b[k][None]

    matrix, s, b = lax.fori_loop(0, n, eliminate, (matrix, s, b))

    def substitute(step: Array, x: Array) -> Array:
        k = n - 1 - step
        arms = jnp.where(later(k), matrix[k], 0.0)
        r = 1.0 / jnp.maximum(s[k] + arms.sum(axis=0), tiny)
        return x.at[k].set(b[k] * r + ((arms * r[None]) * x).sum(axis=0))

    solved: Array = lax.fori_loop(0, n, substitute, jnp.zeros_like(b))
    return solved


jax.tree_util.register_dataclass(Core)
