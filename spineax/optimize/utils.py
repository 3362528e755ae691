"""Measures of pytrees of parameters and gradients. Imports jax."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
from jax import Array


def l2_norm(pytree: Any) -> Array:
    """Return the Euclidean norm of all numbers in a pytree.

    Parameters
    ----------
    pytree : pytree of array
        Parameters or their gradient.

    Returns
    -------
    array ()
        In the unit of the entries. Its gradient at zero is zero.

    Examples
    --------
    >>> float(l2_norm([{"radius": 3.0}, {"length": 4.0}]))
    5.0
    """
    squares = [jnp.sum(jnp.square(leaf)) for leaf in jax.tree.leaves(pytree)]
    total = jnp.asarray(sum(squares, start=0.0))
    # The square root has no slope at zero; this keeps NaN out of its gradient.
    positive = total > 0
    return jnp.where(positive, jnp.sqrt(jnp.where(positive, total, 1.0)), 0.0)
