"""Cutting sections: closed forms, errors, and a slow twin of the vectorised code."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from spineax.errors import BadArgument, BadMorphology, ShapeMismatch
from spineax.morphology import (
    cut,
    cylinder_area,
    cylinder_resistive_load,
    cylinder_volume,
    grow_pyramidal,
    make_sections,
    sections,
    with_min_radius,
)

LINE = np.array([[0.0, 0, 0, 1], [8, 0, 0, 3]])
CONE = make_sections([LINE], [-1], [1.0], [3])


def twin(points: np.ndarray, ncomp: int) -> np.ndarray:
    """Cut one polyline compartment by compartment; rows of area, volume, loads, radius."""
    position = np.append(0.0, np.cumsum(np.linalg.norm(np.diff(points[:, :3], axis=0), axis=1)))
    bounds = position[-1] * np.arange(2 * ncomp + 1) / (2 * ncomp)
    rows = []
    for start, end in pairwise(bounds):
        inner = position[(position > start) & (position < end)]
        at = np.concatenate([[start], inner, [end]])
        r, step = np.interp(at, position, points[:, 3]), np.diff(at)
        a, b = r[:-1], r[1:]
        rows.append(
            [
                (np.pi * (a + b) * np.sqrt(step**2 + (b - a) ** 2)).sum(),
                (np.pi / 3 * step * (a * a + a * b + b * b)).sum(),
                (step / (np.pi * a * b)).sum(),
                (step * (a + b) / 2).sum(),
            ]
        )
    halves = np.array(rows).reshape(ncomp, 2, 4)
    area, volume, _, radius = halves.sum(axis=1).T
    return np.array([area, volume, *halves[:, :, 2].T, radius * ncomp / position[-1]])


def test_fast_code_agrees_with_its_slow_twin() -> None:
    branches = sections(grow_pyramidal(seed=5))
    ncomp = np.arange(len(branches)) % 7 + 1
    fast = cut(branches, ncomp)
    for branch, points in enumerate(branches.xyzr):
        mine = fast.branch == branch
        columns = ("area", "volume", "resistive_load_in", "resistive_load_out", "radius")
        values = np.array([getattr(fast, name)[mine] for name in columns])
        np.testing.assert_allclose(values, twin(points, int(ncomp[branch])), rtol=1e-11)
    assert fast.comp.tolist() == [c for n in ncomp for c in range(n)]


def test_cone_has_closed_forms() -> None:
    one = cut(CONE, 1)
    np.testing.assert_allclose(one.radius, 2.0)
    np.testing.assert_allclose(one.area, np.pi * 4.0 * np.hypot(8.0, 2.0))
    np.testing.assert_allclose(one.volume, np.pi / 3 * 8 * (1 + 3 + 9))
    np.testing.assert_allclose(one.resistive_load_in, 4 / (np.pi * 1 * 2))
    np.testing.assert_allclose(one.resistive_load_out, 4 / (np.pi * 2 * 3))
    assert (one.x[0], one.y[0], one.z[0]) == (4.0, 0.0, 0.0)


def test_turning_a_branch_swaps_its_loads() -> None:
    turned = cut(make_sections([LINE[::-1]], [-1], [1.0], [3]), 3)
    straight = cut(CONE, 3)
    np.testing.assert_allclose(turned.resistive_load_in, straight.resistive_load_out[::-1])
    np.testing.assert_allclose(turned.area, straight.area[::-1])


def test_sphere_is_shared_by_its_compartments() -> None:
    ball = make_sections([np.array([[1.0, 2, 3, 5]])], [-1], [1.0], [1])
    for n in (1, 3):
        parts = cut(ball, n)
        np.testing.assert_allclose(parts.area, 4 * np.pi * 25 / n)
        np.testing.assert_allclose(parts.volume, 4 / 3 * np.pi * 125 / n)
        np.testing.assert_allclose(parts.length, 10 / n)
        np.testing.assert_allclose(parts.resistive_load_in, 5 / n / (np.pi * 25))
        np.testing.assert_allclose(parts.radius, 5)
        assert parts.y.tolist() == [2.0] * n


def test_a_step_in_radius_is_a_ring() -> None:
    step = np.array([[0.0, 0, 0, 2], [4, 0, 0, 2], [4, 0, 0, 1], [8, 0, 0, 1]])
    rod = make_sections([step], [-1], [1.0], [3])
    for n in (1, 2, 3):
        area = cut(rod, n).area.sum()
        np.testing.assert_allclose(area, np.pi * (16 + 8 + 3), rtol=1e-12)


def test_min_radius_raises_area_volume_and_loads() -> None:
    thick = cut(CONE, 1, min_radius=3.0)
    np.testing.assert_allclose(thick.area, cylinder_area(8.0, 3.0))
    np.testing.assert_allclose(thick.volume, cylinder_volume(8.0, 3.0))
    np.testing.assert_allclose(thick.resistive_load_in, cylinder_resistive_load(8.0, 3.0))
    assert with_min_radius(CONE, None) is CONE


@pytest.mark.parametrize("bad", [0, -1, 1.5, "2", None, True, np.nan, [0], [[1], [1, 2]]])
def test_ncomp_is_checked(bad: object) -> None:
    with pytest.raises(BadArgument, match="ncomp"):
        cut(CONE, bad)


def test_ncomp_needs_one_value_per_branch() -> None:
    with pytest.raises(ShapeMismatch, match=r"shape \(2,\).*1 branches"):
        cut(CONE, np.array([1, 2]))


def test_what_cannot_be_cut() -> None:
    with pytest.raises(BadMorphology, match=r"Branch 0 \(basal\) has a radius of 0 um"):
        cut(make_sections([LINE * [1, 1, 1, 0]], [-1], [1.0], [3]), 1)
    with pytest.raises(BadMorphology, match="no length"):
        cut(make_sections([LINE * [0, 0, 0, 1]], [-1], [1.0], [3]), 1)
    with pytest.raises(BadArgument, match="min_radius"):
        cut(CONE, 1, min_radius=-1.0)
