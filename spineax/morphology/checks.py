"""Checks of arguments that several readers and cutters share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from spineax.errors import BadArgument, BadType


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
