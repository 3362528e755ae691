"""Gradients of runs: reverse mode, forward mode and differences agree [I32]."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import spineax as sx
from spineax.channels import HH
from spineax.run.steppers import STEPPERS

KEYS = ("HH_gNa", "radius", "length", "axial_resistivity", "v", "HH_m")


def cell_with(key: str) -> sx.Cell:
    cell = sx.Cell(sx.Branch(sx.Compartment(), 2), [-1, 0, 0])
    cell.insert(HH())
    cell.set("length", 40.0)
    cell.set("axial_resistivity", 1000.0)
    stimulus = sx.step_current(0.1, 0.5, 0.2, 0.01, 1.0)
    cell.branch(1).comp(0).stimulate(stimulus, verbose=False)
    cell.branch("all").make_trainable(key, verbose=False)
    return cell


@pytest.mark.parametrize("solver", sorted(STEPPERS))
@given(st.sampled_from(KEYS), st.integers(0, 2), st.floats(0.9, 1.1))
@settings(max_examples=2)
def test_three_ways_to_a_derivative(solver: str, key: str, which: int, scale: float) -> None:
    experiment = cell_with(key).to_jax(solver=solver, delta_t=0.01)
    start = scale * jnp.asarray(experiment.overrides[0].values)

    @jax.jit
    def loss(values: jax.Array) -> jax.Array:
        return jnp.mean(sx.run(experiment, [{key: values}]) ** 2) * 1e-3

    direction = jnp.zeros_like(start).at[which].set(1.0)
    reverse = jax.grad(loss)(start)[which]
    _, forward = jax.jvp(loss, (start,), (direction,))
    np.testing.assert_allclose(reverse, forward, rtol=1e-10, atol=1e-16)
    size = abs(float(start[which]))
    steps = [size * 10.0**-k for k in (3, 4, 5)]
    near = [(loss(start + h * direction) - loss(start - h * direction)) / (2 * h) for h in steps]
    best = min(abs(float(one - reverse)) for one in near)
    # The best step of a sweep: cancellation, of 1e-16 over a step of 1e-4, against curvature.
    assert best <= 1e-6 * abs(float(reverse)) + 1e-12 * abs(float(loss(start))) / size
