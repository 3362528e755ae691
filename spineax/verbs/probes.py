"""Probes: what is recorded, and where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from spineax._types import BoolArray, IntArray
from spineax.errors import EmptySelection, ShapeMismatch, unknown_name
from spineax.plan.blueprint import Blueprint, Input, Probe
from spineax.plan.selection import Selection
from spineax.verbs.names import checked_name
from spineax.verbs.report import counted, report
from spineax.verbs.where import edges_in_view


def places_of(blueprint: Blueprint, selection: Selection, state: str) -> IntArray:
    """Return the places in view that have a state or current.

    Raises
    ------
    UnknownName
        If nothing in the module has it.
    EmptySelection
        If nothing in view has it.
    """
    synapse = blueprint.synaptic_states.get(checked_name("state", state))
    if synapse is not None:
        edges = edges_in_view(blueprint, selection)
        places = edges[np.isin(edges, blueprint.synapses[synapse].edge)]
    elif state in ("v", "i", "i_total"):
        places = selection.comps
    elif state in blueprint.states or state in blueprint.currents:
        have = [
            blueprint.nodes[state].index if state in blueprint.states else np.zeros(0, np.int64),
            *(blueprint.mechanisms[m].index for m in blueprint.currents.get(state, ())),
        ]
        places = selection.comps[np.isin(selection.comps, np.concatenate(have))]
    else:
        raise unknown_name("state or current", state, recordable(blueprint))
    if len(places) == 0:
        raise EmptySelection(f"Nothing in view has the state {state!r}.")
    return places


def recordable(blueprint: Blueprint) -> list[str]:
    """Return the names of everything that can be recorded."""
    names = [*blueprint.states, "i", "i_total", *blueprint.currents, *blueprint.synaptic_states]
    return list(dict.fromkeys(names))


def record(
    blueprint: Blueprint, selection: Selection, state: str = "v", verbose: bool = True
) -> Blueprint:
    """Record a state of everything in view.

    Parameters
    ----------
    state : str
        "v" (mV), a gate or concentration, a membrane current ("i_HH", mA/cm2; "i" for
        their total, nA), a synaptic state or current ("i_IonotropicSynapse", nA).
    verbose : bool
        Whether to print how many recordings were added.

    Raises
    ------
    UnknownName
        If nothing has this state.
    EmptySelection
        If nothing in view has it.

    Examples
    --------
    >>> import spineax as sx
    >>> cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0])
    >>> cell.branch(0).record("v")
    Added 2 recordings of 'v'.
    """
    given = places_of(blueprint, selection, state)
    # A place may be in view twice, but has one row.
    places = given[np.sort(np.unique(given, return_index=True)[1])]
    old = [probe.place for probe in blueprint.probes if probe.state == state]
    new = places[~np.isin(places, np.concatenate(old))] if old else places
    twice = len(given) - len(new)
    note = f" {twice} were recorded already." if twice else ""
    report(f"Added {counted(len(new), 'recording', 'recordings')} of {state!r}.{note}", verbose)
    if not len(new):
        return blueprint
    probes = blueprint.probes
    if probes and probes[-1].state == state:
        new, probes = np.concatenate([probes[-1].place, new]), probes[:-1]
    return blueprint.edit(probes=(*probes, Probe(state, new)), recorded=None)


def effective_probes(blueprint: Blueprint) -> tuple[Probe, ...]:
    """Return the probes of a run: the voltage everywhere if none was asked for."""
    return blueprint.probes or (Probe("v", np.arange(blueprint.layout.n)),)


def in_view(blueprint: Blueprint, selection: Selection, entry: Probe | Input) -> BoolArray:
    """Return a mask over the places of a probe or input: which are in view."""
    if selection.everything:
        return np.ones(len(entry.place), dtype=bool)
    synaptic = entry.state in blueprint.synaptic_states
    have = edges_in_view(blueprint, selection) if synaptic else selection.comps
    return np.isin(entry.place, have)


def delete_recordings(blueprint: Blueprint, selection: Selection) -> Blueprint:
    """Remove all recordings in view.

    Examples
    --------
    >>> import spineax as sx
    >>> cell = sx.Cell()
    >>> cell.record(verbose=False)
    >>> cell.delete_recordings()
    >>> len(cell.recordings)
    0
    """
    kept = []
    for probe in blueprint.probes:
        left = probe.place[~in_view(blueprint, selection, probe)]
        if len(left):
            kept.append(Probe(probe.state, left))
    return blueprint.edit(probes=tuple(kept), recorded=None)


def write_recordings(
    blueprint: Blueprint,
    selection: Selection,
    recordings: Any,
    attrs: Mapping[str, Any] | None = None,
) -> Blueprint:
    """Keep what ``integrate`` returned, so that ``recording`` can label it.

    Parameters
    ----------
    recordings : array (n_recordings, T)
    attrs : mapping, optional
        How they were made; ``delta_t`` (0.025 ms if left out) makes their times.

    Raises
    ------
    ShapeMismatch
        If the number of rows is not that of the recordings.

    Examples
    --------
    >>> import spineax as sx
    >>> cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0])
    >>> cell.record("v", verbose=False)
    >>> cell.write_recordings(sx.integrate(cell, t_max=10.0))
    >>> cell.branch(0).comp(0).recording("v").dims
    ('site', 'time')
    """
    expected = sum(len(probe.place) for probe in effective_probes(blueprint))
    shape = np.shape(recordings)
    if len(shape) != 2 or shape[0] != expected:
        raise ShapeMismatch(
            f"The module has {expected} recordings, but was given an array of shape {shape}. "
            "Pass what integrate returned for it, of shape (n_recordings, T)."
        )
    return blueprint.edit(recorded=recordings, recorded_attrs=attrs or {})
