"""A slow and obvious time loop for single compartments, to test mechanisms without a run.

One step: channels and pumps update their states at the voltage of its beginning, synapses
theirs; all currents are linearised; backward Euler for ions and voltage; clamps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import pi
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from spineax.mechanisms import Pump, linearise

GEOMETRY = {"radius": 1.0, "length": 10.0, "axial_resistivity": 5000.0, "capacitance": 1.0}
#: uA/cm2 per nA/um2, and uA/cm2 per mA/cm2.
DENSITY, MILLI = 1e5, 1e3


@dataclass
class Compartments:
    """Unconnected compartments with the same mechanisms, and synapses among them."""

    mechanisms: Sequence[Any]
    n: int = 1
    synapses: Sequence[tuple[Any, int, int]] = ()
    values: dict[str, Any] = field(default_factory=dict)
    #: Slope of a synapse as a difference in both voltages, as in the pinned runs.
    joint_secant: bool = False

    def __post_init__(self) -> None:
        defaults = {"v": -70.0, **GEOMETRY}
        for mechanism in self.mechanisms:
            defaults |= {**mechanism.params, **mechanism.states}
            defaults.setdefault(mechanism.current_name, 0.0)
        for synapse, _, _ in self.synapses:
            defaults |= synapse.node_states | synapse.node_params
        self.start = {k: jnp.full(self.n, 1.0 * v) for k, v in defaults.items()}
        for synapse, _, _ in self.synapses:
            self.start |= {k: jnp.array([v]) for k, v in (synapse.params | synapse.states).items()}
        for name, value in self.values.items():
            self.start[name] = jnp.broadcast_to(jnp.asarray(value, float), self.start[name].shape)

    def initialised(self, method: str = "init_state") -> Compartments:
        """Return a copy whose states or parameters are those of the mechanisms."""
        new = dict(self.start)
        for mechanism in self.mechanisms:
            new |= getattr(mechanism, method)(self.start, self.start, self.start["v"], 0.025)
        copy = Compartments(self.mechanisms, self.n, self.synapses)
        copy.start = new
        return copy

    def step(self, s: dict[str, Any], current: Any, dt: float) -> dict[str, Any]:
        """Return all values after a step with an injected current (n,), nA."""
        s, begin = dict(s), s["v"]
        for mechanism in self.mechanisms:
            s |= mechanism.update_states(s, s, begin, dt)
        for synapse, pre, post in self.synapses:
            s |= synapse.update_states(*self._around(synapse, s, pre, post), dt)
        area = 2 * pi * s["radius"] * s["length"]
        v, injected = s["v"], DENSITY * current / area
        total, slope, named = 0.0 * v, 0.0 * v, {}
        for mechanism in self.mechanisms:
            pump = isinstance(mechanism, Pump)
            at = s[mechanism.ion_name] if pump else v
            i0, di = linearise(lambda x, m=mechanism: m.compute_current(s, s, x, dt), at)
            named[mechanism.current_name] = named.get(mechanism.current_name, 0.0) + i0
            if pump:
                s[mechanism.ion_name] = (at - dt * (i0 - di * at)) / (1 + dt * di)
            else:
                total, slope = total + MILLI * i0, slope + MILLI * di
        for synapse, pre, post in self.synapses:
            args = self._around(synapse, s, pre, post)
            i0, di = self._tangent(synapse.compute_current, args, dt)
            total = total.at[post].add((DENSITY * i0 / area[post])[0])
            slope = slope.at[post].add((DENSITY * di / area[post])[0])
            named[synapse.current_name] = i0
        c = s["capacitance"]
        after = (c * v + dt * (injected - (total - slope * v))) / (c + dt * slope)
        return {**s, **named, "v": after}

    def _tangent(self, current: Any, args: tuple[Any, ...], dt: float) -> tuple[Any, Any]:
        """Return a synaptic current and its slope."""

        def at(pre: Any, post: Any) -> Any:
            return current(*args[:2], pre, post, *args[4:], dt)

        if self.joint_secant:
            i0 = at(*args[2:4])
            return i0, (at(args[2] + 1e-3, args[3] + 1e-3) - i0) / 1e-3
        return linearise(lambda post: at(args[2], post), args[3])

    @staticmethod
    def _around(synapse: Any, s: dict[str, Any], pre: int, post: int) -> tuple[Any, ...]:
        """Return the arguments of the methods of a synapse."""
        before, after = ({k: s[k][at : at + 1] for k in synapse.node_states} for at in (pre, post))
        return s, s, s["v"][pre : pre + 1], s["v"][post : post + 1], before, after, {}, {}

    def run(
        self, current: Any, dt: float, *names: str, clamp: Any = None
    ) -> dict[str, np.ndarray[Any, Any]]:
        """Return the time courses of values; ``clamp`` (T,) fixes ``v`` of compartment 0."""
        current = np.broadcast_to(np.atleast_2d(current), (self.n, np.shape(current)[-1]))
        advance = jax.jit(lambda s, i: self.step(s, i, dt))
        s, out = self.start, {name: [self.start[name]] for name in names}
        for k in range(current.shape[1]):
            s = advance(s, current[:, k])
            if clamp is not None:
                s = s | {"v": s["v"].at[0].set(clamp[k])}
            for name in names:
                out[name].append(s[name])
        return {name: np.array(values).T for name, values in out.items()}


def pulse(delay: float, width: float, height: float, dt: float, t_max: float) -> Any:
    """Return a current step of the golden runs, (round(t_max / dt) + 1,), nA."""
    current = np.zeros(round(t_max / dt) + 1)
    current[round(delay / dt) : round((delay + width) / dt)] = height
    return current
