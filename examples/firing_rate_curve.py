"""Firing rate against current: a batch of runs, compiled once."""

from __future__ import annotations

import jax
import jax.numpy as jnp

import spineax as sx
from spineax.channels import HH

T_MAX = 100.0

cell = sx.Cell(sx.Branch(ncomp=4), parents=[-1])
cell.set("axial_resistivity", 100.0)
cell.insert(HH())
cell.set("v", -65.0)
cell.init_states()
start = cell.branch(0).loc(0.0)
start.record("v", verbose=False)


def spikes(amplitude: jax.Array) -> jax.Array:
    """Return how often the voltage rises through zero."""
    current = sx.step_current(5.0, T_MAX, amplitude, 0.025, T_MAX)
    v = sx.integrate(cell, data_stimuli=start.data_stimulate(current))[0]
    return ((v[:-1] < 0.0) & (v[1:] >= 0.0)).sum()


amplitudes = jnp.linspace(0.0, 0.12, 7)
rates = jax.jit(jax.vmap(spikes))(amplitudes) / (T_MAX / 1000.0)
for amplitude, rate in zip(amplitudes, rates, strict=True):
    print(f"{amplitude:5.3f} nA {rate:6.1f} Hz")
assert rates[0] == 0.0 and rates.max() > 50.0
