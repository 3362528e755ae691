"""The loop with a derivative of its own, against JAX's derivative of the plain loop."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.test_util import check_grads

import spineax as sx
from spineax.channels import HH
from spineax.linalg.implicit import known_solution
from spineax.run import model
from spineax.run.loop import compiled_whole
from spineax.run.reverse import parts_of, plain_scan, reversible_scan
from tests.run.models import tree

STEPS = 10
LENGTHS = [None, (STEPS,), (5, 2), (2, 5), (3, 4), (3, 2, 2), (1, 1, STEPS), (64,)]


@pytest.fixture(autouse=True)
def double():
    with jax.enable_x64(True):
        yield


def body(fixed, carry, now):
    rate, count = fixed
    x = jnp.tanh(rate * carry["x"] + now[0]) + 0.1 * carry["y"][0]
    return {"x": x, "y": carry["y"] * 0.9 + count}, (x.sum(), jnp.outer(x, x))


def arguments():
    rng = np.random.default_rng(0)
    fixed = (jnp.asarray(rng.uniform(0.5, 1.0, 3)), jnp.arange(2))
    start = {"x": jnp.asarray(rng.normal(size=3)), "y": jnp.asarray(rng.normal(size=2))}
    return fixed, start, (jnp.asarray(rng.normal(size=(STEPS, 3))),)


def scalar(scan, rate, x, drive):
    (_, count), start, _ = arguments()
    end, (sums, products) = scan(body, ((rate, count), start | {"x": x}, (drive,)))
    return (end["y"] * end["x"][:2]).sum() + (sums**2).sum() + jnp.sin(products).sum()


def moving():
    (rate, _), start, (drive,) = arguments()
    return rate, start["x"], drive


def whole(function):
    return compiled_whole(function, 64)


def scans(lengths):
    return (
        partial(scalar, partial(plain_scan, n_steps=STEPS)),
        partial(scalar, partial(reversible_scan, n_steps=STEPS, lengths=lengths, whole=whole)),
    )


@pytest.mark.parametrize("lengths", LENGTHS)
def test_parts_cover_the_run(lengths):
    parts = parts_of(STEPS, lengths)
    ends = [(part.first, part.first + part.segments * part.steps) for part in parts]
    assert ends[0][0] == 0
    assert ends[-1][1] == STEPS
    assert all(one[1] == next[0] for one, next in pairwise(ends))


# 1e-12: the same sums of ten steps in another order.
@pytest.mark.parametrize("lengths", [None, (5, 2), (3, 2, 2)])
def test_both_modes_agree_with_the_plain_loop(lengths):
    plain, reversible = scans(lengths)
    close = partial(np.testing.assert_allclose, rtol=1e-12, atol=1e-14)
    close(reversible(*moving()), plain(*moving()))
    for derivative in (jax.jacfwd, jax.jacrev):
        ours, theirs = (jax.jit(derivative(f, (0, 1, 2)))(*moving()) for f in (reversible, plain))
        jax.tree.map(close, ours, theirs)


@pytest.mark.parametrize("number", range(3))
def test_of_one_argument_alone(number):
    plain, reversible = scans((4, 3))
    ours, theirs = (jax.jit(jax.grad(f, number))(*moving()) for f in (reversible, plain))
    np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-14)


def test_second_derivatives_and_batches():
    plain, reversible = scans((5, 2))
    close = partial(np.testing.assert_allclose, rtol=1e-10, atol=1e-12)
    close(*(jax.jit(jax.hessian(f))(*moving()) for f in (reversible, plain)))
    rate, x, drive = moving()
    rates = jnp.outer(jnp.linspace(0.5, 1.5, 6), rate)
    ours, theirs = (jax.jit(jax.vmap(jax.grad(f), (0, None, None))) for f in (reversible, plain))
    close(ours(rates, x, drive), theirs(rates, x, drive))


def test_against_differences():
    # 1e-5: central differences in double precision.
    check_grads(jax.jit(scans((3, 4))[1]), moving(), order=1, rtol=1e-5, atol=1e-5)


def branched(solver, looped=False):
    """Return a loss of the parameters of a branched cell with a clamp, and perhaps a loop."""
    cell = tree()
    cell.branch(2).comp(0).clamp("v", -60.0 * np.ones(40), verbose=False)
    if looped:
        sx.connect_gap_junction(cell.branch(1).comp(2), cell.branch(3).comp(5), 1e-3)
    for name in ("HH_gNa", "capacitance", "axial_resistivity", "radius", "v"):
        cell.make_trainable(name, verbose=False)

    def loss(params):
        return (sx.integrate(cell, params, t_max=1.0, voltage_solver=solver) ** 2).mean()

    return loss, cell.get_parameters()


@pytest.mark.parametrize(("solver", "looped"), [("thomas", False), ("stone", True)])
def test_derivatives_through_a_known_voltage(solver, looped):
    """Reverse mode takes the voltage from the next step's beginning, forward mode solves for it."""
    loss, params = branched(solver, looped)
    close = partial(np.testing.assert_allclose, rtol=1e-9)  # sums over forty steps in another order
    jax.tree.map(close, jax.jit(jax.grad(loss))(params), jax.jit(jax.jacfwd(loss))(params))


def test_second_derivatives_through_a_known_voltage():
    loss, params = branched("thomas")
    ones = jax.tree.map(np.ones_like, params)

    def along(function):
        return lambda params: jax.jvp(function, (params,), (ones,))[1]

    close = partial(np.testing.assert_allclose, rtol=1e-8)
    jax.tree.map(
        close, *(jax.jit(f)(params) for f in (along(jax.grad(loss)), jax.grad(along(loss))))
    )


