"""Extracting: the blueprint of some compartments of another one.

What was joined and is kept stays joined: branches that met at an end of a branch that is left
out meet there still. Those that began inside it are trees of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from spineax._types import FloatArray, IntArray
from spineax.morphology import make_sections
from spineax.plan.blueprint import (
    Blueprint,
    Gaps,
    Input,
    Kind,
    Placement,
    Probe,
    Share,
    Train,
    Wiring,
)
from spineax.plan.column import Column
from spineax.plan.coordinates import positions_along
from spineax.plan.indices import dense_rank
from spineax.plan.layout import Layout


@dataclass(frozen=True, eq=False)
class Runs:
    """Unbroken rows of kept compartments, each within one branch.

    Parameters
    ----------
    branch, start, length : int arrays (r,)
        Old branch, first compartment within it, and how many.
    of_comp : int array (n,)
        Run of each old compartment, -1 where it is left out.
    """

    branch: IntArray
    start: IntArray
    length: IntArray
    of_comp: IntArray


def runs_of(layout: Layout, comps: IntArray) -> Runs:
    """Return the runs of kept compartments (sorted)."""
    branch = layout.branch[comps]
    breaks = (np.diff(comps, prepend=-2) != 1) | (np.diff(branch, prepend=-1) != 0)
    first = np.flatnonzero(breaks)
    of_comp = np.full(layout.n, -1)
    of_comp[comps] = np.cumsum(breaks) - 1
    length = np.diff(np.append(first, len(comps)))
    return Runs(branch[first], layout.comp[comps[first]], length, of_comp)


def extracted(blueprint: Blueprint, comps: IntArray, edges: IntArray, kind: Kind) -> Blueprint:
    """Return the blueprint of some compartments and synapses, numbered from 0.

    Inputs, recordings and trainables of what is kept come along.

    Parameters
    ----------
    blueprint : Blueprint
    comps : int array (k,)
        Compartments to keep, sorted and unique.
    edges : int array (m,)
        Synapses to keep; both ends must be kept, too. Sorted.
    kind : str
        What the part is: "compartment", "branch", "cell" or "network".
    """
    old = blueprint.layout
    runs = runs_of(old, comps)
    layout = _layout(old, runs)
    place = np.full(old.n, -1)
    place[comps] = np.arange(len(comps))
    number = np.full(blueprint.n_synapses, -1)
    number[edges] = np.arange(len(edges))
    part = Blueprint(
        kind=kind,
        layout=layout,
        nodes=_moved_columns(blueprint.nodes, place, layout.n),
        edges=_moved_columns(blueprint.edges, number, len(edges)),
        mechanisms={
            name: Placement(p.mechanism, kept)
            for name, p in blueprint.mechanisms.items()
            if len(kept := _moved(p.index, place))
        },
        synapses=_wirings(blueprint, place, number),
        groups={n: kept for n, g in blueprint.groups.items() if len(kept := _moved(g, place))},
        diffused=tuple(
            ion for ion in blueprint.diffused if blueprint.nodes[ion].covers(comps).any()
        ),
        **_shapes(blueprint, runs, layout),
        gaps=_gaps(blueprint.gaps, place),
        traced=blueprint.traced,
        report=blueprint.report,
    )
    return _with_uses(part, blueprint, place, number)


def _moved(index: IntArray, place: IntArray) -> IntArray:
    target = place[index]
    return target[target >= 0]


def _moved_columns(columns: Mapping[str, Column], place: IntArray, size: int) -> dict[str, Column]:
    moved = {name: column.moved(place, size) for name, column in columns.items()}
    return {name: column for name, column in moved.items() if len(column)}


def _layout(old: Layout, runs: Runs) -> Layout:
    """Return the layout in which every run is a branch."""
    parent, attach = np.full(len(runs.branch), -1), np.ones(len(runs.branch))
    orphans: dict[tuple[int, float], int] = {}
    for run, (branch, start) in enumerate(zip(runs.branch, runs.start, strict=True)):
        above = int(old.parent[branch])
        if start > 0 or above < 0:
            continue
        site = float(old.attach[branch] * old.ncomp[above])
        holder, at = _holder(old, runs, above, site)
        if holder < 0 and old.attach[branch] in (0.0, 1.0):
            first = orphans.setdefault((above, site), run)
            holder, at = (first, 0.0) if first != run else (-1, 1.0)
        parent[run], attach[run] = holder, at
    cells = old.cell_of_branch[runs.branch]
    nbranch = np.bincount(cells, minlength=len(old.nbranch))
    return Layout(runs.length, parent, attach, nbranch[nbranch > 0])


def _holder(old: Layout, runs: Runs, above: int, site: float) -> tuple[int, float]:
    """Return the run that a branch goes on from, and where on it; -1 if it is left out.

    ``site`` counts the compartments of the branch ``above``, from its start.
    """
    first, boundary = int(old.comp_start[above]), round(site)
    if abs(site - boundary) >= 1e-9:
        run = int(runs.of_comp[first + int(site)])
        return run, (site - runs.start[run]) / runs.length[run] if run >= 0 else 1.0
    run = int(runs.of_comp[first + boundary - 1]) if boundary > 0 else -1
    if run >= 0:
        return run, float((boundary - runs.start[run]) / runs.length[run])
    run = int(runs.of_comp[first + boundary]) if boundary < old.ncomp[above] else -1
    return run, 0.0


def _wirings(blueprint: Blueprint, place: IntArray, number: IntArray) -> dict[str, Wiring]:
    out = {}
    for name, w in blueprint.synapses.items():
        kept = number[w.edge] >= 0
        if kept.any():
            out[name] = Wiring(
                w.mechanism, place[w.pre[kept]], place[w.post[kept]], number[w.edge[kept]]
            )
    return out


def _gaps(gaps: Gaps | None, place: IntArray) -> Gaps | None:
    """Return the gap junctions of which both ends are kept."""
    kept = _gap_number(gaps, place) >= 0
    if gaps is None or not kept.any():
        return None
    return Gaps(place[gaps.pre[kept]], place[gaps.post[kept]], gaps.conductance[kept])


def _gap_number(gaps: Gaps | None, place: IntArray) -> IntArray:
    """Return the new number of each gap junction, -1 for those that are left out."""
    if gaps is None:
        return np.zeros(0, np.int64)
    kept = (place[gaps.pre] >= 0) & (place[gaps.post] >= 0)
    return np.where(kept, np.cumsum(kept) - 1, -1)


def _shapes(blueprint: Blueprint, runs: Runs, layout: Layout) -> dict[str, Any]:
    """Return the traced points of every run, and the sections where there are some."""
    if not blueprint.xyzr:
        return {}
    ncomp = blueprint.layout.ncomp[runs.branch]
    rows = list(zip(runs.branch.tolist(), runs.start, runs.length, ncomp, strict=True))
    xyzr = tuple(part_of(blueprint.xyzr[b], int(n), int(s), int(m)) for b, s, m, n in rows)
    if blueprint.sections is None:
        return {"xyzr": xyzr}
    types = blueprint.sections.type_id[runs.branch]
    return {"xyzr": xyzr, "sections": make_sections(xyzr, layout.parent, layout.attach, types)}


def part_of(points: FloatArray, ncomp: int, start: int, length: int) -> FloatArray:
    """Return the traced points of some compartments of a branch.

    Parameters
    ----------
    points : array (n_points, 4), um
    ncomp : int
        Compartments of the branch.
    start, length : int
        First compartment to keep, and how many.

    Examples
    --------
    >>> line = np.array([[0.0, 0.0, 0.0, 1.0], [4.0, 0.0, 0.0, 1.0]])
    >>> part_of(line, 4, 1, 2)[:, 0].tolist()
    [1.0, 3.0]
    """
    if length == ncomp or len(points) < 2:
        return points
    position = positions_along([points], np.array([ncomp]))
    ends = np.array([start, start + length], dtype=float)
    cut = np.stack([np.interp(ends, position, column) for column in points.T], axis=1)
    inside = points[(position > start) & (position < start + length)]
    return np.concatenate([cut[:1], inside, cut[1:]])


def _with_uses(part: Blueprint, old: Blueprint, place: IntArray, number: IntArray) -> Blueprint:
    """Return the part with the probes, inputs and trainables of what was kept."""

    def target(key: str, where: IntArray) -> IntArray:
        if key in old.junctions:
            return _gap_number(old.gaps, place)[where]
        synaptic = key in old.synaptic_states or (key in old.edges and key not in old.nodes)
        return (number if synaptic else place)[where]

    probes, inputs, shares = [], [], []
    for probe in old.probes:
        new = target(probe.state, probe.place)
        if (new >= 0).any():
            probes.append(Probe(probe.state, new[new >= 0]))
    for entry in old.inputs:
        new = target(entry.state, entry.place)
        values, kept = entry.values, new >= 0
        if not callable(values) and np.shape(values)[0] == len(kept) > 1:
            values = values[kept]
        if kept.any():
            inputs.append(Input(entry.state, new[kept], values, entry.delta_t))
    for share in old.shares:
        new = target(share.key, share.place)
        kept = new >= 0
        if kept.any():
            owner, values = share.owner[kept], share.values[np.unique(share.owner[kept])]
            shares.append(Share(share.key, new[kept], dense_rank(owner), values))
    kept_trains = [(train, number[train.place] >= 0) for train in old.trains]
    return part.edit(
        probes=tuple(probes),
        inputs=tuple(inputs),
        shares=tuple(shares),
        trains=tuple(
            Train(number[train.place[kept]], train.times[kept])
            for train, kept in kept_trains
            if kept.any()
        ),
    )
