"""Coordinates of built and traced branches."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spineax.errors import BadArgument, ShapeMismatch
from spineax.plan.coordinates import (
    compartment_centers,
    compartment_ends,
    lay_out,
    layered,
    moved,
    positions_along,
    rotated,
)

# Coordinates are sums and ratios of a few doubles of size 100: 1e-12 is some rounding errors.
TOLERANCE = 1e-12


def test_root_lies_on_the_x_axis():
    (root,) = lay_out([-1], [1.0], [30.0])
    np.testing.assert_array_equal(root[:, :3], [[0.0, 0.0, 0.0], [30.0, 0.0, 0.0]])
    assert np.isnan(root[:, 3]).all()


def test_children_fan_out_by_the_rule():
    parent = np.array([-1, 0, 0, 0, 1])
    xyzr = lay_out(parent, np.ones(5), np.full(5, 10.0))
    fans = np.linspace(5.0, 0.5, 3)
    for branch, slope in [(1, -0.5 * fans[1]), (2, 0.0), (3, 0.5 * fans[1]), (4, 0.0)]:
        start, end = xyzr[branch][:, :3]
        np.testing.assert_allclose(start, xyzr[parent[branch]][1, :3], atol=TOLERANCE)
        step = 10.0 / np.sqrt(slope**2 + 1) * np.array([1.0, slope, 0.0])
        np.testing.assert_allclose(end - start, step, atol=TOLERANCE)


def test_children_of_the_start_grow_the_other_way():
    _, left, beyond, right = lay_out([-1, 0, 1, 0], [1.0, 0.0, 1.0, 1.0], [10.0] * 4)
    np.testing.assert_array_equal(left[:, 0], [0.0, -10.0])
    np.testing.assert_array_equal(beyond[:, 0], [-10.0, -20.0])
    np.testing.assert_array_equal(right[:, 0], [10.0, 20.0])


@given(st.lists(st.tuples(st.integers(0, 30), st.floats(0.1, 500.0)), min_size=1, max_size=30))
def test_every_branch_has_its_length(draws):
    parent = np.array([-1] + [k % (i + 1) for i, (k, _) in enumerate(draws[1:])])
    length = np.array([l_um for _, l_um in draws])
    xyzr = lay_out(parent, np.ones(len(parent)), length)
    drawn = [np.linalg.norm(branch[1, :3] - branch[0, :3]) for branch in xyzr]
    # The ends are differences of numbers up to 30 * 500 um.
    np.testing.assert_allclose(drawn, length, rtol=0, atol=1e-10)


def test_lay_out_refuses():
    with pytest.raises(ShapeMismatch, match="one entry per branch"):
        lay_out([-1, 0], [1.0], [1.0, 1.0])
    with pytest.raises(BadArgument, match="Branch 0 comes before its parent 1"):
        lay_out([1, -1], [1.0, 1.0], [1.0, 1.0])


def test_no_branches():
    assert lay_out([], [], []) == ()
    assert compartment_centers((), 3).shape == (0, 3)


@given(st.data())
def test_cuts_are_equal_in_arc_length(data):
    counts = data.draw(st.lists(st.tuples(st.integers(2, 6), st.integers(1, 5)), min_size=1))
    random = np.random.default_rng(data.draw(st.integers(0, 2**31)))
    xyzr = [random.normal(scale=50.0, size=(points, 4)) for points, _ in counts]
    ncomp = np.array([n for _, n in counts])
    start, end = compartment_ends(xyzr, ncomp)
    # The cuts of one branch alone, by the plain definition.
    for branch, first in enumerate(np.cumsum(ncomp) - ncomp):
        points, n = xyzr[branch], ncomp[branch]
        arc = np.insert(np.cumsum(np.linalg.norm(np.diff(points[:, :3], axis=0), axis=1)), 0, 0.0)
        cut = np.linspace(0.0, arc[-1], n + 1)
        expected = np.stack([np.interp(cut, arc, points[:, c]) for c in range(4)], axis=1)
        # The arc length is a difference of sums over all branches, up to some 1e4 um.
        np.testing.assert_allclose(start[first : first + n], expected[:-1], atol=1e-8)
        np.testing.assert_allclose(end[first : first + n], expected[1:], atol=1e-8)


def test_centers_of_a_bent_branch():
    bent = np.array([[0.0, 0.0, 0.0, 1.0], [2.0, 0.0, 0.0, 1.0], [2.0, 2.0, 0.0, 1.0]])
    np.testing.assert_allclose(compartment_centers([bent], 2), [[1, 0, 0], [2, 1, 0]])
    # One compartment: half way between its ends, off the traced line.
    np.testing.assert_allclose(compartment_centers([bent], 1), [[1, 1, 0]])


def test_branches_without_length_stay_in_their_point():
    point = np.array([[5.0, 6.0, 7.0, 8.0]])
    twice = np.repeat(point, 2, axis=0) + 1.0
    line = np.array([[0.0, 0.0, 0.0, 1.0], [1.0, 0.0, 0.0, 1.0]])
    centers = compartment_centers([point, twice, line, point], [3, 2, 1, 1])
    expected = [[5, 6, 7]] * 3 + [[6, 7, 8]] * 2 + [[0.5, 0, 0], [5, 6, 7]]
    np.testing.assert_array_equal(centers, expected)


def test_missing_values_stay_in_their_branch():
    line = np.array([[0.0, 0.0, 0.0, 1.0], [4.0, 0.0, 0.0, 1.0]])
    unknown, no_radius = np.full((2, 4), np.nan), line.copy()
    no_radius[:, 3] = np.nan
    start, end = compartment_ends([line, unknown, no_radius, line], 2)
    assert np.isnan(start[2:4]).all()
    np.testing.assert_array_equal(start[4:6, 0], [0.0, 2.0])
    assert np.isnan(end[4:6, 3]).all()
    np.testing.assert_array_equal(end[6:], end[:2])


def test_positions_keep_branches_apart():
    line = np.array([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0]])
    np.testing.assert_array_equal(positions_along([line, line], np.array([2, 3])), [0, 2, 3, 6])


def test_moved_by_one_offset_or_many():
    line = np.array([[0.0, 0.0, 0.0, np.nan], [1.0, 0.0, 0.0, np.nan]])
    first, second = moved([line, line], [[1.0, 0.0, 0.0], [0.0, 2.0, 0.0]])
    np.testing.assert_array_equal(first[:, :3], line[:, :3] + [1, 0, 0])
    np.testing.assert_array_equal(second[:, :3], line[:, :3] + [0, 2, 0])
    np.testing.assert_array_equal(moved([line], [1, 1, 1])[0][:, :3], line[:, :3] + 1)


@pytest.mark.parametrize("plane", ["xy", "xz", "yz"])
def test_rotation_is_clockwise(plane):
    a, b = ("xyz".index(axis) for axis in plane)
    point = np.array([[3.0, 5.0, 7.0, np.nan]])
    (turned,) = rotated([point], 90.0, plane)
    assert turned[0, a] == pytest.approx(point[0, b])
    assert turned[0, b] == pytest.approx(-point[0, a])
    (other,) = {0, 1, 2} - {a, b}
    assert turned[0, other] == point[0, other]
    (back,) = rotated([turned], -90.0, plane)
    np.testing.assert_allclose(back, point, atol=TOLERANCE)


def test_rotation_refuses_other_axes():
    with pytest.raises(BadArgument, match="No rotation axis named 'yx'"):
        rotated([np.zeros((1, 4))], 90.0, "yx")


def test_layers():
    across = layered([2, 1], within_layer_offset=10.0, between_layer_offset=100.0)
    np.testing.assert_array_equal(across, [[0, -5, 0], [0, 5, 0], [100, 0, 0]])
    down = layered([2, 1], 10.0, 100.0, vertical_layers=True)
    np.testing.assert_array_equal(down, [[-5, 100, 0], [5, 100, 0], [0, 0, 0]])
    with pytest.raises(BadArgument, match="0 or more cells"):
        layered([2, -1])
