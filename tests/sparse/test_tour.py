"""Walks around trees and pieces of graphs, against networkx."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from spineax.sparse.tour import breadth_first, connected_pieces


def graph_of(n, i, j):
    graph = nx.MultiGraph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from(zip(i.tolist(), j.tolist(), strict=True))
    return graph


def drawn_forest(rng, n, trees=0.2):
    """Return edges of a forest, its nodes shuffled and its edges turned at random."""
    parent = np.array(
        [-1 if rng.random() < trees else rng.integers(0, max(k, 1)) for k in range(n)]
    )
    parent[0] = -1
    child, new = np.flatnonzero(parent >= 0), rng.permutation(n)
    i, j = new[child], new[parent[child]]
    turned = rng.random(len(i)) < 0.5
    return np.where(turned, j, i), np.where(turned, i, j)


@pytest.mark.parametrize("seed", range(30))
def test_pieces_of_any_graph(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 40))
    i, j = rng.integers(0, n, (2, int(rng.integers(0, 40))))
    count, piece = connected_pieces(n, i, j)
    known = sorted(nx.connected_components(graph_of(n, i, j)), key=min)
    assert count == len(known)
    assert [set(np.flatnonzero(piece == k)) for k in range(count)] == known


@pytest.mark.parametrize("seed", range(30))
def test_breadth_first_from_any_roots(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 40))
    i, j = drawn_forest(rng, n)
    graph = graph_of(n, i, j)
    root = np.array([rng.choice(sorted(tree)) for tree in nx.connected_components(graph)])
    order, parent = breadth_first(n, i, j, root)
    for start in root.tolist():
        for above, child in nx.bfs_edges(nx.Graph(graph), start):
            assert parent[child] == above
    assert sorted(order) == list(range(n))
    place = np.argsort(order)
    before = np.where(parent[order] < 0, -1, place[parent[order]])
    assert (np.diff(before) >= 0).all()


def test_what_no_root_reaches_is_left_out():
    i, j = np.array([0, 2, 3, 4, 5]), np.array([1, 3, 4, 2, 6])
    order, parent = breadth_first(7, i, j, np.array([1]))
    assert order.tolist() == [1, 0]
    assert parent.tolist() == [1, -1, -1, -1, -1, -1, -1]


@pytest.mark.parametrize("n", [1, 2, 50_000])
def test_a_chain_is_walked_in_few_rounds(n):
    i = np.arange(n - 1)
    order, parent = breadth_first(n, i, i + 1, np.array([0]))
    assert (order == np.arange(n)).all()
    assert (parent == np.arange(n) - 1).all()
    assert connected_pieces(n, i, i + 1)[0] == 1


def test_nothing():
    none = np.zeros(0, int)
    assert connected_pieces(0, none, none)[0] == 0
    assert breadth_first(3, none, none, np.arange(3))[0].tolist() == [0, 1, 2]
