"""Elementary maps between parameters with bounds and unbounded numbers.

Every transform is increasing (an `AffineTransform` with a negative scale apart), keeps the
precision of its input, and works under ``jit``, ``grad`` and ``vmap``. Imports jax.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array

from spineax._types import ArrayLike
from spineax.errors import BadArgument

#: Scale between the logistic distribution of unit variance and the standard one.
_LOGISTIC_SCALE = math.pi / math.sqrt(3.0)


class Transform(ABC):
    """A map from unbounded numbers to the values that a parameter may take."""

    @abstractmethod
    def forward(self, x: ArrayLike) -> Array:
        """Return the parameter that an unbounded ``x`` stands for, of the same shape."""

    @abstractmethod
    def inverse(self, y: ArrayLike) -> Array:
        """Return the unbounded number that stands for the parameter ``y``."""

    def __call__(self, x: ArrayLike) -> Array:
        """Return ``forward(x)``."""
        return self.forward(x)


@dataclass(frozen=True, eq=False)
class IdentityTransform(Transform):
    """Leave the parameter as it is.

    Examples
    --------
    >>> float(IdentityTransform().forward(3.0))
    3.0
    """

    def forward(self, x: ArrayLike) -> Array:
        """Return ``x``."""
        return floating(x)

    def inverse(self, y: ArrayLike) -> Array:
        """Return ``y``."""
        return floating(y)


@dataclass(frozen=True, eq=False)
class SigmoidTransform(Transform):
    """Map into [lower, upper]: ``lower + (upper - lower) / (1 + exp(-x))``.

    Parameters
    ----------
    lower, upper : float or array
        Bounds, in the unit of the parameter; arrays bound each entry on its own.

    Raises
    ------
    BadArgument
        Bounds that are not in order; or `inverse` of a value outside of them.

    Examples
    --------
    >>> bounded = SigmoidTransform(0.05, 0.5)
    >>> round(float(bounded.forward(0.0)), 3)
    0.275
    >>> round(float(bounded.inverse(0.275)), 3)
    0.0
    """

    lower: ArrayLike
    upper: ArrayLike

    def __post_init__(self) -> None:
        if not holds(jnp.asarray(self.lower) < jnp.asarray(self.upper)):
            raise BadArgument(
                f"lower is {self.lower} and upper is {self.upper}. Each lower bound must be "
                "below its upper bound."
            )

    def forward(self, x: ArrayLike) -> Array:
        """Return the parameter, never outside of the bounds, rounding included."""
        x = floating(x)
        lower, upper = like(x, self.lower), like(x, self.upper)
        return jnp.clip(lower + (upper - lower) * jax.nn.sigmoid(x), lower, upper)

    def inverse(self, y: ArrayLike) -> Array:
        """Return the unbounded number; infinite at a bound."""
        y = floating(y)
        lower, upper = like(y, self.lower), like(y, self.upper)
        if not holds((y >= lower) & (y <= upper)):
            raise BadArgument(f"{y} is not between {self.lower} and {self.upper}.")
        # Two differences instead of a quotient: exact close to either bound.
        return jnp.log(y - lower) - jnp.log(upper - y)


@dataclass(frozen=True, eq=False)
class LogisticTransform(SigmoidTransform):
    """Map into [lower, upper] by the distribution function of a logistic of unit variance.

    A `SigmoidTransform` of ``x pi / sqrt(3)``: standard normal numbers come out nearly uniform.

    Parameters
    ----------
    lower, upper : float or array

    Examples
    --------
    >>> round(float(LogisticTransform(-2.0, 2.0).forward(0.5)), 4)
    0.8495
    """

    def forward(self, x: ArrayLike) -> Array:
        """Return the parameter, never outside of the bounds."""
        return super().forward(floating(x) * _LOGISTIC_SCALE)

    def inverse(self, y: ArrayLike) -> Array:
        """Return the unbounded number; infinite at a bound."""
        return super().inverse(y) / _LOGISTIC_SCALE


@dataclass(frozen=True, eq=False)
class SoftplusTransform(Transform):
    """Map into [lower, inf): ``lower + log(1 + exp(x))``.

    Parameters
    ----------
    lower : float or array
        Lower bound, in the unit of the parameter.
    threshold : float, optional
        Replace ``log(1 + exp(x))`` by ``x`` above this value. Not needed for safety: without
        it the function is exact and finite everywhere.

    Raises
    ------
    BadArgument
        `inverse` of a value below the bound.

    Examples
    --------
    >>> round(float(SoftplusTransform(2.0).forward(0.5)), 4)
    2.9741
    """

    lower: ArrayLike
    threshold: float | None = None

    def forward(self, x: ArrayLike) -> Array:
        """Return the parameter."""
        x = floating(x)
        above = jax.nn.softplus(x)
        if self.threshold is not None:
            above = jnp.where(x > self.threshold, x, above)
        return above + like(x, self.lower)

    def inverse(self, y: ArrayLike) -> Array:
        """Return the unbounded number; minus infinity at the bound."""
        y = floating(y)
        above = y - like(y, self.lower)
        if not holds(above >= 0):
            raise BadArgument(f"{y} is below the bound {self.lower}.")
        x = above + jnp.log(-jnp.expm1(-above))
        if self.threshold is not None:
            x = jnp.where(above > self.threshold, above, x)
        return x


@dataclass(frozen=True, eq=False)
class NegSoftplusTransform(Transform):
    """Map into (-inf, upper]: ``upper - log(1 + exp(-x))``.

    Parameters
    ----------
    upper : float or array
        Upper bound, in the unit of the parameter.
    threshold : float, optional
        As for `SoftplusTransform`, of ``-x``.

    Raises
    ------
    BadArgument
        `inverse` of a value above the bound.

    Notes
    -----
    Elsewhere a transform of this name maps into (-inf, -upper]. Here the bound is ``upper``
    itself; give the negative bound where such a model is carried over.

    Examples
    --------
    >>> round(float(NegSoftplusTransform(2.0).forward(0.0)), 4)
    1.3069
    """

    upper: ArrayLike
    threshold: float | None = None

    def forward(self, x: ArrayLike) -> Array:
        """Return the parameter."""
        x = floating(x)
        return like(x, self.upper) - SoftplusTransform(0.0, self.threshold).forward(-x)

    def inverse(self, y: ArrayLike) -> Array:
        """Return the unbounded number; infinity at the bound."""
        y = floating(y)
        below = like(y, self.upper) - y
        if not holds(below >= 0):
            raise BadArgument(f"{y} is above the bound {self.upper}.")
        return -SoftplusTransform(0.0, self.threshold).inverse(below)


@dataclass(frozen=True, eq=False)
class AffineTransform(Transform):
    """Scale and shift: ``scale x + shift``.

    Parameters
    ----------
    scale : float or array
    shift : float or array

    Raises
    ------
    BadArgument
        A scale of zero, which has no inverse.

    Examples
    --------
    >>> float(AffineTransform(2.0, 3.0).forward(0.5))
    4.0
    """

    scale: ArrayLike
    shift: ArrayLike

    def __post_init__(self) -> None:
        if not holds(jnp.abs(jnp.asarray(self.scale)) > 0):
            raise BadArgument(f"scale is {self.scale}. A scale of zero has no inverse.")

    def forward(self, x: ArrayLike) -> Array:
        """Return the parameter."""
        x = floating(x)
        return like(x, self.scale) * x + like(x, self.shift)

    def inverse(self, y: ArrayLike) -> Array:
        """Return the unbounded number."""
        y = floating(y)
        return (y - like(y, self.shift)) / like(y, self.scale)


def floating(x: Any) -> Array:
    """Return an array of floats; the precision of floats is kept."""
    x = jnp.asarray(x)
    return x if jnp.issubdtype(x.dtype, jnp.floating) else x.astype(float)


def like(x: Array, bound: ArrayLike) -> Array:
    """Return a bound in the precision of the array that it bounds."""
    return jnp.asarray(bound, dtype=x.dtype)


def holds(condition: Array) -> bool:
    """Tell whether a condition holds everywhere; inside of a trace nobody can know, so: yes."""
    return isinstance(condition, jax.core.Tracer) or bool(jnp.all(condition))
