"""Inputs while running: injected currents and clamped states, one value per step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array

#: Up to so many stimulated rows are compared with every slot, which fuses; a scatter does not.
FEW = 4


@dataclass(frozen=True)
class Drive:
    """Values of one state over time, or in one step.

    Parameters
    ----------
    key : str
        "i" for injected currents in nA, else the clamped state.
    rows : int array (k,)
    values : array (T, k), or (k,) within a step
    """

    key: str
    rows: Any
    values: Any

    def now(self, values: Array) -> Drive:
        """Return the drive of one step."""
        return Drive(self.key, self.rows, values)


jax.tree_util.register_dataclass(Drive, data_fields=["rows", "values"], meta_fields=["key"])


def injected(drives: tuple[Drive, ...], like: Array) -> Array:
    """Return the injected current in every slot, nA."""
    total = jnp.zeros_like(like)
    slots = jnp.arange(like.shape[0], dtype=jnp.int32)
    for drive in drives:
        if drive.key != "i":
            continue
        if drive.rows.shape[0] > FEW:
            total = total.at[drive.rows].add(drive.values)
            continue
        for k in range(drive.rows.shape[0]):
            total = total + jnp.where(slots == drive.rows[k], drive.values[k], 0.0)
    return total
