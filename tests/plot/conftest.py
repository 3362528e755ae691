"""Scenes to draw, on a backend without a window; every figure is closed again."""

from __future__ import annotations

import matplotlib

matplotlib.use("Agg")

import numpy as np
import pytest
from matplotlib import pyplot as plt

from spineax.plan.coordinates import lay_out, moved
from spineax.plot import Scene


@pytest.fixture(autouse=True)
def _small_figures_that_close():
    with plt.rc_context({"figure.dpi": 40}):
        yield
    plt.close("all")


@pytest.fixture
def fork() -> Scene:
    """A traced branch of three points that forks in two; 2, 3 and 1 compartments."""
    trunk = np.array([[0.0, 0, 0, 4], [30, 0, 10, 3], [60, 0, 0, 2]])
    left = np.array([[60.0, 0, 0, 1], [90, 30, 5, 1]])
    right = np.array([[60.0, 0, 0, 1], [90, -30, -5, 0.5], [120, -30, 0, 0.5]])
    return traced([trunk, left, right], [2, 3, 1], [-1, 0, 0])


@pytest.fixture
def soma() -> Scene:
    """A point soma of two compartments with one dendrite."""
    ball = np.array([[0.0, 0.0, 0.0, 8.0]])
    dendrite = np.array([[10.0, 0, 0, 1], [50, 10, 0, 1]])
    return traced([ball, dendrite], [2, 2], [-1, 0], attach=[1.0, 0.5])


def traced(xyzr, ncomp, parent, **more) -> Scene:
    """Return a scene of traced branches."""
    steps = [np.linalg.norm(np.diff(points[:, :3], axis=0), axis=1).sum() for points in xyzr]
    length = [step or 2 * points[0, 3] for step, points in zip(steps, xyzr, strict=True)]
    radius = [points[:, 3].mean() for points in xyzr]
    each = np.repeat(np.array(length) / ncomp, ncomp)
    return Scene(xyzr, ncomp, each, np.repeat(radius, ncomp), parent, **more)


def built(n_cells: int = 2, selected=None, spread: float = 200.0) -> Scene:
    """Return a network of forks without traced radii, each cell synapsing onto the next."""
    parent, ncomp = np.array([-1, 0, 0]), np.array([2, 2, 2])
    one = lay_out(parent, np.ones(3), np.full(3, 60.0))
    xyzr = [b for cell in range(n_cells) for b in moved(one, (0.0, cell * spread, 0.0))]
    pre = 6 * np.arange(n_cells - 1) + 5
    return Scene(
        xyzr,
        np.tile(ncomp, n_cells),
        np.full(6 * n_cells, 30.0),
        np.full(6 * n_cells, 1.0),
        np.concatenate([np.where(parent < 0, -1, parent + 3 * cell) for cell in range(n_cells)]),
        cell=np.repeat(np.arange(n_cells), 3),
        selected=selected,
        pre=pre,
        post=pre + 1,
        synapse_label=["IonotropicSynapse", "TanhSynapse"][: n_cells - 1],
    )
