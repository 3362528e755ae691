"""Connecting: the public functions that make synapses between two views of a module."""

from __future__ import annotations

from typing import Any

import numpy as np

from spineax._types import FloatArray, IntArray
from spineax.errors import BadArgument, BadType
from spineax.facade.lift import current
from spineax.facade.module import Module
from spineax.morphology.connectivity import is_graph, joins_compartments, pairs_of_graph
from spineax.plan.blueprint import Blueprint
from spineax.plan.selection import Selection
from spineax.sparse.connectivity import pairs_of_matrix
from spineax.verbs import gaps, wiring

#: Positions of what is connected, before and after the synapses.
Pairs = tuple[IntArray, IntArray]
#: By name: which of the new synapses have a value of their own, and the values.
Values = dict[str, tuple[IntArray, FloatArray]]


def connect(pre: Module, post: Module, synapse_type: Any) -> None:
    """Connect the compartments of two views one to one.

    Parameters
    ----------
    pre, post : View
        With equally many compartments, of the same module: the first of ``pre`` is
        connected to the first of ``post``, and so on: views keep the order of their indices.
    synapse_type : Synapse
        New synapses get its defaults; synapses made before keep their values.

    Raises
    ------
    BadType, BadArgument
        If these are not views of one module.
    ShapeMismatch
        If the views have different numbers of compartments.
    BadMechanism, NameClash
        If the synapse is none, or one of its names is taken.

    Examples
    --------
    >>> import spineax as sx
    >>> from spineax.synapses import IonotropicSynapse
    >>> net = sx.Network([sx.Cell(), sx.Cell()])
    >>> sx.connect(net.cell(0), net.cell(1), IonotropicSynapse())
    >>> net.edges[["pre_index", "post_index"]].values.tolist()
    [[0, 1]]
    """
    blueprint, before, after = _views(pre, post)
    pre._adopt(wiring.connect(blueprint, before, after, synapse_type))


def connect_gap_junction(pre: Module, post: Module, g: Any) -> None:
    """Join the compartments of two views one to one by gap junctions.

    A gap junction carries the current ``g (v_pre - v_post)``. It is part of the network that
    every implicit step solves, loops and all, so no step is too long for it.

    Parameters
    ----------
    pre, post : View
        With equally many compartments, of the same module: within one cell or between
        cells.
    g : float or array (m,), uS
        One conductance, or one for each pair.

    Raises
    ------
    BadType, BadArgument
        If these are not views of one module, a compartment would be joined with itself, or
        a conductance is negative or not finite.
    ShapeMismatch
        If the views have different numbers of compartments, or ``g`` does not fit.
    EmptySelection

    Examples
    --------
    >>> import spineax as sx
    >>> net = sx.Network([sx.Cell(), sx.Cell()])
    >>> sx.connect_gap_junction(net.cell(0), net.cell(1), 1e-3)
    >>> net.laplacian().toarray().tolist()
    [[0.001, -0.001], [-0.001, 0.001]]
    """
    blueprint, before, after = _views(pre, post)
    pre._adopt(gaps.connect_gap_junction(blueprint, before, after, g))


def fully_connect(
    pre: Module,
    post: Module,
    synapse_type: Any,
    random_post_comp: bool = False,
    *,
    rng: np.random.Generator | None = None,
    seed: int | None = None,
) -> None:
    """Connect every cell in one view to every cell in another.

    Synapses run from the first compartment in view of a cell to the first one of the
    other; the order goes through all postsynaptic cells for each presynaptic one.

    Parameters
    ----------
    pre, post : View
        Of the same module.
    synapse_type : Synapse
    random_post_comp : bool
        Whether to draw the postsynaptic compartment among those in view of the cell,
        for every synapse anew.
    rng : numpy.random.Generator, optional
    seed : int, optional
        Makes a generator; with neither, every call draws differently.

    Raises
    ------
    BadType, BadArgument, BadMechanism, NameClash, EmptySelection

    Examples
    --------
    >>> import spineax as sx
    >>> from spineax.synapses import IonotropicSynapse
    >>> net = sx.Network([sx.Cell()] * 5)
    >>> sx.fully_connect(net.cell([0, 1]), net.cell([2, 3, 4]), IonotropicSynapse())
    >>> len(net.edges)
    6
    """
    blueprint, before, after = _views(pre, post)
    pairs = wiring.all_pairs(_count(before), _count(after))
    generator = wiring.generator(rng, seed)
    random = generator if wiring.checked_flag("random_post_comp", random_post_comp) else None
    pre._adopt(wiring.between_cells(blueprint, before, after, synapse_type, pairs, random))


def sparse_connect(
    pre: Module,
    post: Module,
    synapse_type: Any,
    p: float,
    random_post_comp: bool = False,
    *,
    rng: np.random.Generator | None = None,
    seed: int | None = None,
) -> None:
    """Connect every pair of cells with a probability; no pair twice.

    Parameters
    ----------
    pre, post : View
        Of the same module.
    synapse_type : Synapse
    p : float
        From 0 to 1. Pairs are drawn independently; a draw of none makes no synapse.
    random_post_comp : bool
        As in :func:`fully_connect`.
    rng : numpy.random.Generator, optional
    seed : int, optional
        Makes a generator; with neither, every call draws differently.

    Raises
    ------
    BadType, BadArgument, BadMechanism, NameClash, EmptySelection

    Examples
    --------
    >>> import spineax as sx
    >>> from spineax.synapses import IonotropicSynapse
    >>> net = sx.Network([sx.Cell()] * 10)
    >>> sx.sparse_connect(net, net, IonotropicSynapse(), 0.3, seed=0)
    >>> len(net.edges)
    32
    """
    blueprint, before, after = _views(pre, post)
    generator = wiring.generator(rng, seed)
    pairs = wiring.random_pairs(_count(before), _count(after), p, generator)
    random = generator if wiring.checked_flag("random_post_comp", random_post_comp) else None
    pre._adopt(wiring.between_cells(blueprint, before, after, synapse_type, pairs, random))


