"""What holds for every voltage solver, on any network ([numbers]: docs/invariants.md)."""

from __future__ import annotations

from fractions import Fraction

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spineax.linalg import SOLVERS, voltage_solver
from spineax.testing.forests import Network, networks

#: Solvers that only add, multiply and divide numbers that are not negative.
FREE = ["thomas", "stone"]
#: Rounding errors per node on a path through the tree; 64 nodes at most.
F64, F32 = 1e-13, 5e-5


def solve(name, net: Network, dtype=np.float64, **changes):
    """Solve a network by name, from and to the caller's order."""
    net = net._replace(**changes)
    solver = voltage_solver(name)
    schedule = solver.schedule(net.n, net.edge_i, net.edge_j)
    return np.asarray(_solve(name, schedule, *(jnp.asarray(a, dtype) for a in net[3:])))


def _solve(name, schedule, *values):
    return _COMPILED[name](schedule, *values)


def _in_slots(name, schedule, conductance, ground, current):
    solver = SOLVERS[name]
    network = solver.prepare(schedule, conductance)
    put = jnp.zeros(schedule.n_slots, ground.dtype).at[schedule.slot]
    return solver.solve(network, put.set(ground), put.set(current))[schedule.slot]


_COMPILED = {
    name: jax.jit(lambda schedule, *values, name=name: _in_slots(name, schedule, *values))
    for name in SOLVERS
}


def exact(net: Network):
    """Solve in rational numbers, by elimination from the last node drawn to the first."""
    s, b = [Fraction(float(v)) for v in net.ground], [Fraction(float(v)) for v in net.current]
    up = {int(i): (int(j), Fraction(float(g))) for i, j, g in zip(*net[1:4], strict=True)}
    for i in sorted(up, reverse=True):
        j, g = up[i]
        f = g / (s[i] + g)
        s[j], b[j] = s[j] + f * s[i], b[j] + f * b[i]
    x = []
    for i in range(net.n):
        j, g = up.get(i, (0, Fraction(0)))
        x.append((b[i] + g * (x[j] if x else 0)) / (s[i] + g))
    return np.array([float(v) for v in x])


@pytest.mark.parametrize("name", FREE)
@given(net=networks())
def test_exact_however_harsh(name, net):
    """Positive currents: no sum cancels, so every component is exact to rounding [I13]."""
    net = net._replace(current=np.abs(net.current))
    want = exact(net)
    np.testing.assert_allclose(solve(name, net), want, rtol=F64)
    single = net._replace(
        **{k: np.float32(getattr(net, k)) for k in ("conductance", "ground", "current")}
    )
    np.testing.assert_allclose(solve(name, single, np.float32), exact(single), rtol=F32)


@pytest.mark.parametrize("name", FREE)
@given(net=networks(max_size=30, decades=2.0))
def test_agrees_with_dense(name, net):
    """LAPACK loses the condition number, here up to 1e8, of 1e-16 [I13]."""
    free = solve(name, net)
    np.testing.assert_allclose(free, solve("dense", net), rtol=0, atol=1e-8 * np.abs(free).max())


@pytest.mark.parametrize("name", FREE)
@given(net=networks())
def test_maximum_principle(name, net):
    """Every voltage lies between the smallest and largest that the grounds pull to [I5]."""
    rest = np.where(net.ground > 0, net.current / np.where(net.ground > 0, net.ground, 1), 0.0)
    real = net.ground > 0
    x = solve(name, net)
    slack = 1e-12 * 130.0
    assert x.min() >= rest[real].min() - slack
    assert x.max() <= rest[real].max() + slack


@pytest.mark.parametrize("name", FREE)
@given(net=networks(), rest=st.floats(-90, 40))
def test_rest_is_a_fixed_point(name, net, rest):
    """All at one voltage: nothing moves, whatever the step, in either precision [I12].

    90 mV times a few roundings, of 1e-16 and 6e-8, on the way through the tree.
    """
    found = solve(name, net, current=net.ground * rest)
    np.testing.assert_allclose(found, rest, rtol=0, atol=1e-12)
    flat = np.float32(net.ground) * np.float32(rest)
    found = solve(name, net, np.float32, current=flat)
    np.testing.assert_allclose(found, np.float32(rest), rtol=0, atol=1e-4)


@pytest.mark.parametrize("name", FREE)
@given(net=networks())
def test_monotone_and_not_negative(name, net):
    """The inverse has no negative entry [I4, I6]."""
    more = solve(name, net, current=np.abs(net.current))
    assert (more >= 0).all()
    assert (solve(name, net, current=np.zeros(net.n)) == 0).all()


@pytest.mark.parametrize("name", FREE)
@given(net=networks(), a=st.sampled_from((1e-6, 0.25, 3.0, 1e6)))
def test_scaling(name, net, a):
    """All conductances and currents times a: the same voltages [I20]."""
    net = net._replace(current=np.abs(net.current))
    scaled = net._replace(
        conductance=a * net.conductance, ground=a * net.ground, current=a * net.current
    )
    np.testing.assert_allclose(solve(name, scaled), solve(name, net), rtol=F64)


