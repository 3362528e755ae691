"""Every voltage solver on every shape of forest: values, derivatives, batches, types."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from spineax.errors import BadType, UnknownName
from spineax.linalg import SOLVERS, voltage_solver

RNG = np.random.default_rng(1)
SHAPES = {
    "single": np.array([-1]),
    "pair": np.array([-1, 0]),
    "isolated": np.full(5, -1),
    "chain": np.arange(40) - 1,
    "long chain": np.arange(400) - 1,
    "star": np.r_[-1, np.zeros(30, int)],
    "comb": np.array([-1] + [k - 1 if k % 2 else max(k - 2, 0) for k in range(1, 60)]),
    "binary": (np.arange(63) - 1) // 2 * (np.arange(63) > 0) - (np.arange(63) == 0),
    "caterpillar": np.array([-1] + [k - 1 if k < 20 else k % 20 for k in range(1, 60)]),
    "random": np.array([-1] + [int(RNG.integers(0, k)) for k in range(1, 60)]),
    "cells": np.where(np.arange(350) % 35 == 0, -1, np.arange(350) - 1),
}


def problem(shape, dtype=np.float64):
    """Return n, edges and values of a forest of this shape, nodes shuffled."""
    parent = SHAPES[shape]
    n = len(parent)
    child = np.flatnonzero(parent >= 0)
    new = np.random.default_rng(n).permutation(n)
    rng = np.random.default_rng(0)
    values = [rng.lognormal(size=len(child)), rng.lognormal(size=n), rng.normal(size=n)]
    return n, new[child], new[parent[child]], [jnp.asarray(v, dtype) for v in values]


def function(name, n, i, j):
    """Return the solution as a function of conductance, ground and current."""
    solver = voltage_solver(name)
    schedule = solver.schedule(n, i, j)

    def solve(g, s, b):
        put = jnp.zeros(schedule.n_slots, s.dtype).at[schedule.slot]
        return solver.solve(solver.prepare(schedule, g), put.set(s), put.set(b))[schedule.slot]

    return solve


def reference(n, i, j):
    """Return the same by one dense solve of jax, in the caller's order."""

    def solve(g, s, b):
        matrix = jnp.diag(s).at[i, i].add(g).at[j, j].add(g).at[i, j].add(-g).at[j, i].add(-g)
        return jnp.linalg.solve(matrix, b)

    return solve


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", SOLVERS)
def test_values(name, shape):
    n, i, j, values = problem(shape)
    got = jax.jit(function(name, n, i, j))(*values)
    np.testing.assert_allclose(got, reference(n, i, j)(*values), rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("name", SOLVERS)
def test_single_precision_stays_single(name):
    n, i, j, values = problem("random", np.float32)
    got = jax.jit(function(name, n, i, j))(*values)
    assert got.dtype == jnp.float32
    want = reference(n, i, j)(*(v.astype(np.float64) for v in values))
    # single rounding, times the few nodes on a path
    np.testing.assert_allclose(got, want, atol=1e-5)


@pytest.mark.parametrize("shape", ["single", "comb", "cells"])
@pytest.mark.parametrize("name", ["thomas", "stone"])
def test_derivatives_in_both_modes_and_twice(name, shape):
    n, i, j, values = problem(shape)

    def loss(solve):
        return lambda *v: (solve(*v) ** 2).sum()

    got, want = loss(function(name, n, i, j)), loss(reference(n, i, j))
    every = (0, 1, 2)
    tangents = [jnp.sin(jnp.arange(v.size, dtype=v.dtype)) for v in values]

    def along(f):
        return lambda *v: jax.jvp(f, v, tuple(tangents))[1]

    for derive in (lambda f: jax.grad(f, every), along, lambda f: jax.grad(along(f), every)):
        mine, theirs = jax.jit(derive(got))(*values), jax.jit(derive(want))(*values)
        for a, b in zip(jax.tree.leaves(mine), jax.tree.leaves(theirs), strict=True):
            # LAPACK loses the condition number once per derivative.
            np.testing.assert_allclose(a, b, rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize("axes", [(None, 0, 0), (0, None, None), (None, None, 0), (0, 1, 0)])
@pytest.mark.parametrize("shape", ["single", "cells"])
@pytest.mark.parametrize("name", SOLVERS)
def test_batches_are_loops(name, shape, axes):
    n, i, j, values = problem(shape)
    batch = [
        v if axis is None else jnp.stack([v, 2 * v, 3 * v], axis=axis)
        for v, axis in zip(values, axes, strict=True)
    ]
    solve = jax.jit(function(name, n, i, j))
    got = jax.jit(jax.vmap(solve, axes))(*batch)
    for k in range(3):
        one = [v if axis is None else v * (k + 1) for v, axis in zip(values, axes, strict=True)]
        np.testing.assert_allclose(got[k], solve(*one), rtol=1e-12, atol=1e-12)
    if name != "dense":
        twice = jax.vmap(jax.vmap(jax.grad(lambda *v: solve(*v).sum(), 1), axes), (None, 0, None))
        outer = jax.jit(twice)(batch[0], jnp.stack([batch[1], batch[1]]), batch[2])
        np.testing.assert_allclose(outer[0], outer[1])


@pytest.mark.parametrize("name", SOLVERS)
def test_laplacian_and_padding(name):
    n, i, j, (g, s, b) = problem("comb")
    solver = voltage_solver(name)
    schedule = solver.schedule(n, i, j)
    network = solver.prepare(schedule, g)
    x = solver.solve(
        network,
        jnp.zeros(schedule.n_slots).at[schedule.slot].set(s),
        jnp.ones(schedule.n_slots).at[schedule.slot].set(b),
    )
    assert jnp.isfinite(x).all()
    balance = s * x[schedule.slot] + network.laplacian(x)[schedule.slot]
    np.testing.assert_allclose(balance, b, atol=1e-12)


@pytest.mark.parametrize("name", ["thomas", "stone"])
@pytest.mark.parametrize("parent", [np.arange(3000) - 1, np.r_[-1, np.zeros(500, int)]])
def test_deep_chains_and_wide_stars(name, parent):
    n, child = len(parent), np.flatnonzero(parent >= 0)
    solve = jax.jit(function(name, n, child, parent[child]))
    ground = jnp.full(n, 1e-6)
    x = solve(jnp.full(len(child), 1e3), ground, ground * -70.0)
    np.testing.assert_allclose(x, -70.0, rtol=1e-11)


@pytest.mark.parametrize("name", ["thomas", "stone"])
def test_edges_without_conductance(name):
    """A diffusion constant of zero: nothing moves, nothing becomes infinite."""
    x = function(name, 3, [0, 1], [2, 2])(jnp.zeros(2), jnp.array([1.0, 2.0, 0.0]), jnp.ones(3) * 0)
    np.testing.assert_array_equal(x, 0.0)


def compilations(parents):
    """Return how often the solver is compiled for trees with these parents."""
    solver, count = voltage_solver("thomas"), []

    @jax.jit
    def solve(schedule, g, s):
        count.append(1)
        return solver.solve(solver.prepare(schedule, g), s, s)

    for child, parent in parents:
        schedule = solver.schedule(len(child) + 1, child, parent)
        solve(schedule, jnp.ones(len(child)), jnp.ones(schedule.n_slots))
    return len(count)


def random_tree(n, seed):
    """Return children and parents of a tree of chains, as neurons are."""
    rng = np.random.default_rng(seed)
    back = np.where(rng.random(n - 1) < 0.9, 1, rng.integers(1, 20, n - 1))
    return np.arange(1, n), np.maximum(np.arange(1, n) - back, 0)


def test_renumbering_does_not_compile_again():
    child, parent = random_tree(300, 0)
    orders = [np.random.default_rng(seed).permutation(300) for seed in range(4)]
    assert compilations([(new[child], new[parent]) for new in orders]) == 1


def test_few_compilations_serve_all_trees_of_one_size():
    # a few lengths and buckets of blocks are in reach of these trees
    assert compilations([random_tree(300, seed) for seed in range(8)]) <= 4


@pytest.mark.parametrize("sizes", [(600, 1500), (6000, 12000)])
def test_program_does_not_grow_with_the_tree(sizes):
    """Long turns of the core in the small trees, short ones in the large: all have blocks."""
    solver, lines = voltage_solver("thomas"), []
    for n in sizes:
        schedule = solver.schedule(n, np.arange(1, n), np.maximum(np.arange(1, n) - 3, 0))
        assert schedule.n_blocks and schedule.turn == (4 if n < 2000 else 2)
        values = jnp.ones(n - 1), jnp.ones(schedule.n_slots)
        text = (
            jax.jit(lambda c, g, s: solver.solve(solver.prepare(c, g), s, s))
            .lower(schedule, *values)
            .as_text()
        )
        lines.append(len(text.splitlines()))
    assert lines[0] == lines[1]


def test_names():
    assert voltage_solver("auto") is SOLVERS["thomas"]
    old = {name: voltage_solver(f"jaxley.{name}").name for name in ("thomas", "stone", "dhs.cpu")}
    assert old == {"thomas": "thomas", "stone": "stone", "dhs.cpu": "thomas"}
    assert voltage_solver("jaxley.dhs.gpu").name == "stone"
    assert voltage_solver("jaxley.dhs") is voltage_solver("auto")
    assert voltage_solver("jax.sparse") is voltage_solver("auto")
    assert voltage_solver(SOLVERS["dense"]) is SOLVERS["dense"]
    with pytest.raises(UnknownName, match="Did you mean 'thomas'"):
        voltage_solver("tomas")
    with pytest.raises(BadType):
        voltage_solver(3)


def test_elsewhere_rounds_are_chosen(monkeypatch):
    monkeypatch.setattr(jax, "default_backend", lambda: "gpu")
    assert voltage_solver("auto") is voltage_solver("jaxley.dhs") is SOLVERS["stone"]


@pytest.mark.parametrize("name", ["thomas", "stone"])
def test_loops_are_eliminated_too(name):
    square = ([0, 1, 2, 3], [1, 2, 3, 0])
    ring = function(name, 4, *square)(*(jnp.ones(4) for _ in range(3)))
    np.testing.assert_allclose(ring, 1.0)
