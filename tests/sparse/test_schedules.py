"""Forests, Laplacians and orders of elimination on small graphs that can be read."""

from __future__ import annotations

import time

import numpy as np
import pytest

from spineax.errors import BadArgument, NotAForest, ShapeMismatch
from spineax.sparse.forest import forest_from_edges, forest_from_parents
from spineax.sparse.laplacian import edges_of, incidence, kron_reduce, laplacian
from spineax.sparse.leaves import leaves_first
from spineax.sparse.rounds import rounds
from spineax.sparse.schedule import place


def test_no_edges_at_all():
    forest = forest_from_edges(3, [], [])
    assert forest.root.all()
    assert forest.depth == 0
    for order in (leaves_first(1, [], []), rounds(1, [], []), place(1, [], [])):
        assert order.slot.tolist() == [0]


def test_rooted_at_the_centre():
    forest = forest_from_edges(1001, np.arange(1000), np.arange(1, 1001))
    assert forest.depth == 500
    assert np.flatnonzero(forest.root).tolist() == [500]


@pytest.mark.parametrize(
    ("i", "j", "error", "words"),
    [
        ([0, 1, 2], [1, 2, 0], NotAForest, "through edge 2"),
        ([0, 0], [1, 1], NotAForest, "1 loop"),
        ([0], [0], BadArgument, "itself"),
        ([0], [9], BadArgument, "0 to 2"),
        ([0, 1], [1], BadArgument, "second ends"),
    ],
)
def test_bad_edges(i, j, error, words):
    with pytest.raises(error, match=words):
        forest_from_edges(3, i, j)


@pytest.mark.parametrize("parent", [[1, 0], [-1, 2, 1], [5], [-2]])
def test_bad_parents(parent):
    with pytest.raises(NotAForest):
        forest_from_parents(parent)


def test_rounds_grow_with_the_logarithm():
    for n in (100, 1000, 10000):
        assert len(rounds(n, np.arange(n - 1), np.arange(1, n)).sizes) <= 2.5 * np.log2(n)


def test_large_schedules_are_quick():
    n = 30_000
    child = np.flatnonzero(np.arange(n) % 30)
    start = time.perf_counter()
    order = leaves_first(n, child, child - 1)
    # 0.02 s on an idle core; the bound is for busy ones
    assert time.perf_counter() - start < 2.0
    assert order.n_slots < 1.1 * n


def test_parents_of_the_core_come_first():
    rng = np.random.default_rng(0)
    parent = np.array([int(rng.integers(max(0, k - 9), k)) for k in range(1, 500)])
    order = leaves_first(500, np.arange(1, 500), parent)
    node, parent = order.node.tolist(), order.parent.tolist()
    turn = {slot: k for k, slot in enumerate(node)}
    above = [turn.get(slot, -1) for slot in parent]
    assert all(a < k for k, a in enumerate(above) if parent[k] != node[k])
    assert len(set(order.slot.tolist())) == 500


def test_compartments_lie_before_branch_points():
    rng = np.random.default_rng(1)
    for n in (9, 300):
        parent = np.array([int(rng.integers(max(0, k - 3), k)) for k in range(1, n)])
        shuffled = rng.permutation(n)
        order = leaves_first(n, shuffled[1:], shuffled[parent], n - n // 3)
        assert order.slot[: n - n // 3].max() < order.n_states
        assert order.slot[n - n // 3 :].min() >= order.n_states
        assert order.n_states < 1.1 * n * 2 / 3 + 16
    equal = leaves_first(40, np.arange(20) + 20, np.arange(20), 20)
    assert set(equal.slot[:20].tolist()) == set(range(20))


def test_a_cable_leaves_a_small_core():
    order = leaves_first(1000, np.arange(999), np.arange(1, 1000))
    assert len(order.node) < 200
    assert order.n_states == order.n_slots == 1008  # whole vectors of 16


def test_a_turn_of_the_core_is_short_where_blocks_have_most_nodes():
    cable = leaves_first(1000, np.arange(999), np.arange(1, 1000))
    star = leaves_first(200, np.arange(1, 200), np.zeros(199, int))
    assert (cable.turn, star.turn) == (2, 4)
    for order in (cable, star):
        assert len(order.node) == order.turn * order.turns


def test_laplacian_round_trip_and_errors():
    i, j, g, ground = np.array([0, 1]), np.array([1, 2]), np.array([2.0, 3.0]), np.ones(3)
    again = edges_of(laplacian(3, i, j, g, ground))
    for got, want in zip(again, (i, j, g, ground), strict=True):
        np.testing.assert_allclose(got, want)
    assert incidence(3, i, j).shape == (2, 3)
    with pytest.raises(ShapeMismatch):
        laplacian(3, i, j, [1.0])
    with pytest.raises(BadArgument):
        edges_of(-laplacian(3, i, j, g))


def test_reduction_is_the_schur_complement():
    full = laplacian(4, [0, 1, 2], [3, 3, 3], [1.0, 2.0, 3.0], [0.1, 0.2, 0.3, 0.0])
    dense = full.toarray()
    want = dense[:3, :3] - np.outer(dense[:3, 3], dense[3, :3]) / dense[3, 3]
    np.testing.assert_allclose(kron_reduce(full, 3), want, rtol=1e-14)
