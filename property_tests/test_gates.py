"""Gates and rates of every mechanism: bounds, finiteness, steady states."""

from __future__ import annotations

from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.optimize import brentq

from spineax import solver_gate
from spineax.channels import HH, K, Leak, Na
from spineax.mechanisms import GatedChannel, Pump, Synapse
from spineax.mechanisms.gates import approach, linoid
from spineax.testing import shipped_mechanisms
from tests.mechanisms.stepper import OneCompartment

MECHANISMS = shipped_mechanisms()
GATED = [name for name, m in MECHANISMS.items() if isinstance(m, GatedChannel)]
MEMBRANE = [name for name, m in MECHANISMS.items() if not isinstance(m, Synapse)]
SYNAPSES = [name for name, m in MECHANISMS.items() if isinstance(m, Synapse)]
#: Where a rate of some shipped channel is 0 / 0 as printed, mV.
SINGULAR = (-154.9, -66.0, -64.4, -60.0, -55.0, -47.0, -45.0, -40.0, -38.0, -32.0, -27.0, -17.0)
SINGULAR = (*SINGULAR, -20.0)
GEOMETRY = {"radius": 1.0, "length": 10.0, "axial_resistivity": 5000.0, "capacitance": 1.0}

DTYPES = st.sampled_from([jnp.float32, jnp.float64])
voltages = st.one_of(
    st.floats(-250.0, 250.0, allow_subnormal=False),
    st.sampled_from(SINGULAR),
    st.builds(lambda v, d: v + d, st.sampled_from(SINGULAR), st.floats(-1e-3, 1e-3)),
)
rates = st.floats(0.0, 1e6, allow_subnormal=False)
fractions = st.floats(0.0, 1.0, allow_subnormal=False)
steps = st.floats(1e-6, 1e6)


def rounding(dtype: Any, ulps: float) -> float:
    return ulps * float(jnp.finfo(dtype).eps)


@given(dtype=DTYPES, x=fractions, alpha=rates, beta=rates, dt=steps)
@example(dtype=jnp.float32, x=1.0, alpha=1e6, beta=0.0, dt=1e6)
def test_solvers_keep_gates_in_bounds(
    dtype: Any, x: float, alpha: float, beta: float, dt: float
) -> None:
    """Whatever the step, gates stay fractions [I26]."""
    x, alpha, beta = (jnp.asarray(value, dtype) for value in (x, alpha, beta + 1e-6))
    steady, tau = alpha / (alpha + beta), 1 / (alpha + beta)
    for new in (
        solver_gate.solve_gate_exponential(x, dt, alpha, beta),
        solver_gate.solve_gate_implicit(x, dt, alpha, beta),
        solver_gate.exponential_euler(x, dt, steady, tau),
        solver_gate.solve_inf_gate_exponential(x, dt, steady, tau),
    ):
        assert new.dtype == dtype
        assert -rounding(dtype, 2) <= float(new) <= 1 + rounding(dtype, 2)


@given(x=fractions, steady=fractions, rate=st.floats(1e-6, 1e3), dt=st.floats(1e-3, 10.0))
def test_exact_update_is_a_semigroup(x: float, steady: float, rate: float, dt: float) -> None:
    once = approach(x, 2 * dt, steady, rate)
    twice = approach(approach(x, dt, steady, rate), dt, steady, rate)
    assert float(once) == pytest.approx(float(twice), abs=1e-14)


@given(dtype=DTYPES, z=st.floats(-1.0, 1.0, allow_subnormal=False))
@example(dtype=jnp.float32, z=0.0)
def test_linoid_agrees_with_expm1(dtype: Any, z: float) -> None:
    """The removable singularity, against its series [I27]."""
    z = float(jnp.asarray(z, dtype))
    exact = z / np.expm1(z) if z else 1.0
    assert float(linoid(jnp.asarray(z, dtype))) == pytest.approx(exact, rel=1e-6)


@given(dtype=DTYPES, z=st.floats(-1e4, 1e4, allow_subnormal=False))
def test_linoid_falls_and_stays_positive(dtype: Any, z: float) -> None:
    z = jnp.asarray(z, dtype)
    value, slope = jax.value_and_grad(linoid)(z)
    assert float(value) >= 0.0
    assert -1.0 - rounding(dtype, 8) <= float(slope) <= 0.0
    # linoid(-z) - linoid(z) = z, its functional equation.
    assert float(linoid(-z) - value) == pytest.approx(float(z), abs=rounding(dtype, 8) * 1e4)


@cache
def gate_functions(name: str) -> Any:
    channel = MECHANISMS[name]

    def gates(v: Any) -> Any:
        everywhere = {k: value + 0.0 * v for k, value in (channel.states | channel.params).items()}
        return channel.gates(everywhere, everywhere, v)

    def slope(v: Any) -> Any:
        return jax.jvp(gates, (v,), (jnp.ones_like(v),))[1]

    curvature = lambda v: jax.jvp(slope, (v,), (jnp.ones_like(v),))[1]  # noqa: E731
    return jax.jit(lambda v: (gates(v), slope(v), curvature(v)))


