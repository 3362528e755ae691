"""Where: verbs that choose a part of the model. Pure: a Selection in, a Selection out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from spineax._types import IntArray
from spineax.errors import BadArgument, EmptySelection, unknown_name
from spineax.plan.blueprint import Blueprint
from spineax.plan.indices import in_order, positions
from spineax.plan.selection import Selection
from spineax.verbs.levels import narrowed
from spineax.verbs.names import checked_name


def cell(blueprint: Blueprint, selection: Selection, idx: Any) -> Selection:
    """Return a view of the selected cells.

    Parameters
    ----------
    idx : int, slice, range, list, array, mask or "all"
        Counts the cells in view, or all of them in the global scope; negative numbers
        count from the end. The view keeps the order: ``cell([3, 1])`` shows cell 3 first.

    Returns
    -------
    View

    Raises
    ------
    EmptySelection
        If no such cell is in view.
    BadType
        If ``idx`` is no index, or the module has no cells.

    Examples
    --------
    >>> import spineax as sx
    >>> net = sx.Network([sx.Cell(), sx.Cell()])
    >>> net.cell(1).shape
    (1, 1, 1)
    """
    return narrowed(blueprint, selection, "cell", idx)


def branch(blueprint: Blueprint, selection: Selection, idx: Any) -> Selection:
    """Return a view of the selected branches of every cell in view.

    Parameters
    ----------
    idx : int, slice, range, list, array, mask or "all"
        Counts the branches of each cell, or all of them in the global scope; see ``cell``.

    Returns
    -------
    View

    Raises
    ------
    EmptySelection
        If no such branch is in view.
    BadType
        If ``idx`` is no index, or the module has no branches.

    Examples
    --------
    >>> import spineax as sx
    >>> cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0, 0])
    >>> cell.branch([0, -1]).shape
    (2, 4)
    """
    return narrowed(blueprint, selection, "branch", idx)


def comp(blueprint: Blueprint, selection: Selection, idx: Any) -> Selection:
    """Return a view of the selected compartments of every branch in view.

    Parameters
    ----------
    idx : int, slice, range, list, array, mask or "all"
        Counts the compartments of each branch, or all of them in the global scope; see ``cell``.

    Returns
    -------
    View

    Raises
    ------
    EmptySelection
        If no such compartment is in view.
    BadType
        If ``idx`` is no index.

    Examples
    --------
    >>> import spineax as sx
    >>> cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0, 0])
    >>> cell.comp(0).shape
    (3, 3)
    """
    return narrowed(blueprint, selection, "comp", idx)


def loc(blueprint: Blueprint, selection: Selection, at: Any) -> Selection:
    """Return a view of the compartments at a location, in every branch in view.

    Parameters
    ----------
    at : float, list or array of floats from 0 to 1, or "all"
        Fraction of the branch's length. A location on the border of two compartments
        belongs to the lower one. Several come in the order given, branch by branch.

    Returns
    -------
    View

    Raises
    ------
    BadArgument
        If a location lies outside 0 to 1.
    BadType
        If ``at`` is not a number.

    Examples
    --------
    >>> import spineax as sx
    >>> sx.Branch(ncomp=4).loc(0.6).nodes.index.tolist()
    [2]
    """
    return selection.at(at)


def edge(blueprint: Blueprint, selection: Selection, idx: Any) -> Selection:
    """Return a view of the selected synapses, and of the compartments they join.

    Parameters
    ----------
    idx : int, slice, range, list, array, mask or "all"
        Counts the synapses in view, or all of them in the global scope.

    Returns
    -------
    View

    Raises
    ------
    EmptySelection
        If no such synapse is in view.

    Examples
    --------
    >>> import spineax as sx
    >>> from spineax.synapses import IonotropicSynapse
    >>> net = sx.Network([sx.Cell(), sx.Cell()])
    >>> sx.connect(net.cell(0), net.cell(1), IonotropicSynapse())
    >>> len(net.edge(0).edges)
    1
    """
    have = edges_in_view(blueprint, selection)
    if selection.scope == "global":
        chosen = positions(idx, blueprint.n_synapses, "synapse")
        chosen = chosen[np.isin(chosen, have)]
        if len(chosen) == 0:
            raise EmptySelection(f"No synapse with global index {idx!r} is in view.")
    else:
        chosen = have[positions(idx, len(have), "synapse")]
    return of_edges(blueprint, selection, chosen, "edge")


def edges_in_view(blueprint: Blueprint, selection: Selection) -> IntArray:
    """Return the global numbers of the synapses in view."""
    if selection.edge is not None:
        return selection.edge
    if selection.unit == "all" or not blueprint.n_synapses:
        return np.arange(blueprint.n_synapses)
    seen = np.zeros(blueprint.layout.n, dtype=bool)
    seen[selection.comps] = True
    return np.flatnonzero(seen[blueprint.pre] & seen[blueprint.post])


def of_edges(blueprint: Blueprint, selection: Selection, edges: IntArray, level: str) -> Selection:
    """Return the view of some synapses and the compartments at their ends."""
    ends = np.union1d(blueprint.pre[edges], blueprint.post[edges])
    return selection.exactly(ends, level, edges)


def select(
    blueprint: Blueprint,
    selection: Selection,
    nodes: Any = None,
    edges: Any = None,
    sorted: bool = False,
) -> Selection:
    """Return a view of compartments or synapses by the index of their table.

    Parameters
    ----------
    nodes : int, slice, list, array, mask or "all", optional
        Labels of ``module.nodes.index``. The order is kept.
    edges : int, slice, list, array, mask or "all", optional
        Labels of ``module.edges.index``.
    sorted : bool
        Whether to sort instead of keeping the order given.

    Returns
    -------
    View
        With only ``nodes``: synapses whose both ends are in view. With only ``edges``:
        the compartments that they join.

    Raises
    ------
    EmptySelection
        If a label is not in view, or nothing is selected.
    BadArgument
        If neither is given.
    BadType
        If one of them is no index.

    Examples
    --------
    >>> import spineax as sx
    >>> cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0, 0])
    >>> cell.select(nodes=[5, 0]).nodes.index.tolist()
    [5, 0]
    """
    if nodes is None and edges is None:
        raise BadArgument("select needs nodes=... or edges=...; nothing was given.")
    chosen: IntArray | None = None
    if edges is not None:
        have = edges_in_view(blueprint, selection)
        chosen = _labels(edges, have, blueprint.n_synapses, "synapse")
        chosen = np.unique(chosen) if sorted else chosen
        if nodes is None:
            return of_edges(blueprint, selection, chosen, "select")
    comps = _labels(nodes, selection.comps, blueprint.layout.n, "compartment")
    return selection.exactly(np.unique(comps) if sorted else comps, "select", chosen)


def _labels(idx: Any, have: IntArray, size: int, what: str) -> IntArray:
    """Return global labels, from labels or a mask over what is in view."""
    mask = np.asarray(idx) if not isinstance(idx, str | slice) else None
    if mask is not None and mask.dtype == bool and mask.ndim == 1 and len(mask) == len(have):
        chosen = have[mask]
        if not len(chosen):
            raise EmptySelection(f"The mask selects no {what}.")
        return np.asarray(chosen)
    if isinstance(idx, str):
        return np.asarray(have[in_order(idx, len(have), what)])
    chosen = in_order(idx, size, what)
    if len(have) != size:
        inside = np.isin(chosen, have)
        if isinstance(idx, slice):
            chosen = chosen[inside]
        elif not inside.all():
            raise EmptySelection(f"The {what} {int(chosen[~inside][0])} is not in view.")
    if not len(chosen):
        raise EmptySelection(f"{idx!r} selects no {what} in view.")
    return chosen


def scope(blueprint: Blueprint, selection: Selection, scope: str) -> Selection:
    """Return a view whose indices count locally or globally.

    Parameters
    ----------
    scope : {"local", "global"}
        "local" counts within what is in view, "global" over the whole module.

    Returns
    -------
    View

    Raises
    ------
    UnknownName
        If ``scope`` is neither.

    Examples
    --------
    >>> import spineax as sx
    >>> cell = sx.Cell(sx.Branch(ncomp=3), parents=[-1, 0, 0])
    >>> cell.scope("global").comp(6).nodes.index.tolist()
    [6]
    """
    return replace(selection, scope=check_scope(scope))


def check_scope(scope: Any) -> Any:
    """Return the scope after checking it."""
    if checked_name("scope", scope) not in ("local", "global"):
        raise unknown_name("scope", scope, ["local", "global"])
    return scope


def view(blueprint: Blueprint, selection: Selection) -> Selection:
    """Return a view of all that is in view."""
    return replace(selection)


def by_name(blueprint: Blueprint, selection: Selection, name: str) -> Selection | None:
    """Return the view of a group, mechanism or synapse type; None for no such name."""
    if name in blueprint.groups:
        return selection.only(blueprint.groups[name], f"group {name}")
    if name in blueprint.mechanisms:
        return selection.only(blueprint.mechanisms[name].index, f"mechanism {name}")
    if name in blueprint.synapses:
        edges = blueprint.synapses[name].edge
        if not selection.everything:
            have = edges_in_view(blueprint, selection)
            edges = have[np.isin(have, edges)]
        return of_edges(blueprint, selection, edges, f"synapse {name}")
    return None
