"""The mathematics of gates: exact limits, exact decay, surrogates."""

from __future__ import annotations

import math
from fractions import Fraction

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from spineax import solver_gate
from spineax.mechanisms import linearise
from spineax.mechanisms.gates import approach, linoid, sigmoid

DTYPES = [jnp.float32, jnp.float64]
#: Rounding of one exponential and a few operations.
ULPS = 16.0


def bernoulli_series(z: float) -> float:
    """Return z / (exp(z) - 1) for |z| <= 1, from twelve Bernoulli numbers, in fractions."""
    numbers = [Fraction(1)]
    for m in range(1, 25):
        total = sum(Fraction(math.comb(m + 1, k)) * numbers[k] for k in range(m))
        numbers.append(-total / (m + 1))
    exact = Fraction(z)
    return float(sum(b * exact**k / math.factorial(k) for k, b in enumerate(numbers)))


@pytest.mark.parametrize("dtype", DTYPES)
def test_linoid_agrees_with_its_series(dtype: jnp.dtype) -> None:
    z = jnp.concatenate([jnp.linspace(-1, 1, 201), jnp.array([1e-8, -1e-8, 0.125, -0.125, 1e-3])])
    z = z.astype(dtype)
    expected = [bernoulli_series(float(x)) for x in z]
    np.testing.assert_allclose(linoid(z), expected, rtol=ULPS * float(jnp.finfo(dtype).eps))


@pytest.mark.parametrize("dtype", DTYPES)
def test_derivatives_of_linoid_at_its_limit(dtype: jnp.dtype) -> None:
    # 1 - z / 2 + z^2 / 12 - ...
    zero = jnp.zeros((), dtype)
    assert float(linoid(zero)) == 1.0
    assert float(jax.grad(linoid)(zero)) == -0.5
    assert float(jax.grad(jax.grad(linoid))(zero)) == pytest.approx(1 / 6, rel=1e-6)


@pytest.mark.parametrize("dtype", DTYPES)
def test_derivatives_of_linoid_have_no_seam(dtype: jnp.dtype) -> None:
    seam = 1.0 if dtype == jnp.float32 else 0.125
    for sign in (-1.0, 1.0):
        z = sign * jnp.array([seam * (1 - 1e-6), seam * (1 + 1e-6)], dtype)
        for order, tolerance in ((1, 2e-6), (2, 2e-5)):
            derivative = linoid
            for _ in range(order):
                derivative = jax.grad(derivative)
            inside, outside = jax.vmap(derivative)(z)
            assert float(inside) == pytest.approx(float(outside), rel=tolerance)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("scale", [0.5, 3.8, 10.0, -5.0])
def test_vtrap_is_finite_with_two_derivatives(dtype: jnp.dtype, scale: float) -> None:
    x = jnp.linspace(-250, 250, 1001, dtype=dtype)
    slope = jax.grad(lambda v: solver_gate.vtrap(v, scale))
    for function in (lambda v: solver_gate.vtrap(v, scale), slope, jax.grad(slope)):
        values = jax.vmap(function)(x)
        assert values.dtype == dtype
        assert bool(jnp.isfinite(values).all())


@pytest.mark.parametrize("scale", [3.8, 10.0])
def test_vtrap_agrees_with_what_is_printed(scale: float) -> None:
    x = np.linspace(-120, 120, 100) + 0.01
    np.testing.assert_allclose(
        solver_gate.vtrap(x, scale), x / np.expm1(x / scale), rtol=ULPS * np.finfo(float).eps
    )


@pytest.mark.parametrize("dtype", DTYPES)
def test_exponential_does_not_overflow(dtype: jnp.dtype) -> None:
    x = jnp.array([-1e4, 0.0, 20.5, 80.0, 1e4], dtype)
    values = solver_gate.save_exp(x)
    assert bool(jnp.isfinite(values).all())
    np.testing.assert_allclose(values[2:4], np.exp([20.5, 80.0]), rtol=1e-5)
    assert bool(jnp.isfinite(jax.vmap(jax.grad(solver_gate.save_exp))(x)).all())


def test_exponential_is_cut_where_asked() -> None:
    assert float(solver_gate.save_exp(30.0, 20.0)) == pytest.approx(math.exp(20.0))


