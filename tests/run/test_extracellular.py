"""Weighted sums recorded while running, and extracellular potentials."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import xarray as xr

import spineax as sx
from spineax.channels import HH, Leak
from spineax.extracellular import line_source, point_source
from tests.run.models import SOLVERS, tree, values


def test_a_sum_is_that_of_all_recordings():
    cell = tree()
    cell.delete_recordings()
    cell.record("i_total", verbose=False)
    every = values(cell)
    weights = np.random.default_rng(0).normal(size=(3, len(cell.nodes)))
    cell.delete_recordings()
    sums = values(cell, data_maps=cell.data_map(weights))
    # Another program: sums in another order.
    np.testing.assert_allclose(sums, weights @ every, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("solver", SOLVERS)
def test_what_is_injected_leaves_through_the_membrane(solver: str, precision: str):
    """In every step the membrane currents, ionic and capacitive, sum to the injected one [I8]."""
    cell = tree(Leak() if solver == "fwd_euler" else None)
    if solver == "fwd_euler":
        cell.set("axial_resistivity", 1e5)  # stable steps
    cell.delete_recordings()
    cell.record("i_total", verbose=False)
    injected = sx.step_current(0.5, 1.0, 0.2, 0.025, 4.0)
    with jax.enable_x64(precision == "float64"):
        rows = np.asarray(sx.integrate(cell, solver=solver), np.float64)
    assert rows.shape == (len(cell.nodes), 161)
    # Rounding of C v / dt in each of the 18 compartments.
    scale = 1e-5 * (cell.nodes["area"] * cell.nodes["capacitance"]).sum() * 70.0 / 0.025
    tolerance = {"float64": 1e-14, "float32": 1e-6}[precision] * (np.abs(rows).sum(axis=0) + scale)
    assert (np.abs(rows.sum(axis=0)[1:] - injected) <= tolerance[1:]).all()


def test_sums_have_the_labels_of_their_weights():
    cell = tree()
    n = len(cell.nodes)
    weights = xr.DataArray(
        np.ones((2, 3, n)),
        dims=("depth", "side", "comp"),
        coords={"depth": [10.0, 20.0]},
        attrs={"units": "mV"},
        name="phi",
    )
    data = cell.simulate(data_maps=cell.data_map(weights))
    assert data["phi"].dims == ("depth", "side", "time")
    assert data["phi"].attrs["units"] == "mV"
    assert data["phi"].sel(depth=20.0).shape == (3, 161)
    assert data["v"].sizes["site"] == 2


def test_memory_is_that_of_the_sums():
    cable = sx.Branch(sx.Compartment(), 2000)
    experiment = cable.to_jax(t_max=25.0, data_maps=cable.data_map(np.ones((5, 2000)), "v"))
    rows = jax.eval_shape(sx.run, experiment)
    assert rows.shape == (5, 1001)
    held = jax.jit(sx.run).lower(experiment).compile().memory_analysis()
    # All voltages would take 16 MB; weights, states and sums take well below one.
    assert held.temp_size_in_bytes < 1e6


@pytest.mark.slow
def test_a_probe_of_a_thousand_electrodes_costs_electrodes_times_time():
    """Beside a cell of 10 000 compartments, in single precision."""
    cable = sx.Branch(sx.Compartment(), 10_000)
    cable.insert(HH())
    starts, ends = cable.compartment_ends()
    probe = np.random.default_rng(0).uniform(-500.0, 500.0, (1000, 3))
    held = []
    with jax.enable_x64(False):
        maps = cable.data_map(line_source(probe, starts, ends, 1.0))
        for steps in (100, 1000):
            experiment = cable.to_jax(t_max=0.025 * steps, data_maps=maps)
            memory = jax.jit(sx.run).lower(experiment).compile().memory_analysis()
            assert memory.output_size_in_bytes == pytest.approx(4 * 1000 * (steps + 1), rel=0.01)
            held.append(memory.temp_size_in_bytes)
    # Beside the sums a run holds states of 40 kB; all currents would take 40 MB.
    assert held[1] - held[0] <= 1.1 * 4 * 1000 * 900
    assert held[0] < 4e6


def test_weights_that_do_not_fit_are_refused():
    cell = tree()
    with pytest.raises(sx.errors.ShapeMismatch, match="18 compartments"):
        cell.data_map(np.ones((2, 5)))
    with pytest.raises(sx.errors.BadType, match="numbers"):
        cell.data_map("electrode")
    with pytest.raises(sx.errors.UnknownName, match="i_totl"):
        cell.data_map(np.ones((1, 18)), "i_totl")


def test_a_line_is_the_integral_of_points():
    rng = np.random.default_rng(1)
    electrodes = rng.uniform(-60, 60, (7, 3))
    start, end = np.array([[-10.0, 3.0, 2.0]]), np.array([[25.0, -8.0, 6.0]])
    along = (np.arange(20_000) + 0.5) / 20_000
    dense = start + along[:, None] * (end - start)
    exact = np.asarray(point_source(electrodes, dense, 1e-9)).mean(axis=1)
    # The middle rule with 20000 points is exact to 1e-6 at these distances.
    np.testing.assert_allclose(line_source(electrodes, start, end, 1e-9)[:, 0], exact, rtol=1e-6)


def test_the_constants_are_those_of_the_books():
    # 1 nA at 100 um in 0.3 S/m: 1e-9 / (4 pi 0.3 1e-4) V = 2.65 uV.
    one = point_source([[0.0, 0.0, 100.0]], [[0.0, 0.0, 0.0]], 1.0, 0.3)
    assert float(one[0, 0]) == pytest.approx(2.6525823848649224e-3, rel=1e-12)


def test_electrodes_inside_stay_finite_with_their_derivatives():
    start, end = jnp.array([[0.0, 0.0, 0.0]]), jnp.array([[10.0, 0.0, 0.0]])

    def potential(electrode: jax.Array, conductivity: float) -> jax.Array:
        line = line_source(electrode[None], start, end, 0.5, conductivity)
        return (line + point_source(electrode[None], start, 0.5, conductivity))[0, 0]

    for place in ([0.0, 0.0, 0.0], [5.0, 0.0, 0.0], [15.0, 0.0, 0.0], [5.0, 0.1, 0.0]):
        value, slopes = jax.value_and_grad(potential, argnums=(0, 1))(jnp.array(place), 0.3)
        assert np.isfinite(value)
        assert np.isfinite(slopes[0]).all()
        assert slopes[1] == pytest.approx(-value / 0.3)


def test_derivative_in_the_position_is_that_of_a_difference():
    start, end = jnp.array([[0.0, 0.0, 0.0]]), jnp.array([[10.0, 4.0, 0.0]])

    def potential(x: float) -> jax.Array:
        return line_source(jnp.array([[x, 7.0, 3.0]]), start, end, 0.5)[0, 0]

    step = 1e-4
    difference = (potential(5.0 + step) - potential(5.0 - step)) / (2 * step)
    # Curvature times 1e-8 um2, and 1e-16 / 1e-4 of cancellation.
    assert float(jax.grad(potential)(5.0)) == pytest.approx(float(difference), rel=1e-7)


def test_a_run_has_derivatives_in_places_of_electrodes_and_conductivity():
    """Potentials are linear in the weights, so slopes are those of weights times currents."""
    cell = tree()
    starts, ends = cell.compartment_ends()
    cell.delete_recordings()
    cell.record("i_total", verbose=False)
    currents = values(cell)
    cell.delete_recordings()

    def weights(place: jax.Array, conductivity: float) -> jax.Array:
        return line_source(place[None], starts, ends, 1.0, conductivity)

    def energy(place: jax.Array, conductivity: float) -> jax.Array:
        maps = cell.data_map(weights(place, conductivity))
        return jnp.sum(sx.integrate(cell, data_maps=maps) ** 2)

    place = jnp.array([20.0, 30.0, 10.0])
    slopes = jax.grad(energy, argnums=(0, 1))(place, 0.3)

    def known(place: jax.Array, conductivity: float) -> jax.Array:
        return jnp.sum((weights(place, conductivity) @ currents) ** 2)

    for found, expected in zip(slopes, jax.grad(known, (0, 1))(place, 0.3), strict=True):
        # Potentials of both signs are summed in another order.
        np.testing.assert_allclose(found, expected, rtol=1e-9)
    np.testing.assert_allclose(slopes[1], -2.0 * energy(place, 0.3) / 0.3, rtol=1e-10)


@pytest.mark.parametrize("conductivity", [0.0, -1.0])
def test_a_medium_that_does_not_conduct_is_refused(conductivity: float):
    with pytest.raises(sx.errors.BadArgument, match="conductivity"):
        point_source(np.zeros((1, 3)), np.zeros((1, 3)), 1.0, conductivity)
    with pytest.raises(sx.errors.ShapeMismatch, match="electrodes"):
        point_source(np.zeros(3), np.zeros((1, 3)), 1.0)


def test_sums_alone_record_nothing_else():
    cell = sx.Cell()
    data = cell.simulate(t_max=1.0, data_maps=cell.data_map(np.ones((1, 1)), "v"))
    assert list(data) == ["map_v"]
    assert data["time"].values[-1] == pytest.approx(1.0)
    assert len(cell.recordings) == 0
