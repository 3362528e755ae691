"""What is cut out of the traced lines, and what a scene refuses."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spineax.errors import BadMorphology, EmptySelection, ShapeMismatch
from spineax.plot import Scene

from .conftest import built, traced


def length_of(points):
    return np.linalg.norm(np.diff(points[:, :3], axis=0), axis=1).sum()


@given(st.data())
def test_pieces_are_as_long_as_their_compartments(data):
    counts = data.draw(
        st.lists(st.tuples(st.integers(2, 6), st.integers(1, 5)), min_size=1, max_size=6)
    )
    random = np.random.default_rng(data.draw(st.integers(0, 2**31)))
    xyzr = [random.normal(scale=30.0, size=(points, 4)) for points, _ in counts]
    ncomp = [n for _, n in counts]
    selected = data.draw(st.permutations(range(sum(ncomp))))
    selected = selected[: data.draw(st.integers(1, len(selected)))]
    scene = traced(xyzr, ncomp, [-1] * len(xyzr), selected=selected)
    pieces = np.split(scene.pieces.points, scene.pieces.start[1:-1])
    assert len(pieces) == len(selected)
    lengths = [length_of(piece) for piece in pieces]
    # Arc lengths are differences of sums over all branches, up to some 1e3 um.
    np.testing.assert_allclose(lengths, scene.comp_length[scene.selected], atol=1e-9)
    np.testing.assert_array_equal([piece[0] for piece in pieces], scene.ends[0])
    np.testing.assert_array_equal([piece[-1] for piece in pieces], scene.ends[1])


def test_a_partial_branch_is_drawn_where_it_is_selected(fork):
    part = Scene(
        fork.xyzr, fork.ncomp, fork.comp_length, fork.comp_radius, fork.parent, selected=[1, 5]
    )
    trunk, right = np.split(part.pieces.points, part.pieces.start[1:-1])
    np.testing.assert_allclose(trunk, fork.xyzr[0][1:])
    np.testing.assert_allclose(right, fork.xyzr[2])
    np.testing.assert_array_equal(part.drawn, [0, 2])


def test_untraced_radii_are_those_of_compartments():
    scene = built()
    assert np.isnan(scene.xyzr[0][:, 3]).all()
    np.testing.assert_array_equal(scene.pieces.points[:, 3], 1.0)


def test_a_point_is_a_ball_of_its_middle_compartment(soma):
    xyzr, owner = soma.balls
    np.testing.assert_array_equal(xyzr, [[0.0, 0.0, 0.0, 8.0]])
    np.testing.assert_array_equal(owner, [1])
    lines, child = soma.links
    np.testing.assert_array_equal(lines, [[[0, 0, 0], [10, 0, 0]]])
    np.testing.assert_array_equal(child, [2])


def test_synapses_touch_the_traced_line(fork):
    # One compartment over the bend at (90, -30, -5): its middle lies on the line.
    points = fork.xyzr[2][:, :3]
    first, second = np.linalg.norm(np.diff(points, axis=0), axis=1)
    expected = points[0] + (points[1] - points[0]) * (first + second) / 2 / first
    np.testing.assert_allclose(fork.comp_xyz[5], expected)


def test_scene_refuses(fork):
    more = fork.ncomp, fork.comp_length, fork.comp_radius, fork.parent
    with pytest.raises(EmptySelection, match="nothing to draw"):
        Scene(fork.xyzr, *more, selected=[])
    with pytest.raises(ShapeMismatch, match="parent needs one entry for each of 3 branches"):
        Scene(fork.xyzr, *more[:3], parent=[-1])
    with pytest.raises(ShapeMismatch, match="comp_radius needs one entry for each of 6"):
        Scene(fork.xyzr, fork.ncomp, fork.comp_length, np.ones(5), fork.parent)
    nowhere = [np.full((2, 4), np.nan), *fork.xyzr[1:]]
    with pytest.raises(BadMorphology, match="compute_xyz"):
        Scene(nowhere, *more)
    # A branch that is out of view need not have coordinates.
    assert len(Scene(nowhere, *more, selected=[2]).pieces.points) == 2
