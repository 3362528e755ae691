"""What is compiled as one CPU function, and that it does the same whatever the batch."""

from __future__ import annotations

import re
from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import spineax as sx
from spineax.channels import HH
from spineax.linalg.fused import WIDEST
from spineax.run.loop import FULL, _members, compiled_whole
from tests.processors import on_cpu

MARK = 'xla_cpu_small_call="true"'


def turns(arguments):
    """Return a result that fits one function: a loop of arithmetic."""
    x, scale = arguments
    return jax.lax.fori_loop(0, 5, lambda _, y: jnp.sin(y) * scale + x, x)


def solves(arguments):
    """Return a result that does not fit: a call of LAPACK."""
    x, scale = arguments
    return jnp.linalg.solve(jnp.diag(1.0 + x * x), x) * scale


def marked(function, *arguments):
    return MARK in jax.jit(function).lower(*arguments).as_text().replace(" = ", "=")


@on_cpu
def test_what_fits_is_marked():
    x, scale = jnp.arange(4.0), jnp.float32(0.5)
    assert marked(compiled_whole(turns, x.nbytes), (x, scale))
    assert not marked(compiled_whole(solves, x.nbytes), (x, scale))
    assert not marked(compiled_whole(turns, WIDEST), (x, scale))


@on_cpu
def test_what_nobody_reads_stays_outside():
    def two_of_three(arguments):
        x, scale, _ = arguments
        return turns((x, scale))

    given = (jnp.arange(4.0), jnp.float32(0.5), jnp.ones(3))
    text = jax.jit(compiled_whole(two_of_three, 16)).lower(given).as_text()
    (signature,) = re.findall(r"func private @whole\((.*?)\) ->", text)
    assert signature.count("%arg") == 2
    np.testing.assert_array_equal(compiled_whole(two_of_three, 16)(given), turns(given[:2]))


@on_cpu
def test_a_result_without_arguments():
    def nothing(arguments):
        return jax.lax.fori_loop(0, 3, lambda _, y: y + 1.0, jnp.zeros(3))

    assert jax.jit(compiled_whole(nothing, 16))(jnp.ones(3)).tolist() == [3.0, 3.0, 3.0]


@pytest.mark.parametrize("function", [turns, solves])
@pytest.mark.parametrize("sizes", [(7,), (64,), (3, 1, 5), (61,)])
@pytest.mark.parametrize("both", [True, False])
def test_a_batch_is_its_members(function, sizes, both):
    x = jnp.asarray(np.random.default_rng(0).normal(size=(*sizes, 128)), jnp.float32)
    scale = jnp.asarray(np.random.default_rng(1).uniform(size=sizes), jnp.float32)
    ours, theirs = compiled_whole(function, x.shape[-1] * 4), function
    for _ in sizes:
        axes = ((0, 0 if both else None),)
        ours, theirs = jax.vmap(ours, axes), jax.vmap(theirs, axes)
    given = (x, scale if both else jnp.float32(0.5))
    # 1e-5: float32, other kernels.
    np.testing.assert_allclose(jax.jit(ours)(given), jax.jit(theirs)(given), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("size", [1, 2, 17, 509, 512, 521, 1021])
@pytest.mark.parametrize("width", [4, 28, 200, 3000])
def test_parts_of_a_batch_are_of_a_size_and_few_are_empty(size, width):
    few, parts = _members(size, width)
    wanted = max(FULL // width, 1)
    assert few <= wanted
    assert 0 <= few * parts - size < parts
    assert 2 * few >= min(wanted, size)


def test_batches_of_batches_never_outgrow_their_place():
    # The inner batch fills FULL bytes, the outer one would pass WIDEST.
    inner, outer = FULL // 64, WIDEST // FULL + 1
    x = jnp.ones((outer, inner, 16), jnp.float32)
    batched = jax.vmap(jax.vmap(compiled_whole(turns, 64), (0,)), (0,))
    result = jax.jit(batched)((x, jnp.ones((outer, inner), jnp.float32)))
    assert result.shape == x.shape
    assert jnp.isfinite(result).all()


def cell():
    cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0, 0])
    cell.insert(HH())
    cell.branch(0).comp(0).stimulate(sx.step_current(0.5, 1.0, 0.1, 0.025, 1.0), verbose=False)
    cell.record("v", verbose=False)
    cell.make_trainable("HH_gNa", verbose=False)
    return cell


@on_cpu
@pytest.mark.parametrize("stepper", ["bwd_euler", "crank_nicolson", "fwd_euler"])
def test_gradients_and_batches_of_runs_fit(stepper):
    experiment = cell().to_jax(solver=stepper)

    def loss(g):
        return sx.run(experiment, [{"HH_gNa": g}]).mean()

    g = jnp.array([0.12])
    assert marked(loss, g)
    assert marked(jax.grad(loss), g)
    assert marked(jax.vmap(jax.grad(loss)), jnp.tile(g, (4, 1)))


@on_cpu
def test_nothing_of_a_gradient_is_left_to_kernels_of_its_own():
    """The steps of both loops are inside the marked calls: outside, no loop is left."""
    experiment = cell().to_jax()
    slope = jax.grad(lambda g: sx.run(experiment, [{"HH_gNa": g}]).mean())
    text = jax.jit(slope).lower(jnp.array([0.12])).compile().as_text()
    entry = text[text.index("\nENTRY") :]
    assert " while(" not in entry


@pytest.mark.parametrize("n", [3, 2000])
def test_parts_of_a_result_can_be_asked_for_alone(n):
    """Arguments that are read for the rest alone have no place in one function."""
    branch = sx.Branch(sx.Compartment(), n)
    branch.insert(HH())
    branch.select([0, 1]).record("v", verbose=False)
    experiment = branch.to_jax(t_max=0.1)
    recordings, states = sx.run(experiment, return_states=True)
    first = jax.jit(lambda e: sx.run(e)[:, 0])(experiment)
    np.testing.assert_allclose(first, recordings[:, 0], rtol=1e-12)
    gate = jax.jit(lambda e: sx.run(e, return_states=True)[1]["HH_m"][-1])(experiment)
    np.testing.assert_allclose(gate, states["HH_m"][-1], rtol=1e-12)
    begin = jax.grad(lambda dt: sx.run(replace(experiment, delta_t=dt))[1, 0])
    assert jax.jit(begin)(0.025) == 0.0
