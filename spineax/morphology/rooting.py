"""Where the root of each tree goes, and to which branch each traced edge belongs.

A tree is rooted at its soma. An edge belongs to the type of its child as traced, and
keeps that type when its direction is turned.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from spineax._types import BoolArray, FloatArray, IntArray
from spineax.morphology.samples import SOMA, Samples, preorder, tree_of
from spineax.morphology.swc_checks import soma_tops


@dataclass(frozen=True, eq=False)
class Rooted:
    """Samples in depth-first order from the soma, with the type of each edge.

    Parameters
    ----------
    samples : Samples
        Unbranched chains are contiguous.
    rank : array (n,), int
        Place of each sample before it was moved; siblings are in this order.
    edge_type : array (n,), int
        Type of the edge from the parent to the sample; at a root its own type.
    interrupted : array (n,), bool
        The sample was not traced right after its parent.
    """

    samples: Samples
    rank: IntArray
    edge_type: IntArray
    interrupted: BoolArray


def rooted(samples: Samples, relevant: tuple[int, ...], ignore_interruptions: bool) -> Rooted:
    """Root each tree of ``samples`` at its soma, or else at its first sample.

    Parameters
    ----------
    samples : Samples
    relevant : tuple of int
        Types that are told apart; all others count as one.
    ignore_interruptions : bool
        With it, a root inside an unbranched stretch goes to the end of the stretch.
    """
    id_rank = np.argsort(np.argsort(samples.id))
    tree = _Turning(
        parent=samples.parent.copy(),
        edge_type=samples.type.copy(),
        interrupted=(samples.parent >= 0) & (id_rank != id_rank[samples.parent] + 1),
    )
    _root_at_somata(tree, samples)
    if ignore_interruptions:
        _leave_unbranched_stretches(tree, samples.type, relevant)
    order = preorder(tree.parent)
    return Rooted(
        replace(samples, parent=tree.parent).take(order),
        order,
        tree.edge_type[order],
        tree.interrupted[order],
    )


@dataclass
class _Turning:
    """Parents and edges of samples while roots move; the only mutable thing here."""

    parent: IntArray
    edge_type: IntArray
    interrupted: BoolArray

    def path(self, sample: int) -> list[int]:
        """Return the samples from ``sample`` up to its root."""
        path = [sample]
        while self.parent[path[-1]] >= 0:
            path.append(int(self.parent[path[-1]]))
        return path

    def root_at(self, sample: int) -> None:
        """Turn the edges between ``sample`` and its root around."""
        path = np.array(self.path(sample))
        self.edge_type[path[1:]] = self.edge_type[path[:-1]]
        self.interrupted[path[1:]] = self.interrupted[path[:-1]]
        self.parent[path[1:]] = path[:-1]
        self.parent[sample] = -1
        self.interrupted[sample] = False


def one_point_somata(samples: Samples) -> Samples:
    """Return ``samples`` with each three-point soma as the one point it stands for.

    The convention of NeuroMorpho.Org: a centre, and two more samples at a distance of
    one radius to either side, describe a sphere by the cylinder of the same area.
    """
    soma = samples.type == SOMA
    root = np.flatnonzero(soma & (samples.parent < 0))
    if not len(root):
        return samples
    n_children = np.bincount(samples.parent + 1, minlength=len(samples) + 1)[1:]
    drop = np.zeros(len(samples), dtype=bool)
    for centre in root.tolist():
        sides = np.flatnonzero(soma & (samples.parent == centre))
        if len(sides) == 2 and not n_children[sides].any():
            arms = samples.xyz[sides] - samples.xyz[centre]
            drop[sides] = _are_poles(arms, samples.r[sides], float(samples.r[centre]))
    return samples.take(np.flatnonzero(~drop)) if drop.any() else samples


def _are_poles(arms: FloatArray, radii: FloatArray, r: float) -> bool:
    # One per cent: files print these coordinates with two to four digits.
    tolerance = 0.01 * r
    long = np.abs(np.sqrt((arms**2).sum(axis=1)) - r) < tolerance
    opposite = np.abs(arms.sum(axis=0)) < tolerance
    return bool(long.all() and opposite.all() and (np.abs(radii - r) < tolerance).all())


def _root_at_somata(tree: _Turning, samples: Samples) -> None:
    tops = soma_tops(samples)
    number = tree_of(samples.parent)
    at_root = np.isin(number, number[tops[samples.parent[tops] < 0]])
    for k in np.unique(number[tops[~at_root[tops]]]).tolist():
        here = tops[number[tops] == k]
        above = samples.parent[here]
        if len(here) > 1 and (above == above[0]).all():
            # The soma lies around the sample that its parts share.
            tree.root_at(int(above[0]))
            continue
        path = tree.path(int(here[0]))
        tree.edge_type[path[:-1]] = samples.type[path[1:]]
        tree.root_at(path[0])


def _leave_unbranched_stretches(tree: _Turning, types: IntArray, relevant: tuple[int, ...]) -> None:
    n = len(types)
    n_children = np.bincount(tree.parent + 1, minlength=n + 1)[1:]
    only_child = np.full(n, -1)
    only_child[tree.parent[tree.parent >= 0]] = np.flatnonzero(tree.parent >= 0)
    label = labels(tree.edge_type, relevant)
    for root in np.flatnonzero((tree.parent < 0) & (n_children == 2)).tolist():
        one, two = np.flatnonzero(tree.parent == root).tolist()
        point_soma = types[root] == SOMA and tree.edge_type[one] != SOMA
        if label[one] != label[two] or point_soma:
            continue
        end = one
        while n_children[end] == 1 and label[only_child[end]] == label[one]:
            end = int(only_child[end])
        tree.root_at(end)


def labels(types: IntArray, relevant: tuple[int, ...]) -> IntArray:
    """Return ``types`` with -1 for all that are not to be told apart."""
    return np.where(np.isin(types, relevant), types, -1)
