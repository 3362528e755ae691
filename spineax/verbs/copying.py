"""Copying: a view as a module of its own."""

from __future__ import annotations

import numpy as np

from spineax.errors import EmptySelection
from spineax.plan.blueprint import Blueprint, Kind
from spineax.plan.extract import extracted, runs_of
from spineax.plan.selection import Selection
from spineax.verbs.where import edges_in_view


def part(blueprint: Blueprint, selection: Selection) -> Blueprint:
    """Return the blueprint of what is in view, numbered from 0.

    Raises
    ------
    EmptySelection
        If nothing is in view.
    """
    if selection.everything:
        return blueprint.edit()
    if selection.is_empty():
        raise EmptySelection("Nothing is in view to make a module of.")
    comps = np.unique(selection.comps)
    edges = np.unique(edges_in_view(blueprint, selection))
    if len(edges):
        inside = np.isin(blueprint.pre[edges], comps) & np.isin(blueprint.post[edges], comps)
        edges = edges[inside]
    return extracted(blueprint, comps, edges, _kind(blueprint, selection))


def _kind(blueprint: Blueprint, selection: Selection) -> Kind:
    """Return what the part is: as little as holds it, where the view was made by level."""
    comps = np.unique(selection.comps)
    n_runs = len(runs_of(blueprint.layout, comps).branch)
    if blueprint.kind == "branch" and n_runs > 1:
        return "cell"
    one_comp = selection.level in ("comp", "loc") and len(comps) == 1
    if blueprint.kind == "compartment" or one_comp:
        return "compartment"
    if selection.level == "branch" and n_runs == 1:
        return "branch"
    by_level = selection.level in ("cell", "branch", "comp", "loc")
    if blueprint.kind == "network" and len(selection.cells) == 1 and by_level:
        return "cell"
    return blueprint.kind
