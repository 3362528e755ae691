"""Spikes: their times, their way through delays, given ones, and derivatives of all that."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import spineax as sx
from spineax.channels import HH, Fire, Leak
from spineax.errors import BadArgument, BadType, EmptySelection, ShapeMismatch
from spineax.linalg import voltage_solver
from spineax.plan.lower import lower
from spineax.plan.program import Override
from spineax.run.spikes import arrival_series, crossing, with_rings
from spineax.synapses import Exp2Syn, ExpSyn, IonotropicSynapse

DT = 0.025


def relay(delay=1.0, number=1, threshold=0.0, kind=ExpSyn):
    """Return a cell whose voltage is given, and passive cells that it drives."""
    net = sx.Network([sx.Cell()] * (number + 1))
    net.cell(range(1, number + 1)).insert(Leak())
    synapse = kind()
    sx.fully_connect(net.cell(0), net.cell(range(1, number + 1)), synapse)
    for key, value in {"delay": delay, "threshold": threshold, "gS": 1e-3}.items():
        net.set(f"{synapse.name}_{key}", value)
    return net


def with_spikes_at(net, times, n_steps):
    """Clamp cell 0 to a voltage that crosses 0 mV at these times and falls back at once."""
    grid = (np.arange(n_steps) + 1) * DT
    v = np.full(n_steps, -70.0)
    for time in times:
        step = int(np.searchsorted(grid, time - 1e-12))
        part = 1.0 - (grid[step] - time) / DT
        # The line from -70 crosses 0 at this part of the step; at its very end it touches.
        v[step] = -70.0 + 70.0 / max(part, 1e-3)
    net.cell(0).clamp("v", v, verbose=False)
    return net


def charge_and_mean_time(trace, tau):
    """Return the sum of jumps of a decaying trace, and their mean time, ms."""
    jumps = trace[1:] * np.exp(DT / tau) - trace[:-1]
    return jumps.sum(), (jumps * np.arange(len(jumps))).sum() / jumps.sum() * DT


@pytest.mark.parametrize("delay", [0.025, 1.0, 1.01, 2.49, 7.3])
@pytest.mark.parametrize("time", [1.0, 1.0175, 3.3])
def test_a_spike_arrives_after_its_delay(delay, time):
    net = with_spikes_at(relay(delay), [time], 500)
    net.record("ExpSyn_g", verbose=False)
    size, mean = charge_and_mean_time(np.array(sx.integrate(net))[0], 0.1)
    # Sums of exact numbers: only rounding of exp(10) trace values is left.
    assert size == pytest.approx(1e-3, rel=1e-9)
    assert mean == pytest.approx(time + delay, abs=1e-6)


def test_a_delay_below_a_step_counts_as_one():
    net = with_spikes_at(relay(0.0), [1.0], 100)
    net.record("ExpSyn_g", verbose=False)
    _, mean = charge_and_mean_time(np.array(sx.integrate(net))[0], 0.1)
    assert mean == pytest.approx(1.0 + DT, abs=1e-6)


def test_no_spike_arrives_before_it_happens():
    with pytest.raises(BadArgument, match="'ExpSyn_delay', in ms, must not be negative"):
        relay().set("ExpSyn_delay", -1.0)


def test_every_synapse_has_its_own_delay():
    delays = np.array([3.7, 0.5, 1.0, 2.013, 9.0])
    net = relay(number=5)
    net.set("ExpSyn_delay", delays)
    with_spikes_at(net, [0.5, 2.0], 600).record("ExpSyn_g", verbose=False)
    for trace, delay in zip(np.array(sx.integrate(net)), delays, strict=True):
        size, mean = charge_and_mean_time(trace, 0.1)
        assert size == pytest.approx(2e-3, rel=1e-9)
        assert mean == pytest.approx(1.25 + delay, abs=1e-6)


def test_two_exponentials_peak_at_their_weight():
    net = with_spikes_at(relay(kind=Exp2Syn), [0.5], 400)
    net.set("Exp2Syn_tau1", 0.5)
    net.set("Exp2Syn_tau2", 2.0)
    net.record("Exp2Syn_A", verbose=False)
    net.record("Exp2Syn_B", verbose=False)
    a, b = np.array(sx.integrate(net))
    # The peak lies between samples: a step of 0.025 ms misses it by less than 1e-4.
    assert (b - a).max() == pytest.approx(1e-3, rel=1e-4)


def detectors(net, overrides=()):
    program = lower(net._ref.value, voltage_solver("thomas")).program
    return len(with_rings(program, overrides, DT).wires["ExpSyn"].source)


def test_one_detector_serves_all_synapses_of_a_compartment():
    net = relay(number=6)
    assert detectors(net) == 1
    net.ExpSyn.edge([0, 1]).set("ExpSyn_threshold", 5.0)
    assert detectors(net) == 2
    every = np.arange(6)
    assert detectors(net, [Override("ExpSyn_threshold", every, every, np.zeros(6))]) == 6


def test_thresholds_given_to_a_run_act_one_by_one():
    net = with_spikes_at(relay(number=2), [1.02], 100)
    net.record("ExpSyn_g", verbose=False)
    changed = net.ExpSyn.data_set("ExpSyn_threshold", jnp.array([0.0, 5000.0]), None)
    out = np.array(sx.integrate(net, param_state=changed))
    assert out[0].max() > 5e-4 and out[1].max() == 0.0


def test_rings_are_as_long_as_the_largest_delay():
    net = relay(number=2)

    def length(overrides=()):
        program = lower(net._ref.value, voltage_solver("thomas")).program
        return with_rings(program, overrides, DT).structure.contacts[0].ring

    assert length() == 64
    net.ExpSyn.edge(1).set("ExpSyn_delay", 20.0)
    assert length() == 1024
    rows = np.arange(1)
    assert length([Override("ExpSyn_delay", rows, rows, np.array([30.0]))]) == 2048


def test_a_trained_delay_may_grow_to_twice_the_largest():
    net = with_spikes_at(relay(1.0), [0.5], 200)
    net.make_trainable("ExpSyn_delay", verbose=False)
    net.record("ExpSyn_g", verbose=False)
    run = jax.jit(lambda delay: sx.integrate(net, [{"ExpSyn_delay": delay}]))
    _, mean = charge_and_mean_time(np.array(run(jnp.array([2.0])))[0], 0.1)
    assert mean == pytest.approx(2.5, abs=1e-6)


def test_a_traced_delay_beyond_the_ring_is_nan_never_early():
    net = with_spikes_at(relay(1.0), [0.5], 300)
    net.record("ExpSyn_g", verbose=False)
    net.make_trainable("ExpSyn_delay", verbose=False)
    run = jax.jit(lambda delay: sx.integrate(net, [{"ExpSyn_delay": delay}])[0])
    assert np.isfinite(run(jnp.array([2.0]))).all()
    assert np.isnan(run(jnp.array([20.0]))[-1])


def test_a_traced_time_step_is_refused():
    net = with_spikes_at(relay(), [0.5], 40)
    with pytest.raises(BadArgument, match="driven by spikes"):
        jax.jit(lambda dt: sx.integrate(net, delta_t=dt))(DT)


def chain():
    """Return three cells of the squid axon in a row."""
    net = sx.Network([sx.Cell()] * 3)
    net.insert(HH())
    sx.connect(net.cell([0, 1]), net.cell([1, 2]), ExpSyn())
    for key, value in {"gS": 0.01, "tau": 2.0, "threshold": 0.0}.items():
        net.set(f"ExpSyn_{key}", value)
    return net


def stimulated_chain():
    net = chain()
    net.cell(0).stimulate(sx.step_current(0.5, 1.0, 0.05, DT, 6.0), verbose=False)
    return net


@pytest.mark.parametrize("key", ["ExpSyn_delay", "ExpSyn_threshold", "ExpSyn_gS"])
def test_derivatives_through_spikes(key):
    net = stimulated_chain()
    net.ExpSyn.edge(0).make_trainable(key, verbose=False)
    net.cell(1).record("v", verbose=False)

    @jax.jit
    def loss(value):
        return sx.integrate(net, [{key: value}], t_max=4.0)[0, 90]

    start = net.get_parameters()[0][key] + 0.0125 * (key == "ExpSyn_delay")
    step = 1e-5 * start if key == "ExpSyn_gS" else 1e-5
    quotient = (loss(start + step) - loss(start - step)) / (2.0 * jnp.sum(step))
    # Within a kink of the interpolation the derivative is exact: the quotient limits it.
    np.testing.assert_allclose(jax.grad(loss)(start), quotient, rtol=1e-5)


def test_derivatives_by_given_spikes():
    net = relay()
    net.cell(1).record("v", verbose=False)

    @jax.jit
    def loss(times):
        given = net.ExpSyn.data_stimulate_spikes(times)
        return sx.integrate(net, data_stimuli=given, t_max=4.0)[0, -1]

    times = jnp.array([0.51, 1.26])
    slope = jax.grad(loss)(times)
    for k in range(2):
        moved = [loss(times.at[k].add(sign * 1e-5)) for sign in (1, -1)]
        np.testing.assert_allclose(slope[k], (moved[0] - moved[1]) / 2e-5, rtol=1e-5)


def test_given_spikes_arrive_after_the_delay_of_their_synapse():
    net = relay(number=3)
    net.set("ExpSyn_delay", [0.5, 1.0, 1.513])
    net.ExpSyn.edge([0, 2]).stimulate_spikes([[1.0], [2.0, 3.01]], verbose=False)
    net.record("ExpSyn_g", verbose=False)
    out = np.array(sx.integrate(net, t_max=8.0))
    assert charge_and_mean_time(out[0], 0.1) == (pytest.approx(1e-3), pytest.approx(1.5))
    assert (out[1] == 0.0).all()
    assert charge_and_mean_time(out[2], 0.1) == (pytest.approx(2e-3), pytest.approx(4.018))
    net.ExpSyn.edge(2).delete_spikes()
    assert np.array(sx.integrate(net, t_max=8.0))[2].max() == 0.0
    net.delete_spikes()
    assert net._ref.value.trains == ()


class OnSteps(ExpSyn):
    """The synapse whose spikes are those of fixed steps."""

    interpolated = False


def test_given_spikes_of_fixed_steps_arrive_in_the_nearest():
    net = relay(0.512, number=2, kind=OnSteps)
    net.stimulate_spikes([[1.0, 2.03], [1.009]], verbose=False)
    net.record("OnSteps_g", verbose=False)
    out = np.array(sx.integrate(net, t_max=4.0))
    jumps = out[:, 1:] - out[:, :-1] * np.exp(-DT / 0.1)
    # The first sample after the step in which a spike arrives: 1.512, 2.542 and 1.521 ms.
    assert [np.flatnonzero(row > 1e-9).tolist() for row in jumps] == [[60, 102], [61]]
    np.testing.assert_allclose(jumps.max(axis=1), 1e-3, rtol=1e-12)


def test_given_spikes_outside_the_run_and_trains_without_any():
    net = relay(number=3)
    net.stimulate_spikes([[], [np.nan, 1.0], [7.5, 1e9]], verbose=False)
    net.record("ExpSyn_g", verbose=False)
    out = np.array(sx.integrate(net, t_max=4.0))
    # Within the step of its arrival it decays already.
    expected = [0.0, 1e-3 * np.exp(-DT / 0.1), 0.0]
    np.testing.assert_allclose(out.max(axis=1), expected, rtol=1e-12)


@pytest.mark.parametrize("delay", [1.0, DT], ids=["whole steps", "one step"])
def test_at_a_kink_the_derivative_by_a_delay_is_that_of_a_later_arrival(delay):
    net = with_spikes_at(relay(delay), [0.5], 60)
    net.make_trainable("ExpSyn_delay", verbose=False)
    net.cell(1).record("v", verbose=False)

    @jax.jit
    def loss(delay):
        return sx.integrate(net, [{"ExpSyn_delay": delay}])[0, -1]

    start = jnp.array([delay])
    later = (loss(start + 1e-7) - loss(start)) / 1e-7
    np.testing.assert_allclose(jax.grad(loss)(start)[0], later, rtol=1e-5)


def test_series_of_arrivals():
    series = np.array(arrival_series(np.array([[0.05, np.nan], [0.06, 99.0]]), np.zeros(2), 4, DT))
    np.testing.assert_allclose(series[:, 0], [0, 0, 1, 0], atol=1e-12)
    np.testing.assert_allclose(series[:, 1], [0, 0, 0.6, 0.4], atol=1e-12)


@pytest.mark.parametrize(
    ("times", "error"),
    [
        ([[1.0], [2.0], [3.0]], ShapeMismatch),
        ([-1.0], BadArgument),
        ([np.inf], BadArgument),
        ("early", BadType),
        (3.0, ShapeMismatch),
    ],
)
def test_bad_spike_times(times, error):
    net = relay(number=2)
    before = net._ref.value
    with pytest.raises(error):
        net.stimulate_spikes(times, verbose=False)
    assert net._ref.value is before


def test_only_synapses_driven_by_spikes_take_them():
    net = sx.Network([sx.Cell()] * 2)
    sx.connect(net.cell(0), net.cell(1), IonotropicSynapse())
    with pytest.raises(EmptySelection):
        net.stimulate_spikes([1.0])


def test_spikes_on_their_way_survive_a_pause():
    net = stimulated_chain()
    net.record("v", verbose=False)
    net.delete_stimuli()
    net.cell(0).set("v", -20.0)
    whole = np.array(sx.integrate(net, t_max=6.0))
    assert whole[1].max() > 0.0
    first, states = sx.integrate(net, t_max=1.0, return_states=True)
    rest = sx.integrate(net, t_max=5.0, all_states=states)
    np.testing.assert_allclose(np.concatenate([first, rest[:, 1:]], axis=1), whole, rtol=1e-10)


def test_single_steps_see_spikes():
    net = chain()
    net.cell(0).set("v", -20.0)
    net.record("v", verbose=False)
    whole = np.array(sx.integrate(net, t_max=3.0))
    states, params = net.get_all_states(), net.get_all_parameters()
    for _ in range(120):
        states = net.step(states, DT, {}, {}, params)
    np.testing.assert_allclose(states["v"], whole[:, -1], rtol=1e-10)


def test_batches_and_nested_scans():
    net = stimulated_chain()
    net.cell(2).record("v", verbose=False)
    plain = sx.integrate(net, t_max=6.0)
    nested = sx.integrate(net, t_max=6.0, checkpoint_lengths=[16, 15])
    np.testing.assert_allclose(nested, plain, rtol=1e-12)

    def run(strength):
        changed = net.ExpSyn.data_set("ExpSyn_gS", strength, None)
        return sx.integrate(net, param_state=changed, t_max=6.0)

    batch = jax.vmap(run)(jnp.array([0.01, 0.0]))
    np.testing.assert_allclose(batch[0], plain, rtol=1e-9)
    assert batch[1].max() < 0.0


def test_crossings():
    before = jnp.array([-10.0, 0.0, 10.0, -1.0, -5.0], jnp.float32)
    after = jnp.array([30.0, 5.0, 20.0, -0.5, 0.0], jnp.float32)
    spike, part = crossing(before, after, jnp.zeros(5, jnp.float32))
    assert spike.tolist() == [1, 0, 0, 0, 1] and spike.dtype == part.dtype == jnp.float32
    np.testing.assert_allclose(part, [0.25, 0, 0, 0, 1])


def test_times_of_recorded_spikes():
    net = sx.Network([sx.Cell()] * 3)
    net.record("v", verbose=False)
    rows = np.full((3, 9), -70.0)
    rows[0, [2, 6]], rows[2, 4] = 30.0, -65.0
    rows[2, 5] = 0.0
    net.write_recordings(rows, {"delta_t": 0.5})
    found = net.spikes(threshold=-20.0)
    assert found["count"].values.tolist() == [2, 0, 1]
    assert found["site"].values.tolist() == [0, 1, 2]
    np.testing.assert_allclose(found["time"], [0.75, 2.75, 2.0 + 0.5 * 45 / 65])
    assert found["cell"].values.tolist() == [0, 0, 2]
    assert found["time"].attrs["units"] == "ms"
    assert net.cell(1).spikes()["time"].size == 0
    assert net.cell(2).spikes(-20.0)["time"].size == 1


def test_silent_cells_have_no_times_and_a_count_of_zero():
    net = sx.Network([sx.Cell()] * 2)
    net.insert(Leak())
    net.record("v", verbose=False)
    net.simulate(t_max=1.0)
    for found, sites in ((net.spikes(), [0, 1]), (net.cell(1).spikes(), [1])):
        assert found["time"].shape == found["cell"].shape == (0,)
        assert found["site"].values.tolist() == sites
        assert found["count"].values.tolist() == [0] * len(sites)


def test_times_of_other_states_and_bad_questions():
    cell = sx.Cell()
    cell.insert(Leak())
    cell.insert(Fire())
    with pytest.raises(BadArgument):
        cell.spikes()
    cell.stimulate(sx.step_current(5.0, 20.0, 0.005, 0.1, 40.0), verbose=False)
    cell.record("Fire_spikes", verbose=False)
    cell.simulate(delta_t=0.1)
    assert cell.spikes(0.5, "Fire_spikes")["time"].size > 3
    with pytest.raises(BadType):
        cell.spikes("high")
    with pytest.raises(EmptySelection):
        cell.spikes()


def test_detection_does_not_depend_on_the_order_of_synapses():
    net = relay(number=3)
    wires = lower(net._ref.value, voltage_solver("thomas")).program.wires["ExpSyn"]
    assert (wires.source[wires.watch] == wires.pre).all()
