"""Properties of the time steppers, on random trees."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import spineax as sx
from spineax.channels import Leak
from spineax.run.steppers import STEPPERS

IMPLICIT = ("bwd_euler", "crank_nicolson")
#: Branch counts and compartments of few sizes, so that few programs are compiled.
PARENTS = ([-1], [-1, 0, 0], [-1, 0, 1, 1, 0])


@st.composite
def cells(draw: st.DrawFn) -> sx.Cell:
    """Draw a passive cell with random geometry and voltages."""
    parents = draw(st.sampled_from(PARENTS))
    cell = sx.Cell(sx.Branch(sx.Compartment(), 2), parents)
    n = 2 * len(parents)

    def some(low: float, high: float) -> np.ndarray:
        return np.array(draw(st.lists(st.floats(low, high), min_size=n, max_size=n)))

    cell.insert(Leak())
    cell.set("Leak_gLeak", 10.0 ** some(-6.0, -3.0))
    cell.set("Leak_eLeak", -65.0)
    cell.set("radius", 10.0 ** some(-1.0, 1.0))
    cell.set("length", 10.0 ** some(0.0, 2.5))
    cell.set("axial_resistivity", 100.0)
    cell.set("v", some(-90.0, 40.0))
    return cell


@given(cells(), st.sampled_from(["bwd_euler", "exp_euler"]))
def test_without_input_no_voltage_leaves_its_range(cell: sx.Cell, solver: str) -> None:
    """[I5]."""
    v = np.asarray(sx.integrate(cell, t_max=0.5, solver=solver))
    low, high = min(v[:, 0].min(), -65.0), max(v[:, 0].max(), -65.0)
    # Rounding of a convex combination.
    assert v.min() >= low - 1e-10 * (high - low) - 1e-10
    assert v.max() <= high + 1e-10 * (high - low) + 1e-10


@given(cells(), st.sampled_from(sorted(set(STEPPERS) - {"fwd_euler"})))
def test_rest_stays(cell: sx.Cell, solver: str) -> None:
    """[I12]."""
    cell.set("v", -65.0)
    v = np.asarray(sx.integrate(cell, t_max=0.5, solver=solver))
    np.testing.assert_allclose(v, -65.0, rtol=0, atol=1e-11)


@given(cells(), st.sampled_from(sorted(set(STEPPERS) - {"fwd_euler"})))
def test_without_leak_charge_stays(cell: sx.Cell, solver: str) -> None:
    """[I7]."""
    cell.set("Leak_gLeak", 0.0)
    v = np.asarray(sx.integrate(cell, t_max=0.5, solver=solver))
    capacitance = cell.nodes["area"].to_numpy() * cell.nodes["capacitance"].to_numpy()
    charge = capacitance @ v
    # Squaring a transition matrix doubles its relative error, at most 2^20 times here.
    tolerance = 1e-8 if solver == "exp_euler" else 1e-11
    np.testing.assert_allclose(
        charge, charge[0], rtol=0, atol=tolerance * (capacitance @ (1.0 + np.abs(v[:, 0])))
    )


@given(cells(), st.sampled_from(IMPLICIT), st.integers(1, 19))
def test_a_run_in_two_parts_is_one_run(cell: sx.Cell, solver: str, cut: int) -> None:
    """State is handed over whole: not one bit differs [I34]."""
    cut = (cut // 5 + 1) * 5 if cut < 15 else 15
    whole = np.asarray(sx.integrate(cell, t_max=0.5, solver=solver))
    _, middle = sx.integrate(cell, t_max=0.025 * cut, solver=solver, return_states=True)
    rest = sx.integrate(cell, t_max=0.5 - 0.025 * cut, solver=solver, all_states=middle)
    np.testing.assert_array_equal(rest, whole[:, cut:])
