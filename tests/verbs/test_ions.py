"""Diffusing ions: closed forms, conserved mass, and what the verbs refuse."""

from __future__ import annotations

import numpy as np
import pytest

import spineax as sx
from spineax.channels import HH, Leak, pospischil
from spineax.errors import BadArgument, BadType, UnknownName, WholeModelOnly
from spineax.mechanisms import Pump
from spineax.pumps import CaFaradayConcentrationChange, CaNernstReversal, CaPump
from spineax.units import FARADAY

DT = 0.025


class Still(Pump):
    """A concentration that nothing changes."""

    def __init__(self, name=None):
        super().__init__(name)
        self.channel_params = {}
        self.channel_states = {"CaCon_i": 5e-5}
        self.ion_name = "CaCon_i"
        self.current_name = "i_still"

    def compute_current(self, states, params, modified_state, delta_t):
        return 0.0 * modified_state


def rod(number=7, diffusion=2.0):
    branch = sx.Branch(ncomp=number)
    branch.insert(Still())
    branch.diffuse("CaCon_i")
    branch.set("axial_diffusion_CaCon_i", diffusion)
    branch.record("CaCon_i", verbose=False)
    return branch


def damped(number, implicit, half):
    """Return how a mode of Crank-Nicolson decays: two steps of two implicit halves each first."""
    step = np.arange(number)
    return implicit ** (2 * np.minimum(step, 2)) * half ** np.maximum(step - 2, 0)


#: What is left of a mode of a rate after so many steps, in closed form.
DECAYS = {
    "bwd_euler": lambda rate, number: (1 / (1 + DT * rate)) ** np.arange(number),
    "fwd_euler": lambda rate, number: (1 - DT * rate) ** np.arange(number),
    "exp_euler": lambda rate, number: np.exp(-DT * rate * np.arange(number)),
    "crank_nicolson": lambda rate, number: damped(
        number, 1 / (1 + DT * rate / 2), (1 - DT * rate / 2) / (1 + DT * rate / 2)
    ),
}


@pytest.mark.parametrize("solver", DECAYS)
def test_modes_of_a_sealed_rod_decay_as_in_closed_form(solver):
    # Of n equal compartments: cos(k pi (i + 1/2) / n) with the rate 4 D / l^2 sin^2(k pi / 2n).
    n, diffusion, length = 7, 200.0, 10.0
    branch = rod(n, diffusion)
    branch.comp("all").make_trainable("CaCon_i", verbose=False)  # one program for all modes
    branch = branch.to_jax(t_max=5.0, delta_t=DT, solver=solver)
    for mode in range(n):
        start = 1.0 + np.cos(mode * np.pi * (np.arange(n) + 0.5) / n)
        out = np.array(sx.run(branch, [{"CaCon_i": start}]))
        rate = 4 * diffusion / length**2 * np.sin(mode * np.pi / (2 * n)) ** 2
        steady = 1.0 if mode else 0.0
        expected = steady + (start - steady)[:, None] * DECAYS[solver](rate, 201)
        # Rounding of two hundred steps.
        np.testing.assert_allclose(out, expected, atol=1e-12)


