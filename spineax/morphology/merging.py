"""Merge samples at the same place where they would make a branch without length."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from spineax.morphology.chains import SAME_PLACE, Chains
from spineax.morphology.rooting import Rooted
from spineax.morphology.samples import SOMA, Samples


def merge_zero_length(samples: Samples, tree: Rooted, chains: Chains) -> Samples:
    """Return ``samples`` without branches of length zero, or the same object.

    Parameters
    ----------
    samples : Samples
    tree : Rooted
        The same samples, rooted.
    chains : Chains
        The chains of ``tree``.

    Notes
    -----
    The samples of such a branch become one. Inside a longer branch, samples at the same
    place stay: with different radii they are a step, whose ring is membrane.
    """
    empty = (chains.above >= 0) & (chains.length <= SAME_PLACE)
    if not empty.any():
        return samples
    below = np.concatenate(
        [np.arange(a, b) for a, b in zip(chains.start[empty], chains.stop[empty], strict=True)]
    )
    one, other = tree.rank[below], tree.rank[tree.samples.parent[below]]
    downwards = samples.parent[one] == other
    lower, upper = np.where(downwards, one, other), np.where(downwards, other, one)
    into = np.arange(len(samples))
    into[lower] = upper
    while not np.array_equal(into[into], into):
        into = into[into]
    gone = into != np.arange(len(samples))
    types, r = samples.type.copy(), samples.r.copy()
    # The soma must not vanish into a neurite that starts at the same place.
    soma = gone & (types == SOMA) & (types[into] != SOMA)
    r[into[soma]] = r[soma]
    types[into[soma]] = SOMA
    parent = np.where(samples.parent < 0, -1, into[samples.parent])
    return replace(samples, type=types, r=r, parent=parent).take(np.flatnonzero(~gone))
