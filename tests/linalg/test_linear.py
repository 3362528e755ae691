"""Linear functions with transposes of their own: all derivatives, batches, and both places."""

from __future__ import annotations

import re

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from spineax.linalg.fused import marked, one_function
from spineax.linalg.linear import linear_map, rows_of, with_added, with_replaced

X = jnp.array([1.0, -2.0, 3.0, 0.5, 4.0])
TWICE = jnp.array([3, 0, 3])
APART = jnp.array([3, 0])
VALUES = jnp.array([0.25, -1.0])

# Ours, and the same as jax writes it.
PAIRS = {
    "rows": (
        lambda x, values: rows_of(x, TWICE).sum() * values,
        lambda x, values: x[TWICE].sum() * values,
    ),
    "sums": (
        lambda x, values: with_added(x, APART, values),
        lambda x, values: x.at[APART].add(values),
    ),
    "replaced": (
        lambda x, values: with_replaced(x, APART, values),
        lambda x, values: x.at[APART].set(values),
    ),
}


def losses(name):
    return [lambda x, values, f=f: (f(x, values) ** 3).sum() for f in PAIRS[name]]


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("name", PAIRS)
def test_they_are_what_jax_writes_as_gathers_and_scatters(name, whole):
    ours, theirs = losses(name)
    tangents = (jnp.cos(X), jnp.sin(VALUES))

    def along(f):
        return lambda *v: jax.jvp(f, v, tangents)[1]

    def every(f):
        return [f, along(f), jax.grad(f, (0, 1)), jax.grad(along(f), (0, 1)), jax.hessian(f)]

    with marked(whole):
        found = [jax.jit(one_function(g) if whole else g)(X, VALUES) for g in every(ours)]
    for got, want in zip(found, [g(X, VALUES) for g in every(theirs)], strict=True):
        jax.tree.map(lambda a, b: np.testing.assert_allclose(a, b, rtol=1e-13), got, want)


@pytest.mark.parametrize("axes", [(0, None), (None, 0), (1, 0)])
@pytest.mark.parametrize("name", PAIRS)
def test_batches_of_them_and_of_their_derivatives(name, axes):
    ours, theirs = losses(name)
    both = [
        v if axis is None else jnp.stack([v, 2.0 * v], axis=axis)
        for v, axis in zip((X, VALUES), axes, strict=True)
    ]
    for derive in (lambda f: f, lambda f: jax.grad(f, (0, 1))):
        got, want = (jax.vmap(derive(f), axes)(*both) for f in (ours, theirs))
        jax.tree.map(lambda a, b: np.testing.assert_allclose(a, b, rtol=1e-13), got, want)
        total = [jax.grad(lambda *v, f=f: jax.vmap(f, axes)(*v).sum())(*both) for f in losses(name)]
        np.testing.assert_allclose(*total, rtol=1e-13)


@pytest.mark.parametrize("name", PAIRS)
def test_batches_of_them_have_a_place_inside_one_function(name):
    ours, theirs = losses(name)
    both = jnp.stack([X, 2.0 * X]), jnp.stack([VALUES, 3.0 * VALUES])
    with marked():
        program = jax.jit(one_function(jax.vmap(ours))).lower(*both)
    assert not set(re.findall(r"stablehlo\.(scatter|dot_general)", program.as_text()))
    np.testing.assert_allclose(program.compile()(*both), jax.vmap(theirs)(*both), rtol=1e-13)


def test_batches_of_indices_have_a_place_inside_one_function():
    rows, both = jnp.stack([APART, APART[::-1]]), jnp.stack([X, 2.0 * X])

    def every(x, rows):
        return with_replaced(x, rows, VALUES) + with_added(x, rows, VALUES)

    with marked():
        program = jax.jit(one_function(jax.vmap(every))).lower(both, rows)
    assert "stablehlo.scatter" not in program.as_text()
    want = jax.vmap(lambda x, rows: x.at[rows].set(VALUES) + x.at[rows].add(VALUES))(both, rows)
    np.testing.assert_allclose(program.compile()(both, rows), want, rtol=1e-13)


def test_a_batch_of_indices():
    rows = jnp.stack([TWICE, TWICE[::-1]])
    slope = jax.vmap(jax.grad(lambda x, rows: (rows_of(x, rows) ** 2).sum()), (None, 0))(X, rows)
    want = jax.vmap(jax.grad(lambda x, rows: (x[rows] ** 2).sum()), (None, 0))(X, rows)
    np.testing.assert_allclose(slope, want)


def test_what_is_fixed_has_derivatives_too():
    def scaled(a, x):
        def times(fixed, x):
            return fixed[0] * x

        return linear_map(times, times, (a, jnp.arange(3)), x).sum()

    a, x = jnp.array([2.0, 3.0]), jnp.array([5.0, 7.0])
    np.testing.assert_allclose(jax.grad(scaled, (0, 1))(a, x), [x, a])
    mixed = jax.jit(jax.jacfwd(jax.grad(scaled, 1)))(a, x)
    np.testing.assert_allclose(mixed, np.eye(2))
