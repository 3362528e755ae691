"""Passive cables against their closed forms.

lambda = 1 mm, tau = 10 ms. Compartment centres converge with the square of their length; the
tolerances are that error of space and the error of time, stated at each test.
"""

from __future__ import annotations

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


def test_a_long_cable_is_infinite():
    # Twelve lambda, current in the middle: R_in = r_inf / 2, lost to the ends e^-9.6 of it.
    n = 601
    cable = passive(n=n, length=12_000.0)
    cable.comp(300).stimulate(np.full(1, 0.01), verbose=False)
    v = values(cable, delta_t=1e10)[:, -1]
    distance = np.abs(np.arange(n) - 300) * 12.0 / n
    inside = (distance > 0) & (distance < 1.2)
    exact = 0.005 * R_INF * np.exp(-distance[inside])
    # (dx / lambda)^2 / 8 at the source, and / 24 of the decay from there.
    np.testing.assert_allclose(v[inside] + 65.0, exact, rtol=2e-4)


def axon(a: float) -> sx.Branch:
    """Return a squid axon, stretched by the root of a and thicker by a, shocked at its start."""
    branch = sx.Branch(sx.Compartment(), 40)
    branch.insert(sx.channels.HH())
    branch.set("length", 50.0 * np.sqrt(a))
    branch.set("radius", 1.0 * a)
    branch.set("axial_resistivity", 100.0)
    branch.set("v", -65.0)
    branch.init_states()
    current = 2.0 * a**1.5 * sx.step_current(0.5, 1.0, 1.0, 0.025, 6.0)
    branch.comp(0).stimulate(current, verbose=False)
    branch.comp([10, 30]).record(verbose=False)
    return branch


def velocity(branch: sx.Branch, v: np.ndarray) -> float:
    """Return the speed of a spike between the two compartments recorded, m/s."""
    after = np.argmax(v > 0.0, axis=1)
    above, below = (v[np.arange(2), after - k] for k in (0, 1))
    crossing = 0.025 * (after - above / (above - below))
    distance = 20 * branch.nodes["length"].iloc[0]
    return float(1e-3 * distance / (crossing[1] - crossing[0]))


def test_velocity_of_a_spike_goes_with_the_root_of_the_diameter():
    """x -> sqrt(a) x with d -> a d leaves every trace as it is, so v is as the root of d [I42]."""
    thin, thick = axon(1.0), axon(4.0)
    one, four = values(thin), values(thick)
    # 100 mV times the rounding of 240 steps; a spike magnifies it a hundredfold.
    np.testing.assert_allclose(four, one, rtol=0, atol=1e-10)
    slow, fast = velocity(thin, one), velocity(thick, four)
    assert fast / slow == pytest.approx(2.0, rel=1e-10)
