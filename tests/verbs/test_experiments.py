"""Stimuli, clamps and recordings."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import spineax as sx
from spineax.channels import HH, Leak
from spineax.errors import (
    BadArgument,
    BadType,
    EmptySelection,
    NotFinite,
    ShapeMismatch,
    UnknownName,
    WholeModelOnly,
)
from spineax.synapses import ConductanceSynapse, IonotropicSynapse


@pytest.fixture
def cell() -> sx.Cell:
    cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0])
    cell.insert(Leak())
    cell.branch(0).insert(HH())
    return cell


@pytest.fixture
def net(cell: sx.Cell) -> sx.Network:
    network = sx.Network([cell, cell])
    ends = [network.cell(k).branch(0).loc(0.0) for k in range(2)]
    sx.connect(*ends, IonotropicSynapse())
    sx.connect(*ends[::-1], ConductanceSynapse())
    sx.connect(*ends[::-1], IonotropicSynapse())
    return network


def test_recordings_are_told_and_counted(cell: sx.Cell, capsys: pytest.CaptureFixture[str]) -> None:
    cell.record()
    cell.branch(0).record("HH_m")
    cell.record("v")
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "Added 4 recordings of 'v'."
    assert said[1] == "Added 2 recordings of 'HH_m'."
    assert said[2] == "Added 0 recordings of 'v'. 4 were recorded already."
    table = cell.recordings
    assert table["state"].tolist() == ["v"] * 4 + ["HH_m"] * 2
    assert table["rec_index"].tolist() == [0, 1, 2, 3, 0, 1] == cell.rec_indices.tolist()
    assert table["branch"].tolist() == [0, 0, 1, 1, 0, 0]
    cell.branch(0).delete_recordings()
    assert cell.recordings["rec_index"].tolist() == [2, 3]
    assert len(cell.branch(0).recordings) == 0


def test_everything_that_moves_can_be_recorded(net: sx.Network) -> None:
    for state in ("v", "i", "HH_m", "i_HH", "i_Leak", "IonotropicSynapse_s"):
        net.record(state, verbose=False)
    net.record("i_IonotropicSynapse", verbose=False)
    net.cell(0).branch(0).comp(0).stimulate(sx.step_current(0.1, 0.5, 0.1, 0.025, 2.0), False)
    data = net.simulate()
    assert set(data) == {
        *("v", "i", "HH_m", "i_HH", "i_Leak", "IonotropicSynapse_s", "i_IonotropicSynapse")
    }
    assert {name: data[name].attrs["units"] for name in ("v", "i", "i_HH")} == {
        "v": "mV",
        "i": "nA",
        "i_HH": "mA/cm2",
    }
    assert data["IonotropicSynapse_s"].coords["synapse_IonotropicSynapse_s"].values.tolist() == [
        *(0, 2)
    ]
    part = net.cell(1).recording("HH_m")
    assert part.coords["node"].values.tolist() == [4, 5]
    np.testing.assert_array_equal(part.coords["cell"], [1, 1])
    assert net.IonotropicSynapse.edge(1).recording("IonotropicSynapse_s").sizes["site"] == 1
    area = net.nodes["area"].to_numpy()
    membrane = data["i"].values / (area[:, None] * 1e-2)
    total = data["i_Leak"].values.copy()
    total[net.HH.nodes.index] += data["i_HH"].values
    # The same sum, in other units.
    np.testing.assert_allclose(membrane, total, rtol=1e-10, atol=1e-12)


def test_one_site_is_what_the_whole_recording_says(cell: sx.Cell) -> None:
    everything = cell.simulate(t_max=1.0)["v"]
    cell.branch(1).comp(0).record(verbose=False)
    alone = cell.simulate(t_max=1.0)["v"]
    np.testing.assert_array_equal(alone.values[0], everything.values[2])
    assert everything.sizes == {"site": 4, "time": 41}


def test_recordings_that_cannot_be(cell: sx.Cell) -> None:
    with pytest.raises(UnknownName, match="Did you mean 'HH_m'"):
        cell.record("HH_mm", verbose=False)
    with pytest.raises(EmptySelection, match="Nothing in view"):
        cell.branch(1).record("HH_m", verbose=False)
    with pytest.raises(BadArgument, match="Nothing was recorded yet"):
        cell.recording()
    with pytest.raises(ShapeMismatch, match="4 recordings"):
        cell.write_recordings(np.zeros((3, 5)))
    with pytest.raises(WholeModelOnly, match="whole module"):
        cell.branch(0).write_recordings(np.zeros((4, 5)))
    cell.write_recordings(np.zeros((4, 5)))
    with pytest.raises(EmptySelection, match="was not recorded in view"):
        cell.recording("HH_m")
    with pytest.raises(WholeModelOnly):
        cell.branch(0).simulate(t_max=1.0)


def test_edits_of_what_is_recorded_forget_the_old_rows(cell: sx.Cell) -> None:
    cell.simulate(t_max=0.5)
    cell.branch(0).record(verbose=False)
    with pytest.raises(BadArgument, match="Nothing was recorded yet"):
        cell.recording()


def test_stimuli_add_up_and_fit_the_view(cell: sx.Cell) -> None:
    one, two = np.full(40, 0.1), np.full(40, 0.2)
    cell.stimulate(one, verbose=False)
    cell.branch(0).stimulate(np.stack([two, 2 * two]), verbose=False)
    assert cell.external_inds["i"].tolist() == [0, 1, 2, 3, 0, 1]
    assert cell.branch(0).externals["i"][:, 0].tolist() == [0.1, 0.1, 0.2, 0.4]
    summed = sx.integrate(cell)
    cell.delete_stimuli()
    cell.stimulate(np.stack([one + two, one + 2 * two, one, one]), verbose=False)
    # Currents are added in another order.
    np.testing.assert_allclose(sx.integrate(cell), summed, rtol=1e-12)
    cell.branch(0).delete_stimuli()
    assert cell.external_inds["i"].tolist() == [2, 3]


def test_stimuli_of_other_forms_are_the_same(cell: sx.Cell) -> None:
    place = cell.branch(0).comp(0)
    place.stimulate(lambda t: np.sin(t), verbose=False)
    run = sx.integrate(cell, t_max=1.0)
    cell.delete_stimuli()
    middle = np.sin((np.arange(40) + 0.5) * 0.025)
    data = place.data_stimulate(middle)
    np.testing.assert_allclose(sx.integrate(cell, data_stimuli=data, t_max=1.0), run, rtol=1e-12)
    place.stimulate(middle, verbose=False)
    np.testing.assert_allclose(sx.integrate(cell), run, rtol=1e-12)


def test_labelled_stimuli_know_their_places_and_times(cell: sx.Cell) -> None:
    current = cell.simulate(t_max=1.0)["v"].isel(time=slice(0, 40)) * 0.0
    current = current + np.arange(4.0)[:, None]
    cell.branch(1).stimulate(current[::-1], verbose=False)
    assert cell.externals["i"][:, 0].tolist() == [2.0, 3.0]
    with pytest.raises(BadArgument, match=r"every 0.025 ms, but delta_t is 0.05"):
        sx.integrate(cell, delta_t=0.05)
    sx.integrate(cell, delta_t=0.025)
    uneven = current.assign_coords(time=current.time**2)
    with pytest.raises(BadArgument, match="equal steps"):
        cell.stimulate(uneven, verbose=False)


def test_clamps_hold_what_they_say(cell: sx.Cell) -> None:
    values = np.linspace(-70.0, -20.0, 40)
    cell.branch(1).comp(1).clamp("v", values, verbose=False)
    cell.branch(0).clamp("HH_m", np.full(40, 0.5), verbose=False)
    cell.record("v", verbose=False)
    cell.record("HH_m", verbose=False)
    run = np.asarray(sx.integrate(cell))
    np.testing.assert_array_equal(run[3, 1:], values)
    assert (run[4:, 1:] == 0.5).all() and run[3, 0] == -70.0
    cell.delete_clamps("v")
    assert list(cell.externals) == ["HH_m"]
    cell.delete_clamps()
    assert cell.externals == {}


def test_currents_cannot_be_clamped(net: sx.Network) -> None:
    for name in ("i", "i_total", "i_HH", "i_IonotropicSynapse"):
        with pytest.raises(BadArgument, match="is a current"):
            net.clamp(name, np.zeros(10))
        with pytest.raises(BadArgument, match="is a current"):
            net.data_clamp(name, np.zeros(10))


def test_clamps_of_synapses_find_their_own(net: sx.Network) -> None:
    net.IonotropicSynapse.edge(1).clamp("IonotropicSynapse_s", np.full(20, 0.7), verbose=False)
    assert net.external_inds["IonotropicSynapse_s"].tolist() == [2]
    net.record("IonotropicSynapse_s", verbose=False)
    run = np.asarray(sx.integrate(net))
    assert (run[1, 1:] == 0.7).all() and (run[0, 1:] != 0.7).all()


@pytest.mark.parametrize(
    ("current", "error"),
    [
        (None, BadType),
        ("strong", BadType),
        (1.0, ShapeMismatch),
        (np.zeros((3, 10)), ShapeMismatch),
        (np.zeros((2, 2, 2)), ShapeMismatch),
        ([], ShapeMismatch),
        ([0.0, float("nan")], BadArgument),
    ],
)
def test_bad_inputs(cell: sx.Cell, current: Any, error: type[Exception]) -> None:
    before = cell._ref.value
    for attempt in (cell.stimulate, cell.data_stimulate):
        with pytest.raises(error):
            attempt(current, verbose=False)
    with pytest.raises(error):
        cell.clamp("v", current, verbose=False)
    assert cell._ref.value is before


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"t_max": 0.0}, BadArgument),
        ({"t_max": -1.0}, BadArgument),
        ({"t_max": float("nan")}, BadArgument),
        ({"t_max": 1.0, "delta_t": 0.0}, BadArgument),
        ({"t_max": 1.0, "delta_t": "short"}, BadType),
        ({"t_max": 1.0, "solver": "magic"}, UnknownName),
        ({"t_max": 1.0, "voltage_solver": "magic"}, UnknownName),
        ({}, BadArgument),
    ],
)
def test_bad_runs(cell: sx.Cell, options: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        sx.integrate(cell, **options)


def test_short_clamps_and_bad_functions(cell: sx.Cell) -> None:
    cell.clamp("v", np.zeros(10), verbose=False)
    with pytest.raises(ShapeMismatch, match="10 values"):
        sx.integrate(cell, t_max=1.0)
    cell.delete_clamps()
    cell.stimulate(lambda t: np.zeros(3), verbose=False)
    with pytest.raises(ShapeMismatch, match="one value for each"):
        sx.integrate(cell, t_max=1.0)


def test_a_run_that_is_not_finite_says_where(cell: sx.Cell) -> None:
    current = np.zeros(10)
    current[4] = 1e308
    cell.branch(1).comp(1).stimulate(current, verbose=False)
    cell.branch(1).record(verbose=False)
    with pytest.warns(NotFinite, match=r"t = 0.125 ms, compartment \d"):
        sx.integrate(cell)


def test_what_is_in_use_is_not_deleted(cell: sx.Cell) -> None:
    cell.branch(0).record("HH_m", verbose=False)
    before = cell._ref.value
    with pytest.raises(BadArgument, match="recording of 'HH_m'"):
        cell.delete(HH())
    assert cell._ref.value is before
    cell.delete_recordings()
    cell.delete(HH())
    assert [channel.name for channel in cell.channels] == ["Leak"]


def test_states_of_the_same_places_share_their_labels(net: sx.Network) -> None:
    for state in ("v", "i", "IonotropicSynapse_s", "i_IonotropicSynapse"):
        net.record(state, verbose=False)
    net.cell(1).record("HH_m", verbose=False)
    data = net.simulate(t_max=0.1)
    assert data["v"].dims == data["i"].dims == ("site", "time")
    assert data["i_IonotropicSynapse"].dims == ("site_IonotropicSynapse_s", "time")
    assert data["IonotropicSynapse_s"].dims == data["i_IonotropicSynapse"].dims
    assert data["HH_m"].dims == ("site_HH_m", "time")
    # Labels with a suffix say as well as those without which places they are of.
    last = data["HH_m"].isel(time=-1)
    net.set("HH_m", 0.0)
    net.cell(1).branch(0).set("HH_m", last[::-1])
    assert net.HH.nodes["HH_m"].tolist() == [0.0, 0.0, *last.values]
    with pytest.raises(EmptySelection, match="the compartment 0"):
        net.cell(0).set("HH_m", last)
    weights = data["IonotropicSynapse_s"].isel(time=-1)
    net.set("IonotropicSynapse_gS", weights[::-1])
    edges = net.IonotropicSynapse.edges
    assert edges["IonotropicSynapse_gS"].tolist() == weights.values.tolist()


def test_sites_are_selected_by_their_number() -> None:
    cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0])
    cell.branch(1).record(verbose=False)
    data = cell.simulate(t_max=0.1)
    assert data["v"].sel(site=3)["comp"].item() == 1
    assert data["v"].sel(site=3, time=0.05).item() == data["v"].values[1, 2]
    assert cell.to_xarray()["radius"].sel(site=[2, 0])["branch"].values.tolist() == [1, 0]
