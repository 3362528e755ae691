"""What mechanisms have in common: names, equality, and defaults that say what is missing."""

from __future__ import annotations

import copy
import pickle

import jax.numpy as jnp
import pytest

from spineax.channels import HH, Leak
from spineax.errors import BadArgument, BadMechanism
from spineax.mechanisms import Channel, Pump, Synapse
from spineax.synapses import CurrentSynapse, IonotropicSynapse
from spineax.testing import mechanism_classes, shipped_mechanisms

MECHANISMS = shipped_mechanisms()
CLASSES = mechanism_classes()


def renamed(name: str, new: str) -> object:
    quiet = {"surrogate_warning": False} if name.endswith(("AdEx", "Izhikevich")) else {}
    return CLASSES[name](name=new, **quiet)


@pytest.mark.parametrize("name", MECHANISMS)
def test_equal_by_content(name: str) -> None:
    one, other = shipped_mechanisms()[name], shipped_mechanisms()[name]
    assert one is not other
    assert one == other
    assert hash(one) == hash(other)
    assert one != renamed(name, "other")
    assert copy.deepcopy(one) == one
    assert pickle.loads(pickle.dumps(one)) == one


@pytest.mark.parametrize("name", MECHANISMS)
def test_changing_the_name_is_as_constructing_with_it(name: str) -> None:
    mechanism = shipped_mechanisms()[name]
    assert mechanism.change_name("Other") is mechanism
    assert mechanism.name == "Other"
    assert mechanism == renamed(name, "Other")


@pytest.mark.parametrize("name", MECHANISMS)
def test_private_names_carry_the_prefix_and_shared_ones_do_not(name: str) -> None:
    mechanism = MECHANISMS[name]
    private = {*mechanism.params, *mechanism.states} - mechanism.shared_names
    assert all(key.startswith(f"{mechanism.name}_") for key in private)
    assert all(not key.startswith(f"{mechanism.name}_") for key in mechanism.shared_names)


@pytest.mark.parametrize("name", MECHANISMS)
def test_repr_says_what_it_is(name: str) -> None:
    text = repr(MECHANISMS[name])
    assert type(MECHANISMS[name]).__name__ in text
    assert all(key in text for key in (*MECHANISMS[name].params, *MECHANISMS[name].states))


def test_equality_sees_defaults_arrays_and_functions() -> None:
    other = HH()
    other.channel_params["HH_gNa"] = 0.1
    assert other != HH()
    assert HH() != 1
    assert HH() != Leak("HH")
    assert CurrentSynapse() != CurrentSynapse(jnp.tanh)
    left, right = HH(), HH()
    left.table, right.table = jnp.arange(3), jnp.arange(3)
    assert left == right
    assert hash(left) == hash(right)
    right.table = jnp.arange(3.0)
    assert left != right
    left.options, right.options = ["a", {1, 2}], ("a", {1, 2})
    assert left != right


def test_order_of_names_does_not_matter() -> None:
    other = HH()
    other.channel_params = dict(reversed(other.channel_params.items()))
    assert other == HH()
    assert hash(other) == hash(HH())


@pytest.mark.parametrize("bad", ["", 3])
def test_bad_names(bad: object) -> None:
    with pytest.raises(BadArgument, match="cannot be called"):
        HH(bad)
    with pytest.raises(BadArgument, match="cannot be called"):
        HH().change_name(bad)


def test_name_cannot_be_assigned() -> None:
    with pytest.raises(AttributeError):
        HH().name = "other"


def test_shared_names() -> None:
    assert MECHANISMS["channels.pospischil.Na"].shared_names == {"eNa", "vt"}
    assert MECHANISMS["pumps.CaNernstReversal"].shared_names == {"eCa", "CaCon_i", "CaCon_e"}
    assert IonotropicSynapse().shared_names == frozenset()


def test_missing_methods_say_how_to_write_them() -> None:
    class Empty(Channel):
        pass

    class EmptyPump(Pump):
        pass

    class EmptySynapse(Synapse):
        pass

    for mechanism, arguments in (
        (Empty(), ({}, {}, 0.0, 0.1)),
        (EmptyPump(), ({}, {}, 0.0, 0.1)),
        (EmptySynapse(), ({}, {}, 0.0, 0.0, {}, {}, {}, {}, 0.1)),
    ):
        assert mechanism.update_states(*arguments) == {}
        with pytest.raises(BadMechanism, match="has no compute_current"):
            mechanism.compute_current(*arguments)
    with pytest.raises(BadMechanism, match="has no receive"):
        EmptySynapse().receive({}, {}, 0.0)
    with_state = Empty()
    with_state.channel_states = {"Empty_m": 0.1}
    with pytest.raises(BadMechanism, match="has no update_states"):
        with_state.update_states({}, {}, 0.0, 0.1)
    synapse = EmptySynapse()
    synapse.synapse_states = {"EmptySynapse_s": 0.1}
    with pytest.raises(BadMechanism, match="has no update_states"):
        synapse.update_states({}, {}, 0.0, 0.0, {}, {}, {}, {}, 0.1)
    assert Empty().init_state({}, {}, 0.0, 0.1) == Empty().init_params({}, {}, 0.0, 0.1) == {}


def test_tables_that_a_subclass_fills_first_are_kept() -> None:
    class Early(Channel):
        def __init__(self) -> None:
            self.channel_params = {"Early_g": 1.0}
            self.current_name = "i_Early"
            super().__init__()

    assert Early().params == {"Early_g": 1.0}
    assert Early().current_name == "i_Early"


def test_currents_follow_a_name_only_where_they_carry_it() -> None:
    assert Leak().change_name("Passive").current_name == "i_Passive"
    assert HH().change_name("Axon").current_name == "i_HH"
    assert IonotropicSynapse().change_name("Fast").current_name == "i_Fast"