@given(name=st.sampled_from(GATED), dtype=DTYPES, v=voltages)
def test_rates_are_finite_and_steady_states_are_fractions(name: str, dtype: Any, v: float) -> None:
    """With two derivatives, at removable singularities too, in both precisions [I27]."""
    at = jnp.asarray(v, dtype)
    for derivative in gate_functions(name)(at):
        for value in jax.tree.leaves(derivative):
            assert jnp.result_type(value, at) == dtype
            assert bool(jnp.isfinite(value))
    for steady, rate in gate_functions(name)(at)[0].values():
        assert 0.0 <= float(steady) <= 1.0 + rounding(dtype, 2)
        assert float(rate) > 0.0


@given(name=st.sampled_from(GATED), v=voltages)
def test_rates_in_single_precision(name: str, v: float) -> None:
    """Of exp(x), float32 keeps |x| rounding errors: a few 1e-6 for rates far from rest."""
    single = jnp.asarray(v, jnp.float32)
    narrow = gate_functions(name)(single)[0]
    wide = gate_functions(name)(single.astype(jnp.float64))[0]
    for value, exact in zip(jax.tree.leaves(narrow), jax.tree.leaves(wide), strict=True):
        assert float(value) == pytest.approx(float(exact), rel=2e-5, abs=1e-30)


@cache
def membrane_functions(name: str) -> Any:
    mechanism = MECHANISMS[name]
    return jax.jit(mechanism.update_states), jax.jit(mechanism.init_state)


def places(name: str, v: Any, fraction: float) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return states, with fractions at a value, and parameters at one place."""
    mechanism = MECHANISMS[name]
    states = {
        key: jnp.asarray(fraction if mechanism.units[key] == "1" else value, v.dtype)
        for key, value in mechanism.states.items()
    }
    params = {**GEOMETRY, **mechanism.params}
    return states, {key: jnp.asarray(value, v.dtype) for key, value in params.items()}


@given(name=st.sampled_from(MEMBRANE), dtype=DTYPES, v=voltages, x=fractions, dt=steps)
def test_fractions_stay_in_bounds(name: str, dtype: Any, v: float, x: float, dt: float) -> None:
    """The same of every mechanism of the package [I26]."""
    at = jnp.asarray(v, dtype)
    new = membrane_functions(name)[0](*places(name, at, x), at, dt)
    for key, value in new.items():
        if MECHANISMS[name].units.get(key) == "1":
            assert -rounding(dtype, 2) <= float(value) <= 1 + rounding(dtype, 2)


@given(name=st.sampled_from(MEMBRANE), dtype=DTYPES, v=voltages, dt=steps)
def test_steady_states_do_not_move(name: str, dtype: Any, v: float, dt: float) -> None:
    """What ``init_state`` gives is a fixed point of ``update_states`` [I28]."""
    at = jnp.asarray(v, dtype)
    states, params = places(name, at, 0.3)
    update, steady = membrane_functions(name)
    states |= steady(states, params, at, dt)
    after = update(states, params, at, dt)
    if "v" not in after:
        for key, value in after.items():
            assert float(value) == pytest.approx(float(states[key]), rel=rounding(dtype, 4))


@given(
    name=st.sampled_from(SYNAPSES),
    dtype=DTYPES,
    pre=voltages,
    post=voltages,
    x=fractions,
    dt=st.floats(1e-3, 1e3),
    spike=st.sampled_from([0.0, 1.0]),
)
def test_synapses_are_finite_and_open_by_a_fraction(
    name: str, dtype: Any, pre: float, post: float, x: float, dt: float, spike: float
) -> None:
    synapse = MECHANISMS[name]
    before, after = jnp.asarray(pre, dtype), jnp.asarray(post, dtype)
    states, params = places(name, before, x)
    nodes = {key: jnp.asarray(spike, dtype) for key in synapse.node_states}
    around = (before, after, nodes, nodes, {}, {}, dt)
    new = {**states, **synapse.update_states(states, params, *around)}
    for key, value in new.items():
        assert value.dtype == dtype
        assert bool(jnp.isfinite(value))
        if synapse.units[key] == "1":
            assert -rounding(dtype, 2) <= float(value) <= 1 + rounding(dtype, 2)
    assert bool(jnp.isfinite(synapse.compute_current(new, params, *around)))


@pytest.mark.parametrize("mechanisms", [[HH()], [Na(), K(), Leak()]], ids=["HH", "parts"])
def test_a_cell_at_rest_stays_there(mechanisms: list[Any]) -> None:
    """A compartment at its resting point moves by less than 1e-10 mV a step [I28]."""

    def total(v: float) -> float:
        out = 0.0
        for channel in mechanisms:
            states = channel.init_state({}, channel.params, v, 0.025)
            out += float(channel.compute_current(states, channel.params, v, 0.025))
        return out

    rest = brentq(total, -80.0, -50.0, xtol=1e-13, rtol=1e-14)
    cell = OneCompartment(mechanisms, values={"v": rest}).initialised()
    v = cell.run(np.zeros(200), 0.025, "v")["v"]
    assert np.abs(np.diff(v)).max() < 1e-10


def test_every_kind_is_drawn() -> None:
    assert {*MEMBRANE, *SYNAPSES} == {*MECHANISMS}
    assert any(isinstance(MECHANISMS[name], Pump) for name in MEMBRANE)
