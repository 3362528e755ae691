"""Extracellular potentials: how membrane currents reach electrodes.

Matrices for ``cell.data_map(matrix)``: a run then keeps potentials alone, electrodes times
time, and never the currents of all compartments. jax only; electrode positions and
conductivity may be traced.
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
from jax import Array

from spineax.errors import BadArgument, BadType, ShapeMismatch

#: mV from nA, um and S/m: 1e-9 A / (1e-6 m S/m) = 1e-3 V.
_MILLIVOLT = 1.0


def point_source(electrodes: Any, centres: Any, radius: Any, conductivity: Any = 0.3) -> Array:
    """Return potentials per current, every compartment a point at its centre.

    Parameters
    ----------
    electrodes : array (k, 3), um
    centres : array (n, 3), um
    radius : float or array (n,), um
        Nearest distance that an electrode may have: closer ones are moved away.
    conductivity : float, S/m
        Of the medium, the same everywhere.

    Returns
    -------
    array (k, n), mV/nA

    Raises
    ------
    ShapeMismatch, BadArgument, BadType

    Notes
    -----
    ``phi = I / (4 pi sigma r)``. Holt (1998), A critical reexamination of some assumptions
    and implications of cable theory, thesis, Caltech, ch. 4; Lindén et al. (2014), Front
    Neuroinform 7:41, eq. 3.

    Examples
    --------
    >>> point_source([[100.0, 0.0, 0.0]], [[0.0, 0.0, 0.0]], 1.0).round(5)  # 2.65 uV
    Array([[0.00265]], dtype=float32)
    """
    where = _points("electrodes", electrodes)
    what = _points("centres", centres)
    return _of_points(where, what, _sizes("radius", radius, len(what)), _medium(conductivity))


# Compiled, so that nothing of size (electrodes, compartments, 3) is ever held.
@jax.jit
def _of_points(where: Array, what: Array, nearest: Array, conductivity: Array) -> Array:
    distance = _length(where[:, None, :] - what[None, :, :])
    return _MILLIVOLT / (4.0 * jnp.pi * conductivity * jnp.maximum(distance, nearest[None, :]))


def line_source(
    electrodes: Any, starts: Any, ends: Any, radius: Any, conductivity: Any = 0.3
) -> Array:
    """Return potentials per current, every compartment a line from its start to its end.

    Parameters
    ----------
    electrodes : array (k, 3), um
    starts, ends : array (n, 3), um
        As ``cell.compartment_ends()`` gives them.
    radius : float or array (n,), um
        Nearest distance from the axis that an electrode may have.
    conductivity : float, S/m

    Returns
    -------
    array (k, n), mV/nA

    Raises
    ------
    ShapeMismatch, BadArgument, BadType

    Notes
    -----
    The current leaves the line evenly. With h along the axis from its end, l = h + its
    length, and rho the distance from the axis,
    ``phi = I / (4 pi sigma length) log((sqrt(l^2 + rho^2) + l) / (sqrt(h^2 + rho^2) + h))``:
    Holt (1998), ch. 4; Lindén et al. (2014), Front Neuroinform 7:41, eq. 4. Written with
    ``asinh``, which loses no digits on either side.

    Examples
    --------
    >>> far = [[0.0, 1000.0, 0.0]]
    >>> line = line_source(far, [[-1.0, 0.0, 0.0]], [[1.0, 0.0, 0.0]], 0.5)
    >>> point = point_source(far, [[0.0, 0.0, 0.0]], 0.5)
    >>> bool(abs(line[0, 0] / point[0, 0] - 1.0) < 1e-5)
    True
    """
    where = _points("electrodes", electrodes)
    begin, end = _points("starts", starts), _points("ends", ends)
    if begin.shape != end.shape:
        raise ShapeMismatch(f"There are {len(begin)} starts, but {len(end)} ends.")
    return _of_lines(where, begin, end, _sizes("radius", radius, len(begin)), _medium(conductivity))


@jax.jit
def _of_lines(where: Array, begin: Array, end: Array, radius: Array, conductivity: Array) -> Array:
    axis, nearest = end - begin, radius[None, :]
    size = _length(axis)
    # A line of a thousandth of its radius is a point; its direction has no meaning.
    short = size < 1e-3 * radius
    safe = jnp.where(short, 1.0, size)
    direction = jnp.where(short[:, None], 0.0, axis / safe[:, None])
    offset = where[:, None, :] - begin[None, :, :]
    along = jnp.sum(offset * direction[None, :, :], axis=-1)
    aside = jnp.maximum(_length(offset - along[..., None] * direction[None, :, :]), nearest)
    spread = jnp.arcsinh(along / aside) - jnp.arcsinh((along - size[None, :]) / aside)
    line = _MILLIVOLT / (4.0 * jnp.pi * conductivity) * spread / safe[None, :]
    return jnp.where(short[None, :], _of_points(where, begin, radius, conductivity), line)


def _numbers(what: str, values: Any) -> Array:
    """Return numbers as an array of the default precision.

    Raises
    ------
    BadType
    """
    try:
        if isinstance(values, str | bytes) or values is None:
            raise TypeError
        return jnp.asarray(values, jnp.result_type(float))
    except (TypeError, ValueError) as error:
        raise BadType(f"{what} takes numbers, not {values!r}.") from error


def _points(what: str, values: Any) -> Array:
    """Return positions as an array (k, 3).

    Raises
    ------
    BadType, ShapeMismatch
    """
    array = _numbers(what, values)
    if array.ndim != 2 or array.shape[1] != 3:
        raise ShapeMismatch(f"The {what} must have shape (k, 3), in um, not {array.shape}.")
    return array


def _sizes(what: str, values: Any, count: int) -> Array:
    """Return one number for each compartment, (count,).

    Raises
    ------
    BadType, ShapeMismatch
    """
    array = _numbers(what, values)
    if array.shape not in ((), (1,), (count,)):
        raise ShapeMismatch(
            f"The {what} has shape {array.shape} for {count} compartments: give one, or one each."
        )
    return jnp.broadcast_to(array, (count,))


def _medium(conductivity: Any) -> Array:
    """Return the conductivity, after checking it where it is a number.

    Raises
    ------
    BadType, ShapeMismatch, BadArgument
    """
    array = _numbers("conductivity", conductivity)
    if array.ndim:
        raise ShapeMismatch(f"The conductivity is one number, not an array {array.shape}.")
    if isinstance(conductivity, int | float) and not conductivity > 0.0:
        raise BadArgument(f"The conductivity must be above zero, in S/m, not {conductivity!r}.")
    return array


def _length(vectors: Array) -> Array:
    """Return the length of vectors along the last axis, with a derivative at zero."""
    squared = jnp.sum(vectors * vectors, axis=-1)
    zero = squared == 0.0
    return jnp.where(zero, 0.0, jnp.sqrt(jnp.where(zero, 1.0, squared)))
