"""Rallpacks 1 and 2 (Bhalla, Bilitch and Bower 1992, Trends Neurosci 15:453).

For every stepper and voltage solver that they apply to, in both precisions. Forward Euler is
none of them: it is stable below 10 ns in Rallpack 1. Nor is ``dense``, a solve of 1000
unknowns in every step; it is held against ``thomas`` over the first steps.
"""

from __future__ import annotations

from functools import cache

import jax
import numpy as np
import pytest

import spineax as sx
from spineax.channels import Leak
from tests.analytic.cable_theory import Membrane, step_response

MEMBRANE = Membrane(membrane=40_000.0)
TIME = np.arange(1, 5001) * 0.05 / MEMBRANE.tau


def insert_membrane(module: sx.Module) -> None:
    module.insert(Leak())
    module.set("Leak_gLeak", 1.0 / MEMBRANE.membrane)
    module.set("Leak_eLeak", -65.0)
    module.set("axial_resistivity", MEMBRANE.core)
    module.set("v", -65.0)


def cable() -> sx.Branch:
    """Return the sealed cable of 1000 compartments."""
    branch = sx.Branch(sx.Compartment(), 1000)
    insert_membrane(branch)
    branch.set("length", 1.0)
    branch.set("radius", 0.5)
    branch.comp(0).stimulate(np.full(5000, 0.1), verbose=False)
    branch.comp(0).record(verbose=False)
    branch.comp(999).record(verbose=False)
    return branch


