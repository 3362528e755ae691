"""Values: reading and setting parameters, states and annotations."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from spineax._types import FloatArray, IntArray
from spineax.errors import BadArgument, BadType, ShapeMismatch, SpineaxWarning, unknown_name
from spineax.plan.blueprint import Blueprint, cylinder
from spineax.plan.column import Column
from spineax.plan.selection import Selection
from spineax.verbs.where import edges_in_view

#: Must be above zero wherever they are set.
POSITIVE = ("length", "radius", "axial_resistivity", "capacitance", "area", "volume")


def set(blueprint: Blueprint, selection: Selection, key: str, val: Any) -> Blueprint:
    """Set a parameter, an initial state or an annotation of what is in view.

    Parameters
    ----------
    key : str
        A parameter or state of compartments or synapses, or a new name: an annotation.
    val : float, array (k,), Series, DataArray, or callable
        One value, or one for each place in view that has the key, in the order of
        ``nodes`` (or ``edges``). A callable is given that table and returns the values.

    Raises
    ------
    UnknownName
        If a scalar is set for a name that nothing has.
    ShapeMismatch
        If there are more or fewer values than places.
    BadArgument
        If a value is not finite, or not above zero where it must be.

    Notes
    -----
    A new radius or length makes the compartment a cylinder: area, volume and axial
    loads follow from it, and a traced shape is forgotten there.

    Examples
    --------
    >>> import spineax as sx
    >>> from spineax.channels import Na
    >>> comp = sx.Compartment()
    >>> comp.insert(Na())
    >>> comp.set("Na_gNa", 0.008)
    >>> comp.nodes["Na_gNa"].item()
    0.008
    """
    if not isinstance(key, str):
        raise BadType(f"The name of a parameter is a string, not {key!r}.")
    if key in blueprint.nodes:
        return _set_nodes(blueprint, selection, key, val)
    if key in blueprint.edges:
        column = blueprint.edges[key]
        edges = edges_in_view(blueprint, selection)
        edges = edges[column.covers(edges)]
        values = check_values(key, val, len(edges), "synapses")
        return blueprint.with_edges(**{key: column.put(edges, values)})
    return _annotate(blueprint, selection, key, val)


def _set_nodes(blueprint: Blueprint, selection: Selection, key: str, val: Any) -> Blueprint:
    column = blueprint.nodes[key]
    comps = selection.comps
    if len(column) != blueprint.layout.n:
        comps = comps[column.covers(comps)]
    if len(comps) == 0:
        raise unknown_name("parameter or state in view", key, ())
    values = check_values(key, val, len(comps), "compartments")
    if key in ("length", "radius"):
        return _reshaped(blueprint, comps, key, values)
    return blueprint.with_nodes(**{key: column.put(comps, values)})


def _reshaped(blueprint: Blueprint, comps: IntArray, key: str, values: FloatArray) -> Blueprint:
    """Return the blueprint with some compartments made cylinders of a new size."""
    if blueprint.traced:
        warnings.warn(
            f"Setting {key!r} replaces the traced shape of {len(comps)} compartments by "
            "cylinders: their area, volume and axial loads now follow from length and radius.",
            SpineaxWarning,
            stacklevel=4,
        )
    nodes = blueprint.nodes
    columns = {key: nodes[key].put(comps, values)}
    length = values if key == "length" else nodes["length"].get(comps)
    radius = values if key == "radius" else nodes["radius"].get(comps)
    for name, new in cylinder(length, radius).items():
        columns[name] = nodes[name].put(comps, new)
    return blueprint.with_nodes(**columns)


def _annotate(blueprint: Blueprint, selection: Selection, key: str, val: Any) -> Blueprint:
    if np.ndim(val) == 0 and not callable(val):
        known = [*blueprint.nodes, *blueprint.edges]
        raise unknown_name("parameter or state", key, known)
    if not key.isidentifier():
        raise BadArgument(f"An annotation needs a name made of letters and digits, not {key!r}.")
    comps = selection.comps
    values = check_values(key, val, len(comps), "compartments", finite=False)
    return blueprint.with_nodes(
        **{key: Column(np.sort(comps), values[np.argsort(comps)], blueprint.layout.n)}
    )


def check_values(key: str, val: Any, size: int, places: str, *, finite: bool = True) -> FloatArray:
    """Return the values as an array that fits ``size`` places, or raise.

    Raises
    ------
    BadType, BadArgument, ShapeMismatch
    """
    try:
        values = np.asarray(val, dtype=np.float64)
    except Exception as error:
        raise BadType(f"{key!r} takes numbers, not {val!r}.") from error
    if values.ndim > 1 or (values.ndim == 1 and len(values) not in (1, size)):
        raise ShapeMismatch(
            f"{key!r} was given values of shape {values.shape} for {size} {places} in view. "
            "Give one value, or one for each."
        )
    if finite and not np.isfinite(values).all():
        raise BadArgument(f"{key!r} must be finite, but was given {val!r}.")
    positive = key in POSITIVE or key.startswith("axial_diffusion_")
    if positive and not (values > 0).all():
        raise BadArgument(f"{key!r} must be above zero, but was given {val!r}.")
    return np.asarray(values) if values.ndim == 0 else np.broadcast_to(values, (size,))
