"""Elimination in rounds, for accelerators: few steps, each over many nodes."""

from __future__ import annotations

from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np
from jax import Array

from spineax.linalg.implicit import implicit_solve
from spineax.linalg.network import ConductanceNetwork
from spineax.linalg.sweeps import in_rounds
from spineax.sparse.rounds import Rounds, rounds


@dataclass(frozen=True)
class Stone:
    """Eliminate all leaves and every other node of the chains, again and again; any graph."""

    name: str = "stone"

    def schedule(
        self,
        n_nodes: int,
        edge_i: np.ndarray,
        edge_j: np.ndarray,
        n_compartments: int | None = None,
    ) -> Rounds:
        """Return the rounds of elimination.

        Parameters
        ----------
        n_nodes : int
        edge_i, edge_j : int array (e,)
        n_compartments : int, optional
            How many of the nodes, the first ones, are compartments; rounds do not ask.

        Returns
        -------
        Rounds

        Raises
        ------
        UnsupportedForest
            If loops are so many that eliminating them needs too much memory.

        Examples
        --------
        >>> Stone().schedule(3, [0, 1], [1, 2]).n_slots
        3
        """
        return rounds(n_nodes, edge_i, edge_j)

    def prepare(self, schedule: Rounds, conductance: Array) -> ConductanceNetwork:
        """Keep the conductances in the caller's order.

        Parameters
        ----------
        schedule : Rounds
        conductance : array (e,), uS

        Returns
        -------
        ConductanceNetwork
        """
        return ConductanceNetwork(schedule, jnp.asarray(conductance))

    def solve(self, network: ConductanceNetwork, ground: Array, b: Array) -> Array:
        """Return ``x`` with ``ground x + L x = b``.

        Parameters
        ----------
        network : ConductanceNetwork
        ground : array (n_slots,), uS
        b : array (n_slots,), nA

        Returns
        -------
        array (n_slots,), mV
        """
        return implicit_solve(in_rounds, network, ground, b)
