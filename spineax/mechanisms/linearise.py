"""The tangent of a current: its value and its exact slope at the present voltage."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp


def linearise(
    current: Callable[[jax.Array], jax.Array], voltage: Any
) -> tuple[jax.Array, jax.Array]:
    """Return the value and the slope of an elementwise current.

    Parameters
    ----------
    current : callable
        Voltage (m,) to current (m,); for a pump, concentration to rate of change.
    voltage : array (m,)

    Returns
    -------
    value, slope : array (m,)
        ``i(v') ~ value + slope (v' - v)``.

    Notes
    -----
    The slope is exact (forward-mode differentiation), so that it holds in float32 too,
    where a difference quotient loses three digits.

    Examples
    --------
    >>> value, slope = linearise(lambda v: v**2, 3.0)
    >>> float(value), float(slope)
    (9.0, 6.0)
    """
    voltage = jnp.asarray(voltage)
    return jax.jvp(current, (voltage,), (jnp.ones_like(voltage),))
