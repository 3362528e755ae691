"""Mechanisms against those of other simulators, run in their own interpreter.

Set SPINEAX_PEERS_PYTHON to a python that has NEURON and Jaxley 0.14.
"""

from __future__ import annotations

import json
import os
import subprocess
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest

from spineax import synapses
from spineax.mechanisms import Pump
from spineax.mechanisms.squid import potassium_gate, sodium_gates
from spineax.testing import shipped_mechanisms

pytestmark = pytest.mark.peer

MECHANISMS = shipped_mechanisms()
PYTHON = os.environ.get("SPINEAX_PEERS_PYTHON")
#: Off the singular voltages, and where the peer does not clip its exponentials.
VOLTAGES = np.linspace(-100.0, 40.0, 71) + 0.013
DT = 0.025


def ask(script: str, **given: Any) -> Any:
    """Return what a script of the peers prints as JSON, or skip."""
    if not PYTHON:
        pytest.skip("no peers: set SPINEAX_PEERS_PYTHON to a python that has them")
    done = subprocess.run(
        [PYTHON, "-c", script], input=json.dumps(given), capture_output=True, text=True, check=False
    )
    if "ModuleNotFoundError" in done.stderr:
        pytest.skip(f"a peer is not installed in {PYTHON}")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


NEURON_GATES = """
import json, sys
from neuron import h
soma = h.Section(name="soma"); soma.insert("hh"); h.celsius = 6.3; h.usetable_hh = 0
h.setdata_hh(soma(0.5))
out = []
for v in json.load(sys.stdin)["voltages"]:
    h.rates_hh(v)
    hh = soma(0.5).hh
    out.append([hh.minf, hh.mtau, hh.hinf, hh.htau, hh.ninf, hh.ntau])
print(json.dumps(out))
"""


def test_gates_of_the_squid_axon_in_neuron() -> None:
    theirs = np.array(ask(NEURON_GATES, voltages=VOLTAGES.tolist())).T
    v = jnp.asarray(VOLTAGES)
    gates = (*sodium_gates(v), potassium_gate(v))
    for k, (steady, rate) in enumerate(gates):
        np.testing.assert_allclose(steady, theirs[2 * k], rtol=1e-12)
        np.testing.assert_allclose(1 / rate, theirs[2 * k + 1], rtol=1e-12)


NEURON_SYNAPSES = """
import json, sys
from neuron import h
h.load_file("stdrun.hoc")
given = json.load(sys.stdin)
soma = h.Section(name="soma"); soma.insert("pas")
synapse = getattr(h, given["kind"])(soma(0.5))
for name, value in given["params"].items():
    setattr(synapse, name, value)
net = h.NetCon(None, synapse); net.weight[0] = 2e-3; net.delay = 0
h.dt = given["dt"]; h.finitialize(-65)
net.event(1.0); g = []
while h.t < 20.0:
    h.fadvance()
    g.append([h.t, synapse.g if given["kind"] == "ExpSyn" else synapse.B - synapse.A])
print(json.dumps(g))
"""


@pytest.mark.parametrize(
    ("kind", "params"),
    [("ExpSyn", {"tau": 3.0}), ("Exp2Syn", {"tau1": 0.5, "tau2": 4.0})],
)
def test_spike_driven_synapses_in_neuron(kind: str, params: dict[str, float]) -> None:
    t, theirs = np.array(ask(NEURON_SYNAPSES, kind=kind, params=params, dt=DT)).T
    synapse = getattr(synapses, kind)()
    synapse.synapse_params |= {f"{kind}_{key}": value for key, value in params.items()}
    synapse.synapse_params[f"{kind}_gS"] = 2e-3
    states = synapse.receive(synapse.states, synapse.params, 1.0)
    # A peer's state at time t has decayed since the event at 1 ms: one exact step of ours.
    late = t > 1.0 + 0.6 * DT
    since = t[late] - 1.0
    states = {key: jnp.full_like(since, value) for key, value in states.items()}
    new = synapse.update_states(states, synapse.params, 0.0, 0.0, {}, {}, {}, {}, since)
    g = new["ExpSyn_g"] if kind == "ExpSyn" else new["Exp2Syn_B"] - new["Exp2Syn_A"]
    np.testing.assert_allclose(g, theirs[late], rtol=1e-8)


