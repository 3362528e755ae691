"""The exponential of a conductance network: how charge spreads in one step."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
from jax import Array, lax

from spineax.linalg.linear import linear_map, product

#: Terms of the series for a norm of at most one: 1/19! is below double precision.
TERMS = 18
#: Most squarings: steps up to 2**64 times the shortest time constant. Reverse mode keeps each.
MOST_SQUARINGS = 64


def spread(rates: Array, delta_t: Array | float) -> Array:
    """Return the transition matrix of rates: ``expm(dt (Q - diag(Q 1)))``.

    Parameters
    ----------
    rates : array (..., n, n), 1/ms
        Not negative, zero on the diagonal: conductance between two compartments over the
        capacitance of the one of the row.
    delta_t : float, ms

    Returns
    -------
    array (..., n, n)
        No entry is negative and rows sum to one.

    Notes
    -----
    Uniformisation with scaling and squaring (Jensen 1953, Skand Aktuarietidskr 36:87; Moler
    and Van Loan 2003, SIAM Review 45:3): the diagonal is shifted to be positive, so that the
    series adds and multiplies positive numbers alone. Rows are normalised after each
    squaring, which keeps a constant voltage constant in single precision, too.

    Examples
    --------
    >>> spread(jnp.array([[0.0, 1.0], [1.0, 0.0]]), 1e3).tolist()
    [[0.5, 0.5], [0.5, 0.5]]
    """
    away = rates.sum(axis=-1)
    fastest = jnp.max(away)
    squarings = jnp.ceil(jnp.log2(jnp.maximum(lax.stop_gradient(fastest * delta_t), 1.0)))
    step = delta_t / 2.0**squarings
    identity = jnp.broadcast_to(jnp.eye(rates.shape[-1], dtype=rates.dtype), rates.shape)
    stay = (fastest - away)[..., None] * identity
    positive = step * (rates + stay)

    def horner(total: Array, term: Array) -> tuple[Array, None]:
        return identity + product(positive, total) / term, None

    series, _ = lax.scan(horner, identity, jnp.arange(TERMS, 0, -1, dtype=rates.dtype))

    def square(matrix: Array, k: Array) -> tuple[Array, None]:
        return _squared_if(k < squarings, matrix), None

    matrix, _ = lax.scan(
        jax.checkpoint(square), _stochastic(series), jnp.arange(MOST_SQUARINGS, dtype=rates.dtype)
    )
    return matrix


@jax.custom_jvp
def _squared_if(more: Array, matrix: Array) -> Array:
    """Return the square of a transition matrix, or the matrix if no more are needed."""
    return lax.cond(more, _squared, lambda m: m, matrix)


@_squared_if.defjvp
def _slope(primals: tuple[Array, Array], tangents: tuple[Any, Array]) -> tuple[Array, Array]:
    # a condition of a batch cannot be transposed, so both ways are said
    return _squared_if(*primals), linear_map(_along, _back, primals, tangents[1])


def _along(fixed: tuple[Array, Array], tangent: Array) -> Array:
    def moved(tangent: Array) -> Array:
        slope: Array = jax.jvp(_squared, (fixed[1],), (tangent,))[1]
        return slope

    return lax.cond(fixed[0], moved, lambda tangent: tangent, tangent)


def _back(fixed: tuple[Array, Array], cotangent: Array) -> Array:
    def pulled(cotangent: Array) -> Array:
        (slope,) = jax.vjp(_squared, fixed[1])[1](cotangent)
        return slope

    return lax.cond(fixed[0], pulled, lambda cotangent: cotangent, cotangent)


def _squared(matrix: Array) -> Array:
    return _stochastic(product(matrix, matrix))


def _stochastic(matrix: Array) -> Array:
    """Return the matrix with rows that sum to one."""
    return matrix / matrix.sum(axis=-1, keepdims=True)


def eliminate_points(conductance: Array, n: int) -> Array:
    """Return the conductances between the first ``n`` nodes without the others.

    Parameters
    ----------
    conductance : array (..., nodes, nodes), uS
        Symmetric, zero on the diagonal; nodes from ``n`` on are not joined to each other.
    n : int

    Returns
    -------
    array (..., n, n), uS

    Notes
    -----
    The star-mesh transform: a branch point with conductances g_i leaves g_i g_j / sum(g).

    Examples
    --------
    >>> star = jnp.zeros((3, 3)).at[:2, 2].set(2.0).at[2, :2].set(2.0)
    >>> eliminate_points(star, 2).tolist()
    [[0.0, 1.0], [1.0, 0.0]]
    """
    direct, arms = conductance[..., :n, :n], conductance[..., :n, n:]
    mesh = product(arms / arms.sum(axis=-2, keepdims=True), jnp.swapaxes(arms, -1, -2))
    between = direct + mesh
    return jnp.where(jnp.broadcast_to(jnp.eye(n, dtype=bool), between.shape), 0.0, between)
