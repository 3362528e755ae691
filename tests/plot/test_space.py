"""Sheets of pictures: their shape, and what stands beside the picture."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib import pyplot as plt

from spineax.plot import draw
from spineax.plot.space import frame_of

from .conftest import traced

FLAT, SPACE = (0, 1), (0, 1, 2)
WORDS, NUMBERS = np.array(["a long word", "another"]), np.arange(2.0)


def bar(along: int, length: float = 300.0):
    """Return the scene of a straight neurite that runs along an axis."""
    end = np.zeros(4)
    end[along], end[3] = length, 1.0
    return traced([np.stack([end * (0, 0, 0, 1), end])], [2], [-1])


def place_in_figure(ax):
    """Return left, bottom, right and top of the picture, in inches of its figure."""
    ax.figure.canvas.draw()
    left, bottom, right, top = frame_of(ax)
    box, size = ax.get_position(), ax.figure.get_size_inches()
    corners = np.array([[left, bottom], [right, top]]) * [box.width, box.height]
    return ((corners + [box.x0, box.y0]) * size).ravel()


@pytest.mark.parametrize("along", [0, 1, 2])
@pytest.mark.parametrize("color", ["k", NUMBERS, WORDS], ids=["plain", "numbers", "words"])
def test_a_picture_in_space_fills_its_sheet(along, color):
    ax = draw("line", None, bar(along), color, SPACE)
    left, bottom, right, top = place_in_figure(ax)
    width, height = ax.figure.get_size_inches()
    np.testing.assert_allclose(max(right - left, top - bottom), 4.2)
    assert 0.0 < left < 1.0 and 0.0 < bottom < 1.0
    assert 0.0 < height - top < 0.5
    room = width - right
    assert (0.0 < room < 0.8) if isinstance(color, str) else (1.0 < room < 2.5)


def test_a_color_bar_in_space_stands_beside_the_picture():
    ax = draw("line", None, bar(1), NUMBERS, SPACE, colorbar_label="v / mV")
    _, _, right, _ = place_in_figure(ax)
    scale = ax.figure.axes[1].get_position()
    width = ax.figure.get_size_inches()[0]
    assert right < scale.x0 * width < right + 0.5
    assert 0.0 < scale.y0 < scale.y1 < 1.0 and scale.x1 < 1.0


def test_numbers_and_names_keep_away_from_the_axes():
    for along in range(3):
        ax = draw("line", None, bar(along), "k", SPACE)
        ax.figure.canvas.draw()
        axis = (ax.xaxis, ax.yaxis, ax.zaxis)[along]
        name = axis.label.get_window_extent()
        for tick in axis.get_ticklabels():
            assert not name.overlaps(tick.get_window_extent()), tick.get_text()


@pytest.mark.parametrize("color", [NUMBERS, WORDS], ids=["numbers", "words"])
def test_what_explains_a_picture_does_not_shrink_it(color):
    sizes = []
    for used in "k", color:
        ax = draw("line", None, bar(1), used, FLAT, colorbar_label="v / mV")
        ax.figure.canvas.draw()
        sizes.append(ax.get_window_extent().height)
    np.testing.assert_allclose(sizes[1], sizes[0], rtol=0.05)


def test_a_color_bar_is_as_high_as_its_label():
    ax = draw("line", None, bar(0), NUMBERS, FLAT, colorbar_label="compartment radius / um")
    ax.figure.canvas.draw()
    scale = ax.figure.axes[1]
    label = scale.yaxis.label.get_window_extent()
    assert scale.get_window_extent().height > 0.8 * label.height


def test_later_pictures_cover_earlier_ones():
    ax = draw("line", None, bar(0), (0.0, 1.0, 0.0), SPACE, linewidth=8.0)
    draw("line", ax, bar(0), (1.0, 0.0, 0.0), SPACE, linewidth=8.0)
    ax.figure.canvas.draw()
    pixels = np.asarray(ax.figure.canvas.buffer_rgba())[..., :3].astype(int)
    red, green = (pixels[..., k] - pixels[..., 1 - k] > 200 for k in (0, 1))
    assert red.sum() > 100 and green.sum() < 10
    plt.close("all")
