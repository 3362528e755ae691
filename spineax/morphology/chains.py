"""Unbranched chains of rooted samples, and the points that each of them owns.

Two rules decide how a chain begins. It begins at the sample it hangs from; where that
is soma and the chain is not, with the radius of its own first sample. It begins at its
own first sample where it leaves a point soma or the inside of a soma.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from spineax._types import BoolArray, FloatArray, IntArray
from spineax.morphology.report import segment_lengths
from spineax.morphology.rooting import Rooted, labels
from spineax.morphology.samples import SOMA, preorder, root_of

#: Two samples nearer than this, in um, lie at the same place.
SAME_PLACE = 1e-8

#: Polylines, parents, attachments and types of branches, as in ``Sections``.
Parts = tuple[list[FloatArray], IntArray, FloatArray, IntArray]


@dataclass(frozen=True, eq=False)
class Chains:
    """Chain k owns the samples ``start[k]`` up to ``stop[k]`` and hangs from ``above[k]``.

    Parameters
    ----------
    start, stop, above : array (b,), int
        ``above`` is -1 for a chain that is one point.
    point_root : array (n,), bool
        Samples that are a branch of one point.
    type_id : array (b,), int
    begins_above : array (b,), bool
        The sample it hangs from is its first point.
    own_radius : array (b,), bool
        ... but with the radius of its own first sample.
    length : array (b,), um
    """

    start: IntArray
    stop: IntArray
    above: IntArray
    point_root: BoolArray
    type_id: IntArray
    begins_above: BoolArray
    own_radius: BoolArray
    length: FloatArray


def chains_of(tree: Rooted, relevant: tuple[int, ...], ignore_interruptions: bool) -> Chains:
    """Return the unbranched chains of ``tree``, in depth-first order."""
    samples = tree.samples
    parent, n = samples.parent, len(samples)
    is_root = parent < 0
    n_children = np.bincount(parent + 1, minlength=n + 1)[1:]
    soma_edges = _soma_edges(tree)
    soma = samples.type == SOMA
    point_root = is_root & ((n_children == 0) | (soma & (soma_edges == 0)))

    label = labels(tree.edge_type, relevant)
    begins = ~is_root & (is_root[parent] | (n_children[parent] != 1) | (label != label[parent]))
    if not ignore_interruptions:
        begins |= ~is_root & tree.interrupted
    bounds = np.append(np.flatnonzero(begins | is_root), n)
    chosen = (begins | point_root)[bounds[:-1]]
    start, stop = bounds[:-1][chosen], bounds[1:][chosen]
    above = parent[start]

    steps = segment_lengths(samples)
    run = np.cumsum(steps)
    own_length = np.where(stop - start > 1, run[stop - 1] - run[start], 0.0)
    first_step = steps[start]
    leaves_soma = (above >= 0) & soma[above] & (tree.edge_type[start] != SOMA)
    inside = leaves_soma & ((soma_edges[above] >= 2) | point_root[above])
    own_start = inside & (own_length > SAME_PLACE)
    return Chains(
        start,
        stop,
        above,
        point_root,
        np.where(above < 0, samples.type[start], tree.edge_type[start]),
        ~own_start & (above >= 0),
        leaves_soma,
        own_length + np.where(own_start, 0.0, first_step),
    )


def _soma_edges(tree: Rooted) -> IntArray:
    """Return how many edges of a soma meet at each sample."""
    parent = tree.samples.parent
    edge = (parent >= 0) & (tree.edge_type == SOMA)
    return np.asarray(edge + np.bincount(parent[edge], minlength=len(parent)))


def parts_of(tree: Rooted, chains: Chains) -> Parts:
    """Return polylines, parents, attachments and types, branch 0 being the soma."""
    parent, attach = _connections(tree, chains)
    rank = tree.rank[chains.start]
    by_rank = np.argsort(rank)
    place = np.empty_like(by_rank)
    place[by_rank] = np.arange(len(by_rank))
    ranked = np.where(parent < 0, -1, place[parent])[by_rank]
    root = root_of(ranked)
    has_soma = np.isin(root, root[chains.type_id[by_rank] == SOMA])
    order = by_rank[preorder(ranked, has_soma & (ranked < 0))]
    place[order] = np.arange(len(order))
    points = _points(tree, chains)
    return (
        [points[branch] for branch in order.tolist()],
        np.where(parent < 0, -1, place[parent])[order],
        attach[order],
        chains.type_id[order],
    )


def _connections(tree: Rooted, chains: Chains) -> tuple[IntArray, FloatArray]:
    n, b = len(tree.samples), len(chains.start)
    owner = np.repeat(np.arange(b), chains.stop - chains.start)
    branch_of = np.full(n, -1)
    branch_of[_ranges(chains.start, chains.stop)] = owner
    at_point = (chains.above >= 0) & chains.point_root[chains.above]
    parent = np.where(chains.above < 0, -1, branch_of[chains.above])
    attach = np.where(at_point, 0.5, 1.0)
    # The chains that leave a root sample: one of them is the root, soma before others.
    leaving = np.flatnonzero((chains.above >= 0) & (parent < 0))
    keys = (
        tree.rank[chains.start[leaving]],
        chains.type_id[leaving] != SOMA,
        chains.above[leaving],
    )
    leaving = leaving[np.lexsort(keys)]
    roots, first = np.unique(chains.above[leaving], return_index=True)
    which = np.searchsorted(roots, chains.above[leaving])
    parent[leaving] = leaving[first][which]
    attach[leaving] = 0.0
    parent[leaving[first]] = -1
    attach[leaving[first]] = 1.0
    return parent, attach


def _ranges(start: IntArray, stop: IntArray) -> IntArray:
    counts = stop - start
    shift = start - np.append(0, np.cumsum(counts)[:-1])
    return np.asarray(np.arange(counts.sum()) + np.repeat(shift, counts))


def _points(tree: Rooted, chains: Chains) -> list[FloatArray]:
    xyzr = np.column_stack([tree.samples.xyz, tree.samples.r])
    heads = xyzr[chains.above]
    heads[:, 3] = np.where(chains.own_radius, xyzr[chains.start, 3], heads[:, 3])
    rows = zip(
        chains.start.tolist(),
        chains.stop.tolist(),
        chains.begins_above.tolist(),
        heads,
        strict=True,
    )
    return [
        np.concatenate([head[None], xyzr[start:stop]]) if above else xyzr[start:stop].copy()
        for start, stop, above, head in rows
    ]
