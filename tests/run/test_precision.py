"""Single precision: a cell at rest stays there, for 10 000 steps."""

from __future__ import annotations

import warnings
from typing import Any

import jax
import numpy as np
import pytest

import spineax as sx
from spineax.channels import HH, Leak
from spineax.morphology import shipped

SHIPPED = ("y", "granule", "pyramidal")
STEPS = 10_000
#: mV; rounding of 70 mV in single precision is 4e-6.
DRIFT = 1e-3


def insert(cell: Any, membrane: str) -> None:
    """Insert what leaves a cell at rest: alike everywhere, or with spikes in the soma alone."""
    cell.set("axial_resistivity", 150.0)
    if membrane == "Leak":
        cell.insert(Leak())
        cell.set("Leak_eLeak", -70.0)
        return
    somatic = cell.soma if membrane == "HH in the soma" else cell
    cell.insert(Leak())
    cell.set("Leak_gLeak", 0.0 if membrane == "HH" else 1e-4)
    somatic.insert(HH())
    cell.set("v", -65.0)
    cell.init_states()


def settle(cell: Any, solver: str) -> np.ndarray:
    """Set the cell to its resting point, found in double precision; return its voltages."""
    _, states = sx.integrate(cell, t_max=20_000.0, delta_t=1.0, return_states=True)
    _, states = sx.integrate(
        cell, t_max=500.0, solver=solver, all_states=states, return_states=True
    )
    for name, values in states.items():
        if name in cell.nodes.columns:
            part = cell if len(values) == len(cell.nodes) else cell.soma
            part.set(name, np.asarray(values))
    return np.asarray(states["v"])


CASES = [
    ("y", "HH", "bwd_euler"),
    ("y", "HH in the soma", "crank_nicolson"),
    ("granule", "Leak", "bwd_euler"),
]
SLOW = [
    pytest.param(name, membrane, solver, marks=pytest.mark.slow)
    for name in SHIPPED
    for membrane in ("Leak", "HH", "HH in the soma")
    for solver in ("bwd_euler", "crank_nicolson", "exp_euler")
    if (name, membrane, solver) not in CASES
]


@pytest.mark.parametrize(("name", "membrane", "solver"), [*CASES, *SLOW])
def test_a_cell_at_rest_stays_there(name: str, membrane: str, solver: str):
    cell = sx.read_swc(shipped(name), ncomp=1)
    insert(cell, membrane)
    rest = settle(cell, solver)
    with jax.enable_x64(False):
        v = sx.integrate(cell, t_max=0.025 * STEPS, solver=solver)
    assert v.dtype == np.float32
    assert np.abs(np.asarray(v, np.float64) - rest[:, None]).max() < DRIFT


@pytest.mark.slow
@pytest.mark.parametrize("solver", ["bwd_euler", "crank_nicolson"])
@pytest.mark.parametrize(
    "name", ["ca1_n120_250", "l5pc_no_axon", "variable_radiuses_multi_branch", "minimal"]
)
def test_a_traced_cell_at_rest_stays_there(shared_morphologies: Any, name: str, solver: str):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # repairs of the file
        cell = sx.read_swc(shared_morphologies / f"{name}.swc", ncomp=1)
    insert(cell, "Leak")
    with jax.enable_x64(False):
        v = np.asarray(sx.integrate(cell, t_max=0.025 * STEPS, solver=solver))
    assert np.abs(v + 70.0).max() < DRIFT


@pytest.mark.parametrize("derivative", [False, True])
def test_accelerators_multiply_in_full_precision(derivative: bool):
    """Left alone, they multiply matrices of single precision to three digits."""
    cell = sx.read_swc(shipped("y"), ncomp=2)
    cell.insert(Leak())
    cell.make_trainable("axial_resistivity", verbose=False)
    maps = cell.branch(0).comp([0, 1]).data_map(np.ones((1, 2)), "v")

    def total(params: Any) -> Any:
        return sx.integrate(
            cell, params=params, t_max=0.1, solver="exp_euler", data_maps=maps
        ).sum()

    function = jax.grad(total) if derivative else total
    text = jax.jit(function).lower(cell.get_parameters()).as_text()
    found = [line for line in text.splitlines() if "stablehlo.dot_general" in line]
    assert len(found) >= 3
    assert all("precision = [HIGHEST, HIGHEST]" in line for line in found)
