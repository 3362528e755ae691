"""What holds for every forest, and for the orders of elimination made from it."""

from __future__ import annotations

import numpy as np
from hypothesis import given

from spineax.sparse.forest import forest_from_edges, forest_from_parents
from spineax.sparse.leaves import leaves_first
from spineax.sparse.rounds import rounds
from spineax.testing.forests import forests


@given(parent=forests())
def test_parents_are_listed_before_children(parent):
    forest = forest_from_parents(parent)
    place = np.argsort(forest.order)
    child = np.flatnonzero(~forest.root)
    assert (place[forest.parent[child]] < place[child]).all()
    assert (forest.level[child] == forest.level[forest.parent[child]] + 1).all()
    assert (forest.tree[child] == forest.tree[forest.parent[child]]).all()


@given(parent=forests())
def test_the_centre_halves_the_depth(parent):
    child = np.flatnonzero(parent >= 0)
    rooted, centred = (
        forest_from_parents(parent),
        forest_from_edges(len(parent), child, parent[child]),
    )
    assert centred.depth <= rooted.depth
    assert centred.root.sum() == rooted.root.sum()
    edge = centred.edge[~centred.root]
    assert sorted(edge.tolist()) == list(range(len(child)))


@given(parent=forests())
def test_every_node_has_a_slot_of_its_own(parent):
    child = np.flatnonzero(parent >= 0)
    for order in (leaves_first, rounds):
        schedule = order(len(parent), child, parent[child])
        assert len(set(schedule.slot.tolist())) == len(parent)
        assert schedule.slot.max() < schedule.n_slots
