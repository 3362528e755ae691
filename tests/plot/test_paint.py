"""From what users call a colour to colours of compartments."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.colors import to_rgba

from spineax.errors import BadArgument, ShapeMismatch, UnknownName
from spineax.plot.paint import CATEGORIES, MISSING, Paint

from .conftest import built


class Labelled:
    """An array that knows its name and units, as recordings do."""

    name = "v"
    attrs = {"units": "mV"}

    def __init__(self, values):
        self.values = np.asarray(values)

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self.values, dtype)


@pytest.mark.parametrize("color", ["k", "C1", "#ff00aa", (0.1, 0.2, 0.3), [0.1, 0.2, 0.3, 0.5]])
def test_one_color(fork, color):
    paint = Paint.of(color, fork)
    np.testing.assert_array_equal(paint.rgba, np.tile(to_rgba(color), (6, 1)))
    assert paint.scale is None


def test_one_color_per_compartment_branch_or_cell(fork):
    six = ["C0", "C1", "C2", "C3", "C4", "C5"]
    np.testing.assert_array_equal(Paint.of(six, fork).rgba, [to_rgba(c) for c in six])
    three = Paint.of(["r", "g", "b"], fork).rgba
    np.testing.assert_array_equal(three, [to_rgba(c) for c in "rrgggb"])
    two = Paint.of(["r", "b"], built(2)).rgba
    np.testing.assert_array_equal(two, [to_rgba(c) for c in "rrrrrrbbbbbb"])


def test_one_color_per_compartment_keeps_the_order_of_the_view():
    scene = built(2, selected=[3, 0, 7])
    np.testing.assert_array_equal(
        Paint.of(["r", "g", "b"], scene).rgba, np.array([*map(to_rgba, "rgb")])
    )


def test_numbers_go_from_the_least_to_the_greatest(fork):
    paint = Paint.of(np.array([3.0, 1.0, np.nan, 2.0, 1.5, np.inf]), fork, cmap="gray")
    assert (paint.scale.norm.vmin, paint.scale.norm.vmax) == (1.0, 3.0)
    np.testing.assert_array_equal(paint.rgba[0], (1, 1, 1, 1))
    np.testing.assert_array_equal(paint.rgba[1], (0, 0, 0, 1))
    np.testing.assert_array_equal(paint.rgba[[2, 5]], [MISSING, MISSING])


def test_given_limits_hold(fork):
    paint = Paint.of(np.arange(6), fork, vmin=-80.0, vmax=40.0)
    assert (paint.scale.norm.vmin, paint.scale.norm.vmax) == (-80.0, 40.0)


@pytest.mark.parametrize("values", [np.zeros(6), np.full(6, np.nan)])
def test_numbers_without_a_range(fork, values):
    assert np.isfinite(Paint.of(values, fork).rgba).all()


def test_labelled_arrays_say_what_they_are(fork):
    assert Paint.of(Labelled(np.arange(6.0)), fork).label == "v / mV"
    assert Paint.of(Labelled(np.arange(6.0)), fork, colorbar_label="V").label == "V"


def test_words_and_truth_values_get_a_legend(fork):
    words = Paint.of(np.array(["soma", "soma", "axon", "axon", "dend", "dend"]), fork)
    assert list(words.legend) == ["axon", "dend", "soma"]
    np.testing.assert_array_equal(words.rgba[0], to_rgba(CATEGORIES[2]))
    group = Paint.of(np.arange(6) > 2, fork, colorbar_label="apical")
    assert set(group.legend) == {"apical", "not apical"}
    np.testing.assert_array_equal(group.rgba[0], MISSING)


def test_paint_refuses(fork):
    with pytest.raises(BadArgument, match="'blau' is not a colour"):
        Paint.of("blau", fork)
    with pytest.raises(ShapeMismatch, match="4 entries, but 6 compartments in 3 branches"):
        Paint.of(np.arange(4.0), fork)
    with pytest.raises(UnknownName, match=r"No colour map named 'virids'.*'viridis'"):
        Paint.of(np.arange(6.0), fork, cmap="virids")
