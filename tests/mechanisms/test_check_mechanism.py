"""What ``check_mechanism`` finds in a user's own mechanism."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest

from spineax.errors import BadMechanism
from spineax.mechanisms import Channel, Pump, Synapse
from spineax.solver_gate import solve_gate_exponential, vtrap
from spineax.testing import check_mechanism, shipped_mechanisms

MECHANISMS = shipped_mechanisms()


@pytest.mark.parametrize("name", MECHANISMS)
def test_shipped_mechanisms_pass(name: str) -> None:
    check_mechanism(MECHANISMS[name])


class Mine(Channel):
    """A user's channel, right in everything; the tests break one thing each."""

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        self.channel_params = {f"{self._name}_g": 1e-3, "eK": -90.0}
        self.channel_states = {f"{self._name}_n": 0.1}
        self.current_name = "i_K"
        self.units = {f"{self._name}_g": "S/cm2", "eK": "mV", f"{self._name}_n": "1"}
        self.units["i_K"] = "mA/cm2"

    def rates(self, voltage: Any) -> tuple[Any, Any]:
        return 0.1 * vtrap(-(voltage + 40.0), 10.0), 0.2

    def update_states(self, states, params, voltage, delta_t):
        n = f"{self._name}_n"
        return {n: solve_gate_exponential(states[n], delta_t, *self.rates(voltage))}

    def compute_current(self, states, params, voltage, delta_t):
        return params[f"{self._name}_g"] * states[f"{self._name}_n"] * (voltage - params["eK"])

    def init_state(self, states, params, voltage, delta_t):
        alpha, beta = self.rates(voltage)
        return {f"{self._name}_n": alpha / (alpha + beta)}


def broken(**methods: Callable[..., Any]) -> Channel:
    return type("Mine", (Mine,), methods)()


def test_a_right_channel_passes_under_any_name() -> None:
    check_mechanism(Mine())
    check_mechanism(Mine("other"))


def test_a_channel_may_read_all_that_a_run_tells_of_its_compartment() -> None:
    def per_volume(self, states, params, voltage, delta_t):
        surface = params["area"] / (2.0 * np.pi * params["radius"] * params["length"])
        return params["Mine_g"] * surface * (voltage - params["eK"]) * params["volume"]

    check_mechanism(broken(compute_current=per_volume))


def test_a_channel_may_write_into_its_tables() -> None:
    def update(self, states, params, voltage, delta_t):
        n = states["Mine_n"]
        states["Mine_n"] = solve_gate_exponential(n, delta_t, *self.rates(voltage))
        return states

    check_mechanism(broken(update_states=update))


def test_missing_unit() -> None:
    channel = Mine()
    del channel.units["eK"]
    with pytest.raises(BadMechanism, match=r"no unit for \['eK'\]"):
        check_mechanism(channel)


def test_old_protocol() -> None:
    with pytest.raises(BadMechanism, match="It is called with"):
        check_mechanism(broken(update_states=lambda self, states, dt, v, params: {}))


def test_accidental_double_precision() -> None:
    channel = broken(
        compute_current=lambda self, states, params, voltage, delta_t: (
            np.float64(1e-3) * (voltage - params["eK"])
        )
    )
    with pytest.raises(BadMechanism, match=r"gives .* of float64 for .* of float32"):
        check_mechanism(channel)


def test_a_scalar_where_an_array_belongs() -> None:
    channel = broken(compute_current=lambda self, states, params, voltage, delta_t: jnp.zeros(()))
    with pytest.raises(BadMechanism, match="compute_current gives"):
        check_mechanism(channel)


def test_a_reduction_over_places() -> None:
    channel = broken(
        compute_current=lambda self, states, params, voltage, delta_t: voltage - jnp.mean(voltage)
    )
    with pytest.raises(BadMechanism, match="not elementwise"):
        check_mechanism(channel)


def test_a_removable_singularity() -> None:
    def rates(self: Any, voltage: Any) -> tuple[Any, Any]:
        x = -(voltage + 40.0)
        return 0.1 * x / (jnp.exp(x / 10.0) - 1.0), 0.2

    with pytest.raises(BadMechanism, match=r"not finite at -40\.0 in float32.*vtrap"):
        check_mechanism(broken(rates=rates))


def test_a_singularity_that_only_the_gradient_sees() -> None:
    def rates(self: Any, voltage: Any) -> tuple[Any, Any]:
        x = -(voltage + 40.0)
        return 0.1 * jnp.where(x == 0.0, 10.0, x / (jnp.exp(x / 10.0) - 1.0)), 0.2

    with pytest.raises(
        BadMechanism, match=r"gradient of Mine by the voltage is not finite at -40\.0"
    ):
        check_mechanism(broken(rates=rates))


def test_a_gradient_by_a_state_that_is_not_finite() -> None:
    channel = broken(
        compute_current=lambda self, states, params, voltage, delta_t: (
            voltage * jnp.sqrt(states["Mine_n"] - 0.1)
        )
    )
    with pytest.raises(BadMechanism, match="The gradient of Mine by 'Mine_n'"):
        check_mechanism(channel)


def test_a_singularity_in_a_concentration() -> None:
    class Gated(Mine):
        def __init__(self) -> None:
            super().__init__()
            self.channel_states["CaCon_i"] = 5e-5
            self.units["CaCon_i"] = "mM"

        def compute_current(self, states, params, voltage, delta_t):
            return jnp.sqrt(1e-3 - states["CaCon_i"]) * (voltage - params["eK"])

    with pytest.raises(
        BadMechanism, match=r"compute_current is not finite.*'CaCon_i' at 0\.00101 mM"
    ):
        check_mechanism(Gated())


def test_a_gate_that_leaves_its_bounds() -> None:
    def update(self, states, params, voltage, delta_t):
        alpha, beta = self.rates(voltage)
        n = states["Mine_n"]
        return {"Mine_n": n + delta_t * (alpha * (1 - n) - beta * n)}

    with pytest.raises(BadMechanism, match=r"takes the fraction 'Mine_n'.*no fraction"):
        check_mechanism(broken(update_states=update))


def test_a_steady_state_that_is_none() -> None:
    channel = broken(
        init_state=lambda self, states, params, voltage, delta_t: {"Mine_n": 0.3 + 0.0 * voltage}
    )
    with pytest.raises(BadMechanism, match="Return the steady state"):
        check_mechanism(channel)


def test_pumps_and_synapses_are_checked_alike() -> None:
    class Drain(Pump):
        def __init__(self):
            super().__init__()
            self.channel_states = {"CaCon_i": 1e-4}
            self.ion_name = "CaCon_i"
            self.units = {"CaCon_i": "mM", "i_Drain": "mM/ms"}

        def compute_current(self, states, params, modified_state, delta_t):
            return jnp.log(modified_state - 1e-3)

    class Jump(Synapse):
        def __init__(self):
            super().__init__()
            self.node_params = {"eK": -90.0}
            self.units = {"i_Jump": "nA"}

        def compute_current(
            self,
            synapse_states,
            synapse_params,
            pre_voltage,
            post_voltage,
            pre_states,
            post_states,
            pre_params,
            post_params,
            delta_t,
        ):
            return 1.0 / (post_voltage - post_params["eK"])

    with pytest.raises(BadMechanism, match="not finite"):
        check_mechanism(Drain())
    with pytest.raises(BadMechanism, match=r"not finite at -90\.0"):
        check_mechanism(Jump())