@pytest.mark.parametrize("name", FREE)
@given(net=networks(), seed=st.integers(0, 1000))
def test_order_of_nodes_does_not_matter(name, net, seed):
    """Renumbering nodes and turning edges round permutes the answer [I15, I16]."""
    net = net._replace(current=np.abs(net.current))
    rng = np.random.default_rng(seed)
    new, turn = rng.permutation(net.n), rng.random(len(net.edge_i)) < 0.5
    i, j = new[net.edge_i], new[net.edge_j]
    old = np.argsort(new)
    moved = Network(
        net.n,
        np.where(turn, i, j),
        np.where(turn, j, i),
        net.conductance,
        net.ground[old],
        net.current[old],
    )
    np.testing.assert_allclose(solve(name, moved)[new], solve(name, net), rtol=F64)


@pytest.mark.parametrize("name", FREE)
@given(net=networks(), k=st.integers(0, 63), m=st.integers(0, 63))
def test_reciprocity(name, net, k, m):
    """Current here moves the voltage there as much as the reverse [I10]."""
    k, m = k % net.n, m % net.n
    unit = np.eye(net.n)
    there = solve(name, net, current=unit[k])[m]
    here = solve(name, net, current=unit[m])[k]
    assert there == pytest.approx(here, rel=F64, abs=1e-300)


@pytest.mark.parametrize("name", FREE)
@given(net=networks(), k=st.integers(0, 63), m=st.integers(0, 63))
def test_attenuation_multiplies_along_a_path(name, net, k, m):
    """0 < Z_ij <= Z_ii within a tree, and Z_ik Z_jj = Z_ij Z_jk for j between i and k [I11]."""
    up = dict(zip(net.edge_i.tolist(), net.edge_j.tolist(), strict=True))
    path = [k % net.n]
    while path[-1] in up:
        path.append(up[path[-1]])
    i, j, last = path[0], path[m % len(path)], path[-1]
    unit = np.eye(net.n)
    from_i, from_j = solve(name, net, current=unit[i]), solve(name, net, current=unit[j])
    assert (from_i[path] > 0).all()
    assert from_i.max() <= from_i[i] * (1 + F64)
    assert from_i[last] * from_j[j] == pytest.approx(from_i[j] * from_j[last], rel=1e-10)


@pytest.mark.parametrize("name", FREE)
@given(net=networks(), place=st.integers(0, 63))
@settings(max_examples=20)
def test_limits_of_one_more_node(name, net, place):
    """Hung on by almost nothing it is not noticed; by almost everything, it is merged [I18]."""
    place, n = place % net.n, net.n
    net = net._replace(current=np.abs(net.current))
    more = Network(
        n + 1,
        np.append(net.edge_i, n),
        np.append(net.edge_j, place),
        np.append(net.conductance, 1e-30),
        np.append(net.ground, 0.3),
        np.append(net.current, 2.0),
    )
    # What leaks through 1e-30 uS is below the last bit.
    np.testing.assert_allclose(solve(name, more)[:n], solve(name, net), rtol=F64, atol=1e-20)
    held = net.ground.copy(), net.current.copy()
    held[0][place] += 0.3
    held[1][place] += 2.0
    merged = solve(name, net, ground=held[0], current=held[1])
    short = more._replace(conductance=np.append(net.conductance, 1e30))
    np.testing.assert_allclose(solve(name, short), np.append(merged, merged[place]), rtol=F64)


@pytest.mark.parametrize("name", FREE)
@given(net=networks(max_size=30))
def test_charge_is_conserved(name, net):
    """What flows in through the currents leaves through the grounds [I7, I8]."""
    net = net._replace(current=np.abs(net.current))
    leak = (net.ground * solve(name, net)).sum()
    assert leak == pytest.approx(net.current.sum(), rel=1e-12, abs=1e-300)


@pytest.mark.parametrize("name", FREE)
@given(net=networks(max_size=30))
def test_gradient_is_one_more_solve(name, net):
    """The cotangent of the current is the solution for the cotangent of x [I33]."""
    solver = voltage_solver(name)
    schedule = solver.schedule(net.n, net.edge_i, net.edge_j)
    got = _GRADIENT[name](schedule, *(jnp.asarray(a) for a in net[3:]))
    adjoint = solve(name, net, current=np.ones(net.n))
    x = solve(name, net)
    i, j = net.edge_i, net.edge_j
    scale = (np.abs(adjoint).max() + 1e-300) * (np.abs(x).max() + 1.0)
    np.testing.assert_allclose(got[2], adjoint, rtol=1e-12)
    np.testing.assert_allclose(got[1], -adjoint * x, atol=1e-12 * scale)
    flow = -(adjoint[i] - adjoint[j]) * (x[i] - x[j])
    np.testing.assert_allclose(got[0], flow, atol=1e-12 * scale)