JAXLEY_CHANNELS = """
import importlib, json, sys, warnings
warnings.simplefilter("ignore")
import jax, jax.numpy as jnp
jax.config.update("jax_enable_x64", True)
given = json.load(sys.stdin)
channel = getattr(importlib.import_module(given["module"]), given["kind"])()
x = jnp.asarray(given["x"])
states = {k: v + 0.0 * x for k, v in {**channel.channel_states, **given["states"]}.items()}
params = {k: v + 0.0 * x for k, v in {**channel.channel_params, **given["params"]}.items()}
new = {**states, **channel.update_states(states, given["dt"], x, params)}
current = channel.compute_current(new, x, params)
steady = channel.init_state(states, x, params, given["dt"])
out = {"new": new, "current": current + 0.0 * x, "steady": steady}
print(json.dumps(jax.tree.map(lambda a: jnp.asarray(a).tolist(), out)))
"""
GEOMETRY = {"radius": 3.0, "length": 10.0, "axial_resistivity": 5000.0, "capacitance": 2.0}
SAME = {
    "channels.HH": "jaxley.channels.hh",
    "channels.pospischil.Na": "jaxley.channels.pospischil",
    "channels.pospischil.K": "jaxley.channels.pospischil",
    "channels.pospischil.Km": "jaxley.channels.pospischil",
    "channels.pospischil.CaL": "jaxley.channels.pospischil",
    "channels.pospischil.CaT": "jaxley.channels.pospischil",
    "channels.pospischil.Leak": "jaxley.channels.pospischil",
    "channels.AdEx": "jaxley.channels",
    "channels.Izhikevich": "jaxley.channels",
    "channels.Rate": "jaxley.channels",
    "channels.Fire": "jaxley.channels",
    "pumps.CaPump": "jaxley.pumps",
    "pumps.CaFaradayConcentrationChange": "jaxley.pumps",
    "pumps.CaNernstReversal": "jaxley.pumps",
}
#: Their steady state is x / (x + tau), a fault.
FAULTY = ("channels.pospischil.Km", "channels.pospischil.CaT")


@pytest.mark.parametrize("name", SAME)
def test_channels_and_pumps_in_jaxley(name: str) -> None:
    mechanism, kind = MECHANISMS[name], name.rpartition(".")[2]
    pump = isinstance(mechanism, Pump)
    x = np.geomspace(1e-5, 1e-2, 71) if pump else VOLTAGES
    # The peer clips exponentials at 20, which the closing of CaT passes at -21 mV.
    x = x[x < -22.0] if kind == "CaT" else x
    overrides = {"i_Ca": -1e-3} if pump else {}
    theirs = ask(
        JAXLEY_CHANNELS,
        module=SAME[name],
        kind=kind,
        x=x.tolist(),
        states=overrides,
        params=GEOMETRY,
        dt=DT,
    )
    at = jnp.asarray(x)
    states = {key: v + 0.0 * at for key, v in (mechanism.states | overrides).items()}
    params = {key: v + 0.0 * at for key, v in (GEOMETRY | mechanism.params).items()}
    new = {**states, **mechanism.update_states(states, params, at, DT)}
    for key, values in theirs["new"].items():
        np.testing.assert_allclose(new[key], np.asarray(values, float), rtol=1e-10, atol=1e-13)
    current = mechanism.compute_current(new, params, at, DT)
    np.testing.assert_allclose(current, theirs["current"], rtol=1e-10, atol=1e-18)
    if name not in FAULTY:
        steady = mechanism.init_state(states, params, at, DT)
        for key, values in theirs["steady"].items():
            np.testing.assert_allclose(steady[key], values, rtol=1e-10)


JAXLEY_SYNAPSES = """
import json, sys
import jax, jax.numpy as jnp
jax.config.update("jax_enable_x64", True)
import jaxley.synapses
given = json.load(sys.stdin)
synapse = getattr(jaxley.synapses, given["kind"])()
pre, post = jnp.asarray(given["pre"]), jnp.asarray(given["post"])
states = {k: v + 0.0 * pre for k, v in synapse.synapse_states.items()}
params = {k: v + 0.0 * pre for k, v in synapse.synapse_params.items()}
new = {**states, **synapse.update_states(states, given["dt"], pre, post, params)}
current = synapse.compute_current(new, pre, post, params)
print(json.dumps(jax.tree.map(lambda a: a.tolist(), {"new": new, "current": current})))
"""


@pytest.mark.parametrize(
    "kind", ["IonotropicSynapse", "TanhRateSynapse", "TanhConductanceSynapse", "TestSynapse"]
)
def test_synapses_in_jaxley(kind: str) -> None:
    pre, post = VOLTAGES, VOLTAGES[::-1].copy()
    theirs = ask(JAXLEY_SYNAPSES, kind=kind, pre=pre.tolist(), post=post.tolist(), dt=DT)
    synapse = getattr(synapses, kind)()
    around = (jnp.asarray(pre), jnp.asarray(post), {}, {}, {}, {}, DT)
    new = {**synapse.states, **synapse.update_states(synapse.states, synapse.params, *around)}
    for key, values in theirs["new"].items():
        np.testing.assert_allclose(new[key], values, rtol=1e-10)
    current = synapse.compute_current(new, synapse.params, *around)
    np.testing.assert_allclose(current, theirs["current"], rtol=1e-10)
