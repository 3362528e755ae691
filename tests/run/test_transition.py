"""Transition matrices of exponential Euler."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
import scipy.linalg

import spineax as sx
from spineax.linalg.expm import spread
from spineax.verbs.stepping import lowered_for
from tests.run.models import calcium, pair, passive, tree, values


def matrix(module: Any, dt: float) -> np.ndarray:
    return np.asarray(module.build_exp_euler_transition_matrix(dt))


@pytest.mark.parametrize("build", [tree, calcium, pair])
def test_charge_is_kept_and_spread(build: Any):
    module = build()
    capacitance = module.nodes["capacitance"].to_numpy() * module.nodes["area"].to_numpy()
    volume = module.nodes["volume"].to_numpy()
    for weight, one in zip((capacitance, volume), matrix(module, 0.1), strict=False):
        assert (one >= 0.0).all()
        np.testing.assert_allclose(one.sum(axis=1), 1.0, rtol=1e-12)
        # Scaling and squaring doubles the relative error with every squaring.
        np.testing.assert_allclose(weight @ one, weight, rtol=1e-10)


def test_two_steps_are_one_of_twice_the_length():
    cell = tree()
    half, whole = matrix(cell, 0.05)[0], matrix(cell, 0.1)[0]
    # Every squaring doubles the relative error.
    np.testing.assert_allclose(half @ half, whole, atol=1e-10)


def test_it_is_the_exponential_of_the_reduced_laplacian():
    cell = tree()
    laplacian = cell.laplacian()
    laplacian = laplacian.toarray() if hasattr(laplacian, "toarray") else np.asarray(laplacian)
    n = len(cell.nodes)
    inner, across, points = laplacian[:n, :n], laplacian[:n, n:], laplacian[n:, n:]
    reduced = inner - across @ np.linalg.solve(points, across.T)
    area, density = cell.nodes["area"].to_numpy(), cell.nodes["capacitance"].to_numpy()
    capacitance = 1e-5 * area * density
    expected = scipy.linalg.expm(-0.05 * reduced / capacitance[:, None])
    # Pade's approximation loses digits to cancellation in a stiff matrix.
    np.testing.assert_allclose(matrix(cell, 0.05)[0], expected, atol=1e-9)


def test_single_precision_keeps_a_constant():
    rates = jnp.asarray(np.abs(np.random.default_rng(0).normal(size=(1, 9, 9))) * 1e4, jnp.float32)
    rates = rates * (1.0 - jnp.eye(9, dtype=jnp.float32))[None]
    one = np.asarray(spread(rates, jnp.float32(0.025)))
    assert one.dtype == np.float32
    # A few roundings of 6e-8, as rows are scaled to one at the end.
    np.testing.assert_allclose(one.sum(axis=-1), 1.0, atol=3e-7)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("fast", [1e3, 1e9, 1e15, 1e19])
def test_a_pair_however_fast_is_one_compartment(fast: float, dtype: Any):
    """Two compartments in step, each with a slow way to a third: 2 exchanges with 1 / 2."""
    slow = 0.1
    rates = np.array([[0.0, fast, 0.0], [fast, 0.0, slow], [0.0, slow, 0.0]])
    one = np.asarray(spread(jnp.asarray(rates, dtype), dtype(1.0)))
    left = 1.0 / 3.0 + 2.0 / 3.0 * np.exp(-1.5 * slow)  # of the third, after merging the others
    # merging is right to slow / fast; in single precision each of 64 squarings rounds
    tolerance = slow / fast + (1e-13 if dtype is np.float64 else 3e-5)
    np.testing.assert_allclose(one[2, 2], left, atol=tolerance)
    np.testing.assert_allclose(one[:2, 2], (1.0 - left) / 2.0, atol=tolerance)


@pytest.mark.parametrize("parts", [2, 5])
def test_the_linear_part_is_exact_for_any_step(parts: int):
    # Without membrane currents one step of dt is as many steps of dt / parts.
    cable = passive(n=6)
    cable.set("Leak_gLeak", 0.0)
    cable.set("v", np.linspace(-70.0, -50.0, 6))
    long = values(cable, delta_t=0.5, t_max=5.0, solver="exp_euler")
    short = values(cable, delta_t=0.5 / parts, t_max=5.0, solver="exp_euler")
    np.testing.assert_allclose(short[:, ::parts], long, rtol=1e-10)


def test_the_membrane_part_is_exact_for_any_step():
    cell = sx.Cell()
    cell.insert(sx.channels.Leak())
    cell.set("Leak_gLeak", 1e-4)
    cell.set("Leak_eLeak", -65.0)
    v = values(cell, delta_t=2.5, t_max=50.0, solver="exp_euler")[0]
    np.testing.assert_allclose(v, -65.0 - 5.0 * np.exp(-np.arange(21) * 0.25), rtol=1e-12)


def test_cells_of_one_topology_make_one_batch():
    three, four = tree(), tree(ncomp=4)
    for cell in (three, four):
        cell.delete_recordings()
        cell.delete_stimuli()
    network = sx.Network([three] * 3 + [four])
    blocks = lowered_for(network._ref.value, "exp_euler", "auto")[0].program.blocks
    assert sorted(block.comps.shape for block in blocks) == [(1, 22), (3, 18)]


def test_a_matrix_made_before_gives_the_same_run():
    for module in (calcium(), pair()):
        made_now = values(module, solver="exp_euler")
        module.customize_solver_exp_euler(matrix(module, 0.025))
        np.testing.assert_allclose(values(module, solver="exp_euler"), made_now, rtol=1e-12)
        module.customize_solver_exp_euler(None)
        np.testing.assert_array_equal(values(module, solver="exp_euler"), made_now)


def test_a_matrix_of_another_size_is_refused():
    with pytest.raises(sx.errors.ShapeMismatch, match=r"\(1, 18, 18\)"):
        tree().customize_solver_exp_euler(np.eye(3)[None])


def test_a_bare_compartment_has_nothing_to_spread():
    assert matrix(sx.Compartment(), 0.1).tolist() == [[[1.0]]]
    assert values(sx.Compartment(), t_max=1.0, solver="exp_euler").shape == (1, 41)
