"""Grafting: two cells made one, with what they carry."""

from __future__ import annotations

import numpy as np

from spineax._types import BoolArray, FloatArray, IntArray
from spineax.errors import BadArgument
from spineax.morphology import Edited, Sections, connect, make_sections
from spineax.morphology.samples import GROUP_NAMES, tree_of
from spineax.plan.assemble import assemble
from spineax.plan.blueprint import CENTRES, Blueprint, Placement
from spineax.plan.column import Column
from spineax.plan.coordinates import compartment_centers
from spineax.plan.extract import extracted
from spineax.plan.layout import Layout
from spineax.plan.resample import branch_total


def grafted(
    stock: Blueprint, branch: int, end: float, scion: Blueprint, other: int, other_end: float
) -> Blueprint:
    """Return the cell that two make when joined at the ends of two branches.

    Parameters
    ----------
    stock, scion : Blueprint
        Cells without inputs, recordings, trainables and synapses.
    branch, other : int
        Branch of ``stock``, and of ``scion``.
    end, other_end : float
        0.0 for the start and 1.0 for the end of the branch.

    Returns
    -------
    Blueprint
        Branches of ``stock`` keep their numbers; those of ``scion`` run away from them.

    Raises
    ------
    BadArgument, EmptySelection
        If there is no such place.
    """
    joined = connect(sections_of(stock), branch, end, sections_of(scion), other, other_end)
    parts = [stock, scion]
    side_by_side = Layout.of_branches(
        np.concatenate([part.layout.ncomp for part in parts]),
        np.full(len(joined.origin), -1),
    )
    both = assemble("cell", parts, side_by_side)
    traced = stock.traced or scion.traced
    return _rearranged(both.edit(traced=traced), joined)


def trees_joined(
    blueprint: Blueprint, branch: int, end: float, other: int, other_end: float
) -> Blueprint:
    """Return the cell with two of its trees joined at the ends of two branches.

    Parameters
    ----------
    blueprint : Blueprint
        A cell without inputs, recordings, trainables and synapses.
    branch, other : int
        Branches of different trees; the tree of ``other`` moves.
    end, other_end : float
        0.0 for the start and 1.0 for the end of the branch.

    Returns
    -------
    Blueprint
        The branches of the tree that moved come last.

    Raises
    ------
    BadArgument
        If there are gap junctions.
    """
    if blueprint.gaps is not None:
        raise BadArgument(
            "The cell has gap junctions, which a new order of compartments would misplace. "
            "Join its trees first, and connect gap junctions after that."
        )
    tree, of_comp = tree_of(blueprint.layout.parent), blueprint.layout.branch
    moves = tree == tree[other]
    stock, scion = (
        extracted(blueprint, np.flatnonzero(part[of_comp]), np.zeros(0, np.int64), "cell")
        for part in (~moves, moves)
    )
    place, other_place = int((~moves)[:branch].sum()), int(moves[:other].sum())
    return grafted(stock, place, end, scion, other_place, other_end)


def _rearranged(blueprint: Blueprint, joined: Edited) -> Blueprint:
    """Return the cell with its branches in the order and direction of edited sections."""
    old, sections = blueprint.layout, joined.sections
    layout = Layout.of_branches(old.ncomp[joined.origin], sections.parent, sections.attach)
    place, flipped = _places(old, layout, joined)
    nodes = dict(blueprint.nodes)
    load_in, load_out = (
        nodes[key].dense(old.n) for key in ("resistive_load_in", "resistive_load_out")
    )
    nodes["resistive_load_in"] = Column.full(old.n, np.where(flipped, load_out, load_in))
    nodes["resistive_load_out"] = Column.full(old.n, np.where(flipped, load_in, load_out))
    nodes = {name: column.moved(place, layout.n) for name, column in nodes.items()}
    centres = compartment_centers(sections.xyzr, layout.ncomp)
    nodes |= {axis: Column.full(layout.n, centres[:, k]) for k, axis in enumerate(CENTRES)}
    return blueprint.edit(
        layout=layout,
        nodes=nodes,
        mechanisms={
            name: Placement(p.mechanism, np.sort(place[p.index]))
            for name, p in blueprint.mechanisms.items()
        },
        groups={name: np.sort(place[index]) for name, index in blueprint.groups.items()},
        xyzr=sections.xyzr,
        sections=sections if blueprint.traced else None,
    )


def _places(old: Layout, new: Layout, joined: Edited) -> tuple[IntArray, BoolArray]:
    """Return where each old compartment is now, and whether it runs the other way."""
    source = old.comp_start[joined.origin][new.branch] + new.comp
    turned = joined.turned[new.branch]
    last = old.comp_start[joined.origin + 1][new.branch] - 1
    source = np.where(turned, last - new.comp, source)
    place, flipped = np.empty(old.n, np.int64), np.zeros(old.n, dtype=bool)
    place[source] = np.arange(new.n)
    flipped[source] = turned
    return place, flipped


def sections_of(blueprint: Blueprint) -> Sections:
    """Return the traced sections; branches of a built cell are lines of their mean radius."""
    if blueprint.sections is not None:
        known: Sections = blueprint.sections
        return known
    layout = blueprint.layout
    radius = branch_total(layout, blueprint.nodes["radius"].values) / layout.ncomp
    xyzr = [_filled(points, own) for points, own in zip(blueprint.xyzr, radius, strict=True)]
    return make_sections(xyzr, layout.parent, layout.attach, _types(blueprint))


def _filled(points: FloatArray, radius: float) -> FloatArray:
    filled = points.copy()
    filled[:, 3] = np.where(np.isnan(filled[:, 3]), radius, filled[:, 3])
    return filled


def _types(blueprint: Blueprint) -> IntArray:
    """Return the SWC type of every branch, from groups that have the names of types."""
    types = np.zeros(len(blueprint.layout.ncomp), np.int64)
    for number, name in GROUP_NAMES.items():
        if name in blueprint.groups:
            types[np.unique(blueprint.layout.branch[blueprint.groups[name]])] = number
    return types
