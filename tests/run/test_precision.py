"""Single precision: a cell at rest stays there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import sys, numpy as np, spineax as sx
cell = sx.read_swc({path!r}, ncomp=1)
cell.insert(sx.channels.Leak())
rest = -70.0
cell.set("Leak_eLeak", rest)
cell.set("v", rest)
cell.set("axial_resistivity", 150.0)
v = sx.integrate(cell, t_max=250.0, solver={solver!r})
assert v.dtype == np.float32
print(float(np.abs(v[:, -1] - rest).max()))
"""

NAMES = ("ca1_n120_250", "l5pc_no_axon", "variable_radiuses_multi_branch", "minimal")


@pytest.mark.slow
@pytest.mark.parametrize("solver", ["bwd_euler", "crank_nicolson"])
@pytest.mark.parametrize("name", NAMES)
def test_drift_over_ten_thousand_steps(shared_morphologies: Path, name: str, solver: str):
    path = str(shared_morphologies / f"{name}.swc")
    command = [sys.executable, "-W", "ignore", "-c", SCRIPT.format(path=path, solver=solver)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert float(done.stdout.split()[-1]) < 1e-3
