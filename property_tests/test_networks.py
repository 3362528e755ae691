"""Properties of networks: sums over synapses, ways of spikes, pairs, graphs, found times."""

from __future__ import annotations

from types import SimpleNamespace

import jax
import jax.numpy as jnp
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import spineax as sx
from spineax.labels.recordings import spike_times
from spineax.plan.blueprint import Probe
from spineax.plan.program import Contact
from spineax.plan.wires import pieces
from spineax.run.spikes import arrival_series, emit, on_time
from spineax.synapses import ExpSyn, IonotropicSynapse, TestSynapse
from spineax.verbs.wiring import random_pairs

DT = 0.025
CELLS = 4
sites = st.integers(0, CELLS - 1)
synapse = st.tuples(sites, sites, st.booleans(), st.floats(1e-5, 1e-2))


@given(st.lists(st.integers(0, 9), min_size=1, max_size=200))
def test_pieces_sum_every_row_into_its_slot(drawn):
    slots = np.sort(np.array(drawn))
    rows, owner = pieces(slots)
    values = np.append(np.arange(1.0, len(slots) + 1), 0.0)
    total = np.zeros(10)
    np.add.at(total, owner, values[rows].sum(axis=1))
    np.testing.assert_array_equal(total, np.bincount(slots, values[:-1], minlength=10))
    assert (np.diff(owner) >= 0).all()


@given(st.lists(synapse, min_size=1, max_size=8))
def test_edges_keep_the_order_and_values_of_their_making(drawn):
    net = sx.Network([sx.Cell()] * CELLS)
    for pre, post, kind, strength in drawn:
        made = IonotropicSynapse() if kind else TestSynapse()
        key = f"{made.name}_{'gS' if kind else 'gC'}"
        made.synapse_params[key] = strength
        sx.connect(net.cell(pre), net.cell(post), made)
    edges = net.edges
    assert edges["pre_index"].tolist() == [pre for pre, *_ in drawn]
    assert edges["post_index"].tolist() == [post for _, post, *_ in drawn]
    for row, (_, _, kind, strength) in enumerate(drawn):
        key, other = ("IonotropicSynapse_gS", "TestSynapse_gC")[:: 1 if kind else -1]
        assert edges[key][row] == strength
        assert other not in edges or np.isnan(edges[other][row])
    graph = net.to_networkx(synapses=True)
    back = {key: (i, j) for i, j, key, data in graph.edges(keys=True, data=True) if "type" in data}
    assert back == {k: (pre, post) for k, (pre, post, *_) in enumerate(drawn)}


@given(st.integers(1, 30), st.integers(1, 30), st.floats(0, 1), st.integers(0, 2**32))
def test_random_pairs_are_distinct_and_in_order(n_pre, n_post, p, seed):
    pre, post = random_pairs(n_pre, n_post, p, np.random.default_rng(seed))
    flat = pre * n_post + post
    assert (np.diff(flat) > 0).all()
    assert len(flat) == 0 or (flat[0] >= 0 and flat[-1] < n_pre * n_post)
    if p in (0.0, 1.0):
        assert len(flat) == p * n_pre * n_post


@given(
    st.lists(st.floats(0.0, 2.0), min_size=5, max_size=5),
    st.floats(0.0, 2.0),
)
def test_arrivals_keep_number_and_mean_time(times, delay):
    series = np.array(arrival_series(np.array([times]), np.array([delay]), 200, DT))[:, 0]
    mean = (series * np.arange(200)).sum() * DT / 5
    np.testing.assert_allclose(series.sum(), 5.0, rtol=1e-12)
    np.testing.assert_allclose(mean, np.mean(times) + delay, atol=1e-12)


CONTACT = Contact(ExpSyn(), (), (), ring=64)
WIRES = SimpleNamespace(
    watch=jnp.array([0, 1, 1]), source=jnp.array([0, 1]), first=jnp.array([0, 1])
)
STEPS = 200


@jax.jit
def through_the_ring(v, delay):
    """Return the arrivals (STEPS, 3) of voltages (STEPS + 1, 2) at three synapses."""
    params = ({"ExpSyn_threshold": jnp.zeros(3)},)
    structure = SimpleNamespace(contacts=(CONTACT,))
    model = SimpleNamespace(structure=structure, contact_params=params, wires={"ExpSyn": WIRES})
    empty = {CONTACT.ring_name: jnp.zeros((64, 2)), CONTACT.cursor_name: jnp.zeros(())}

    def step(states, now):
        before, after = now
        arrivals = on_time(model, CONTACT, delay / DT, states)
        return emit(model, states | {"v": before}, states | {"v": after}), arrivals

    start = empty | {"v": v[0]}
    return jax.lax.scan(step, start, (v[:-1], v[1:]))[1]


@given(
    st.lists(st.floats(DT, 1.5), min_size=3, max_size=3),
    st.lists(st.integers(1, 50), min_size=2, max_size=6, unique=True),
    st.floats(0.01, 100.0),
)
def test_every_spike_reaches_every_synapse_once_after_its_delay(delays, steps, height):
    v = np.full((STEPS + 1, 2), -10.0)
    v[sorted(steps)[::2], 0] = height
    v[sorted(steps)[1::2], 1] = height
    arrivals = np.array(through_the_ring(jnp.asarray(v), jnp.array(delays)))
    part = 10.0 / (10.0 + height)
    for row, (detector, delay) in enumerate(zip([0, 1, 1], delays, strict=True)):
        spikes = [(k - 1 + part) * DT for k in sorted(steps)[detector::2]]
        risen = [k for k in sorted(steps)[detector::2] if k - 1 not in sorted(steps)[detector::2]]
        if len(risen) != len(spikes):
            continue  # a voltage that stays up crosses once
        received = arrivals[:, row]
        mean = (received * np.arange(STEPS)).sum() * DT / len(spikes)
        np.testing.assert_allclose(received.sum(), len(spikes), rtol=1e-12)
        np.testing.assert_allclose(mean, np.mean(spikes) + delay, atol=1e-11)


@given(st.lists(st.lists(st.floats(-80, 40), min_size=9, max_size=9), min_size=3, max_size=3))
def test_found_spikes_lie_between_the_samples_that_cross(rows):
    net = sx.Network([sx.Cell()] * 3)
    values = np.array(rows)
    found = spike_times(net._ref.value, Probe("v", np.arange(3)), values, DT, -20.0)
    crosses = (values[:, :-1] < -20.0) & (values[:, 1:] >= -20.0)
    assert found["count"].values.tolist() == crosses.sum(axis=1).tolist()
    column = np.nonzero(crosses)[1]
    time = found["time"].values / DT
    assert ((column <= time + 1e-9) & (time <= column + 1 + 1e-9)).all()
    assert found["node"].values.tolist() == np.nonzero(crosses)[0].tolist()
