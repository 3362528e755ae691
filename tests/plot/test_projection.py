"""Outlines and faces against what the solids are."""

from __future__ import annotations

import numpy as np
import pytest

from spineax.plot.projection import capsules, circles, cylinders, depth, spheres, tubes

RANDOM = np.random.default_rng(0)


def area(polygons):
    """Return the areas of polygons (m, k, 2) by the shoelace formula."""
    x, y = polygons[..., 0], polygons[..., 1]
    return np.abs(np.sum(x * np.roll(y, -1, -1) - y * np.roll(x, -1, -1), axis=-1)) / 2


def test_circles_have_their_area():
    # A polygon of 1000 corners misses 7e-6 of the disc.
    disc = circles(np.zeros((1, 2)), np.array([3.0]), resolution=1000)
    assert area(disc) == pytest.approx(9 * np.pi, rel=1e-5)


def test_capsules_are_the_hull_of_two_circles():
    start, end = RANDOM.normal(scale=5.0, size=(2, 50, 2))
    r_start, r_end = RANDOM.uniform(0.1, 3.0, size=(2, 50))
    outline = capsules(start, end, r_start, r_end, resolution=200)
    # Support function of the hull of two circles, in 100 directions.
    angle = np.linspace(0.0, 2 * np.pi, 100)
    way = np.stack([np.cos(angle), np.sin(angle)])
    reach = np.maximum(start @ way + r_start[:, None], end @ way + r_end[:, None])
    # 200 corners on an arc of up to a full circle of 3 um cut off 3 * (pi / 200) ** 2 / 2 um.
    np.testing.assert_allclose((outline @ way).max(axis=1), reach, atol=5e-4)


def test_a_capsule_inside_itself_is_the_larger_circle():
    zero = np.zeros((1, 2))
    for radii in ([1.0], [2.0]), ([2.0], [1.0]), ([2.0], [2.0]):
        outline = capsules(zero, zero, *np.array(radii), resolution=500)
        assert area(outline) == pytest.approx(4 * np.pi, rel=1e-4)


@pytest.mark.parametrize("dims", [(0, 1), (1, 0), (0, 2), (1, 2)])
def test_cylinders_from_the_side_and_from_above(dims):
    a, b = dims
    (sight,) = {0, 1, 2} - set(dims)
    center, length, radius = np.array([[1.0, 2.0, 3.0]]), np.array([10.0]), np.array([2.0])
    side = cylinders(center, np.eye(3)[[a]], length, radius, dims, 1000)[0]
    np.testing.assert_allclose(np.ptp(side, axis=0), [10.0, 4.0], atol=1e-4)
    np.testing.assert_allclose(side.mean(axis=0), center[0, [a, b]], atol=1e-12)
    above = cylinders(center, np.eye(3)[[sight]], length, radius, dims, 1000)
    assert area(above) == pytest.approx(4 * np.pi, rel=1e-4)


def test_cylinders_cover_their_shadow():
    axis = RANDOM.normal(size=(20, 3))
    axis /= np.linalg.norm(axis, axis=1, keepdims=True)
    center, length, radius = np.zeros((20, 3)), np.full(20, 5.0), np.full(20, 1.0)
    outline = cylinders(center, axis, length, radius, (0, 1), 2000)
    # A cylinder of length l and radius r at sine s casts the shadow 2 r l s + pi r^2 c.
    sine, cosine = np.hypot(axis[:, 0], axis[:, 1]), np.abs(axis[:, 2])
    np.testing.assert_allclose(area(outline), 10.0 * sine + np.pi * cosine, rtol=1e-4)


def test_depth_looks_from_the_side_that_the_axes_face():
    points = np.array([[1.0, 2.0, 3.0]])
    seen = {(0, 1): 3.0, (1, 0): -3.0, (1, 2): 1.0, (2, 0): 2.0, (0, 2): -2.0}
    for dims, expected in seen.items():
        assert depth(points, dims) == [expected]


def test_tubes_share_their_rings_and_close_their_ends():
    path = np.array([[0.0, 0, 0], [10, 0, 0], [17, 7, 0]])
    radius = np.array([2.0, 1.5, 1.0])
    owner = np.array([0, 0])
    faces, light, frustum = tubes(path[:-1], path[1:], radius[:-1], radius[1:], owner, 6)
    # Two walls of six faces, and a disc of three strips at each open end.
    assert faces.shape == (12 + 6, 4, 3)
    assert ((light >= 0.0) & (light <= 1.0)).all()
    np.testing.assert_array_equal(np.bincount(frustum), [9, 9])
    first, second = faces[:6, 2:].reshape(-1, 3), faces[6:12, :2].reshape(-1, 3)
    plane = path[2] - path[1]
    plane = plane / np.linalg.norm(plane) + [1.0, 0.0, 0.0]
    for ring in first, second:
        # The joint lies in the plane that halves the bend.
        np.testing.assert_allclose((ring - path[1]) @ plane, 0.0, atol=1e-12)
    apart, _, _ = tubes(path[:-1], path[1:], radius[:-1], radius[1:], np.array([0, 1]), 6)
    assert len(apart) == 12 + 12


def test_spheres_have_their_radius():
    faces, light, sphere = spheres(np.array([[1.0, 2, 3], [5, 5, 5]]), np.array([2.0, 4.0]), 8)
    assert len(faces) == len(light) == len(sphere)
    far = np.linalg.norm(faces[sphere == 1] - 5.0, axis=-1)
    np.testing.assert_allclose(far, 4.0)
