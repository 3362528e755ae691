"""Deleting branches and joining cells."""

from __future__ import annotations

import numpy as np
import pytest

from spineax.errors import BadArgument, EmptySelection
from spineax.morphology import (
    Sections,
    connect,
    cut,
    delete_branches,
    grow_granule,
    grow_pyramidal,
    make_sections,
    rerooted,
    sections,
)


def line(*ends: tuple[float, float]) -> np.ndarray:
    return np.array([[x, y, 0.0, 1.0] for x, y in ends])


def tree() -> Sections:
    """Return a stem with two daughters, one of which has two of its own."""
    return make_sections(
        [
            line((0, 0), (10, 0)),
            line((10, 0), (10, 5)),
            line((10, 0), (20, 0)),
            line((20, 0), (20, 4)),
            line((20, 0), (20, -3)),
        ],
        [-1, 0, 0, 2, 2],
        [1.0] * 5,
        [3, 3, 3, 4, 4],
    )


def joints(branches: Sections) -> set[frozenset[int]]:
    """Return which branches meet, by where they are."""
    places: dict[tuple[float, ...], set[int]] = {}
    for branch, points in enumerate(branches.xyzr):
        for place in (points[0], points[-1]):
            places.setdefault(tuple(place[:3].round(6)), set()).add(branch)
    return {frozenset(met) for met in places.values() if len(met) > 1}


def connected(branches: Sections) -> set[frozenset[int]]:
    """Return which branches meet, by parents and attachments."""
    places: dict[tuple[int, float], set[int]] = {}
    for branch, (above, where) in enumerate(zip(branches.parent, branches.attach, strict=True)):
        if above >= 0:
            places.setdefault((int(above), float(where)), {int(above)}).add(branch)
    return {frozenset(met) for met in places.values()}


def test_delete_a_tip() -> None:
    edited = delete_branches(tree(), [-1])
    assert edited.origin.tolist() == [0, 1, 2, 3] and not edited.turned.any()
    assert edited.sections.parent.tolist() == [-1, 0, 0, 2]


def test_what_met_at_a_deleted_branch_still_meets() -> None:
    edited = delete_branches(tree(), [0])
    assert edited.sections.parent.tolist() == [-1, 0, 1, 1]
    assert edited.sections.attach.tolist() == [1.0, 0.0, 1.0, 1.0]
    assert connected(edited.sections) == joints(edited.sections)


def test_what_hangs_on_nothing_is_a_tree() -> None:
    edited = delete_branches(tree(), [2])
    assert edited.sections.parent.tolist() == [-1, 0, -1, 2]
    assert edited.sections.tree.tolist() == [0, 0, 1, 1]
    granule = sections(grow_granule(seed=2))
    alone = delete_branches(granule, [0]).sections
    assert alone.tree.max() == 1 and (alone.attach[alone.parent < 0] == 1.0).all()


def test_delete_checks_its_numbers() -> None:
    with pytest.raises(EmptySelection, match="No branch 5"):
        delete_branches(tree(), [5])
    with pytest.raises(EmptySelection, match="All 5 branches"):
        delete_branches(tree(), range(5))


@pytest.mark.parametrize("branch", range(5))
@pytest.mark.parametrize("end", [0.0, 1.0])
def test_rerooting_keeps_all_joints(branch: int, end: float) -> None:
    moved, origin, turned = rerooted(tree(), branch, end)
    assert moved.parent[0] == -1 and (moved.parent[1:] >= 0).all()
    assert (moved.parent < np.arange(5)).all()
    assert sorted(origin.tolist()) == list(range(5))
    assert connected(moved) == joints(moved)
    for points, old, around in zip(moved.xyzr, origin, turned, strict=True):
        np.testing.assert_array_equal(points, tree().xyzr[old][:: -1 if around else 1])
    place = tree().xyzr[branch][0 if end == 0.0 else -1]
    np.testing.assert_array_equal(moved.xyzr[0][0], place)


def test_rerooting_keeps_other_trees_whole() -> None:
    forest = delete_branches(tree(), [2]).sections
    moved, origin, _ = rerooted(forest, 3, 1.0)
    assert origin.tolist() == [3, 2, 0, 1]
    assert moved.tree.tolist() == [0, 0, 1, 1]
    assert connected(moved) == joints(moved)


def test_rerooting_at_a_tip_of_a_grown_cell() -> None:
    cell = sections(grow_pyramidal(seed=2))
    tip = int(np.setdiff1d(np.arange(len(cell)), cell.parent)[-1])
    moved, origin, turned = rerooted(cell, tip, 1.0)
    before, after = cut(cell, 1), cut(moved, 1)
    np.testing.assert_allclose(after.area, before.area[origin])
    loads = np.where(turned, before.resistive_load_out[origin], before.resistive_load_in[origin])
    np.testing.assert_allclose(after.resistive_load_in, loads)


def test_connect_end_to_end() -> None:
    joined = connect(tree(), 3, 1.0, tree(), 4, 1.0)
    assert joined.sections.parent[:5].tolist() == tree().parent.tolist()
    assert joined.sections.parent[5] == 3
    assert sorted(joined.origin.tolist()) == list(range(10))
    np.testing.assert_allclose(joined.sections.xyzr[5][0, :3], [20, 4, 0])
    assert (joined.sections.tree == 0).all()
    np.testing.assert_allclose(joined.sections.length.sum(), 2 * tree().length.sum())


def test_connect_start_to_start() -> None:
    joined = connect(tree(), 0, 0.0, tree(), 0, 0.0).sections
    assert joined.parent[5] == 0 and joined.attach[5] == 0.0
    inner = connect(tree(), 3, 0.0, tree(), 1, 0.0).sections
    assert (inner.parent[5:] == 2).sum() == 3, "all three that met at the joint of the second"
    assert (inner.attach[5:][inner.parent[5:] == 2] == 1.0).all()


def test_connect_to_a_point_soma() -> None:
    granule = sections(grow_granule(seed=2))
    joined = connect(granule, 0, 1.0, tree(), 0, 0.0).sections
    b = len(granule)
    assert joined.parent[b] == 0 and joined.attach[b] == 0.5
    other = connect(tree(), 1, 1.0, granule, 0, 0.0).sections
    assert other.parent[5] == 1 and len(other.xyzr[5]) == 1
    assert (other.attach[other.parent == 5] == 0.5).all()
    tip = connect(tree(), 1, 1.0, granule, b - 1, 1.0).sections
    assert (tip.tree == 0).all() and (tip.group == "soma").sum() == 1


def test_connect_checks_its_places() -> None:
    with pytest.raises(EmptySelection, match="No branch 9"):
        connect(tree(), 9, 1.0, tree(), 0, 0.0)
    with pytest.raises(BadArgument, match=r"end is 0\.5"):
        connect(tree(), 0, 0.5, tree(), 0, 0.0)
