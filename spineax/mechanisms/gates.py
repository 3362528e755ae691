"""The mathematics of gates: exact limits, exact decay, finite gradients everywhere.

All functions are elementwise, keep the dtype of their inputs and have finite values and
first and second derivatives wherever the true ones are: overflow is cut just below the
largest number of the dtype, and removable singularities are replaced by their series.
"""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp

from spineax.mechanisms.exponential import exp

#: Steady state (m,) and rate of approach (m,), 1/ms, of a gate.
Gate = tuple[Any, Any]
#: Fraction of log(largest number) at which an exponent is cut.
_HEADROOM = 0.96


def _largest_exponent(x: jax.Array) -> float:
    """Return an exponent whose exponential is large, finite and can be multiplied."""
    return _HEADROOM * math.log(float(jnp.finfo(x.dtype).max))


def save_exp(x: Any, max_value: float | None = None) -> jax.Array:
    """Return ``exp(x)``, cut where it would overflow.

    Parameters
    ----------
    x : array (m,)
    max_value : float, optional
        Exponent at which it is cut; 85 in float32 and 681 in float64 if left out.

    Returns
    -------
    array (m,)

    Examples
    --------
    >>> float(save_exp(0.0)), float(save_exp(50.0, max_value=0.0))
    (1.0, 1.0)
    """
    x = _as_float(x)
    return exp(jnp.minimum(x, _largest_exponent(x) if max_value is None else max_value))


def linoid(z: Any, exponential: Any = None) -> jax.Array:
    """Return ``z / (exp(z) - 1)`` with its limit 1 at zero.

    Parameters
    ----------
    z : array (m,)
    exponential : array (m,), optional
        ``exp(z)``, where the caller has it already and it does not overflow.

    Returns
    -------
    array (m,)

    Notes
    -----
    Near zero the series of the Bernoulli numbers (Abramowitz and Stegun 1964, 23.1.1) up
    to z^8: there truncation and cancellation are both below the rounding of the dtype.

    Examples
    --------
    >>> float(linoid(0.0))
    1.0
    """
    return _linoid(_as_float(z), exponential)


# traced and lowered once for all gates of a size, as is what approaches
@jax.jit
def _linoid(z: jax.Array, exponential: jax.Array | None) -> jax.Array:
    near = jnp.abs(z) < (1.0 if z.dtype.itemsize < 8 else 0.125)
    square = z * z
    series = square * (1 / 12 - square * (1 / 720 - square * (1 / 30240 - square / 1209600)))
    # The branch that is not taken gets harmless numbers, or its nan would reach the gradient.
    if exponential is None:
        size = jnp.abs(z)
        decay = exp(-size)
        far = size * jnp.where(z > 0.0, decay, 1.0) / jnp.where(near, 1.0, 1.0 - decay)
    else:
        far = z / jnp.where(near, 1.0, exponential - 1.0)
    return jnp.where(near, 1.0 - 0.5 * z + series, far)


def vtrap(x: Any, y: Any) -> jax.Array:
    """Return ``x / (exp(x / y) - 1)`` with its limit ``y`` at zero.

    Parameters
    ----------
    x : array (m,), mV
    y : float, mV
        The scale, not zero.

    Returns
    -------
    array (m,), mV

    Notes
    -----
    The rate of Hodgkin and Huxley (1952), J Physiol 117:500, eq. 12 and 20.

    Examples
    --------
    >>> float(vtrap(0.0, 10.0))
    10.0
    """
    return y * linoid(x / y)


def sigmoid(x: Any) -> jax.Array:
    """Return ``1 / (1 + exp(-x))``.

    Parameters
    ----------
    x : array (m,)

    Returns
    -------
    array (m,)

    Examples
    --------
    >>> float(sigmoid(0.0))
    0.5
    """
    return 1.0 / (1.0 + save_exp(-_as_float(x)))


def opening_and_closing(alpha: Any, beta: Any) -> Gate:
    """Return a gate that opens with ``alpha`` and closes with ``beta``.

    Parameters
    ----------
    alpha, beta : array (m,), 1/ms
        Not negative, and not both zero.

    Returns
    -------
    steady, rate : array (m,), 1 and 1/ms

    Examples
    --------
    >>> opening_and_closing(1.0, 3.0)
    (0.25, 4.0)
    """
    rate = alpha + beta
    return alpha / rate, rate


