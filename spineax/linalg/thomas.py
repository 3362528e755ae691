"""Elimination from the leaves to the root, for processor cores.

Blocks of chains first, all in step and wide; then the core, a few independent nodes at a
time. ``sparse/rows.py`` has the order, docs/decisions/0002 the reasons.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax

from spineax.errors import NotAForest
from spineax.linalg.fused import one_function
from spineax.linalg.implicit import implicit_solve
from spineax.linalg.network import ConductanceNetwork, add_rows, edge_currents
from spineax.linalg.sweeps import in_rounds
from spineax.sparse.rounds import Rounds, rounds
from spineax.sparse.rows import BLOCK, Rows, rows

#: Conductance, uS, that stands for a short circuit: a node that only passes on.
SHORT = 1e30


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class RowsNetwork:
    """Conductances of a forest in the order of ``Rows``, uS.

    Parameters
    ----------
    schedule : Rows
    conductance : array (e,)
        In the caller's order; the only leaf that is differentiated.
    block_edge : array (BLOCK, n_blocks)
    below_edge : array (n_blocks,)
    core_edge : array (n_core,)
        Between each core node and its parent.
    child_edge : array (2, n_core)
        Between each core node and its children.
    """

    schedule: Rows
    conductance: Array
    block_edge: Array
    below_edge: Array
    core_edge: Array
    child_edge: Array

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

    def schedule(self, n_nodes: int, edge_i: np.ndarray, edge_j: np.ndarray) -> Rows | Rounds:
        """Return the order of elimination: rows of a forest, rounds and a core of loops.

        Parameters
        ----------
        n_nodes : int
        edge_i, edge_j : int array (e,)

        Returns
        -------
        Rows or Rounds

        Raises
        ------
        UnsupportedForest
            If loops are so many that eliminating them needs too much memory.

        Examples
        --------
        >>> Thomas().schedule(3, [0, 1], [1, 2]).n_slots
        8
        """
        try:
            return rows(n_nodes, edge_i, edge_j)
        except NotAForest:
            return rounds(n_nodes, edge_i, edge_j)

    def prepare(
        self, schedule: Rows | Rounds, conductance: Array
    ) -> RowsNetwork | ConductanceNetwork:
        """Put the conductances of the edges where the sweeps read them.

        Parameters
        ----------
        schedule : Rows or Rounds
        conductance : array (e,), uS
            In the caller's order.

        Returns
        -------
        RowsNetwork or ConductanceNetwork
        """
        conductance = jnp.asarray(conductance)
        if not isinstance(schedule, Rows):
            return ConductanceNetwork(schedule, conductance)
        fixed = lax.stop_gradient(conductance)
        tiny = jnp.finfo(conductance.dtype).tiny
        # absent edges are tiny, not zero: then no sum of conductances is zero
        constants = jnp.array([tiny, SHORT, 1.0], conductance.dtype)
        every = jnp.concatenate([jnp.maximum(fixed, tiny), constants])
        core = every[schedule.core_edge]
        above_child = jnp.append(core, constants[0])[schedule.child]
        return RowsNetwork(
            schedule,
            conductance,
            every[schedule.block_edge],
            every[schedule.below_edge],
            core,
            above_child,
        )

    def solve(self, network: RowsNetwork | ConductanceNetwork, ground: Array, b: Array) -> Array:
        """Return ``x`` with ``ground x + L x = b``.

        Parameters
        ----------
        network : RowsNetwork or ConductanceNetwork
        ground : array (n_slots,), uS
        b : array (n_slots,), nA

        Returns
        -------
        array (n_slots,), mV
        """
        kernel = _kernel if isinstance(network, RowsNetwork) else in_rounds
        return implicit_solve(kernel, network, ground, b)


class _Line(NamedTuple):
    """What the sweeps read: no argument more, none less."""

    edge: Array
    child_edge: Array
    parent: Array
    child: Array
    start: Array
    n_rows: Array


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


def _kernel(network: RowsNetwork, ground: Array, b: Array) -> Array:
    order = network.schedule
    # The widest array that is computed: tables of children are only read, row by row.
    width = max(array.size * array.dtype.itemsize for array in (ground, b))
    core = _Line(
        network.core_edge, network.child_edge, order.parent, order.child, order.start, order.n_rows
    )
    if not order.n_blocks:
        return one_function(partial(_core, order.width), width)(core, ground, b)
    chains = _Chains(network.block_edge, network.below_edge, order.below, order.above, order.block)
    return one_function(partial(_chains_and_core, order.width), width)(chains, core, ground, b)


def _chains_and_core(width: int, chains: _Chains, core: _Line, ground: Array, b: Array) -> Array:
    """Eliminate the blocks, then the core, and substitute back."""
    first = chains.edge.shape[0] * chains.edge.shape[1]
    batch = jnp.broadcast_shapes(ground.shape[1:], chains.edge.shape[2:])
    own = ground[:first].reshape(BLOCK, -1, *ground.shape[1:])
    blocks = _eliminate_blocks(
        chains,
        jnp.broadcast_to(own, (*own.shape[:2], *batch)),
        b[:first].reshape(BLOCK, -1, *b.shape[1:]),
    )
    across = _pad(blocks.across)[chains.block]
    core = core._replace(edge=core.edge + across[0], child_edge=core.child_edge + across[1:])
    x = _core(
        width,
        core,
        ground[first:] + _arrivals(chains.block, blocks.below[0], blocks.above[0]),
        b[first:] + _arrivals(chains.block, blocks.below[1], blocks.above[1]),
    )
    known = blocks.known + blocks.anchored * x[chains.below][None]

    def back(x: Array, line: tuple[Array, Array]) -> tuple[Array, Array]:
        x = line[1] + line[0] * x
        return x, x

    inside = lax.scan(back, x[chains.above], (blocks.forward, known), reverse=True)[1]
    return jnp.concatenate([inside.reshape(first, *x.shape[1:]), x])


def _pad(values: Array) -> Array:
    """Append the zero that blocks which do not exist contribute."""
    return jnp.concatenate([values, jnp.zeros_like(values[:1])])


def _arrivals(block: Array, below: Array, above: Array) -> Array:
    """Return what the blocks bring to each core node."""
    above = _pad(above)
    return _pad(below)[block[0]] + above[block[1]] + above[block[2]]


def _eliminate_blocks(chains: _Chains, ground: Array, b: Array) -> _Blocks:
    """Eliminate place after place of all blocks; each keeps an edge to the node below."""
    edge = chains.edge
    b = jnp.broadcast_to(b, (*b.shape[:2], *jnp.broadcast_shapes(b.shape[2:], ground.shape[2:])))

    def step(carry: Any, line: Any) -> Any:
        s, current, anchor = carry
        s_own, b_own, g = line
        s, current = s_own + s, b_own + current
        f = g / (s + anchor + g)
        return (f * s, f * current, f * anchor), (s, current, anchor)

    nothing = jnp.zeros_like(ground[0])
    below = jnp.broadcast_to(chains.below_edge, ground.shape[1:])
    last, (s, current, anchor) = lax.scan(
        step, (nothing, jnp.zeros_like(b[0]), below), (ground, b, edge)
    )
    r = 1.0 / (s + anchor + edge)
    anchored = anchor * r
    below_sum = add_rows(anchored * s), add_rows(anchored * current)
    return _Blocks(last[:2], below_sum, last[2], edge * r, anchored, current * r)


def _core(width: int, core: _Line, ground: Array, b: Array) -> Array:
    """Eliminate the core row by row, and substitute back."""
    n, last = ground.shape[0], ground.shape[0] - width
    batch = jnp.broadcast_shapes(ground.shape[1:], core.edge.shape[1:])
    # nodes that only pass on have no ground and no current, whatever lies in their slots
    real = core.edge < SHORT
    ground = jnp.where(real, jnp.broadcast_to(ground, (n, *batch)), 0.0)
    b = jnp.where(real, jnp.broadcast_to(b, (n, *jnp.broadcast_shapes(batch, b.shape[1:]))), 0.0)

    def window(array: Array, start: Array) -> Array:
        return lax.dynamic_slice_in_dim(array, start, width, axis=0)

    def forward(k: Array, carry: tuple[Array, Array]) -> tuple[Array, Array]:
        s, current = carry
        # a row reads on into the next one, whose slots are written again in time
        at = jnp.minimum(core.start[k], last)
        one, other = window(core.child[0], at), window(core.child[1], at)
        g_one, g_other = window(core.child_edge[0], at), window(core.child_edge[1], at)
        s_one, s_other = _take(s, one), _take(s, other)
        f_one, f_other = g_one / (s_one + g_one), g_other / (s_other + g_other)
        s_row = window(ground, at) + f_one * s_one + f_other * s_other
        b_row = window(b, at) + f_one * _take(current, one) + f_other * _take(current, other)
        return _put(s, s_row, at), _put(current, b_row, at)

    start = tuple(jnp.zeros((n + width, *a.shape[1:]), a.dtype) for a in (ground, b))
    s, current = lax.fori_loop(0, core.n_rows, forward, start)
    r = 1.0 / (s[:n] + core.edge)
    f, known = core.edge * r, current[:n] * r

    def backward(k: Array, x: Array) -> Array:
        at = jnp.minimum(core.start[core.n_rows - 1 - k], last)
        row = window(known, at) + window(f, at) * _take(x, window(core.parent, at))
        return _put(x, row, at)

    return lax.fori_loop(0, core.n_rows, backward, jnp.zeros_like(current))[:n]


def _take(array: Array, index: Array) -> Array:
    return array.at[index].get(mode="promise_in_bounds")


def _put(array: Array, row: Array, start: Array) -> Array:
    return lax.dynamic_update_slice_in_dim(array, row, start, axis=0)
