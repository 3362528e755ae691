"""Presets of whole neurons, grown by the code of ``growth.py``.

Nothing here is a reconstruction: shapes and sizes follow the textbook picture of each
type, and a seed gives the same neuron on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from spineax._types import FloatArray
from spineax.morphology.checks import generator
from spineax.morphology.graph import from_parents
from spineax.morphology.growth import Arbor, rall_radii, smoothed, spanning_arbor, wandering
from spineax.morphology.samples import SOMA, Samples

AXON, BASAL, APICAL = 2, 3, 4


def grow_pyramidal(seed: int = 0, *, axon: bool = False) -> Samples:
    """Grow a cortical pyramidal neuron, its apical dendrite along y.

    Parameters
    ----------
    seed : int
    axon : bool
        Whether to add an axon with a few collaterals.

    Returns
    -------
    Samples
        About 150 branches; a soma of five samples, basal and apical dendrites.

    Examples
    --------
    >>> grow_pyramidal(seed=1).type[0]
    np.int64(1)
    """
    rng = generator(seed)
    height = np.array([-9.0, -5.0, 0.0, 5.0, 10.0])
    soma = np.column_stack([np.zeros(5), height, np.zeros(5)])
    base = soma[0]
    stems = _stems(rng, base, number=6, distance=22.0, lowest=-0.9, highest=0.1)
    basal = spanning_arbor(base[None], stems, balance=10.0)
    cloud = _ball(rng, 85, radius=170.0, lowest=-1.0, highest=0.15) + base
    basal = _extended(basal, cloud, balance=0.45)

    trunk_height = np.linspace(10.0, 360.0, 12)
    drift = np.cumsum(6.0 * (2.0 * rng.random((12, 2)) - 1.0), axis=0)
    trunk = np.column_stack([drift[:, 0] - drift[0, 0], trunk_height, drift[:, 1] - drift[0, 1]])
    around = _disc(rng, 55, radius=125.0)
    oblique = np.column_stack([around[:, 0], 40.0 + 240.0 * rng.random(55), around[:, 1]])
    level = 375.0 + 165.0 * np.sqrt(rng.random(75))
    cone = _disc(rng, 75, radius=1.0) * (20.0 + 0.95 * (level - 375.0))[:, None]
    tuft = np.column_stack([cone[:, 0], level, cone[:, 1]]) + [trunk[-1, 0], 0.0, trunk[-1, 2]]
    apical = spanning_arbor(trunk, np.concatenate([oblique, tuft]), balance=0.35)

    parts = [(BASAL, 0, basal, 0.32, 0.006), (APICAL, 4, apical, 0.32, 0.004)]
    if axon:
        parts.append((AXON, 0, _axon(rng, base), 0.12, 0.0005))
    profile = np.array([5.0, 7.5, 8.0, 6.0, 3.5])
    return _neuron(rng, soma, profile, parts)


def grow_granule(seed: int = 0) -> Samples:
    """Grow a granule cell of the dentate gyrus: a cone of dendrites above a round soma.

    Parameters
    ----------
    seed : int

    Returns
    -------
    Samples
        About 20 branches; the soma is one sample.

    Examples
    --------
    >>> int((grow_granule(seed=1).type == 1).sum())
    1
    """
    rng = generator(seed)
    soma = np.zeros((1, 3))
    stems = _stems(rng, soma[0], number=2, distance=18.0, lowest=0.75, highest=0.95)
    arbor = spanning_arbor(soma, stems, balance=10.0)
    level = 50.0 + 180.0 * np.sqrt(rng.random(32))
    cone = _disc(rng, 32, radius=1.0) * (0.45 * level)[:, None]
    arbor = _extended(arbor, np.column_stack([cone[:, 0], level, cone[:, 1]]), balance=0.7)
    return _neuron(rng, soma, np.array([5.2]), [(BASAL, 0, arbor, 0.3, 0.003)])


def grow_interneuron(seed: int = 0) -> Samples:
    """Grow a multipolar interneuron: dendrites to all sides of a round soma.

    Parameters
    ----------
    seed : int

    Returns
    -------
    Samples
        About 60 branches and an axon; the soma is one sample.

    Examples
    --------
    >>> bool((grow_interneuron(seed=1).type == 2).any())
    True
    """
    rng = generator(seed)
    soma = np.zeros((1, 3))
    stems = _stems(rng, soma[0], number=5, distance=20.0, lowest=-1.0, highest=1.0)
    arbor = spanning_arbor(soma, stems, balance=10.0)
    arbor = _extended(arbor, _ball(rng, 60, radius=160.0, lowest=-1.0, highest=1.0), balance=0.5)
    parts = [(BASAL, 0, arbor, 0.3, 0.004), (AXON, 0, _axon(rng, soma[0]), 0.12, 0.0005)]
    return _neuron(rng, soma, np.array([7.0]), parts)


def grow_y() -> Samples:
    """Return the simplest branched neuron: a soma, a stem and two daughters.

    Returns
    -------
    Samples

    Examples
    --------
    >>> grow_y()
    Samples('arrays', 12 samples, 1 tree(s))
    """
    stem = np.array([[0.0, y, 0.0] for y in (10.0, 35.0, 60.0, 85.0, 110.0)])
    right = np.array([[25.0, 135.0, 0.0], [50.0, 160.0, 0.0], [75.0, 185.0, 0.0]])
    xyz = np.concatenate([np.zeros((1, 3)), stem, right, right * [-1.0, 1.0, 1.0]])
    radii = [10.0, 1.5, 1.4, 1.3, 1.2, 1.1, 0.7, 0.6, 0.5, 0.7, 0.6, 0.5]
    return from_parents([-1, 0, 1, 2, 3, 4, 5, 6, 7, 5, 9, 10], xyz, radii, [SOMA] + [BASAL] * 11)


def _neuron(
    rng: np.random.Generator,
    soma: FloatArray,
    soma_radii: FloatArray,
    parts: Sequence[tuple[int, int, Arbor, float, float]],
) -> Samples:
    """Join arbors, given with type, soma sample, tip radius and taper, to a soma."""
    xyz, radii = [soma], [soma_radii]
    types, parent = [SOMA] * len(soma), list(range(-1, len(soma) - 1))
    for type_id, place, skeleton, tip, taper in parts:
        arbor = wandering(smoothed(skeleton), rng)
        shift = len(parent) - 1
        xyz.append(arbor.xyz[1:])
        radii.append(rall_radii(arbor, tip, taper)[1:])
        parent += [place if p == 0 else p + shift for p in arbor.parent[1:].tolist()]
        types += [type_id] * (len(arbor.parent) - 1)
    # Files of tracers have two or three decimals as well.
    return from_parents(parent, np.concatenate(xyz).round(2), np.concatenate(radii).round(3), types)


def _axon(rng: np.random.Generator, base: FloatArray) -> Arbor:
    depth = base[1] - np.linspace(0.0, 260.0, 11)
    drift = np.cumsum(5.0 * (2.0 * rng.random((11, 2)) - 1.0), axis=0)
    main = np.column_stack([drift[:, 0], depth, drift[:, 1]])
    main[0] = base
    around = _disc(rng, 16, radius=150.0)
    collateral = np.column_stack(
        [around[:, 0], base[1] - 60.0 - 200.0 * rng.random(16), around[:, 1]]
    )
    return spanning_arbor(main, collateral, balance=0.1)


def _extended(arbor: Arbor, carriers: FloatArray, balance: float) -> Arbor:
    """Grow carriers onto stems that start at the root, each carrier onto the nearest stem."""
    root, stems = arbor.xyz[0], arbor.xyz[1:]
    toward = (stems - root) / np.linalg.norm(stems - root, axis=1)[:, None]
    nearest = np.argmax((carriers - root) @ toward.T, axis=1)
    xyz, parent = [root[None]], [-1]
    for k, stem in enumerate(stems):
        trunk = np.array([root, stem])
        own = spanning_arbor(trunk, carriers[nearest == k], balance, root_children=1)
        shift = len(parent) - 1
        xyz.append(own.xyz[1:])
        parent += [0 if p == 0 else p + shift for p in own.parent[1:].tolist()]
    return Arbor(np.concatenate(xyz), np.array(parent))


def _stems(
    rng: np.random.Generator,
    centre: FloatArray,
    number: int,
    distance: float,
    lowest: float,
    highest: float,
) -> FloatArray:
    """Return points around the y axis, at even angles with some scatter."""
    turn = 2.0 * np.pi * (np.arange(number) + 0.5 * rng.random(number)) / number
    rise = lowest + (highest - lowest) * rng.random(number)
    flat = np.sqrt(1.0 - rise**2)
    return centre + distance * np.column_stack([flat * np.cos(turn), rise, flat * np.sin(turn)])


def _ball(
    rng: np.random.Generator, number: int, radius: float, lowest: float, highest: float
) -> FloatArray:
    """Return points in the part of a ball whose direction rises from lowest to highest."""
    turn = 2.0 * np.pi * rng.random(number)
    rise = lowest + (highest - lowest) * rng.random(number)
    # The square root of a uniform number puts more points inside than a uniform ball has.
    out = radius * np.sqrt(rng.random(number))
    flat = np.sqrt(1.0 - rise**2)
    way = np.column_stack([flat * np.cos(turn), rise, flat * np.sin(turn)])
    return np.asarray(out[:, None] * way)


def _disc(rng: np.random.Generator, number: int, radius: float) -> FloatArray:
    turn = 2.0 * np.pi * rng.random(number)
    out = radius * np.sqrt(rng.random(number))
    return np.column_stack([out * np.cos(turn), out * np.sin(turn)])
