"""What a mechanism reads and gives is what it declares, or it is refused before any run."""

from __future__ import annotations

import numpy as np
import pytest

import spineax as sx
from spineax.channels import HH, Leak, Na
from spineax.errors import BadMechanism
from spineax.mechanisms import Channel
from spineax.pumps import CaPump
from spineax.run import initial
from spineax.synapses import TestSynapse


class Activated(Channel):
    """A user's channel: it reads the voltage, an ion, another channel's current and shapes."""

    def __init__(self, name=None):
        super().__init__(name)
        self.channel_params = {f"{self._name}_g": 1e-4, "eK": -90.0}
        self.channel_states = {f"{self._name}_seen": 0.0, "CaCon_i": 5e-5, "i_Na": 0.0}
        self.current_name = "i_K"
        self.units = {"i_Na": "mA/cm2", "CaCon_i": "mM", f"{self._name}_seen": "mA/cm2"}

    def update_states(self, states, params, voltage, delta_t):
        return {f"{self._name}_seen": states["i_Na"] + 0.0 * params["radius"]}

    def compute_current(self, states, params, voltage, delta_t):
        opening = states["CaCon_i"] / (states["CaCon_i"] + 1e-4)
        return params[f"{self._name}_g"] * opening * (voltage - params["eK"])


def test_a_channel_sees_the_voltage_ions_and_the_currents_that_it_lists():
    comp = sx.Compartment()
    for mechanism in (Activated(), Na(), CaPump()):
        comp.insert(mechanism)
    for state in ("Activated_seen", "i_Na", "i_K", "v", "CaCon_i"):
        comp.record(state, verbose=False)
    comp.set("CaCon_i", 3e-4)
    seen, sodium, current, v, calcium = np.array(sx.integrate(comp, t_max=1.0))
    # A membrane current among the states is that of the last step.
    np.testing.assert_allclose(seen[1:], sodium[:-1], rtol=1e-12)
    assert np.abs(sodium).max() > 0
    # Calcium and voltage as they were when the current was computed: before their own step.
    opening = calcium[:-1] / (calcium[:-1] + 1e-4)
    np.testing.assert_allclose(current[1:], 1e-4 * opening * (v[:-1] + 90.0), rtol=1e-12)


def changed(kind, **methods):
    return type("Mine", (kind,), methods)()


@pytest.mark.parametrize(
    ("mechanism", "sentence"),
    [
        (
            changed(Activated, update_states=lambda self, s, p, v, dt: {"Mine_seen": s["i_Ca"]}),
            "Mine.update_states reads the state 'i_Ca', which it does not declare. "
            "Add it to channel_states with a default; it has 'Mine_seen', 'CaCon_i', 'i_Na'.",
        ),
        (
            changed(HH, compute_current=lambda self, s, p, v, dt: p["g"] * v),
            "Mine.compute_current reads the parameter 'g', which it does not declare. "
            "Add it to channel_params",
        ),
        (
            changed(HH, compute_current=lambda self, s, p, v, dt: s["v"]),
            "The voltage is an argument of its own.",
        ),
        (
            changed(HH, update_states=lambda self, s, p, v, dt: {"m": v}),
            "Mine.update_states gives the state 'm', which it does not declare.",
        ),
        (
            changed(CaPump, init_params=lambda self, s, p, v, dt: {"gamma": v}),
            "Mine.init_params gives the parameter 'gamma', which it does not declare.",
        ),
    ],
)
def test_what_is_not_declared_is_refused_on_insertion(mechanism, sentence):
    comp = sx.Compartment()
    with pytest.raises(BadMechanism) as error:
        comp.insert(mechanism)
    assert sentence in str(error.value)
    assert comp.channels == []


def test_what_a_synapse_does_not_declare_is_refused_on_connecting():
    net = sx.Network([sx.Cell(), sx.Cell()])
    synapse = changed(TestSynapse, compute_current=lambda self, s, p, *rest: s["Mine_q"])
    with pytest.raises(BadMechanism, match=r"state 'Mine_q'.*Add it to synapse_states"):
        sx.connect(net.cell(0), net.cell(1), synapse)


@pytest.mark.parametrize(
    ("method", "code", "sentence"),
    [
        ("compute_current", lambda self, s, p, v, dt: v if v > 0 else -v, "jnp.where in place of"),
        ("compute_current", lambda self, s, p, v, dt: np.exp(v), "asks for the numbers"),
        ("update_states", lambda self, s, p, v, dt: {"Mine_m": float(v[0])}, "asks for the numb"),
        ("update_states", lambda self, s, p, v, dt: None, "gives nothing. Return a dictionary"),
        ("update_states", lambda self, s, p, v, dt: (v, v), "gives a tuple. Return a dictionary"),
        (
            "init_state",
            lambda self, s, p, v, dt: v,
            r"gives an array of shape \(1,\) for one place",
        ),
        ("compute_current", lambda self, s, p, v, dt: None, "gives nothing. Return the current"),
        ("compute_current", lambda self, s, p, v, dt: {"Mine_m": v}, "gives a dict. Return the c"),
        (
            "compute_current",
            lambda self, s, p, v, dt: np.ones(3) * v,
            r"shape \(3,\) for one place",
        ),
    ],
)
def test_what_no_run_could_take_is_refused_on_insertion(method, code, sentence):
    comp = sx.Compartment()
    with pytest.raises(BadMechanism, match=rf"Mine\.{method} .*{sentence}"):
        comp.insert(changed(HH, **{method: code}))
    assert comp.channels == []


def test_a_steady_state_may_look_at_numbers():
    def init_state(self, states, params, voltage, delta_t):
        return {"Mine_m": 0.5 if np.mean(voltage) < 0.0 else 0.25}

    comp = sx.Compartment()
    comp.insert(changed(HH, init_state=init_state))
    comp.init_states()
    assert comp.nodes["Mine_m"].item() == 0.5


def test_steady_states_need_no_hash():
    comp = sx.Compartment()
    comp.insert(changed(HH, __hash__=None, __eq__=lambda self, other: self is other))
    comp.init_states()
    other = sx.Compartment()
    other.insert(HH())
    other.init_states()
    np.testing.assert_allclose(comp.nodes["Mine_m"].item(), other.nodes["HH_m"].item(), rtol=1e-12)


def test_steady_states_of_all_mechanisms_are_one_compilation():
    cell = sx.Cell(sx.Branch(ncomp=3), [-1, 0])
    for channel in (HH(), Leak(), Na()):
        cell.insert(channel)
    compiled = initial._compiled._cache_size()
    cell.init_states()
    cell.set("v", -60.0)
    cell.init_states()
    assert initial._compiled._cache_size() <= compiled + 1


def test_other_failures_are_left_to_the_run():
    def current(self, states, params, voltage, delta_t):
        raise RuntimeError("out of calcium")

    comp = sx.Compartment()
    comp.insert(changed(HH, compute_current=current))
    assert [channel.name for channel in comp.channels] == ["Mine"]
    with pytest.raises(RuntimeError, match="out of calcium"):
        sx.integrate(comp, t_max=0.1)