def approach(x: Any, dt: Any, steady: Any, rate: Any) -> jax.Array:
    """Return ``x`` after ``dt`` of ``dx/dt = rate (steady - x)``, solved exactly.

    Parameters
    ----------
    x, steady : array (m,)
    dt : float, ms
    rate : array (m,), 1/ms
        Not negative.

    Returns
    -------
    array (m,)

    Notes
    -----
    A convex combination of ``x`` and ``steady`` for every ``dt``: Rush and Larsen (1978),
    IEEE Trans Biomed Eng 25:389.

    Examples
    --------
    >>> round(float(approach(1.0, 1.0, 0.0, 1.0)), 4)
    0.3679
    """
    return _approach(x, dt, steady, rate)


@jax.jit
def _approach(x: Any, dt: Any, steady: Any, rate: Any) -> jax.Array:
    decay = exp(-_as_float(dt * rate))
    return x * decay + steady * (1.0 - decay)


def exponential_euler(x: Any, dt: Any, x_inf: Any, x_tau: Any) -> jax.Array:
    """Return ``x`` after ``dt`` of ``dx/dt = (x_inf - x) / x_tau``, solved exactly.

    Parameters
    ----------
    x, x_inf : array (m,)
    dt : float, ms
    x_tau : array (m,), ms

    Returns
    -------
    array (m,)

    Examples
    --------
    >>> round(float(exponential_euler(1.0, 1.0, 0.0, 1.0)), 4)
    0.3679
    """
    return approach(x, dt, x_inf, 1.0 / x_tau)


def solve_gate_exponential(x: Any, dt: Any, alpha: Any, beta: Any) -> jax.Array:
    """Return a gate after ``dt`` of ``dx/dt = alpha (1 - x) - beta x``, solved exactly.

    Parameters
    ----------
    x : array (m,)
    dt : float, ms
    alpha, beta : array (m,), 1/ms
        Not negative, and not both zero.

    Returns
    -------
    array (m,)

    Examples
    --------
    >>> float(solve_gate_exponential(0.2, 1e3, 1.0, 3.0))
    0.25
    """
    return approach(x, dt, *opening_and_closing(alpha, beta))


def solve_inf_gate_exponential(x: Any, dt: Any, s_inf: Any, tau_s: Any) -> jax.Array:
    """Return a gate after ``dt`` towards ``s_inf`` with ``tau_s``, solved exactly.

    The same as :func:`exponential_euler`, in the words of gates.

    Parameters
    ----------
    x, s_inf : array (m,)
    dt : float, ms
    tau_s : array (m,), ms

    Returns
    -------
    array (m,)

    Examples
    --------
    >>> float(solve_inf_gate_exponential(0.2, 1e3, 0.5, 1.0))
    0.5
    """
    return exponential_euler(x, dt, s_inf, tau_s)


def solve_gate_implicit(gating_state: Any, dt: Any, alpha: Any, beta: Any) -> Any:
    """Return a gate after one backward Euler step of ``dx/dt = alpha (1 - x) - beta x``.

    Parameters
    ----------
    gating_state : array (m,)
    dt : float, ms
    alpha, beta : array (m,), 1/ms

    Returns
    -------
    array (m,)

    Examples
    --------
    >>> solve_gate_implicit(0.0, 1.0, 1.0, 2.0)
    0.25
    """
    return (gating_state + dt * alpha) / (1.0 + dt * alpha + dt * beta)


@partial(jax.custom_jvp, nondiff_argnums=(1, 2))
def heaviside(x: Any, at_zero: float = 1.0, grad_scale: float = 10.0) -> jax.Array:
    """Return 1 where ``x`` is positive and 0 where negative, with a surrogate derivative.

    Parameters
    ----------
    x : array (m,)
    at_zero : float
        Value at zero.
    grad_scale : float
        The derivative is ``1 / (grad_scale |x| + 1)^2``.

    Returns
    -------
    array (m,)

    Notes
    -----
    The surrogate of Zenke and Ganguli (2018), Neural Comput 30:1514, eq. 2.5.

    Examples
    --------
    >>> import jax
    >>> float(heaviside(-1.0)), float(heaviside(0.0)), float(jax.grad(heaviside)(0.1))
    (0.0, 1.0, 0.25)
    """
    return jnp.heaviside(_as_float(x), at_zero)


@heaviside.defjvp
def _heaviside_jvp(
    at_zero: float, grad_scale: float, primals: tuple[Any], tangents: tuple[Any]
) -> tuple[jax.Array, jax.Array]:
    (x,), (x_dot,) = primals, tangents
    return heaviside(x, at_zero, grad_scale), x_dot / (grad_scale * jnp.abs(x) + 1.0) ** 2


def _as_float(x: Any) -> jax.Array:
    """Return an array of a float dtype; weak types stay weak."""
    x = jnp.asarray(x)
    return x if jnp.issubdtype(x.dtype, jnp.floating) else x.astype(float)
