"""Elimination from the leaves to the root, for processor cores.

Blocks of chains first, all in step and wide; then the core, one node after another.
``sparse/leaves.py`` has the order, docs/decisions/0002 the reasons.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax

from spineax.errors import NotAForest
from spineax.linalg.fused import one_function
from spineax.linalg.implicit import implicit_solve
from spineax.linalg.network import ConductanceNetwork, edge_currents
from spineax.linalg.rows import part_of, put_row, row_of, taken
from spineax.linalg.sweeps import in_rounds
from spineax.sparse.leaves import LeavesFirst, leaves_first
from spineax.sparse.rounds import Rounds, rounds


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class LeavesNetwork:
    """Conductances of a forest in the order of ``LeavesFirst``, uS.

    Parameters
    ----------
    schedule : LeavesFirst
    conductance : array (e,)
        In the caller's order; the only leaf that is differentiated.
    block_edge : array (length, n_blocks)
    below_edge : array (n_blocks,)
    core_edge : array (n_slots,) or (n_slots, copies)
        Between each core node and its parent.
    """

    schedule: LeavesFirst
    conductance: Array
    block_edge: Array
    below_edge: Array
    core_edge: Array

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


@dataclass(frozen=True)
class Thomas:
    """Eliminate leaves first, the fastest on a processor core; loops as ``stone`` does."""

    name: str = "thomas"

    def schedule(
        self,
        n_nodes: int,
        edge_i: np.ndarray,
        edge_j: np.ndarray,
        n_compartments: int | None = None,
    ) -> LeavesFirst | Rounds:
        """Return the order of elimination: leaves of a forest first, rounds and a core of loops.

        Parameters
        ----------
        n_nodes : int
        edge_i, edge_j : int array (e,)
        n_compartments : int, optional
            How many of the nodes, the first ones, are compartments; all if left out.

        Returns
        -------
        LeavesFirst or Rounds

        Raises
        ------
        UnsupportedForest
            If loops are so many that eliminating them needs too much memory.

        Examples
        --------
        >>> Thomas().schedule(3, [0, 1], [1, 2]).n_slots
        4
        """
        try:
            return leaves_first(n_nodes, edge_i, edge_j, n_compartments)
        except NotAForest:
            return rounds(n_nodes, edge_i, edge_j)

    def prepare(
        self, schedule: LeavesFirst | Rounds, conductance: Array
    ) -> LeavesNetwork | ConductanceNetwork:
        """Put the conductances of the edges where the sweeps read them.

        Parameters
        ----------
        schedule : LeavesFirst or Rounds
        conductance : array (e,), uS
            In the caller's order.

        Returns
        -------
        LeavesNetwork or ConductanceNetwork
        """
        conductance = jnp.asarray(conductance)
        if not isinstance(schedule, LeavesFirst):
            return ConductanceNetwork(schedule, conductance)
        fixed = lax.stop_gradient(conductance)
        tiny = jnp.finfo(conductance.dtype).tiny
        # absent edges are tiny, not zero: then no sum of conductances is zero
        absent = jnp.asarray([tiny, 1.0], conductance.dtype)
        every = jnp.concatenate([jnp.maximum(fixed, tiny), absent])
        return LeavesNetwork(
            schedule,
            conductance,
            taken(every, schedule.block_edge),
            taken(every, schedule.below_edge),
            taken(every, schedule.core_edge),
        )

    def solve(self, network: LeavesNetwork | ConductanceNetwork, ground: Array, b: Array) -> Array:
        """Return ``x`` with ``ground x + L x = b``.

        Parameters
        ----------
        network : LeavesNetwork or ConductanceNetwork
        ground : array (n_slots,), uS
        b : array (n_slots,), nA

        Returns
        -------
        array (n_slots,), mV
        """
        kernel = _kernel if isinstance(network, LeavesNetwork) else in_rounds
        return implicit_solve(kernel, network, ground, b)


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class _Core:
    """What the sweeps read: no argument more, none less."""

    edge: Array
    node: Array
    parent: Array
    turn: int = field(metadata={"static": True})
    turns: int = field(metadata={"static": True})


class _Chains(NamedTuple):
    edge: Array
    below_edge: Array
    below: Array
    above: Array


class _Blocks(NamedTuple):
    """The chains after their blocks are gone: what reaches the core, and the way back."""

    above: Array  # ground and current that reach the node above
    below: Array  # ground and current that reach the node below
    across: Array  # the edge that is left
    back: Array  # x = back[0] + back[1] * (x below) + back[2] * (next x)


def _kernel(network: LeavesNetwork, ground: Array, b: Array) -> Array:
    order = network.schedule
    width = max(array.size * array.dtype.itemsize for array in (ground, b))
    core = _Core(network.core_edge, order.node, order.parent, order.turn, order.turns)
    if not order.n_blocks:
        apart = [a.reshape(-1, order.copies, *a.shape[1:]) for a in (ground, b)]
        arrays = (ground, b) if order.copies == 1 else apart
        x = one_function(_core_only, width)(core, *arrays)
        return x if order.copies == 1 else x.reshape(-1, *x.shape[2:])
    chains = _Chains(network.block_edge, network.below_edge, order.below, order.above)
    return one_function(_chains_and_core, width)(chains, core, ground, b)


@jax.jit  # traced once for all solves with the same order
def _core_only(core: _Core, ground: Array, b: Array) -> Array:
    return _sweep(core, _paired(core, ground, b), core.edge)


@jax.jit
def _chains_and_core(chains: _Chains, core: _Core, ground: Array, b: Array) -> Array:
    """Eliminate the blocks, then the core, and substitute back."""
    length, n_blocks = chains.edge.shape[:2]
    pair = _paired(core, ground, b)
    blocks = _eliminate_blocks(chains, pair)
    # the nodes below the blocks lie side by side
    passed = put_row(jnp.zeros_like(pair), blocks.above, chains.below, 1)
    pair = _added(pair, blocks.below, chains.below, 1)
    edge = jnp.broadcast_to(core.edge, pair.shape[1:])
    x = _sweep(core, pair, _added(edge, blocks.across, chains.below), passed)
    x_below = row_of(x, chains.below, size=n_blocks)

    def back(turn: Array, carry: tuple[Array, Array]) -> tuple[Array, Array]:
        place = length - 1 - turn
        above, every = carry
        row = row_of(blocks.back, place, 1).reshape(3, n_blocks, *x.shape[1:])
        known, anchored, forward = (part_of(row, k) for k in range(3))
        above = known + anchored * x_below + forward * above
        # each place is written where it belongs: joining them afterwards would cost more
        return above, put_row(every, above, n_blocks * place)

    start = (taken(x, chains.above), x)
    return lax.fori_loop(jnp.uint32(0), jnp.uint32(length), back, start)[1]


def _paired(core: _Core, ground: Array, b: Array) -> Array:
    """Return ground and current of each slot, (2, n_slots, ...)."""
    batch = jnp.broadcast_shapes(ground.shape[1:], b.shape[1:], core.edge.shape[1:])
    return jnp.stack([jnp.broadcast_to(a, (a.shape[0], *batch)) for a in (ground, b)])


def _eliminate_blocks(chains: _Chains, pair: Array) -> _Blocks:
    """Eliminate place after place of all blocks; each keeps an edge to the node below."""
    length, n_blocks = chains.edge.shape[:2]
    batch = pair.shape[2:]

    def step(place: Array, carry: tuple[Array, ...]) -> tuple[Array, ...]:
        up, below, anchor, back = carry
        up = up + row_of(pair, n_blocks * place, 1, n_blocks)
        edge = part_of(row_of(chains.edge, place), 0)
        r = 1.0 / (part_of(up, 0) + anchor + edge)
        known, anchored, forward = part_of(up, 1) * r, anchor * r, edge * r
        row = jnp.stack([known, anchored, forward]).reshape(3, 1, *up.shape[1:])
        onwards, down = (lax.expand_dims(one, (0,)) for one in (forward, anchored))
        return up * onwards, below + up * down, anchor * forward, put_row(back, row, place, 1)

    nothing = jnp.zeros((2, n_blocks, *batch), pair.dtype)
    anchor = jnp.broadcast_to(chains.below_edge, nothing.shape[1:])
    back = jnp.zeros((3, length, n_blocks, *batch), pair.dtype)
    start = (nothing, nothing, anchor, back)
    above, below, across, back = lax.fori_loop(jnp.uint32(0), jnp.uint32(length), step, start)
    return _Blocks(above, below, across, back)


def _added(array: Array, values: Array, k: Array, axis: int = 0) -> Array:
    return put_row(array, row_of(array, k, axis, values.shape[axis]) + values, k, axis)


def _sweep(core: _Core, pair: Array, edge: Array, passed: Array | None = None) -> Array:
    """Eliminate the core from its last node to its first, and substitute back.

    ``passed`` is what a block above a node hands on to the node's parent with it.
    """
    if not core.turns:
        return part_of(pair, 1) / (part_of(pair, 0) + edge)
    start, stop = jnp.uint32(0), jnp.uint32(core.turns)

    def of_turn(turn: Array) -> list[tuple[Array, Array]]:
        both = (core.node, core.parent)
        mine = [row_of(one, core.turn * turn, size=core.turn) for one in both]
        return [(part_of(mine[0], k), part_of(mine[1], k)) for k in range(core.turn)]

    def forward(turn: Array, pair: Array) -> Array:
        for node, above in reversed(of_turn(core.turns - 1 - turn)):
            own, up = row_of(pair, node, 1), row_of(edge, node)
            moved = own * lax.expand_dims(up / (part_of(own, 0) + up), (0,))
            if passed is not None:
                moved = moved + row_of(passed, node, 1)
            pair = put_row(pair, row_of(pair, above, 1) + moved, above, 1)
        return pair

    pair = lax.fori_loop(start, stop, forward, pair)
    r = 1.0 / (part_of(pair, 0) + edge)
    f = edge * r

    def backward(turn: Array, x: Array) -> Array:
        for node, above in of_turn(turn):
            x = put_row(x, row_of(x, node) + row_of(f, node) * row_of(x, above), node)
        return x

    return lax.fori_loop(start, stop, backward, part_of(pair, 1) * r)
