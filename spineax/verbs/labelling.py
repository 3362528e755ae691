"""Labelling: recordings as arrays with names, places and times."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from spineax.errors import BadArgument, EmptySelection, ShapeMismatch
from spineax.labels import recordings as labels
from spineax.plan.blueprint import Blueprint, Probe
from spineax.plan.selection import Selection
from spineax.verbs.probes import effective_probes, in_view

if TYPE_CHECKING:
    import xarray as xr


def pieces(
    blueprint: Blueprint, selection: Selection, rows: Any, state: str | None = None
) -> dict[str, tuple[Probe, Any]]:
    """Return by state the places in view, and their rows of the recordings."""
    found: dict[str, list[tuple[Any, Any]]] = {}
    first = 0
    values = np.asarray(rows)
    for probe in effective_probes(blueprint):
        part = values[first : first + len(probe.place)]
        first += len(probe.place)
        seen = in_view(blueprint, selection, probe)
        if seen.any() and state in (None, probe.state):
            found.setdefault(probe.state, []).append((probe.place[seen], part[seen]))
    return {
        name: (
            Probe(name, np.concatenate([place for place, _ in parts])),
            np.concatenate([part for _, part in parts]),
        )
        for name, parts in found.items()
    }


def recording(blueprint: Blueprint, selection: Selection, state: str = "v") -> xr.DataArray:
    """Return what was recorded of a state in view, with its labels.

    Parameters
    ----------
    state : str

    Returns
    -------
    DataArray (site, time)
        With coordinates cell, branch, comp, loc, x, y, z (um) and time (ms), and units.

    Raises
    ------
    BadArgument
        If nothing was recorded yet.
    EmptySelection
        If this state was not recorded in view.

    Examples
    --------
    >>> import spineax as sx
    >>> cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0])
    >>> cell.record("v", verbose=False)
    >>> cell.write_recordings(sx.integrate(cell, t_max=10.0))
    >>> cell.branch(0).comp(0).recording("v").sizes["time"]
    401
    """
    probe, values, attrs = recorded(blueprint, selection, state)
    return labels.labelled(blueprint, probe, values, attrs.get("delta_t", 0.025), attrs)


def recorded(
    blueprint: Blueprint, selection: Selection, state: str
) -> tuple[Probe, Any, dict[str, Any]]:
    """Return what was recorded of a state in view: places, rows, how it was made.

    Raises
    ------
    BadArgument, EmptySelection
    """
    if blueprint.recorded is None:
        raise BadArgument(
            "Nothing was recorded yet: run simulate(), or integrate and write_recordings."
        )
    rows, attrs = blueprint.recorded, dict(blueprint.recorded_attrs)
    found = pieces(blueprint, selection, rows, state)
    if state not in found:
        states = sorted({probe.state for probe in effective_probes(blueprint)})
        raise EmptySelection(
            f"{state!r} was not recorded in view. Recorded in the module: {', '.join(states)}."
        )
    probe, values = found[state]
    return probe, values, attrs


def batch(
    blueprint: Blueprint, rows: Any, dims: Mapping[str, Any], attrs: dict[str, Any]
) -> xr.Dataset:
    """Return recordings of several runs, (..., n_recordings, T), as one Dataset.

    Raises
    ------
    ShapeMismatch
        If rows or dimensions do not fit.
    """
    values = np.asarray(rows)
    expected = sum(len(probe.place) for probe in effective_probes(blueprint))
    if values.ndim != len(dims) + 2 or values.shape[-2] != expected:
        raise ShapeMismatch(
            f"The array has shape {values.shape}; for the dimensions {list(dims)} and "
            f"{expected} recordings it needs {len(dims) + 2} axes, the last two of them "
            f"({expected}, T)."
        )
    for (name, at), size in zip(dims.items(), values.shape, strict=False):
        if at is not None and np.shape(at) != (size,):
            raise ShapeMismatch(f"{name!r} has shape {np.shape(at)} for {size} runs.")
    front = np.moveaxis(values, -2, 0)
    parts = {}
    for state, (probe, own) in pieces(blueprint, Selection(blueprint.layout), front).items():
        one = own[(slice(None), *(0,) * len(dims))]
        labels_of_one = labels.labelled(blueprint, probe, one, attrs["delta_t"])
        parts[state] = labels.batched(labels_of_one, np.moveaxis(own, 0, -2), dims)
    return labels.dataset(parts, attrs)


def dataset(
    blueprint: Blueprint, selection: Selection, rows: Any, attrs: dict[str, Any]
) -> xr.Dataset:
    """Return recordings of everything in view as one Dataset."""
    parts = {
        state: labels.labelled(blueprint, probe, values, attrs["delta_t"])
        for state, (probe, values) in pieces(blueprint, selection, rows).items()
    }
    return labels.dataset(parts, attrs)
