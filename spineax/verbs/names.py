"""Names: which are taken, so that an attribute never means two things."""

from __future__ import annotations

from collections.abc import Container

from spineax.errors import BadType, NameClash
from spineax.plan.blueprint import Blueprint

#: Attributes of modules, filled by the facade once its classes exist.
RESERVED: set[str] = set()


def checked_name(argument: str, given: object) -> str:
    """Return a name after checking that it is a word.

    Raises
    ------
    BadType

    Examples
    --------
    >>> checked_name("state", "v")
    'v'
    """
    if not isinstance(given, str):
        raise BadType(f"{argument} must be a name, a string, not {given!r}.")
    return given


def checked_names(argument: str, given: object) -> list[str]:
    """Return a name, or a list of names, as a list.

    Raises
    ------
    BadType

    Examples
    --------
    >>> checked_names("param_names", "radius")
    ['radius']
    """
    names = [given] if isinstance(given, str) else given
    if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
        raise BadType(f"{argument} must be a name or a list of names, not {given!r}.")
    return list(names)


def check_free(blueprint: Blueprint, name: str, what: str) -> None:
    """Raise if a new group, mechanism or synapse type cannot have this name.

    Raises
    ------
    NameClash
    """
    taken: dict[str, Container[str]] = {
        "verb or property": RESERVED,
        "group": blueprint.groups,
        "mechanism": blueprint.mechanisms,
        "synapse type": blueprint.synapses,
        "parameter or state": blueprint.nodes,
    }
    for kind, names in taken.items():
        if name in names:
            raise NameClash(
                f"A {what} cannot be called {name!r}: there is a {kind} of that name. "
                "Choose another one."
            )
