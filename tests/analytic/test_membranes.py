"""Reversal potentials and constant-field currents of membranes, against their closed forms."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import spineax as sx
from spineax.channels import Channel
from spineax.pumps import CaNernstReversal
from spineax.solver_gate import vtrap
from spineax.units import FARADAY, GAS_CONSTANT
from tests.run.models import values

#: R T / F at 279.45 K, mV.
THERMAL = 1e3 * GAS_CONSTANT * 279.45 / FARADAY


class ConstantField(Channel):
    """The current of one ion by Goldman (1943) and Hodgkin and Katz (1949), mA/cm2."""

    def __init__(self, name: str, permeability: float, inside: float, outside: float) -> None:
        super().__init__(name)
        self.permeability, self.inside, self.outside = permeability, inside, outside
        self.current_name = f"i_{name}"

    def compute_current(self, states: Any, params: Any, voltage: Any, delta_t: Any) -> Any:
        # P F (c_in x / (1 - e^-x) - c_out x / (e^x - 1)) with x = v F / (R T), cm/s times mM.
        into, out = vtrap(voltage, THERMAL), vtrap(-voltage, THERMAL)
        flux = (self.inside * out - self.outside * into) / THERMAL
        return 1e-3 * self.permeability * FARADAY * flux


def test_constant_field_current():
    """v / (1 - e^-v) has its limit at 0 mV, and the derivative there."""
    channel = ConstantField("K", 1e-6, 140.0, 5.0)
    v = np.array([-90.0, -60.0, -1e-3, 1e-3, 40.0])
    x = v / THERMAL
    known = 1e-9 * FARADAY * x * (140.0 - 5.0 * np.exp(-x)) / (1.0 - np.exp(-x))
    found = channel.compute_current({}, {}, jnp.asarray(v), 0.025)
    # The closed form itself loses digits beside 0 mV.
    np.testing.assert_allclose(found, known, rtol=1e-9)

    def current(at: Any) -> Any:
        return channel.compute_current({}, {}, at, 0.025)

    np.testing.assert_allclose(current(0.0), 1e-9 * FARADAY * 135.0, rtol=1e-12)
    # The slope at the limit is the mean of the two concentrations.
    slope = 1e-9 * FARADAY * 0.5 * 145.0 / THERMAL
    np.testing.assert_allclose(jax.grad(current)(0.0), slope, rtol=1e-12)


@pytest.mark.parametrize("solver", ["bwd_euler", "crank_nicolson", "exp_euler"])
def test_a_membrane_of_two_permeabilities_rests_at_the_goldman_potential(solver: str):
    cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1])
    cell.insert(ConstantField("K", 1e-6, 140.0, 5.0))
    cell.insert(ConstantField("Na", 4e-8, 10.0, 145.0))
    v = values(cell, solver=solver, delta_t=5.0, t_max=5000.0)[:, -1]
    goldman = THERMAL * np.log((5.0 + 0.04 * 145.0) / (140.0 + 0.04 * 10.0))
    # What is left of the way to rest after 5 s.
    np.testing.assert_allclose(v, goldman, rtol=1e-9)


@pytest.mark.parametrize("inside", [5e-5, 1e-3])
def test_a_membrane_of_one_ion_rests_at_the_nernst_potential(inside: float):
    cell = sx.Cell()
    cell.insert(sx.channels.Leak())
    cell.insert(CaNernstReversal())
    cell.set("CaCon_i", inside)
    cell.set("CaCon_e", 2.0)
    cell.init_states()
    nernst = 0.5 * THERMAL * np.log(2.0 / inside)
    assert cell.nodes["eCa"].item() == pytest.approx(nernst, rel=1e-12)
    cell.set("Leak_eLeak", nernst)
    v = values(cell, t_max=5000.0, delta_t=5.0)[0, -1]
    # What is left of the way to rest after 5 s.
    assert v == pytest.approx(nernst, rel=1e-9)
