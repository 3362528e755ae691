"""A function compiled whole computes the same, in every place it may be called."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from spineax.linalg.fused import one_function


def double(x, times):
    """Double a vector some times; the second argument is read in the loop only."""
    return lax.fori_loop(0, times, lambda k, y: 2.0 * y, x)


def test_same_numbers_everywhere():
    x, times = jnp.arange(5.0), jnp.int32(3)
    whole = one_function(double)
    np.testing.assert_array_equal(whole(x, times), 8 * x)
    np.testing.assert_array_equal(jax.jit(whole)(x, times), 8 * x)
    batch = jax.vmap(whole, (0, None))(jnp.stack([x, x + 1]), times)
    np.testing.assert_array_equal(batch[1], 8 * (x + 1))


def test_derivative_inside_and_outside():
    def f(x):
        return (jnp.sin(x) ** 2).sum()

    x = jnp.arange(4.0)
    inside, outside = one_function(jax.grad(f)), jax.grad(one_function(f))
    np.testing.assert_allclose(jax.jit(inside)(x), jax.grad(f)(x), rtol=1e-14)
    np.testing.assert_allclose(jax.jit(outside)(x), jax.grad(f)(x), rtol=1e-14)


def test_nested_marks_are_one():
    inner = one_function(lambda x: x + 1.0)
    outer = one_function(lambda x: lax.scan(lambda c, _: (inner(c), None), x, None, length=3)[0])
    np.testing.assert_array_equal(jax.jit(outer)(jnp.zeros(3)), 3.0)


def test_arguments_that_are_empty_or_never_read():
    def f(x, empty, unread):
        return 2.0 * x + empty.sum()

    got = jax.jit(one_function(f))(jnp.ones(3), jnp.zeros(0), jnp.full(2, jnp.nan))
    np.testing.assert_array_equal(got, 2.0)
