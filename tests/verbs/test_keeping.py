"""Saving, loading, pickling, and labelled parameters."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

import spineax as sx
from spineax.channels import HH, Leak
from spineax.errors import BadArgument, BadMechanism, BadType, EmptySelection, UnknownName
from spineax.mechanisms import Channel
from spineax.morphology import shipped
from spineax.pumps import CaPump
from spineax.synapses import IonotropicSynapse
from spineax.testing import assert_invariants


class Tilted(Channel):
    """A channel of a user, with contents of several kinds."""

    def __init__(self, name: str | None = None, shape: tuple[float, ...] = (1.0, 0.1)) -> None:
        super().__init__(name)
        self.channel_params = {f"{self._name}_g": 1e-4}
        self.current_name = "i_tilted"
        self.shape = shape
        self.notes: dict[str, Any] = {"made": [1, 2.5, None, True], "by": "hand"}

    def compute_current(self, states: Any, params: Any, voltage: Any, delta_t: Any) -> Any:
        return params[f"{self._name}_g"] * self.shape[0] * (voltage + 65.0)


@pytest.fixture(scope="module")
def net() -> sx.Network:
    cell = sx.read_swc(shipped("y"), ncomp=2)
    cell.insert(HH())
    cell.soma.insert(Tilted("tilt"))
    cell.insert(CaPump())
    network = sx.Network([cell, cell, sx.Compartment()])
    network.cell(2).insert(Leak())
    for post in (1, 2):
        ends = (network.cell(k).branch(0).loc(0.0) for k in (0, post))
        sx.connect(*ends, IonotropicSynapse())
    network.cell(0).soma.branch(0).comp(0).stimulate(
        sx.step_current(0.2, 1.0, 0.3, 0.025, 2.0), verbose=False
    )
    network.cell(2).clamp("v", np.linspace(-70.0, -20.0, 80), verbose=False)
    network.record(verbose=False)
    network.record("IonotropicSynapse_s", verbose=False)
    with pytest.warns(sx.errors.SpineaxWarning, match="traced shape"):
        network.cell("all").make_trainable("radius", verbose=False)
    network.diffuse("CaCon_i")
    network.set("mark", np.arange(len(network.nodes)) / 7.0)
    return network


def same(one: sx.Module, other: sx.Module) -> None:
    assert type(one) is type(other)
    assert_invariants(other)
    assert one.nodes.equals(other.nodes) and one.edges.equals(other.edges)
    assert one.recordings.equals(other.recordings)
    for a, b in zip(one.xyzr, other.xyzr, strict=True):
        np.testing.assert_array_equal(a, b)
    assert one.channels == other.channels and one.pumps == other.pumps
    assert repr(one) == repr(other)


@pytest.fixture(scope="module")
def trace(net: sx.Network) -> Any:
    return sx.integrate(net, net.get_parameters())


def test_a_file_gives_the_same_arrays_and_the_same_trace(
    net: sx.Network, trace: Any, tmp_path: Path
) -> None:
    net.save(tmp_path / "net.nc")
    loaded = sx.load(tmp_path / "net.nc")
    same(net, loaded)
    np.testing.assert_array_equal(sx.integrate(loaded, loaded.get_parameters()), trace)
    loaded.save(tmp_path / "again.nc")
    with (
        xr.open_dataset(tmp_path / "net.nc", engine="scipy") as one,
        xr.open_dataset(tmp_path / "again.nc", engine="scipy") as other,
    ):
        assert one.identical(other)
        assert one.attrs["format"] == "spineax" and one.attrs["format_version"] == 1


def test_pickles_and_deep_copies_give_the_same(net: sx.Network, trace: Any) -> None:
    for other in (pickle.loads(pickle.dumps(net)), copy.deepcopy(net)):
        same(net, other)
        np.testing.assert_array_equal(sx.integrate(other, other.get_parameters()), trace)


@pytest.mark.parametrize(
    "build",
    [sx.Compartment, sx.Branch, sx.Cell, lambda: sx.read_swc(shipped("pyramidal"), ncomp=1)],
)
def test_every_kind_is_kept(build: Any, tmp_path: Path) -> None:
    module = build()
    module.save(tmp_path / "module.nc")
    loaded = sx.load(tmp_path / "module.nc")
    same(module, loaded)
    assert str(loaded.report) == str(module.report)
    if module.report is not None:
        loaded.set_ncomp(sx.morphology.Fixed(2))
        module.set_ncomp(sx.morphology.Fixed(2))
        same(module, loaded)


def test_recordings_are_kept(tmp_path: Path) -> None:
    cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0])
    data = cell.simulate(t_max=1.0)
    cell.save(tmp_path / "cell.nc")
    kept = sx.load(tmp_path / "cell.nc").recording("v")
    np.testing.assert_array_equal(kept, data["v"])
    assert kept.attrs["solver"] == "bwd_euler"


def test_a_view_is_saved_as_what_it_makes(net: sx.Network, tmp_path: Path) -> None:
    net.cell(0).save(tmp_path / "cell.nc")
    assert type(sx.load(tmp_path / "cell.nc")) is sx.Cell


def test_what_a_file_cannot_hold(tmp_path: Path) -> None:
    path = tmp_path / "cell.nc"
    cell = sx.Cell()
    cell.stimulate(np.sin, verbose=False)
    with pytest.raises(BadArgument, match="function of time"):
        cell.save(path)
    cell.delete_stimuli()

    class Local(Tilted):
        pass

    cell.insert(Local())
    with pytest.raises(BadMechanism, match="inside a function"):
        cell.save(path)
    cell.delete(Local())
    odd = Tilted()
    odd.notes["file"] = object()
    cell.insert(odd)
    with pytest.raises(BadMechanism, match="Tilted holds"):
        cell.save(path)
    assert not path.exists()


def test_files_that_are_none_of_ours(tmp_path: Path) -> None:
    with pytest.raises(BadArgument, match="Cannot read"):
        sx.load(tmp_path / "nothing.nc")
    (tmp_path / "text.nc").write_text("no")
    with pytest.raises(BadArgument, match="Cannot read"):
        sx.load(tmp_path / "text.nc")
    xr.Dataset({"a": ("x", [1.0])}).to_netcdf(tmp_path / "other.nc", engine="scipy")
    with pytest.raises(BadArgument, match="not written by save"):
        sx.load(tmp_path / "other.nc")
    sx.Cell().save(tmp_path / "cell.nc")
    newer = xr.load_dataset(tmp_path / "cell.nc", engine="scipy", decode_cf=False)
    newer.attrs["format_version"] = 99
    newer.to_netcdf(tmp_path / "newer.nc", engine="scipy")
    with pytest.raises(BadArgument, match="Update spineax"):
        sx.load(tmp_path / "newer.nc")


@pytest.mark.parametrize(
    ("damage", "match"),
    [
        (lambda file: file.drop_vars("nodes.radius.values"), "'nodes.radius.values' is missing"),
        (lambda file: file.assign_attrs(words="{}"), "KeyError: 'report'"),
        (lambda file: file.assign_attrs(words="no words"), "JSONDecodeError"),
        (lambda file: file.assign_attrs(arrays='{"layout.ncomp": 5}'), "TypeError"),
    ],
)
def test_files_that_lost_something(damage: Any, match: str, tmp_path: Path) -> None:
    sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0]).save(tmp_path / "cell.nc")
    file = xr.load_dataset(tmp_path / "cell.nc", engine="scipy", decode_cf=False)
    damage(file).to_netcdf(tmp_path / "damaged.nc", engine="scipy")
    with pytest.raises(BadArgument, match=f"is damaged: .*{match}"):
        sx.load(tmp_path / "damaged.nc")


def test_shallow_copies_are_models_of_their_own() -> None:
    cell = sx.Cell()
    other = copy.copy(cell)
    other.set("radius", 2.0)
    assert cell.nodes["radius"].item() == 1.0


def test_a_class_that_is_gone_is_named(tmp_path: Path) -> None:
    cell = sx.Cell()
    cell.insert(Leak())
    cell.save(tmp_path / "cell.nc")
    file = xr.load_dataset(tmp_path / "cell.nc", engine="scipy", decode_cf=False)
    for new in ("spineax.channels.leak:Gone", "spineax.nowhere:Leak", "spineax.units:lambda_f"):
        file.attrs["words"] = file.attrs["words"].replace("spineax.channels.leak:Leak", new)
        file.to_netcdf(tmp_path / "gone.nc", engine="scipy")
        with pytest.raises(BadMechanism):
            sx.load(tmp_path / "gone.nc")
        file.attrs["words"] = file.attrs["words"].replace(new, "spineax.channels.leak:Leak")


def test_parameters_with_labels_go_there_and_back(net: sx.Network) -> None:
    data = net.to_xarray()
    assert data["radius"].dims == ("site",) and data["radius"].attrs["units"] == "um"
    assert data["IonotropicSynapse_gS"].dims == ("synapse",)
    assert data["HH"].dtype == bool and data["soma"].dtype == bool
    assert "units" not in data["mark"].attrs
    other = net.copy()
    other.set("v", -50.0)
    other.set("IonotropicSynapse_gS", 1.0)
    other.set_from(data)
    same(net, other)


def test_shapes_come_back_from_labels() -> None:
    cell = sx.read_swc(shipped("y"), ncomp=2)
    data = cell.to_xarray()
    built = sx.read_swc(shipped("y"), ncomp=2)
    with pytest.warns(sx.errors.SpineaxWarning, match="traced shape"):
        built.set("radius", 1.0)
    built.set_from(data)
    same(cell, built)
    only_radius = data[["radius"]] * 2.0
    with pytest.warns(sx.errors.SpineaxWarning, match="traced shape"):
        built.set_from(only_radius)
    np.testing.assert_allclose(
        built.nodes["area"], 2 * np.pi * built.nodes["radius"] * built.nodes["length"]
    )


def test_labels_that_do_not_fit() -> None:
    cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0])
    data = cell.to_xarray()
    with pytest.raises(UnknownName, match="raduis"):
        cell.set_from(data.rename(radius="raduis"))
    with pytest.raises(EmptySelection, match="compartment 2"):
        cell.set_from(data.isel(site=[0, 1]))
    with pytest.raises(BadType, match="Dataset"):
        cell.set_from(data["radius"])
    cell.branch(0).set_from(data.isel(site=[1, 0]))
    before = cell._ref.value
    data["radius"][3] = -1.0
    data["v"][0] = 3.0
    with pytest.raises(BadArgument, match="above zero"):
        cell.set_from(data)
    assert cell._ref.value is before
