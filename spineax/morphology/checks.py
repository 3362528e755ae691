"""Checks of arguments that several readers and cutters share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from spineax._types import FloatArray
from spineax.errors import BadArgument, BadType, ShapeMismatch


def expect(name: str, value: Any, kind: type) -> None:
    """Raise ``BadType`` unless ``value`` is of a type of this room.

    Examples
    --------
    >>> expect("ncomp", 4, int)
    """
    if not isinstance(value, kind):
        raise BadType(f"{name} is {value!r}. Pass an object of type {kind.__name__}.")


def numbers(name: str, values: Any) -> FloatArray:
    """Return ``values`` as an array of float64.

    Raises
    ------
    BadType
        They are no numbers, or rows of different lengths.

    Examples
    --------
    >>> numbers("r", [1, 2])
    array([1., 2.])
    """
    try:
        array = np.asarray(values)
        if array.dtype.kind in "iuf":
            return array.astype(np.float64)
    except (TypeError, ValueError):
        pass
    raise BadType(f"{name} is {values!r}. Pass numbers, in rows of one length.")


def places(name: str, values: Any) -> FloatArray:
    """Return ``values`` as an array (n, 3) of float64.

    Raises
    ------
    BadType, ShapeMismatch

    Examples
    --------
    >>> places("carriers", [[0, 0, 9]])
    array([[0., 0., 9.]])
    """
    array = numbers(name, values)
    if array.ndim != 2 or array.shape[1] != 3:
        raise ShapeMismatch(f"{name} has shape {array.shape}. Pass one row of x, y, z per point.")
    return array


def generator(seed: Any) -> np.random.Generator:
    """Return the random numbers of a seed.

    Raises
    ------
    BadArgument
        It is no whole number from 0.

    Examples
    --------
    >>> generator(3).integers(10).item() == generator(3).integers(10).item()
    True
    """
    if not isinstance(seed, (int, np.integer)) or isinstance(seed, bool) or seed < 0:
        raise BadArgument(f"seed is {seed!r}. Pass a whole number from 0.")
    return np.random.default_rng(seed)


def check_positive(name: str, value: Any, kind: str, *, single: bool = False) -> None:
    """Raise ``BadArgument`` unless ``value`` holds only positive, finite numbers.

    Parameters
    ----------
    name : str
        Of the argument.
    value : float or array
    kind : str
        What it is, with its unit, for the message.
    single : bool
        Whether it must be one number.

    Examples
    --------
    >>> check_positive("longest", 20.0, "length in um")
    """
    try:
        numbers = np.asarray(value)
        fine = numbers.dtype.kind in "iuf" and bool((numbers > 0.0).all())
        fine = fine and bool(np.isfinite(numbers).all()) and not (single and numbers.ndim)
    except (TypeError, ValueError):
        fine = False
    if not fine:
        raise BadArgument(f"{name} is {value!r}. Pass a positive {kind}.")


def check_min_radius(min_radius: Any) -> None:
    """Raise ``BadArgument`` unless ``min_radius`` is None or one positive number of um."""
    if min_radius is not None:
        check_positive("min_radius", min_radius, "number of um, or None", single=True)


def whole_numbers(name: str, values: Any) -> tuple[int, ...]:
    """Return ``values`` as integers.

    Raises
    ------
    BadType
        They are no sequence of whole numbers.
    """
    if isinstance(values, Iterable) and not isinstance(values, (str, bytes)):
        numbers = list(values)
        if all(isinstance(k, (int, np.integer)) for k in numbers):
            return tuple(int(k) for k in numbers)
    raise BadType(f"{name} is {values!r}. Pass a list of whole numbers.")
