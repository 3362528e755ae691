"""Conductance networks: the pytree of any graph, and the currents along its edges."""

from __future__ import annotations

from dataclasses import dataclass

import jax
import jax.numpy as jnp
from jax import Array

from spineax.linalg.fused import add_at
from spineax.linalg.linear import linear_map
from spineax.linalg.rows import taken
from spineax.sparse.leaves import LeavesFirst
from spineax.sparse.schedule import Placement

# schedules live below jax, so they become pytrees here
for _schedule in (Placement, LeavesFirst):
    jax.tree_util.register_dataclass(_schedule)


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class ConductanceNetwork:
    """Axial conductances between the slots of a placement.

    Parameters
    ----------
    schedule : Placement
    conductance : array (e,), uS
        Of the edges, in the caller's order.
    """

    schedule: Placement
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
        return edge_currents(self.schedule.i, self.schedule.j, self.conductance, x)


def edge_currents(i: Array, j: Array, conductance: Array, x: Array) -> Array:
    """Return ``L x``, the current that leaves each slot through its edges.

    Parameters
    ----------
    i, j : int array (e,)
        Slots that each edge joins.
    conductance : array (e,), uS
    x : array (n_slots,) or (n_slots, batch), mV

    Returns
    -------
    array of the shape of ``x``, nA

    Examples
    --------
    >>> i, j, x = jnp.array([0]), jnp.array([1]), jnp.array([3.0, 1.0])
    >>> edge_currents(i, j, jnp.array([2.0]), x).tolist()
    [4.0, -4.0]
    """
    conductance = conductance.reshape(*conductance.shape, *(1,) * (x.ndim - conductance.ndim))
    shape = x.shape

    def differences(ends: tuple[Array, Array], x: Array) -> Array:
        return taken(x, ends[0]) - taken(x, ends[1])

    def sums(ends: tuple[Array, Array], flow: Array) -> Array:
        nothing = jnp.zeros(shape, flow.dtype)
        return add_at(add_at(nothing, ends[0], flow), ends[1], -flow)

    flow = conductance * linear_map(differences, sums, (i, j), x)
    return linear_map(sums, differences, (i, j), flow)
