"""Tables of a model, made from its arrays when somebody looks: pandas lives here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from spineax._types import IntArray
from spineax.plan.blueprint import CENTRES, COMPARTMENT_PARAMS, GEOMETRY, Blueprint
from spineax.plan.indices import among, rank, rank_within
from spineax.plan.selection import Selection

_FIRST = [*COMPARTMENT_PARAMS, "v", *GEOMETRY, *CENTRES]


def nodes(blueprint: Blueprint, selection: Selection) -> pd.DataFrame:
    """Return one row per compartment in view: indices, parameters, states, members.

    A snapshot: writing into it changes nothing. Values that a place has not are NaN.
    """
    comps = selection.comps
    table: dict[str, Any] = {}
    first, last = ("local", "global") if selection.scope == "local" else ("global", "local")
    table |= indices(selection, first)
    own = {
        key
        for placement in blueprint.mechanisms.values()
        for key in (*placement.mechanism.channel_params, *placement.mechanism.channel_states)
    }
    for key in [*_FIRST, *(k for k in blueprint.nodes if k not in _FIRST and k not in own)]:
        if key in blueprint.nodes:
            table[key] = blueprint.nodes[key].spread(comps)
    for name, placement in blueprint.mechanisms.items():
        table[name] = among(comps, placement.index)
        mechanism = placement.mechanism
        for key in (*mechanism.channel_params, *mechanism.channel_states):
            table.setdefault(key, blueprint.nodes[key].spread(comps))
    for name, index in blueprint.groups.items():
        table[name] = among(comps, index)
    table |= indices(selection, last)
    return pd.DataFrame(table, index=comps)


def indices(selection: Selection, scope: str) -> dict[str, IntArray]:
    """Return the cell, branch and compartment index of every compartment in view.

    Local indices count in the order of the view.
    """
    layout, comps = selection.layout, selection.comps
    branch = np.searchsorted(layout.comp_start, comps, side="right") - 1
    cell = np.searchsorted(layout.branch_start, branch, side="right") - 1
    if scope == "global":
        values = (cell, branch, comps)
    else:
        values = (rank(cell), rank_within(branch, cell), rank_within(comps, branch))
    names = ("cell", "branch", "comp")
    return {f"{scope}_{name}_index": v for name, v in zip(names, values, strict=True)}


def edges(blueprint: Blueprint, numbers: IntArray) -> pd.DataFrame:
    """Return one row per synapse of ``numbers``: ends, type, locations, parameters, states."""
    layout = blueprint.layout
    type_of = np.zeros(blueprint.n_synapses, dtype=np.int64)
    within = np.zeros(blueprint.n_synapses, dtype=np.int64)
    names = list(blueprint.synapses)
    for k, wiring in enumerate(blueprint.synapses.values()):
        type_of[wiring.edge] = k
        within[wiring.edge] = np.arange(len(wiring.edge))
    pre, post = blueprint.pre[numbers], blueprint.post[numbers]
    table: dict[str, Any] = {
        "global_edge_index": numbers,
        "index_within_type": within[numbers],
        "pre_index": pre,
        "post_index": post,
        "pre_locs": layout.loc[pre],
        "post_locs": layout.loc[post],
        "type": np.array(names, dtype=object)[type_of[numbers]] if names else [],
        "type_ind": type_of[numbers],
    }
    table |= {key: column.spread(numbers) for key, column in blueprint.edges.items()}
    return pd.DataFrame(table, index=numbers)


def recordings(blueprint: Blueprint, selected: Mapping[str, Any]) -> pd.DataFrame:
    """Return one row per recording: the state, its place, and where that is.

    Parameters
    ----------
    blueprint : Blueprint
    selected : dict
        ``place`` (int array) and ``state`` (list of str) of every recording. The place of a
        synaptic state is a synapse; its branch and location are those of the postsynaptic side.
    """
    place, states = np.asarray(selected["place"]), list(selected["state"])
    synaptic = np.array([state in blueprint.synaptic_states for state in states], dtype=bool)
    comps = place.copy()
    if synaptic.any():
        comps[synaptic] = blueprint.post[place[synaptic]]
    layout = blueprint.layout
    branch = layout.branch[comps]
    cell = layout.cell_of_branch[branch]
    return pd.DataFrame(
        {
            "rec_index": place,
            "state": pd.Series(states, dtype=object),
            "cell": cell,
            "branch": branch - layout.branch_start[cell],
            "comp": layout.comp[comps],
            "loc": layout.loc[comps],
        },
    )


def branch_edges(parent: IntArray, child: IntArray) -> pd.DataFrame:
    """Return the table of branches that have a parent."""
    return pd.DataFrame({"parent_branch_index": parent, "child_branch_index": child})
