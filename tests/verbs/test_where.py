"""Choosing parts of a model."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import numpy as np
import pandas as pd
import pytest

import spineax as sx
from spineax.channels import HH, Leak
from spineax.errors import (
    BadArgument,
    BadType,
    EmptySelection,
    NameClash,
    StaleView,
    UnknownAttribute,
    UnknownName,
)
from spineax.synapses import ConductanceSynapse, IonotropicSynapse


@pytest.fixture
def net() -> sx.Network:
    """Three cells of branches with 2, 4 and 3 compartments: comps 0-8, 9-17, 18-26."""
    cell = sx.Cell([sx.Branch(ncomp=k) for k in (2, 4, 3)], parents=[-1, 0, 0])
    return sx.Network([cell] * 3)


def comps(view: Any) -> list[int]:
    return view.nodes.index.tolist()


@pytest.mark.parametrize(
    ("index", "cells"),
    [
        (1, [1]),
        (-1, [2]),
        (np.int64(2), [2]),
        ([0, 2], [0, 2]),
        ([2, 0, 2], [2, 0]),
        (slice(None, None, -1), [2, 1, 0]),
        (range(2), [0, 1]),
        (slice(1, None), [1, 2]),
        (slice(None, None, 2), [0, 2]),
        (np.array([1]), [1]),
        (pd.Index([0, 1]), [0, 1]),
        (np.array([False, False, True]), [2]),
        ([True, False, True], [0, 2]),
        ("all", [0, 1, 2]),
    ],
)
def test_what_an_index_may_be(net: sx.Network, index: Any, cells: list[int]) -> None:
    assert net.cell(index).nodes["global_cell_index"].unique().tolist() == cells


def test_local_indices_count_in_view(net: sx.Network) -> None:
    assert comps(net.cell([1, 2]).cell(1)) == list(range(18, 27))
    assert comps(net.branch(0)) == [0, 1, 9, 10, 18, 19]
    assert comps(net.comp(-1)) == [1, 5, 8, 10, 14, 17, 19, 23, 26]
    assert comps(net.cell(1).branch(1).comp(3)) == [14]
    # Branches without a third compartment have no part in the view.
    assert comps(net.cell(0).comp(2)) == [4, 8]
    assert comps(net.cell(0).comp([0, 1]).branch(1).comp(1)) == [3]


def test_global_indices_count_everywhere(net: sx.Network) -> None:
    everywhere = net.scope("global")
    assert comps(everywhere.branch(4)) == [11, 12, 13, 14]
    assert comps(everywhere.comp([26, 0])) == [26, 0]
    assert comps(everywhere.branch(4).scope("local").comp(0)) == [11]
    with pytest.raises(EmptySelection, match="is in view"):
        everywhere.cell(0).branch(4)
    net.set_scope("global")
    assert comps(net.comp(10)) == [10]
    net.set_scope("local")
    assert comps(net.cell(0).comp(0)) == [0, 2, 6]


def test_locations_are_found_in_every_branch(net: sx.Network) -> None:
    assert comps(net.cell(0).loc(0.0)) == [0, 2, 6]
    assert comps(net.cell(0).loc(1.0)) == [1, 5, 8]
    # A location on a border belongs to the lower compartment.
    assert comps(net.cell(0).loc(0.5)) == [0, 3, 7]
    assert comps(net.cell(0).loc([0.0, 0.3])) == [0, 2, 3, 6]
    assert comps(net.cell(0).loc("all")) == list(range(9))
    assert net.cell(0).branch(1).loc(0.75).nodes["global_comp_index"].tolist() == [4]
    with pytest.raises(BadArgument, match="from 0 to 1"):
        net.loc(1.5)


def test_lazy_indices(net: sx.Network) -> None:
    assert comps(net[1, 2, 0]) == [15]
    assert comps(net[:, 0]) == comps(net.branch(0))
    assert comps(net.cell(2)[0, 1]) == [19]
    assert comps(net.cell(2).branch(0)[1]) == [19]
    assert comps(net["all", 0, 0]) == [0, 9, 18]
    with pytest.raises(BadArgument, match="Too many indices"):
        net[0, 0, 0, 0]
    net.cell(0).add_to_group("first")
    for view in (net.first, net.loc(0.0), net.comp(0), net.select(nodes=[0])):
        with pytest.raises(BadType, match="cannot be indexed"):
            view[0]


def test_iteration(net: sx.Network) -> None:
    assert [len(cell.nodes) for cell in net] == [9, 9, 9]
    assert [len(branch.nodes) for branch in net.cell(0)] == [2, 4, 3]
    assert [comps(c) for c in net.cell(0).branch(0)] == [[0], [1]]
    # In the local scope there is one view for each local index.
    assert comps(next(iter(net.branches))) == [0, 1, 9, 10, 18, 19]
    assert len(list(net.scope("global").comps)) == 27
    assert len(net) == 3 and len(net.cell(0)) == 3 and len(net.cell(0).branch(1)) == 4
    with pytest.raises(BadType, match="cannot be iterated"):
        list(net.loc(0.0))
    with pytest.raises(BadType, match="no cells"):
        list(net.cell(0).copy(as_module=True).cells)


def test_shapes(net: sx.Network) -> None:
    assert net.shape == (3, 9, 27)
    assert net.cell(0).shape == (1, 3, 9)
    assert net.cell(0).branch(0).shape == (1, 1, 2)
    assert sx.Compartment().shape == ()
    assert sx.Branch(ncomp=3).shape == (3,)


def test_selections_keep_their_order(net: sx.Network) -> None:
    assert comps(net.select(nodes=[5, 0, 5])) == [5, 0, 5]
    assert comps(net.select(nodes=[5, 0], sorted=True)) == [0, 5]
    mask = (net.nodes["global_branch_index"] == 4).to_numpy()
    assert comps(net.select(nodes=mask)) == [11, 12, 13, 14]
    assert comps(net.cell(1).select(nodes=[9])) == [9]
    with pytest.raises(EmptySelection, match="not in view"):
        net.cell(1).select(nodes=[0])
    with pytest.raises(BadArgument, match="nothing was given"):
        net.select()


def test_levels_keep_their_order(net: sx.Network) -> None:
    view = net.cell([2, 0])
    assert comps(view) == [*range(18, 27), *range(9)]
    assert view.nodes["local_cell_index"].unique().tolist() == [0, 1]
    assert comps(view.cell(0)) == list(range(18, 27))
    assert comps(view.branch([1, 0]).comp([-1, 0])) == [23, 20, 19, 18, 5, 2, 1, 0]
    assert comps(view.loc([0.9, 0.0]).branch(0)) == [19, 18, 1, 0]
    assert [comps(cell)[0] for cell in view.cells] == [18, 0]
    assert view.ncomp_per_branch.tolist() == [2, 4, 3] * 2
    assert [len(points) for points in view.comp([0, 1]).xyzr] == [2] * 6
    view.branch(0).comp(0).set("radius", [3.0, 2.0])
    assert net.nodes["radius"][[0, 18]].tolist() == [2.0, 3.0]
    view.make_trainable("length", [5.0, 6.0], verbose=False)
    assert net.indices_set_by_trainables[0][0].tolist() == list(range(18, 27))
    with pytest.raises(EmptySelection, match="no branch 7"):
        net.cell(0).branch([-1, 7])


def test_ends_are_connected_in_the_order_of_their_views(net: sx.Network) -> None:
    ends = (net.cell(cells).branch(0).comp(0) for cells in ([2, 1], [0, 2]))
    sx.connect(*ends, IonotropicSynapse())
    assert net.edges[["pre_index", "post_index"]].to_numpy().tolist() == [[18, 0], [9, 18]]
    assert net.edge([1, 0]).edges.index.tolist() == [1, 0]
    assert net.edge([1, 0]).IonotropicSynapse.edges.index.tolist() == [1, 0]


def test_places_that_are_in_view_twice(net: sx.Network, capsys: pytest.CaptureFixture[str]) -> None:
    view = net.select(nodes=[5, 0, 5])
    view.record()
    assert net.rec_indices.tolist() == [5, 0]
    assert "Added 2 recordings of 'v'. 1 were recorded already." in capsys.readouterr().out
    view.set("radius", [1.0, 2.0, 3.0])
    assert net.nodes["radius"][[0, 5]].tolist() == [2.0, 3.0]
    with pytest.raises(BadArgument, match="in view twice"):
        view.make_trainable("radius", verbose=False)


def test_views_of_groups_and_mechanisms_intersect(net: sx.Network) -> None:
    net.cell([0, 1]).add_to_group("exc")
    net.branch(0).add_to_group("stem")
    net.cell(1).insert(HH())
    assert comps(net.exc.stem) == [0, 1, 9, 10]
    assert comps(net.stem.HH) == [9, 10]
    assert comps(net.exc.cell(1).branch(1)) == [11, 12, 13, 14]
    assert net.group_names == ["exc", "stem"]


def test_a_mechanism_that_is_absent_gives_an_empty_view_that_says_so(net: sx.Network) -> None:
    net.cell(0).insert(HH())
    absent = net.cell(1).HH
    assert len(absent.nodes) == 0 and absent.shape == (0, 0, 0)
    assert "nothing is in view" in repr(absent)
    for attempt in (
        lambda: absent.set("HH_gNa", 1.0),
        lambda: absent.record(verbose=False),
        lambda: absent.insert(Leak()),
        lambda: absent.delete(HH()),
        lambda: absent.add_to_group("none"),
        lambda: absent.stimulate(np.ones(3), verbose=False),
        lambda: absent.make_trainable("radius", verbose=False),
        lambda: absent.cell(0),
        lambda: absent.copy(as_module=True),
        lambda: absent.vis(),
    ):
        before = net._ref.value
        with pytest.raises(EmptySelection):
            attempt()
        assert net._ref.value is before


def test_synapses_are_viewed_by_their_own_numbers(net: sx.Network) -> None:
    ends = [net.cell(k).branch(0).loc(0.0) for k in range(3)]
    sx.connect(ends[0], ends[1], IonotropicSynapse())
    sx.connect(ends[0], ends[2], ConductanceSynapse())
    sx.connect(ends[1], ends[2], IonotropicSynapse())
    assert net.edge(1).edges.index.tolist() == [1]
    assert net.edge(-1).edges.index.tolist() == [2]
    assert net.IonotropicSynapse.edge(1).edges.index.tolist() == [2]
    assert net.IonotropicSynapse.scope("global").edge(2).edges.index.tolist() == [2]
    assert net.select(edges=[2, 0]).edges.index.tolist() == [2, 0]
    assert comps(net.edge(2)) == [9, 18]
    assert net.cell([0, 1]).edges.index.tolist() == [0]
    assert net.cell([0, 1]).synapse_names == ["IonotropicSynapse"]
    with pytest.raises(EmptySelection):
        net.edge(3)


def test_one_index_space(net: sx.Network) -> None:
    mask = np.zeros(3, dtype=bool)
    mask[2] = True
    assert comps(net.cell(mask)) == list(range(18, 27))
    assert (net.nodes.index == net.nodes["global_comp_index"]).all()


@pytest.mark.parametrize(
    ("attempt", "error"),
    [
        (lambda net: net.cell(3), EmptySelection),
        (lambda net: net.cell(-4), EmptySelection),
        (lambda net: net.cell(1.0), BadType),
        (lambda net: net.cell("some"), BadArgument),
        (lambda net: net.cell([]), EmptySelection),
        (lambda net: net.cell(slice(5, 9)), EmptySelection),
        (lambda net: net.cell(np.zeros(3, dtype=bool)), EmptySelection),
        (lambda net: net.cell(np.ones(2, dtype=bool)), EmptySelection),
        (lambda net: net.cell(None), BadType),
        (lambda net: net.scope("everywhere"), UnknownName),
        (lambda net: sx.Cell().cell(0), BadType),
        (lambda net: sx.Branch().branch(0), BadType),
    ],
)
def test_bad_indices(net: sx.Network, attempt: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        attempt(net)


def test_unknown_attributes_are_errors_with_advice(net: sx.Network) -> None:
    net.insert(HH())
    with pytest.raises(UnknownAttribute, match="Did you mean 'insert'"):
        net.insrt  # noqa: B018
    assert not hasattr(net, "nonexistent")
    assert {"HH", "cell", "set"} <= set(dir(net))
    with pytest.raises(UnknownAttribute, match="cannot be assigned"):
        net.nodes = 3
    with pytest.raises(NameClash, match="verb"):
        net.add_to_group("record")
    with pytest.raises(NameClash, match="mechanism"):
        net.add_to_group("HH")


def test_views_see_later_edits(net: sx.Network) -> None:
    view = net.cell(0).branch(0)
    net.set("radius", 3.0)
    assert view.nodes["radius"].tolist() == [3.0, 3.0]
    with net.cell(1) as second:
        second.set("radius", 4.0)
    assert net.nodes["radius"].tolist() == [3.0] * 9 + [4.0] * 9 + [3.0] * 9


def test_views_of_compartments_end_with_their_compartments() -> None:
    cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0])
    of_comps, of_branch = cell.branch(0).comp(0), cell.branch(1)
    cell.branch(0).set_ncomp(4)
    with pytest.raises(StaleView, match="Take it again"):
        of_comps.nodes  # noqa: B018
    assert comps(of_branch) == [4, 5]
    assert len(cell.nodes) == 6


def test_copies_are_apart(net: sx.Network) -> None:
    view = net.cell(1)
    for other in (net.copy(), copy.deepcopy(net), pickle.loads(pickle.dumps(net))):
        other.set("radius", 9.0)
        assert type(other) is sx.Network
    for other in (view.copy(), copy.deepcopy(view), pickle.loads(pickle.dumps(view))):
        other.set("radius", 9.0)
        assert comps(other) == comps(view)
    assert (net.nodes["radius"] == 1.0).all()
    assert comps(view.copy(reset_index=True)) == list(range(9))


def test_reprs_tell_what_is_in_view(net: sx.Network) -> None:
    net.cell(0).insert(HH())
    net.cell(0).add_to_group("first")
    net.cell(0).record(verbose=False)
    net.cell(0).make_trainable("radius", verbose=False)
    text = repr(net.cell(0))
    for word in ("View", "9 compartments", "HH (9)", "first (9)", "v (9)", "radius (1)"):
        assert word in text
    assert "HH" not in repr(net.cell(1)) and "trainables" not in repr(net.cell(1))
    assert text.startswith("<View of Network>\n") and repr(net).startswith("<Network>\n")
    assert net.cell(0).view._repr_html_().count("<tr>") == len(text.splitlines()) - 1
    assert "<strong>View of Network</strong>" in net.cell(0)._repr_html_()
    assert "<table>" in net._repr_html_()


def test_long_reprs_are_wrapped(net: sx.Network) -> None:
    for k in range(30):
        net.cell(0).add_to_group(f"a_group_of_number_{k}")
    lines = repr(net).splitlines()
    assert max(map(len, lines)) <= 100 and len(lines) > 5
    assert "".join(lines).count("a_group_of_number_") == 30
