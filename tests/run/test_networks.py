"""Networks while running: synapses of several types, their values, states and sums."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import spineax as sx
from spineax.channels import HH, Fire, Leak
from spineax.linalg import voltage_solver
from spineax.mechanisms import Synapse
from spineax.plan.lower import lower
from spineax.plan.wires import pieces
from spineax.run.currents import flow_into
from spineax.run.model import build_model
from spineax.run.values import overridden
from spineax.synapses import CurrentSynapse, ExpSyn, IonotropicSynapse, TestSynapse


def cells(number, parents=(-1, 0)):
    cell = sx.Cell(sx.Branch(ncomp=2), list(parents))
    cell.insert(Leak())
    return sx.Network([cell] * number)


def interleaved():
    """Return three cells whose synapses of two types take turns, and end out of order."""
    net = cells(3)
    ends = [(0, 2, 1), (2, 1, 0), (1, 0, 1), (0, 1, 0), (2, 0, 1)]
    for number, (pre, post, site) in enumerate(ends):
        synapse = TestSynapse() if number % 2 else IonotropicSynapse()
        sx.connect(net.cell(pre).branch(0).comp(0), net.cell(post).branch(1).comp(site), synapse)
    return net


def test_types_that_take_turns_keep_their_values_and_states():
    net = interleaved()
    strength = np.array([1e-3, 2e-3, 3e-3])
    net.IonotropicSynapse.edge("all").set("IonotropicSynapse_gS", strength)
    net.IonotropicSynapse.edge("all").set("IonotropicSynapse_s", [0.1, 0.4, 0.7])
    net.select(edges=[1, 3]).set("TestSynapse_gC", [4e-3, 5e-3])
    for state in ("IonotropicSynapse_s", "i_IonotropicSynapse", "i_TestSynapse"):
        net.record(state, verbose=False)
    out = np.array(sx.integrate(net, t_max=0.025))
    s = [0.1, 0.4, 0.7]
    np.testing.assert_allclose(out[:3, 0], s)
    np.testing.assert_allclose(out[3:6, 0], strength * s * -70.0)
    np.testing.assert_allclose(out[6:, 0], np.array([4e-3, 5e-3]) * 0.2 * -70.0)


def test_recordings_of_one_synapse_and_of_a_view():
    net = interleaved()
    net.IonotropicSynapse.edge("all").set("IonotropicSynapse_s", [0.1, 0.4, 0.7])
    net.IonotropicSynapse.edge(1).record("IonotropicSynapse_s", verbose=False)
    net.record("TestSynapse_c", verbose=False)
    data = net.simulate(t_max=0.1)
    assert data["IonotropicSynapse_s"].values[:, 0].tolist() == [0.4]
    assert data["IonotropicSynapse_s"]["synapse"].values.tolist() == [2]
    part = net.TestSynapse.edge(1).recording("TestSynapse_c")
    assert part["synapse"].values.tolist() == [3]
    assert part["pre"].values.tolist() == [0] and part["post"].values.tolist() == [6]


def test_a_clamped_synapse_among_several_types():
    # The reference clamped by the global number in the array of one type: nothing happened.
    net = interleaved()
    net.IonotropicSynapse.edge(2).clamp("IonotropicSynapse_s", np.full(8, 0.9), verbose=False)
    net.TestSynapse.edge(0).clamp("TestSynapse_c", np.full(8, 0.8), verbose=False)
    for state in ("IonotropicSynapse_s", "TestSynapse_c"):
        net.record(state, verbose=False)
    out = np.array(sx.integrate(net))
    assert out[2, 1:].tolist() == [0.9] * 8
    assert out[3, 1:].tolist() == [0.8] * 8
    assert (out[[0, 1, 4], 1:] < 0.21).all()


def test_trainables_of_synapses():
    net = interleaved()
    net.IonotropicSynapse.edge("all").make_trainable("IonotropicSynapse_gS", verbose=False)
    net.TestSynapse.make_trainable("TestSynapse_gC", verbose=False)
    net.select(edges=[0, 4]).make_trainable("IonotropicSynapse_s", verbose=False)
    sizes = [len(next(iter(entry.values()))) for entry in net.get_parameters()]
    assert sizes == [3, 1, 2]
    net.record("v", verbose=False)

    def loss(params):
        return jnp.mean(sx.integrate(net, params, t_max=1.0) ** 2)

    params = net.get_parameters()
    slope = jax.grad(loss)(params)
    for number, entry in enumerate(params):
        key, values = next(iter(entry.items()))
        for place in range(len(values)):
            step = 1e-6

            def moved(by, number=number, key=key, place=place):
                changed = [dict(p) for p in params]
                changed[number][key] = params[number][key].at[place].add(by)
                return loss(changed)

            quotient = (moved(step) - moved(-step)) / (2 * step)
            # A central difference of 1e-6 keeps six digits of numbers of this size.
            np.testing.assert_allclose(slope[number][key][place], quotient, rtol=1e-5, atol=1e-4)
    net.write_trainables([{k: 2 * v for k, v in p.items()} for p in params])
    assert net.edges["TestSynapse_gC"].dropna().tolist() == [2e-4, 2e-4]


def test_values_given_to_a_run_are_those_that_are_set():
    net = interleaved()
    net.record("v", verbose=False)
    view = net.IonotropicSynapse.edge([0, 2])
    changed = view.data_set("IonotropicSynapse_gS", jnp.array([1e-3, 2e-3]), None)
    given = sx.integrate(net, param_state=changed, t_max=1.0)
    view.set("IonotropicSynapse_gS", [1e-3, 2e-3])
    np.testing.assert_array_equal(given, sx.integrate(net, t_max=1.0))


def test_states_go_on_where_they_ended():
    net = interleaved()
    net.record("v", verbose=False)
    net.record("IonotropicSynapse_s", verbose=False)
    whole = sx.integrate(net, t_max=2.0)
    first, states = sx.integrate(net, t_max=0.75, return_states=True)
    rest = sx.integrate(net, t_max=1.25, all_states=states)
    joined = np.concatenate([first, rest[:, 1:]], axis=1)
    np.testing.assert_allclose(joined, whole, rtol=1e-12)


class Reader(Synapse):
    """Reads a parameter before it, another after it, a gate before it."""

    def __init__(self):
        super().__init__(None)
        self.synapse_params = {"Reader_g": 1e-3}
        self.synapse_states = {"Reader_seen": 0.0}
        self.node_params = {"strength": 2.0}

    def update_states(self, s, p, pre_v, post_v, pre, post, pre_params, post_params, delta_t):
        return {"Reader_seen": pre["Fire_spikes"] + pre["v"] - post["v"]}

    def compute_current(self, s, p, pre_v, post_v, pre, post, pre_params, post_params, delta_t):
        difference = pre_params["strength"] - post_params["strength"]
        return p["Reader_g"] * difference * jnp.ones_like(post_v)


def test_both_sides_of_a_synapse_are_there_to_read():
    net = cells(3)
    net.cell([0, 1]).insert(Fire())
    net.cell(1).set("Fire_spikes", 1.0)
    net.cell(0).set("v", -61.0)
    ends = ([1, 0, 2], [0, 2, 1])
    sites = [net.select(nodes=[4 * cell for cell in end]) for end in ends]
    sx.connect(*sites, Reader())
    net.cell(1).branch(0).comp(0).set("strength", 7.0)
    net.record("i_Reader", verbose=False)
    net.record("Reader_seen", verbose=False)
    out = np.array(sx.integrate(net, t_max=0.025))
    np.testing.assert_allclose(out[:3, 0], [5e-3, 0.0, -5e-3])
    # Fire moves first, and finds no voltage above its threshold.
    np.testing.assert_allclose(out[3:, 1], [-70.0 + 61.0, -61.0 + 70.0, 0.0])


@pytest.mark.parametrize("number", [1, 2, 7, 300])
def test_sums_over_sorted_synapses(number):
    rng = np.random.default_rng(number)
    net = cells(6)
    ends = rng.integers(0, net.shape[-1], (2, number))
    sx.connect(net.select(nodes=ends[0]), net.select(nodes=ends[1]), CurrentSynapse())
    program = lower(net._ref.value, voltage_solver("thomas")).program
    model = build_model(program, *overridden(program, ()))
    wires = model.wires["CurrentSynapse"]
    values = rng.normal(size=number)
    total = flow_into(jnp.zeros(len(program.comp_of_slot)), wires, jnp.asarray(values[wires.order]))
    expected = np.zeros(net.shape[-1])
    np.add.at(expected, ends[1], values)
    np.testing.assert_allclose(total[program.slot], expected, atol=1e-12)
    assert (np.diff(wires.post) >= 0).all() and (np.diff(wires.owner) >= 0).all()
    np.testing.assert_array_equal(wires.order[wires.rank], np.arange(number))


def test_pieces_cover_every_row_once():
    rng = np.random.default_rng(0)
    for degree in (1, 3, 40, 500):
        slots = np.sort(rng.integers(0, 7, 7 * degree))
        rows, owner = pieces(slots)
        real = rows < len(slots)
        assert sorted(rows[real]) == list(range(len(slots)))
        assert (slots[rows[real]] == np.repeat(owner, real.sum(axis=1))).all()
        assert rows.size < 3 * len(slots) + 7 * rows.shape[1]


def test_point_neurons_beside_morphologies():
    branched = sx.Cell(sx.Branch(ncomp=3), [-1, 0, 0])
    point, branch = sx.Compartment(), sx.Branch(ncomp=2)
    net = sx.Network([point, branched, branch, point])
    net.insert(HH())
    sx.fully_connect(net.cell([0, 3]), net.cell([1, 2]), IonotropicSynapse())
    net.cell(0).stimulate(sx.step_current(1.0, 1.0, 0.1, 0.025, 5.0), verbose=False)
    out = np.array(sx.integrate(net))
    assert out.shape == (13, 201) and np.isfinite(out).all()
    alone = sx.Cell()
    alone.insert(HH())
    alone.stimulate(sx.step_current(1.0, 1.0, 0.1, 0.025, 5.0), verbose=False)
    # Nothing flows into cell 0: it is the lone point neuron, to rounding.
    np.testing.assert_allclose(out[0], sx.integrate(alone)[0], rtol=1e-10)


def test_cells_without_synapses_do_not_notice_each_other():
    cell = sx.Cell(sx.Branch(ncomp=2), [-1, 0, 0])
    cell.insert(HH())
    net = sx.Network([cell, cell])
    net.cell(1).set("v", -60.0)
    together = np.array(sx.integrate(net, t_max=5.0))
    np.testing.assert_allclose(together[:6], sx.integrate(cell, t_max=5.0), rtol=1e-10)


def instructions(net, n_steps=4):
    """Return how many instructions the program of a run has before compilation."""
    ready = net.to_jax(t_max=n_steps * 0.025)
    text = jax.jit(sx.run).lower(ready).as_text()
    return text.count(" = ")


@pytest.mark.parametrize("kind", [IonotropicSynapse, ExpSyn])
def test_programs_do_not_grow_with_cells_or_synapses(kind):
    def net(number, synapses):
        made = cells(number)
        ends = np.random.default_rng(0).integers(0, made.shape[-1], (2, synapses))
        sx.connect(made.select(nodes=ends[0]), made.select(nodes=ends[1]), kind())
        made.record("v", verbose=False)
        return instructions(made)

    # a table beyond some size is read another way, and the loop is no longer one function
    assert net(20, 400) == net(20, 2000)
    assert net(200, 60000) == net(400, 90000)


def test_float32():
    net = interleaved()
    with jax.enable_x64(False):
        out = sx.integrate(net, t_max=1.0)
        assert out.dtype == jnp.float32
        net2 = cells(2)
        sx.connect(net2.cell(0), net2.cell(1), ExpSyn())
        assert sx.integrate(net2, t_max=1.0).dtype == jnp.float32
