"""Blocks: the separate pieces of a conductance network, grouped by equal topology.

A transition matrix is made for each piece; pieces wired alike are made in one batch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import jax
import numpy as np

from spineax._types import IntArray
from spineax.plan.indices import grouped
from spineax.plan.layout import Layout
from spineax.sparse.tour import connected_pieces

#: The two nodes of every edge.
Edges = tuple[IntArray, IntArray]


@dataclass(frozen=True)
class Block:
    """Pieces of equal topology.

    Parameters
    ----------
    comps : int array (k, m)
        Slots of the compartments of every piece.
    edge : int array (k, e)
        Its axial edges, as numbers of the program's edges.
    i, j : int array (e,)
        Ends of the edges, counted within a piece: compartments, then branch points.
    places : int array (k, m)
        The compartments, by their numbers in the module.
    n_points : int
        Branch points of each piece.
    """

    comps: Any
    edge: Any
    i: Any
    j: Any
    places: Any
    n_points: int


jax.tree_util.register_dataclass(
    Block, data_fields=["comps", "edge", "i", "j", "places"], meta_fields=["n_points"]
)


def find_blocks(layout: Layout, slot: IntArray, edges: Edges | None = None) -> tuple[Block, ...]:
    """Return the pieces of a layout that have edges, grouped by topology.

    Parameters
    ----------
    layout : Layout
    slot : int array (n_compartments,)
        Of every compartment.
    edges : two int arrays (e,), optional
        The nodes that are joined; those of the layout if left out.

    Returns
    -------
    tuple of Block
    """
    n, joints = layout.n, layout.joints
    edge_i, edge_j = (joints.edge_i, joints.edge_j) if edges is None else edges
    count, piece = connected_pieces(joints.n_nodes, edge_i, edge_j)
    nodes = grouped(np.arange(len(piece)), piece, count)
    own_edges = grouped(np.arange(len(edge_i)), piece[edge_i], count)
    local = np.empty(joints.n_nodes, np.int64)
    found: dict[tuple[int, int, bytes], list[int]] = {}
    for number in range(count):
        mine, wires = nodes[number], own_edges[number]
        local[mine] = np.arange(len(mine))
        if len(wires):
            ends = np.stack([local[edge_i[wires]], local[edge_j[wires]]])
            m = int((mine < n).sum())
            found.setdefault((m, len(mine) - m, ends.tobytes()), []).append(number)
    blocks = []
    for (m, n_points, ends_bytes), members in found.items():
        i, j = np.frombuffer(ends_bytes, np.int64).reshape(2, -1).astype(np.int32)
        places = np.stack([nodes[number][:m] for number in members]).astype(np.int32)
        edge = np.stack([own_edges[number] for number in members]).astype(np.int32)
        blocks.append(Block(slot[places], edge, i, j, places, n_points))
    return tuple(blocks)
