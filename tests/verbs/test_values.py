"""Setting parameters, states and annotations."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import spineax as sx
from spineax.channels import HH
from spineax.channels.pospischil import K, Na
from spineax.errors import (
    BadArgument,
    BadType,
    EmptySelection,
    NameClash,
    ShapeMismatch,
    SpineaxError,
    UnknownAttribute,
    UnknownName,
)
from spineax.morphology import shipped
from spineax.synapses import ConductanceSynapse, IonotropicSynapse


@pytest.fixture
def cell() -> sx.Cell:
    return sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0, 0])


@pytest.fixture
def net(cell: sx.Cell) -> sx.Network:
    network = sx.Network([cell, cell])
    ends = [network.cell(k).branch(0).loc(0.0) for k in range(2)]
    sx.connect(*ends, IonotropicSynapse())
    sx.connect(*ends[::-1], ConductanceSynapse())
    sx.connect(*ends[::-1], IonotropicSynapse())
    return network


def radius(module: Any) -> list[float]:
    return module.nodes["radius"].tolist()


def test_what_a_value_may_be(cell: sx.Cell) -> None:
    cell.set("radius", 2)
    assert radius(cell) == [2.0] * 6
    cell.branch(1).set("radius", [3.0, 4.0])
    assert radius(cell) == [2.0, 2.0, 3.0, 4.0, 2.0, 2.0]
    cell.set("radius", cell.nodes["radius"] * 2)
    assert radius(cell) == [4.0, 4.0, 6.0, 8.0, 4.0, 4.0]
    cell.set("radius", lambda nodes: nodes["radius"] / 2)
    assert radius(cell) == [2.0, 2.0, 3.0, 4.0, 2.0, 2.0]
    cell.branch(1).set("radius", cell.to_xarray()["radius"][::-1] + 1.0)
    assert radius(cell) == [2.0, 2.0, 4.0, 5.0, 2.0, 2.0]


def test_a_series_is_aligned_by_its_index(cell: sx.Cell) -> None:
    series = cell.nodes["radius"] + np.arange(6)
    cell.branch(2).set("radius", series)
    assert radius(cell)[4:] == [5.0, 6.0]
    cell.set("radius", series.iloc[::-1])
    assert radius(cell) == [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    cell.branch(2).set("radius", series.iloc[:2].reset_index(drop=True))
    assert radius(cell)[4:] == [1.0, 2.0]


def test_a_labelled_array_is_aligned_by_its_places(net: sx.Network) -> None:
    values = net.to_xarray()["radius"] + np.arange(12)
    net.cell(1).branch(1).set("radius", values)
    assert net.cell(1).branch(1).nodes["radius"].tolist() == [9.0, 10.0]
    net.cell(1).branch(2).set("radius", values.drop_vars("node"))
    assert net.cell(1).branch(2).nodes["radius"].tolist() == [11.0, 12.0]
    with pytest.raises(EmptySelection, match="compartment 6"):
        net.cell(1).set("radius", values.isel(site=slice(0, 6)))
    with pytest.raises(ShapeMismatch, match="one dimension"):
        net.set("radius", values.expand_dims("sweep"))


def test_only_places_that_have_the_key_are_set(cell: sx.Cell) -> None:
    cell.branch(1).insert(HH())
    cell.set("HH_gNa", [1.0, 2.0])
    assert cell.branch(1).nodes["HH_gNa"].tolist() == [1.0, 2.0]
    cell.set("HH_gNa", np.arange(6.0))
    assert cell.branch(1).nodes["HH_gNa"].tolist() == [2.0, 3.0]
    cell.set("HH_gNa", cell.nodes["HH_gNa"] * 2)
    assert cell.branch(1).nodes["HH_gNa"].tolist() == [4.0, 6.0]
    with pytest.raises(EmptySelection, match="None of the 2 compartments"):
        cell.branch(0).set("HH_gNa", 1.0)


def test_a_new_radius_makes_a_cylinder(cell: sx.Cell) -> None:
    cell.branch(0).comp(0).set("radius", 2.0)
    row = cell.nodes.iloc[0]
    assert row["area"] == 2 * np.pi * 2.0 * 10.0
    assert row["volume"] == np.pi * 4.0 * 10.0
    assert row["resistive_load_in"] == row["resistive_load_out"] == 5.0 / (np.pi * 4.0)


def test_a_traced_shape_is_replaced_with_a_warning() -> None:
    cell = sx.read_swc(shipped("y"), ncomp=2)
    with pytest.warns(sx.errors.SpineaxWarning, match="traced shape of 2 compartments"):
        cell.branch(0).set("radius", 3.0)


def test_annotations(cell: sx.Cell) -> None:
    cell.set("dist", np.arange(6.0))
    assert cell.nodes["dist"].tolist() == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]
    cell.branch(0).set("dist", 7.0)
    assert cell.branch(0).nodes["dist"].tolist() == [7.0, 7.0]
    cell.branch(1).set("mark", [1.0, 2.0])
    cell.branch(2).set("mark", lambda nodes: nodes["dist"])
    marks = cell.nodes["mark"]
    assert marks[2:].tolist() == [1.0, 2.0, 4.0, 5.0] and marks[:2].isna().all()
    # What somebody wrote beside the model changes no run.
    np.testing.assert_array_equal(sx.integrate(cell, t_max=0.5), sx.integrate(sx.Cell(
        sx.Branch(ncomp=2), parents=[-1, 0, 0]), t_max=0.5))  # fmt: skip


def test_annotations_of_synapses(net: sx.Network) -> None:
    net.set("delay", [1.0, 2.0, 3.0])
    assert net.edges["delay"].tolist() == [1.0, 2.0, 3.0]
    net.IonotropicSynapse.set("delay", 5.0)
    assert net.edges["delay"].tolist() == [5.0, 2.0, 5.0]
    net.ConductanceSynapse.set("strength", lambda edges: edges["pre_index"] * 1.0)
    assert net.edges["strength"].tolist()[1] == 6.0
    # It spreads to other synapses, as annotations of compartments do.
    net.edge(0).set("strength", 2.0)
    assert net.edges["strength"][:2].tolist() == [2.0, 6.0]
    net.edge(1).set("strength", np.nan)
    assert net.edges["strength"].isna().tolist() == [False, True, True]


@pytest.mark.parametrize("name", ["local_comp_index", "pre_index", "type", "site", "cell"])
def test_annotations_leave_the_labels_of_places_alone(net: sx.Network, name: str) -> None:
    with pytest.raises(NameClash, match="No annotation can be called"):
        net.set(name, np.arange(12.0))
    with pytest.raises(NameClash, match="No group can be called"):
        net.add_to_group(name)


def test_annotations_hold_numbers(net: sx.Network) -> None:
    for words in (["a"] * 12, np.array(["a"] * 12), lambda nodes: nodes["radius"].astype(str)):
        with pytest.raises(BadType, match=r"not words as .*add_to_group"):
            net.set("kind", words)
    net.set("thick", net.nodes["radius"] > 0.5)
    assert net.nodes["thick"].tolist() == [1.0] * 12
    with pytest.raises(BadType, match="takes numbers"):
        net.set("radius", 1.0 + 2.0j)
    net.cell(0).add_to_group("some")
    with pytest.raises(EmptySelection, match="No compartments are in view"):
        net.cell(1).some.set("mark", [])


def test_values_are_no_attributes(net: sx.Network) -> None:
    net.add_to_group("every")
    for name, hint in (
        ("radius", r"nodes\['radius'\].*set\('radius'"),
        ("IonotropicSynapse_gS", r"edges\['IonotropicSynapse_gS'\]"),
        ("every", r"every\.set"),
    ):
        with pytest.raises(UnknownAttribute, match=hint):
            setattr(net.cell(0), name, 2.0)
    with pytest.raises(UnknownAttribute, match=r"Read it as nodes\['radius'\]"):
        _ = net.radius
    with pytest.raises(UnknownAttribute, match="Did you mean 'radius'"):
        _ = net.raduis
    net.title = "what users call it"  # type: ignore[attr-defined]
    assert net.copy().title == "what users call it"  # type: ignore[attr-defined]


def test_synaptic_parameters(net: sx.Network) -> None:
    net.set("IonotropicSynapse_gS", [1e-4, 2e-4])
    assert net.IonotropicSynapse.edges["IonotropicSynapse_gS"].tolist() == [1e-4, 2e-4]
    net.select(edges=[2]).set("IonotropicSynapse_gS", 3e-4)
    net.set("IonotropicSynapse_gS", lambda edges: edges["IonotropicSynapse_gS"] * 2)
    assert net.IonotropicSynapse.edges["IonotropicSynapse_gS"].tolist() == [2e-4, 6e-4]
    with pytest.raises(EmptySelection, match="None of the 1 synapses"):
        net.ConductanceSynapse.set("IonotropicSynapse_gS", 1.0)


def test_node_columns_come_to_the_edges(net: sx.Network) -> None:
    net.cell(1).set("radius", 4.0)
    assert net.copy_node_property_to_edges(["radius", "global_cell_index"]) is net
    assert net.edges["pre_radius"].tolist() == [1.0, 4.0, 4.0]
    assert net.edges.query("post_global_cell_index == 0").index.tolist() == [1, 2]
    view = net.cell(0).copy_node_property_to_edges("length", "pre")
    assert "pre_length" not in net.edges and type(view) is sx.View
    with pytest.raises(UnknownName, match="end of a synapse"):
        net.copy_node_property_to_edges("radius", "middle")


@pytest.mark.parametrize(
    ("key", "value", "error"),
    [
        ("radius", -1.0, BadArgument),
        ("length", 0.0, BadArgument),
        ("capacitance", float("nan"), BadArgument),
        ("axial_resistivity", float("inf"), BadArgument),
        ("v", float("nan"), BadArgument),
        ("radius", [1.0, 2.0], ShapeMismatch),
        ("radius", np.ones((2, 3)), ShapeMismatch),
        ("radius", "wide", BadType),
        ("raduis", 1.0, UnknownName),
        ("my distance", np.ones(6), BadArgument),
        ("set", np.ones(6), NameClash),
        ("radius", lambda nodes: nodes["nothing"], BadArgument),
        (3, 1.0, BadType),
    ],
)
def test_bad_values(cell: sx.Cell, key: Any, value: Any, error: type[SpineaxError]) -> None:
    before = cell._ref.value
    with pytest.raises(error):
        cell.set(key, value)
    assert cell._ref.value is before


def test_tables_are_snapshots(cell: sx.Cell) -> None:
    table = cell.nodes
    table["radius"] = 99.0
    assert radius(cell) == [1.0] * 6


def test_shared_names_survive_a_second_mechanism(cell: sx.Cell) -> None:
    cell.insert(K())
    cell.set("vt", -55.0)
    cell.insert(Na())
    assert cell.nodes["vt"].tolist() == [-55.0] * 6
    cell.delete(K())
    assert cell.nodes["vt"].tolist() == [-55.0] * 6


def test_show_chooses_columns(cell: sx.Cell) -> None:
    cell.insert(HH())
    shown = cell.show(["HH_gNa", "radius"])
    assert list(shown.columns)[-2:] == ["HH_gNa", "radius"]
    assert "HH_m" not in cell.show(states=False) and "HH_gNa" in cell.show(states=False)
    assert list(cell.show("HH_m", indices=False, params=False).columns) == ["HH_m"]
    assert "HH" in cell.show(channel_names=["HH"])
    with pytest.raises(UnknownName):
        cell.show("HH_gNaa")
