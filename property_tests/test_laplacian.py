"""What holds for every Laplacian ([numbers]: docs/invariants.md)."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

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


@given(net=networks(max_size=30), seed=st.integers(0, 2**32 - 1))
def test_every_mode_decays_and_none_slower_than_the_slowest_leak(net, seed):
    """C^-1 (L + g) has real eigenvalues, none below min(g / C) [I3].

    It is similar to the symmetric C^-1/2 (L + g) C^-1/2: the eigenvectors of that, scaled, are its.
    """
    root = 10.0 ** np.random.default_rng(seed).uniform(-1, 1, net.n)
    matrix = laplacian(net.n, net.edge_i, net.edge_j, net.conductance, net.ground).toarray()
    rates, modes = np.linalg.eigh(matrix / np.outer(root, root))
    # eigh is exact to rounding of the largest rate.
    slack = 1e-14 * net.n * max(rates.max(), 1e-300)
    assert rates.min() >= (net.ground / root**2).min() * (1 - 1e-9) - slack
    left = matrix / root[:, None] ** 2 @ (modes / root[:, None])
    lost = 1e-14 * net.n * (np.abs(matrix) / root[:, None] ** 2).max()
    np.testing.assert_allclose(left, rates * modes / root[:, None], rtol=0, atol=lost / root.min())


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
