"""Moving, turning and arranging what is drawn, and drawing it."""

from __future__ import annotations

from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest

import spineax as sx
from spineax.channels import HH
from spineax.errors import (
    BadArgument,
    BadType,
    EmptySelection,
    ShapeMismatch,
    SpineaxWarning,
    UnknownName,
)
from spineax.morphology import shipped
from spineax.synapses import IonotropicSynapse

AXES = ["x", "y", "z"]


def xyz(module: Any) -> np.ndarray:
    return module.nodes[AXES].to_numpy()


@pytest.fixture
def cell() -> sx.Cell:
    return sx.read_swc(shipped("y"), ncomp=3)


@pytest.fixture(autouse=True)
def close() -> Any:
    yield
    plt.close("all")


def test_moving_takes_everything_along(cell: sx.Cell) -> None:
    before, points = xyz(cell), cell.xyzr
    cell.move(1.0, 2.0, 3.0)
    np.testing.assert_allclose(xyz(cell) - before, np.tile([1.0, 2.0, 3.0], (len(before), 1)))
    np.testing.assert_allclose(cell.xyzr[1][:, :3] - points[1][:, :3], [[1.0, 2.0, 3.0]] * len(
        points[1]))  # fmt: skip
    cell.set_ncomp(sx.morphology.Fixed(3))
    centres = xyz(cell)
    cell.compute_compartment_centers()
    np.testing.assert_allclose(xyz(cell), centres, atol=1e-9)


def test_parts_move_alone(cell: sx.Cell) -> None:
    before = xyz(cell)
    cell.branch(1).move(z=5.0)
    shifted = (xyz(cell) - before)[:, 2]
    assert set(shifted[3:6].round(9)) == {5.0} and not shifted[[0, 1, 2, 6]].any()


def test_moving_to_a_place(cell: sx.Cell) -> None:
    net = sx.Network([cell] * 3)
    net.move_to(100.0, 0.0, -5.0)
    np.testing.assert_allclose(net.xyzr[0][0, :3], [100.0, 0.0, -5.0])
    net.move_to([0.0, 10.0, 20.0], 0.0, 0.0)
    starts = [net.cell(k).xyzr[0][0, 0] for k in range(3)]
    np.testing.assert_allclose(starts, [0.0, 10.0, 20.0], atol=1e-12)
    net.move_to(5.0)
    starts = [net.cell(k).xyzr[0][0, 0] for k in range(3)]
    np.testing.assert_allclose(starts, [5.0, 15.0, 25.0])
    with pytest.raises(ShapeMismatch, match="3 cells"):
        net.move_to([1.0, 2.0])


def test_turning_is_clockwise_about_the_origin(cell: sx.Cell) -> None:
    before = xyz(cell)
    cell.rotate(90.0, "xz")
    np.testing.assert_allclose(
        xyz(cell), np.stack([before[:, 2], before[:, 1], -before[:, 0]], 1), atol=1e-9
    )
    for _ in range(3):
        cell.rotate(90.0, "xz")
    np.testing.assert_allclose(xyz(cell), before, atol=1e-9)
    with pytest.raises(BadArgument, match="rotation axis"):
        cell.rotate(90.0, "xw")


def test_where_a_cell_is_drawn_changes_no_trace(cell: sx.Cell) -> None:
    cell.insert(HH())
    cell.soma.record(verbose=False)
    before = sx.integrate(cell, t_max=0.5)
    cell.move(10.0, 20.0, 30.0)
    cell.rotate(33.0, "yz")
    np.testing.assert_array_equal(sx.integrate(cell, t_max=0.5), before)


def test_layers() -> None:
    net = sx.Network([sx.Cell()] * 3)
    net.arrange_in_layers([1, 2], within_layer_offset=10.0, between_layer_offset=100.0)
    np.testing.assert_allclose(xyz(net)[:, :2], [[5.0, 0.0], [105.0, -5.0], [105.0, 5.0]])
    net.arrange_in_layers([1, 2], 10.0, 100.0, vertical_layers=True)
    np.testing.assert_allclose(xyz(net)[:, :2], [[5.0, 100.0], [0.0, 0.0], [10.0, 0.0]])
    with pytest.raises(ShapeMismatch, match="4 cells in all"):
        net.arrange_in_layers([2, 2])
    with pytest.raises(BadType, match="no cells"):
        sx.Cell().arrange_in_layers([1])


