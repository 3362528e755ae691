"""What holds for every Laplacian (numbers of ACCEPTANCE in brackets)."""

from __future__ import annotations

import numpy as np
from hypothesis import given

from spineax.sparse.laplacian import edges_of, kron_reduce, laplacian
from spineax.testing.forests import networks


@given(net=networks(max_size=30))
def test_symmetric_with_rows_that_sum_to_zero(net):
    """[I1, I2], and no negative eigenvalue beyond rounding."""
    matrix = laplacian(net.n, net.edge_i, net.edge_j, net.conductance).toarray()
    np.testing.assert_array_equal(matrix, matrix.T)
    diagonal = np.diag(matrix)
    assert (np.abs(matrix.sum(axis=1)) <= 1e-14 * diagonal).all()
    assert np.linalg.eigvalsh(matrix).min() >= -1e-12 * diagonal.max(initial=1.0)


@given(net=networks(max_size=30))
def test_edges_round_trip(net):
    matrix = laplacian(net.n, net.edge_i, net.edge_j, net.conductance)
    again = edges_of(matrix)
    np.testing.assert_array_equal(np.sort(again[2]), np.sort(net.conductance))


@given(net=networks(max_size=30, decades=2.0))
def test_reduction_keeps_what_is_seen_from_outside(net):
    """The inverse of the reduced network is a corner of the inverse [I14]."""
    ground = net.ground + 0.01
    matrix = laplacian(net.n, net.edge_i, net.edge_j, net.conductance, ground)
    n = max(1, net.n // 2)
    want = np.linalg.inv(matrix.toarray())[:n, :n]
    # condition numbers up to 1e4 of two inverses
    np.testing.assert_allclose(np.linalg.inv(kron_reduce(matrix, n)), want, rtol=1e-8, atol=1e-9)