@pytest.mark.parametrize("solver", ["bwd_euler", "crank_nicolson", "fwd_euler", "exp_euler"])
def test_mass_is_conserved_where_nothing_sources_it(solver):
    rng = np.random.default_rng(0)
    cell = sx.Cell([sx.Branch(ncomp=k) for k in (2, 3, 1, 4)], [-1, 0, 0, 1])
    cell.set("radius", rng.uniform(0.2, 3.0, 10))
    cell.set("length", rng.uniform(1.0, 40.0, 10))
    cell.set("axial_resistivity", 1e6)  # fwd_euler must be stable for the voltage, too
    cell.insert(Still())
    cell.insert(CaNernstReversal())
    cell.branch(1).insert(CaFaradayConcentrationChange())  # without a calcium current
    cell.branch(1).set("i_Ca", 0.0)
    cell.branch(3).insert(CaPump())
    cell.branch(3).set("i_Ca", 0.0)
    cell.branch(3).set("CaPump_decay", 1e300)
    cell.set("CaCon_i", rng.uniform(0.0, 1e-3, 10))
    cell.diffuse("CaCon_i")
    cell.set("axial_diffusion_CaCon_i", rng.uniform(0.1, 2.0, 10))
    cell.record("CaCon_i", verbose=False)
    out = np.array(sx.integrate(cell, t_max=25.0, delta_t=DT, solver=solver))
    mass = cell.nodes["volume"].to_numpy() @ out
    np.testing.assert_allclose(mass, mass[0], rtol=1e-12)
    assert np.ptp(out[:, -1]) < np.ptp(out[:, 0])


@pytest.mark.parametrize(("solver", "weight"), [("bwd_euler", 1.0), ("crank_nicolson", 0.5)])
def test_mass_with_pumps_is_what_they_let_in(solver, weight):
    cell = sx.Cell(sx.Branch(ncomp=2), [-1, 0, 0])
    cell.insert(HH())
    cell.branch(1).insert(pospischil.CaL())
    for pump in (CaFaradayConcentrationChange(), CaPump(), CaNernstReversal()):
        cell.insert(pump)
    cell.set("CaPump_decay", 2.0)
    cell.set("eCa", 120.0)
    cell.diffuse("CaCon_i")
    cell.set("axial_diffusion_CaCon_i", 20.0)
    cell.record("CaCon_i", verbose=False)
    cell.record("i_Ca", verbose=False)
    cell.set("i_Ca", 0.0)
    cell.stimulate(sx.step_current(0.5, 1.0, 0.05, DT, 5.0), verbose=False)
    calcium, current = np.array(sx.integrate(cell, delta_t=DT, solver=solver)).reshape(2, 6, -1)
    volume, radius = cell.nodes["volume"].to_numpy(), cell.nodes["radius"].to_numpy()
    # The influx of a step is that of the current recorded before it: mM um3 per ms.
    per_current = 2 / radius * 1e4 / FARADAY / 2 + 1e4 * 0.05 / (2 * 96485.0 * 0.1)
    at = (1 - weight) * calcium[:, :-1] + weight * calcium[:, 1:]
    influx = volume @ (-per_current[:, None] * current[:, :-1] - (at - 1e-4) / 2.0)
    # The first two steps of Crank-Nicolson are four halves, whose middle is not recorded.
    mass, influx = (volume @ calcium)[2:], influx[2:]
    np.testing.assert_allclose(mass, mass[0] + DT * np.cumsum([0.0, *influx]), rtol=1e-12)
    assert np.ptp(mass) > 0.01 * mass[0]


def test_two_pumps_add_up_in_any_order():
    runs = []
    for order in (1, -1):
        cell = sx.Cell()
        for mechanism in [pospischil.CaL(), CaPump(), CaFaradayConcentrationChange()][::order]:
            cell.insert(mechanism)
        cell.insert(CaNernstReversal())
        cell.set("v", -20.0)
        for state in ("CaCon_i", "eCa", "v"):
            cell.record(state, verbose=False)
        runs.append(np.array(sx.integrate(cell, t_max=5.0)))
    np.testing.assert_allclose(runs[0], runs[1], rtol=1e-10)


