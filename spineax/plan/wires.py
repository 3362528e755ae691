"""Wires: the synapses of one type, in the order in which the run goes through them.

Sorted by their postsynaptic slot, so that currents are sums over neighbouring rows; the
rows of one slot are cut into pieces of equal width, so that a piece is summed at once.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from spineax._types import IntArray
from spineax.plan.blueprint import Blueprint, Wiring
from spineax.plan.program import Wires

#: Widest piece of the synapses of one slot that is summed in one go.
WIDEST = 32


def wires(wiring: Wiring, slot: IntArray, blueprint: Blueprint) -> Wires:
    """Return the compiled form of the synapses of one type.

    Parameters
    ----------
    wiring : Wiring
    slot : int array (n,)
        Slot of every compartment.
    blueprint : Blueprint
        Where thresholds are read.
    """
    post = slot[wiring.post]
    order: Any = np.argsort(post, kind="stable").astype(np.int32)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order), dtype=np.int32)
    rows, owner = pieces(post[order])
    none = np.zeros(0, np.int32)
    driven = wiring.mechanism.spike_driven
    source, watch, first = detectors(wiring, slot, order, blueprint) if driven else (none,) * 3
    return Wires(
        slot[wiring.pre[order]], post[order], order, rank, rows, owner, source, watch, first
    )


def pieces(sorted_slot: IntArray) -> tuple[IntArray, IntArray]:
    """Return which rows each piece sums, and the slot that each piece belongs to.

    Parameters
    ----------
    sorted_slot : int array (m,)

    Returns
    -------
    rows : int32 array (k, width)
        Row ``m`` stands for none.
    owner : int32 array (k,)
        Sorted.

    Examples
    --------
    >>> rows, owner = pieces(np.array([2, 2, 2, 2, 2, 2, 2, 2, 5]))
    >>> rows.shape, owner.tolist()
    ((3, 4), [2, 2, 5])
    """
    size = len(sorted_slot)
    place, start, count = np.unique(sorted_slot, return_index=True, return_counts=True)
    mean = size / max(1, len(place))
    width = int(2 ** np.clip(np.floor(np.log2(max(mean, 1.0))), 0, np.log2(WIDEST)))
    number = -(-count // width)
    within = np.arange(number.sum()) - np.repeat(np.cumsum(number) - number, number)
    begin = np.repeat(start, number) + within * width
    end = np.repeat(start + count, number)
    rows = begin[:, None] + np.arange(width)
    rows = np.where(rows < end[:, None], rows, size)
    return rows.astype(np.int32), np.repeat(place, number).astype(np.int32)


def detectors(
    wiring: Wiring, slot: IntArray, order: IntArray, blueprint: Blueprint
) -> tuple[IntArray, IntArray, IntArray]:
    """Return the detectors of presynaptic spikes, and which of them each synapse watches.

    One for each presynaptic compartment and threshold.

    Returns
    -------
    source : int32 array (d,)
        Slot that a detector watches.
    watch : int32 array (m,)
        Detector of each row.
    first : int32 array (d,)
        A row whose threshold the detector takes.
    """
    pre = slot[wiring.pre[order]]
    threshold: Any = blueprint.edges[f"{wiring.mechanism.name}_threshold"]
    level = np.unique(threshold.get(wiring.edge[order]), return_inverse=True)[1]
    key = pre.astype(np.int64) * (int(level.max(initial=0)) + 1) + level
    _, first, watch = np.unique(key, return_index=True, return_inverse=True)
    return pre[first].astype(np.int32), watch.astype(np.int32), first.astype(np.int32)
