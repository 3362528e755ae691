"""Resampling: the same branches, cut into other numbers of compartments.

Columns, mechanisms and groups are carried over; the input does not change.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from spineax._types import FloatArray, IntArray
from spineax.plan.blueprint import Blueprint, Placement
from spineax.plan.column import Column
from spineax.plan.layout import Layout


def recut_layout(layout: Layout, ncomp: IntArray) -> Layout:
    """Return the same branches with other numbers of compartments."""
    return replace(layout, ncomp=np.asarray(ncomp, np.int64))


def containing(old: Layout, new: Layout) -> IntArray:
    """Return for each new compartment the old one that holds its centre, (n_new,).

    Examples
    --------
    >>> old = Layout.of_branches(np.array([4]), np.array([-1]))
    >>> containing(old, recut_layout(old, np.array([2]))).tolist()
    [1, 3]
    """
    branch = new.branch
    within = np.floor(new.loc * old.ncomp[branch]).astype(np.int64)
    return np.asarray(old.comp_start[branch] + within)


def resampled(blueprint: Blueprint, ncomp: IntArray) -> Blueprint:
    """Return the blueprint with ``ncomp[b]`` compartments in branch ``b``.

    Every new compartment takes the values of the old one at its centre; lengths add up to the
    branch's. Geometry that follows from them is left to the caller.

    Parameters
    ----------
    blueprint : Blueprint
    ncomp : int array (b,)
    """
    layout = recut_layout(blueprint.layout, ncomp)
    source, old_n = containing(blueprint.layout, layout), blueprint.layout.n
    nodes = {name: _taken(column, source) for name, column in blueprint.nodes.items()}
    return blueprint.edit(
        layout=layout,
        nodes=nodes,
        mechanisms={
            name: Placement(p.mechanism, _members(p.index, source, old_n))
            for name, p in blueprint.mechanisms.items()
        },
        groups={name: _members(g, source, old_n) for name, g in blueprint.groups.items()},
        recorded=None,
        exp_euler_transition=None,
    )


def _taken(column: Column, source: IntArray) -> Column:
    """Return the column whose place k has the value of the old place ``source[k]``."""
    covered = np.flatnonzero(column.covers(source))
    return Column(covered, column.get(source[covered]), len(source))


def _members(index: IntArray, source: IntArray, size: int) -> IntArray:
    """Return the new places whose old one, of ``size``, is in ``index``."""
    inside = np.zeros(size, dtype=bool)
    inside[index] = True
    return np.flatnonzero(inside[source])


def branch_total(layout: Layout, values: FloatArray) -> FloatArray:
    """Return the sum of a quantity over the compartments of each branch, (b,)."""
    return np.add.reduceat(values, layout.comp_start[:-1])
