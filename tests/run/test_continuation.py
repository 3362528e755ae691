"""Runs in pieces, batches, traces and segments give what one plain run gives [I34]."""

from __future__ import annotations

import io
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import spineax as sx
from spineax.run.experiment import execute
from spineax.run.integrate import run
from spineax.verbs.progress import progress_bar
from tests.run.models import SOLVERS, calcium, pair, tree, values


@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize("build", [calcium, pair])
def test_two_halves_are_one_run_bit_for_bit(build: Any, solver: str):
    module = build()
    module.delete_stimuli()
    whole, end = sx.integrate(module, t_max=2.0, solver=solver, return_states=True)
    first, middle = sx.integrate(module, t_max=1.0, solver=solver, return_states=True)
    second, last = sx.integrate(
        module, t_max=1.0, solver=solver, all_states=middle, return_states=True
    )
    joined = np.concatenate([first, second[:, 1:]], axis=1)
    # A current in column 0 is that of the initial states, not of the last step.
    np.testing.assert_array_equal(joined, whole)
    assert set(end) == set(last)
    for name in end:
        np.testing.assert_array_equal(end[name], last[name], err_msg=name)


@pytest.mark.parametrize("lengths", [(160,), (40, 4), (13, 13), (6, 6, 6), (3, 100)])
def test_checkpointed_is_plain(lengths: tuple[int, ...]):
    cell = tree()
    plain, states = sx.integrate(cell, return_states=True)
    rows, end = sx.integrate(cell, checkpoint_lengths=lengths, return_states=True)
    # The steps are the same; a compiler may fuse them differently in another loop.
    np.testing.assert_allclose(rows, plain, rtol=1e-12)
    np.testing.assert_allclose(end["v"], states["v"], rtol=1e-12)


def test_checkpointing_never_runs_past_the_end_of_a_clamp():
    cell = tree()
    cell.delete_stimuli()
    series = np.linspace(-70.0, -60.0, 50)
    cell.branch(0).comp(0).clamp("v", series, verbose=False)
    rows, end = sx.integrate(cell, checkpoint_lengths=[8, 8], return_states=True)
    assert rows.shape == (2, 51)
    np.testing.assert_array_equal(rows[0, 1:], series)
    assert end["v"][0] == series[-1]


def test_lengths_that_are_too_short_are_refused():
    with pytest.raises(sx.errors.BadArgument, match="cover 100 steps"):
        values(tree(), checkpoint_lengths=[10, 10])
    with pytest.raises(sx.errors.BadArgument, match="not both"):
        values(tree(), checkpoint_lengths=[20, 20], checkpoint="auto")
    with pytest.raises(sx.errors.BadArgument, match="checkpoint"):
        values(tree(), checkpoint=-3.0)
    with pytest.raises(sx.errors.BadArgument, match="whole numbers"):
        values(tree(), checkpoint_lengths="many")


@pytest.mark.parametrize("solver", SOLVERS)
def test_jit_is_eager_and_vmap_is_a_loop(solver: str):
    cell = tree()
    cell.make_trainable("HH_gNa", verbose=False)
    experiment = cell.to_jax(solver=solver, t_max=1.0)
    batch = jnp.array([[0.05], [0.12], [0.2]])

    def run(conductance: Any) -> Any:
        return sx.run(experiment, [{"HH_gNa": conductance}])

    loop = np.stack([run(one) for one in batch])
    # Fused multiply-adds differ between the programs.
    np.testing.assert_allclose(jax.jit(run)(batch[0]), loop[0], rtol=1e-12)
    np.testing.assert_allclose(jax.vmap(run)(batch), loop, rtol=1e-11)
    order = jnp.array([2, 0, 1])
    shuffled = jax.vmap(run)(batch[order])
    # Elementwise but for the matrix product of exp_euler, whose sums jax 0.8 orders by place.
    same = 1e-14 if solver == "exp_euler" else 0.0
    np.testing.assert_allclose(shuffled, jax.vmap(run)(batch)[order], rtol=same)


