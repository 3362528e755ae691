"""Shared names: the one number of a compartment where mechanisms have different defaults.

1. What was set stays.
2. Otherwise the default of a parameter goes before that of a state, and that of a state
   which a mechanism computes by itself comes last.
3. Between equals, the mechanism whose name comes first in the alphabet decides.

So the order of insertion does not matter. Where a default is not taken, a warning says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from spineax._types import BoolArray, FloatArray, IntArray
from spineax.errors import ClashingDefaults, one_of, warn
from spineax.plan.blueprint import Blueprint, Placement
from spineax.plan.column import Column


def with_shared(blueprint: Blueprint, new: Placement, key: str, comps: IntArray) -> Column:
    """Return the column of a shared name after a mechanism that lists it was inserted.

    Parameters
    ----------
    blueprint : Blueprint
        Before the insertion.
    new : Placement
        The mechanism, and where it is after the insertion.
    key : str
    comps : int array (m,)
        Where it is inserted now.

    Warns
    -----
    ClashingDefaults
        If the default of some mechanism is not the number of its compartments.
    """
    size, own = blueprint.layout.n, _default(new.mechanism, key)
    column = blueprint.nodes.get(key)
    if column is None:
        return Column(comps, own, size)
    there = [p for p in blueprint.mechanisms.values() if key in _table(p.mechanism)]
    if all(_default(p.mechanism, key) == own for p in there) and key not in blueprint.diffused:
        absent = comps[~column.covers(comps)]
        return column.extend(absent, own, size) if len(absent) else column
    after = [p for p in there if p.mechanism.name != new.mechanism.name] + [new]
    # A diffusing ion is everywhere, with 0 where no mechanism brought it.
    filled = 0.0 if key in blueprint.diffused else np.nan
    covered = column.covers(comps)
    standing = np.full(len(comps), np.nan)
    standing[covered] = column.get(comps[covered])
    untouched = ~covered | (standing == _ruling(there, key, comps, filled))
    ruling = _ruling(after, key, comps, filled)
    _warn(after, key, comps, ruling, untouched)
    return column.extend(comps, np.where(untouched, ruling, standing), size)


def _table(mechanism: Any) -> dict[str, float]:
    return {**mechanism.channel_states, **mechanism.channel_params}


def _default(mechanism: Any, key: str) -> float:
    return float(_table(mechanism)[key])


def _rank(placement: Placement, key: str) -> tuple[bool, bool, str]:
    """Return what sorts mechanisms by their say in a shared name, the first one deciding."""
    mechanism = placement.mechanism
    return key in mechanism.computes, key not in mechanism.channel_params, mechanism.name


def _ruling(
    placements: Sequence[Placement], key: str, comps: IntArray, otherwise: float
) -> FloatArray:
    """Return the default that counts in each compartment."""
    values = np.full(len(comps), otherwise)
    for placement in sorted(placements, key=lambda p: _rank(p, key), reverse=True):
        values[_has(placement, comps)] = _default(placement.mechanism, key)
    return values


def _has(placement: Placement, comps: IntArray) -> BoolArray:
    return np.isin(comps, placement.index)


def _warn(
    placements: Sequence[Placement],
    key: str,
    comps: IntArray,
    ruling: FloatArray,
    untouched: BoolArray,
) -> None:
    """Say whose default was not taken, but for names that are computed in every step."""
    open_ = untouched.copy()
    for placement in placements:
        if key in placement.mechanism.computes:
            open_ &= ~_has(placement, comps)
    defaults = {p.mechanism.name: _default(p.mechanism, key) for p in placements}
    lost = sorted(
        p.mechanism.name
        for p in placements
        if (open_ & _has(p, comps) & (ruling != defaults[p.mechanism.name])).any()
    )
    if not lost:
        return
    taken = [name for name in sorted(defaults) if name not in lost]
    others = ", ".join(f"{defaults[name]:g} of {name!r}" for name in lost)
    warn(
        f"{key!r} is one number for a whole compartment: {ruling[open_][0]:g}, the default of "
        f"{one_of(taken)}, and not {others}. Say which is meant with set({key!r}, ...).",
        ClashingDefaults,
    )