def test_the_way_back_takes_the_voltage_as_known(monkeypatch):
    calls = []

    def counted(solve, network, ground, b, known):
        calls.append(known[0].shape)
        return known_solution(solve, network, ground, b, known)

    monkeypatch.setattr(model, "known_solution", counted)
    loss, params = branched("thomas")
    jax.jit(loss).lower(params)
    assert not calls
    jax.jit(jax.grad(loss)).lower(params)
    assert len(calls) == 1


def spiking():
    """Return a loss of one conductance of a spiking cell, in several forms, and its value."""
    cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0])
    cell.insert(HH())
    cell.branch(0).comp(0).stimulate(0.02 * np.ones(12), verbose=False)
    cell.record("v", verbose=False)
    cell.make_trainable("HH_gNa", verbose=False)
    begin, step = sx.build_init_and_step_fn(cell)
    states, _ = begin(cell.get_parameters())

    def plain(g, **how):
        return (sx.integrate(cell, [{"HH_gNa": g}], **how)[:, 1:] ** 2).mean() * 1e-3

    def stepped(g):
        states, params = begin([{"HH_gNa": g}])

        def one(states, _):
            states = step(states, params, {"i": np.array([0.02])}, {"i": [0]})
            return states, states["v"]

        return (jax.lax.scan(one, states, None, length=12)[1] ** 2).mean() * 1e-3

    def in_parts(g):
        def part(states, _):
            how = {"all_states": states, "return_states": True, "t_max": 0.1}
            rows, states = sx.integrate(cell, [{"HH_gNa": g}], **how)
            return states, rows[:, 1:]

        _, rest = sx.integrate(cell, [{"HH_gNa": g}], t_max=0.1, return_states=True)
        first = {name: states[name].astype(array.dtype) for name, array in rest.items()}
        return (jax.lax.scan(part, first, None, length=3)[1] ** 2).mean() * 1e-3

    forms = {
        "plain": plain,
        "nested": partial(plain, checkpoint_lengths=[3, 2, 2]),
        "uneven": partial(plain, checkpoint_lengths=[5, 3]),
        "steps": stepped,
        "parts": in_parts,
    }
    return forms, jnp.asarray(cell.get_parameters()[0]["HH_gNa"])


@pytest.mark.parametrize("form", ["plain", "nested", "uneven", "steps", "parts"])
def test_second_derivatives_of_a_spiking_cell(form):
    """Exponentials and runs keep their derivatives where a loop around them is reversed."""
    forms, g = spiking()
    loss, h = forms[form], 1e-5
    slope = jax.jit(jax.grad(loss))
    differences = (slope(g + h) - slope(g - h)) / (2 * h)
    # 1e-6: central differences in double precision
    np.testing.assert_allclose(jax.jit(jax.hessian(loss))(g)[0], differences, rtol=1e-6)
    np.testing.assert_allclose(slope(g), jax.grad(forms["plain"])(g), rtol=1e-10)


@pytest.mark.slow
def test_third_derivatives_of_a_spiking_cell():
    forms, g = spiking()
    second = jax.jit(jax.jacfwd(jax.grad(forms["plain"])))
    third = jax.jit(jax.jacrev(jax.jacfwd(jax.grad(forms["plain"]))))
    differences = (second(g + 1e-5) - second(g - 1e-5)) / 2e-5
    np.testing.assert_allclose(third(g)[0], differences, rtol=1e-6)


@pytest.mark.parametrize(
    ("stepper", "key"),
    [
        ("bwd_euler", "HH_gNa"),
        *((name, "radius") for name in ("bwd_euler", "crank_nicolson", "fwd_euler", "exp_euler")),
    ],
)
def test_gradients_of_batches_are_batches_of_gradients(stepper, key):
    cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0, 0])
    cell.insert(HH())
    cell.branch(1).comp(0).stimulate(0.02 * np.ones(40), verbose=False)
    cell.branch(0).comp(0).record(verbose=False)
    cell.make_trainable(key, verbose=False)
    experiment = cell.to_jax(solver=stepper, delta_t=0.0025)
    value = cell.get_parameters()[0][key]
    batch = jnp.stack([value, 1.02 * value, 0.97 * value])

    def loss(x):
        return (sx.run(experiment, [{key: x}]) ** 2).mean()

    slope = jax.jit(jax.grad(loss))
    one_by_one = jnp.stack([slope(x) for x in batch])
    close = partial(np.testing.assert_allclose, rtol=1e-9)  # rounded differently
    close(jax.jit(jax.vmap(jax.grad(loss)))(batch), one_by_one)
    close(jax.jit(jax.grad(lambda batch: jax.vmap(loss)(batch).sum()))(batch), one_by_one)


def test_gradients_do_not_depend_on_checkpoints():
    """With a clamp, lengths that do not fill the run, and a gradient of the clamp's values."""
    cell = tree()
    cell.make_trainable("HH_gNa", verbose=False)

    def loss(params, held, **how):
        clamps = cell.branch(3).comp(0).data_clamp("v", held)
        rows = sx.integrate(cell, params, data_clamps=clamps, t_max=0.9, **how)
        return (rows**2).mean()

    given = cell.get_parameters(), jnp.linspace(-70.0, -50.0, 36)
    plain = jax.jit(jax.value_and_grad(loss, (0, 1)))(*given)
    for how in ({"checkpoint_lengths": [7, 6]}, {"checkpoint_lengths": [4, 3, 4]}):
        nested = jax.jit(jax.value_and_grad(partial(loss, **how), (0, 1)))(*given)
        jax.tree.map(partial(np.testing.assert_allclose, rtol=1e-10), nested, plain)
