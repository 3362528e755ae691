"""Clamped states, and charge that stimuli deliver."""

from __future__ import annotations

import numpy as np
import pytest

import spineax as sx
from tests.run.models import SOLVERS, passive, tree, values


@pytest.mark.parametrize("solver", SOLVERS)
def test_clamped_states_are_what_they_are_told(solver: str):
    cell = tree()
    cell.delete_stimuli()
    cell.delete_recordings()
    series = -65.0 + np.linspace(0.0, 5.0, 40)
    cell.branch(0).comp(1).clamp("v", series, verbose=False)
    cell.branch(1).clamp("HH_m", np.full(40, 0.3), verbose=False)
    cell.branch(0).comp(1).record("v", verbose=False)
    cell.branch(1).comp(0).record("HH_m", verbose=False)
    rows = values(cell, solver=solver)
    np.testing.assert_array_equal(rows[0, 1:], series)
    np.testing.assert_array_equal(rows[1, 1:], 0.3)
    assert rows[0, 0] == -65.0


@pytest.mark.parametrize("solver", ["bwd_euler", "crank_nicolson"])
def test_neighbours_feel_a_clamp_within_the_step(solver: str):
    # Steady state of a cable clamped at one end and sealed at the other, in long steps.
    cable = passive(n=10)
    cable.comp(0).clamp("v", np.full(600, -55.0), verbose=False)
    v = values(cable, delta_t=1.0, solver=solver)[:, -1]
    size = 0.4  # in units of lambda, from centre to end
    x = (np.arange(10) * 0.04)[1:]
    exact = -65.0 + 10.0 * np.cosh(size - 0.02 - x) / np.cosh(size - 0.02)
    # Ten compartments: the error of space is 1e-4 of 10 mV.
    np.testing.assert_allclose(v[1:], exact, atol=2e-3)


@pytest.mark.parametrize("solver", SOLVERS)
def test_a_step_current_delivers_its_charge(solver: str):
    # No leak: all the charge stays, k dt I in total.
    cable = passive(n=4, length=400.0)
    cable.set("Leak_gLeak", 0.0)
    current = sx.step_current(0.5, 1.0, 0.1, 0.025, 3.0)
    cable.comp(0).stimulate(current, verbose=False)
    v = values(cable, solver=solver)
    capacitance = 1e-5 * cable.nodes["capacitance"].to_numpy() * cable.nodes["area"].to_numpy()
    charge = (capacitance[:, None] * (v - v[:, :1])).sum(axis=0)
    assert charge[-1] == pytest.approx(40 * 0.025 * 0.1, rel=1e-12)


@pytest.mark.parametrize("solver", SOLVERS)
def test_membrane_current_sums_to_the_injected_current(solver: str):
    cell = tree()
    cell.delete_recordings()
    cell.record("i_total", verbose=False)
    rows = values(cell, solver=solver)
    current = sx.step_current(0.5, 1.0, 0.2, 0.025, 4.0)
    balance = rows[:, 1:].sum(axis=0) - current
    # Rounding of the largest axial currents; nA.
    assert np.abs(balance).max() < 1e-10 * np.abs(rows).sum(axis=0).max()


def test_a_shift_of_the_stimulus_shifts_the_response():
    early, late = passive(), passive()
    current = sx.step_current(0.5, 1.0, 0.1, 0.025, 4.0)
    early.comp(0).stimulate(current, verbose=False)
    late.comp(0).stimulate(np.roll(current, 7), verbose=False)
    np.testing.assert_array_equal(values(early)[:, :-7], values(late)[:, 7:])
