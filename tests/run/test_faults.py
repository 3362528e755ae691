"""A run or gradient that is not finite is traced to its first time, place and mechanism."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import spineax as sx
from spineax.channels import HH, Channel
from spineax.synapses import IonotropicSynapse
from tests.run.models import tree


class Brittle(Channel):
    """A channel whose current, or only its derivative, fails above a voltage."""

    def __init__(self, limit: float, only_slope: bool = False) -> None:
        super().__init__()
        self.limit, self.only_slope = limit, only_slope
        self.channel_params = {"Brittle_g": 1e-5}
        self.channel_states = {"Brittle_x": 0.5}
        self.current_name = "i_Brittle"

    def update_states(self, states: Any, params: Any, voltage: Any, delta_t: Any) -> Any:
        below = self.limit - voltage
        if self.only_slope:
            # Finite, but reverse mode multiplies an infinite slope by zero.
            return {"Brittle_x": jnp.where(below > 0.0, jnp.sqrt(jnp.maximum(below, 0.0)), 0.5)}
        return {"Brittle_x": jnp.sqrt(below)}

    def compute_current(self, states: Any, params: Any, voltage: Any, delta_t: Any) -> Any:
        return params["Brittle_g"] * states["Brittle_x"] * (voltage + 65.0)

    def init_state(self, states: Any, params: Any, voltage: Any, delta_t: Any) -> Any:
        return {}


def brittle(only_slope: bool = False) -> Any:
    cell = tree()
    cell.branch(2).comp(1).insert(Brittle(-20.0, only_slope))
    return cell


def test_a_finite_run_has_no_fault():
    assert tree().locate_nonfinite(gradient=True) is None


def test_a_channel_that_fails_is_named_with_time_and_place():
    cell = brittle()
    with pytest.warns(sx.errors.NotFinite, match=r"branch 2, comp 1.*'Brittle'"):
        rows = np.asarray(sx.integrate(cell))
    fault = cell.locate_nonfinite()
    assert (fault.mechanism, fault.kind) == ("Brittle", "compartment")
    place = cell.branch(2).comp(1).nodes.index[0]
    assert fault.place == place
    first = np.flatnonzero(~np.isfinite(rows).all(axis=0))[0]
    assert fault.time == pytest.approx(0.025 * first)


def test_a_gradient_that_fails_is_named_though_the_run_is_finite():
    cell = brittle(only_slope=True)
    cell.make_trainable("HH_gNa", verbose=False)
    params = cell.get_parameters()
    value, slope = jax.value_and_grad(lambda p: sx.integrate(cell, p).mean())(params)
    assert np.isfinite(value)
    assert not np.isfinite(slope[0]["HH_gNa"]).all()
    assert cell.locate_nonfinite(params) is None
    fault = cell.locate_nonfinite(params, gradient=True)
    assert fault.gradient
    assert fault.mechanism == "Brittle"
    assert fault.place == cell.branch(2).comp(1).nodes.index[0]
    assert "derivative" in str(fault)


def test_an_unstable_step_is_blamed_on_the_first_overflow():
    cable = sx.Branch(sx.Compartment(), 8)
    cable.insert(HH())
    cable.set("axial_resistivity", 1.0)
    cable.comp(0).set("v", -60.0)
    with pytest.warns(sx.errors.UnstableStep), pytest.warns(sx.errors.NotFinite):
        sx.integrate(cable, t_max=20.0, solver="fwd_euler")


def test_a_parameter_is_named():
    cell = tree()
    changed = cell.branch(3).comp(2).data_set("HH_eK", jnp.nan)
    fault = cell.locate_nonfinite(param_state=changed)
    assert (fault.time, fault.mechanism, fault.what) == (0.0, "HH", "parameters")
    assert fault.place == cell.branch(3).comp(2).nodes.index[0]


def test_an_input_is_named_before_it_spreads():
    cell, values = tree(), jnp.zeros(40).at[7].set(jnp.nan)
    place = cell.branch(2).comp(3)
    fault = cell.locate_nonfinite(data_stimuli=place.data_stimulate(values), t_max=1.0)
    assert (fault.time, fault.mechanism) == (pytest.approx(0.2), "stimulus")
    assert fault.place == place.nodes.index[0]
    fault = cell.locate_nonfinite(data_clamps=place.data_clamp("HH_m", values), t_max=1.0)
    assert (fault.mechanism, fault.what) == ("clamp", "HH_m")
    assert fault.place == place.nodes.index[0]


def test_an_axial_conductance_is_named():
    network = sx.Network([sx.Cell(), sx.Cell(), sx.Cell()])
    sx.connect_gap_junction(network.cell(1), network.cell(2), 1e-3)
    changed = network.data_set("gap_conductance", jnp.nan)
    fault = network.locate_nonfinite(t_max=1.0, param_state=changed)
    assert (fault.time, fault.mechanism, fault.place) == (0.0, "axial", 1)


def test_of_many_compartments_the_first_is_named():
    cell = tree()
    fault = cell.locate_nonfinite(param_state=cell.data_set("HH_eK", jnp.nan))
    assert fault.place == 0


def test_a_synapse_is_named():
    network = sx.Network([sx.Cell(), sx.Cell()])
    sx.connect(network.cell(0), network.cell(1), IonotropicSynapse())
    sx.connect(network.cell(1), network.cell(0), IonotropicSynapse())
    changed = network.edge(1).data_set("IonotropicSynapse_gS", jnp.inf)
    fault = network.locate_nonfinite(t_max=1.0, param_state=changed)
    assert (fault.mechanism, fault.kind, fault.place) == ("IonotropicSynapse", "synapse", 1)
    assert "synapse 1" in str(fault)
