"""Loops of one's own: single steps, states and parameters, and states as one vector."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import spineax as sx
from spineax.channels import HH, Leak
from spineax.errors import BadType, EmptySelection, ShapeMismatch, UnknownName
from spineax.pumps import CaPump
from spineax.run.steppers import STEPPERS
from spineax.synapses import IonotropicSynapse
from spineax.utils.dynamics import build_dynamic_state_utils

DT, STEPS = 0.025, 12
CURRENT = np.linspace(0.0, 0.5, STEPS)


@pytest.fixture
def net() -> sx.Network:
    """Return two cells of unequal parts, connected, with an ion that diffuses."""
    cell = sx.Cell([sx.Branch(ncomp=k) for k in (1, 2, 2)], parents=[-1, 0, 0])
    cell.set("axial_resistivity", 200.0)
    cell.insert(HH())
    net = sx.Network([cell, cell])
    net.cell(1).branch(2).insert(Leak())
    net.cell(0).insert(CaPump())
    net.diffuse("CaCon_i")
    net.set("CaCon_i", np.linspace(1e-4, 2e-4, 10))
    sx.connect(net.cell(0).branch(1).loc(1.0), net.cell(1).branch(0), IonotropicSynapse())
    net.set("IonotropicSynapse_gS", 1e-3)
    net.record(verbose=False)
    net.record("i_HH", verbose=False)
    net.record("CaCon_i", verbose=False)
    net.record("IonotropicSynapse_s", verbose=False)
    return net


def rows(states: Any) -> np.ndarray:
    names = ("v", "i_HH", "CaCon_i", "IonotropicSynapse_s")
    return np.concatenate([np.asarray(states[name]) for name in names])


def same(found: Any, wanted: Any) -> None:
    """Compare what two programs computed: one step and a loop of them are compiled apart."""
    np.testing.assert_allclose(found, wanted, rtol=1e-11)


@pytest.mark.parametrize("solver", STEPPERS)
def test_steps_are_the_samples_of_a_run(net: sx.Network, solver: str) -> None:
    # An explicit step is as short as the smallest compartment wants it.
    step = 0.0015 if solver == "fwd_euler" else DT
    stimulus = net.cell(0).branch(0).data_stimulate(CURRENT)
    clamp = net.cell(1).branch(1).comp(0).data_clamp("HH_m", np.full(STEPS, 0.3))
    run = {"data_stimuli": stimulus, "data_clamps": clamp, "delta_t": step, "solver": solver}
    whole = np.asarray(sx.integrate(net, **run))
    states, params = net.get_all_states(solver=solver), net.get_all_parameters()
    same(rows(states), whole[:, 0])
    places = {"i": [0], "HH_m": [6]}

    @jax.jit
    def advance(states: Any, current: Any) -> Any:
        now = {"i": current, "HH_m": 0.3}
        return net.step(states, step, places, now, params, solver=solver)

    for k, current in enumerate(CURRENT):
        states = advance(states, current)
        same(rows(states), whole[:, k + 1])


@pytest.mark.parametrize("solver", ["bwd_euler", "exp_euler"])
def test_the_functions_of_a_loop_are_those_of_a_run(net: sx.Network, solver: str) -> None:
    net.cell(0).branch(0).stimulate(CURRENT, verbose=False)
    net.cell("all").make_trainable("radius", [1.0, 2.0], verbose=False)
    params = net.get_parameters()
    changes = net.data_set("HH_gNa", 0.2)
    run = {"param_state": changes, "delta_t": DT, "solver": solver}
    whole, end = sx.integrate(net, params, return_states=True, **run)
    init_fn, step_fn = sx.build_init_and_step_fn(net, solver=solver)
    states, all_params = init_fn(params, None, changes, DT)
    step_fn = jax.jit(step_fn)
    for current in CURRENT:
        states = step_fn(states, all_params, {"i": current})
    same(rows(states), whole[:, -1])
    # A loop goes on from where a run ended, as another run does.
    going_on, _ = init_fn(params, end, changes, DT)
    second = sx.integrate(net, params, all_states=end, **run)
    same(rows(going_on), second[:, 0])
    same(rows(step_fn(going_on, all_params, {"i": CURRENT[0]})), second[:, 1])


def test_parameters_and_states_take_what_was_changed(net: sx.Network) -> None:
    changed = net.cell(1).data_set("radius", 2.0)
    changed = net.cell(1).data_set("v", -50.0, changed)
    params, states = net.get_all_parameters(changed), net.get_all_states(changed)
    assert np.asarray(params["radius"]).tolist() == [1.0] * 5 + [2.0] * 5
    assert np.asarray(states["v"]).tolist() == [-70.0] * 5 + [-50.0] * 5
    net.cell(1).set("radius", 2.0)
    for name in ("area", "volume", "resistive_load_in"):
        np.testing.assert_allclose(params[name], net.nodes[name], rtol=1e-15)
    axial, laplacian = params["axial_conductances"], net.laplacian().toarray()
    assert axial["v"].shape == axial["CaCon_i"].shape == (10,)
    np.testing.assert_allclose(2.0 * axial["v"].sum(), np.trace(laplacian), rtol=1e-12)


def test_inputs_of_a_step_are_checked(net: sx.Network) -> None:
    states, params = net.get_all_states(), net.get_all_parameters()

    def step(places: Any, values: Any) -> Any:
        return net.step(states, DT, places, values, params)

    for places in ([10], [-1]):
        with pytest.raises(EmptySelection, match="does not exist"):
            step({"i": places}, {"i": 0.1})
    with pytest.raises(EmptySelection, match="no 'IonotropicSynapse_s'"):
        step({"IonotropicSynapse_s": [1]}, {"IonotropicSynapse_s": 0.1})
    with pytest.raises(UnknownName, match="'i'"):
        step({}, {"i": 0.1})
    with pytest.raises(UnknownName, match="HH_q"):
        step({"HH_q": [0]}, {"HH_q": 0.1})
    with pytest.raises(ShapeMismatch, match="for 1 places"):
        step({"i": [0]}, {"i": [0.1, 0.2]})
    for places in ([0.5], [[0]], ["first"], object()):
        with pytest.raises(BadType, match="before a run is compiled"):
            step({"i": places}, {"i": 0.1})
    with pytest.raises(BadType, match="before a run is compiled"):
        jax.jit(lambda place: step({"i": place}, {"i": 0.1}))(jnp.zeros(1, int))
    with pytest.raises(UnknownName, match="'v'"):
        net.step({}, DT, {}, {}, params)


def test_states_to_start_from_are_those_of_the_module(net: sx.Network) -> None:
    _, states = sx.integrate(net, t_max=0.1, solver="crank_nicolson", return_states=True)
    params, (init_fn, _) = net.get_all_parameters(), sx.build_init_and_step_fn(net)
    starts = (
        lambda states: sx.integrate(net, t_max=0.1, all_states=states),
        lambda states: net.simulate(t_max=0.1, all_states=states),
        lambda states: net.locate_nonfinite(t_max=0.1, all_states=states),
        lambda states: init_fn([], states),
        lambda states: net.step(states, DT, {}, {}, params),
    )
    for start in starts:
        # What another stepper left behind is no fault.
        start(states)
        with pytest.raises(UnknownName, match="Did you mean 'HH_m'"):
            start(states | {"HH_mm": states["HH_m"]})
        for name, size in (("v", 10), ("CaCon_i", 10), ("i_Ca", 5), ("IonotropicSynapse_s", 1)):
            for wrong in (np.zeros(3), np.zeros(()), np.zeros((size, 2))):
                with pytest.raises(ShapeMismatch, match=f"{name!r} .* has {size} places"):
                    start(states | {name: wrong})


def test_states_are_one_vector_and_back(net: sx.Network) -> None:
    remove, add, flatten, unflatten = build_dynamic_state_utils(net)
    states, params = net.get_all_states(), net.get_all_parameters()
    dynamic = remove(states)
    assert set(states) - set(dynamic) == {"i_HH", "i_Leak", "i_CaPump", "i_IonotropicSynapse"}
    vector = flatten(dynamic)
    # Ten voltages and concentrations, thirty gates, the calcium current of five, one synapse.
    assert vector.shape == (10 + 10 + 30 + 5 + 1,)
    by_name = np.concatenate([dynamic[name] for name in sorted(dynamic)])
    np.testing.assert_array_equal(vector, by_name)
    for name, array in unflatten(vector).items():
        np.testing.assert_array_equal(array, dynamic[name])
    again = add(unflatten(vector), params, DT)
    assert set(again) == set(states)
    for name, array in states.items():
        same(again[name], array)
    with pytest.raises(BadType, match="takes a module"):
        build_dynamic_state_utils(5)  # type: ignore[arg-type]


def test_a_step_of_the_vector_has_a_jacobian() -> None:
    cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1])
    cell.insert(HH())
    cell.set("v", -65.0)
    cell.init_states()
    remove, add, flatten, unflatten = build_dynamic_state_utils(cell)
    params = cell.get_all_parameters()
    start = flatten(remove(cell.get_all_states()))

    def advance(vector: Any) -> Any:
        states = add(unflatten(vector), params, DT)
        return flatten(remove(cell.step(states, DT, {}, {}, params)))

    jacobian = np.asarray(jax.jacfwd(advance)(start))
    columns = []
    for k in range(len(start)):
        # Voltages are a hundred times larger than gates.
        h = 1e-3 if k >= 6 else 1e-5
        columns.append((advance(start.at[k].add(h)) - advance(start.at[k].add(-h))) / (2 * h))
    np.testing.assert_allclose(jacobian, np.stack(columns, axis=1), rtol=1e-6, atol=1e-8)
    # At rest the model comes back from every small displacement.
    assert np.abs(np.linalg.eigvals(jacobian)).max() < 1.0
