"""Impedance of the soma over frequency, from the matrices of a cell and from a simulation."""

from __future__ import annotations

import jax
import numpy as np

jax.config.update("jax_enable_x64", True)

import spineax as sx  # noqa: E402
from spineax.channels import Leak  # noqa: E402
from spineax.morphology import MaxLength, shipped  # noqa: E402

cell = sx.read_swc(shipped("granule"), ncomp=MaxLength(20.0))
cell.set("axial_resistivity", 100.0)
cell.insert(Leak())
cell.set("Leak_eLeak", -70.0)
soma = cell.soma.branch(0).loc(0.5)

frequencies = np.array([0.0, 10.0, 100.0, 1000.0])
impedance = soma.impedance(frequencies)[:, 0, 0]
for frequency, value in zip(frequencies, abs(impedance), strict=True):
    print(f"{frequency:6.0f} Hz {value:8.2f} MOhm")

soma.stimulate(lambda t: 0.01 + 0.0 * t, verbose=False)
soma.record("v", verbose=False)
v = sx.integrate(cell, t_max=100.0)[0]
measured = float(v[-1] - v[0]) / 0.01
print(f"from a simulated step: {measured:.2f} MOhm")
assert np.isclose(measured, abs(impedance[0]), rtol=1e-3)  # the step has settled
