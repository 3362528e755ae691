"""What is true of every module, whatever was done to it."""

from __future__ import annotations

from typing import Any

import numpy as np

from spineax.plan.blueprint import COMPARTMENT_PARAMS, COMPARTMENT_STATES, GEOMETRY, Blueprint
from spineax.plan.column import Column
from spineax.plan.layout import Layout


def assert_invariants(module: Any) -> None:
    """Check that a module is sound: raise ``AssertionError`` if something in it is not.

    Parameters
    ----------
    module : Module or View

    Examples
    --------
    >>> import spineax as sx
    >>> assert_invariants(sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0, 0]))
    """
    blueprint: Blueprint = module.base._ref.value
    _check_layout(blueprint.layout)
    n = blueprint.layout.n
    for name, column in blueprint.nodes.items():
        _check_column(name, column, n)
    for name, column in blueprint.edges.items():
        _check_column(name, column, blueprint.n_synapses)
    for name in (*COMPARTMENT_PARAMS, *COMPARTMENT_STATES, *GEOMETRY):
        values = blueprint.nodes[name].values
        assert len(values) == n and np.isfinite(values).all(), f"{name} has holes"
        assert name == "v" or (values > 0).all(), f"{name} is not above zero"
    _check_mechanisms(blueprint)
    _check_synapses(blueprint)
    for name, index in blueprint.groups.items():
        _check_places(f"group {name}", index, n)
    _check_uses(blueprint)
    _check_gaps(blueprint)
    assert len(blueprint.xyzr) == len(blueprint.layout.ncomp), "a branch has no points"
    _check_views(module.base)


def _check_layout(layout: Layout) -> None:
    branch = np.arange(len(layout.parent))
    assert ((layout.parent < branch) & (layout.parent >= -1)).all(), "a parent comes late"
    assert (layout.ncomp >= 1).all() and layout.nbranch.sum() == len(branch)
    inside = layout.parent >= 0
    cells = layout.cell_of_branch
    assert (cells[layout.parent[inside]] == cells[inside]).all(), "a parent in another cell"
    joints = layout.joints
    ends = np.concatenate([joints.edge_i, joints.edge_j])
    assert ((ends >= 0) & (ends < joints.n_nodes)).all(), "an edge leads nowhere"
    trees = int((layout.parent < 0).sum())
    assert len(joints.edge_i) == joints.n_nodes - trees, "the edges make no forest"


def _check_places(what: str, index: Any, size: int) -> None:
    index = np.asarray(index)
    assert (np.diff(index) > 0).all(), f"{what} is not sorted and unique"
    assert ((index >= 0) & (index < size)).all(), f"{what} leaves the module"


def _check_column(name: str, column: Column, size: int) -> None:
    _check_places(f"column {name}", column.index, size)
    assert len(column) > 0, f"column {name} is empty"
    assert column.values.shape == column.index.shape
    assert not column.values.flags.writeable, f"column {name} can be written into"


def _check_mechanisms(blueprint: Blueprint) -> None:
    for name, placement in blueprint.mechanisms.items():
        mechanism = placement.mechanism
        _check_places(f"mechanism {name}", placement.index, blueprint.layout.n)
        assert len(placement.index) > 0 and mechanism.name == name
        for key in (*mechanism.channel_params, *mechanism.channel_states):
            assert blueprint.nodes[key].covers(placement.index).all(), f"{key} has holes"


def _check_synapses(blueprint: Blueprint) -> None:
    numbers = [wiring.edge for wiring in blueprint.synapses.values()]
    if numbers:
        every = np.sort(np.concatenate(numbers))
        assert (every == np.arange(len(every))).all(), "synapses are not numbered from 0"
    for wiring in blueprint.synapses.values():
        for end in (wiring.pre, wiring.post):
            assert end.shape == wiring.edge.shape
            assert ((end >= 0) & (end < blueprint.layout.n)).all()
        for key in (*wiring.mechanism.synapse_params, *wiring.mechanism.synapse_states):
            assert blueprint.edges[key].covers(wiring.edge).all(), f"{key} has holes"


def _check_uses(blueprint: Blueprint) -> None:
    seen: dict[str, list[int]] = {}
    for probe in blueprint.probes:
        seen.setdefault(probe.state, []).extend(probe.place.tolist())
    for state, places in seen.items():
        assert len(set(places)) == len(places), f"{state} is recorded twice"
    for entry in (*blueprint.probes, *blueprint.inputs):
        synaptic = entry.state in blueprint.synaptic_states
        size = blueprint.n_synapses if synaptic else blueprint.layout.n
        assert len(entry.place) and ((entry.place >= 0) & (entry.place < size)).all()
    for share in blueprint.shares:
        assert share.place.shape == share.owner.shape
        assert (np.unique(share.owner) == np.arange(len(share.values))).all()
        covered = blueprint.column(share.key).covers(share.place)
        assert covered.all(), f"trainable {share.key} has no place"


def _check_gaps(blueprint: Blueprint) -> None:
    gaps = blueprint.gaps
    if gaps is None:
        return
    assert gaps.pre.shape == gaps.post.shape == gaps.conductance.shape
    ends = np.concatenate([gaps.pre, gaps.post])
    assert ((ends >= 0) & (ends < blueprint.layout.n)).all(), "a gap junction leaves the module"
    assert (gaps.pre != gaps.post).all(), "a gap junction joins a compartment with itself"
    assert (gaps.conductance >= 0).all() and np.isfinite(gaps.conductance).all()


def _check_views(module: Any) -> None:
    n = module._ref.value.layout.n
    assert module.nodes.index.tolist() == list(range(n))
    nodes = list(module.nodes.index)
    if len(module.shape) > 1:
        branches = module.scope("global").branches
        nodes = [node for branch in branches for node in branch.nodes.index]
    assert sorted(nodes) == list(range(n)), "the branches are not the whole"