def connectivity_matrix_connect(
    pre: Module,
    post: Module,
    synapse_type: Any,
    connectivity_matrix: Any,
    random_post_comp: bool = False,
    *,
    weight: str | None = None,
    rng: np.random.Generator | None = None,
    seed: int | None = None,
) -> None:
    """Connect the pairs of cells that a matrix or a graph names.

    Parameters
    ----------
    pre, post : View
        Of the same module.
    synapse_type : Synapse
    connectivity_matrix : array (n_pre, n_post) of bool, scipy.sparse matrix, networkx graph
        Rows stand for the cells in view of ``pre``, columns for those of ``post``, and
        synapses are made row by row. The nodes of a graph are the positions of cells in
        view; numbers at its edges are parameters or states of the synapse, with or
        without the prefix of its name, and several edges of a pair make several synapses.
        Of a graph that ``to_networkx`` returned, the synapses of this type count, from
        compartment to compartment: its nodes are the positions of compartments in view.
    random_post_comp : bool
        As in :func:`fully_connect`; not with a graph of compartments.
    weight : str, optional
        The parameter that the entries of a sparse matrix of numbers are, or that the
        attribute "weight" of a graph is.
    rng : numpy.random.Generator, optional
    seed : int, optional
        Makes a generator; with neither, every call draws differently.

    Raises
    ------
    ShapeMismatch, BadType, BadArgument
        If the matrix does not fit the views, or is not made of bools, or a value is not
        finite or has a sign that makes no sense.
    UnknownName
        If a value is given for something that the synapse does not have.
    BadMechanism, NameClash, EmptySelection

    Examples
    --------
    >>> import numpy as np
    >>> import spineax as sx
    >>> from spineax.synapses import IonotropicSynapse
    >>> net = sx.Network([sx.Cell()] * 3)
    >>> matrix = np.array([[False, True, True]])
    >>> sx.connectivity_matrix_connect(net.cell(0), net, IonotropicSynapse(), matrix)
    >>> net.edges["post_index"].tolist()
    [1, 2]
    """
    blueprint, before, after = _views(pre, post)
    wiring.check_type(blueprint, synapse_type)
    generator = wiring.generator(rng, seed)
    random = generator if wiring.checked_flag("random_post_comp", random_post_comp) else None
    if is_graph(connectivity_matrix) and joins_compartments(connectivity_matrix):
        if random is not None:
            raise BadArgument(
                "The graph says between which compartments synapses are. Leave out "
                "random_post_comp, or give a graph whose nodes are cells."
            )
        size = len(before.comps), len(after.comps)
        pairs, values = _of_graph(connectivity_matrix, size, synapse_type, weight, "compartments")
        edited = wiring.between_comps(blueprint, before, after, synapse_type, pairs, values)
    else:
        size = _count(before), _count(after)
        pairs, values = _pairs(connectivity_matrix, size, synapse_type, weight)
        edited = wiring.between_cells(blueprint, before, after, synapse_type, pairs, random, values)
    pre._adopt(edited)


def _views(pre: Any, post: Any) -> tuple[Blueprint, Selection, Selection]:
    """Return the blueprint of two views, and their selections, if it is one."""
    for name, view in (("pre", pre), ("post", post)):
        if not isinstance(view, Module):
            raise BadType(f"{name} must be a view of a module, not {view!r}.")
    if pre._ref is not post._ref:
        raise BadArgument(
            "pre and post are views of two different modules. Put the cells into one "
            "Network, and connect views of that."
        )
    (blueprint, before), (_, after) = current(pre), current(post)
    return blueprint, before, after


def _count(selection: Selection) -> int:
    return len(wiring.cells_in_view(selection)[0])


def _pairs(
    connectivity: Any, size: tuple[int, int], synapse: Any, weight: str | None
) -> tuple[Pairs, Values]:
    """Return pairs of cells, and the values that come with them."""
    if is_graph(connectivity):
        return _of_graph(connectivity, size, synapse, weight, "cells")
    pre, post, values = pairs_of_matrix(connectivity, *size)
    if weight is None:
        return (pre, post), {}
    if values is None:
        raise BadArgument(
            f"weight={weight!r} needs a scipy.sparse matrix of numbers or a graph, "
            "not a matrix of bools."
        )
    return (pre, post), {_full_name(weight, synapse): (np.arange(len(pre)), values)}


def _of_graph(
    graph: Any, size: tuple[int, int], synapse: Any, weight: str | None, places: str
) -> tuple[Pairs, Values]:
    """Return pairs of cells or compartments, and the values at the edges of a graph."""
    pre, post, found = pairs_of_graph(graph, *size, synapse.name, places)
    if weight is not None and "weight" in found:
        found[weight] = found.pop("weight")
    return (pre, post), _by_full_name(found, synapse)


def _by_full_name(found: Values, synapse: Any) -> Values:
    """Return the values by the full names of parameters, short and full ones together."""
    merged: Values = {}
    for key, (rows, values) in found.items():
        full = _full_name(key, synapse)
        before = merged.get(full, (rows[:0], values[:0]))
        merged[full] = (np.concatenate([before[0], rows]), np.concatenate([before[1], values]))
    return merged


def _full_name(key: str, synapse: Any) -> str:
    known = {**synapse.synapse_params, **synapse.synapse_states}
    full = f"{synapse.name}_{key}"
    return full if key not in known and full in known else key
