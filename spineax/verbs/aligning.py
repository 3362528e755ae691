"""Aligning: values that carry their places, brought into the order of what is in view."""

from __future__ import annotations

from typing import Any

import numpy as np

from spineax._types import IntArray
from spineax.errors import EmptySelection, ShapeMismatch
from spineax.plan.blueprint import Blueprint


def aligned(blueprint: Blueprint, key: str, val: Any, places: IntArray, *, synaptic: bool) -> Any:
    """Return the values of a labelled array or table column at some places.

    Parameters
    ----------
    blueprint : Blueprint
    key : str
        For messages.
    val : DataArray, Series or anything else
        A DataArray is aligned by its coordinates, a Series by its index where that names all
        the places; everything else comes back as it is.
    places : int array (k,)
        Compartments, or synapses.
    synaptic : bool
        Which of the two.

    Raises
    ------
    EmptySelection
        If a labelled array has no value for some place.
    ShapeMismatch
        If a labelled array has more than one dimension.
    """
    if hasattr(val, "coords") and hasattr(val, "dims"):
        labels = places_of_labels(blueprint, val, synaptic=synaptic)
    elif hasattr(val, "to_numpy") and hasattr(val, "index") and not callable(val.index):
        labels = _index_labels(val, places)
    else:
        return val
    values = np.asarray(val.values if hasattr(val, "values") else val)
    if labels is None:
        return values
    order = np.argsort(labels, kind="stable")
    row = np.minimum(np.searchsorted(labels[order], places), len(labels) - 1)
    found = labels[order][row] == places
    if not found.all():
        what = "synapse" if synaptic else "compartment"
        raise EmptySelection(
            f"{key!r} was given labelled values that have none for the {what} "
            f"{int(places[~found][0])} in view."
        )
    return values[order][row]


def places_of_labels(blueprint: Blueprint, val: Any, *, synaptic: bool = False) -> Any:
    """Return the places that a DataArray's coordinates name, (k,); None if they name none.

    Raises
    ------
    ShapeMismatch
        If it has more than one dimension.
    """
    if len(val.dims) > 1:
        raise ShapeMismatch(
            f"A labelled array of values has one dimension, the places, not {val.dims}. "
            "Choose one time with .isel(time=...)."
        )
    if len(val.dims) == 0:
        return None
    # In a Dataset of several states, labels of other places than the first carry a suffix.
    dim = str(val.dims[0])
    suffix = dim.removeprefix("site") if dim.startswith("site_") else ""
    name = ("synapse" if synaptic else "node") + suffix
    if name in val.coords:
        return np.asarray(val.coords[name].values, dtype=np.int64)
    if synaptic or not all(level in val.coords for level in ("branch", "comp")):
        return None
    layout = blueprint.layout
    branch, comp = (np.asarray(val.coords[k].values, dtype=np.int64) for k in ("branch", "comp"))
    cell = np.asarray(val.coords["cell"].values) if "cell" in val.coords else np.zeros_like(branch)
    return layout.comp_start[layout.branch_start[cell] + branch] + comp


def _index_labels(val: Any, places: IntArray) -> Any:
    """Return the index of a Series if it names all the places, else None: by position."""
    labels = np.asarray(val.index)
    if labels.dtype.kind not in "iu" or len(np.unique(labels)) != len(labels):
        return None
    return labels.astype(np.int64) if np.isin(places, labels).all() else None
