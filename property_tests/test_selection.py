"""Views: what is chosen, what an edit reaches, and what the parts make together."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import spineax as sx
from spineax.errors import SpineaxError
from spineax.plan.selection import Selection
from spineax.testing.cells import cells


@st.composite
def networks(draw: st.DrawFn) -> sx.Network:
    return sx.Network(draw(st.lists(cells(), min_size=1, max_size=3)))


def indices(size: int) -> st.SearchStrategy[Any]:
    """Draw any index that selects something out of ``size`` places."""
    whole = st.integers(-size, size - 1)
    return st.one_of(
        whole,
        st.lists(whole, min_size=1, max_size=4),
        st.just("all"),
        st.builds(slice, st.integers(0, size - 1), st.none()),
        st.lists(st.booleans(), min_size=size, max_size=size).filter(any),
    )


def chosen(index: Any, size: int) -> list[int]:
    """Return what an index selects, as python itself would."""
    every = list(range(size))
    if isinstance(index, str):
        return every
    if isinstance(index, slice):
        return every[index]
    if isinstance(index, int):
        return [every[index]]
    if all(isinstance(entry, bool) for entry in index):
        return [k for k, keep in zip(every, index, strict=True) if keep]
    return list(dict.fromkeys(every[entry] for entry in index))


def comps(view: Any) -> list[int]:
    return view.nodes.index.tolist()


def rows_of(column: Any, wanted: list[int]) -> list[int]:
    """Return the rows of a table that have one of some values, value by value."""
    return [row for value in wanted for row in column.index[column == value]]


@given(st.data(), networks())
def test_levels_select_as_python_does(data: st.DataObject, net: sx.Network) -> None:
    table = net.nodes
    index = data.draw(indices(net.shape[0]))
    wanted = chosen(index, net.shape[0])
    view = net.cell(index)
    assert comps(view) == rows_of(table["global_cell_index"], wanted)
    # Local branches of one cell, then local compartments of one branch.
    cell = net.cell(data.draw(st.integers(0, net.shape[0] - 1)))
    index = data.draw(indices(cell.shape[1]))
    part = cell.branch(index)
    rows = rows_of(cell.nodes["local_branch_index"], chosen(index, cell.shape[1]))
    assert comps(part) == rows
    branch = cell.branch(data.draw(st.integers(0, cell.shape[1] - 1)))
    index = data.draw(indices(branch.shape[2]))
    assert comps(branch.comp(index)) == [comps(branch)[k] for k in chosen(index, branch.shape[2])]


@given(st.data(), networks())
def test_global_indices_are_those_of_the_tables(data: st.DataObject, net: sx.Network) -> None:
    everywhere, table = net.scope("global"), net.nodes
    for level, size in zip(("cell", "branch", "comp"), net.shape, strict=True):
        index = data.draw(indices(size))
        rows = rows_of(table[f"global_{level}_index"], chosen(index, size))
        assert comps(getattr(everywhere, level)(index)) == rows


@given(st.data(), networks(), st.floats(0.0, 1.0))
def test_a_location_lies_in_its_compartment(
    data: st.DataObject, net: sx.Network, at: float
) -> None:
    view = net.cell(data.draw(indices(net.shape[0])))
    found = view.loc(at).nodes
    per_branch = view.nodes.groupby("global_branch_index").size()
    assert len(found) == len(per_branch)
    local = (
        found["global_comp_index"]
        - view.nodes.groupby("global_branch_index")["global_comp_index"]
        .transform("min")
        .loc[found.index]
    )
    ncomp = per_branch.loc[found["global_branch_index"]].to_numpy()
    # A border belongs to the lower compartment.
    assert ((local <= at * ncomp) & (at * ncomp <= local + 1 + 1e-9)).all()


@given(st.data(), networks(), st.floats(0.1, 10.0))
def test_setting_on_a_view_reaches_the_view_alone(
    data: st.DataObject, net: sx.Network, value: float
) -> None:
    """[I40]."""
    view = net.cell(data.draw(indices(net.shape[0]))).branch(0)
    before = net.nodes
    view.set("capacitance", value)
    after = net.nodes
    inside = after.index.isin(comps(view))
    assert (after["capacitance"][inside] == value).all()
    assert after[~inside].equals(before[~inside])
    assert after.drop(columns="capacitance").equals(before.drop(columns="capacitance"))


@given(networks())
def test_disjoint_views_make_the_whole(net: sx.Network) -> None:
    """[I40]."""
    everywhere = net.scope("global")
    for parts in (everywhere.cells, everywhere.branches, everywhere.comps):
        seen = [comps(part) for part in parts]
        assert sorted(k for part in seen for k in part) == list(range(net.shape[2]))
    assert sum(len(cell.xyzr) for cell in net.cells) == len(net.xyzr)


@given(st.data(), networks(), st.floats(0.1, 10.0))
def test_a_view_of_everything_is_the_module(
    data: st.DataObject, net: sx.Network, value: float
) -> None:
    other = net.copy()
    net.set("radius", value)
    other.cell("all").branch("all").comp("all").set("radius", value)
    assert net.nodes.equals(other.nodes)
    assert net.view.nodes.equals(net.nodes)


@given(st.data(), networks())
def test_narrowing_twice_is_intersecting(data: st.DataObject, net: sx.Network) -> None:
    one, other = (data.draw(indices(net.shape[2])) for _ in range(2))
    net.scope("global").comp(one).add_to_group("one")
    net.scope("global").comp(other).add_to_group("other")
    both = sorted(set(comps(net.one)) & set(comps(net.other)))
    assert comps(net.one.other) == comps(net.other.one) == both
    cell = data.draw(st.integers(0, net.shape[0] - 1))
    in_cell = [k for k in comps(net.one) if k in comps(net.cell(cell))]
    assert comps(net.cell(cell).one) == in_cell
    if in_cell:
        assert comps(net.one.scope("global").cell(cell)) == in_cell


@given(st.data(), networks())
def test_order_of_independent_edits_is_irrelevant(data: st.DataObject, net: sx.Network) -> None:
    other = net.copy()
    view = data.draw(indices(net.shape[0]))
    net.cell(view).set("capacitance", 3.0)
    net.set("v", -50.0)
    other.set("v", -50.0)
    other.cell(view).set("capacitance", 3.0)
    assert net.nodes.equals(other.nodes)


@given(st.data(), networks())
def test_a_part_on_its_own_has_the_values_of_the_view(data: st.DataObject, net: sx.Network) -> None:
    view = net.select(nodes=data.draw(indices(net.shape[2])))
    part = view.copy(as_module=True)
    ordered = net.nodes.loc[np.unique(comps(view))]
    for key in ("radius", "length", "area", "v"):
        assert part.nodes[key].tolist() == ordered[key].tolist()


@given(st.data(), networks(), st.integers(-100, 100))
def test_what_is_out_of_range_is_refused(data: st.DataObject, net: sx.Network, index: int) -> None:
    for level, size in zip(("cell", "branch", "comp"), net.shape, strict=True):
        view = net.scope("global")
        try:
            found = getattr(view, level)(index)
        except SpineaxError:
            assert not -size <= index < size
        else:
            assert -size <= index < size and len(comps(found)) > 0


def test_selections_know_what_they_are_views_of() -> None:
    net = sx.Network([sx.Cell()] * 2)
    assert net.cell(0)._sel.layout is net._ref.value.layout
    assert isinstance(net._sel, Selection) and net._sel.everything
