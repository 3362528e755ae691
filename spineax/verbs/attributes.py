"""Attributes of modules and views: what they hold, as plain values and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from spineax._types import FloatArray, IntArray
from spineax.labels import tables
from spineax.plan.blueprint import Blueprint
from spineax.plan.extract import part_of, runs_of
from spineax.plan.indices import distinct, grouped, rank
from spineax.plan.lower import is_pump
from spineax.plan.selection import Selection
from spineax.verbs.probes import in_view
from spineax.verbs.training import get_parameters
from spineax.verbs.where import edges_in_view

if TYPE_CHECKING:
    import pandas as pd


def synapses(blueprint: Blueprint, selection: Selection) -> list[Any]:
    """Synapse types in view."""
    return [blueprint.synapses[name].mechanism for name in synapse_names(blueprint, selection)]


def synapse_names(blueprint: Blueprint, selection: Selection) -> list[str]:
    """Names of the synapse types in view."""
    if selection.everything:
        return list(blueprint.synapses)
    edges = edges_in_view(blueprint, selection)
    return [name for name, w in blueprint.synapses.items() if np.isin(w.edge, edges).any()]


def synapse_param_names(blueprint: Blueprint, selection: Selection) -> list[str]:
    """Names of the parameters of the synapses in view."""
    return [key for synapse in synapses(blueprint, selection) for key in synapse.synapse_params]


def synapse_state_names(blueprint: Blueprint, selection: Selection) -> list[str]:
    """Names of the states of the synapses in view."""
    return [key for synapse in synapses(blueprint, selection) for key in synapse.synapse_states]


def synapse_current_names(blueprint: Blueprint, selection: Selection) -> list[str]:
    """Names under which the currents of the synapses in view are recorded."""
    return [f"i_{name}" for name in synapse_names(blueprint, selection)]


def membrane_current_names(blueprint: Blueprint, selection: Selection) -> list[str]:
    """Names under which the currents of channels and pumps in view are recorded."""
    comps = selection.comps
    return [
        name
        for name, parts in blueprint.currents.items()
        if selection.everything
        or any(np.isin(blueprint.mechanisms[part].index, comps).any() for part in parts)
    ]


def pumped_ions(blueprint: Blueprint, selection: Selection) -> list[str]:
    """Names of the states that pumps change."""
    ions = (p.mechanism.ion_name for p in blueprint.mechanisms.values() if is_pump(p.mechanism))
    return list(dict.fromkeys(ions))


def diffusion_states(blueprint: Blueprint, selection: Selection) -> list[str]:
    """Names of the states that diffuse between compartments."""
    return list(blueprint.diffused)


def group_names(blueprint: Blueprint, selection: Selection) -> list[str]:
    """Names of all groups of the module."""
    return list(blueprint.groups)


def recordings(blueprint: Blueprint, selection: Selection) -> pd.DataFrame:
    """Table of the recordings in view: place, state, and where the place is."""
    places, states = [np.zeros(0, dtype=np.int64)], []
    for probe in blueprint.probes:
        seen = probe.place[in_view(blueprint, selection, probe)]
        places.append(seen)
        states += [probe.state] * len(seen)
    return tables.recordings(blueprint, {"place": np.concatenate(places), "state": states})


def rec_indices(blueprint: Blueprint, selection: Selection) -> IntArray:
    """Compartment, or synapse, of every recording in view, int array (r,)."""
    found = [p.place[in_view(blueprint, selection, p)] for p in blueprint.probes]
    return np.concatenate([np.zeros(0, dtype=np.int64), *found])


def externals(blueprint: Blueprint, selection: Selection) -> dict[str, Any]:
    """Inputs in view by state, "i" for currents: arrays (k, T), or functions of time."""
    out: dict[str, Any] = {}
    for state, rows in _inputs(blueprint, selection).items():
        if any(callable(values) for _, values in rows):
            out[state] = [values for _, values in rows]
            continue
        longest = max(np.shape(values)[1] for _, values in rows)
        out[state] = np.concatenate(
            [np.pad(np.asarray(v), ((0, 0), (0, longest - np.shape(v)[1]))) for _, v in rows]
        )
    return out


def external_inds(blueprint: Blueprint, selection: Selection) -> dict[str, IntArray]:
    """Compartment, or synapse, of every row of ``externals``, by state."""
    found = _inputs(blueprint, selection)
    return {state: np.concatenate([place for place, _ in rows]) for state, rows in found.items()}


def _inputs(blueprint: Blueprint, selection: Selection) -> dict[str, list[tuple[IntArray, Any]]]:
    """Return by state the places in view of every input, and its values there."""
    found: dict[str, list[tuple[IntArray, Any]]] = {}
    for entry in blueprint.inputs:
        seen = in_view(blueprint, selection, entry)
        if seen.any():
            values = entry.values
            if not callable(values):
                size = (len(entry.place), np.shape(values)[1])
                values = np.broadcast_to(np.asarray(values), size)[seen]
            found.setdefault(entry.state, []).append((entry.place[seen], values))
    return found


def trainable_params(blueprint: Blueprint, selection: Selection) -> list[dict[str, Any]]:
    """Trainable parameters in view, as ``get_parameters`` returns them."""
    return get_parameters(blueprint, selection)


def indices_set_by_trainables(blueprint: Blueprint, selection: Selection) -> list[list[IntArray]]:
    """For each trainable, and each of its values, the places that it sets."""
    return [grouped(s.place, s.owner, len(s.values)) for s in blueprint.shares]


def num_trainable_params(blueprint: Blueprint, selection: Selection) -> int:
    """Number of trainable values in view."""
    return sum(len(v) for entry in get_parameters(blueprint, selection) for v in entry.values())


def xyzr(blueprint: Blueprint, selection: Selection) -> list[FloatArray]:
    """Traced points (n_points, 4), um, of every branch in view, or of its part in view."""
    layout = blueprint.layout
    runs = runs_of(layout, np.unique(selection.comps))
    place = np.zeros(len(layout.ncomp), dtype=np.int64)
    place[selection.branches] = np.arange(len(selection.branches))
    order = np.argsort(place[runs.branch], kind="stable")
    columns = (column[order].tolist() for column in (runs.branch, runs.start, runs.length))
    return [
        part_of(blueprint.xyzr[b], int(layout.ncomp[b]), start, length)
        for b, start, length in zip(*columns, strict=True)
    ]


def ncomp(blueprint: Blueprint, selection: Selection) -> int:
    """Largest number of compartments of a branch in view."""
    return int(ncomp_per_branch(blueprint, selection).max(initial=0))


def ncomp_per_branch(blueprint: Blueprint, selection: Selection) -> IntArray:
    """Number of compartments in view of each branch in view, int array (b,)."""
    return np.bincount(rank(blueprint.layout.branch[distinct(selection.comps)]))


def cumsum_ncomp(blueprint: Blueprint, selection: Selection) -> IntArray:
    """First compartment of each branch in view, and their number at the end, (b + 1,)."""
    return np.concatenate([[0], np.cumsum(ncomp_per_branch(blueprint, selection))])


def total_nbranches(blueprint: Blueprint, selection: Selection) -> int:
    """Number of branches in view."""
    return len(selection.branches)


def nbranches_per_cell(blueprint: Blueprint, selection: Selection) -> IntArray:
    """Number of branches in view of each cell in view, int array (c,)."""
    cell = blueprint.layout.cell_of_branch[selection.branches]
    return np.bincount(rank(cell))


def comb_parents(blueprint: Blueprint, selection: Selection) -> IntArray:
    """Parent of each branch in view among them, -1 at roots or out of view, int array (b,)."""
    branches = selection.branches
    row = np.full(len(blueprint.layout.parent) + 1, -1)
    row[branches] = np.arange(len(branches))
    return row[blueprint.layout.parent[branches]]


def comb_children(blueprint: Blueprint, selection: Selection) -> list[IntArray]:
    """Children of each branch in view among them."""
    parents = comb_parents(blueprint, selection)
    child = np.flatnonzero(parents >= 0)
    return grouped(child, parents[child], len(parents))


def branch_edges(blueprint: Blueprint, selection: Selection) -> pd.DataFrame:
    """Table of parent and child branch, one row for each branch that has a parent."""
    parents = comb_parents(blueprint, selection)
    child = np.flatnonzero(parents >= 0)
    return tables.branch_edges(parents[child], child)


def initialized(blueprint: Blueprint, selection: Selection) -> bool:
    """Whether the module is ready to run, which it always is."""
    return True


def solver_customizers(blueprint: Blueprint, selection: Selection) -> dict[str, dict[str, Any]]:
    """What was customised of the solvers."""
    return {"exp_euler": {"exp_euler_transition": blueprint.exp_euler_transition}}


def report(blueprint: Blueprint, selection: Selection) -> Any:
    """What the reader found in the file, and mended; None for a built module."""
    return blueprint.report
