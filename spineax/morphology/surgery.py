"""Take branches out of a cell, or join two cells: sections to sections.

Everything here is pure. What came from which branch is part of the answer, so that
callers can carry values along.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from spineax._types import BoolArray, FloatArray, IntArray
from spineax.errors import BadArgument, EmptySelection
from spineax.morphology.branches import Sections, make_sections
from spineax.morphology.checks import expect, whole_numbers


@dataclass(frozen=True, eq=False)
class Edited:
    """Sections after an edit.

    Parameters
    ----------
    sections : Sections
    origin : array (b,), int
        Branch that each one was before; those of a second cell count on from the first.
    turned : array (b,), bool
        Branches that now run the other way.
    """

    sections: Sections
    origin: IntArray
    turned: BoolArray


def delete_branches(sections: Sections, branches: Iterable[int]) -> Edited:
    """Return the sections without some of their branches.

    Parameters
    ----------
    sections : Sections
    branches : iterable of int
        Numbers of branches.

    Returns
    -------
    Edited
        Branches that met at an end of a deleted branch still meet there; what hangs on
        nothing any more is a tree of its own.

    Raises
    ------
    EmptySelection
        A number is out of range, or no branch would be left.

    Examples
    --------
    >>> line = np.array([[0.0, 0, 0, 1], [10, 0, 0, 1]])
    >>> three = make_sections([line] * 3, [-1, 0, 0], [1, 1, 1], [3, 3, 3])
    >>> delete_branches(three, [0]).sections.parent
    array([-1,  0])
    """
    expect("sections", sections, Sections)
    b = len(sections)
    gone = np.zeros(b, dtype=bool)
    for branch in whole_numbers("branches", branches):
        if not -b <= branch < b:
            raise EmptySelection(f"No branch {branch}: the cell has {b} branches, 0 to {b - 1}.")
        gone[branch] = True
    if gone.all():
        raise EmptySelection(f"All {b} branches would be deleted. Leave at least one.")
    parent, attach = sections.parent.copy(), sections.attach.copy()
    kept = np.flatnonzero(~gone)
    heirs: dict[tuple[int, float], int] = {}
    for branch in kept[gone[parent[kept]] & (parent[kept] >= 0)].tolist():
        joint = (int(parent[branch]), float(attach[branch]))
        # Branches of a point soma met in its compartment, which is no more.
        heir = branch if joint[1] == 0.5 else heirs.setdefault(joint, branch)
        is_root = heir == branch
        parent[branch], attach[branch] = (-1, 1.0) if is_root else (heir, 0.0)
    return Edited(_taken(sections, kept, parent, attach), kept, np.zeros(len(kept), dtype=bool))


def _taken(sections: Sections, order: IntArray, parent: IntArray, attach: FloatArray) -> Sections:
    place = np.full(len(sections) + 1, -1)
    place[order] = np.arange(len(order))
    return make_sections(
        [sections.xyzr[branch] for branch in order.tolist()],
        place[parent[order]],
        attach[order],
        sections.type_id[order],
    )


def connect(
    one: Sections,
    branch_one: int,
    end_one: float,
    two: Sections,
    branch_two: int,
    end_two: float,
) -> Edited:
    """Join two cells at the ends of two branches; the second moves to where they meet.

    Parameters
    ----------
    one, two : Sections
    branch_one, branch_two : int
    end_one, end_two : float
        0.0 for the start and 1.0 for the end of the branch; on a point soma, both are
        its middle.

    Returns
    -------
    Edited
        The branches of ``one`` as they were, then those of ``two``, all of them running
        away from the root of ``one``.

    Raises
    ------
    EmptySelection
        No such branch.
    BadArgument
        An end is neither 0 nor 1.

    Examples
    --------
    >>> line = np.array([[0.0, 0, 0, 1], [10, 0, 0, 1]])
    >>> single = make_sections([line], [-1], [1], [3])
    >>> connect(single, 0, 1.0, single, 0, 0.0).sections
    Sections(2 branches, 20 um: basal 2)
    """
    for sections, branch, end in ((one, branch_one, end_one), (two, branch_two, end_two)):
        expect("The cell", sections, Sections)
        if not isinstance(branch, (int, np.integer)) or not 0 <= branch < len(sections):
            raise EmptySelection(
                f"No branch {branch!r}: the cell has branches 0 to {len(sections) - 1}."
            )
        if not isinstance(end, (int, float, np.number)) or end not in (0.0, 1.0):
            raise BadArgument(f"The end is {end!r}. Pass 0.0 for the start or 1.0 for the end.")
    second, order, turned = rerooted(two, branch_two, end_two)
    above, attach = _joint(one, branch_one, end_one)
    here = _xyz_at(one, branch_one, end_one)
    shift = np.append(here - second.xyzr[0][0, :3], 0.0)
    b = len(one)
    # All that starts where branch 0 does now starts at the joint.
    joined = (second.parent == 0) & (second.attach == 0.0)
    joined[0] = True
    parent = np.where(second.parent < 0, -1, second.parent + b)
    parent[joined] = above
    return Edited(
        make_sections(
            [*one.xyzr, *(points + shift for points in second.xyzr)],
            np.concatenate([one.parent, parent]),
            np.concatenate([one.attach, np.where(joined, attach, second.attach)]),
            np.concatenate([one.type_id, second.type_id]),
        ),
        np.concatenate([np.arange(b), order + b]),
        np.concatenate([np.zeros(b, dtype=bool), turned]),
    )


def _joint(sections: Sections, branch: int, end: float) -> tuple[int, float]:
    """Return the branch and attachment of what begins at an end of a branch."""
    if len(sections.xyzr[branch]) == 1 and sections.parent[branch] < 0:
        return branch, 0.5
    if end == 1.0 or sections.parent[branch] < 0:
        return branch, end
    return int(sections.parent[branch]), float(sections.attach[branch])


def _xyz_at(sections: Sections, branch: int, end: float) -> FloatArray:
    return sections.xyzr[branch][0 if end == 0.0 else -1, :3]


def rerooted(sections: Sections, branch: int, end: float) -> tuple[Sections, IntArray, BoolArray]:
    """Return the sections with all branches of a tree running away from one place.

    Parameters
    ----------
    sections : Sections
    branch : int
        It comes first afterwards, or second where it begins at a point soma.
    end : float
        The end of ``branch`` to start from, 0.0 or 1.0.

    Returns
    -------
    sections : Sections
        The tree of ``branch`` first. A point soma that is no root any more hangs at the
        end of the branch that led to it.
    origin : array (b,), int
    turned : array (b,), bool
    """
    b = len(sections)
    begins, ends = _places(sections)
    meeting: dict[int, list[int]] = {}
    for k in range(b):
        for place in {int(begins[k]), int(ends[k])}:
            meeting.setdefault(place, []).append(k)
    order: list[int] = []
    parent, attach = np.full(b, -1), np.ones(b)
    turned, done = np.zeros(b, dtype=bool), np.zeros(b, dtype=bool)
    starts = [int(begins[branch] if end == 0.0 else ends[branch])]
    starts += begins[sections.parent < 0].tolist()
    for start in starts:
        joints = [(start, -1, 1.0)]
        for place, above, where in joints:  # grows while it is walked
            here = [k for k in meeting.pop(place, []) if not done[k]]
            for k in sorted(here, key=lambda k: (begins[k] != ends[k], k != branch)):
                is_point = begins[k] == ends[k]
                parent[k], attach[k], turned[k] = above, where, begins[k] != place
                done[k] = True
                order.append(k)
                if above < 0 or is_point:
                    above, where = k, 0.5 if is_point else 0.0
                joints.append((int(begins[k] if turned[k] else ends[k]), k, 1.0))
    origin = np.array(order)
    lines = tuple(sections.xyzr[k][::-1] if turned[k] else sections.xyzr[k] for k in range(b))
    moved = replace(sections, xyzr=lines)
    return _taken(moved, origin, parent, attach), origin, turned[origin]


def _places(sections: Sections) -> tuple[IntArray, IntArray]:
    """Return numbers of the places where each branch starts and ends, one for a point."""
    b = len(sections)
    begins, ends = np.arange(b), np.arange(b, 2 * b)
    for k in range(b):
        above = int(sections.parent[k])
        if above >= 0:
            begins[k] = begins[above] if sections.attach[k] == 0.0 else ends[above]
        if len(sections.xyzr[k]) == 1:
            ends[k] = begins[k]
    return begins, ends
