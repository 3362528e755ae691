"""Parameters and initial states with labels: a model's columns as an xarray Dataset."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from spineax._types import IntArray
from spineax._version import VERSION
from spineax.labels.recordings import describe, places
from spineax.plan.blueprint import CENTRES, Blueprint
from spineax.plan.indices import among
from spineax.units import UNITS


def parameters(blueprint: Blueprint, comps: IntArray, edges: IntArray) -> xr.Dataset:
    """Return the columns of some compartments and synapses.

    Parameters
    ----------
    blueprint : Blueprint
    comps : int array (k,)
    edges : int array (s,)

    Returns
    -------
    Dataset
        Parameters, states, and membership of mechanisms and groups over ``site``; those of
        synapses over ``synapse``. NaN where a place has no value.
    """
    variables: dict[str, Any] = {}
    for name, column in blueprint.nodes.items():
        if name not in CENTRES:
            variables[name] = ("site", column.spread(comps), _about(blueprint, name))
    members = {name: p.index for name, p in blueprint.mechanisms.items()} | dict(blueprint.groups)
    for name, index in members.items():
        variables[name] = ("site", among(comps, index), {"long_name": name})
    coords = {"site": comps, **places(blueprint, comps)}
    if blueprint.n_synapses:
        for name, column in blueprint.edges.items():
            variables[name] = ("synapse", column.spread(edges), _about(blueprint, name))
        coords |= _synapse_coords(blueprint, edges)
    return xr.Dataset(variables, coords, {"spineax_version": VERSION, "kind": blueprint.kind})


def _about(blueprint: Blueprint, name: str) -> dict[str, str]:
    """Return units and long name; an annotation has no units that anybody knows."""
    about = describe(blueprint, name)
    known = name in UNITS or any(
        name in dict(getattr(owner.mechanism, "units", {}))
        for owner in (*blueprint.mechanisms.values(), *blueprint.synapses.values())
    )
    return about if known or about["units"] != "1" else {"long_name": name}


def _synapse_coords(blueprint: Blueprint, edges: IntArray) -> dict[str, Any]:
    names = np.empty(blueprint.n_synapses, dtype=object)
    for name, wiring in blueprint.synapses.items():
        names[wiring.edge] = name
    return {
        "synapse": ("synapse", edges),
        "synapse_type": ("synapse", names[edges].astype(str)),
        "pre": ("synapse", blueprint.pre[edges]),
        "post": ("synapse", blueprint.post[edges]),
    }
