"""Trees of any shape against cable theory: steady currents, sinusoids, space, frequency."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import scipy.linalg

from spineax.linalg import SOLVERS
from tests.analytic.cable_theory import Membrane, Tree
from tests.analytic.cells import REST, build, impedance, matrices
from tests.run.models import values

MEMBRANE = Membrane()
#: A branched tree that is no equivalent cylinder, and a cable.
SHAPES = {
    "Y": Tree(2.0, 300.0, (Tree(1.3, 250.0), Tree(0.7, 400.0))),
    "cable": Tree(2.0, 800.0),
    "deep": Tree(3.0, 200.0, (Tree(1.0, 300.0), Tree(2.0, 200.0, (Tree(1.5, 150.0),) * 2))),
}
#: Per ms: a steady current, and 100 Hz.
FREQUENCIES = {"steady": 0.0, "100 Hz": 2e-3j * np.pi * 100.0}


def exact(tree: Tree, n: int, s: complex) -> np.ndarray:
    """Return the voltage per nA at all compartment centres, in branch order, and end points."""
    centres, ends = [], []

    def follow(part: Tree, start: complex) -> None:
        centres.append(start * part.along(MEMBRANE, (np.arange(n) + 0.5) / n, s))
        end = start * part.along(MEMBRANE, np.array(1.0), s)
        if part.children:
            ends.append(end)
        for child in part.children:
            follow(child, end)

    follow(tree, 1.0 / tree.admittance(MEMBRANE, s))
    return np.concatenate([*centres, np.array(ends, complex)])


@pytest.mark.parametrize("frequency", FREQUENCIES)
@pytest.mark.parametrize("shape", SHAPES)
def test_space_is_second_order_at_centres_and_branch_points(shape: str, frequency: str):
    """Halving the compartments divides the error by four, steady and at 100 Hz [I30]."""
    tree, s = SHAPES[shape], FREQUENCIES[frequency]
    errors = []
    for n in (16, 32, 64):
        cell = build(tree, n, MEMBRANE)
        found, known = impedance(cell, 0, s), exact(tree, n, s)
        wrong = np.abs(found - known)
        centres, points = np.split(wrong / np.abs(known), [len(cell.nodes)])
        errors.append((centres.max(), points.max(initial=0.0)))
    for first, second in pairwise(errors):
        for coarse, fine in zip(first, second, strict=True):
            assert coarse == fine == 0.0 or 3.6 < coarse / fine < 4.1, errors
    # About (h / lambda)^2 / 24 of the response, times |q|^4 at a frequency.
    assert errors[-1][0] < (2e-5 if s == 0.0 else 1e-3)


def test_the_first_centre_is_the_end_of_a_cable_to_first_order_only():
    """The voltage at x = 0 is half a compartment from a centre: its error halves [I31]."""
    tree = SHAPES["cable"]
    end = 1.0 / tree.admittance(MEMBRANE)
    errors = [abs(impedance(build(tree, n, MEMBRANE), 0, 0.0)[0] - end) for n in (16, 32, 64)]
    for coarse, fine in pairwise(errors):
        assert 1.9 < coarse / fine < 2.1, errors


@pytest.mark.parametrize("name", SOLVERS)
def test_one_endless_step_is_the_steady_state_of_a_tree(name: str):
    """A step of 1e10 ms solves (L + g) v = g E + I, with every voltage solver [I21]."""
    tree, n, current = SHAPES["deep"], 16, 0.02
    cell = build(tree, n, MEMBRANE)
    cell.branch(0).comp(0).stimulate(np.full(1, current), verbose=False)
    v = values(cell, delta_t=1e10, voltage_solver=name)[:, -1] - REST
    steady = current * impedance(cell, 0, 0.0).real[: len(v)]
    # One step of 1e10 ms leaves tau / 1e10; the rest is rounding of 65 mV.
    np.testing.assert_allclose(v, steady, rtol=1e-8)
    known = current * exact(tree, n, 0.0).real[: len(v)]
    # The error of space of 16 compartments per branch.
    np.testing.assert_allclose(v, known, rtol=3e-4)


def transfer(cell: Any, solver: str, omega: float, dt: float) -> np.ndarray:
    """Return the response of all compartments that steps of dt have to exp(i omega t).

    The factor of a step, z = exp(i omega dt), takes the place of the derivative in time.
    """
    z = np.exp(1j * omega * dt)
    if solver == "bwd_euler":
        return impedance(cell, 0, (1.0 - 1.0 / z) / dt)
    if solver == "fwd_euler":
        return impedance(cell, 0, (z - 1.0) / dt)
    if solver == "crank_nicolson":
        half = 0.5 * omega * dt
        return impedance(cell, 0, 2j * np.tan(half) / dt) / np.cos(half)
    laplacian, leak, capacitance = matrices(cell)
    n, dense = int((capacitance > 0).sum()), laplacian.toarray()
    across, points = dense[:n, n:], dense[n:, n:]
    reduced = dense[:n, :n] - across @ np.linalg.solve(points, across.T)
    spread = scipy.linalg.expm(-dt * reduced / capacitance[:n, None])
    relaxed = np.exp(-dt * leak[:n] / capacitance[:n])
    charge = np.zeros(n)
    charge[0] = (1.0 - relaxed[0]) / leak[0]
    return np.linalg.solve(z * np.eye(n) - spread * relaxed, spread @ charge)


#: Which power of the step's factor the current of a step stands for.
PHASE = {"bwd_euler": 1.0, "crank_nicolson": 0.5, "fwd_euler": 0.0, "exp_euler": 0.0}


@pytest.mark.parametrize("solver", PHASE)
def test_a_sinusoid_has_the_impedance_of_its_frequency(solver: str):
    """Amplitude and phase of a run at 100 Hz are those of complex matrices, for each stepper."""
    leaky = Membrane(membrane=2000.0)
    cell = build(SHAPES["Y"], 4, leaky)
    dt, steps, periods = 0.02, 500, 5
    omega = 2.0 * np.pi / (dt * steps)
    number = np.arange(steps * periods)
    current = np.cos(omega * dt * (number + PHASE[solver]))
    cell.branch(0).comp(0).stimulate(0.1 * current, verbose=False)
    v = (values(cell, delta_t=dt, solver=solver) - REST)[:, -steps:]
    turn = np.exp(-1j * omega * dt * (number[-steps:] + 1))
    found = 2.0 / steps * (v * turn).sum(axis=1) / 0.1
    expected = transfer(cell, solver, omega, dt)[: len(v)]
    # What is left of the start after 40 ms is exp(-20).
    np.testing.assert_allclose(found, expected, rtol=1e-7)
    continuous = impedance(cell, 0, 1j * omega)[: len(v)]
    # omega dt / 2 of first order, its square of second order.
    close = 1e-4 if solver == "crank_nicolson" else 0.15
    np.testing.assert_allclose(found, continuous, rtol=close)


def test_a_tree_of_equal_electric_length_is_a_cylinder():
    """Rall's 3/2 rule with unequal children: the tree folds onto its cylinder."""
    # Unequal children, whose diameters to the power 3/2 add up, all tips at one distance.
    share, parent = (0.6, 0.3, 0.1), 3.0
    children = tuple(
        Tree(parent * part ** (2.0 / 3.0), 200.0 * part ** (1.0 / 3.0)) for part in share
    )
    tree, cylinder = Tree(parent, 150.0, children), Tree(parent, 350.0)
    for s in FREQUENCIES.values():
        np.testing.assert_allclose(tree.admittance(MEMBRANE, s), cylinder.admittance(MEMBRANE, s))
        folded = impedance(build(tree, 6, MEMBRANE), 0, s)
        cell = build(Tree(parent, 150.0, (Tree(parent, 200.0),)), 6, MEMBRANE)
        straight = impedance(cell, 0, s)
        # Compartments of equal electric size: the discrete tree folds onto the cylinder, too.
        for child in range(1, 4):
            part = folded[6 * child : 6 * child + 6]
            np.testing.assert_allclose(part, straight[6:12], rtol=1e-11)
        np.testing.assert_allclose(folded[:6], straight[:6], rtol=1e-11)


def test_impedance_of_a_sealed_cable_is_that_of_the_closed_form():
    tree = SHAPES["cable"]
    size = tree.length / MEMBRANE.length_constant(tree.diameter)
    resistance = MEMBRANE.infinite_resistance(tree.diameter)
    for s in FREQUENCIES.values():
        q = np.sqrt(1.0 + s * MEMBRANE.tau)
        known = resistance / q / np.tanh(q * size)
        np.testing.assert_allclose(1.0 / tree.admittance(MEMBRANE, s), known, rtol=1e-12)
        # At the far end, half a compartment from a centre where the slope is zero.
        found = impedance(build(tree, 64, MEMBRANE), 0, s)[63]
        np.testing.assert_allclose(found, resistance / q / np.sinh(q * size), rtol=1e-3)
