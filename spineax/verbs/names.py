"""Names: which are taken, so that an attribute never means two things."""

from __future__ import annotations

from collections.abc import Container, Iterable

from spineax.errors import BadType, NameClash, one_of, suggest
from spineax.plan.blueprint import Blueprint

#: The levels of a model, coarsest first.
TREE = ("cell", "branch", "comp")

#: Attributes of modules, filled by the facade once its classes exist.
RESERVED: set[str] = set()

#: Columns and coordinates that tables and datasets have for the places themselves.
LABELS = frozenset(
    [f"{scope}_{level}_index" for scope in ("local", "global") for level in TREE]
    + ["global_edge_index", "index_within_type", "pre_index", "post_index", "pre_locs"]
    + ["post_locs", "type", "type_ind", "synapse_type", "pre", "post", *TREE, "loc", "node"]
    + ["site", "synapse", "group", "time"]
)


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
        "parameter or state": {*blueprint.nodes, *blueprint.edges},
        "column of the tables": LABELS,
    }
    for kind, names in taken.items():
        if name in names:
            raise NameClash(
                f"No {what} can be called {name!r}: there is a {kind} of that name. "
                "Choose another one."
            )


def own_names(blueprint: Blueprint) -> list[str]:
    """Return the names of groups, mechanisms and synapse types, which are attributes."""
    return [*blueprint.groups, *blueprint.mechanisms, *blueprint.synapses]


def is_of_model(blueprint: Blueprint, name: str) -> bool:
    """Return whether a name is that of a value, group, mechanism or synapse type."""
    tables = (blueprint.nodes, blueprint.edges, blueprint.groups, blueprint.mechanisms)
    return any(name in table for table in (*tables, blueprint.synapses))


def meant(blueprint: Blueprint, name: str, public: Iterable[str]) -> str:
    """Return what somebody may have meant who used a name as an attribute.

    Parameters
    ----------
    blueprint : Blueprint
    name : str
    public : iterable of str
        Other attributes that there are.
    """
    for table in ("nodes", "edges"):
        if name in getattr(blueprint, table):
            return f"Read it as {table}[{name!r}], and change it with set({name!r}, ...)."
    own = own_names(blueprint)
    if name in own:
        return f"It is a view: change what is in it with its verbs, as {name}.set(...)."
    hint = suggest(name, [*own, *blueprint.nodes, *blueprint.edges, *public])
    if own and not hint.startswith("Did"):
        return f"Groups and mechanisms: {one_of(own)}. dir() lists the verbs."
    return hint
