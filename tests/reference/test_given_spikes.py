"""Given spikes on fixed steps, against NEURON in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import numpy as np
import pytest

import spineax as sx
from spineax.channels import Leak
from spineax.synapses import ExpSyn

pytestmark = pytest.mark.peer
DT, T_MAX, DELAY = 0.025, 6.0, 1.013
#: Off the middle between two steps, where rounding decides.
TIMES = [0.0, 0.31, 0.7, 0.7, 1.018, 2.503, 3.33, 4.981, 9.0]

NEURON = """
import json, sys
from neuron import h
h.load_file("stdrun.hoc")
given = json.load(sys.stdin)
soma = h.Section(name="soma")
soma.L, soma.diam = 10.0, 2.0
soma.insert("pas")
soma.g_pas, soma.e_pas = 3e-4, -54.3
synapse = h.ExpSyn(soma(0.5))
synapse.tau, synapse.e = 0.5, 0.0
connection = h.NetCon(None, synapse)
connection.delay, connection.weight[0] = 0.0, 1e-3
v = h.Vector().record(soma(0.5)._ref_v)
h.dt, h.steps_per_ms = given["dt"], 1.0 / given["dt"]
h.finitialize(-70.0)
for time in given["times"]:
    connection.event(time + given["delay"])
h.continuerun(given["t_max"])
print(json.dumps(list(v)))
"""


class OnSteps(ExpSyn):
    """The synapse whose spikes are those of fixed steps."""

    interpolated = False


def test_given_spikes_on_steps_arrive_as_in_neuron():
    python = os.environ.get("SPINEAX_PEERS_PYTHON", sys.executable)
    if subprocess.run([python, "-c", "import neuron"], capture_output=True).returncode:
        pytest.skip(f"NEURON is not installed in {python}; name one in SPINEAX_PEERS_PYTHON")
    given = {"dt": DT, "t_max": T_MAX, "delay": DELAY, "times": TIMES}
    done = subprocess.run(
        [python, "-c", NEURON], input=json.dumps(given), capture_output=True, text=True, check=True
    )
    theirs = np.array(json.loads(done.stdout.splitlines()[-1]))
    net = sx.Network([sx.Cell(), sx.Cell()])
    net.insert(Leak())
    sx.connect(net.cell(0), net.cell(1), OnSteps())
    for key, value in {"gS": 1e-3, "tau": 0.5, "delay": DELAY}.items():
        net.set(f"OnSteps_{key}", value)
    net.OnSteps.edge(0).stimulate_spikes(TIMES, verbose=False)
    net.cell(1).record(verbose=False)
    ours = np.asarray(sx.integrate(net, t_max=T_MAX, delta_t=DT))[0]
    assert np.ptp(ours) > 5.0
    # Both solve the same equations in the same order: rounding.
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-9)
