"""Handed on: what one verb returned and another one is given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from reprlib import repr
from typing import Any

from spineax.errors import BadType, unknown_name


def handed_on(
    argument: str, given: Any, kinds: type | tuple[type, ...], maker: str
) -> tuple[Any, ...]:
    """Return what an earlier call returned as a tuple, after checking that it is that.

    Parameters
    ----------
    argument : str
        For the message.
    given : list or tuple, optional
    kinds : type or tuple of types
        What it holds.
    maker : str
        Who makes such things, for the message.

    Raises
    ------
    BadType

    Examples
    --------
    >>> handed_on("data_stimuli", None, int, "data_stimulate")
    ()
    """
    if given is None:
        return ()
    if not isinstance(given, list | tuple) or not all(isinstance(entry, kinds) for entry in given):
        raise BadType(f"{argument} must be what {maker} returned, or None, not {repr(given)}.")
    return tuple(given)


def check_mapping(argument: str, given: Any, needed: Iterable[str] = ()) -> None:
    """Raise unless an argument is a dictionary that has some names.

    Raises
    ------
    BadType, UnknownName
    """
    if not isinstance(given, Mapping):
        raise BadType(f"{argument} must be a dictionary of arrays, not {given!r}.")
    for name in needed:
        if name not in given:
            raise unknown_name(f"entry of {argument}", name, given)
