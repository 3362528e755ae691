"""Order of convergence in the time step: 1, and 2 for Crank-Nicolson [I29]."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

import spineax as sx
from spineax.channels import HH
from spineax.pumps import CaPump
from tests.run.models import passive, values

ORDER_ONE, ORDER_TWO = (1.85, 2.15), (3.8, 4.2)


def ratios(run: Any, steps: list[float]) -> list[float]:
    """Return by how much the change shrinks with each halving of the step."""
    traces = [run(dt) for dt in steps]
    changes = [np.abs(a - b).max() for a, b in pairwise(traces)]
    return [a / b for a, b in pairwise(changes)]


def active(solver: str, dt: float) -> np.ndarray:
    """Return a spike of a branched cell after a current step, every 0.1 ms."""
    cell = sx.Cell(sx.Branch(sx.Compartment(), 4), [-1, 0, 0])
    cell.insert(HH())
    cell.set("axial_resistivity", 500.0)
    cell.set("length", 30.0)
    cell.set("radius", 2.0)
    cell.set("v", -65.0)
    cell.init_states()
    current = sx.step_current(0.5, 1.0, 1.0, dt, 4.0)
    cell.branch(1).loc(1.0).stimulate(current, verbose=False)
    cell.branch(0).loc(0.0).record(verbose=False)
    return values(cell, solver=solver, delta_t=dt)[0, :: round(0.1 / dt)]


def test_crank_nicolson_is_second_order_on_a_spike_after_a_step_of_current():
    found = ratios(lambda dt: active("crank_nicolson", dt), [0.025, 0.0125, 0.00625, 0.003125])
    assert all(ORDER_TWO[0] < ratio < ORDER_TWO[1] for ratio in found), found


def test_crank_nicolson_beats_backward_euler_at_the_usual_step():
    exact = active("crank_nicolson", 0.003125)
    second = np.abs(active("crank_nicolson", 0.025) - exact).max()
    first = np.abs(active("bwd_euler", 0.025) - exact).max()
    assert second < first / 10.0


@pytest.mark.parametrize("solver", ["bwd_euler", "fwd_euler", "exp_euler"])
def test_the_others_are_first_order(solver: str):
    def run(dt: float) -> np.ndarray:
        cell = sx.Cell()
        cell.insert(HH())
        cell.stimulate(sx.step_current(0.5, 1.0, 0.02, dt, 4.0), verbose=False)
        return values(cell, solver=solver, delta_t=dt)[0, :: round(0.1 / dt)]

    found = ratios(run, [0.0125, 0.00625, 0.003125])
    assert ORDER_ONE[0] < found[-1] < ORDER_ONE[1], found


@pytest.mark.parametrize(
    ("solver", "bounds"), [("bwd_euler", ORDER_ONE), ("crank_nicolson", ORDER_TWO)]
)
def test_order_on_a_passive_cable(solver: str, bounds: tuple[float, float]):
    cable = passive(length=2000.0)
    mode = np.cos(np.pi * (np.arange(8) + 0.5) / 8)
    cable.set("v", -65.0 + 10.0 * mode)

    def run(dt: float) -> np.ndarray:
        return values(cable, solver=solver, delta_t=dt, t_max=8.0)[:, :: round(1.0 / dt)]

    found = ratios(run, [0.2, 0.1, 0.05, 0.025])
    assert all(bounds[0] < ratio < bounds[1] for ratio in found), found


def test_crank_nicolson_does_not_ring_after_a_jump():
    # Fine compartments make stiff modes, which would flip their sign at every step.
    cable = passive(n=64, length=200.0)
    start = np.full(64, -65.0)
    start[0] = 0.0
    cable.set("v", start)
    v = values(cable, solver="crank_nicolson", t_max=2.0)[0]
    change = np.diff(v)[2:]
    # Without the damped start it rises by as much as it falls, step by step.
    assert (change <= 1e-3 * np.abs(change).max()).all()


def test_diffusion_is_second_order():
    def run(dt: float) -> np.ndarray:
        cable = passive()
        cable.insert(CaPump())
        cable.set("CaPump_gamma", 0.0)
        cable.diffuse("CaCon_i")
        cable.set("axial_diffusion_CaCon_i", 500.0)
        cable.set("CaCon_i", 1e-3 * (1.0 + np.cos(np.pi * (np.arange(8) + 0.5) / 8)))
        cable.record("CaCon_i", verbose=False)
        rows = values(cable, solver="crank_nicolson", delta_t=dt, t_max=8.0)
        return rows[:, :: round(0.8 / dt)]

    found = ratios(run, [0.4, 0.2, 0.1])
    assert all(ORDER_TWO[0] < ratio < ORDER_TWO[1] for ratio in found), found
