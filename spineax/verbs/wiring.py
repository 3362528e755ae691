"""Wiring: synapses between places of one module. Pure: a Blueprint in, a Blueprint out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

import numpy as np

from spineax._types import FloatArray, IntArray
from spineax.errors import (
    BadArgument,
    BadMechanism,
    BadType,
    EmptySelection,
    NameClash,
    ShapeMismatch,
    UnknownName,
    unknown_name,
)
from spineax.mechanisms.base import Synapse
from spineax.mechanisms.identity import frozen
from spineax.mechanisms.protocol import check_protocol
from spineax.plan.blueprint import Blueprint, Wiring
from spineax.plan.column import Column
from spineax.plan.selection import Selection
from spineax.verbs.clashes import check_distinct
from spineax.verbs.names import check_free
from spineax.verbs.numbers import check_values

#: Tables of a synapse in which two of one type may differ: defaults of new synapses.
_DEFAULTS = ("synapse_params", "synapse_states", "node_params", "node_states", "units")


def wired(
    blueprint: Blueprint,
    pre: IntArray,
    post: IntArray,
    synapse_type: Any,
    values: Mapping[str, tuple[IntArray, FloatArray]] | None = None,
) -> Blueprint:
    """Return the blueprint with one more synapse from each ``pre`` to its ``post``.

    Parameters
    ----------
    blueprint : Blueprint
    pre, post : int array (m,)
        Compartments.
    synapse_type : Synapse
        Its defaults are the values of the new synapses; earlier ones keep theirs.
    values : dict of (int array (k,), float array (k,)), optional
        Parameters or states that differ from the default: which of the new synapses,
        and the values there.

    Raises
    ------
    BadMechanism
        If it is not a synapse.
    NameClash
        If its name, or one of its states, is taken.
    UnknownName
        If ``values`` names something that the synapse does not have.
    BadArgument
        If a value is not finite, or has a sign that makes no sense.
    """
    check_type(blueprint, synapse_type)
    if not len(pre):
        return blueprint
    name = synapse_type.name
    defaults = {**synapse_type.synapse_params, **synapse_type.synapse_states}
    for key in values or ():
        if key not in defaults:
            raise _unknown(name, key, defaults)
    edge = np.arange(blueprint.n_synapses, blueprint.n_synapses + len(pre))
    edges = {key: _sparse(column) for key, column in blueprint.edges.items()}
    for key, default in defaults.items():
        filled = np.full(len(edge), float(default))
        if values and key in values:
            filled[values[key][0]] = values[key][1]
        edges[key] = _longer(edges.get(key), edge, filled)
    before = blueprint.synapses.get(name)
    if before is None:
        # A copy: the object may be renamed later, and it is static data of compiled runs.
        wiring = Wiring(deepcopy(synapse_type), pre, post, edge)
    else:
        ends = ((before.pre, pre), (before.post, post), (before.edge, edge))
        wiring = Wiring(before.mechanism, *(np.concatenate(pair) for pair in ends))
    nodes = _with_ends(blueprint, synapse_type, np.union1d(pre, post))
    synapses = {**blueprint.synapses, name: wiring}
    connected = blueprint.edit(nodes=nodes, edges=edges, synapses=synapses)
    for key, (rows, given) in (values or {}).items():
        check_values(connected, key, given, len(rows), "synapses")
    return connected


def _unknown(name: str, key: str, known: Iterable[str]) -> UnknownName:
    """Return an error for a value that a synapse has no use for; short names are shown."""
    short = [one.removeprefix(f"{name}_") for one in known]
    error = unknown_name(f"parameter or state of {name!r}", key, short)
    if key == "weight":
        return UnknownName(f"{error} Say which one it is: weight={short[0]!r}, for example.")
    return error


def _sparse(column: Column) -> Column:
    """Return a column that may not cover all synapses any more."""
    return Column(column.index, column.values) if column.covers_all else column


def _longer(column: Column | None, edge: IntArray, values: FloatArray) -> Column:
    """Return a column with synapses after all those that it has."""
    if column is None:
        return Column(edge, values)
    return Column(np.concatenate([column.index, edge]), np.concatenate([column.values, values]))


def _with_ends(blueprint: Blueprint, synapse: Any, ends: IntArray) -> dict[str, Column]:
    """Return node columns with what a synapse reads at its ends, where it is absent."""
    nodes, size = dict(blueprint.nodes), blueprint.layout.n
    for key, default in {**synapse.node_params, **synapse.node_states}.items():
        column = nodes.get(key)
        if column is None:
            nodes[key] = Column(ends, default, size)
        elif len(new := ends[~column.covers(ends)]):
            nodes[key] = column.extend(new, default, size)
    return nodes


def check_type(blueprint: Blueprint, synapse_type: Any) -> None:
    """Raise unless the module can have synapses of this type.

    Raises
    ------
    BadMechanism, NameClash
    """
    if isinstance(synapse_type, type):
        raise BadMechanism(
            f"{synapse_type.__name__} is a class: connect with an object, "
            f"{synapse_type.__name__}()."
        )
    if not isinstance(synapse_type, Synapse):
        raise BadMechanism(f"{synapse_type!r} is not a synapse, so it cannot connect.")
    name = getattr(synapse_type, "_name", "")
    before = blueprint.synapses.get(name)
    if before is None or type(before.mechanism) is not type(synapse_type):
        check_protocol(synapse_type)
    if before is not None:
        if not _alike(before.mechanism, synapse_type):
            raise NameClash(
                f"{name!r} is another {type(before.mechanism).__name__} in this module already. "
                "Give the new type another name with change_name or name=."
            )
        return
    check_free(blueprint, name, "synapse type")
    check_distinct(blueprint, synapse_type)


def _alike(one: Any, other: Any) -> bool:
    """Return whether two synapses of one name may differ in their defaults alone."""
    if type(one) is not type(other):
        return False
    rest = [{k: v for k, v in vars(m).items() if k not in _DEFAULTS} for m in (one, other)]
    keys = [frozenset((*m.params, *m.states)) for m in (one, other)]
    return bool(frozen(rest[0]) == frozen(rest[1])) and keys[0] == keys[1]


def connect(blueprint: Blueprint, pre: Selection, post: Selection, synapse_type: Any) -> Blueprint:
    """Connect the compartments of two views one to one; ``spineax.connect`` documents it."""
    before, after = pre.comps, post.comps
    if len(before) != len(after):
        raise ShapeMismatch(
            f"connect joins compartments one to one, but pre has {len(before)} and post has "
            f"{len(after)}. Use fully_connect or sparse_connect for many to many."
        )
    if not len(before):
        raise EmptySelection("Nothing is in view to connect.")
    return wired(blueprint, before, after, synapse_type)


def between_cells(
    blueprint: Blueprint,
    pre: Selection,
    post: Selection,
    synapse_type: Any,
    pairs: tuple[IntArray, IntArray],
    rng: np.random.Generator | None,
    values: Mapping[str, tuple[IntArray, FloatArray]] | None = None,
) -> Blueprint:
    """Return the blueprint with synapses between pairs of cells.

    Parameters
    ----------
    blueprint : Blueprint
    pre, post : Selection
    synapse_type : Synapse
    pairs : two int arrays (m,)
        Which of the cells in view is connected to which.
    rng : Generator, optional
        Draws a compartment of the postsynaptic cell for each synapse; None for the first.
    values : dict, optional
        As in ``wired``.
    """
    check_type(blueprint, synapse_type)
    start, _ = cells_in_view(pre)
    first, count = cells_in_view(post)
    before, after = pairs
    chosen = first[after]
    if rng is not None:
        chosen = chosen + rng.integers(0, count[after])
    return wired(blueprint, pre.comps[start[before]], post.comps[chosen], synapse_type, values)


def between_comps(
    blueprint: Blueprint,
    pre: Selection,
    post: Selection,
    synapse_type: Any,
    pairs: tuple[IntArray, IntArray],
    values: Mapping[str, tuple[IntArray, FloatArray]] | None = None,
) -> Blueprint:
    """Return the blueprint with synapses between pairs of compartments, as ``between_cells``."""
    before, after = pairs
    return wired(blueprint, pre.comps[before], post.comps[after], synapse_type, values)


def cells_in_view(selection: Selection) -> tuple[IntArray, IntArray]:
    """Return where each cell in view begins among the compartments in view, and its size.

    Raises
    ------
    EmptySelection
    BadArgument
        If the compartments of one cell are not next to each other.
    """
    if selection.is_empty():
        raise EmptySelection("Nothing is in view to connect.")
    cell = selection.layout.cell[selection.comps]
    start = np.flatnonzero(np.diff(cell, prepend=-1))
    if len(np.unique(cell[start])) != len(start):
        raise BadArgument("The view goes back to a cell that it left. Select cell by cell.")
    return start, np.diff(start, append=len(cell))


def all_pairs(n_pre: int, n_post: int) -> tuple[IntArray, IntArray]:
    """Return every pair, going through the second of each first.

    Examples
    --------
    >>> [column.tolist() for column in all_pairs(1, 2)]
    [[0, 0], [0, 1]]
    """
    return np.repeat(np.arange(n_pre), n_post), np.tile(np.arange(n_post), n_pre)


def random_pairs(
    n_pre: int, n_post: int, p: Any, rng: np.random.Generator
) -> tuple[IntArray, IntArray]:
    """Return a random part of all pairs: each with probability ``p``, none twice.

    Raises
    ------
    BadType, BadArgument
        If ``p`` is no probability.
    """
    if isinstance(p, bool) or not isinstance(p, int | float | np.number):
        raise BadType(f"p must be a number from 0 to 1, not {p!r}.")
    if not 0.0 <= float(p) <= 1.0:
        raise BadArgument(f"p must be a probability from 0 to 1, not {p!r}.")
    size = n_pre * n_post
    number = int(rng.binomial(size, float(p)))
    chosen = np.sort(rng.choice(size, number, replace=False, shuffle=False))
    return np.divmod(chosen, n_post)


def checked_flag(argument: str, given: Any) -> bool:
    """Return a truth value after checking that it is one.

    Raises
    ------
    BadType
    """
    if not isinstance(given, bool | np.bool_):
        raise BadType(f"{argument} must be True or False, not {given!r}.")
    return bool(given)


def generator(rng: Any, seed: Any) -> np.random.Generator:
    """Return the random generator that was asked for.

    Parameters
    ----------
    rng : Generator, optional
    seed : int, optional
        Makes a new generator; without it that one is different every time.

    Raises
    ------
    BadArgument, BadType
        If both are given, or one of another type.
    """
    if rng is None:
        if seed is not None and (
            isinstance(seed, bool) or not isinstance(seed, int | np.integer) or seed < 0
        ):
            raise BadType(f"seed must be a whole number from 0 on, not {seed!r}.")
        return np.random.default_rng(seed)
    if seed is not None:
        raise BadArgument("Both rng and seed were given: pass one of them.")
    if not isinstance(rng, np.random.Generator):
        raise BadType(f"rng must be a numpy.random.Generator, not {rng!r}.")
    return rng