def tree(ncomp: int = 1) -> sx.Cell:
    """Return the binary tree of ten levels, first and last compartment recorded."""
    parents = [-1, *[(k - 1) // 2 for k in range(1, 1023)]]
    cell = sx.Cell(sx.Branch(sx.Compartment(), ncomp), parents)
    insert_membrane(cell)
    level = np.repeat(np.floor(np.log2(np.arange(1, 1024))), ncomp)
    cell.set("length", 32.0 / ncomp / 2.0 ** (level / 3.0))
    cell.set("radius", 8.0 / 2.0 ** (2.0 * level / 3.0))
    cell.branch(0).comp(0).stimulate(np.full(5000, 0.1), verbose=False)
    cell.branch(0).comp(0).record(verbose=False)
    cell.branch(1022).comp(ncomp - 1).record(verbose=False)
    return cell


@cache
def ends_of_the_cable() -> np.ndarray:
    """Return the exact voltage of the cable at both ends, mV."""
    resistance = MEMBRANE.infinite_resistance(1.0)
    assert MEMBRANE.length_constant(1.0) == pytest.approx(1000.0)
    assert resistance == pytest.approx(1273.24, rel=1e-6)
    return np.array([-65.0 + 0.1 * resistance * step_response(x, TIME, 1.0) for x in (0.0, 1.0)])


@cache
def cylinder(places: tuple[float, float] = (0.05, 0.95)) -> np.ndarray:
    """Return the equivalent cylinder at two places, mV: those of the first and last level."""
    size = 320.0 / MEMBRANE.length_constant(16.0)
    scale = 0.1 * MEMBRANE.infinite_resistance(16.0)
    return np.array([-65.0 + scale * step_response(size * x, TIME, size) for x in places])


def error(rows: object, truth: np.ndarray) -> np.ndarray:
    """Return the rms error in percent of the range, which begins at rest."""
    found = np.asarray(rows, np.float64)[:, 1:]
    rms = np.sqrt(np.mean((found - truth) ** 2, axis=1))
    return 100.0 * rms / (truth.max(axis=1) + 65.0)


#: Percent at the start and the end of the cable, and of the tree on average. Exponential Euler
#: takes membrane and current first, then the axial part: a step's charge spreads for the whole
#: step, an error that is largest where the current flows in.
BOUNDS = {
    "bwd_euler": (0.05, 0.016, 0.02),
    "crank_nicolson": (0.045, 0.001, 0.02),
    "exp_euler": (2.2, 0.065, 0.12),
}
#: What rounding may add in single precision, percentage points.
SINGLE = 0.03
slow = pytest.mark.slow
RUNS = [
    pytest.param("crank_nicolson", "thomas", "float64"),
    pytest.param("bwd_euler", "thomas", "float32"),
    pytest.param("bwd_euler", "thomas", "float64", marks=slow),
    pytest.param("crank_nicolson", "thomas", "float32", marks=slow),
    *[
        pytest.param(stepper, "stone", precision, marks=slow)
        for stepper in ("bwd_euler", "crank_nicolson")
        for precision in ("float64", "float32")
    ],
    *[
        pytest.param("exp_euler", "thomas", precision, marks=slow)
        for precision in ("float64", "float32")
    ],
]


@pytest.mark.parametrize(("stepper", "name", "precision"), RUNS)
def test_rallpack_1(stepper: str, name: str, precision: str):
    with jax.enable_x64(precision == "float64"):
        rows = sx.integrate(cable(), delta_t=0.05, solver=stepper, voltage_solver=name)
    assert rows.dtype == precision
    found = error(rows, ends_of_the_cable())
    more = SINGLE if precision == "float32" else 0.0
    assert (found <= np.array(BOUNDS[stepper][:2]) + more).all(), found


@pytest.mark.parametrize(("stepper", "name", "precision"), RUNS)
def test_rallpack_2(stepper: str, name: str, precision: str):
    with jax.enable_x64(precision == "float64"):
        rows = sx.integrate(tree(), delta_t=0.05, solver=stepper, voltage_solver=name)
    assert rows.dtype == precision
    found = error(rows, cylinder())
    more = SINGLE if precision == "float32" else 0.0
    assert found.mean() <= BOUNDS[stepper][2] + more, found


@pytest.mark.slow
def test_from_root_to_tip_of_many_compartments():
    """The steady difference between root and tip, 0.0795 mV in the limit."""
    known = cylinder((0.0, 1.0))[:, -1]
    # As many digits as are published.
    assert known[0] - known[1] == pytest.approx(0.0795, abs=5e-5)
    difference = []
    for ncomp in (1, 2, 4):
        rows = np.asarray(sx.integrate(tree(ncomp), delta_t=1e10, t_max=1e10))
        difference.append(rows[0, -1] - rows[1, -1])
    # The first and last compartments are half a compartment inside: an error of first order.
    limit = 2.0 * difference[2] - difference[1]
    assert limit == pytest.approx(known[0] - known[1], abs=2e-4)


@pytest.mark.slow
def test_exponential_euler_is_of_first_order_away_from_the_current():
    """The potential beside a point source rises with the root of time, and so does its error.

    Only steps that 1 um resolves, below tau (1 um / lambda)^2 = 4e-5 ms, would be of first order
    at the source, too.
    """
    errors = []
    for dt in (0.05, 0.025):
        branch = cable()
        branch.delete_stimuli()
        branch.comp(0).stimulate(np.full(round(50.0 / dt), 0.1), verbose=False)
        rows = np.asarray(sx.integrate(branch, delta_t=dt, solver="exp_euler"))
        found = rows[:, :: round(0.05 / dt)]
        errors.append(error(found, ends_of_the_cable()[:, :1000]))
    source, end = errors[0] / errors[1]
    assert 1.35 < source < 1.48 and 1.9 < end < 2.1, errors


@pytest.mark.slow
@pytest.mark.parametrize("build", [cable, tree])
def test_dense_takes_the_same_steps(build: object):
    runs = [
        np.asarray(sx.integrate(build(), t_max=1.0, delta_t=0.05, voltage_solver=name))
        for name in ("dense", "thomas")
    ]
    # LAPACK loses the condition number, 1e5, of 1e-16.
    np.testing.assert_allclose(runs[0], runs[1], rtol=1e-9)
