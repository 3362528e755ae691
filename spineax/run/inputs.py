"""Inputs while running: injected currents and clamped states, one value per step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array, lax

from spineax.linalg.fused import held
from spineax.linalg.linear import with_added, with_replaced
from spineax.linalg.rows import part_of

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
        """Return the drive of one step, from its values in that step.

        Rows that never change would be compared with every slot before the loop, into an array
        of bits, which is long to compile. Held back with the values, they are so in every step.
        """
        rows = jnp.asarray(self.rows)
        if rows.shape[0] <= FEW:
            rows, values = held((rows, values))
        return Drive(self.key, rows, values)

    def over_time(self, n_steps: int) -> Array:
        """Return the values of every step, (n_steps, k)."""
        return jnp.asarray(self.values, jnp.result_type(float))[:n_steps]


jax.tree_util.register_dataclass(Drive, data_fields=["rows", "values"], meta_fields=["key"])


def injected(drives: tuple[Drive, ...], like: Array) -> Array:
    """Return the injected current in every slot, nA."""
    total = jnp.zeros_like(like)
    for drive in drives:
        if drive.key == "i":
            total = added(total, drive.rows, drive.values)
    return total


def added(array: Array, rows: Array, values: Array) -> Array:
    """Return ``array`` with values added to some rows."""
    if rows.shape[0] > FEW:
        return with_added(array, rows, values)
    slots = jnp.arange(array.shape[0], dtype=jnp.int32)
    for k in range(rows.shape[0]):
        mine = jnp.broadcast_to(part_of(values, k), array.shape)
        array = array + lax.select(slots == part_of(rows, k), mine, jnp.zeros_like(mine))
    return array


def replaced(array: Array, rows: Array, values: Array) -> Array:
    """Return ``array`` with the values of some rows replaced."""
    if rows.shape[0] > FEW:
        return with_replaced(array, rows, values)
    slots = jnp.arange(array.shape[0], dtype=jnp.int32)
    for k in range(rows.shape[0]):
        array = jnp.where(slots == part_of(rows, k), part_of(values, k), array)
    return array
