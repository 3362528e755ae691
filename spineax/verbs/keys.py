"""Keys: which places a parameter or state is of, compartments, synapses or gap junctions."""

from __future__ import annotations

import numpy as np

from spineax._types import IntArray
from spineax.errors import BadArgument, EmptySelection, unknown_name
from spineax.plan.blueprint import Blueprint
from spineax.plan.selection import Selection
from spineax.verbs.gaps import gaps_in_view
from spineax.verbs.names import checked_name
from spineax.verbs.where import edges_in_view


def places_in_view(blueprint: Blueprint, selection: Selection, key: str) -> IntArray:
    """Return the places in view of the kind that ``key`` is of, with it or without.

    Parameters
    ----------
    key : str

    Returns
    -------
    int array (k,)
        Compartments, or numbers of synapses or gap junctions.

    Raises
    ------
    UnknownName
        If nothing has the key.
    """
    if checked_name("key", key) in blueprint.nodes:
        return selection.comps
    if key in blueprint.edges:
        return edges_in_view(blueprint, selection)
    if key in blueprint.junctions:
        return gaps_in_view(blueprint, selection)
    known = [*blueprint.nodes, *blueprint.edges, *blueprint.junctions]
    raise unknown_name("parameter or state", key, known)


def settable(blueprint: Blueprint, selection: Selection, key: str) -> tuple[IntArray, IntArray]:
    """Return the places in view that have ``key``, and their positions in the view.

    Raises
    ------
    UnknownName, EmptySelection
    BadArgument
        If a place is in view twice.
    """
    places = places_in_view(blueprint, selection, key)
    inside = np.flatnonzero(blueprint.column(key).covers(places))
    if len(inside) == 0:
        raise EmptySelection(f"Nothing in view has {key!r}.")
    found = places[inside]
    if len(np.unique(found)) != len(found):
        raise BadArgument(
            f"A place is in view twice, so which value of {key!r} it takes is not known. "
            "Select every place once."
        )
    return found, inside