_GRADIENT = {
    name: jax.jit(
        lambda schedule, *v, name=name: jax.grad(
            lambda *v: _in_slots(name, schedule, *v).sum(), (0, 1, 2)
        )(*v)
    )
    for name in FREE
}


def columns(name, net: Network, sources, capacitance, delta_t, steps):
    """Return the voltages after 1 .. ``steps`` implicit steps from charge at each source."""
    ground = capacitance / delta_t + net.ground
    first = np.eye(net.n)[list(sources)]
    rows, current = [], first
    for _ in range(steps):
        v = np.array([solve(name, net, ground=ground, current=one) for one in current])
        rows.append(v)
        current = capacitance / delta_t * v
    return np.array(rows)


@st.composite
def capacitances(draw, net: Network):
    """Draw capacitances: none at branch points, over four orders of magnitude elsewhere."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return np.where(net.ground > 0, 10.0 ** rng.uniform(-2, 2, net.n), 0.0)


@pytest.mark.parametrize("name", FREE)
@given(data=st.data(), net=networks(), k=st.integers(0, 63), m=st.integers(0, 63))
@settings(max_examples=20)
def test_reciprocity_in_time_and_frequency(name, data, net, k, m):
    """Charge here moves the voltage there, at any later time and frequency, as the reverse [I10].

    The Fourier sum of a response to a pulse of charge is the impedance at that frequency.
    """
    k, m, steps = k % net.n, m % net.n, 6
    capacitance = data.draw(capacitances(net))
    response = columns(name, net, (k, m), capacitance, 0.1, steps)
    there, here = response[:, 0, m], response[:, 1, k]
    scale = np.sqrt(response[:, 0, k] * response[:, 1, m])
    assert (np.abs(there - here) <= 1e-12 * scale + 1e-300).all()
    turn = np.exp(-1j * np.outer([0.0, 0.3, 1.0, 2.0], np.arange(steps)))
    through = np.sqrt(np.abs(turn @ response[:, 0, k]) * np.abs(turn @ response[:, 1, m]))
    # A Fourier sum loses what its terms cancel.
    lost = 1e-12 * (np.abs(there).sum() + through)
    assert (np.abs(turn @ there - turn @ here) <= lost).all()


@pytest.mark.parametrize("name", FREE)
@given(data=st.data(), net=networks(), trapezoidal=st.booleans())
@settings(max_examples=20)
def test_energy_is_dissipated(name, data, net, trapezoidal):
    """v C v never grows without input, by Euler's step or the trapezoidal one [I9]."""
    capacitance = data.draw(capacitances(net))
    v = np.where(capacitance > 0, np.clip(net.current / (net.ground + 1e-300), -90, 40), 0.0)
    delta_t = 0.05 if trapezoidal else 0.1
    ground = capacitance / delta_t + net.ground
    for _ in range(4):
        new = solve(name, net, ground=ground, current=capacitance / delta_t * v)
        new = np.where(capacitance > 0, 2.0 * new - v if trapezoidal else new, 0.0)
        before, after = v @ (capacitance * v), new @ (capacitance * new)
        assert after <= before * (1 + 1e-12)
        v = new


@pytest.mark.parametrize("name", FREE)
@given(net=networks(), seed=st.integers(0, 2**32 - 1))
@settings(max_examples=20)
def test_a_short_trapezoidal_step_keeps_the_range(name, net, seed):
    """Crank-Nicolson keeps to the maximum principle where dt max(diag(A)) <= 2 [I5]."""
    rng = np.random.default_rng(seed)
    capacitance, v = 10.0 ** rng.uniform(-2, 2, net.n), rng.uniform(-90.0, 40.0, net.n)
    ends = np.concatenate([net.edge_i, net.edge_j])
    total = net.ground + np.bincount(ends, np.tile(net.conductance, 2), minlength=net.n)
    half = 1.0 / (total / capacitance).max()
    ground = capacitance / half + net.ground
    new = 2.0 * solve(name, net, ground=ground, current=net.current + capacitance / half * v) - v
    pulled = net.current[net.ground > 0] / net.ground[net.ground > 0]
    # Twice the rounding of 90 mV.
    assert new.min() >= min(v.min(), pulled.min()) - 1e-12 * 130.0
    assert new.max() <= max(v.max(), pulled.max()) + 1e-12 * 130.0


@pytest.mark.parametrize("name", FREE)
@given(data=st.data(), net=networks(max_size=30, decades=2.0))
@settings(max_examples=20)
def test_one_endless_step_is_the_steady_state(name, data, net):
    """A step of 1e10 ms from anywhere ends where (L + g) v = g E + I [I21]."""
    capacitance = data.draw(capacitances(net))
    start = np.linspace(-90.0, 40.0, net.n)
    inertia = capacitance / 1e10
    step = solve(name, net, ground=net.ground + inertia, current=net.current + inertia * start)
    steady = solve("dense", net)
    # 1e10 ms over time constants up to 1e4 ms; LAPACK loses more, up to the condition.
    np.testing.assert_allclose(step, steady, rtol=0, atol=1e-5 * 90.0)