def test_what_diffuses_is_everywhere():
    cell = sx.Cell(sx.Branch(ncomp=2), [-1, 0, 0])
    cell.branch(1).insert(CaPump())
    cell.diffuse("CaCon_i")
    assert cell.nodes["CaCon_i"].tolist() == [0.0, 0.0, 5e-5, 5e-5, 0.0, 0.0]
    assert cell.nodes["axial_diffusion_CaCon_i"].tolist() == [1.0] * 6
    cell.diffuse("CaCon_i")
    cell.make_trainable("axial_diffusion_CaCon_i", verbose=False)
    assert cell.get_parameters()[0]["axial_diffusion_CaCon_i"].tolist() == [1.0]
    cell.delete_trainables()
    cell.delete_diffusion("CaCon_i")
    assert cell.nodes["CaCon_i"].isna().tolist() == [True, True, False, False, True, True]
    assert "axial_diffusion_CaCon_i" not in cell.nodes


@pytest.mark.parametrize(
    ("act", "error"),
    [
        (lambda c: c.diffuse("CaConi"), UnknownName),
        (lambda c: c.diffuse("v"), BadArgument),
        (lambda c: c.diffuse("radius"), UnknownName),
        (lambda c: c.diffuse(3), BadType),
        (lambda c: c.branch(0).diffuse("CaCon_i"), WholeModelOnly),
        (lambda c: c.delete_diffusion("CaCon_i"), UnknownName),
        (lambda c: c.init_states(0.0), BadArgument),
        (lambda c: c.init_states("soon"), BadType),
        (lambda c: c.branch(0).init_states(), WholeModelOnly),
    ],
)
def test_refusals_change_nothing(act, error):
    cell = sx.Cell(sx.Branch(ncomp=1), [-1, 0])
    cell.insert(CaPump())
    before = cell._ref.value
    with pytest.raises(error):
        act(cell)
    assert cell._ref.value is before


def test_a_mechanism_that_diffuses_cannot_be_deleted():
    cell = sx.Cell()
    cell.insert(CaPump())
    cell.diffuse("CaCon_i")
    with pytest.raises(BadArgument, match="delete_diffusion"):
        cell.delete(CaPump())
    with pytest.raises(BadArgument, match="above zero"):
        cell.set("axial_diffusion_CaCon_i", 0.0)


GOLDEN_STATES = {
    -70.0: {"HH_m": 0.02890553448, "HH_h": 0.7540796658, "HH_n": 0.2445865494},
    -50.0: {"HH_m": 0.2508120783, "HH_h": 0.1534432096, "HH_n": 0.5508143141},
    -20.0: {"HH_m": 0.8756935461, "HH_h": 0.008943480282, "HH_n": 0.8351784627},
}


def test_steady_states_of_every_compartment():
    branch = sx.Branch(ncomp=3)
    branch.insert(HH())
    branch.set("v", list(GOLDEN_STATES))
    branch.init_states()
    for key in ("HH_m", "HH_h", "HH_n"):
        expected = [values[key] for values in GOLDEN_STATES.values()]
        np.testing.assert_allclose(branch.nodes[key], expected, rtol=1e-9)
    branch.record("HH_m", verbose=False)
    branch.clamp("v", np.array([list(GOLDEN_STATES)]).T * np.ones(5), verbose=False)
    out = np.array(sx.integrate(branch))
    np.testing.assert_allclose(out, out[:, :1] * np.ones(6), rtol=1e-12)


def test_initial_values_are_read_before_the_call():
    cell = sx.Cell()
    cell.insert(CaNernstReversal())
    cell.insert(pospischil.CaL())
    cell.set("CaCon_i", 1e-4)
    cell.init_states()
    assert cell.nodes["eCa"].item() == pytest.approx(119.24, abs=0.01)


def test_parameters_that_follow_from_the_temperature():
    cell = sx.Cell(sx.Branch(ncomp=1), [-1, 0])
    cell.branch(1).insert(HH())
    cell.insert(Leak())
    cell.branch(1).set("temperature", 27.0)
    cell.init_params()
    tadj = cell.nodes["HH_tadj"].to_numpy()
    assert np.isnan(tadj[0]) and tadj[1] == pytest.approx(0.4347826086956522, rel=1e-12)
    assert cell.nodes["Leak_tadj"].tolist()[0] == 1.0
