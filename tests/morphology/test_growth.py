"""Grown neurons: what ships is what the code grows, and it looks like neurons."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from spineax.errors import BadArgument, UnknownName
from spineax.morphology import (
    cut,
    grow_granule,
    grow_interneuron,
    grow_pyramidal,
    rall_radii,
    read_samples,
    sections,
    shipped,
    spanning_arbor,
    swc_text,
)
from spineax.morphology.growth import Arbor
from spineax.morphology.shipping import SHIPPED, regrow


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_files_are_what_the_code_grows(name: str, tmp_path: Path) -> None:
    regrow(tmp_path)
    assert (tmp_path / f"{name}.swc").read_bytes() == shipped(name).read_bytes()
    assert shipped(name).stat().st_size < 60_000


def test_shipped_neurons_have_the_size_of_neurons() -> None:
    cell = sections(read_samples(shipped("pyramidal"))[0])
    assert 130 <= len(cell) <= 170 and cell.group[0] == "soma"
    whole = cut(cell, 1)
    assert 5e3 < whole.length.sum() < 2e4 and 2e4 < whole.area.sum() < 1e5
    assert 15 <= len(sections(read_samples(shipped("granule"))[0])) <= 30
    fork = sections(read_samples(shipped("y"))[0])
    assert fork.parent.tolist() == [-1, 0, 1, 1]


def test_unknown_shipped_name() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'pyramidal'"):
        shipped("pyramidel")


@pytest.mark.parametrize("grow", [grow_pyramidal, grow_granule, grow_interneuron])
def test_seeds_decide(grow) -> None:
    assert swc_text(grow(seed=3)) == swc_text(grow(seed=3))
    assert swc_text(grow(seed=3)) != swc_text(grow(seed=4))


@pytest.mark.parametrize("seed", range(6))
def test_every_seed_gives_a_sound_neuron(seed: int) -> None:
    for samples in (grow_pyramidal(seed, axon=True), grow_granule(seed), grow_interneuron(seed)):
        branches = sections(samples)
        assert branches.group[0] == "soma" and (branches.tree == 0).all()
        children = np.bincount(branches.parent[1:], minlength=len(branches))
        assert children[branches.group != "soma"].max() == 2, "branches part in two"
        thin = np.array([points[:, 3].min() for points in branches.xyzr])
        assert thin.min() > 0.1 and branches.length[1:].min() > 1.0


def test_balance_trades_wire_for_path() -> None:
    carriers = 200.0 * np.random.default_rng(0).random((80, 3))
    root = np.zeros((1, 3))

    def wire_and_path(balance: float) -> tuple[float, float]:
        arbor = spanning_arbor(root, carriers, balance)
        step = np.linalg.norm(arbor.xyz - arbor.xyz[arbor.parent], axis=1)
        step[0] = 0.0
        path = np.zeros(len(step))
        for k in range(1, len(step)):
            path[k] = path[arbor.parent[k]] + step[k]
        return float(step.sum()), float(path.mean())

    (short, winding), (long, direct) = wire_and_path(0.0), wire_and_path(1.0)
    assert short < long and direct < winding
    with pytest.raises(BadArgument, match="balance"):
        spanning_arbor(root, carriers, balance=-1.0)


def test_radii_follow_ralls_law() -> None:
    fork = Arbor(np.eye(3)[[0, 1, 2, 2]] * 10.0, np.array([-1, 0, 1, 1]))
    r = rall_radii(fork, tip_radius=0.5, taper=0.0)
    np.testing.assert_allclose(r[1] ** 1.5, r[2] ** 1.5 + r[3] ** 1.5)
    assert (np.diff(rall_radii(fork, 0.5, taper=0.01)[:3]) < 0.0).all()
