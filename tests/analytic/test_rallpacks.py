"""Rallpacks 1 and 2 (Bhalla, Bilitch and Bower 1992), in both precisions."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import spineax as sx
from spineax.channels import Leak

HERE = Path(__file__).resolve()


def membrane(module: sx.Module) -> None:
    module.insert(Leak())
    module.set("Leak_gLeak", 1.0 / 40_000.0)
    module.set("Leak_eLeak", -65.0)
    module.set("axial_resistivity", 100.0)
    module.set("v", -65.0)


def cable() -> sx.Branch:
    branch = sx.Branch(sx.Compartment(), 1000)
    membrane(branch)
    branch.set("length", 1.0)
    branch.set("radius", 0.5)
    branch.comp(0).stimulate(np.full(5000, 0.1), verbose=False)
    branch.comp(0).record(verbose=False)
    branch.comp(999).record(verbose=False)
    return branch


@cache
def exact() -> np.ndarray:
    """Return the voltage of the sealed cable at both ends, mV: 200 terms and the limit."""
    time = np.arange(1, 5001)[None, :] * 0.05 / 40.0
    k = np.arange(1, 3000)[:, None]
    rate = 1.0 + (k * np.pi) ** 2
    rows = []
    for x in (0.0, 1.0):
        modes = (np.cos(k * np.pi * x) * np.exp(-rate * time) / rate).sum(axis=0)
        shape = np.cosh(1.0 - x) / np.sinh(1.0) - np.exp(-time[0]) - 2.0 * modes
        rows.append(-65.0 + 0.1 * 1273.24 * shape)
    return np.array(rows)


def error(rows: np.ndarray) -> np.ndarray:
    """Return the rms error in percent of the range."""
    return relative(rows, exact())


def relative(rows: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Return the rms error in percent of the range, which begins at rest."""
    rms = np.sqrt(np.mean((rows[:, 1:] - truth) ** 2, axis=1))
    return 100.0 * rms / (truth.max(axis=1) + 65.0)


BOUNDS = {"bwd_euler": (0.05, 0.016), "crank_nicolson": (0.045, 0.001)}


@pytest.mark.parametrize("solver", BOUNDS)
def test_rallpack_1(solver: str):
    found = error(np.asarray(sx.integrate(cable(), delta_t=0.05, solver=solver)))
    assert (found <= BOUNDS[solver]).all(), found


def tree() -> sx.Cell:
    parents = [-1, *[(k - 1) // 2 for k in range(1, 1023)]]
    cell = sx.Cell(sx.Branch(sx.Compartment(), 1), parents)
    membrane(cell)
    level = np.floor(np.log2(np.arange(1, 1024)))
    cell.set("length", 32.0 / 2.0 ** (level / 3.0))
    cell.set("radius", 8.0 / 2.0 ** (2.0 * level / 3.0))
    cell.branch(0).comp(0).stimulate(np.full(5000, 0.1), verbose=False)
    cell.branch(0).comp(0).record(verbose=False)
    cell.branch(1022).comp(0).record(verbose=False)
    return cell


def cylinder() -> np.ndarray:
    """Return the equivalent cylinder at the centres of the first and last level."""
    time = np.arange(1, 5001)[None, :] * 0.05 / 40.0
    length_constant = 1e4 * np.sqrt(16e-4 * 40_000.0 / 400.0)
    size = 320.0 / length_constant
    input_resistance = 100.0 * length_constant * 1e-4 / (np.pi * 64e-8) * 1e-6
    k = np.arange(1, 3000)[:, None]
    rate = 1.0 + (k * np.pi / size) ** 2
    rows = []
    for place in (0.05, 0.95):
        modes = (np.cos(k * np.pi * place) * np.exp(-rate * time) / rate).sum(axis=0)
        shape = np.cosh(size * (1.0 - place)) / np.sinh(size)
        rows.append(
            -65.0 + 0.1 * input_resistance * (shape - (np.exp(-time[0]) + 2.0 * modes) / size)
        )
    return np.array(rows)


def test_rallpack_2():
    rows = np.asarray(sx.integrate(tree(), delta_t=0.05, solver="crank_nicolson"))
    found = relative(rows, cylinder())
    assert found.mean() <= 0.02, found


SINGLE = """
import sys; sys.path.insert(0, {root!r})
import numpy as np, spineax as sx
from tests.analytic.test_rallpacks import cable, cylinder, error, relative, tree
for solver in ("bwd_euler", "crank_nicolson"):
    rows = sx.integrate(cable(), delta_t=0.05, solver=solver)
    print(rows.dtype, *error(np.asarray(rows)))
rows = np.asarray(sx.integrate(tree(), delta_t=0.05, solver="crank_nicolson"))
print(rows.dtype, *relative(rows, cylinder()))
"""


@pytest.mark.slow
def test_both_in_single_precision():
    script = SINGLE.format(root=str(HERE.parents[2]))
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    lines = [line.split() for line in done.stdout.splitlines()]
    assert [line[0] for line in lines] == ["float32"] * 3
    for line, solver in zip(lines, BOUNDS, strict=False):
        assert (np.array(line[1:], float) <= np.array(BOUNDS[solver]) + 0.03).all(), line
    assert np.mean(np.array(lines[2][1:], float)) <= 0.02 + 0.03
