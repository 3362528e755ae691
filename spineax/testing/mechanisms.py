"""Checks that every channel, pump and synapse must pass, a user's own ones too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from spineax.errors import BadMechanism
from spineax.mechanisms import Mechanism, Pump, Synapse, check_protocol
from spineax.mechanisms.trial import OF_THE_COMPARTMENT
from spineax.plan.blueprint import compartment
from spineax.units import UNITS

#: Voltages at which all is tried, mV: wide, and with the round numbers of singular rates.
LOWEST, HIGHEST, N_VOLTAGES = -250.0, 250.0, 1001
#: Powers of ten of the concentrations at which all is tried, mM.
CONCENTRATIONS = (-6.0, 1.0)
#: Time steps for which gates must stay within [0, 1], ms.
TIME_STEPS = (1e-3, 0.025, 1.0, 1e4)
#: What a run adds to the parameters of a channel: those of a default compartment.
GEOMETRY = {name: float(compartment().nodes[name].values[0]) for name in OF_THE_COMPARTMENT}
#: Rounding errors allowed of a gate at its bounds, and of a steady state.
ULPS = 8.0
STEADY_TOLERANCE = 100.0

_Update = Callable[[dict[str, Any], dict[str, Any], Any, Any], dict[str, Any]]
_Current = Callable[[dict[str, Any], dict[str, Any], Any, Any], Any]


@dataclass(frozen=True)
class _Trial:
    """A mechanism and its methods, called alike whatever its kind."""

    mechanism: Any
    update: _Update
    current: _Current
    steady: _Update

    @property
    def name(self) -> str:
        return type(self.mechanism).__name__


def check_mechanism(mechanism: Mechanism) -> None:
    """Raise unless a mechanism is fit for a run.

    It checks the protocol; that every name has a unit; that the methods keep dtype and shape
    and are elementwise; that values and slopes, and the gradients of both, are finite on
    [-250, 250] mV, and with states in mM from 1e-6 to 10 mM, in float32 and float64; that
    states with the unit ``"1"``, which are fractions, stay in [0, 1] for any time step; and
    that ``init_state`` gives steady states.

    Parameters
    ----------
    mechanism : Channel, Pump or Synapse

    Raises
    ------
    BadMechanism
        Saying what is wrong, where, and what to do.

    Examples
    --------
    >>> from spineax.channels import HH
    >>> check_mechanism(HH())
    """
    check_protocol(mechanism)
    _check_units(mechanism)
    trial = _trial(mechanism)
    with jax.enable_x64(True):
        for dtype in (jnp.float32, jnp.float64):
            _check_elementwise(trial, dtype)
            _check_finite(trial, dtype)
            _check_fractions(trial, dtype)
            _check_steady(trial, dtype)


def _trial(mechanism: Any) -> _Trial:
    """Return the methods of a mechanism with one signature for all kinds."""
    if isinstance(mechanism, Synapse):
        return _synaptic_trial(mechanism)
    return _Trial(
        mechanism, mechanism.update_states, mechanism.compute_current, mechanism.init_state
    )


def _synaptic_trial(mechanism: Any) -> _Trial:
    """Return the methods of a synapse; a spike arrives before each update if it waits for one."""
    nodes = {**mechanism.node_states, "v": 0.0}

    def arguments(s: Any, p: Any, v: Any, dt: Any) -> tuple[Any, ...]:
        states = {name: jnp.zeros_like(v) + value for name, value in nodes.items()}
        params = {name: jnp.zeros_like(v) + x for name, x in mechanism.node_params.items()}
        return s, p, v, v, states, states, params, params, dt

    def update(s: Any, p: Any, v: Any, dt: Any) -> dict[str, Any]:
        if mechanism.spike_driven:
            s = {**s, **mechanism.receive(s, p, jnp.ones_like(v))}
        return dict(mechanism.update_states(*arguments(s, p, v, dt)))

    def current(s: Any, p: Any, v: Any, dt: Any) -> Any:
        return mechanism.compute_current(*arguments(s, p, v, dt))

    return _Trial(mechanism, update, current, lambda s, p, v, dt: {})


def _check_units(mechanism: Any) -> None:
    """Raise unless every parameter, state and current has a unit."""
    names = [*mechanism.params, *mechanism.states, mechanism.current_name]
    missing = [name for name in names if name not in mechanism.units and name not in UNITS]
    if missing:
        raise BadMechanism(
            f"{type(mechanism).__name__} declares no unit for {missing}. "
            'Set self.units = {name: unit}, with "1" for fractions such as gates.'
        )


def _places(trial: _Trial, dtype: Any) -> tuple[dict[str, Any], dict[str, Any], Any]:
    """Return states, parameters and voltages at all places of the trial."""
    # by numpy, whose steps of 0.5 mV are exact: accelerators round them
    mechanism, grid = trial.mechanism, np.linspace(LOWEST, HIGHEST, N_VOLTAGES)
    v = jnp.asarray(grid, dtype)
    everywhere, range_ = jnp.ones_like(v), _concentrations(v)
    states = {
        name: range_ if mechanism.units.get(name) == "mM" else value * everywhere
        for name, value in mechanism.states.items()
    }
    params = {**GEOMETRY, **mechanism.params}
    return states, {name: value * everywhere for name, value in params.items()}, v


def _concentrations(v: Any) -> Any:
    """Return one concentration for each voltage."""
    return jnp.logspace(*CONCENTRATIONS, v.size, dtype=v.dtype)


def _current_axis(trial: _Trial, v: Any) -> Any:
    """Return what the current depends on: voltages, or concentrations for a pump."""
    return _concentrations(v) if isinstance(trial.mechanism, Pump) else v


def _outputs(trial: _Trial, states: Any, params: Any, v: Any, x: Any) -> dict[str, Any]:
    """Return everything that a mechanism computes, by what to call it in a message."""
    dt, out = 0.025, {}
    # Copies, as in a run: who writes into the tables harms nobody.
    for method, compute in (("update_states", trial.update), ("init_state", trial.steady)):
        new = compute(dict(states), dict(params), v, dt)
        out |= {f"{method}[{name!r}]": values for name, values in new.items()}
    return {**out, "compute_current": trial.current(dict(states), dict(params), x, dt)}


def _check_elementwise(trial: _Trial, dtype: Any) -> None:
    """Raise unless arrays keep their dtype and shape, and give what scalars give."""
    states, params, v = _places(trial, dtype)
    x = _current_axis(trial, v)
    few = slice(None, None, 100)
    states, params = ({k: a[few] for k, a in table.items()} for table in (states, params))
    v, x = v[few], x[few]
    whole = _outputs(trial, states, params, v, x)
    for method, values in whole.items():
        if jnp.shape(values) != v.shape or values.dtype != v.dtype:
            raise BadMechanism(
                f"{trial.name}.{method} gives {jnp.shape(values)} of {jnp.asarray(values).dtype} "
                f"for {v.shape} of {v.dtype}. Compute it elementwise from the arguments, with "
                "python numbers as constants."
            )
    tolerance = 1e3 * float(jnp.finfo(dtype).eps)
    for k in range(v.size):
        here = {name: a[k] for name, a in states.items()}
        around = {name: a[k] for name, a in params.items()}
        for method, value in _outputs(trial, here, around, v[k], x[k]).items():
            alone = jnp.allclose(value, whole[method][k], rtol=tolerance, equal_nan=True)
            if jnp.shape(value) or not alone:
                raise BadMechanism(
                    f"{trial.name}.{method} is not elementwise: a scalar gives {value}, an array "
                    f"{whole[method][k]} at {float(v[k])} mV. Use jax.numpy without reductions."
                )


def _check_finite(trial: _Trial, dtype: Any) -> None:
    """Raise unless values, slopes and the gradients of both are finite everywhere."""
    states, params, v = _places(trial, dtype)
    x = _current_axis(trial, v)

    def total(states: Any, params: Any, shift: Any) -> Any:
        def outputs(shift: Any) -> dict[str, Any]:
            return _outputs(trial, states, params, v + shift, x + shift)

        # Reverse through forward mode: the way of a gradient through a run.
        tables = jax.jvp(outputs, (shift,), (jnp.ones_like(v),))
        return sum(array.sum() for table in tables for array in table.values()), tables

    gradient = jax.jit(jax.grad(total, argnums=(0, 1, 2), has_aux=True))
    (by_state, by_param, by_voltage), (values, slopes) = gradient(states, params, 0.0 * v)
    name = trial.name
    found = {f"The value of {name}.{method}": a for method, a in values.items()}
    found |= {f"The slope of {name}.{method}": a for method, a in slopes.items()}
    found |= {f"The gradient of {name} by the voltage": by_voltage}
    found |= {f"The gradient of {name} by {key!r}": a for key, a in (by_state | by_param).items()}
    for what, array in found.items():
        if not bool(jnp.isfinite(array).all()):
            at, bad = x if "compute_current" in what else v, jnp.argmin(jnp.isfinite(array))
            ions = [key for key in states if trial.mechanism.units.get(key) == "mM"]
            beside = "".join(f", with {key!r} at {float(states[key][bad]):.3g} mM" for key in ions)
            raise BadMechanism(
                f"{what} is not finite at {float(at[bad])} in {jnp.dtype(dtype).name}{beside}. "
                "Write x / (exp(x / y) - 1) as spineax.solver_gate.vtrap(x, y), exp as save_exp."
            )


def _fractions(mechanism: Any) -> list[str]:
    """Return the states that are fractions."""
    return [name for name in mechanism.states if mechanism.units.get(name) == "1"]


def _check_fractions(trial: _Trial, dtype: Any) -> None:
    """Raise unless fractions that start in [0, 1] stay there for any time step."""
    states, params, v = _places(trial, dtype)
    slack = ULPS * float(jnp.finfo(dtype).eps)
    names = _fractions(trial.mechanism)
    for start in (0.0, 0.3, 1.0):
        begin = {**states, **dict.fromkeys(names, start + 0.0 * v)}
        for dt in TIME_STEPS:
            after = {**begin, **trial.update(begin, params, v, dt)}
            for name in names:
                outside = (after[name] < -slack) | (after[name] > 1.0 + slack)
                if bool(outside.any()):
                    at = int(jnp.argmax(outside))
                    raise BadMechanism(
                        f"{trial.name} takes the fraction {name!r} from {start} to "
                        f"{float(after[name][at])} at {float(v[at])} mV with delta_t {dt} ms. Use "
                        "spineax.solver_gate.solve_gate_exponential, or give it another unit "
                        'than "1" if it is no fraction.'
                    )


def _check_steady(trial: _Trial, dtype: Any) -> None:
    """Raise unless the states of ``init_state`` are changed by no update."""
    states, params, v = _places(trial, dtype)
    steady = trial.steady(states, params, v, 0.025)
    tolerance = STEADY_TOLERANCE * float(jnp.finfo(dtype).eps)
    for dt in TIME_STEPS:
        after = trial.update({**states, **steady}, params, v, dt)
        if "v" in after:  # A mechanism that moves the voltage has no states at a held one.
            continue
        for name in steady.keys() & after.keys():
            drift = jnp.abs(after[name] - steady[name]) / (1.0 + jnp.abs(steady[name]))
            if float(drift.max()) > tolerance:
                at = int(jnp.argmax(drift))
                raise BadMechanism(
                    f"{trial.name}.init_state gives {name!r} = {float(steady[name][at])} at "
                    f"{float(v[at])} mV, and an update of {dt} ms makes it "
                    f"{float(after[name][at])}. Return the steady state."
                )
