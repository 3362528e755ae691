"""Tables say what the model holds, and what they give can be set again."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import spineax as sx
from spineax.channels import HH, Leak
from spineax.testing.cells import cells, layouts

KEYS = ("length", "radius", "axial_resistivity", "capacitance", "v", "HH_gNa", "HH_m", "Leak_gLeak")


@st.composite
def models(draw: st.DrawFn) -> sx.Network:
    """Draw a network with two mechanisms in some branches, and a group."""
    net = sx.Network(draw(st.lists(cells(), min_size=1, max_size=2)))
    branch = st.integers(0, net.shape[1] - 1)
    everywhere = net.scope("global")
    everywhere.branch(draw(branch)).insert(HH())
    everywhere.branch(draw(branch)).insert(Leak())
    everywhere.branch(draw(branch)).add_to_group("some")
    return net


@given(st.data(), models())
def test_setting_what_the_table_says_changes_nothing(data: st.DataObject, net: Any) -> None:
    key, before = data.draw(st.sampled_from(KEYS)), net.nodes
    net.set(key, before[key])
    after = net.nodes
    columns = [c for c in before.columns if c not in ("area", "volume")]
    assert after[columns].equals(before[columns])
    # Cylinders from the same length and radius.
    np.testing.assert_allclose(after["area"], before["area"], rtol=1e-15)


@given(models())
def test_labels_give_the_same_numbers_as_the_table(net: Any) -> None:
    table, data = net.nodes, net.to_xarray()
    for key in KEYS:
        np.testing.assert_array_equal(data[key], table[key])
    for name in ("HH", "Leak", "some"):
        np.testing.assert_array_equal(data[name], table[name])
        assert getattr(net, name).nodes.index.tolist() == table.index[table[name]].tolist()
    other = net.copy()
    other.set("v", 0.0)
    other.set_from(data)
    assert other.nodes.equals(table)


@given(models())
def test_values_are_there_where_the_mechanism_is(net: Any) -> None:
    table = net.nodes
    for name, key in (("HH", "HH_gNa"), ("Leak", "Leak_gLeak")):
        assert (table[key].notna() == table[name]).all()


@given(models())
def test_local_and_global_indices_say_the_same(net: Any) -> None:
    table = net.nodes
    assert table["local_cell_index"].equals(table["global_cell_index"])
    first = table.groupby("global_cell_index")["global_branch_index"].transform("min")
    assert (table["global_branch_index"] - first == table["local_branch_index"]).all()
    first = table.groupby("global_branch_index")["global_comp_index"].transform("min")
    assert (table["global_comp_index"] - first == table["local_comp_index"]).all()


@given(layouts())
def test_layouts_are_forests(layout: Any) -> None:
    joints = layout.joints
    assert len(joints.edge_i) == joints.n_nodes - 1
    degree = np.bincount(np.concatenate([joints.edge_i, joints.edge_j]), minlength=joints.n_nodes)
    assert (degree[layout.n :] >= 2).all()
    assert layout.n == 1 or (degree[: layout.n] >= 1).all()


@given(cells(), st.integers(1, 5))
def test_cutting_keeps_totals(cell: Any, ncomp: int) -> None:
    """For any number of compartments [I37]."""
    before = cell.nodes.groupby("global_branch_index")[["length", "area", "volume"]].sum()
    cell.set_ncomp(sx.morphology.Fixed(ncomp))
    after = cell.nodes.groupby("global_branch_index")[["length", "area", "volume"]].sum()
    np.testing.assert_allclose(after, before, rtol=1e-12)
