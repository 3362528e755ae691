"""Names: which are taken, so that an attribute never means two things."""

from __future__ import annotations

from spineax.errors import BadType, NameClash
from spineax.plan.blueprint import Blueprint

#: Attributes of modules, filled by the facade once its classes exist.
RESERVED: dict[str, str] = {}


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


def check_free(blueprint: Blueprint, name: str, what: str) -> None:
    """Raise if a new group, mechanism or synapse type cannot have this name.

    Raises
    ------
    NameClash
    """
    taken = {
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
