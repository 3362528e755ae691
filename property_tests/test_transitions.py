"""What holds for transition matrices, on drawn rates ([numbers]: docs/invariants.md)."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import scipy.linalg
from hypothesis import given
from hypothesis import strategies as st

from spineax.linalg.expm import spread

#: One size for all, so that nothing is compiled twice.
SIZE = 6
_spread = jax.jit(spread)


@st.composite
def networks(draw, decades: float):
    """Draw symmetric conductances (uS) of a tree of six, and capacitances (nF)."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    conductance = np.zeros((SIZE, SIZE))
    for child in range(1, SIZE):
        parent = draw(st.integers(0, child - 1))
        conductance[child, parent] = 10.0 ** rng.uniform(-decades, decades)
    return conductance + conductance.T, 10.0 ** rng.uniform(-1.0, 1.0, SIZE)


def matrix(conductance, capacitance, time):
    return np.asarray(_spread(jnp.asarray(conductance / capacitance[:, None]), time))


def generator(conductance, capacitance):
    laplacian = np.diag(conductance.sum(axis=1)) - conductance
    return -laplacian / capacitance[:, None]


@given(networks(2.0), st.floats(1e-3, 10.0))
def test_charge_is_kept_and_spread(drawn, time):
    """Entries are not negative, rows sum to one, and C is kept, however stiff [I23]."""
    conductance, capacitance = drawn
    found = matrix(conductance, capacitance, time)
    assert (found >= 0.0).all()
    np.testing.assert_allclose(found.sum(axis=1), 1.0, rtol=1e-12)
    # Squaring doubles the relative error: at most 1000 * 10 ms, so 2^17 steps of 1e-16.
    np.testing.assert_allclose(capacitance @ found, capacitance, rtol=1e-9)


@pytest.mark.parametrize(("stiff", "tolerance"), [(True, 1e-9), (False, 1e-12)])
@given(drawn=networks(2.0), one=st.floats(1e-3, 1.0), other=st.floats(1e-3, 1.0))
def test_times_add(stiff, tolerance, drawn, one, other):
    """expm(A (s + t)) = expm(A s) expm(A t), stiff and, to more digits, where A t < 1 [I23]."""
    conductance, capacitance = drawn
    if not stiff:
        norm = np.abs(generator(conductance, capacitance)).sum(axis=1).max()
        conductance = conductance / (2.0 * norm)
    first, second, both = (
        matrix(conductance, capacitance, time) for time in (one, other, one + other)
    )
    np.testing.assert_allclose(first @ second, both, rtol=0, atol=tolerance)


@given(networks(1.0), st.floats(1e-3, 1.0))
def test_it_is_the_exponential(drawn, time):
    """Compared with Pade's approximation, where that is exact to 1e-12."""
    conductance, capacitance = drawn
    expected = scipy.linalg.expm(time * generator(conductance, capacitance))
    np.testing.assert_allclose(matrix(conductance, capacitance, time), expected, atol=1e-11)


@given(networks(2.0), st.integers(2, 6))
def test_parts_of_a_step_make_the_step(drawn, parts):
    """The linear part is exact: one step of dt is k steps of dt / k [I24]."""
    conductance, capacitance = drawn
    part = matrix(conductance, capacitance, 0.1 / parts)
    whole = matrix(conductance, capacitance, 0.1)
    np.testing.assert_allclose(np.linalg.matrix_power(part, parts), whole, atol=1e-10)


@given(networks(2.0), st.floats(1e-3, 1.0))
def test_energy_is_dissipated(drawn, time):
    """v C v never grows [I9]."""
    conductance, capacitance = drawn
    v = np.linspace(-90.0, 40.0, SIZE)
    after = matrix(conductance, capacitance, time) @ v
    assert after @ (capacitance * after) <= v @ (capacitance * v) * (1 + 1e-9)
