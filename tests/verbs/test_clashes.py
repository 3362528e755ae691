"""A name has one meaning in a module, whichever of two mechanisms comes first."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

import spineax as sx
from spineax.channels import HH
from spineax.channels.pospischil import CaL
from spineax.errors import NameClash
from spineax.mechanisms import Channel, Synapse
from spineax.pumps import CaNernstReversal, CaPump
from spineax.synapses import IonotropicSynapse, TestSynapse


class Odd(Channel):
    """A leak with any names."""

    def __init__(self, name=None, current="i_odd", **params):
        super().__init__(name)
        self.channel_params = {"odd_g": 1e-4, **params}
        self.current_name = current

    def compute_current(self, states, params, voltage, delta_t):
        return params["odd_g"] * voltage


class Bare(Synapse):
    """A synapse with a parameter without a prefix."""

    def __init__(self, name=None):
        super().__init__(name)
        self.synapse_params = {"strength": 1e-4}

    def compute_current(self, states, params, pre, post, *rest):
        return params["strength"] * post


def put(net, mechanism):
    if isinstance(mechanism, Synapse):
        sx.connect(net.cell(0), net.cell(1), mechanism)
    else:
        net.insert(mechanism)


@pytest.mark.parametrize(
    ("one", "other", "word"),
    [
        (HH(), Odd(current="HH_m"), "'HH_m'"),
        (HH(), Odd(current="HH_gNa"), "'HH_gNa'"),
        (HH(), Odd("HH_m"), "'HH_m'"),
        (HH(), Odd(current="HH"), "'HH'"),
        (Odd(current="i_TestSynapse"), TestSynapse(), "'i_TestSynapse'"),
        (Odd(current="TestSynapse_gC"), TestSynapse(), "'TestSynapse_gC'"),
        (Odd(TestSynapse_c=1.0), TestSynapse(), "'TestSynapse_c'"),
        (Odd(strength=1.0), Bare(), "'strength'"),
        (Odd(TestSynapse=1.0), TestSynapse(), "'TestSynapse'"),
        (TestSynapse(), TestSynapse("TestSynapse_c"), "'TestSynapse_c'"),
    ],
)
def test_either_order_is_refused(one, other, word):
    for first, second in permutations([one, other]):
        net = sx.Network([sx.Cell(), sx.Cell()])
        put(net, first)
        before = net._ref.value
        with pytest.raises(NameClash, match=word):
            put(net, second)
        assert net._ref.value is before


def test_currents_of_one_name_are_one_current_and_may_be_a_state():
    comp = sx.Compartment()
    for mechanism in (CaPump(), CaL(), CaL("Other"), CaNernstReversal(), CaPump("Deep")):
        comp.insert(mechanism)
    comp.insert(CaL())
    comp.record("i_Ca", verbose=False)
    comp.delete(CaL("Other"))
    assert np.isfinite(np.asarray(sx.integrate(comp, t_max=0.1))).all()


def test_copies_under_two_names_live_side_by_side():
    net = sx.Network([sx.Cell(), sx.Cell()])
    for mechanism in (HH(), HH("HH2"), IonotropicSynapse(), IonotropicSynapse("Ionotropic")):
        put(net, mechanism)
        put(net, mechanism)
    assert len(net.edges) == 4
