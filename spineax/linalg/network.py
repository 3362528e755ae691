"""The conductance network of a structure, in the memory order of a solver."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array

from spineax.sparse.schedule import LeavesToRoot, Placement

for _schedule in (Placement, LeavesToRoot):
    jax.tree_util.register_dataclass(_schedule)


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class ConductanceNetwork:
    """Axial conductances between the slots of a schedule.

    Parameters
    ----------
    schedule : schedule of the solver
    conductance : array (e,), uS
        Of the edges, in the caller's order.
    """

    schedule: Any
    conductance: Array

    def laplacian(self, x: Array) -> Array:
        """Return the current that leaves each slot through its edges.

        Parameters
        ----------
        x : array (n_slots,) or (n_slots, batch), mV

        Returns
        -------
        array of the same shape, nA
        """
        i, j = self.schedule.i, self.schedule.j
        conductance = self.conductance.reshape(-1, *(1,) * (x.ndim - 1))
        flow = conductance * (x[i] - x[j])
        return jnp.zeros_like(flow, shape=x.shape).at[i].add(flow).at[j].add(-flow)
