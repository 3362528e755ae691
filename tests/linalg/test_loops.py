"""Graphs with loops: against exact rational numbers, LAPACK and closed forms."""

from __future__ import annotations

from fractions import Fraction

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from spineax.errors import UnsupportedForest
from spineax.linalg import SOLVERS
from spineax.sparse import core

EXACT = pytest.mark.parametrize("name", ["thomas", "stone"])
TYPES = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def random_graph(seed, n, m, spread):
    rng = np.random.default_rng(seed)
    i = rng.integers(0, n, m)
    j = (i + rng.integers(1, n, m)) % n
    g, ground = 10.0 ** rng.uniform(-spread, spread, m), 10.0 ** rng.uniform(-6, 0, n)
    return i, j, g, ground, rng.uniform(0.1, 1.0, n)


def solution(name, n, i, j, dtype=np.float64):
    """Return the solution as a function of conductance, ground and current."""
    solver = SOLVERS[name]
    schedule = solver.schedule(n, i, j)
    at = np.asarray(schedule.slot)

    @jax.jit
    def solve(g, ground, b):
        blank = jnp.zeros((2, schedule.n_slots), dtype)
        put = blank.at[:, at].set(jnp.stack([ground, b]).astype(dtype))
        network = solver.prepare(schedule, jnp.asarray(g, dtype))
        return solver.solve(network, *put)[at]

    return solve


def solved(name, i, j, g, ground, b, dtype=np.float64):
    return solution(name, len(ground), i, j, dtype)(g, ground, b)


def exactly(i, j, g, ground, b):
    """Gaussian elimination in rational numbers."""
    n = len(ground)
    rows = [[Fraction(0)] * (n + 1) for _ in range(n)]
    for k in range(n):
        rows[k][k], rows[k][n] = Fraction(float(ground[k])), Fraction(float(b[k]))
    for a, c, value in zip(i, j, g, strict=True):
        value = Fraction(float(value))
        rows[a][a] += value
        rows[c][c] += value
        rows[a][c] -= value
        rows[c][a] -= value
    for k in range(n):
        for row in rows:
            if row is not rows[k] and row[k]:
                factor = row[k] / rows[k][k]
                row[:] = [x - factor * y for x, y in zip(row, rows[k], strict=True)]
    return np.array([float(rows[k][n] / rows[k][k]) for k in range(n)])


@EXACT
@TYPES
@pytest.mark.parametrize(("seed", "n", "m"), [(0, 2, 3), (1, 4, 6), (2, 8, 16), (3, 12, 40)])
def test_every_digit_of_a_harsh_graph(name, dtype, seed, n, m):
    i, j, *values = random_graph(seed, n, m, spread=5)
    values = [value.astype(dtype) for value in values]
    x = solved(name, i, j, *values, dtype)
    assert x.dtype == dtype
    # nothing is subtracted: each entry is right to a few roundings per operation on its way
    np.testing.assert_allclose(x, exactly(i, j, *values), rtol=20 * n * np.finfo(dtype).eps)


@EXACT
@pytest.mark.parametrize(("n", "m"), [(30, 45), (100, 250), (200, 205)])
def test_lapack(name, n, m):
    graph = random_graph(n, n, m, spread=1)
    # the condition of these matrices is below 1e8
    np.testing.assert_allclose(solved(name, *graph), solved("dense", *graph), rtol=1e-7)


@EXACT
@pytest.mark.parametrize("n", [3, 4, 17, 64])
def test_ring_of_equal_compartments(name, n):
    i, g, ground = np.arange(n), 0.7, 0.1
    b = np.random.default_rng(n).normal(size=n)
    x = solved(name, i, (i + 1) % n, np.full(n, g), np.full(n, ground), b)
    eigenvalues = ground + 2 * g * (1 - np.cos(2 * np.pi * np.arange(n) / n))
    known = np.fft.ifft(np.fft.fft(b) / eigenvalues).real
    # FFT and the ratio of the eigenvalues, below 30, leave 13 digits
    np.testing.assert_allclose(x, known, rtol=1e-12, atol=1e-12)


@EXACT
def test_two_nodes_in_closed_form(name):
    x = solved(name, [0, 1], [1, 0], [1.0, 3.0], np.array([2.0, 0.0]), np.array([0.0, 1.0]))
    np.testing.assert_allclose(x, [0.5, 0.75], rtol=1e-15)


@EXACT
def test_dense_rest_is_used_and_right(name):
    i, j, *values = random_graph(5, 60, 500, spread=1)
    schedule = SOLVERS[name].schedule(60, i, j)
    assert len(schedule.core.blank_dense) > core.MOST_NEIGHBOURS
    # the condition of this matrix is below 1e8
    np.testing.assert_allclose(
        solved(name, i, j, *values), solved("dense", i, j, *values), rtol=1e-7
    )


@EXACT
def test_batches_and_gradients(name):
    i, j, g, ground, b = random_graph(7, 20, 60, spread=0.5)
    solve, dense = (solution(one, 20, i, j) for one in (name, "dense"))

    def slopes(solve):
        return jax.jit(jax.grad(lambda *values: jnp.sum(solve(*values) ** 2), (0, 1, 2)))

    for one, other in zip(*(slopes(s)(g, ground, b) for s in (solve, dense)), strict=True):
        # the condition, twice
        np.testing.assert_allclose(one, other, rtol=1e-6, atol=1e-9)
    scale = jnp.array([1.0, 2.0, 5.0])
    batch = jax.jit(jax.vmap(lambda s: solve(s * g, ground, b)))(scale)
    for k, s in enumerate(scale):
        np.testing.assert_allclose(batch[k], solve(s * g, ground, b), rtol=1e-12)
    right = jax.jit(jax.vmap(lambda s: solve(g, ground, s * b)))(scale)
    np.testing.assert_allclose(right, scale[:, None] * right[:1], rtol=1e-12)


@EXACT
def test_work_is_linear_where_loops_are_few(name):
    n = 4000
    i, j = np.append(np.arange(n - 1), [5, 700, 90]), np.append(np.arange(1, n), [900, 3000, 2500])
    schedule = SOLVERS[name].schedule(n, i, j)
    assert len(schedule.core.neighbour) + len(schedule.core.blank_dense) < 20


def test_too_much_fill_is_refused(monkeypatch):
    monkeypatch.setattr(core, "MOST_DENSE", 10)
    i, j = np.triu_indices(30, 1)
    with pytest.raises(UnsupportedForest, match=r"30 by 30.*dense"):
        SOLVERS["stone"].schedule(30, i, j)
