"""Sections back to traced samples: the inverse of ``branches.sections``.

What the reader would supply again is left out: a first point that is the sample a branch
hangs from. So ``sections(retraced(s))`` is ``s`` for all sections that a reader made.
"""

from __future__ import annotations

import numpy as np

from spineax._types import BoolArray, FloatArray, IntArray
from spineax.morphology.branches import Sections
from spineax.morphology.checks import expect
from spineax.morphology.samples import SOMA, Samples


def retraced(sections: Sections) -> Samples:
    """Return the samples of ``sections``, branch by branch, numbered from 1.

    Parameters
    ----------
    sections : Sections

    Returns
    -------
    Samples

    Notes
    -----
    Where branches do not meet at one point, or step in radius where they meet, the
    samples between them become part of the branch that is read back.

    Examples
    --------
    >>> from spineax.morphology.branches import make_sections
    >>> line = np.array([[0.0, 0, 0, 1], [10, 0, 0, 1]])
    >>> retraced(make_sections([line, line + [10, 0, 0, 0]], [-1, 0], [1, 1], [3, 3])).parent
    array([-1,  0,  1])
    """
    expect("sections", sections, Sections)
    b = len(sections)
    types = sections.type_id
    start, end = np.empty(b, dtype=np.int64), np.empty(b, dtype=np.int64)
    inside_at_end, inside_at_start = np.zeros(b, dtype=bool), _inside_at_start(sections)
    soma_children = _soma_children_at_end(sections)
    points: list[FloatArray] = []
    parent: list[int] = []
    kinds: list[int] = []
    for branch, own in enumerate(sections.xyzr):
        above, place = int(sections.parent[branch]), sections.attach[branch]
        joint = -1
        if above >= 0:
            joint = int(start[above] if place == 0.0 else end[above])
            inside = inside_at_start[above] if place == 0.0 else inside_at_end[above]
            own = own[_supplied(own, points[joint], kinds[joint], int(types[branch]), inside) :]
        first = len(points)
        start[branch], end[branch] = first, first + len(own) - 1
        points.extend(own)
        parent.extend([joint, *range(first, first + len(own) - 1)])
        kinds.extend([int(types[branch])] * len(own))
        if above < 0:
            kinds[first] = _root_type(sections, branch, bool(inside_at_start[branch]))
        is_point = above < 0 and len(own) == 1
        soma_edges = int(types[branch] == SOMA and not is_point) + soma_children[branch]
        inside_at_end[branch] = is_point or soma_edges >= 2
    xyzr = np.array(points)
    number = np.arange(1, len(xyzr) + 1)
    return Samples(
        number, np.array(kinds), xyzr[:, :3], xyzr[:, 3], np.array(parent), number, "sections"
    )


def _supplied(own: FloatArray, joint: FloatArray, kind: int, type_id: int, inside: bool) -> int:
    """Return 1 if the reader puts the first point in front by itself, else 0."""
    if len(own) < 2 or not np.array_equal(own[0, :3], joint[:3]):
        return 0
    if kind == SOMA and type_id != SOMA:
        if inside and len(own) > 2:
            return 0
        return int(own[0, 3] == own[1, 3])
    return int(own[0, 3] == joint[3])


def _soma_children_at_end(sections: Sections) -> IntArray:
    at_end = (sections.type_id == SOMA) & (sections.parent >= 0) & (sections.attach != 0.0)
    return np.bincount(sections.parent[at_end], minlength=len(sections))


def _inside_at_start(sections: Sections) -> BoolArray:
    at_start = (sections.type_id == SOMA) & (sections.parent >= 0) & (sections.attach == 0.0)
    inside = np.bincount(sections.parent[at_start], minlength=len(sections)) > 0
    return np.asarray(inside & (sections.type_id == SOMA))


def _root_type(sections: Sections, root: int, soma_goes_on: bool) -> int:
    """Return the type of the first sample of a tree.

    A soma may begin at a sample of a neurite that it lies around. Then a branch of that
    neurite has the sample as its first point, which none has that leaves a soma.

    Parameters
    ----------
    sections : Sections
    root : int
        Its first branch.
    soma_goes_on : bool
        Whether that is soma, and more of the soma begins at its start.
    """
    type_id = int(sections.type_id[root])
    if not soma_goes_on:
        return type_id
    for branch in np.flatnonzero((sections.parent == root) & (sections.attach == 0.0)).tolist():
        own = sections.xyzr[branch]
        shares = np.array_equal(own[0], sections.xyzr[root][0])
        if (
            sections.type_id[branch] != SOMA
            and shares
            and not _supplied(own, own[0], SOMA, int(sections.type_id[branch]), True)
        ):
            return int(sections.type_id[branch])
    return type_id
