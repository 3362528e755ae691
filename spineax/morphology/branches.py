"""Traced samples to unbranched sections, each a polyline with radii.

A section ends where the tree branches, where the type changes, and where the tracing
says so. Where the root goes is decided in ``rooting.py``, how a branch begins in
``chains.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from spineax._types import FloatArray, IntArray
from spineax.morphology.chains import chains_of, parts_of
from spineax.morphology.checks import check_positive, expect, whole_numbers
from spineax.morphology.merging import merge_zero_length
from spineax.morphology.rooting import one_point_somata, rooted
from spineax.morphology.samples import Samples, group_name, tree_of
from spineax.morphology.splitting import polyline_length, split_long


@dataclass(frozen=True, eq=False)
class Sections:
    """The unbranched sections of one cell, traced and not yet cut.

    Parameters
    ----------
    xyzr : tuple of array (n_points, 4), um
        One per branch, running away from the root of its tree. A point soma has one
        point.
    parent : array (b,), int
        Parent branch, -1 at a root; parents come before their children.
    attach : array (b,)
        Where on the parent the branch begins: 1.0 at its end, 0.0 at its start (only
        on a root), 0.5 in the middle of a point soma.
    type_id : array (b,), int
        SWC type.
    group : array (b,), str
        ``"soma" "axon" "basal" "apical" "undefined" "custom<n>"``.
    tree : array (b,), int
        Number of the connected tree.
    """

    xyzr: tuple[FloatArray, ...]
    parent: IntArray
    attach: FloatArray
    type_id: IntArray
    group: np.ndarray
    tree: IntArray

    def __len__(self) -> int:
        return len(self.xyzr)

    def __repr__(self) -> str:
        names, numbers = np.unique(self.group, return_counts=True)
        groups = ", ".join(f"{a} {b}" for a, b in zip(names, numbers, strict=True))
        return f"Sections({len(self)} branches, {self.length.sum():.6g} um: {groups})"

    @cached_property
    def length(self) -> FloatArray:
        """Length of each branch, um; the diameter of a point soma."""
        return np.array(
            [
                polyline_length(points) if len(points) > 1 else 2.0 * points[0, 3]
                for points in self.xyzr
            ]
        )


def make_sections(
    xyzr: Sequence[FloatArray],
    parent: Sequence[int] | IntArray,
    attach: Sequence[float] | FloatArray,
    type_id: Sequence[int] | IntArray,
) -> Sections:
    """Return ``Sections`` with the group names and tree numbers filled in.

    Parameters
    ----------
    xyzr, parent, attach, type_id
        As in ``Sections``.

    Examples
    --------
    >>> line = np.array([[0.0, 0, 0, 1], [10, 0, 0, 1]])
    >>> make_sections([line, line + [10, 0, 0, 0]], [-1, 0], [1.0, 1.0], [3, 3])
    Sections(2 branches, 20 um: basal 2)
    """
    parents = np.asarray(parent, dtype=np.int64)
    types = np.asarray(type_id, dtype=np.int64)
    return Sections(
        xyzr=tuple(np.asarray(points, dtype=np.float64) for points in xyzr),
        parent=parents,
        attach=np.asarray(attach, dtype=np.float64),
        type_id=types,
        group=np.array([group_name(t) for t in types.tolist()], dtype=str),
        tree=tree_of(parents),
    )


def sections(
    samples: Samples,
    *,
    max_branch_len: float | None = None,
    ignore_swc_tracing_interruptions: bool = True,
    relevant_type_ids: Sequence[int] | None = None,
) -> Sections:
    r"""Return the unbranched sections of traced samples, branch 0 being the soma.

    Parameters
    ----------
    samples : Samples
    max_branch_len : float, um, optional
        Branches longer than this are split into equal pieces, none of them longer.
    ignore_swc_tracing_interruptions : bool
        If False, a branch ends also where the tracing was taken up again later.
    relevant_type_ids : sequence of int, optional
        A branch ends where the type changes; all types outside this list count as
        one. By default ``[1, 2, 3, 4]``.

    Returns
    -------
    Sections
        Parents before children, siblings in the order of their samples.

    Raises
    ------
    BadArgument
        ``max_branch_len`` is not positive.
    BadType
        ``samples`` are none, or ``relevant_type_ids`` is no sequence of whole numbers.

    Examples
    --------
    >>> from spineax.morphology.swc import read_samples
    >>> text = "1 1 0 0 0 5 -1\n2 3 10 0 0 1 1\n3 3 20 0 0 1 2\n4 3 20 5 0 1 2\n"
    >>> sections(read_samples(text)[0])
    Sections(4 branches, 41.1803 um: basal 3, soma 1)
    """
    expect("samples", samples, Samples)
    if max_branch_len is not None:
        check_positive("max_branch_len", max_branch_len, "length in um, or None", single=True)
    relevant: tuple[int, ...] = (1, 2, 3, 4)
    if relevant_type_ids is not None:
        relevant = whole_numbers("relevant_type_ids", relevant_type_ids)
    samples = one_point_somata(samples)
    while True:
        tree = rooted(samples, relevant, ignore_swc_tracing_interruptions)
        chains = chains_of(tree, relevant, ignore_swc_tracing_interruptions)
        merged = merge_zero_length(samples, tree, chains)
        if merged is samples:
            break
        samples = merged
    parts = parts_of(tree, chains)
    return make_sections(*(parts if max_branch_len is None else split_long(parts, max_branch_len)))
