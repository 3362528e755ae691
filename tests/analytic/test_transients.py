"""Cables after a step, a pulse and a clamp, against closed forms in time; each time stepper.

lambda = 1 mm, tau = 10 ms, as ``models.passive`` makes them.
"""

from __future__ import annotations

import numpy as np
import pytest

from spineax.linalg import SOLVERS
from tests.analytic.cable_theory import (
    Membrane,
    green,
    step_response,
    step_response_by_images,
)
from tests.run.models import SOLVERS as STEPPERS
from tests.run.models import passive, values

MEMBRANE = Membrane(membrane=10_000.0, core=50.0)
TAU, DIAMETER = MEMBRANE.tau, 2.0
R_INF = MEMBRANE.infinite_resistance(DIAMETER)
#: Explicit steps are stable below tau (dx / lambda)^2 / 2.
STEP = {"bwd_euler": 0.025, "crank_nicolson": 0.025, "exp_euler": 0.025, "fwd_euler": 0.005}


def factor(solver: str, rate: np.ndarray, dt: float, steps: int) -> np.ndarray:
    """Return what steps of dt leave of a mode that decays with ``rate``, per ms."""
    a = dt * rate
    if solver == "bwd_euler":
        return (1.0 + a) ** -float(steps)
    if solver == "fwd_euler":
        return (1.0 - a) ** float(steps)
    if solver == "exp_euler":
        return np.exp(-a * steps)
    # The first two steps are two implicit half steps each.
    return (1.0 + a / 2) ** -4.0 * ((1.0 - a / 2) / (1.0 + a / 2)) ** (steps - 2.0)


CASES = [(stepper, "thomas") for stepper in STEPPERS]
CASES += [("bwd_euler", name) for name in SOLVERS if name != "thomas"]


@pytest.mark.parametrize(("stepper", "name"), CASES)
def test_modes_of_equal_compartments_decay_by_a_known_factor(stepper: str, name: str):
    """Eigenvectors are cosines, eigenvalues g + 4 w sin^2, each step is its factor [I25]."""
    n, dt, steps = 12, 0.025, 40
    cable = passive(n=n, length=1000.0)
    modes = np.array([0, 1, 4, 11])
    rate = (1.0 + 4.0 * n**2 * np.sin(modes * np.pi / (2 * n)) ** 2) / TAU
    shapes = np.cos(modes[:, None] * np.pi * (np.arange(n) + 0.5) / n)
    cable.set("v", -65.0 + 5.0 * shapes.sum(axis=0))
    v = values(cable, delta_t=dt, t_max=dt * steps, solver=stepper, voltage_solver=name)[:, -1]
    expected = -65.0 + 5.0 * factor(stepper, rate, dt, steps) @ shapes
    # Rounding of 65 mV in 40 steps; squaring a transition matrix costs a few digits more.
    np.testing.assert_allclose(v, expected, rtol=1e-11 if stepper != "exp_euler" else 1e-9)


@pytest.mark.parametrize("stepper", STEPPERS)
def test_step_of_current_into_a_sealed_cable(stepper: str):
    """The sum of the modes of a sealed cable, 1 to 4 ms after a step at its start."""
    n, dt = 25, STEP[stepper]
    cable, x = passive(n=n, length=1000.0), (np.arange(n) + 0.5) / n
    cable.comp(0).stimulate(np.full(round(4.0 / dt), 0.1), verbose=False)
    cable.comp([2, 12, 24]).record(verbose=False)
    v = values(cable, delta_t=dt, solver=stepper) + 65.0
    time = np.array([1.0, 2.0, 4.0])
    found = v[:, np.round(time / dt).astype(int)]
    known = 0.1 * R_INF * np.array([step_response(x[k], time / TAU, 1.0) for k in (2, 12, 24)])
    # Space: (dx / lambda)^2 / 12 of the 16 mV at the source; time: half a step of the slope.
    slope = np.gradient(v, dt, axis=1)[:, np.round(time / dt).astype(int)]
    late = 0.0 if stepper == "crank_nicolson" else 0.6 * dt * np.abs(slope).max()
    np.testing.assert_allclose(found, known, rtol=0, atol=0.0025 + late)


def test_early_response_is_that_of_mirror_images():
    """Few images say at once what needs many modes: right after the step."""
    time = np.array([0.01, 0.05, 0.2])
    for x in (0.02, 0.3, 0.9):
        modes = step_response(x, time, 1.0)
        # 3000 modes leave 1 / (3000 pi) of a kink.
        np.testing.assert_allclose(step_response_by_images(x, time, 1.0), modes, atol=1e-4)
    n, dt = 200, 0.0125
    cable = passive(n=n, length=1000.0)
    cable.comp(0).stimulate(np.full(40, 0.1), verbose=False)
    cable.comp([20, 60]).record(verbose=False)
    v = values(cable, delta_t=dt, solver="crank_nicolson")[:, [8, 16, 40]] + 65.0
    x, time = (np.array([20, 60]) + 0.5) / n, np.array([8, 16, 40]) * dt / TAU
    known = 0.1 * R_INF * np.array([step_response_by_images(one, time, 1.0) for one in x])
    # The square of dt over the time since the step, and of dx over lambda, of 16 mV.
    np.testing.assert_allclose(v, known, rtol=0, atol=5e-3)


