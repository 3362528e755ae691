"""Transition matrices of exponential Euler made before a run: what they fit, and until when."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest

import spineax as sx
from spineax.channels import Leak
from spineax.errors import BadArgument, BadType, ShapeMismatch, UnknownName
from spineax.pumps import CaPump


@pytest.fixture
def cell() -> sx.Cell:
    cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0, 0])
    cell.insert(Leak())
    cell.insert(CaPump())
    cell.diffuse("CaCon_i")
    cell.set("axial_diffusion_CaCon_i", 0.2)
    return cell


def own_matrix(cell: sx.Cell) -> Any:
    return cell.solver_customizers["exp_euler"]["exp_euler_transition"]


def test_axial_conductances_come_by_name_or_stacked(cell: sx.Cell) -> None:
    axial = cell.get_all_parameters()["axial_conductances"]
    matrix = np.asarray(cell.build_exp_euler_transition_matrix(0.025))
    assert matrix.shape == (2, 6, 6)
    stacked = np.stack([axial["v"], axial["CaCon_i"]])
    for given in (axial, stacked, jnp.asarray(stacked), stacked.tolist()):
        made = cell.build_exp_euler_transition_matrix(0.025, given)
        np.testing.assert_array_equal(made, matrix)
    halved = cell.build_exp_euler_transition_matrix(0.05, stacked / 2.0)
    np.testing.assert_allclose(halved, matrix, rtol=1e-12)


@pytest.mark.parametrize(
    ("change", "error", "match"),
    [
        (lambda axial: {"v": axial["v"]}, UnknownName, "'CaCon_i'"),
        (lambda axial: axial | {"v": axial["v"][:2]}, ShapeMismatch, r"\(2,\) for 6 axial edges"),
        (lambda axial: axial["v"], ShapeMismatch, r"needs \(2, 6\)"),
        (lambda axial: "thick", BadType, "numbers"),
    ],
)
def test_conductances_that_do_not_fit(
    cell: sx.Cell, change: Callable[[Any], Any], error: type[Exception], match: str
) -> None:
    axial = cell.get_all_parameters()["axial_conductances"]
    with pytest.raises(error, match=match):
        cell.build_exp_euler_transition_matrix(0.025, change(axial))


@pytest.mark.parametrize(
    "edit",
    [
        lambda cell: cell.branch(0).set("radius", 2.0),
        lambda cell: cell.set("axial_resistivity", 100.0),
        lambda cell: cell.set("capacitance", 2.0),
        lambda cell: cell.set("axial_diffusion_CaCon_i", 2.0),
        lambda cell: cell.set_from(cell.to_xarray() * 1.5),
        lambda cell: cell.delete_diffusion("CaCon_i"),
        lambda cell: cell.set_ncomp(3),
    ],
)
def test_a_matrix_is_dropped_when_it_fits_no_more(
    cell: sx.Cell, edit: Callable[[sx.Cell], Any]
) -> None:
    cell.customize_solver_exp_euler(cell.build_exp_euler_transition_matrix(0.025))
    cell.set("v", -60.0)
    cell.set("Leak_gLeak", 1e-3)
    assert own_matrix(cell) is not None
    fresh = cell.copy()
    fresh.customize_solver_exp_euler(None)
    edit(cell)
    edit(fresh)
    assert own_matrix(cell) is None
    run = {"t_max": 1.0, "solver": "exp_euler"}
    np.testing.assert_array_equal(sx.integrate(cell, **run), sx.integrate(fresh, **run))


def test_a_run_with_other_conductances_makes_its_own_matrix(cell: sx.Cell) -> None:
    matrix = cell.build_exp_euler_transition_matrix(0.025)
    cell.customize_solver_exp_euler(matrix)
    thick, leaky = cell.data_set("radius", 2.0), cell.data_set("Leak_gLeak", 1e-3)
    with pytest.raises(BadArgument, match=r"changes 'radius'.*customize_solver_exp_euler\(None\)"):
        sx.integrate(cell, param_state=thick, t_max=1.0, solver="exp_euler")
    sx.integrate(cell, param_state=thick, t_max=0.1)
    sx.integrate(cell, param_state=leaky, t_max=0.1, solver="exp_euler")
    cell.make_trainable("capacitance", verbose=False)
    with pytest.raises(BadArgument, match="changes 'capacitance'"):
        sx.integrate(cell, cell.get_parameters(), t_max=1.0, solver="exp_euler")


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("made_for", [0.005, 0.1, 10.0])
def test_a_matrix_is_for_its_time_step_alone(cell: sx.Cell, made_for: float, dtype: Any) -> None:
    matrix = np.asarray(cell.build_exp_euler_transition_matrix(made_for), dtype)
    cell.customize_solver_exp_euler(matrix)
    sx.integrate(cell, t_max=2 * made_for, delta_t=made_for, solver="exp_euler")
    with pytest.raises(BadArgument, match=r"delta_t is 0\.025 ms, .*was made for") as caught:
        sx.integrate(cell, t_max=1.0, solver="exp_euler")
    told = float(re.search(r"made for (\S+) ms", str(caught.value))[1])
    np.testing.assert_allclose(told, made_for, rtol=0.02)  # what single precision tells
    sx.integrate(cell, t_max=0.1)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_matrix_that_spreads_all_or_nothing(cell: sx.Cell, dtype: Any) -> None:
    even = np.asarray(cell.build_exp_euler_transition_matrix(1e6), dtype)
    cell.customize_solver_exp_euler(even)
    sx.integrate(cell, t_max=2e6, delta_t=1e6, solver="exp_euler")
    with pytest.raises(BadArgument, match="was made for at least"):
        sx.integrate(cell, t_max=1.0, solver="exp_euler")
    still = np.asarray(cell.build_exp_euler_transition_matrix(1e-12), dtype)
    cell.customize_solver_exp_euler(still)
    sx.integrate(cell, t_max=1e-11, delta_t=1e-12, solver="exp_euler")
    with pytest.raises(BadArgument, match="was made for"):
        sx.integrate(cell, t_max=1.0, solver="exp_euler")


def test_a_matrix_of_something_else_is_refused(cell: sx.Cell) -> None:
    matrix = np.asarray(cell.build_exp_euler_transition_matrix(0.025))
    other = cell.copy()
    other.branch(0).set("radius", 3.0)
    for wrong in (
        other.build_exp_euler_transition_matrix(0.025),
        matrix * np.nan,
        -matrix,
        matrix.transpose(0, 2, 1)[:, ::-1],
        np.arange(72.0).reshape(2, 6, 6),
        np.stack([matrix[0], matrix[0]]),
    ):
        with pytest.raises(BadArgument, match="no transition matrix of the module"):
            cell.customize_solver_exp_euler(wrong)
    assert own_matrix(cell) is None


def test_steps_with_other_conductances_are_refused(cell: sx.Cell) -> None:
    cell.customize_solver_exp_euler(cell.build_exp_euler_transition_matrix(0.025))
    states, params = cell.get_all_states(), cell.get_all_parameters()

    def step(params: Any, delta_t: float = 0.025) -> Any:
        return cell.step(states, delta_t, {}, {}, params, solver="exp_euler")

    assert np.isfinite(step(params)["v"]).all()
    with pytest.raises(BadArgument, match="another 'radius'"):
        step(cell.get_all_parameters(cell.data_set("radius", 5.0)))
    axial = params["axial_conductances"]
    with pytest.raises(BadArgument, match="another 'axial_conductances'"):
        step(params | {"axial_conductances": axial | {"v": 2.0 * axial["v"]}})
    with pytest.raises(BadArgument, match="was made for"):
        step(params, 0.05)
    cell.make_trainable("radius", verbose=False)
    begin, _ = sx.build_init_and_step_fn(cell, solver="exp_euler")
    with pytest.raises(BadArgument, match="changes 'radius'"):
        begin(cell.get_parameters(), None, None, 0.025)
