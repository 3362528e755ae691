"""Transforms of the parameters of a module, and the ways to put transforms together.

An optimiser moves unbounded numbers; a transform says which parameter each of them stands for.
The elementary ones live in ``elementary.py`` and are found here too. Imports jax.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array

from spineax._types import ArrayLike
from spineax.errors import BadArgument
from spineax.optimize.elementary import (
    AffineTransform,
    IdentityTransform,
    LogisticTransform,
    NegSoftplusTransform,
    SigmoidTransform,
    SoftplusTransform,
    Transform,
    floating,
)

__all__ = [
    "AffineTransform",
    "ChainTransform",
    "CustomTransform",
    "IdentityTransform",
    "LogisticTransform",
    "MaskedTransform",
    "NegSoftplusTransform",
    "ParamTransform",
    "SigmoidTransform",
    "SoftplusTransform",
    "Transform",
]


@dataclass(frozen=True, eq=False)
class ChainTransform(Transform):
    """Apply transforms one after another, the first one first.

    Parameters
    ----------
    transforms : sequence of Transform

    Examples
    --------
    >>> chain = ChainTransform([AffineTransform(2.0, 0.0), SoftplusTransform(1.0)])
    >>> round(float(chain.forward(0.0)), 4)
    1.6931
    """

    transforms: Sequence[Transform]

    def forward(self, x: ArrayLike) -> Array:
        """Return the parameter."""
        x = floating(x)
        for transform in self.transforms:
            x = transform.forward(x)
        return x

    def inverse(self, y: ArrayLike) -> Array:
        """Return the unbounded number."""
        y = floating(y)
        for transform in reversed(self.transforms):
            y = transform.inverse(y)
        return y


@dataclass(frozen=True, eq=False)
class MaskedTransform(Transform):
    """Apply a transform to some entries and leave the others as they are.

    Parameters
    ----------
    mask : bool or array of bool
        True where the transform applies.
    transform : Transform

    Examples
    --------
    >>> some = MaskedTransform([True, False], AffineTransform(10.0, 0.0))
    >>> some.forward([1.0, 1.0]).tolist()
    [10.0, 1.0]
    """

    mask: ArrayLike
    transform: Transform

    def forward(self, x: ArrayLike) -> Array:
        """Return the parameter."""
        x = floating(x)
        mask = jnp.asarray(self.mask, dtype=bool)
        # Entries outside of the mask are fed a zero: no overflow, no NaN in the gradient.
        return jnp.where(mask, self.transform.forward(jnp.where(mask, x, 0)), x)

    def inverse(self, y: ArrayLike) -> Array:
        """Return the unbounded number."""
        y = floating(y)
        mask = jnp.asarray(self.mask, dtype=bool)
        inside = self.transform.forward(jnp.zeros_like(y))
        return jnp.where(mask, self.transform.inverse(jnp.where(mask, y, inside)), y)


@dataclass(frozen=True, eq=False)
class CustomTransform(Transform):
    """Use two functions of your own.

    Parameters
    ----------
    forward_fn : callable
        From the unbounded number to the parameter.
    inverse_fn : callable
        Its inverse.

    Examples
    --------
    >>> import jax.numpy as jnp
    >>> positive = CustomTransform(jnp.exp, jnp.log)
    >>> float(positive.forward(0.0))
    1.0
    """

    forward_fn: Callable[[Array], Array]
    inverse_fn: Callable[[Array], Array]

    def forward(self, x: ArrayLike) -> Array:
        """Return ``forward_fn(x)``."""
        return self.forward_fn(floating(x))

    def inverse(self, y: ArrayLike) -> Array:
        """Return ``inverse_fn(y)``."""
        return self.inverse_fn(floating(y))


@dataclass(frozen=True, eq=False)
class ParamTransform:
    """Transform the parameters of a module, entry by entry.

    Parameters
    ----------
    tf_dict : Transform or pytree of Transform
        Of the structure of the parameters: for those of ``module.get_parameters()``, a list of
        dicts with one transform each. One transform in place of a list or dict of parameters
        serves all of them.

    Examples
    --------
    >>> import numpy as np
    >>> transform = ParamTransform([{"HH_gNa": SigmoidTransform(0.05, 0.5)}])
    >>> unbounded = transform.inverse([{"HH_gNa": np.array([0.12])}])
    >>> round(float(transform.forward(unbounded)[0]["HH_gNa"][0]), 3)
    0.12
    """

    tf_dict: Any

    def forward(self, params: Any) -> Any:
        """Return the parameters that unbounded numbers stand for.

        Parameters
        ----------
        params : pytree of array
            Unbounded numbers, in the structure of the parameters.

        Returns
        -------
        pytree of array, in the units of the parameters

        Raises
        ------
        BadArgument
            Another structure than that of the transforms.
        """
        return self._each("forward", params)

    def inverse(self, params: Any) -> Any:
        """Return the unbounded numbers that stand for parameters.

        Parameters
        ----------
        params : pytree of array, in the units of the parameters

        Returns
        -------
        pytree of array

        Raises
        ------
        BadArgument
            Another structure than that of the transforms, or a value outside of its bounds.
        """
        return self._each("inverse", params)

    def _each(self, direction: str, params: Any) -> Any:
        def apply(transform: Transform, part: Any) -> Any:
            if not isinstance(transform, Transform):
                raise BadArgument(f"tf_dict holds {transform!r}, which is not a Transform.")
            return jax.tree.map(getattr(transform, direction), part)

        transforms = jax.tree.leaves(self.tf_dict)
        structure: Any = jax.tree.structure(self.tf_dict)
        try:
            parts = structure.flatten_up_to(params)
        except ValueError as mismatch:
            raise BadArgument(
                f"The parameters do not have the structure of the transforms: {mismatch}"
            ) from None
        return structure.unflatten(map(apply, transforms, parts))
