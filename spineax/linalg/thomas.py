"""Elimination from the leaves to the root, for one core."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax

from spineax.linalg.implicit import implicit_solve
from spineax.sparse.schedule import LeavesToRoot, leaves_to_root


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class TreeNetwork:
    """Conductances of a forest: one edge above each slot.

    Parameters
    ----------
    schedule : LeavesToRoot
    conductance : array (n_slots,), uS
        Between each slot and its parent, zero where there is none.
    """

    schedule: LeavesToRoot
    conductance: Array

    def laplacian(self, x: Array) -> Array:
        """Return the current that leaves each slot through its edges, nA."""
        parent = self.schedule.parent
        conductance = self.conductance.reshape(-1, *(1,) * (x.ndim - 1))
        flow = conductance * (x - x[parent])
        return flow.at[parent].add(-flow)


@dataclass(frozen=True)
class Thomas:
    """Eliminate one node after another, leaves first."""

    name: str = "thomas"

    def schedule(self, n_nodes: int, edge_i: np.ndarray, edge_j: np.ndarray) -> LeavesToRoot:
        """Return the order of elimination of a forest."""
        return leaves_to_root(n_nodes, edge_i, edge_j)

    def prepare(self, schedule: LeavesToRoot, conductance: Array) -> TreeNetwork:
        """Put the conductances, in the caller's order, into slots."""
        conductance = jnp.asarray(conductance)
        empty = jnp.zeros(schedule.n_slots, conductance.dtype)
        return TreeNetwork(schedule, empty.at[schedule.edge].set(conductance))

    def solve(self, network: TreeNetwork, ground: Array, b: Array) -> Array:
        """Return ``x`` with ``ground x + L x = b``."""
        return implicit_solve(_eliminate, network, ground, b)


def _eliminate(network: TreeNetwork, ground: Array, b: Array) -> Array:
    parent, conductance = network.schedule.parent, network.conductance
    last = ground.shape[0] - 1
    tiny = jnp.finfo(ground.dtype).tiny
    ground = jnp.broadcast_to(ground, jnp.broadcast_shapes(ground.shape, conductance.shape))
    b = jnp.broadcast_to(b, jnp.broadcast_shapes(ground.shape, b.shape))

    def forward(k: Array, carry: Any) -> Any:
        s, b, f = carry
        u = last - k
        fraction = conductance[u] / jnp.maximum(s[u] + conductance[u], tiny)
        p = parent[u]
        return s.at[p].add(s[u] * fraction), b.at[p].add(b[u] * fraction), f.at[u].set(fraction)

    s, b, f = lax.fori_loop(0, last, forward, (ground, b, jnp.zeros_like(ground)))
    x = b / jnp.maximum(s + conductance, tiny)

    def backward(u: Array, x: Array) -> Array:
        return x.at[u].add(f[u] * x[parent[u]])

    return lax.fori_loop(1, last + 1, backward, x)
