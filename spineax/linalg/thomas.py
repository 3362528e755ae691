"""Elimination from the leaves to the root, for processor cores.

Blocks of chains first, all in step and wide; then the core, one node after another.
``sparse/leaves.py`` has the order, docs/decisions/0002 the reasons.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax

from spineax.errors import NotAForest
from spineax.linalg.fused import one_function, taken
from spineax.linalg.implicit import implicit_solve
from spineax.linalg.network import ConductanceNetwork, edge_currents
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
    core_edge : array (n_core,) or (n_core, copies)
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
    block: Array


class _Blocks(NamedTuple):
    """The chains after their blocks are gone: what reaches the core, and the way back."""

    above: tuple[Array, Array]  # ground and current that reach the core node above
    below: tuple[Array, Array]
    across: Array  # the edge that is left
    forward: Array  # x = known + forward * (next x) + anchored * (x below)
    anchored: Array
    known: Array


def _kernel(network: LeavesNetwork, ground: Array, b: Array) -> Array:
    order = network.schedule
    width = max(array.size * array.dtype.itemsize for array in (ground, b))
    core = _Core(network.core_edge, order.node, order.parent, order.turn, order.turns)
    if not order.n_blocks:
        apart = [a.reshape(-1, order.copies, *a.shape[1:]) for a in (ground, b)]
        arrays = (ground, b) if order.copies == 1 else apart
        x = one_function(_core_only, width)(core, *arrays)
        return x if order.copies == 1 else x.reshape(-1, *x.shape[2:])
    chains = _Chains(network.block_edge, network.below_edge, order.below, order.above, order.block)
    return one_function(_chains_and_core, width)(chains, core, ground, b)


def _core_only(core: _Core, ground: Array, b: Array) -> Array:
    return _sweep(core, _paired(core, ground, b))


def _chains_and_core(chains: _Chains, core: _Core, ground: Array, b: Array) -> Array:
    """Eliminate the blocks, then the core, and substitute back."""
    length, n_blocks = chains.edge.shape[:2]
    first = length * n_blocks
    batch = jnp.broadcast_shapes(ground.shape[1:], chains.edge.shape[2:])
    own = ground[:first].reshape(length, n_blocks, *ground.shape[1:])
    blocks = _eliminate_blocks(
        chains,
        jnp.broadcast_to(own, (length, n_blocks, *batch)),
        b[:first].reshape(length, n_blocks, *b.shape[1:]),
    )
    core = replace(core, edge=core.edge + _pad(blocks.across)[chains.block])
    pair = _paired(core, ground[first:], b[first:])
    pair = pair + _padded_pair(blocks.below)[:, chains.block]
    x = _sweep(core, pair, _padded_pair(blocks.above)[:, chains.block])
    known = blocks.known + blocks.anchored * x[chains.below][None]

    def back(turn: Array, carry: tuple[Array, Array]) -> tuple[Array, Array]:
        place = length - 1 - turn
        above, every = carry
        above = _row(known, place)[0] + _row(blocks.forward, place)[0] * above
        return above, _put(every, above, n_blocks * place)

    # each place is written where it belongs: joining them afterwards would cost more
    every = _put(jnp.zeros((first + x.shape[0], *x.shape[1:]), x.dtype), x, jnp.uint32(first))
    return lax.fori_loop(jnp.uint32(0), jnp.uint32(length), back, (x[chains.above], every))[1]


def _pad(values: Array) -> Array:
    """Append the zero that blocks which do not exist contribute."""
    return jnp.concatenate([values, jnp.zeros_like(values[:1])])


def _padded_pair(values: tuple[Array, Array]) -> Array:
    return jnp.stack([_pad(jnp.broadcast_to(a, values[1].shape)) for a in values])


def _eliminate_blocks(chains: _Chains, ground: Array, b: Array) -> _Blocks:
    """Eliminate place after place of all blocks; each keeps an edge to the node below."""
    edge = chains.edge
    b = jnp.broadcast_to(b, (*b.shape[:2], *jnp.broadcast_shapes(b.shape[2:], ground.shape[2:])))

    def step(carry: Any, line: Any) -> Any:
        s, current, anchor, below_s, below_current = carry
        s_own, b_own, g = line
        s, current = s_own + s, b_own + current
        r = 1.0 / (s + anchor + g)
        f, anchored = g * r, anchor * r
        below = below_s + anchored * s, below_current + anchored * current
        return (f * s, f * current, f * anchor, *below), (f, anchored, current * r)

    no_s, no_current = jnp.zeros_like(ground[0]), jnp.zeros_like(b[0])
    anchor = jnp.broadcast_to(chains.below_edge, no_s.shape)
    start = (no_s, no_current, anchor, no_s, no_current)
    last, (forward, anchored, known) = lax.scan(step, start, (ground, b, edge))
    return _Blocks(last[:2], last[3:], last[2], forward, anchored, known)


def _paired(core: _Core, ground: Array, b: Array) -> Array:
    """Return ground and current of each core node, (2, n_core, ...)."""
    batch = jnp.broadcast_shapes(ground.shape[1:], b.shape[1:], core.edge.shape[1:])
    return jnp.stack([jnp.broadcast_to(a, (a.shape[0], *batch)) for a in (ground, b)])


def _row(array: Array, k: Array, axis: int = 0) -> Array:
    return lax.dynamic_slice_in_dim(array, k, 1, axis)


def _put(array: Array, values: Array, k: Array, axis: int = 0) -> Array:
    return lax.dynamic_update_slice_in_dim(array, values, k, axis)


def _sweep(core: _Core, pair: Array, passed: Array | None = None) -> Array:
    """Eliminate the core from its last node to its first, and substitute back.

    ``passed`` is what a block above a node hands on to the node's parent with it.
    """
    if not core.turns:
        return pair[1] / (pair[0] + core.edge)
    start, stop = jnp.uint32(0), jnp.uint32(core.turns)
    # unsigned: nobody has to ask whether an index counts from the end
    both = jnp.stack([core.node, core.parent]).astype(jnp.uint32)

    def of_turn(turn: Array) -> list[Array]:
        mine = lax.dynamic_slice_in_dim(both, core.turn * turn, core.turn, 1)
        return [mine[:, k] for k in range(core.turn)]

    def forward(turn: Array, pair: Array) -> Array:
        for node, above in reversed(of_turn(core.turns - 1 - turn)):
            own, edge = _row(pair, node, 1), _row(core.edge, node)
            moved = own * (edge / (own[0] + edge))[None]
            if passed is not None:
                moved = moved + _row(passed, node, 1)
            pair = _put(pair, _row(pair, above, 1) + moved, above, 1)
        return pair

    pair = lax.fori_loop(start, stop, forward, pair)
    r = 1.0 / (pair[0] + core.edge)
    f = core.edge * r

    def backward(turn: Array, x: Array) -> Array:
        for node, above in of_turn(turn):
            x = _put(x, _row(x, node) + _row(f, node) * _row(x, above), node)
        return x

    return lax.fori_loop(start, stop, backward, pair[1] * r)
