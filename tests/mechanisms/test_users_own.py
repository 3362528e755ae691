"""A channel and a synapse of fifteen lines each get everything that the shipped ones get."""

from __future__ import annotations

import inspect

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import spineax as sx
from spineax.channels.pospischil import Leak
from spineax.mechanisms import GatedChannel, Synapse
from spineax.mechanisms.gates import opening_and_closing, save_exp, sigmoid, vtrap
from spineax.solver_gate import exponential_euler
from spineax.testing import assert_invariants, check_mechanism


class Kdr(GatedChannel):
    def __init__(self, name=None):
        super().__init__(name)
        p = self._name
        self.channel_params = {f"{p}_gKdr": 5e-3, "eK": -90.0}
        self.channel_states = {f"{p}_n": 0.1}
        self.current_name = "i_K"
        self.units = {f"{p}_gKdr": "S/cm2", "eK": "mV", f"{p}_n": "1", "i_K": "mA/cm2"}

    def gates(self, states, params, voltage):
        alpha = 0.032 * vtrap(-(voltage + 45.0), 5.0)
        return {"n": opening_and_closing(alpha, 0.5 * save_exp(-(voltage + 50.0) / 40.0))}

    def compute_current(self, states, params, voltage, delta_t):
        conductance = params[f"{self._name}_gKdr"] * states[f"{self._name}_n"] ** 4
        return conductance * (voltage - params["eK"])


class Slow(Synapse):
    def __init__(self, name=None):
        super().__init__(name)
        p = self._name
        self.synapse_params, self.synapse_states = (
            {f"{p}_gS": 1e-3, f"{p}_tau": 5.0},
            {f"{p}_s": 0.0},
        )
        self.units = {f"{p}_gS": "uS", f"{p}_tau": "ms", f"{p}_s": "1", f"i_{p}": "nA"}

    def update_states(self, states, params, pre_voltage, post_voltage, *others):
        s, tau = states[f"{self._name}_s"], params[f"{self._name}_tau"]
        target = sigmoid((pre_voltage + 35.0) / 10.0)
        return {f"{self._name}_s": exponential_euler(s, others[-1], target, tau)}

    def compute_current(self, states, params, pre_voltage, post_voltage, *others):
        return params[f"{self._name}_gS"] * states[f"{self._name}_s"] * post_voltage


@pytest.fixture(scope="module")
def net():
    """Two cells, with a second copy of the channel and of the synapse under other names."""
    made = sx.Network([sx.Cell(sx.Branch(ncomp=1), [-1, 0])] * 2)
    for mechanism in (Leak(), Kdr(), Kdr("Kdr2")):
        made.insert(mechanism)
    sx.connect(made.cell(0).branch(0), made.cell(1).branch(1), Slow())
    sx.connect(made.cell(1).branch(0), made.cell(0).branch(1), Slow("Slower"))
    made.set("Slower_tau", 50.0)
    made.set("v", -40.0)
    made.init_states()
    return made


@pytest.mark.parametrize("kind", [Kdr, Slow])
def test_they_have_fifteen_lines_and_pass_all_checks(kind):
    lines = [line for line in inspect.getsource(kind).splitlines() if line.strip()]
    assert len(lines) <= 15
    check_mechanism(kind())
    check_mechanism(kind("other"))


def test_tables_and_steady_states(net):
    assert {"Kdr", "Kdr_gKdr", "Kdr2_n", "eK"} <= {*net.nodes.columns}
    assert net.edges["Slower_tau"].dropna().tolist() == [50.0]
    alpha, beta = 0.16 * 1 / (1 - np.exp(-1.0)), 0.5 * np.exp(-0.25)
    np.testing.assert_allclose(net.nodes["Kdr2_n"], alpha / (alpha + beta), rtol=1e-12)
    dataset = net.to_xarray()
    assert dataset["Kdr_gKdr"].attrs["units"] == "S/cm2"
    assert dataset["Slow_gS"].attrs["units"] == "uS"
    again = net.copy()
    again.set("Kdr_gKdr", 1.0)
    again.set_from(dataset)
    assert again.nodes["Kdr_gKdr"].tolist() == [5e-3] * 4


def test_recordings_clamps_and_files(net, tmp_path):
    net = net.copy()
    for state in ("Kdr_n", "i_K", "Slow_s", "i_Slower"):
        net.record(state, verbose=False)
    net.Slow.clamp("Slow_s", np.full(4, 0.5), verbose=False)
    data = net.simulate()
    units = {name: data[name].attrs["units"] for name in data}
    assert units == {"Kdr_n": "1", "i_K": "mA/cm2", "Slow_s": "1", "i_Slower": "nA"}
    assert data["Slow_s"].values[0, 1:].tolist() == [0.5] * 4
    # Both copies are behind the current of that name.
    n = data["Kdr_n"].values[:, 1]
    np.testing.assert_allclose(data["i_K"].values[:, 1], 2 * 5e-3 * n**4 * 50.0, rtol=1e-12)
    net.save(tmp_path / "net")
    again = sx.load(tmp_path / "net")
    np.testing.assert_array_equal(sx.integrate(again), sx.integrate(net))


def test_training_in_both_precisions(net):
    net = net.copy()
    net.cell(1).branch(1).record("v", verbose=False)
    for key in ("Kdr_gKdr", "Kdr2_n", "eK", "Slow_gS", "Slower_tau", "Slower_s"):
        net.make_trainable(key, verbose=False)

    def loss(params):
        return jnp.mean(sx.integrate(net, params, t_max=1.0) ** 2)

    slopes = {}
    for wide in (False, True):
        with jax.enable_x64(wide):
            entries = jax.grad(loss)(net.get_parameters())
            slopes[wide] = np.array([float(value[0]) for e in entries for value in e.values()])
    assert np.abs(slopes[True]).min() > 0.0
    np.testing.assert_allclose(slopes[False], slopes[True], rtol=1e-3)


def test_removal(net):
    net = net.copy()
    net.delete(Kdr())
    assert [channel.name for channel in net.channels] == ["Leak", "Kdr2"]
    assert "eK" in net.nodes and "Kdr_n" not in net.nodes
    assert_invariants(net)
