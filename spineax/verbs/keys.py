"""Keys: which places a parameter or state is of, compartments, synapses or gap junctions."""

from __future__ import annotations

import numpy as np

from spineax._types import IntArray
from spineax.errors import BadArgument, EmptySelection, unknown_name
from spineax.plan.blueprint import CENTRES, COMPARTMENT_PARAMS, GAP, GEOMETRY, Blueprint
from spineax.plan.column import Column
from spineax.plan.selection import Selection
from spineax.verbs.gaps import gaps_in_view
from spineax.verbs.names import checked_name
from spineax.verbs.where import edges_in_view

#: Columns that every module has.
OWN = frozenset((*COMPARTMENT_PARAMS, "v", *GEOMETRY, *CENTRES))
#: What the axial part of a step is made of, beside diffusion.
AXIAL = frozenset((*COMPARTMENT_PARAMS, *GEOMETRY, GAP))


def is_axial(key: str) -> bool:
    """Return whether a transition matrix made before a change of ``key`` is wrong after it."""
    return key in AXIAL or key.startswith("axial_diffusion_")


def with_values(blueprint: Blueprint, **columns: Column) -> Blueprint:
    """Return the blueprint with new values, and without a transition matrix that they outdate."""
    new = blueprint.with_nodes(**columns)
    outdated = new.exp_euler_transition is not None and any(map(is_axial, columns))
    return new.edit(exp_euler_transition=None) if outdated else new


def is_annotation(blueprint: Blueprint, key: str) -> bool:
    """Return whether a column was made by ``set``: no mechanism has it, and no run reads it."""
    if key in OWN or key.startswith("axial_diffusion_"):
        return False
    owners = [one.mechanism for one in blueprint.mechanisms.values()]
    joining = [one.mechanism for one in blueprint.synapses.values()]
    return not (
        any(key in owner.params or key in owner.states for owner in (*owners, *joining))
        or any(key in synapse.node_params or key in synapse.node_states for synapse in joining)
    )


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
        If a place is in view twice, or no run reads the key.
    """
    places = places_in_view(blueprint, selection, key)
    if key in CENTRES or (key not in blueprint.junctions and is_annotation(blueprint, key)):
        what = "says where it is drawn" if key in CENTRES else "is an annotation"
        raise BadArgument(
            f"{key!r} {what}, and no run reads it, so it cannot be trained or given to a run. "
            "Change it with set."
        )
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