def test_stimuli_can_be_batched():
    cell = tree()
    experiment = cell.to_jax()
    amplitudes = jnp.array([0.0, 0.1, 0.2])
    shape = sx.step_current(0.5, 1.0, 1.0, 0.025, 4.0)

    def run(amplitude: Any) -> Any:
        return sx.run(experiment, inputs=[amplitude * shape])

    batch = jax.vmap(run)(amplitudes)
    np.testing.assert_allclose(batch[2], values(cell), rtol=1e-12)
    np.testing.assert_allclose(batch[0], run(0.0), rtol=1e-12)


def test_initial_states_can_be_batched():
    cell = tree()
    experiment = cell.to_jax(t_max=1.0)
    _, states = sx.run(experiment, return_states=True)
    starts = jnp.array([-70.0, -60.0])

    def run(v: Any) -> Any:
        return sx.run(experiment, all_states={**states, "v": jnp.full_like(states["v"], v)})

    batch = jax.vmap(run)(starts)
    assert batch.shape == (2, 2, 41)
    np.testing.assert_array_equal(batch[:, :, 0], [[-70.0] * 2, [-60.0] * 2])


def test_cells_of_one_size_can_be_batched():
    def cell(parents: list[int]) -> Any:
        made = sx.Cell(sx.Branch(sx.Compartment(), 2), parents)
        made.insert(sx.channels.HH())
        made.set("axial_resistivity", 1000.0)
        made.branch(0).comp(0).stimulate(sx.step_current(0.5, 1.0, 0.2, 0.025, 2.0), verbose=False)
        return made

    cells = [cell([-1, 0, 1, 2, 2]), cell([-1, 0, 1, 1, 3])]
    for voltage_solver in ("thomas", "stone", "dense"):
        experiments = [one.to_jax(voltage_solver=voltage_solver) for one in cells]
        batch = jax.vmap(sx.run)(sx.stack(experiments))
        for rows, one in zip(batch, cells, strict=True):
            np.testing.assert_allclose(rows, values(one, voltage_solver="dense"), rtol=1e-9)


def test_experiments_of_other_sizes_are_not_stacked():
    with pytest.raises(sx.errors.ShapeMismatch, match="one structure and size"):
        sx.stack([tree().to_jax(), tree(ncomp=4).to_jax()])


def test_what_does_not_belong_to_an_experiment_is_refused():
    cell = tree()
    cell.make_trainable("radius", verbose=False)
    experiment = cell.to_jax()
    with pytest.raises(sx.errors.BadArgument, match="HH_gNa"):
        sx.run(experiment, [{"HH_gNa": jnp.ones(1)}])
    with pytest.raises(sx.errors.BadArgument, match="1 inputs"):
        sx.run(experiment, inputs=[])
    with pytest.raises(sx.errors.ShapeMismatch, match="160"):
        sx.run(experiment, inputs=[np.zeros(10)])
    with pytest.raises(sx.errors.BadType, match="to_jax"):
        sx.run(cell)
    with pytest.raises(sx.errors.BadType, match="to_jax"):
        sx.stack([cell])


@pytest.mark.parametrize(("t_max", "delta_t"), [(1.0, 0.025), (0.3, 0.1), (1.0, 0.3), (0.1, 0.1)])
def test_number_of_samples(t_max: float, delta_t: float):
    cell = sx.Cell()
    assert values(cell, t_max=t_max, delta_t=delta_t).shape == (1, round(t_max / delta_t) + 1)


def test_recording_one_place_gives_that_row_of_recording_all():
    cell = tree()
    some = values(cell)
    cell.delete_recordings()
    every = values(cell)
    chosen = [cell.branch(0).comp(0).nodes.index[0], cell.branch(3).comp(1).nodes.index[0]]
    # Another set of recordings is another program: equal up to fused operations.
    np.testing.assert_allclose(some, every[chosen], rtol=1e-12)


def test_pieces_of_a_run_with_a_bar_share_a_compilation():
    experiment, kinds = tree().to_jax(t_max=4.05), set()

    def watched(*given: Any, **options: Any) -> Any:
        kinds.add((options["n_steps"], given[4] is None))
        return run(*given, **options)

    pieces, end = execute(experiment, None, progress_bar(watched, io.StringIO()))
    whole, last = execute(experiment, None)
    assert kinds == {(0, True), (6, False)}  # the initial states, and 27 pieces of 162 steps
    np.testing.assert_array_equal(pieces, whole)
    for name, states in last.items():
        np.testing.assert_array_equal(end[name], states)
