"""Distances through space and along the tree."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from spineax.errors import ShapeMismatch
from spineax.morphology.distances import edge_lengths, path_distances, straight_distances


def test_direct() -> None:
    ends = np.array([[3.0, 4, 0], [0, 0, 2]])
    assert straight_distances(np.zeros(3), ends).tolist() == [5.0, 2.0]
    for start, bad in ((np.zeros(2), ends), (np.zeros(3), ends[0])):
        with pytest.raises(ShapeMismatch):
            straight_distances(start, bad)


def test_pathwise_runs_from_centre_to_centre() -> None:
    # Three compartments of 4, 6 and 8 um meet at branch point 3.
    length = np.array([4.0, 6.0, 8.0])
    edge_i, edge_j = np.array([0, 1, 2]), np.array([3, 3, 3])
    half_i, half_j = np.array([3, 1, 2]), np.array([6, 6, 6])
    lengths = edge_lengths(length, half_i, half_j)
    assert path_distances(1, edge_i, edge_j, lengths, 4).tolist() == [5.0, 0.0, 7.0, 3.0]


def test_pathwise_is_the_shortest_path_of_networkx() -> None:
    rng = np.random.default_rng(0)
    n = 300
    parent = np.array([rng.integers(max(0, k - 5), k) for k in range(1, n)])
    weight = rng.random(n - 1)
    mine = path_distances(17, parent, np.arange(1, n), weight, n + 1)
    graph = nx.Graph()
    rows = zip(parent.tolist(), range(1, n), weight.tolist(), strict=True)
    graph.add_weighted_edges_from(rows)
    oracle = nx.single_source_dijkstra_path_length(graph, 17)
    np.testing.assert_allclose(mine[:n], [oracle[k] for k in range(n)], rtol=1e-12)
    assert mine[n] == np.inf
