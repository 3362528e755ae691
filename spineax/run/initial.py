"""Steady states and derived parameters, as the mechanisms themselves compute them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import jax
import numpy as np

from spineax._types import FloatArray

#: What a method of a mechanism reads: its states and parameters, and the voltage, mV.
Reading = tuple[Mapping[str, FloatArray], Mapping[str, FloatArray], FloatArray]


def evaluate(
    mechanisms: Sequence[Any], method: str, readings: Sequence[Reading], delta_t: float
) -> list[dict[str, FloatArray]]:
    """Return what ``init_state`` or ``init_params`` of each mechanism gives, in float64.

    Parameters
    ----------
    mechanisms : sequence of Channel or Pump
    method : {"init_state", "init_params"}
    readings : sequence of (states, params, voltage)
        Dicts of float arrays (m,), and a float array (m,), mV; one for each mechanism.
    delta_t : float, ms

    Returns
    -------
    list of dict of float array (m,)
    """
    given = [(dict(states), dict(params), voltage) for states, params, voltage in readings]
    with jax.enable_x64(True):
        try:
            new = _compiled(given, delta_t, mechanisms=tuple(mechanisms), method=method)
        except Exception:  # of what cannot be traced; with numbers it works, or says what is wrong
            new = _results(given, delta_t, tuple(mechanisms), method)
        shapes = [voltage.shape for _, _, voltage in given]
        return [
            {name: _numbers(values, shape) for name, values in mine.items()}
            for mine, shape in zip(new, shapes, strict=True)
        ]


def _numbers(values: Any, shape: tuple[int, ...]) -> FloatArray:
    return np.array(np.broadcast_to(np.asarray(values, np.float64), shape))


def _results(
    readings: list[Any], delta_t: Any, mechanisms: tuple[Any, ...], method: str
) -> list[dict[str, Any]]:
    both = zip(mechanisms, readings, strict=True)
    return [getattr(mechanism, method)(*reading, delta_t) for mechanism, reading in both]


# all at once: one compilation takes as long as that of a few operations one by one
_compiled = jax.jit(_results, static_argnames=("mechanisms", "method"))
