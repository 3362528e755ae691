"""Cutting branches into other numbers of compartments."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import spineax as sx
from spineax.channels import HH, Leak
from spineax.errors import BadArgument, BadType, SpineaxError, WholeModelOnly
from spineax.morphology import DLambda, Fixed, MaxLength, shipped
from spineax.testing import assert_invariants

GEOMETRY = ["length", "radius", "area", "volume", "resistive_load_in", "resistive_load_out"]


def y_cell(ncomp: int = 4) -> sx.Cell:
    return sx.Cell(sx.Branch(ncomp=ncomp), parents=[-1, 0, 0])


def test_a_built_branch_keeps_length_and_radius() -> None:
    cell = y_cell()
    cell.branch(1).set("radius", 3.0)
    cell.branch(1).insert(HH())
    cell.branch(1).set("HH_gNa", 0.3)
    cell.branch(1).add_to_group("thick")
    for ncomp in (1, 7, 2):
        cell.branch(1).set_ncomp(ncomp)
        part = cell.branch(1).nodes
        assert len(part) == ncomp and cell.shape == (3, 8 + ncomp)
        np.testing.assert_allclose(part["length"].sum(), 40.0, rtol=1e-12)
        assert (part["radius"] == 3.0).all() and (part["HH_gNa"] == 0.3).all()
        assert part["thick"].all() and len(cell.thick.nodes) == ncomp
        assert_invariants(cell)
    assert cell.nodes["global_comp_index"].tolist() == list(range(10))


def test_a_traced_branch_is_integrated_anew() -> None:
    name = shipped("pyramidal")
    fine = sx.read_swc(name, ncomp=5)
    cell = sx.read_swc(name, ncomp=1)
    cell.insert(Leak())
    for k in range(cell.total_nbranches):
        cell.branch(k).set_ncomp(5, initialize=False)
    cell.initialize()
    for key in [*GEOMETRY, "x", "y", "z"]:
        # The same integrals, summed in another order.
        np.testing.assert_allclose(cell.nodes[key], fine.nodes[key], rtol=1e-9, atol=1e-9)
    assert cell.group_names == fine.group_names
    assert [len(g) for g in cell._ref.value.groups.values()] == [
        len(g) for g in fine._ref.value.groups.values()
    ]
    cell.set_ncomp(Fixed(1))
    again = sx.read_swc(name, ncomp=1)
    np.testing.assert_allclose(cell.nodes["area"], again.nodes["area"], rtol=1e-9)


def test_a_shape_that_was_set_is_not_traced_any_more() -> None:
    cell = sx.read_swc(shipped("y"), ncomp=2)
    with pytest.warns(sx.errors.SpineaxWarning, match="traced shape"):
        cell.branch(1).set("radius", 2.0)
    cell.branch(1).set_ncomp(4)
    assert (cell.branch(1).nodes["radius"] == 2.0).all()
    cell.branch(0).set_ncomp(3)
    same = sx.read_swc(shipped("y"), ncomp=3).branch(0).nodes
    np.testing.assert_allclose(cell.branch(0).nodes["area"], same["area"], rtol=1e-9)


def test_min_radius_counts_for_area_and_loads() -> None:
    cell = sx.read_swc(shipped("y"), ncomp=1)
    widest = float(cell.nodes["radius"].max())
    cell.branch(1).set_ncomp(2, min_radius=2 * widest)
    part = cell.branch(1).nodes
    np.testing.assert_allclose(part["radius"], 2 * widest)
    np.testing.assert_allclose(part["area"], 4 * np.pi * widest * part["length"])
    cell.branch(1).set_ncomp(3)
    np.testing.assert_allclose(cell.branch(1).nodes["radius"], 2 * widest)


@pytest.mark.parametrize("policy", [Fixed(3), MaxLength(12.0), DLambda(0.01)])
def test_policies_cut_a_whole_cell(policy: Any) -> None:
    name = shipped("y")
    cell = sx.read_swc(name, ncomp=2)
    cell.set_ncomp(policy)
    assert cell.ncomp_per_branch.tolist() == sx.read_swc(name, policy).ncomp_per_branch.tolist()
    built = y_cell(1)
    built.set("length", [10.0, 100.0, 1000.0])
    built.set_ncomp(policy)
    assert_invariants(built)
    np.testing.assert_allclose(built.nodes["length"].sum(), 1110.0, rtol=1e-12)


def test_d_lambda_reads_the_parameters_of_the_cell() -> None:
    cell = y_cell(1)
    cell.set("length", 300.0)
    coarse = sx.morphology.d_lambda(cell)
    cell.branch(1).set("axial_resistivity", 50.0)
    fine = sx.morphology.d_lambda(cell)
    assert (fine[[0, 2]] == coarse[[0, 2]]).all() and fine[1] < coarse[1]
    cell.set_ncomp(fine)
    assert cell.ncomp_per_branch.tolist() == fine.tolist()


def refused(prepare: Any, attempt: Any, match: str, error: type[SpineaxError]) -> None:
    cell = y_cell()
    prepare(cell)
    before = cell._ref.value
    with pytest.raises(error, match=match):
        attempt(cell)
    assert cell._ref.value is before


def cut(cell: Any) -> None:
    cell.branch(1).set_ncomp(2)


PART = slice(0, 2)
REFUSALS = [
    (lambda c: c.branch(0).stimulate(np.ones(3), verbose=False), "stimuli.*delete_stimuli"),
    (lambda c: c.clamp("v", np.ones(3), verbose=False), "clamps.*delete_clamps"),
    (lambda c: c.branch(2).record(verbose=False), "recordings.*delete_recordings"),
    (lambda c: c.make_trainable("radius", verbose=False), "trainables.*delete_trainables"),
    (lambda c: c.branch(1).comp(0).insert(HH()), "'HH' covers only 1 of the 4"),
    (lambda c: c.branch(1).comp(PART).add_to_group("half"), "'half' covers only 2 of the 4"),
    (lambda c: c.branch(1).comp(0).set("length", 5.0), "'length' differs"),
    (lambda c: c.branch(1).comp(0).set("radius", 5.0), "'radius' differs.*SWC"),
    (lambda c: c.branch(1).comp(0).set("capacitance", 5.0), "'capacitance' differs"),
    (lambda c: c.branch(1).comp(0).set("axial_resistivity", 5.0), "'axial_resistivity' differs"),
]


@pytest.mark.parametrize(("prepare", "match"), REFUSALS)
def test_what_is_refused_says_what_to_do(prepare: Any, match: str) -> None:
    refused(prepare, cut, match, BadArgument)


def test_unequal_values_of_a_mechanism_are_refused() -> None:
    def prepare(cell: sx.Cell) -> None:
        cell.insert(HH())
        cell.branch(1).comp(0).set("HH_m", 0.9)

    refused(prepare, cut, "'HH_m' differs within branch 1", BadArgument)


@pytest.mark.parametrize(
    ("attempt", "match", "error"),
    [
        (lambda c: c.branch(0).comp(0).set_ncomp(2), "whole branches", BadArgument),
        (lambda c: c.branch(0).set_ncomp(0), "at least 1", BadArgument),
        (lambda c: c.branch(0).set_ncomp(1.5), "whole number", BadType),
        (lambda c: c.set_ncomp([1, 2]), "2 numbers were given for 3", BadArgument),
        (lambda c: c.set_ncomp(DLambda), "is a class", BadType),
        (lambda c: c.branch(0).set_ncomp(2, min_radius=-1.0), "min_radius", BadArgument),
        (lambda c: sx.Network([c]).set_ncomp(2), "before Network", WholeModelOnly),
        (lambda c: sx.Network([c]).cell(0).branch(0).set_ncomp(2), "Network", WholeModelOnly),
        (lambda c: sx.Compartment().set_ncomp(2), "Make a Branch", BadArgument),
    ],
)
def test_bad_numbers(attempt: Any, match: str, error: type[SpineaxError]) -> None:
    refused(lambda cell: None, attempt, match, error)


def test_a_group_view_of_one_branch_is_that_branch() -> None:
    cell = sx.read_swc(shipped("y"), ncomp=2)
    cell.soma.set_ncomp(3)
    assert len(cell.soma.nodes) == 3
    branch = sx.Branch(ncomp=2)
    branch.set_ncomp(5)
    assert branch.shape == (5,)


def test_views_of_branches_go_on() -> None:
    cell = y_cell(1)
    for k, branch in enumerate(cell.branches):
        branch.set_ncomp(k + 1)
    assert cell.ncomp_per_branch.tolist() == [1, 2, 3]


def test_a_cable_does_not_care_how_it_came_to_be() -> None:
    cut_later, built = y_cell(1), y_cell(4)
    cut_later.set("length", 40.0)
    for cell in (cut_later, built):
        cell.insert(HH())
    cut_later.set_ncomp(Fixed(4))
    for cell in (cut_later, built):
        cell.branch(0).comp(0).stimulate(np.full(80, 0.1), verbose=False)
    np.testing.assert_array_equal(sx.integrate(cut_later), sx.integrate(built))


def test_real_morphology_keeps_its_area(shared_morphologies: Path) -> None:
    cell = sx.read_swc(shared_morphologies / "ca1_n120.swc", ncomp=1)
    area = cell.nodes["area"].sum()
    for k in range(0, cell.total_nbranches, 10):
        cell.branch(k).set_ncomp(4)
    # The same frusta, summed in another order.
    np.testing.assert_allclose(cell.nodes["area"].sum(), area, rtol=1e-12)
    assert_invariants(cell)


def test_one_number_is_for_all_branches_in_view() -> None:
    cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0, 0])
    cell.set_ncomp(4)
    assert cell.ncomp_per_branch.tolist() == [4, 4, 4]
    cell.branch([2, 0]).set_ncomp([1, 3])
    assert cell.ncomp_per_branch.tolist() == [3, 4, 1]
    assert cell.nodes.groupby("global_branch_index")["length"].sum().round(9).tolist() == [20.0] * 3