def test_drawing_anew_leaves_traced_branches(cell: sx.Cell) -> None:
    before = cell.xyzr
    cell.compute_xyz()
    assert all((a == b).all() for a, b in zip(before, cell.xyzr, strict=True))
    built = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0, 0])
    built.set("length", 30.0)
    built.compute_xyz()
    np.testing.assert_allclose(built.xyzr[0][-1, :3], [60.0, 0.0, 0.0])
    np.testing.assert_allclose(xyz(built)[0], [15.0, 0.0, 0.0])


@pytest.mark.parametrize("kind", ["line", "scatter", "comp", "morph", "dendrogram"])
def test_pictures_have_axes_in_um(cell: sx.Cell, kind: str) -> None:
    ax = cell.vis(type=kind)
    assert ax.get_ylabel().endswith("um")
    assert kind == "dendrogram" or ax.get_aspect() in ("equal", 1.0)


@pytest.mark.parametrize("kind", ["line", "scatter", "comp", "morph"])
def test_pictures_in_space(cell: sx.Cell, kind: str) -> None:
    assert cell.vis(type=kind, dims=(0, 1, 2)).name == "3d"


@pytest.mark.parametrize(
    "build", [sx.Compartment, lambda: sx.Branch(ncomp=3), lambda: sx.Network([sx.Cell()])]
)
def test_every_kind_can_be_drawn(build: Any) -> None:
    assert build().vis().get_xlabel() == "x / um"


def colours(ax: Any) -> np.ndarray:
    return np.concatenate([c.get_color() for c in ax.collections])


def test_colours_by_label_are_aligned(cell: sx.Cell) -> None:
    cell.insert(HH())
    cell.record(verbose=False)
    data = cell.simulate(t_max=0.5)["v"].isel(time=-1)
    values = data.copy(data=np.arange(float(data.size)))
    ax = cell.branch(1).vis(color=values[::-1], vmin=0.0, vmax=float(data.size))
    (bar,) = [a for a in ax.figure.axes if a is not ax]
    assert bar.get_ylabel() == "membrane potential / mV"
    in_order = colours(cell.branch(1).vis(color=np.arange(3.0, 6.0), vmin=0.0, vmax=data.size))
    np.testing.assert_array_equal(colours(ax), in_order)
    group = cell.vis(color=cell.to_xarray()["soma"])
    assert [text.get_text() for text in group.get_legend().get_texts()] == ["soma", "not soma"]
    radius = cell.vis(color=cell.to_xarray()["radius"])
    assert radius.figure.axes[-1].get_ylabel() == "compartment radius / um"
    with pytest.raises(EmptySelection, match="not in view"):
        cell.branch(1).vis(color=values.isel(site=[0]))


def test_networks_show_their_synapses() -> None:
    net = sx.Network([sx.Cell()] * 2)
    ends = (net.cell(k).branch(0).loc(0.0) for k in range(2))
    sx.connect(*ends, IonotropicSynapse())
    with pytest.warns(SpineaxWarning, match="same spot"):
        net.vis()
    net.arrange_in_layers([1, 1])
    lines = len(net.vis().collections)
    assert lines > len(net.cell(0).vis().collections)
    assert net.vis(detail="point", synapse_color={"IonotropicSynapse": "r"}).get_legend()


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"type": "portrait"}, UnknownName),
        ({"dims": (0, 3)}, BadArgument),
        ({"color": "no colour"}, BadArgument),
        ({"color": np.arange(4.5)}, ShapeMismatch),
        ({"linewdith": 3.0}, UnknownName),
    ],
)
def test_pictures_that_cannot_be(
    cell: sx.Cell, options: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        cell.vis(**options)


def test_compartments_begin_where_the_last_one_ends() -> None:
    cell = sx.Cell([sx.Branch(ncomp=k) for k in (2, 3)], parents=[-1, 0])
    starts, ends = cell.compartment_ends()
    assert starts.shape == ends.shape == (5, 3)
    np.testing.assert_array_equal(starts[[1, 3, 4]], ends[[0, 2, 3]])
    np.testing.assert_allclose((starts + ends) / 2, cell.nodes[["x", "y", "z"]], atol=1e-12)
    part = cell.select(nodes=[4, 0]).compartment_ends()
    np.testing.assert_array_equal(part[0], starts[[4, 0]])
