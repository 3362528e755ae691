"""Gradients through trainables: pinned values, and central differences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import spineax as sx
from spineax.channels import HH
from spineax.errors import (
    BadArgument,
    EmptySelection,
    ShapeMismatch,
    SpineaxWarning,
    UnknownName,
)
from spineax.morphology import shipped
from spineax.synapses import ConductanceSynapse, IonotropicSynapse


def y_cell() -> sx.Cell:
    cell = sx.Cell(sx.Branch(sx.Compartment(), ncomp=2), parents=[-1, 0, 0])
    cell.insert(HH())
    return cell


def mean_voltage(cell: sx.Cell) -> Callable[[Any], Any]:
    cell.branch(0).loc(0.0).record(verbose=False)
    current = sx.step_current(0.5, 1.0, 0.1, 0.025, 5.0)
    cell.branch(1).loc(0.0).stimulate(current, verbose=False)
    return lambda params: jnp.mean(sx.integrate(cell, params=params))


def test_pinned_gradients() -> None:
    cell = y_cell()
    loss = mean_voltage(cell)
    cell.make_trainable("HH_gNa", verbose=False)
    cell.branch("all").make_trainable("radius", verbose=False)
    cell.make_trainable("axial_resistivity", verbose=False)
    cell.make_trainable("v", verbose=False)
    cell.branch(1).make_trainable("HH_m", verbose=False)
    # The pinned run has 201 samples after the first: one more than the stimulus is long.
    value, slopes = jax.value_and_grad(
        lambda params: jnp.mean(sx.integrate(cell, params=params, t_max=5.025))
    )(cell.get_parameters())
    assert loss is not None
    # Ten digits are pinned; the secant of 1e-3 mV behind them is exact to 1e-7 here.
    close = {"rtol": 1e-7, "atol": 0.0}
    np.testing.assert_allclose(value, -39.98197580925975, **close)
    pinned = [
        ("HH_gNa", [70.50022623]),
        ("radius", [0.7805640136, 0.8439649378, 0.7539366396]),
        ("axial_resistivity", [-2.136116583e-05]),
        ("v", [-0.07601259446]),
        ("HH_m", [-0.7969825698]),
    ]
    for entry, (key, numbers) in zip(slopes, pinned, strict=True):
        np.testing.assert_allclose(entry[key], numbers, **close)


def test_gradient_is_the_central_difference() -> None:
    cell = y_cell()
    # Unequal branches, so that no derivative vanishes by symmetry.
    cell.set("length", [10.0, 10.0, 30.0, 30.0, 70.0, 70.0])
    cell.set("axial_resistivity", 1000.0)
    loss = mean_voltage(cell)
    keys = ["length", "capacitance", "radius", "axial_resistivity"]
    for key in keys:
        cell.branch("all").make_trainable(key, verbose=False)
    start = cell.get_parameters()
    slopes = jax.grad(loss)(start)
    run = jax.jit(loss)
    for row, key in enumerate(keys):
        for k in range(3):
            best = np.inf
            for step in (1e-3, 3e-4, 1e-4, 3e-5):
                h = step * start[row][key][k]
                up, down = ([dict(entry) for entry in start] for _ in range(2))
                up[row][key] = start[row][key].at[k].add(h)
                down[row][key] = start[row][key].at[k].add(-h)
                difference = (run(up) - run(down)) / (2 * h)
                best = min(best, abs(float(difference / slopes[row][key][k]) - 1.0))
            # The best step of a sweep leaves rounding of 1e-16 / step and curvature of step^2.
            assert best < 1e-6, key


def test_params_are_what_set_does() -> None:
    one, other = y_cell(), y_cell()
    loss, _ = mean_voltage(one), mean_voltage(other)
    one.branch(1).make_trainable("radius", verbose=False)
    other.branch(1).set("radius", 2.5)
    with_params = loss([{"radius": jnp.array([2.5])}])
    assert float(with_params) == float(jnp.mean(sx.integrate(other)))


def test_sharing_follows_the_last_accessor() -> None:
    net = sx.Network([sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0, 0])] * 3)
    net.insert(HH())
    net.cell([0, 2]).add_to_group("some")
    counts = {
        "net": (net, 1),
        "cells": (net.cell("all"), 3),
        "two cells": (net.cell([0, 1]), 2),
        "lazy": (net[0], 1),
        "branches": (net.cell("all").branch("all"), 9),
        "first branches": (net[:, 0], 3),
        "one branch": (net.branch(0), 3),
        "comps": (net.cell(0).branch(0).comp("all"), 2),
        "locs": (net.branch(0).loc(0.0), 3),
        "global comp": (net.scope("global").comp([1, 2]), 2),
        "group": (net.some, 1),
        "group of cells": (net.cell("all").some, 1),
        "cells of a group": (net.some.cell("all"), 2),
        "mechanism": (net.HH, 1),
        "selection": (net.select(nodes=[0, 1, 5]), 3),
    }
    for what, (view, expected) in counts.items():
        copy = net.copy()
        part = copy._view(view._sel)
        part.make_trainable("radius", verbose=False)
        assert len(copy.get_parameters()[0]["radius"]) == expected, what
        assert copy.num_trainable_params == expected


def test_labels_share_across_views() -> None:
    net = sx.Network([sx.Cell()] * 4)
    net.make_trainable("radius", by=["a", "b", "a", "c"], verbose=False)
    assert [rows.tolist() for rows in net.indices_set_by_trainables[0]] == [[0, 2], [1], [3]]
    with pytest.raises(ShapeMismatch, match="one label for each"):
        net.make_trainable("radius", by=["a"], verbose=False)


def test_ragged_sharing_touches_nothing_else() -> None:
    branch = sx.Branch(ncomp=4)
    branch.comp([0, 1, 2]).make_trainable("radius", by=[0, 0, 1], verbose=False)
    branch.write_trainables([{"radius": [5.0, 7.0]}])
    assert branch.nodes["radius"].tolist() == [5.0, 5.0, 7.0, 1.0]


def test_initial_values() -> None:
    cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0])
    cell.set("radius", [1.0, 3.0, 5.0, 7.0])
    cell.branch("all").make_trainable("radius", verbose=False)
    assert cell.get_parameters()[0]["radius"].tolist() == [2.0, 6.0]
    cell.branch("all").make_trainable("length", [1.0, 2.0], verbose=False)
    cell.make_trainable("v", -60, verbose=False)
    assert cell.get_parameters()[1]["length"].tolist() == [1.0, 2.0]
    assert cell.get_parameters()[2]["v"].tolist() == [-60.0]
    with pytest.raises(ShapeMismatch):
        cell.branch("all").make_trainable("length", [1.0, 2.0, 3.0], verbose=False)
    with pytest.raises(BadArgument):
        cell.make_trainable("radius", float("nan"), verbose=False)


def test_views_have_their_own_trainables() -> None:
    cell = y_cell()
    cell.branch("all").make_trainable("radius", verbose=False)
    cell.make_trainable("HH_gNa", verbose=False)
    part = cell.branch(1)
    assert [list(entry) for entry in part.get_parameters()] == [["radius"], ["HH_gNa"]]
    assert part.num_trainable_params == 2
    part.delete_trainables()
    assert len(cell.get_parameters()[0]["radius"]) == 2
    cell.delete_trainables()
    assert cell.get_parameters() == []


def test_trainable_synapses() -> None:
    net = sx.Network([sx.Cell()] * 3)
    for post in (1, 2):
        sx.connect(net.cell(0), net.cell(post), IonotropicSynapse())
    sx.connect(net.cell(1), net.cell(2), ConductanceSynapse())
    net.IonotropicSynapse.edge("all").make_trainable("IonotropicSynapse_gS", verbose=False)
    net.make_trainable("ConductanceSynapse_gS", verbose=False)
    params = net.get_parameters()
    assert [len(v) for entry in params for v in entry.values()] == [2, 1]
    net.write_trainables(
        [{"IonotropicSynapse_gS": [1e-3, 2e-3]}, {"ConductanceSynapse_gS": [3e-3]}]
    )
    assert net.edges["IonotropicSynapse_gS"].tolist()[:2] == [1e-3, 2e-3]
    assert np.isnan(net.edges["IonotropicSynapse_gS"][2])
    assert net.edges["ConductanceSynapse_gS"][2] == 3e-3


def test_writing_is_the_identity_for_what_was_read() -> None:
    cell = y_cell()
    cell.set("radius", [1.0, 1.0, 2.0, 2.0, 3.0, 3.0])
    cell.branch("all").make_trainable("radius", verbose=False)
    before = cell.nodes
    cell.write_trainables(cell.get_parameters())
    assert cell.nodes.equals(before)


def test_refusals() -> None:
    cell = y_cell()
    with pytest.raises(UnknownName, match="Did you mean"):
        cell.make_trainable("HH_gNaa", verbose=False)
    cell.branch(0).delete(HH())
    with pytest.raises(EmptySelection, match="Nothing in view"):
        cell.branch(0).make_trainable("HH_gNa", verbose=False)
    cell.make_trainable("radius", verbose=False)
    with pytest.raises(BadArgument, match="get_parameters"):
        cell.write_trainables([{"length": [1.0]}])
    with pytest.raises(ShapeMismatch):
        sx.integrate(cell, params=[{"radius": jnp.ones(2)}], t_max=1.0)


def test_data_set_wins_over_params_and_later_over_earlier() -> None:
    cell = y_cell()
    cell.record(verbose=False)
    cell.make_trainable("radius", verbose=False)
    state = cell.data_set("radius", 5.0, None)
    state = cell.branch(0).data_set("radius", 2.0, state)
    run = sx.integrate(cell, params=[{"radius": jnp.array([9.0])}], param_state=state, t_max=1.0)
    cell.delete_trainables()
    cell.set("radius", [2.0, 2.0, 5.0, 5.0, 5.0, 5.0])
    np.testing.assert_array_equal(run, sx.integrate(cell, t_max=1.0))


def test_a_traced_shape_is_a_cylinder_in_training() -> None:
    cell = sx.read_swc(shipped("pyramidal"), ncomp=1)
    with pytest.warns(SpineaxWarning, match=f"Training 'radius' replaces .* {cell.shape[1]} comp"):
        cell.branch("all").make_trainable("radius", verbose=False)
    cylinders = cell.get_all_parameters(cell.get_parameters())
    area = 2.0 * np.pi * cell.nodes["radius"] * cell.nodes["length"]
    np.testing.assert_allclose(cylinders["area"], area, rtol=1e-12)
    cell.make_trainable("axial_resistivity", verbose=False)
    cell.branch(0).data_set("length", 10.0)


def test_what_no_run_reads_cannot_be_trained() -> None:
    cell = y_cell()
    cell.set("dist", np.arange(6.0))
    net = sx.Network([cell, cell])
    sx.connect(net.cell(0).loc(0.0), net.cell(1).loc(0.0), IonotropicSynapse())
    net.copy_node_property_to_edges("radius")
    for key, why in (("x", "drawn"), ("dist", "annotation"), ("pre_radius", "annotation")):
        with pytest.raises(BadArgument, match=f"{key!r} .*{why}.* no run reads it"):
            net.make_trainable(key, verbose=False)
        with pytest.raises(BadArgument, match="no run reads it"):
            net.data_set(key, 1.0)
