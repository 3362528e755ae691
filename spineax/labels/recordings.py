"""Recordings with labels: xarray lives here."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import compress
from typing import Any

import numpy as np
import xarray as xr

from spineax import units
from spineax._types import FloatArray, IntArray
from spineax.plan.blueprint import CENTRES, Blueprint, Probe


def labelled(
    blueprint: Blueprint,
    probe: Probe,
    rows: Any,
    delta_t: float,
    attrs: Mapping[str, Any] | None = None,
) -> xr.DataArray:
    """Return recorded rows with the places and times that they belong to.

    Parameters
    ----------
    blueprint : Blueprint
    probe : Probe
        The state, and the places of the rows.
    rows : array (k, T)
    delta_t : float, ms
    attrs : mapping, optional
        How the run was made.

    Returns
    -------
    DataArray (site, time)
        ``site`` is the compartment or the synapse, by its global number.
    """
    values = np.asarray(rows)
    synaptic = probe.state in blueprint.synaptic_states
    coords = _synapse_coords(blueprint, probe) if synaptic else places(blueprint, probe.place)
    return xr.DataArray(
        values,
        dims=("site", "time"),
        coords={
            "site": probe.place,
            **coords,
            "time": time_axis(values.shape[-1], delta_t),
        },
        name=probe.state,
        attrs={**describe(blueprint, probe.state), **(attrs or {})},
    )


def time_axis(size: int, delta_t: float) -> tuple[str, FloatArray, dict[str, str]]:
    """Return the coordinate of ``size`` samples from 0 on, ms."""
    # Rounded, so that a time can be selected as it is typed.
    time = np.round(np.arange(size) * delta_t, 9)
    return "time", time, {"units": "ms", "long_name": "time"}


def spike_times(
    blueprint: Blueprint, probe: Probe, rows: Any, delta_t: float, threshold: float
) -> xr.Dataset:
    """Return when recorded rows rise through a threshold, one time after another.

    Parameters
    ----------
    blueprint : Blueprint
    probe : Probe
    rows : array (k, T)
    delta_t : float, ms
    threshold : float, unit of the state

    Returns
    -------
    Dataset
        ``time (spike)``, sorted by site and then by time, with the place of every spike
        as coordinates, and ``count (site)``.
    """
    values = np.asarray(rows)
    crosses = (values[:, :-1] < threshold) & (values[:, 1:] >= threshold)
    row, column = np.nonzero(crosses)
    before, after = values[row, column], values[row, column + 1]
    time = (column + (threshold - before) / (after - before)) * delta_t
    comps = np.asarray(probe.place)
    if probe.state in blueprint.synaptic_states:
        of_spike = {"synapse": ("spike", comps[row])}
        comps = blueprint.post[comps]
    else:
        of_spike = {}
    unit = describe(blueprint, probe.state)["units"]
    return xr.Dataset(
        {
            "time": ("spike", time, {"units": "ms", "long_name": "time of spike"}),
            "count": ("site", crosses.sum(axis=1), {"long_name": "number of spikes"}),
        },
        coords={"site": probe.place, **places(blueprint, comps[row], "spike"), **of_spike},
        attrs={"state": probe.state, "threshold": float(threshold), "threshold_units": unit},
    )


def places(blueprint: Blueprint, comps: IntArray, dim: str = "site") -> dict[str, Any]:
    """Return the coordinates of compartments along a dimension."""
    layout = blueprint.layout
    branch = layout.branch[comps]
    cell = layout.cell_of_branch[branch]
    coords: dict[str, Any] = {
        "cell": (dim, cell),
        "branch": (dim, branch - layout.branch_start[cell]),
        "comp": (dim, layout.comp[comps]),
        "loc": (dim, layout.loc[comps]),
        "node": (dim, comps),
    }
    for axis in CENTRES:
        if axis in blueprint.nodes:
            values = blueprint.nodes[axis].get(comps)
            coords[axis] = (dim, values, {"units": "um"})
    if blueprint.groups:
        coords["group"] = (dim, group_of(blueprint, comps))
    return coords


def group_of(blueprint: Blueprint, comps: IntArray) -> Any:
    """Return the groups of every compartment, joined by commas."""
    member = np.array([np.isin(comps, index) for index in blueprint.groups.values()])
    # Neighbours are mostly of the same groups: words are made where that changes.
    first = np.flatnonzero(np.diff(member, axis=1, prepend=~member[:, :1]).any(axis=0))
    words = [",".join(compress(blueprint.groups, row)) for row in member[:, first].T.tolist()]
    return np.repeat(np.array(words, dtype=str), np.diff(first, append=len(comps)))


def _synapse_coords(blueprint: Blueprint, probe: Probe) -> dict[str, Any]:
    edges = probe.place
    name = blueprint.synaptic_states[probe.state]
    post = blueprint.post[edges]
    coords = places(blueprint, post)
    coords |= {
        "synapse": ("site", edges),
        "type": ("site", np.full(len(edges), name)),
        "pre": ("site", blueprint.pre[edges]),
        "post": ("site", post),
    }
    return coords


def describe(blueprint: Blueprint, state: str) -> dict[str, str]:
    """Return units and long name of a state, current or parameter."""
    unit = units.UNITS.get(state)
    owners = [p.mechanism for p in blueprint.mechanisms.values()]
    owners += [w.mechanism for w in blueprint.synapses.values()]
    for mechanism in owners:
        unit = unit or dict(getattr(mechanism, "units", {})).get(state)
    if unit is None and state in blueprint.currents:
        unit = "mA/cm2"
    if unit is None and state.startswith("i_"):
        unit = "nA"
    name = units.LONG_NAMES.get(state, state.replace("_", " "))
    return {"units": unit or "1", "long_name": name}


def batched(part: xr.DataArray, values: Any, dims: Mapping[str, Any]) -> xr.DataArray:
    """Return recordings of several runs, with the labels of one of them.

    Parameters
    ----------
    part : DataArray (site, time)
        Labels of one run.
    values : array (..., site, time)
    dims : dict
        Name of each dimension in front, and its coordinate, or None.
    """
    coords = {name: part.coords[name] for name in part.coords}
    coords |= {
        name: (name, np.asarray(at), getattr(at, "attrs", {}))
        for name, at in dims.items()
        if at is not None
    }
    return xr.DataArray(values, coords, (*dims, *part.dims), part.name, part.attrs)


def dataset(parts: Mapping[str, xr.DataArray], attrs: Mapping[str, Any]) -> xr.Dataset:
    """Return recordings of several states as one Dataset.

    States with the same sites share a dimension: ``site`` for the first state and those like
    it, ``site_<state>`` for others, after the first of them.
    """
    variables: dict[str, xr.DataArray] = {}
    seen: dict[Any, str] = {}
    for name, part in parts.items():
        node = part.coords["synapse" if "synapse" in part.coords else "node"].values
        key = ("synapse" in part.coords, node.tobytes())
        suffix = seen.setdefault(key, f"_{name}" if seen else "")
        own = [c for c in part.coords if "site" in part.coords[c].dims] if suffix else []
        variables[name] = part.rename({c: f"{c}{suffix}" for c in own})
    return xr.Dataset(variables, attrs=dict(attrs))
