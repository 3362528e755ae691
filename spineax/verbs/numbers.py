"""Numbers: what a user gave as values, as an array that makes sense for its name."""

from __future__ import annotations

from reprlib import repr
from typing import Any

import numpy as np

from spineax._types import FloatArray
from spineax.errors import BadArgument, BadType, ShapeMismatch
from spineax.labels.recordings import describe
from spineax.plan.blueprint import COMPARTMENT_PARAMS, GAP, GEOMETRY, Blueprint

#: Must be above zero wherever they are set.
POSITIVE = (*COMPARTMENT_PARAMS, *GEOMETRY)
#: Units of what cannot be negative: conductances, permeabilities and concentrations.
NOT_NEGATIVE = ("S/cm2", "uS", "cm/s", "mM")


def numbers(what: str, given: Any, advice: str = "") -> FloatArray:
    """Return numbers as an array of float64; text is none, even if it reads like a number.

    Parameters
    ----------
    what : str
        The name in the message.
    given : array_like
    advice : str, optional
        A sentence for the end of the message.

    Raises
    ------
    BadType

    Examples
    --------
    >>> numbers("weights", [1, 2]).tolist()
    [1.0, 2.0]
    """
    try:
        array = np.asarray(given)
        values = None if array.dtype.kind in "cUSMm" else array.astype(np.float64)
    except Exception as error:
        raise BadType(f"{what} takes numbers, not {repr(given)}.{advice}") from error
    if values is None:
        raise BadType(f"{what} takes numbers, not {repr(given)}.{advice}")
    return values


def check_values(
    blueprint: Blueprint, key: str, val: Any, size: int, places: str, *, finite: bool = True
) -> FloatArray:
    """Return the values of a parameter, state or annotation as an array that fits its places.

    Parameters
    ----------
    blueprint : Blueprint
        Says the unit of the key.
    key : str
    val : array_like
    size : int
        How many places there are.
    places : str
        What they are, for messages.
    finite : bool
        Whether the values must be finite.

    Raises
    ------
    BadType, BadArgument, ShapeMismatch
    """
    advice = " Inside jit or grad, use data_set." if hasattr(val, "aval") else ""
    values = numbers(f"{key!r}", val, advice)
    if values.ndim > 1 or (values.ndim == 1 and len(values) not in (1, size)):
        raise ShapeMismatch(
            f"{key!r} was given values of shape {values.shape} for {size} {places} in view. "
            "Give one value, or one for each."
        )
    if finite and not np.isfinite(values).all():
        raise BadArgument(f"{key!r} must be finite, but was given {repr(val)}.")
    if not (values > 0).all():
        _check_sign(blueprint, key, values, val)
    return np.asarray(values) if values.ndim == 0 else np.broadcast_to(values, (size,))


def _check_sign(blueprint: Blueprint, key: str, values: FloatArray, val: Any) -> None:
    if key in POSITIVE or key.startswith("axial_diffusion_"):
        raise BadArgument(f"{key!r} must be above zero, but was given {repr(val)}.")
    unit = "uS" if key == GAP else describe(blueprint, key)["units"]
    driven = (name for name, wiring in blueprint.synapses.items() if wiring.mechanism.spike_driven)
    signed = unit not in NOT_NEGATIVE and key not in {f"{name}_delay" for name in driven}
    if not signed and (values < 0).any():
        raise BadArgument(f"{key!r}, in {unit}, must not be negative, but was given {repr(val)}.")
