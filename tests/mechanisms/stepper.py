"""A slow and obvious time loop for one compartment, to test mechanisms without a run.

One step: channels and pumps update their states, all from those of its beginning; all
currents are linearised; backward Euler for ions and voltage.
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
class OneCompartment:
    """A compartment with mechanisms."""

    mechanisms: Sequence[Any]
    values: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        defaults = {"v": -70.0, **GEOMETRY}
        for mechanism in self.mechanisms:
            defaults |= {**mechanism.params, **mechanism.states}
            defaults.setdefault(mechanism.current_name, 0.0)
        defaults |= self.values
        self.start = {name: jnp.full(1, 1.0 * value) for name, value in defaults.items()}

    def initialised(self) -> OneCompartment:
        """Return a copy in the steady states of the mechanisms."""
        new = dict(self.start)
        for mechanism in self.mechanisms:
            new |= mechanism.init_state(self.start, self.start, self.start["v"], 0.025)
        copy = OneCompartment(self.mechanisms)
        copy.start = new
        return copy

    def step(self, s: dict[str, Any], current: Any, dt: float) -> dict[str, Any]:
        """Return all values after a step with an injected current, nA."""
        begin, s = s, dict(s)
        for mechanism in self.mechanisms:
            s |= mechanism.update_states(begin, begin, begin["v"], dt)
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
        c = s["capacitance"]
        after = (c * v + dt * (injected - (total - slope * v))) / (c + dt * slope)
        return {**s, **named, "v": after}

    def run(self, current: Any, dt: float, *names: str) -> dict[str, np.ndarray[Any, Any]]:
        """Return the time courses of values (T + 1,)."""
        advance = jax.jit(lambda s, i: self.step(s, i, dt))
        s, out = self.start, {name: [self.start[name][0]] for name in names}
        for value in current:
            s = advance(s, value)
            for name in names:
                out[name].append(s[name][0])
        return {name: np.array(values) for name, values in out.items()}
