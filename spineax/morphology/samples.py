"""Traced samples as arrays: what every reader produces and sections are made of.

Only numpy lives here. A networkx graph of the same samples is made in ``graph.py``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from spineax._types import BoolArray, FloatArray, IntArray

SOMA = 1

#: Names of the SWC types; any other number ``n`` is called ``custom<n>``.
GROUP_NAMES = {0: "undefined", 1: "soma", 2: "axon", 3: "basal", 4: "apical"}


def group_name(type_id: int) -> str:
    """Return the name of the group that an SWC type stands for.

    Examples
    --------
    >>> group_name(3), group_name(7)
    ('basal', 'custom7')
    """
    return GROUP_NAMES.get(int(type_id), f"custom{int(type_id)}")


@dataclass(frozen=True, eq=False)
class Samples:
    """The traced samples of one file, parents before children.

    Parameters
    ----------
    id : array (n,), int
        Name of each sample in the file.
    type : array (n,), int
        SWC type: 1 soma, 2 axon, 3 basal dendrite, 4 apical dendrite.
    xyz : array (n, 3), um
    r : array (n,), um
    parent : array (n,), int
        Position (not id) of the parent, -1 at a root; always below the own position.
    line : array (n,), int
        Line of the file, from 1.
    source : str
        Where the samples come from, for messages.
    """

    id: IntArray
    type: IntArray
    xyz: FloatArray
    r: FloatArray
    parent: IntArray
    line: IntArray
    source: str = "samples"

    def __len__(self) -> int:
        return len(self.id)

    def __repr__(self) -> str:
        trees = int((self.parent < 0).sum())
        return f"Samples({self.source!r}, {len(self)} samples, {trees} tree(s))"

    def take(self, order: IntArray) -> Samples:
        """Return the samples at the positions ``order``, parents renumbered.

        Parameters
        ----------
        order : array (m,), int
            Distinct positions; a kept sample must have its parent kept and before it.
        """
        place = np.full(len(self) + 1, -1)
        place[order] = np.arange(len(order))
        return replace(
            self,
            id=self.id[order],
            type=self.type[order],
            xyz=self.xyz[order],
            r=self.r[order],
            parent=place[self.parent[order]],
            line=self.line[order],
        )


def tree_of(parent: IntArray) -> IntArray:
    """Return the number of the tree that each sample belongs to.

    Trees are numbered by their roots, in sample order.

    Examples
    --------
    >>> tree_of(np.array([-1, 0, 1, -1, 3]))
    array([0, 0, 0, 1, 1])
    """
    return np.unique(root_of(parent), return_inverse=True)[1]


def root_of(parent: IntArray) -> IntArray:
    """Return the root above each sample. Parents must not run in a circle: it would not end."""
    above = np.where(parent < 0, np.arange(len(parent)), parent)
    while True:
        twice = above[above]
        if np.array_equal(twice, above):
            return above
        above = twice


def preorder(parent: IntArray, first: BoolArray | None = None) -> IntArray:
    """Order samples so that each chain is contiguous and parents come first.

    Parameters
    ----------
    parent : array (n,), int
        Position of the parent, -1 at a root, in any order.
    first : array (n,), bool, optional
        Samples that go before their siblings; all else is in sample order.

    Returns
    -------
    array (n,), int
        Positions in depth-first order.

    Examples
    --------
    >>> preorder(np.array([-1, 0, 0, 1]))
    array([0, 1, 3, 2])
    """
    n = len(parent)
    late = np.zeros(n, dtype=bool) if first is None else ~first
    by_parent = np.lexsort((np.arange(n), late, parent))
    start = np.searchsorted(parent[by_parent], np.arange(-1, n + 1))
    children = by_parent.tolist()
    bounds = start.tolist()
    order: list[int] = []
    stack = children[bounds[0] : bounds[1]][::-1]
    while stack:
        node = stack.pop()
        order.append(node)
        stack.extend(reversed(children[bounds[node + 1] : bounds[node + 2]]))
    return np.array(order, dtype=np.int64)