def test_time_constants_are_peeled_from_a_transient():
    """The odd part of the tail decays with tau_1 = tau / (1 + pi^2), the even part with tau."""
    n, dt = 50, 0.025
    cable = passive(n=n, length=1000.0)
    current = np.zeros(1600)
    current[:20] = 0.1
    cable.comp(0).stimulate(current, verbose=False)
    cable.comp([0, n - 1]).record(verbose=False)
    v = values(cable, delta_t=dt, solver="crank_nicolson") + 65.0
    odd, even = v[0] - v[1], v[0] + v[1]

    def constant(tail: np.ndarray, start: float, end: float) -> float:
        first, last = round(start / dt), round(end / dt)
        return (end - start) / np.log(tail[first] / tail[last])

    # Discrete modes are slower by (pi / n)^2 / 12; those left out by then are below 1e-4.
    assert constant(odd, 2.0, 5.0) == pytest.approx(TAU / (1.0 + np.pi**2), rel=1e-3)
    assert constant(even, 20.0, 40.0) == pytest.approx(TAU, rel=1e-4)


@pytest.mark.parametrize(
    ("end", "stepper"), [("sealed", "crank_nicolson"), ("killed", "bwd_euler")]
)
def test_clamped_cables(end: str, stepper: str):
    """V0 cosh(L - X) / cosh L, and sinh where the far end is held at rest."""
    n = 50
    cable, x = passive(n=n, length=1000.0), (np.arange(n) + 0.5) / n
    cable.comp(0).clamp("v", np.full(400, -55.0), verbose=False)
    if end == "killed":
        cable.comp(n - 1).clamp("v", np.full(400, -65.0), verbose=False)
    v = values(cable, delta_t=0.5, solver=stepper)[1:-1, -1] + 65.0
    inner = x[1:-1]
    if end == "killed":
        known = 10.0 * np.sinh(x[-1] - inner) / np.sinh(x[-1] - x[0])
    else:
        known = 10.0 * np.cosh(1.0 - inner) / np.cosh(1.0 - x[0])
    # (dx / lambda)^2 / 24 of 10 mV.
    np.testing.assert_allclose(v, known, rtol=0, atol=2e-4)


@pytest.mark.parametrize("stepper", ["bwd_euler", "crank_nicolson"])
def test_a_pulse_of_charge_spreads_as_the_green_function(stepper: str):
    """Charge in the middle of an endless cable: a Gaussian that widens and leaks away."""
    n, dt, late, charge = 401, 0.025, 4.0, 1e-3
    cable = passive(n=n, length=8000.0)
    current = np.zeros(round(late / dt))
    current[0] = charge / dt
    cable.comp(200).stimulate(current, verbose=False)
    v = values(cable, delta_t=dt, solver=stepper)[:, -1] + 65.0
    place = np.abs(np.arange(n) - 200) * 8000.0 / n
    # The pulse lasts one step, so the time since it is late by half of it.
    known = charge * green(place, late - dt / 2, MEMBRANE, DIAMETER)
    near = place < 2000.0
    # (dx / lambda)^2 tau / (4 t), 3e-4, at the peak and dt / (4 t), 2e-3, for first order.
    np.testing.assert_allclose(v[near], known[near], rtol=0, atol=2e-3 * known.max())


@pytest.mark.parametrize("stepper", STEPPERS)
def test_a_single_compartment_relaxes_by_a_known_factor(stepper: str):
    """V = E + (V0 - E) e^(-t / tau) + I R (1 - e^(-t / tau)), with the factor of each stepper."""
    cell, dt, steps = passive(n=1, length=100.0), 0.5, 40
    cell.set("v", -60.0)
    cell.stimulate(np.full(steps, 0.001), verbose=False)
    final = -65.0 + 0.001 / (1e-4 * 1e-2 * cell.nodes["area"].iloc[0])
    v = values(cell, delta_t=dt, solver=stepper)[0, -1]
    expected = final + (-60.0 - final) * factor(stepper, np.array(1.0 / TAU), dt, steps)
    np.testing.assert_allclose(v, expected, rtol=1e-11)
    exact = final + (-60.0 - final) * np.exp(-dt * steps / TAU)
    # The range times dt / (2 tau) of first order, its square / 12 and the damped start of second.
    bound = {"exp_euler": 1e-10, "crank_nicolson": 1e-3}.get(stepper, 0.05)
    np.testing.assert_allclose(v, exact, rtol=0, atol=bound * 5.0)
