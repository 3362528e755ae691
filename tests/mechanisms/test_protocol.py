"""What is no mechanism, or one of another generation, is refused in a sentence."""

from __future__ import annotations

import pytest

from spineax.channels import HH
from spineax.errors import BadMechanism
from spineax.mechanisms import Channel, Pump, Synapse, check_protocol
from spineax.synapses import IonotropicSynapse
from spineax.testing import shipped_mechanisms


@pytest.mark.parametrize("mechanism", shipped_mechanisms().values(), ids=lambda m: m.name)
def test_shipped_mechanisms_follow_it(mechanism: object) -> None:
    check_protocol(mechanism)


def test_a_class_is_no_mechanism() -> None:
    with pytest.raises(BadMechanism, match=r"Give an instance of it: HH\(\)"):
        check_protocol(HH)


@pytest.mark.parametrize("thing", [3, "HH", None, object()])
def test_other_things_are_no_mechanisms(thing: object) -> None:
    with pytest.raises(BadMechanism, match="is no mechanism"):
        check_protocol(thing)


def test_a_channel_of_the_old_generation() -> None:
    class OldUpdate(Channel):
        def update_states(self, states, dt, v, params):
            return {}

    class OldCurrent(Channel):
        def compute_current(self, states, v, params):
            return 0.0

    class OldSteady(Channel):
        def init_state(self, states, v, params, delta_t):
            return {}

    for old, new in (
        (OldUpdate(), r"def update_states\(self, states, params, voltage, delta_t\)"),
        (OldCurrent(), r"def compute_current\(self, states, params, voltage, delta_t\)"),
        (OldSteady(), r"def init_state\(self, states, params, voltage, delta_t\)"),
    ):
        with pytest.raises(BadMechanism, match=new):
            check_protocol(old)


def test_a_pump_of_the_old_generation() -> None:
    class Old(Pump):
        def __init__(self):
            super().__init__()
            self.channel_states = {"CaCon_i": 1e-4}
            self.ion_name = "CaCon_i"

        def compute_current(self, states, modified_state, params):
            return 0.0

    with pytest.raises(BadMechanism, match=r"\(self, states, params, modified_state, delta_t\)"):
        check_protocol(Old())


def test_a_synapse_of_the_old_generation() -> None:
    class OldUpdate(Synapse):
        def update_states(self, states, delta_t, pre_voltage, post_voltage, params):
            return {}

    class OldCurrent(Synapse):
        def compute_current(self, states, pre_voltage, post_voltage, params):
            return 0.0

    for old in (OldUpdate(), OldCurrent()):
        with pytest.raises(BadMechanism, match="synapse_states, synapse_params, pre_voltage"):
            check_protocol(old)


def test_other_words_in_the_right_places_are_welcome() -> None:
    class Mine(Channel):
        def update_states(self, u, p, v, dt):
            return {}

        def compute_current(self, states, params, v, dt=0.025):
            return 0.0

        @staticmethod
        def init_state(states, params, voltage, *_):
            return {}

        def init_params(self, *arguments):
            return {}

    check_protocol(Mine())


def test_static_and_wrapped_methods_are_counted_right() -> None:
    class TooFew(Channel):
        @staticmethod
        def compute_current(states, params, voltage):
            return 0.0

    with pytest.raises(BadMechanism, match="takes"):
        check_protocol(TooFew())


def test_forgotten_constructor() -> None:
    class Forgot(Channel):
        def __init__(self):
            self.channel_params = {}

    with pytest.raises(BadMechanism, match=r"super\(\).__init__\(name\)"):
        check_protocol(Forgot())


def test_a_pump_names_its_ion() -> None:
    class Nameless(Pump):
        pass

    with pytest.raises(BadMechanism, match="ion_name"):
        check_protocol(Nameless())
    stranger = Nameless()
    stranger.ion_name = "NaCon_i"
    with pytest.raises(BadMechanism, match="not among its states"):
        check_protocol(stranger)


def test_a_spike_driven_synapse_has_delay_and_threshold() -> None:
    class Driven(IonotropicSynapse):
        spike_driven = True

        def receive(self, states, params, arrivals):
            return {}

    with pytest.raises(BadMechanism, match=r"Driven_delay.*Driven_threshold"):
        check_protocol(Driven())


@pytest.mark.parametrize(
    ("table", "key", "value", "sentence"),
    [
        ("channel_params", "HH_gNa", "big", r"default of 'HH_gNa' in HH is 'big'\. Give a number"),
        ("channel_params", "HH_gNa", float("nan"), "is nan"),
        ("channel_states", "HH_m", [0.1, 0.2], r"is \[0\.1, 0\.2\]"),
        ("channel_states", "HH_m", None, "is None"),
        ("channel_params", "HH_m", 0.1, "'HH_m' among its parameters and among its states"),
    ],
)
def test_tables_that_make_no_sense(table, key, value, sentence) -> None:
    channel = HH()
    getattr(channel, table)[key] = value
    with pytest.raises(BadMechanism, match=sentence):
        check_protocol(channel)


@pytest.mark.parametrize("name", ["v", "i", "radius", "HH_gNa", None])
def test_a_current_has_a_name_of_its_own(name: object) -> None:
    channel = HH()
    channel.current_name = name
    with pytest.raises(BadMechanism, match="Set current_name"):
        check_protocol(channel)


def test_what_a_synapse_reads_has_numbers_for_defaults() -> None:
    synapse = IonotropicSynapse()
    synapse.node_params = {"temperature": "warm"}
    with pytest.raises(BadMechanism, match="'temperature' in IonotropicSynapse is 'warm'"):
        check_protocol(synapse)


def test_spikes_and_infinite_times_are_numbers() -> None:
    channel = HH()
    channel.channel_states["HH_m"] = False
    channel.channel_params["HH_gNa"] = float("inf")
    check_protocol(channel)
