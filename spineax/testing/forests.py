"""Hypothesis strategies that draw forests and conductance networks.

They need ``hypothesis``. Networks are padded to few sizes with isolated nodes, so that a
compiled solver is compiled a few times, not once per example.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

from spineax._types import FloatArray, IntArray

#: Numbers of nodes that networks are padded to.
SIZES = (1, 8, 64)


class Network(NamedTuple):
    """A conductance network and a current: ``(diag(ground) + L) x = current``.

    Parameters
    ----------
    n : int
        Number of nodes, isolated padding at the end included.
    edge_i, edge_j : int array (e,)
    conductance : array (e,), uS
    ground : array (n,), uS
    current : array (n,), nA
    """

    n: int
    edge_i: IntArray
    edge_j: IntArray
    conductance: FloatArray
    ground: FloatArray
    current: FloatArray


def forests(max_size: int = 60) -> st.SearchStrategy[IntArray]:
    """Draw the parents of a forest: entry ``k`` is in [-1, k), so any list is valid.

    Parameters
    ----------
    max_size : int
        Most nodes.

    Returns
    -------
    strategy of int array (n,)
        Shrinks to a single compartment.

    Examples
    --------
    >>> from hypothesis import find
    >>> find(forests(), lambda parent: True).tolist()
    [-1]
    """
    draws = st.lists(st.integers(0, 2**16), min_size=1, max_size=max_size)
    styles = st.sampled_from((_anywhere, _mostly_chain, _mostly_star))
    return st.builds(lambda style, drawn: style(drawn), styles, draws)


def _anywhere(draws: list[int]) -> IntArray:
    return np.array([draw % (k + 1) - 1 for k, draw in enumerate(draws)])


def _mostly_chain(draws: list[int]) -> IntArray:
    return np.array(
        [k - 1 if draw % 16 else draw // 16 % (k + 1) - 1 for k, draw in enumerate(draws)]
    )


def _mostly_star(draws: list[int]) -> IntArray:
    return np.array(
        [
            min(draw % 3, k) - 1 if draw % 8 else draw // 8 % (k + 1) - 1
            for k, draw in enumerate(draws)
        ]
    )


@st.composite
def networks(draw: st.DrawFn, max_size: int = 60, decades: float = 4.0) -> Network:
    """Draw a network on a forest, with values over many orders of magnitude.

    Parameters
    ----------
    max_size : int
        Most nodes, at most the largest of ``SIZES``.
    decades : float
        Conductances lie within this many powers of ten around 1 uS, grounds too; some
        nodes are branch points with none, but never a whole tree.

    Returns
    -------
    strategy of Network
    """
    parent = draw(forests(max_size))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n = next(size for size in SIZES if size >= len(parent))
    child = np.flatnonzero(parent >= 0)
    conductance = 10.0 ** rng.uniform(-decades, decades, len(child))
    ground = 10.0 ** rng.uniform(-decades, decades, n)
    # a third of the nodes that hang on others are branch points
    ground[child[rng.random(len(child)) < 1 / 3]] = 0.0
    current = ground * rng.uniform(-90.0, 40.0, n)
    return Network(n, child, parent[child], conductance, ground, current)
