"""A ring of a hundred cells that hand a spike on, against NEURON in a process of its own.

Twice, because NEURON has two truths. With its fixed steps a spike happens at the end of a step,
which makes each of its hops up to a step late: the ring with the default stepper and spikes on
steps (``interpolated = False``) spikes in the same steps, all laps long. With variable steps and
interpolated crossings NEURON is exact: there a ring of second order and interpolated spikes
stays within a step.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import numpy as np
import pytest

import spineax as sx
from spineax.channels import HH
from spineax.synapses import ExpSyn

pytestmark = pytest.mark.peer
NUMBER, T_MAX = 100, 320.0

NEURON_RING = """
import json, sys
from neuron import h
h.load_file("stdrun.hoc"); h.usetable_hh = 0; h.celsius = 6.3
given = json.load(sys.stdin)
somas = [h.Section(name=f"cell{k}") for k in range(given["number"])]
synapses, connections, times = [], [], []
for soma in somas:
    soma.L = soma.diam = 10.0
    soma.insert("hh")
    synapses.append(h.ExpSyn(soma(0.5)))
    synapses[-1].tau, synapses[-1].e = 2.0, 0.0
for k, soma in enumerate(somas):
    after = synapses[(k + 1) % len(somas)]
    connection = h.NetCon(soma(0.5)._ref_v, after, sec=soma)
    connection.threshold, connection.delay, connection.weight[0] = 0.0, 1.0, 0.01
    times.append(h.Vector())
    connection.record(times[-1])
    connections.append(connection)
clamp = h.IClamp(somas[0](0.5))
clamp.delay, clamp.dur, clamp.amp = 0.0, 1.0, 0.1
if given["exact"]:
    solver = h.CVode(); solver.active(1); solver.atol(1e-9); solver.condition_order(2)
h.finitialize(-65.0)
h.continuerun(given["t_max"])
print(json.dumps([list(train) for train in times]))
"""


class OnSteps(ExpSyn):
    """The synapse whose spikes are those of fixed steps."""

    interpolated = False


def neuron_ring(exact):
    """Return when each cell of NEURON's ring spikes, ms."""
    python = os.environ.get("SPINEAX_PEERS_PYTHON", sys.executable)
    if subprocess.run([python, "-c", "import neuron"], capture_output=True).returncode:
        pytest.skip(f"NEURON is not installed in {python}; name one in SPINEAX_PEERS_PYTHON")
    done = subprocess.run(
        [python, "-c", NEURON_RING],
        input=json.dumps({"number": NUMBER, "t_max": T_MAX, "exact": exact}),
        capture_output=True,
        text=True,
        check=True,
    )
    return [np.array(train) for train in json.loads(done.stdout.splitlines()[-1])]


def ring(delta_t, solver, synapse):
    """Return when each cell of a ring of squid axons spikes, ms."""
    cell = sx.Cell()
    cell.insert(HH())
    cell.set("radius", 5.0)
    net = sx.Network([cell] * NUMBER)
    following = np.roll(np.arange(NUMBER), -1)
    sx.connect(net, net.select(nodes=following), synapse)
    for key, value in {"gS": 0.01, "tau": 2.0, "delay": 1.0, "threshold": 0.0}.items():
        net.set(f"{synapse.name}_{key}", value)
    net.set("v", -65.0)
    net.init_states()
    net.cell(0).stimulate(sx.step_current(0.0, 1.0, 0.1, delta_t, T_MAX), verbose=False)
    net.record("v", verbose=False)
    net.simulate(t_max=T_MAX, delta_t=delta_t, solver=solver)
    found = net.spikes(threshold=0.0)
    time, cell_of = found["time"].values, found["cell"].values
    return [time[cell_of == k] for k in range(NUMBER)]


def lateness(ours, theirs):
    """Return ours minus theirs, in the order in which the spike went round, ms."""
    laps = min(len(train) for train in (*ours, *theirs))
    assert laps >= 2
    ours, theirs = (np.array([train[:laps] for train in trains]) for trains in (ours, theirs))
    return (ours - theirs).T.ravel()


def test_spikes_of_fixed_steps_are_in_the_steps_of_neuron():
    late = lateness(ring(0.025, "bwd_euler", OnSteps()), neuron_ring(exact=False))
    # NEURON writes down the end of the step in which we interpolate the crossing.
    assert (late <= 1e-9).all() and (late > -0.025).all()


def test_interpolated_spikes_at_second_order_stay_within_a_step_of_the_exact_ones():
    exact = neuron_ring(exact=True)
    late = lateness(ring(0.005, "crank_nicolson", ExpSyn()), exact)
    assert np.abs(late).max() < 0.005
    coarse = lateness(ring(0.01, "crank_nicolson", ExpSyn()), exact)
    # Second order: twice the step, four times the error, and less where spikes fall in a step.
    assert 3.5 < np.abs(coarse).max() / np.abs(late).max() < 4.5


@pytest.mark.parametrize(("solver", "share"), [("bwd_euler", 0.8), ("crank_nicolson", 0.03)])
def test_a_hop_is_late_by_part_of_a_step(solver, share):
    late = np.diff(lateness(ring(0.025, solver, ExpSyn()), neuron_ring(exact=True)))
    assert np.abs(late).max() < share * 0.025
