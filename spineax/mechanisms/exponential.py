"""The exponential of gates and rates, as a few additions and products.

A channel is mostly exponentials. That of XLA's CPU backend is twice as long a chain of
operations, and a processor waits for chains: docs/decisions/0005 has the figures.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array, lax
from jax.extend.core import Primitive
from jax.interpreters import ad, batching, mlir


@dataclass(frozen=True)
class _Format:
    """What an exponential needs to know of a floating-point format.

    Parameters
    ----------
    integer : dtype
        Of the same size.
    mantissa : int
        Bits behind the point.
    ln2 : pair of float
        The logarithm of two: a part with zeros at its end, and the rest.
    terms : tuple of float
        Factors of x^2, x^3 and so on of the exponential near zero: the polynomial whose
        largest relative error for |x| <= ln(2) / 2 is least, found by exchange (Remez, 1934).
    """

    integer: type
    mantissa: int
    ln2: tuple[float, float]
    terms: tuple[float, ...]

    @property
    def rounder(self) -> float:
        """A number whose sum with any other ends at the unit of the other."""
        return 1.5 * 2.0**self.mantissa


_FORMATS = {
    4: _Format(
        integer=jnp.int32,
        mantissa=23,
        ln2=(0.693359375, -2.12194440e-4),
        # largest relative error 3.1e-9
        terms=(0.499999934517, 0.166665206893, 0.0416683873678, 0.00836870989145, 0.00138146131214),
    ),
    8: _Format(
        integer=jnp.int64,
        mantissa=52,
        ln2=(6.93145751953125e-1, 1.42860682030941723212e-6),
        # largest relative error 3.7e-18
        terms=(
            *(0.5000000000000010617, 0.1666666666666641277, 0.04166666666653026498),
            *(0.008333333333494334217, 0.001388888894359799877, 1.984126950677774685e-4),
            *(2.480149313584167309e-5, 2.755758626743288082e-6, 2.763023405289385375e-7),
            2.500007219021583591e-8,
        ),
    ),
}


def exp(x: Array) -> Array:
    """Return ``exp(x)``, to about a unit in the last place where it is a normal number.

    Parameters
    ----------
    x : array (m,)
        Of a floating type, and not so large that the result would overflow.

    Returns
    -------
    array (m,)

    Notes
    -----
    ``exp(x) = 2^n exp(r)`` with the whole number n nearest to x / ln(2), whose power of two
    is added to the exponent's bits (Cody and Waite, 1980, Software Manual for the Elementary
    Functions, ch. 6). Only single and double precision on processors are computed so.

    Examples
    --------
    >>> float(exp(jnp.zeros(1))[0])
    1.0
    """
    form = _FORMATS.get(x.dtype.itemsize)
    # plain numbers, whose type is weak, keep it in the library's hands
    if form is None or jax.typeof(x).weak_type or jax.default_backend() != "cpu":
        return jnp.exp(x)
    value: Array = _exp_p.bind(x)
    return value


# traced and lowered once for all that have a shape
@jax.jit
def _computed(x: Array) -> Array:
    form = _FORMATS[x.dtype.itemsize]
    x = jnp.maximum(x, math.log(2.0 * float(jnp.finfo(x.dtype).tiny)))
    whole = lax.round(x * (1.0 / math.log(2.0)), lax.RoundingMethod.TO_NEAREST_EVEN)
    rest = (x - whole * form.ln2[0]) - whole * form.ln2[1]
    square = rest * rest
    near_one = (1.0 + rest) + square * _polynomial(form.terms, rest, square)
    bits = lax.bitcast_convert_type(near_one, form.integer)
    # the last bits of this sum are the whole number
    power = lax.bitcast_convert_type(whole + form.rounder, form.integer) << form.mantissa
    return lax.bitcast_convert_type(bits + power, x.dtype)


def _polynomial(terms: tuple[float, ...], x: Array, square: Array) -> Array:
    """Return the sum of ``terms[k] x^k`` by pairs, whose parts do not wait for each other.

    Estrin (1960), Proc. Western Joint IRE-AIEE-ACM Computer Conference, p. 33.
    """
    parts: list[float | Array] = [*terms]
    power = x
    while len(parts) > 1:
        odd = parts[len(parts) // 2 * 2 :]
        parts = [a + power * b for a, b in zip(parts[::2], parts[1::2], strict=False)]
        parts += odd
        power = square if power is x else power * power
    return jnp.asarray(parts[0])


# an operation of its own: loops leave custom rules of derivation behind when they are reversed
_exp_p = Primitive("spineax_exp")
_exp_p.def_impl(_computed)


@_exp_p.def_abstract_eval
def _shape(x: Any) -> Any:
    return jax.core.ShapedArray(x.shape, x.dtype)


def _slope(primals: tuple[Array], tangents: tuple[Array]) -> tuple[Array, Array]:
    value = exp(primals[0])
    return value, value * tangents[0]


def _batch(values: tuple[Array], axes: tuple[Any]) -> tuple[Array, Any]:
    return exp(values[0]), axes[0]


ad.primitive_jvps[_exp_p] = _slope
batching.primitive_batchers[_exp_p] = _batch
mlir.register_lowering(_exp_p, mlir.lower_fun(_computed, multiple_results=False))
