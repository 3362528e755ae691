"""Passive cables against their closed forms.

lambda = 1 mm, tau = 10 ms. Compartment centres converge with the square of their length; the
tolerances are that error of space and the error of time, stated at each test.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

import spineax as sx
from tests.run.models import passive, values

LAMBDA, TAU, SIZE, N = 1.0, 10.0, 1.0, 100
#: um of radius 1 and 50 Ohm cm: Ra lambda / (pi r^2), MOhm.
R_INF = 50.0 * 0.1 / (np.pi * 1e-8) * 1e-6


def sealed(n: int = N) -> tuple[sx.Branch, np.ndarray]:
    """Return a sealed cable of one lambda, and the centres in lambda."""
    return passive(n=n, length=1000.0 * SIZE), (np.arange(n) + 0.5) / n * SIZE


def steady(x: np.ndarray, current: float) -> np.ndarray:
    return -65.0 + current * R_INF * np.cosh(SIZE - x) / np.sinh(SIZE)


@pytest.mark.parametrize("solver", ["bwd_euler", "crank_nicolson"])
def test_steady_state_of_a_sealed_cable(solver: str):
    cable, x = sealed()
    cable.comp(0).stimulate(np.full(800, 0.01), verbose=False)
    v = values(cable, delta_t=0.25, solver=solver)[:, -1]
    # (dx / lambda)^2 / 24 of the response, largest in the compartment of the current.
    np.testing.assert_allclose(v[1:], steady(x, 0.01)[1:], rtol=0, atol=1e-3)


def test_one_long_step_is_the_steady_state():
    cable, x = sealed()
    cable.comp(0).stimulate(np.full(1, 0.01), verbose=False)
    v = values(cable, delta_t=1e10)[:, -1]
    np.testing.assert_allclose(v[1:], steady(x, 0.01)[1:], rtol=0, atol=1e-3)


def test_step_response_of_a_sealed_cable():
    cable, x = sealed()
    cable.comp(0).stimulate(np.full(400, 0.01), verbose=False)
    v = values(cable, delta_t=0.025, solver="crank_nicolson")
    for column in (80, 200, 400):
        time = 0.025 * column / TAU
        k = np.arange(1, 400)[:, None]
        rate = 1.0 + (k * np.pi / SIZE) ** 2
        modes = (np.cos(k * np.pi * x / SIZE) * np.exp(-rate * time) / rate).sum(axis=0)
        shape = np.cosh(SIZE - x) / np.sinh(SIZE) - (np.exp(-time) + 2.0 * modes) / SIZE
        np.testing.assert_allclose(v[1:, column], (-65.0 + 0.01 * R_INF * shape)[1:], atol=2e-3)


def test_modes_decay_with_their_time_constants():
    # The eigenvectors of equal compartments are cosines; each step multiplies by 1/(1+dt mu).
    n, dt = 16, 0.5
    cable, _ = sealed(n)
    for k in (1, 3):
        mode = np.cos(k * np.pi * (np.arange(n) + 0.5) / n)
        cable.set("v", -65.0 + 5.0 * mode)
        mu = (1.0 + 4.0 * n**2 * np.sin(k * np.pi / (2 * n)) ** 2) / TAU
        v = values(cable, delta_t=dt, t_max=10.0)[:, -1]
        expected = -65.0 + 5.0 * mode * (1.0 + dt * mu) ** -20.0
        np.testing.assert_allclose(v, expected, rtol=1e-11)


def test_a_clamped_cable():
    for killed in (False, True):
        cable, x = sealed()
        cable.comp(0).clamp("v", np.full(800, -55.0), verbose=False)
        if killed:
            cable.comp(N - 1).clamp("v", np.full(800, -65.0), verbose=False)
        v = values(cable, delta_t=0.25)[:, -1]
        inner = x[1:-1]
        if killed:
            exact = np.sinh(x[-1] - inner) / np.sinh(x[-1] - x[0])
        else:
            exact = np.cosh(SIZE - inner) / np.cosh(SIZE - x[0])
        np.testing.assert_allclose(v[1:-1], -65.0 + 10.0 * exact, atol=1e-3)


def test_a_long_cable_is_infinite():
    # Twelve lambda, current in the middle: R_in = r_inf / 2, lost to the ends e^-9.6 of it.
    n = 601
    cable = passive(n=n, length=12_000.0)
    cable.comp(300).stimulate(np.full(1, 0.01), verbose=False)
    v = values(cable, delta_t=1e10)[:, -1]
    distance = np.abs(np.arange(n) - 300) * 12.0 / n
    inside = (distance > 0) & (distance < 1.2)
    exact = 0.005 * R_INF * np.exp(-distance[inside])
    np.testing.assert_allclose(v[inside] + 65.0, exact, rtol=2e-4)


def test_a_single_compartment():
    cell = passive(n=1, length=100.0)
    cell.set("v", -60.0)
    cell.stimulate(np.full(800, 0.001), verbose=False)
    v = values(cell, delta_t=0.025, solver="exp_euler")[0]
    resistance = 1.0 / (1e-4 * 1e-2 * cell.nodes["area"].iloc[0])
    t = 0.025 * np.arange(801)
    decay = np.exp(-t / TAU)
    exact = -65.0 + 5.0 * decay + 0.001 * resistance * (1.0 - decay)
    # Membrane and stimulus are relaxed together: exact for any step.
    np.testing.assert_allclose(v, exact, rtol=1e-10)


def test_a_tree_that_obeys_the_three_halves_rule_is_a_cylinder():
    n, parent = 20, 2.0
    child = parent / 2.0 ** (2.0 / 3.0)
    cell = sx.Cell(sx.Branch(sx.Compartment(), n), [-1, 0, 0])
    cylinder = sx.Branch(sx.Compartment(), 2 * n)
    for module in (cell, cylinder):
        module.insert(sx.channels.Leak())
        module.set("Leak_gLeak", 1e-4)
        module.set("Leak_eLeak", -65.0)
        module.set("v", -65.0)
        module.set("axial_resistivity", 100.0)
    cell.branch(0).set("radius", parent)
    cell.branch(0).set("length", 300.0 / n)
    for k in (1, 2):
        cell.branch(k).set("radius", child)
        # The same length in lambda, which goes with the root of the radius.
        cell.branch(k).set("length", 300.0 / n * np.sqrt(child / parent))
    cylinder.set("radius", parent)
    cylinder.set("length", 300.0 / n)
    current = np.full(200, 0.05)
    cell.branch(0).comp(0).stimulate(current, verbose=False)
    cylinder.comp(0).stimulate(current, verbose=False)
    tree, cable = values(cell), values(cylinder)
    # Compartments of equal electrical size: the tree folds onto the cylinder exactly.
    np.testing.assert_allclose(tree[: 2 * n], cable, rtol=1e-11)
    np.testing.assert_allclose(tree[n : 2 * n], tree[2 * n :], rtol=1e-11)


def test_error_of_space_is_second_order():
    errors = []
    for n in (16, 32, 64):
        cable, x = sealed(n)
        cable.comp(0).stimulate(np.full(1, 0.01), verbose=False)
        v = values(cable, delta_t=1e10)[:, -1]
        errors.append(abs(v[-1] - steady(x, 0.01)[-1]))
    assert all(3.6 < a / b < 4.1 for a, b in pairwise(errors)), errors


def test_conduction_scales_with_the_root_of_the_diameter():
    # x -> sqrt(a) x with d -> a d leaves every trace as it is.
    def axon(a: float) -> np.ndarray:
        branch = sx.Branch(sx.Compartment(), 40)
        branch.insert(sx.channels.HH())
        branch.set("length", 50.0 * np.sqrt(a))
        branch.set("radius", 1.0 * a)
        branch.set("axial_resistivity", 100.0)
        branch.set("v", -65.0)
        branch.init_states()
        current = 2.0 * a**1.5 * sx.step_current(0.5, 1.0, 1.0, 0.025, 6.0)
        branch.comp(0).stimulate(current, verbose=False)
        branch.comp(20).record(verbose=False)
        return values(branch)

    one, four = axon(1.0), axon(4.0)
    assert one.max() > 0.0
    np.testing.assert_allclose(four, one, rtol=1e-9, atol=1e-9)
