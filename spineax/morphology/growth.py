"""Grow arbors that look like those of neurons, from nothing but seeded random numbers.

An arbor connects carrier points by a minimum spanning tree whose cost weighs wire against
path length (Cuntz et al. 2010, PLoS Comput Biol 6:e1000877). Presets of whole neurons
are in ``neurons.py``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from spineax._types import FloatArray, IntArray
from spineax.errors import BadArgument
from spineax.morphology.checks import expect, places


@dataclass(frozen=True, eq=False)
class Arbor:
    """A tree of points, parents before children; point 0 is where it leaves the soma.

    Parameters
    ----------
    xyz : array (n, 3), um
    parent : array (n,), int
        -1 at point 0.
    """

    xyz: FloatArray
    parent: IntArray


def spanning_arbor(
    trunk: FloatArray,
    carriers: FloatArray,
    balance: float = 0.5,
    max_children: int = 2,
    root_children: float = np.inf,
) -> Arbor:
    """Connect carrier points to a trunk by the cheapest tree, point by point.

    Parameters
    ----------
    trunk : array (m, 3), um
        Chain of points that is there from the start; the first is the root.
    carriers : array (n, 3), um
    balance : float
        Weight of the path to the root against the wire: 0 gives the shortest wire, 1
        nearly straight paths.
    max_children : int
        Branches that may leave one point, other than the root.
    root_children : int or inf
        Branches that may leave the root.

    Returns
    -------
    Arbor
        All points, the trunk first.

    Raises
    ------
    BadArgument
        ``balance`` is negative.
    BadType, ShapeMismatch
        Trunk or carriers are no rows of x, y, z.

    Notes
    -----
    Point p joins node q that minimises ``|p - q| + balance (path(q) + |p - q|)``; the
    pair of least cost is connected first (Cuntz et al. 2010, eq. 1).

    Examples
    --------
    >>> trunk = np.zeros((1, 3))
    >>> spanning_arbor(trunk, np.array([[9.0, 0, 0], [4.0, 0, 0]])).parent
    array([-1,  0,  1])
    """
    if not isinstance(balance, (int, float, np.number)) or not balance >= 0.0:
        raise BadArgument(f"balance is {balance!r}. Pass a number from 0, usually 0.2 to 0.8.")
    xyz, carriers = list(places("trunk", trunk)), places("carriers", carriers)
    parent = list(range(-1, len(xyz) - 1))
    path = [0.0]
    for k in range(1, len(xyz)):
        path.append(path[-1] + float(np.linalg.norm(xyz[k] - xyz[k - 1])))
    room = [root_children, *[max_children] * (len(xyz) - 1)]
    room[:-1] = [free - 1 for free in room[:-1]]

    waiting = np.ones(len(carriers), dtype=bool)
    cost = np.array([_costs(carriers, xyz[k], path[k], balance) for k in range(len(xyz))])
    while waiting.any():
        usable = np.where(np.array(room)[:, None] > 0, cost, np.inf)
        usable[:, ~waiting] = np.inf
        node, chosen = np.unravel_index(int(np.argmin(usable)), usable.shape)
        step = float(np.linalg.norm(carriers[chosen] - xyz[node]))
        room[node] -= 1
        parent.append(int(node))
        path.append(path[node] + step)
        room.append(max_children)
        xyz.append(carriers[chosen])
        waiting[chosen] = False
        cost = np.vstack([cost, _costs(carriers, xyz[-1], path[-1], balance)])
    return Arbor(np.array(xyz), np.array(parent))


def _costs(carriers: FloatArray, node: FloatArray, path: float, balance: float) -> FloatArray:
    wire = np.sqrt(((carriers - node) ** 2).sum(axis=1))
    return np.asarray(wire + balance * (path + wire))


def smoothed(arbor: Arbor, rounds: int = 3) -> Arbor:
    """Return the arbor with its kinks pulled straight; root and tips stay.

    Parameters
    ----------
    arbor : Arbor
    rounds : int
        How often each point moves half the way to the mean of its neighbours.
    """
    expect("arbor", arbor, Arbor)
    xyz, parent = arbor.xyz.copy(), arbor.parent
    n_children = np.bincount(parent[1:], minlength=len(parent))
    inner = (parent >= 0) & (n_children > 0)
    for _ in range(rounds):
        below = np.zeros_like(xyz)
        np.add.at(below, parent[1:], xyz[1:])
        middle = 0.5 * (xyz[parent] + below / np.maximum(n_children, 1)[:, None])
        xyz[inner] = 0.5 * (xyz[inner] + middle[inner])
    return Arbor(xyz, parent)


def wandering(
    arbor: Arbor, rng: np.random.Generator, step: float = 8.0, wobble: float = 0.06
) -> Arbor:
    """Return the arbor traced in short steps that wander to the sides.

    Parameters
    ----------
    arbor : Arbor
    rng : numpy.random.Generator
    step : float, um
        Longest distance between neighbouring points, before they wander.
    wobble : float
        Sideways excursion as a fraction of the length of an edge.
    """
    expect("arbor", arbor, Arbor)
    xyz, parent = [arbor.xyz[0]], [-1]
    place = {0: 0}
    for k in range(1, len(arbor.parent)):
        above = int(arbor.parent[k])
        start, end = arbor.xyz[above], arbor.xyz[k]
        length = float(np.linalg.norm(end - start))
        n_steps = max(1, int(np.ceil(length / step)))
        share = np.arange(1, n_steps + 1)[:, None] / n_steps
        # Two standing waves: both ends of the edge stay where they are.
        one, two = wobble * length * (2.0 * rng.random((2, 3)) - 1.0)
        sideways = np.sin(np.pi * share) * one + 0.5 * np.sin(2.0 * np.pi * share) * two
        sideways[-1] = 0.0
        first = len(xyz)
        xyz.extend(start + share * (end - start) + sideways)
        parent.extend([place[above], *range(first, len(xyz) - 1)])
        place[k] = len(xyz) - 1
    return Arbor(np.array(xyz), np.array(parent))


def rall_radii(arbor: Arbor, tip_radius: float, taper: float = 0.005) -> FloatArray:
    """Return radii that taper along branches and follow Rall's law where they part.

    Parameters
    ----------
    arbor : Arbor
    tip_radius : float, um
    taper : float, 1/um
        How much of a tip each um of cable counts for.

    Returns
    -------
    array (n,), um

    Notes
    -----
    Rall (1959), Exp Neurol 1:491: ``r_parent^(3/2)`` is the sum of ``r_child^(3/2)``. Here
    the sum runs over the tips below a point and, for the taper, over the cable below it.

    Examples
    --------
    >>> fork = Arbor(np.eye(3), np.array([-1, 0, 0]))
    >>> rall_radii(fork, 1.0, taper=0.0).round(3)
    array([1.587, 1.   , 1.   ])
    """
    expect("arbor", arbor, Arbor)
    parent = arbor.parent
    steps = np.linalg.norm(arbor.xyz - arbor.xyz[parent], axis=1)
    load = np.where(np.bincount(parent[1:], minlength=len(parent)) > 0, 0.0, 1.0)
    for k in range(len(parent) - 1, 0, -1):
        load[parent[k]] += load[k] + taper * steps[k]
    return tip_radius * load ** (2.0 / 3.0)
