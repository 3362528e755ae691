"""Every shipped mechanism in a cell of its own: attenuation, rest and gradients of whole runs.

The cells are one network, so that one program serves all of them. Point neurons, which move the
voltage themselves, have no linear response and are left out.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.optimize import brentq

import spineax as sx
from spineax.channels import HH
from spineax.channels.pospischil import Leak
from spineax.mechanisms import Pump, Synapse
from spineax.testing import shipped_mechanisms
from spineax.testing.mechanisms import GEOMETRY

DTYPES = ("float32", "float64")
#: A step of this length leads to the steady state, ms.
FOREVER = 1e10
#: Compartments of each cell, two for each of three branches.
SIZE = 6
POINT_NEURONS = ("AdEx", "Fire", "Izhikevich", "Rate")
#: Pumps without a channel have nothing to do at these values.
STILL = {"i_Ca": 0.0, "CaCon_i": 1e-4}
LEAK, SOURCE = Leak("ground"), HH("source")


@cache
def mechanisms() -> tuple[Any, ...]:
    """Return one of each kind; the names tell channels of one name apart."""
    kinds = [m for m in shipped_mechanisms().values() if m.name not in POINT_NEURONS]
    return tuple(m.change_name(f"{m.name}{k}") for k, m in enumerate(kinds))


@cache
def garden() -> sx.Network:
    """Return a network with a cell for each mechanism, after one where all synapses begin."""
    rng = np.random.default_rng(0)
    net = sx.Network([sx.Cell(sx.Branch(ncomp=2), [-1, 0, 0])] * (len(mechanisms()) + 1))
    net.set("radius", rng.uniform(0.3, 2.0, net.shape[-1]))
    net.set("length", rng.uniform(5.0, 100.0, net.shape[-1]))
    net.set("axial_resistivity", 150.0)
    net.insert(LEAK)
    net.cell(0).insert(SOURCE)
    for number, mechanism in enumerate(mechanisms(), 1):
        own = net.cell(number)
        if not isinstance(mechanism, Synapse):
            own.insert(mechanism)
            continue
        sx.connect(net.cell(0), own, mechanism)
        # 1e-6 uS/um2 for the default of 1e-4: mA/cm2 where the class alone gives nA.
        (strength,) = (key for key in mechanism.params if key.endswith(("_gS", "_gC")))
        net.set(strength, 1e-6 * own.nodes["area"].to_numpy())
        if mechanism.spike_driven:
            net.set(f"{mechanism.name}_delay", 0.0)  # one length of rings for all time steps
    net.record(verbose=False)
    return net


def after_a_step(current: Any, delta_t: float) -> np.ndarray[Any, Any]:
    """Return the voltages (cells, SIZE) after a step with currents (cells, SIZE) in nA."""
    net = garden()
    given = net.data_stimulate(jnp.asarray(current).reshape(-1, 1))
    out = sx.integrate(net, data_stimuli=given, delta_t=delta_t)
    return np.asarray(out)[:, -1].reshape(-1, SIZE)


@pytest.mark.parametrize("dtype", DTYPES)
def test_resistances_are_those_of_a_tree(dtype: str) -> None:
    net, cells = garden(), len(mechanisms()) + 1
    net.set("v", -65.0)
    net.init_states()
    with jax.enable_x64(dtype == "float64"):
        rest = after_a_step(np.zeros((cells, SIZE)), FOREVER)
        moved = [after_a_step(np.tile(10.0 * one, (cells, 1)), FOREVER) for one in np.eye(SIZE)]
    #: From a compartment (last axis) to another of the same cell, MOhm.
    z = (np.stack(moved, axis=-1) - rest[..., None]) / 10.0
    own = np.einsum("cii->ci", z)
    # Rounding of voltages of some hundred mV.
    rounding = 1e2 * float(np.finfo(dtype).eps)
    np.testing.assert_allclose(z, z.swapaxes(1, 2), rtol=rounding)
    assert (z > 0.0).all() and (z <= own[:, None, :] * (1.0 + rounding)).all()
    # The root has the compartments 0 and 1, its branches 2, 3 and 4, 5: j is between i and k.
    for i, j, k in [(0, 1, 2), (0, 1, 5), (0, 2, 3), (1, 4, 5), (3, 2, 5), (4, 2, 3)]:
        through = z[:, i, j] * z[:, j, k] / own[:, j]
        np.testing.assert_allclose(z[:, i, k], through, rtol=rounding)


def held(mechanism: Any, v: float, source: float) -> tuple[dict[str, Any], float]:
    """Return the steady states at a held voltage, and the current there, mA/cm2."""
    states = {key: STILL.get(key, value) for key, value in mechanism.states.items()}
    if isinstance(mechanism, Synapse):
        ends = mechanism.node_states
        around = (source, v, ends, ends, {}, {}, FOREVER)
        states |= mechanism.update_states(states, mechanism.params, *around)
        return states, mechanism.compute_current(states, mechanism.params, *around)
    states |= mechanism.init_state(states, {**GEOMETRY, **mechanism.params}, v, 0.025)
    if isinstance(mechanism, Pump):
        return states, 0.0
    return states, mechanism.compute_current(states, mechanism.params, v, 0.025)


def resting(mechanism: Any, source: float = 0.0) -> float:
    """Return where the steady currents of a mechanism and the leak cancel, mV."""
    leak = float(LEAK.params["ground_gLeak"])

    def total(v: float) -> float:
        return leak * (v + 70.0) + float(held(mechanism, v, source)[1])

    return float(brentq(total, -100.0, 20.0, xtol=1e-13, rtol=1e-14))


@cache
def rest() -> np.ndarray[Any, Any]:
    """Return the resting voltage of each cell, mV."""
    source = resting(SOURCE)
    return np.array([source, *(resting(mechanism, source) for mechanism in mechanisms())])


#: Alpha synapses take voltages for spikes: between cells at rest they are never still.
STEADY = [0, *(k for k, m in enumerate(mechanisms(), 1) if "Alpha" not in m.name)]


@pytest.mark.parametrize("delta_t", [0.025, 1.0, FOREVER])
@pytest.mark.parametrize("dtype", DTYPES)
def test_cells_at_rest_stay_there(dtype: str, delta_t: float) -> None:
    net = garden()
    net.set("v", np.repeat(rest(), SIZE))
    for key, value in STILL.items():
        net.set(key, value)
    net.init_states()
    for number, mechanism in enumerate(mechanisms(), 1):
        if isinstance(mechanism, Synapse):
            for key, value in held(mechanism, rest()[number], rest()[0])[0].items():
                net.set(key, float(value))
    with jax.enable_x64(dtype == "float64"):
        v = after_a_step(np.zeros((len(rest()), SIZE)), delta_t)
    drift = np.abs(v - rest()[:, None])[STEADY]
    # The float32 of a voltage of 70 mV is a multiple of 8e-6 mV.
    assert drift.max() < {"float32": 1e-4, "float64": 1e-12}[dtype]


@pytest.mark.slow
@pytest.mark.parametrize("dtype", DTYPES)
def test_gradients_by_every_parameter_and_state(dtype: str) -> None:
    net, weight = garden().copy(), np.random.default_rng(1).normal(size=len(mechanisms()) + 1)
    net.set("v", -65.0)
    net.init_states()
    keys = {key: None for m in (SOURCE, *mechanisms()) for key in (*m.params, *m.states)}
    for key in (*keys, "v", "radius", "capacitance"):
        net.make_trainable(key, verbose=False)
    with jax.enable_x64(dtype == "float64"):
        params = net.get_parameters()

        @jax.jit
        def loss(params: Any) -> Any:
            v = sx.integrate(net, params, t_max=0.1)[:, -1].reshape(-1, SIZE)
            return jnp.asarray(weight, v.dtype) @ v.mean(axis=1)

        slopes = jax.jit(jax.grad(loss))(params)
        for number, entry in enumerate(slopes):
            ((key, slope),) = entry.items()
            assert slope.dtype == dtype and np.isfinite(slope).all(), key
            if dtype == "float64":
                quotient = difference_quotient(loss, params, number, key)
                size = scale(params[number][key])
                # The loss has 13 digits of some hundred mV, and steps are 1e-4 of a parameter.
                np.testing.assert_allclose(slope * size, quotient * size, rtol=1e-6, atol=1e-8)


def scale(value: Any) -> float:
    return max(abs(float(value[0])), 1e-3)


def difference_quotient(loss: Any, params: Any, number: int, key: str) -> float:
    """Return a derivative by one parameter from five points, with an error of order h^4."""
    h = 1e-4 * scale(params[number][key])

    def at(by: float) -> float:
        changed = [dict(entry) for entry in params]
        changed[number][key] = params[number][key] + by
        return float(loss(changed))

    return (8.0 * (at(h) - at(-h)) - (at(2.0 * h) - at(-2.0 * h))) / (12.0 * h)
