"""Pumps against Faraday's and Nernst's laws, alone and with a calcium channel."""

from __future__ import annotations

import numpy as np
import pytest

from spineax.channels.l5pc import CaHVA
from spineax.mechanisms import linearise
from spineax.pumps import CaFaradayConcentrationChange, CaNernstReversal, CaPump
from tests.mechanisms.stepper import OneCompartment

FARADAY, GAS = 96485.3329, 8.314


def test_calcium_in_a_shell() -> None:
    pump = CaPump()
    rate, slope = linearise(
        lambda c: pump.compute_current({"i_Ca": -2e-3}, pump.params, c, 0.025), 3e-4
    )
    expected = -(10000.0 * 2e-3 * 0.05 / (2 * 96485 * 0.1) - (3e-4 - 1e-4) / 80.0)
    assert float(rate) == pytest.approx(expected, rel=1e-12)
    assert float(slope) == pytest.approx(1 / 80.0, rel=1e-12)


def test_calcium_in_a_shell_decays_to_its_rest() -> None:
    cell = OneCompartment([CaPump()], values={"i_Ca": 0.0, "CaCon_i": 1e-3})
    calcium = cell.run(np.zeros(4000), 0.2, "CaCon_i")["CaCon_i"]
    t = np.arange(calcium.size)
    np.testing.assert_allclose(calcium, 1e-4 + 9e-4 / (1 + 0.2 / 80.0) ** t, rtol=1e-12)


def test_calcium_of_a_cylinder_follows_its_charge() -> None:
    pump, radius, current = CaFaradayConcentrationChange(), 3.0, -5e-3
    rate = pump.compute_current({"i_Ca": current}, {"radius": radius}, 5e-5, 0.025)
    # Charge per time of 1 um of length, C/ms, over two charges and the volume in l.
    moles = current * 1e-3 * (2 * np.pi * radius * 1e-8) * 1e-3 / (2 * FARADAY)
    litres = np.pi * radius**2 * 1e-15
    assert float(rate) == pytest.approx(moles / litres * 1e3, rel=1e-12)


def test_reversal_potential() -> None:
    nernst = CaNernstReversal()
    states = {"CaCon_i": 2e-4, "CaCon_e": 1.5, "eCa": 0.0}
    expected = 1e3 * GAS * 279.45 / (2 * FARADAY) * np.log(1.5 / 2e-4)
    for method in (nernst.update_states, nernst.init_state):
        assert float(method(states, {}, -70.0, 0.025)["eCa"]) == pytest.approx(expected)
    assert float(nernst.compute_current(states, {}, 2e-4, 0.025)) == 0.0


def test_constants_of_the_reversal_potential_can_be_changed() -> None:
    warm = CaNernstReversal()
    warm.channel_constants["T"] = 307.15
    cold = CaNernstReversal()
    ratio = [float(m.update_states(m.states, {}, 0.0, 0.1)["eCa"]) for m in (warm, cold)]
    assert ratio[0] / ratio[1] == pytest.approx(307.15 / 279.45)
    assert warm != cold


@pytest.mark.parametrize("concentration", [0.0, -1e-3])
def test_reversal_potential_of_no_calcium_is_finite(concentration: float) -> None:
    nernst = CaNernstReversal()
    states = {**nernst.states, "CaCon_i": concentration}
    assert np.isfinite(float(nernst.update_states(states, {}, 0.0, 0.1)["eCa"]))


@pytest.mark.parametrize("backwards", [False, True])
def test_calcium_channel_with_all_pumps(backwards: bool) -> None:
    """The charge that a channel lets in is the calcium that appears, in either order."""
    mechanisms = [CaHVA(), CaFaradayConcentrationChange(), CaNernstReversal()]
    cell = OneCompartment(mechanisms[::-1] if backwards else mechanisms, values={"v": -20.0})
    cell = cell.initialised()
    out = cell.run(np.zeros(200), 0.025, "CaCon_i", "i_Ca", "eCa")
    calcium, current, reversal = (out[name] for name in ("CaCon_i", "i_Ca", "eCa"))
    assert calcium[-1] > calcium[0]
    # The concentration moves with the current of the step before.
    before = np.concatenate([[0.0], current[1:-1]])
    moles = -before * 2.0 / 1.0 * 1e4 / (2 * FARADAY)
    np.testing.assert_allclose(np.diff(calcium)[1:], 0.025 * moles[1:], rtol=1e-9, atol=1e-16)
    nernst = 1e3 * GAS * 279.45 / (2 * FARADAY) * np.log(2.0 / calcium[:-1])
    np.testing.assert_allclose(reversal[1:], nernst, rtol=1e-12)
