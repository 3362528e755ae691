"""Looking: tables, shapes, and what a module says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from spineax.errors import unknown_name
from spineax.labels import tables
from spineax.plan.blueprint import Blueprint
from spineax.plan.lower import is_pump
from spineax.plan.selection import Selection
from spineax.verbs.gaps import gaps_in_view
from spineax.verbs.levels import LEVELS, items
from spineax.verbs.names import checked_names
from spineax.verbs.probes import in_view
from spineax.verbs.training import share_in_view
from spineax.verbs.where import edges_in_view

if TYPE_CHECKING:
    import pandas as pd


def nodes(blueprint: Blueprint, selection: Selection) -> pd.DataFrame:
    """Table of the compartments in view, a snapshot: edit with ``set``."""
    return tables.nodes(blueprint, selection)


def edges(blueprint: Blueprint, selection: Selection) -> pd.DataFrame:
    """Table of the synapses in view, a snapshot: edit with ``set``."""
    return tables.edges(blueprint, edges_in_view(blueprint, selection))


def shape(blueprint: Blueprint, selection: Selection) -> tuple[int, ...]:
    """Number of cells, branches and compartments in view."""
    if blueprint.kind == "compartment":
        return ()
    return tuple(len(items(selection, level)) for level in LEVELS[blueprint.kind])


def show(
    blueprint: Blueprint,
    selection: Selection,
    param_names: str | list[str] | None = None,
    *,
    indices: bool = True,
    params: bool = True,
    states: bool = True,
    channel_names: list[str] | None = None,
) -> pd.DataFrame:
    """Return a table of the mechanisms in view: their parameters and states.

    Parameters
    ----------
    param_names : str or list of str, optional
        Columns to show; None for all of the mechanisms in view.
    indices : bool
        Whether to show cell, branch and compartment indices.
    params, states : bool
        Whether to show parameters and states of the mechanisms, where ``param_names`` does not
        say which columns to show.
    channel_names : list of str, optional
        Mechanisms to show; None for all.

    Returns
    -------
    DataFrame

    Raises
    ------
    UnknownName, BadType
        If a column or mechanism does not exist, or a name is no string.

    Examples
    --------
    >>> import spineax as sx
    >>> from spineax.channels import Leak
    >>> cell = sx.Cell()
    >>> cell.insert(Leak())
    >>> cell.show("Leak_gLeak", indices=False)["Leak_gLeak"].tolist()
    [0.0003]
    """
    table = tables.nodes(blueprint, selection)
    chosen = _known_names("channel_names", channel_names, blueprint.mechanisms, "channel or pump")
    columns: list[str] = []
    if indices:
        columns += [c for c in table.columns if c.startswith(("local_", "global_"))]
    if channel_names is not None:
        columns += chosen
    if param_names is not None:
        columns += _known_names("param_names", param_names, table.columns, "column")
    else:
        for name in chosen:
            mechanism = blueprint.mechanisms[name].mechanism
            columns += [*mechanism.channel_params] if params else []
            columns += [*mechanism.channel_states] if states else []
    return table[list(dict.fromkeys(columns))]


def _known_names(argument: str, given: Any, known: Any, kind: str) -> list[str]:
    """Return the names given, all of them known; every known one for None."""
    if given is None:
        return list(known)
    names = checked_names(argument, given)
    for name in names:
        if name not in known:
            raise unknown_name(kind, name, known)
    return names


def summary(blueprint: Blueprint, selection: Selection) -> list[tuple[str, str]]:
    """Return what is in view, as pairs of a heading and a sentence."""
    seen = selection.comps
    if len(seen) == 0:
        return [("empty", f"nothing is in view: no compartment here has {_asked_for(selection)}")]
    counts = [_plural(len(seen), "compartment", "compartments")]
    if "branch" in LEVELS[blueprint.kind]:
        counts.insert(0, _plural(len(selection.branches), "branch", "branches"))
    if "cell" in LEVELS[blueprint.kind]:
        counts.insert(0, _plural(len(selection.cells), "cell", "cells"))
    synapses = edges_in_view(blueprint, selection)
    lines = [("places", ", ".join(counts))]
    mechanisms = {
        name: int(np.isin(p.index, seen).sum()) for name, p in blueprint.mechanisms.items()
    }
    lines.append(("mechanisms", _counts(mechanisms)))
    groups = {name: int(np.isin(g, seen).sum()) for name, g in blueprint.groups.items()}
    lines.append(("groups", _counts(groups)))
    if blueprint.n_synapses:
        types = {
            name: int(np.isin(w.edge, synapses).sum()) for name, w in blueprint.synapses.items()
        }
        lines.append(("synapses", _counts(types)))
    if blueprint.gaps is not None:
        number = len(gaps_in_view(blueprint, selection))
        lines.append(("junctions", _counts({"gap junction": number})))
    recorded: dict[str, int] = {}
    for probe in blueprint.probes:
        number = int(in_view(blueprint, selection, probe).sum())
        recorded[probe.state] = recorded.get(probe.state, 0) + number
    lines.append(("recordings", _counts(recorded)))
    given: dict[str, int] = {}
    for entry in blueprint.inputs:
        name = "current" if entry.state == "i" else f"clamp of {entry.state}"
        number = int(in_view(blueprint, selection, entry).sum())
        given[name] = given.get(name, 0) + number
    trains = sum(int(np.isin(train.place, synapses).sum()) for train in blueprint.trains)
    lines.append(("inputs", _counts({**given, "spike train": trains})))
    free: dict[str, int] = {}
    for share in blueprint.shares:
        owners = np.unique(share.owner[share_in_view(blueprint, selection, share)])
        free[share.key] = free.get(share.key, 0) + len(owners)
    lines.append(("trainables", _counts(free)))
    return [(head, text) for head, text in lines if text]


def _asked_for(selection: Selection) -> str:
    """Return the name that an empty view was asked for with."""
    kind, _, name = selection.level.partition(" ")
    return f"the {kind} {name!r}" if name else "what was asked for"


def _plural(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"


def _counts(numbers: dict[str, int]) -> str:
    return ", ".join(f"{name} ({number})" for name, number in numbers.items() if number)


def channels(blueprint: Blueprint, selection: Selection) -> list[Any]:
    """Channels that some compartment in view has."""
    return _mechanisms(blueprint, selection, pumps=False)


def pumps(blueprint: Blueprint, selection: Selection) -> list[Any]:
    """Pumps that some compartment in view has."""
    return _mechanisms(blueprint, selection, pumps=True)


def _mechanisms(blueprint: Blueprint, selection: Selection, *, pumps: bool) -> list[Any]:
    return [
        placement.mechanism
        for placement in blueprint.mechanisms.values()
        if is_pump(placement.mechanism) == pumps
        and (selection.everything or np.isin(placement.index, selection.comps).any())
    ]
