"""Values: reading and setting parameters, states and annotations."""

from __future__ import annotations

from typing import Any

import numpy as np

from spineax._types import FloatArray, IntArray
from spineax.errors import (
    BadArgument,
    BadType,
    EmptySelection,
    SpineaxWarning,
    unknown_name,
    warn,
)
from spineax.labels import tables
from spineax.plan.blueprint import Blueprint, cylinder
from spineax.plan.column import Column
from spineax.plan.selection import Selection
from spineax.verbs.aligning import aligned
from spineax.verbs.gaps import gaps_in_view, with_conductance
from spineax.verbs.keys import is_annotation, with_values
from spineax.verbs.names import check_free, checked_name, checked_names
from spineax.verbs.numbers import check_values
from spineax.verbs.where import edges_in_view


def set(blueprint: Blueprint, selection: Selection, key: str, val: Any) -> Blueprint:
    """Set a parameter, an initial state or an annotation of what is in view.

    Parameters
    ----------
    key : str
        A parameter or state of compartments or synapses; "gap_conductance", of the gap
        junctions with an end in view, in uS; or a new name: an annotation.
    val : float, array (k,), Series, DataArray, or callable
        One value, or one for each place in view that has the key, in the order of
        ``nodes`` (or ``edges``). A callable is given that table and returns the values.

    Raises
    ------
    UnknownName
        If a scalar is set for a name that nothing has.
    EmptySelection
        If nothing in view has it, or labelled values have none for a place in view.
    NameClash
        If an annotation would have the name of a verb, group or mechanism.
    ShapeMismatch
        If there are more or fewer values than places.
    BadArgument
        If a value is not finite, or not above zero where it must be, or negative for a
        conductance, permeability or concentration; or a callable fails.
    BadType
        If the name is no string, or the values are no numbers.

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
    if checked_name("key", key) in blueprint.nodes:
        return _set_nodes(blueprint, selection, key, val)
    if key in blueprint.edges:
        return _set_edges(blueprint, selection, key, val)
    if key in blueprint.junctions:
        return _set_junctions(blueprint, selection, key, val)
    return _annotate(blueprint, selection, key, val)


def _set_nodes(blueprint: Blueprint, selection: Selection, key: str, val: Any) -> Blueprint:
    column = blueprint.nodes[key]
    comps = selection.comps
    if len(comps) == 0:
        raise EmptySelection(f"Nothing is in view to set {key!r} of.")
    covered = None
    if len(column) != blueprint.layout.n:
        if is_annotation(blueprint, key):
            return _note(blueprint, comps, key, val)
        covered = column.covers(comps)
        comps, in_view = comps[covered], len(comps)
        if len(comps) == 0:
            raise EmptySelection(f"None of the {in_view} compartments in view has {key!r}.")
    if not isinstance(val, float | int):
        val = _given(blueprint, selection, key, val, comps, covered)
    finite = not is_annotation(blueprint, key)
    values = check_values(blueprint, key, val, len(comps), "compartments", finite=finite)
    if key in ("length", "radius"):
        return _reshaped(blueprint, comps, key, values)
    return with_values(blueprint, **{key: column.put(comps, values)})


def _set_edges(blueprint: Blueprint, selection: Selection, key: str, val: Any) -> Blueprint:
    column = blueprint.edges[key]
    in_view = edges_in_view(blueprint, selection)
    if is_annotation(blueprint, key):
        return _note(blueprint, in_view, key, val, synaptic=True)
    covered = column.covers(in_view)
    edges = in_view[covered]
    if len(edges) == 0:
        raise EmptySelection(f"None of the {len(in_view)} synapses in view has {key!r}.")
    val = _given(blueprint, selection, key, val, edges, covered, synaptic=True)
    values = check_values(blueprint, key, val, len(edges), "synapses")
    return blueprint.with_edges(**{key: column.put(edges, values)})


def _set_junctions(blueprint: Blueprint, selection: Selection, key: str, val: Any) -> Blueprint:
    numbers = gaps_in_view(blueprint, selection)
    if len(numbers) == 0:
        raise EmptySelection(f"No gap junction has an end in view to set {key!r} of.")
    return with_conductance(
        blueprint, numbers, check_values(blueprint, key, val, len(numbers), "gap junctions")
    )


def _given(
    blueprint: Blueprint,
    selection: Selection,
    key: str,
    val: Any,
    places: IntArray,
    covered: Any,
    *,
    synaptic: bool = False,
) -> Any:
    """Return what a user gave as values for ``places``: labelled, a function, or plain."""
    if callable(val):
        table = tables.edges(blueprint, places) if synaptic else None
        if table is None:
            table = tables.nodes(blueprint, selection.exactly(places, "select"))
        try:
            val = val(table)
        except Exception as error:
            raise BadArgument(
                f"The function given for {key!r} failed on the table of what is in view: "
                f"{type(error).__name__}: {error}."
            ) from error
    val = aligned(blueprint, key, val, places, synaptic=synaptic)
    is_row = covered is not None and not covered.all() and np.ndim(val) == 1
    # One value for each place in view, those without the key included.
    return np.asarray(val)[covered] if is_row and np.shape(val) == covered.shape else val


def warn_of_cylinders(blueprint: Blueprint, what: str, key: str, count: int) -> None:
    """Warn if a new length or radius makes cylinders of traced compartments.

    Warns
    -----
    SpineaxWarning
    """
    if blueprint.traced and key in ("length", "radius"):
        warn(
            f"{what} {key!r} replaces the traced shape of {count} compartments by cylinders: their "
            "area, volume and axial loads then follow from length and radius.",
            SpineaxWarning,
        )


def _reshaped(blueprint: Blueprint, comps: IntArray, key: str, values: FloatArray) -> Blueprint:
    """Return the blueprint with some compartments made cylinders of a new size."""
    warn_of_cylinders(blueprint, "Setting", key, len(comps))
    nodes = blueprint.nodes
    columns = {key: nodes[key].put(comps, values)}
    length = values if key == "length" else nodes["length"].get(comps)
    radius = values if key == "radius" else nodes["radius"].get(comps)
    for name, new in cylinder(length, radius).items():
        columns[name] = nodes[name].put(comps, new)
    return with_values(blueprint, **columns)


def _annotate(blueprint: Blueprint, selection: Selection, key: str, val: Any) -> Blueprint:
    """Return the blueprint with a new annotation of the compartments or synapses in view."""
    if np.ndim(val) == 0 and not callable(val):
        known = [*blueprint.nodes, *blueprint.edges, *blueprint.junctions]
        raise unknown_name("parameter or state", key, known)
    if not key.isidentifier():
        raise BadArgument(f"An annotation needs a name made of letters and digits, not {key!r}.")
    check_free(blueprint, key, "annotation")
    comps, edges = selection.comps, edges_in_view(blueprint, selection)
    labelled = hasattr(val, "dims") and "synapse" in getattr(val, "dims", ())
    fits_edges = not callable(val) and len(val) == len(edges) and len(val) != len(comps)
    if labelled or fits_edges or (len(edges) and selection.edge is not None):
        return _note(blueprint, edges, key, val, synaptic=True)
    return _note(blueprint, comps, key, val)


def _note(
    blueprint: Blueprint, places: IntArray, key: str, val: Any, *, synaptic: bool = False
) -> Blueprint:
    """Return the blueprint with an annotation at some places, whether it was there or not."""
    what = "synapses" if synaptic else "compartments"
    if len(places) == 0:
        raise EmptySelection(f"No {what} are in view to set {key!r} of.")
    view = Selection(blueprint.layout).exactly(places, "select")
    val = _given(blueprint, view, key, val, places, None, synaptic=synaptic)
    word = next((v for v in np.ravel(np.asarray(val, object)) if isinstance(v, str)), None)
    if word is not None:
        raise BadType(
            f"The annotation {key!r} takes numbers, not words as {str(word)!r}. Number the words; "
            "or make a group of each with add_to_group."
        )
    values = np.broadcast_to(
        check_values(blueprint, key, val, len(places), what, finite=False), places.shape
    )
    table = blueprint.edges if synaptic else blueprint.nodes
    size = blueprint.n_synapses if synaptic else blueprint.layout.n
    before = table.get(key, Column(np.zeros(0, np.int64), np.zeros(0)))
    new = {key: before.extend(places, values, size)}
    return blueprint.with_edges(**new) if synaptic else blueprint.with_nodes(**new)


def copy_node_property_to_edges(
    blueprint: Blueprint,
    selection: Selection,
    properties_to_import: str | list[str],
    pre_or_post: str | list[str],
) -> Blueprint:
    """Return the blueprint with columns of ``nodes`` copied to ``edges``.

    ``Module.copy_node_property_to_edges`` documents the arguments.

    Raises
    ------
    UnknownName, BadType
    """
    names = checked_names("properties_to_import", properties_to_import)
    ends = checked_names("pre_or_post", pre_or_post)
    for end in ends:
        if end not in ("pre", "post"):
            raise unknown_name("end of a synapse", end, ["pre", "post"])
    table = tables.nodes(blueprint, Selection(blueprint.layout))
    edges = edges_in_view(blueprint, selection)
    for name in names:
        if name not in table.columns:
            raise unknown_name("column of nodes", name, table.columns)
        values = table[name].to_numpy(dtype=np.float64)
        for end in ends:
            of_edge = values[getattr(blueprint, end)[edges]]
            column = Column(np.sort(edges), of_edge[np.argsort(edges)], blueprint.n_synapses)
            blueprint = blueprint.with_edges(**{f"{end}_{name}": column})
    return blueprint
