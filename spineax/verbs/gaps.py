"""Gap junctions: conductances between any two compartments. A Blueprint in, a Blueprint out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from spineax._types import FloatArray, IntArray
from spineax.errors import BadArgument, BadType, EmptySelection, ShapeMismatch
from spineax.plan.blueprint import GAP, Blueprint, Gaps
from spineax.plan.selection import Selection
from spineax.verbs.numbers import numbers


def gaps_in_view(blueprint: Blueprint, selection: Selection) -> IntArray:
    """Return the numbers of the gap junctions with an end in view."""
    gaps = blueprint.gaps
    if gaps is None:
        return np.zeros(0, np.int64)
    seen = np.isin(gaps.pre, selection.comps) | np.isin(gaps.post, selection.comps)
    return np.flatnonzero(seen)


def connect_gap_junction(
    blueprint: Blueprint, pre: Selection, post: Selection, conductance: Any
) -> Blueprint:
    """Join compartments one to one; ``spineax.connect_gap_junction`` documents it."""
    before, after = pre.comps, post.comps
    if len(before) != len(after):
        raise ShapeMismatch(
            f"connect_gap_junction joins compartments one to one, but pre has {len(before)} and "
            f"post has {len(after)}."
        )
    if not len(before):
        raise EmptySelection("Nothing is in view to connect.")
    if (before == after).any():
        where = int(before[np.argmax(before == after)])
        raise BadArgument(f"Compartment {where} would be joined with itself. Leave it out.")
    return joined(blueprint, before, after, _values(conductance, len(before)))


def joined(blueprint: Blueprint, before: IntArray, after: IntArray, values: Any) -> Blueprint:
    """Return the blueprint with one more gap junction for each pair of compartments."""
    old = blueprint.gaps
    if old is None:
        gaps = Gaps(before, after, values)
    else:
        gaps = Gaps(
            np.concatenate([old.pre, before]),
            np.concatenate([old.post, after]),
            np.concatenate([old.conductance, values]),
        )
    return blueprint.edit(gaps=gaps, exp_euler_transition=None)


def with_conductance(blueprint: Blueprint, numbers: IntArray, values: Any) -> Blueprint:
    """Return the blueprint with other conductances, uS, of some gap junctions.

    Parameters
    ----------
    numbers : int array (k,)
    values : float or array (k,)
    """
    old = blueprint.gaps
    if old is None:
        return blueprint
    conductance = blueprint.junctions[GAP].put(numbers, values).values
    gaps = replace(old, conductance=conductance)
    return blueprint.edit(gaps=gaps, exp_euler_transition=None)


def _values(conductance: Any, size: int) -> FloatArray:
    """Return one conductance for each of ``size`` gap junctions."""
    if np.asarray(conductance).dtype == bool:
        raise BadType(f"g must be conductances in uS, not {conductance!r}.")
    values = numbers("g", conductance)
    if values.shape not in ((), (1,), (size,)):
        raise ShapeMismatch(
            f"g has shape {values.shape} for {size} gap junctions. Give one value, or one for each."
        )
    if not (np.isfinite(values) & (values >= 0)).all():
        raise BadArgument(f"g must be finite and not negative, in uS, not {conductance!r}.")
    return np.broadcast_to(values, (size,)).copy()
