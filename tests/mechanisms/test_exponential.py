"""The exponential of gates: exact to the last digit, compiled or not, wherever rates are."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from spineax.mechanisms.exponential import exp
from tests.processors import on_cpu

# The range in which the exponential is a normal number, with room for half a power of two.
RANGES = [(jnp.float32, -86.6, 88.3), (jnp.float64, -707.6, 709.4)]
COMPILED = pytest.mark.parametrize("compiled", [True, False])
PRECISIONS = pytest.mark.parametrize(("dtype", "low", "high"), RANGES)


def of(x, compiled):
    return jax.jit(exp)(x) if compiled else exp(x)


@on_cpu
@COMPILED
@PRECISIONS
def test_to_about_a_unit_in_the_last_place(dtype, low, high, compiled):
    for x in (np.linspace(low, high, 200_001), np.linspace(-1.0, 1.0, 200_001)):
        x = jnp.asarray(x, dtype)
        exact = np.exp(np.asarray(x, np.longdouble))
        error = np.abs(np.asarray(of(x, compiled), np.longdouble) / exact - 1.0)
        # Each of the last two sums rounds by half a unit, the polynomial by far less.
        assert error.max() < 1.1 * jnp.finfo(dtype).eps


@on_cpu
@COMPILED
@PRECISIONS
def test_decays_are_fractions(dtype, low, high, compiled):
    x = -jnp.asarray(np.concatenate([np.geomspace(1e-12, 1e4, 50_001), [np.inf]]), dtype)
    decay = np.asarray(of(x, compiled))
    assert ((decay > 0.0) & (decay <= 1.0)).all()
    # It falls, but for the rounding of the last sum.
    assert (np.diff(decay) <= 2.0 * jnp.finfo(dtype).eps * decay[1:]).all()


@on_cpu
@COMPILED
@PRECISIONS
def test_the_corners(dtype, low, high, compiled):
    x = jnp.asarray([0.0, -0.0, np.nan, -np.inf], dtype)
    values = np.asarray(of(x, compiled))
    np.testing.assert_array_equal(values[:3], [1.0, 1.0, np.nan])
    assert 0.0 < values[3] < 1e-37
    assert values.dtype == dtype


@PRECISIONS
def test_it_is_its_own_derivative(dtype, low, high):
    x = jnp.asarray(np.linspace(-20.0, 20.0, 101), dtype)
    np.testing.assert_array_equal(jax.vmap(jax.grad(exp))(x), exp(x))
    np.testing.assert_array_equal(jax.vmap(jax.grad(jax.grad(exp)))(x), exp(x))
    np.testing.assert_array_equal(jax.vmap(jax.jacfwd(exp))(x), jax.vmap(jax.jacrev(exp))(x))


def test_other_formats_are_left_to_the_library():
    x = jnp.asarray([-1.0, 0.5], jnp.bfloat16)
    np.testing.assert_array_equal(exp(x), jnp.exp(x))
