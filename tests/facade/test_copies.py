"""Parts of modules as modules, and surgery on cells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import spineax as sx
from spineax.channels import HH, Leak
from spineax.errors import BadArgument, BadType
from spineax.morphology import (
    distance_direct,
    distance_pathwise,
    morph_connect,
    morph_delete,
    shipped,
)
from spineax.synapses import IonotropicSynapse
from spineax.testing import assert_invariants

STIMULUS = sx.step_current(0.2, 1.0, 0.05, 0.025, 3.0)


def tree(*counts: int) -> sx.Cell:
    """Return a cell with the branches 0-(1, 2), 1-(3, 4)."""
    counts = counts or (2, 3, 1, 2, 2)
    cell = sx.Cell([sx.Branch(ncomp=k) for k in counts], parents=[-1, 0, 0, 1, 1])
    cell.set("radius", np.linspace(1.0, 2.0, sum(counts)))
    cell.set("axial_resistivity", 200.0)
    cell.insert(HH())
    return cell


def edges_of(module: Any) -> set[frozenset[int]]:
    matrix = module.connectivity().tocoo()
    return {frozenset(pair) for pair in zip(*(c.tolist() for c in matrix.coords), strict=True)}


@pytest.mark.parametrize(
    ("choose", "kind", "shape"),
    [
        (lambda net: net.cell(0), sx.Cell, (5, 10)),
        (lambda net: net.cell([0, 1]), sx.Network, (2, 10, 20)),
        (lambda net: net.cell(1).branch(1), sx.Branch, (3,)),
        (lambda net: net.cell(1).branch([1, 3]), sx.Cell, (2, 5)),
        (lambda net: net.cell(1).branch(1).comp(1), sx.Compartment, ()),
        (lambda net: net.cell(1).branch(1).loc(0.5), sx.Compartment, ()),
        (lambda net: net.some, sx.Network, (1, 1, 3)),
        (lambda net: net.select(nodes=[0, 1, 12]), sx.Network, (2, 2, 3)),
    ],
)
def test_a_part_is_a_module(choose: Any, kind: type, shape: tuple[int, ...]) -> None:
    net = sx.Network([tree()] * 3)
    net.cell(1).branch(1).add_to_group("some")
    part = choose(net).copy(as_module=True)
    assert type(part) is kind and part.shape == shape
    assert_invariants(part)
    assert [c.name for c in part.channels] == ["HH"]
    sx.integrate(part, t_max=0.1)


def test_a_cell_of_a_network_runs_as_it_would_alone() -> None:
    cell = tree()
    net = sx.Network([sx.Cell(), cell])
    net.cell(1).branch(3).comp(0).stimulate(STIMULUS, verbose=False)
    net.cell(1).record(verbose=False)
    net.cell(0).record("v", verbose=False)
    alone = net.cell(1).copy(as_module=True)
    whole = sx.integrate(net)
    np.testing.assert_allclose(sx.integrate(alone), whole[:10], rtol=1e-12)


def test_what_is_in_view_comes_along() -> None:
    net = sx.Network([tree()] * 3)
    for pre, post in ((0, 1), (1, 2), (2, 1)):
        ends = (net.cell(k).branch(0).loc(0.0) for k in (pre, post))
        sx.connect(*ends, IonotropicSynapse())
    net.set("IonotropicSynapse_gS", [1.0, 2.0, 3.0])
    net.record("IonotropicSynapse_s", verbose=False)
    net.cell("all").make_trainable("radius", verbose=False)
    net.cell(2).stimulate(STIMULUS, verbose=False)
    part = net.cell([1, 2]).copy(as_module=True)
    assert part.edges["IonotropicSynapse_gS"].tolist() == [2.0, 3.0]
    assert part.edges[["pre_index", "post_index"]].to_numpy().tolist() == [[0, 10], [10, 0]]
    assert part.recordings["rec_index"].tolist() == [0, 1]
    assert part.num_trainable_params == 2
    assert part.external_inds["i"].tolist() == list(range(10, 20))
    assert_invariants(part)


def test_children_of_a_part_that_is_left_out_stay_joined() -> None:
    cell = tree(1, 1, 1, 1, 1)
    # Without branch 1, its children 3 and 4 are a tree of their own, joined at their starts.
    part = cell.branch([0, 2, 3, 4]).copy(as_module=True)
    assert part.comb_parents.tolist() == [-1, 0, -1, 2]
    assert edges_of(part) == {frozenset(p) for p in [(0, 4), (1, 4), (2, 5), (3, 5)]}
    middle = tree(3, 1, 1, 1, 1).select(nodes=[0, 2, 3, 4]).copy(as_module=True)
    assert middle.shape == (4, 4)
    assert middle.comb_parents.tolist() == [-1, -1, 1, 1]


def test_part_of_a_branch_keeps_its_points() -> None:
    cell = sx.read_swc(shipped("y"), ncomp=4)
    part = cell.branch(1).comp([1, 2]).copy(as_module=True)
    np.testing.assert_allclose(
        part.nodes["length"].sum(), cell.branch(1).nodes["length"][1:3].sum()
    )
    steps = np.linalg.norm(np.diff(part.xyzr[0][:, :3], axis=0), axis=1)
    np.testing.assert_allclose(steps.sum(), part.nodes["length"].sum(), rtol=1e-9)
    assert part.shape[-1] == 2


def test_deleted_branches_are_gone_and_the_rest_is_as_before() -> None:
    cell = tree()
    cell.branch(1).add_to_group("gone")
    cell.branch([2, 3]).add_to_group("partly")
    rest = morph_delete(cell.branch(1))
    assert type(rest) is sx.Cell and rest.shape == (4, 7)
    kept = cell.nodes[cell.nodes["global_branch_index"] != 1]
    for key in ("radius", "area", "HH_gNa", "v"):
        assert rest.nodes[key].tolist() == kept[key].tolist()
    assert rest.group_names == ["partly"] and len(rest.HH.nodes) == 7
    assert cell.shape == (5, 10)
    assert_invariants(rest)


def test_a_traced_cell_can_be_cut_after_surgery(shared_morphologies: Path) -> None:
    cell = sx.read_swc(shared_morphologies / "ca1_n120_250.swc", ncomp=1)
    tip = int(cell.branch_edges["child_branch_index"].iloc[-1])
    rest = morph_delete(cell.branch(tip))
    area = rest.nodes["area"].sum()
    rest.set_ncomp(sx.morphology.Fixed(3))
    np.testing.assert_allclose(rest.nodes["area"].sum(), area, rtol=1e-12)
    assert_invariants(rest)


def test_cells_grow_together() -> None:
    cell, stub = tree(), sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0])
    stub.set("radius", [0.1, 0.2, 0.3, 0.4])
    stub.insert(Leak())
    stub.add_to_group("graft")
    whole = morph_connect(cell.branch(4).loc(1.0), stub.branch(1).loc(1.0))
    assert whole.shape == (7, 14)
    assert whole.comb_parents.tolist() == [-1, 0, 0, 1, 1, 4, 5]
    # The graft runs from its last branch to its first, each from its end to its start.
    assert whole.nodes["radius"][10:].tolist() == [0.4, 0.3, 0.2, 0.1]
    assert len(whole.graft.nodes) == 4 and len(whole.Leak.nodes) == 4
    assert len(whole.HH.nodes) == 10
    assert_invariants(whole)
    np.testing.assert_allclose(whole.xyzr[5][0, :3], whole.xyzr[4][-1, :3])
    rooted = morph_connect(cell.branch(0).loc(0.0), stub.branch(0).loc(0.0))
    assert rooted.comb_parents.tolist() == [-1, 0, 0, 1, 1, 0, 5]
    assert edges_of(rooted) > edges_of(sx.Cell())


def test_turning_a_cell_changes_no_trace() -> None:
    # A tree joined to a stub by its tip, or the stub to the tree: the same model.
    stub = sx.Cell(sx.Branch(ncomp=2), parents=[-1])
    stub.insert(HH())
    cell = tree()
    one = morph_connect(cell.branch(3).loc(1.0), stub.branch(0).loc(0.0))
    other = morph_connect(stub.branch(0).loc(0.0), cell.branch(3).loc(1.0))
    at_one = one.branch(5).comp(1)
    at_other = other.branch(0).comp(1)
    for module, place in ((one, at_one), (other, at_other)):
        place.stimulate(STIMULUS, verbose=False)
        place.record(verbose=False)
        assert_invariants(module)
    # The elimination runs in another order.
    np.testing.assert_allclose(sx.integrate(one), sx.integrate(other), rtol=0, atol=1e-9)


@pytest.mark.parametrize(
    ("attempt", "match", "error"),
    [
        (lambda c: morph_delete(c), "whole cell", BadArgument),
        (lambda c: morph_delete(c.branch(0).comp(0)), "whole branches", BadArgument),
        (lambda c: morph_delete(sx.Network([c]).cell(0).branch(1)), "of a network", BadType),
        (lambda c: morph_connect(c.branch(0), c.branch(1).loc(1.0)), "one end", BadArgument),
        (lambda c: morph_connect(c.branch(0).loc(0.5), c.branch(1).loc(1.0)), "end", BadArgument),
        (lambda c: distance_direct(c, c), "10 compartments", BadArgument),
        (lambda c: distance_pathwise(c.select(nodes=[0]), tree()), "different", BadArgument),
    ],
)
def test_surgery_that_cannot_be(attempt: Any, match: str, error: type[Exception]) -> None:
    with pytest.raises(error, match=match):
        attempt(tree())


@pytest.mark.parametrize("verb", ["record", "stimulate", "make_trainable"])
def test_surgery_wants_a_cell_free_of_experiments(verb: str) -> None:
    cell = tree()
    argument = {"record": "v", "stimulate": STIMULUS, "make_trainable": "radius"}[verb]
    getattr(cell, verb)(argument, verbose=False)
    with pytest.raises(BadArgument, match="Use delete_"):
        morph_delete(cell.branch(1))


def test_distances() -> None:
    cell = tree(1, 1, 1, 1, 1)
    cell.set("length", [10.0, 20.0, 30.0, 40.0, 50.0])
    start = cell.branch(0).comp(0)
    assert distance_pathwise(start, cell).tolist() == [0.0, 15.0, 20.0, 45.0, 50.0]
    assert distance_pathwise(start, cell.branch([4, 1])).tolist() == [50.0, 15.0]
    cell.compute_xyz()
    straight = distance_direct(start, cell)
    assert (straight <= distance_pathwise(start, cell) + 1e-9).all() and straight[0] == 0.0
    cell.set("dist", distance_pathwise(start, cell))
    assert cell.branch(3).nodes["dist"].item() == 45.0


def test_graphs_and_files_go_there_and_back(tmp_path: Path) -> None:
    cell = sx.read_swc(shipped("pyramidal"), ncomp=2)
    again = sx.from_graph(sx.to_graph(cell), ncomp=2)
    sx.write_swc(cell, tmp_path / "cell.swc")
    read = sx.read_swc(tmp_path / "cell.swc", ncomp=2)
    for other in (again, read):
        assert other.comb_parents.tolist() == cell.comb_parents.tolist()
        np.testing.assert_allclose(other.nodes["area"], cell.nodes["area"], rtol=1e-9)
        assert other.group_names == cell.group_names
    with pytest.raises(BadType, match="copy"):
        sx.to_graph(sx.Network([cell]))
