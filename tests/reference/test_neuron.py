"""Voltages against NEURON, run in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import spineax as sx
from spineax.channels import HH

pytestmark = pytest.mark.peer
PYTHON = os.environ.get("SPINEAX_PEERS_PYTHON", sys.executable)


@pytest.fixture(scope="module")
def neuron():
    if subprocess.run([PYTHON, "-c", "import neuron"], capture_output=True).returncode:
        pytest.skip(f"NEURON is not installed in {PYTHON}; name one in SPINEAX_PEERS_PYTHON")

    def run(*arguments):
        script = Path(__file__).with_name("neuron_runs.py")
        done = subprocess.run(
            [PYTHON, str(script), *map(str, arguments)], capture_output=True, text=True, check=True
        )
        return json.loads(done.stdout.splitlines()[-1])

    return run


def squid(cell):
    """Insert the squid axon's channels in their steady state at -65 mV."""
    cell.insert(HH())
    cell.set("v", -65.0)
    cell.init_states()


def test_a_y_shaped_cell(neuron):
    cell = sx.Cell(sx.Branch(sx.Compartment(), 4), parents=[-1, 0, 0])
    sizes = [(120.0, 3.0, 100.0, 1.0), (200.0, 1.2, 150.0, 0.8), (90.0, 2.0, 70.0, 1.3)]
    for k, (length, diameter, resistivity, capacitance) in enumerate(sizes):
        branch = cell.branch(k)
        branch.set("length", length / 4)
        branch.set("radius", diameter / 2)
        branch.set("axial_resistivity", resistivity)
        branch.set("capacitance", capacitance)
    squid(cell)
    current = sx.step_current(1.0, 2.0, 0.5, 0.025, 20.0)
    cell.branch(0).comp(0).stimulate(current, verbose=False)
    ours = np.asarray(sx.integrate(cell, t_max=20.0))
    theirs = np.array(neuron("y_cell")["v"])[:, : ours.shape[1]]
    # Both solve the same linear systems in double precision: 1e-9 mV is rounding over a spike.
    assert np.abs(ours - theirs).max() < 1e-9


def test_a_traced_cell(neuron, shared_morphologies):
    file = shared_morphologies / "ca1_n120_250.swc"
    cell = sx.read_swc(file, ncomp=1, ignore_swc_tracing_interruptions=False)
    cell.set("axial_resistivity", 100.0)
    squid(cell)
    current = sx.step_current(1.0, 2.0, 1.0, 0.025, 20.0)
    cell.soma.branch(0).comp(0).stimulate(current, verbose=False)
    ours = np.asarray(sx.integrate(cell, t_max=20.0))
    run = neuron("swc", file)
    theirs = np.array(run["v"])[:, : ours.shape[1]]
    tips = np.array([points[-1, :3] for points in cell.xyzr])
    ends = np.array(run["ends"])
    match = np.linalg.norm(tips[:, None] - ends[None], axis=-1).argmin(axis=0)
    assert sorted(match) == list(range(len(ends)))
    # NEURON keeps traced points in single precision, which moves lengths by 1e-7 relative.
    assert np.abs(ours[match] - theirs).max() < 1e-3
