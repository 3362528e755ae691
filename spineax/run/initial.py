"""Steady states and derived parameters, as the mechanisms themselves compute them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jax
import numpy as np

from spineax._types import FloatArray


def evaluate(
    mechanism: Any,
    method: str,
    states: Mapping[str, FloatArray],
    params: Mapping[str, FloatArray],
    voltage: FloatArray,
    delta_t: float,
) -> dict[str, FloatArray]:
    """Return what ``init_state`` or ``init_params`` of a mechanism gives, in float64.

    Parameters
    ----------
    mechanism : Channel or Pump
    method : {"init_state", "init_params"}
    states, params : dict of float array (m,)
    voltage : float array (m,), mV
    delta_t : float, ms

    Returns
    -------
    dict of float array (m,)
    """
    with jax.enable_x64(True):
        new = getattr(mechanism, method)(dict(states), dict(params), voltage, delta_t)
        return {
            name: np.array(np.broadcast_to(np.asarray(values, np.float64), voltage.shape))
            for name, values in new.items()
        }