def test_sigmoid() -> None:
    x = jnp.array([-1e3, -2.0, 0.0, 2.0, 1e3])
    expected = [0.0, 1 / (1 + math.exp(2)), 0.5, 1 / (1 + math.exp(-2)), 1.0]
    np.testing.assert_allclose(sigmoid(x), expected, rtol=1e-15, atol=1e-280)


def test_gate_solvers_agree_on_the_same_gate() -> None:
    x, dt, alpha, beta = 0.3, 0.025, 2.0, 0.5
    tau, steady = 1 / (alpha + beta), alpha / (alpha + beta)
    exact = steady + (x - steady) * math.exp(-dt / tau)
    for value in (
        solver_gate.exponential_euler(x, dt, steady, tau),
        solver_gate.solve_inf_gate_exponential(x, dt, steady, tau),
        solver_gate.solve_gate_exponential(x, dt, alpha, beta),
        approach(x, dt, steady, 1 / tau),
    ):
        assert float(value) == pytest.approx(exact, rel=1e-14)
    implicit = solver_gate.solve_gate_implicit(x, dt, alpha, beta)
    assert implicit == pytest.approx((x + dt * alpha) / (1 + dt * (alpha + beta)), rel=1e-15)


def test_exponential_update_does_not_depend_on_the_number_of_steps() -> None:
    one = solver_gate.solve_gate_exponential(0.1, 1.0, 0.7, 0.4)
    many = 0.1
    for _ in range(40):
        many = solver_gate.solve_gate_exponential(many, 0.025, 0.7, 0.4)
    assert float(one) == pytest.approx(float(many), rel=1e-13)


def test_implicit_update_is_of_first_order() -> None:
    exact = float(solver_gate.solve_gate_exponential(0.1, 1.0, 0.7, 0.4))
    errors = []
    for steps in (100, 200):
        x = 0.1
        for _ in range(steps):
            x = solver_gate.solve_gate_implicit(x, 1.0 / steps, 0.7, 0.4)
        errors.append(abs(x - exact))
    assert errors[0] / errors[1] == pytest.approx(2.0, abs=0.02)


def test_heaviside_and_its_surrogate() -> None:
    values = [float(solver_gate.heaviside(x)) for x in (-0.1, 0.0, 0.1)]
    assert values == [0.0, 1.0, 1.0]
    assert float(solver_gate.heaviside(0.0, 0.5)) == 0.5
    slopes = [float(jax.grad(solver_gate.heaviside)(x)) for x in (-1.0, -0.1, 0.0, 0.1, 2.0)]
    expected = [0.008264462809917356, 0.25, 1.0, 0.25, 0.0022675736961451248]
    assert slopes == pytest.approx(expected, rel=1e-12)
    assert float(jax.grad(lambda x: solver_gate.heaviside(x, 1.0, 1.0))(1.0)) == 0.25


@pytest.mark.parametrize("dtype", DTYPES)
def test_solvers_keep_the_dtype(dtype: jnp.dtype) -> None:
    x = jnp.array([0.1, 0.4], dtype)
    for value in (
        solver_gate.exponential_euler(x, 0.025, 0.5, 2.0),
        solver_gate.solve_gate_exponential(x, 0.025, x, 2.0),
        solver_gate.solve_gate_implicit(x, 0.025, x, 2.0),
        solver_gate.save_exp(x),
        solver_gate.vtrap(x, 10.0),
        solver_gate.heaviside(x),
        sigmoid(x),
    ):
        assert value.dtype == dtype


def test_integers_are_welcome() -> None:
    assert float(solver_gate.save_exp(1)) == pytest.approx(math.e)
    assert float(solver_gate.heaviside(-3)) == 0.0


@pytest.mark.parametrize("dtype", DTYPES)
def test_linearise_is_exact(dtype: jnp.dtype) -> None:
    v = jnp.linspace(-95, 50, 7, dtype=dtype)
    value, slope = linearise(lambda x: 1e-3 * (x + 80) * jnp.exp(x / 20), v)
    wide = np.asarray(v, np.float64)
    exact = 1e-3 * np.exp(wide / 20) * (1 + (wide + 80) / 20)
    assert value.dtype == slope.dtype == dtype
    np.testing.assert_allclose(slope, exact, rtol=1e2 * float(jnp.finfo(dtype).eps))
