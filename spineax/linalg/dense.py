"""The slow, obviously right twin: one dense matrix and LAPACK."""

from __future__ import annotations

from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np
from jax import Array

from spineax.linalg.implicit import implicit_solve
from spineax.linalg.network import ConductanceNetwork
from spineax.sparse.schedule import Placement, place


@dataclass(frozen=True)
class Dense:
    """Factorise the whole matrix; any graph, cost of the cube of its nodes."""

    name: str = "dense"

    def schedule(
        self,
        n_nodes: int,
        edge_i: np.ndarray,
        edge_j: np.ndarray,
        n_compartments: int | None = None,
    ) -> Placement:
        """Place nodes in the caller's order."""
        return place(n_nodes, edge_i, edge_j, n_compartments)

    def prepare(self, schedule: Placement, conductance: Array) -> ConductanceNetwork:
        """Keep the conductances as they are."""
        return ConductanceNetwork(schedule, jnp.asarray(conductance))

    def solve(self, network: ConductanceNetwork, ground: Array, b: Array) -> Array:
        """Return ``x`` with ``ground x + L x = b``."""
        return implicit_solve(_eliminate, network, ground, b)


def _eliminate(network: ConductanceNetwork, ground: Array, b: Array) -> Array:
    batch = jnp.broadcast_shapes(ground.shape[1:], b.shape[1:], network.conductance.shape[1:])
    n = ground.shape[0]
    i, j, g = network.schedule.i, network.schedule.j, network.conductance
    matrix = jnp.zeros((n, n, *g.shape[1:]), g.dtype)
    matrix = matrix.at[i, i].add(g).at[j, j].add(g).at[i, j].add(-g).at[j, i].add(-g)
    index = jnp.arange(n)
    matrix = jnp.broadcast_to(matrix, (n, n, *batch)).at[index, index].add(ground)
    b = jnp.broadcast_to(b, (n, *batch))
    front = jnp.moveaxis(matrix, (0, 1), (-2, -1))
    return jnp.moveaxis(jnp.linalg.solve(front, jnp.moveaxis(b, 0, -1)[..., None])[..., 0], -1, 0)
