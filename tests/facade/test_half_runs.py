"""Two half runs are one run, to the last bit: everything that a run carries is handed on."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
import pytest

import spineax as sx
from spineax.channels import HH
from spineax.channels.pospischil import CaL
from spineax.pumps import CaNernstReversal, CaPump
from spineax.run.steppers import STEPPERS
from spineax.synapses import ExpSyn, IonotropicSynapse

STEPS = 120
CURRENT = np.concatenate([np.zeros(10), np.full(60, 0.4), np.zeros(50)])


def everything() -> sx.Network:
    """Return a network with all that a state may be: gates, ions, synapses, spikes on their way."""
    cell = sx.Cell([sx.Branch(ncomp=k) for k in (1, 2, 2)], parents=[-1, 0, 0])
    cell.set("axial_resistivity", 500.0)
    for mechanism in (HH(), CaL(), CaPump(), CaNernstReversal()):
        cell.insert(mechanism)
    cell.diffuse("CaCon_i")
    net = sx.Network([cell, cell])
    ends = [net.cell(k).branch(0).loc(0.0) for k in range(2)]
    sx.connect(*ends, IonotropicSynapse())
    sx.connect(*ends, ExpSyn())
    # The cell spikes in the first half, and the spike arrives in the second one.
    net.set("ExpSyn_delay", 1.0)
    net.set("ExpSyn_gS", 0.01)
    sx.connect_gap_junction(net.cell(0).branch(1).loc(1.0), net.cell(1).branch(2).loc(1.0), 1e-4)
    for state in ("v", "HH_m", "CaCon_i", "IonotropicSynapse_s", "i_ExpSyn"):
        net.record(state, verbose=False)
    return net


@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize("solver", STEPPERS)
@pytest.mark.filterwarnings("ignore:.*CaCon_e:spineax.errors.ClashingDefaults")
def test_two_half_runs_are_one_run(solver: str, precision: str) -> None:
    net = everything()
    place = net.cell(0).branch(0)
    # An explicit step is as short as the smallest compartment wants it.
    delta_t = 0.004 if solver == "fwd_euler" else 0.025
    half = STEPS // 2

    def run(first: int, last: int, states: Any = None) -> Any:
        stimulus = place.data_stimulate(CURRENT[first:last])
        how: dict[str, Any] = {"delta_t": delta_t, "solver": solver, "return_states": True}
        return sx.integrate(net, data_stimuli=stimulus, all_states=states, **how)

    with jax.enable_x64(precision == "float64"):
        whole, end = run(0, STEPS)
        first, middle = run(0, half)
        second, last = run(half, STEPS, middle)
    assert whole.dtype == precision and np.isfinite(whole).all()
    np.testing.assert_array_equal(np.concatenate([first, second[:, 1:]], axis=1), whole)
    assert end.keys() == last.keys()
    for name, array in end.items():
        np.testing.assert_array_equal(last[name], array, err_msg=name)
    if solver != "fwd_euler":
        synapse = np.asarray(whole)[-1]
        assert synapse[half] == 0.0 and synapse[-1] != 0.0
