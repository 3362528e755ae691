"""Values over time."""

from __future__ import annotations

import numpy as np
import pytest

from spineax.errors import ShapeMismatch
from spineax.plot import plot_traces

TIME = np.arange(0.0, 50.0, 0.1)
WAVES = np.stack([np.sin(TIME + phase) * 40.0 - 30.0 for phase in range(3)])


def test_traces_share_axes():
    ax = plot_traces(None, TIME, WAVES, ["a", "b", "c"])
    ax.figure.canvas.draw()
    np.testing.assert_array_equal(ax.collections[0].get_segments()[1][:, 1], WAVES[1])
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("time / ms", "v / mV")
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["a", "b", "c"]
    low, high = ax.get_ylim()
    assert low < WAVES.min() < WAVES.max() < high


def test_stacked_traces_have_bars():
    ax = plot_traces(None, TIME, WAVES, ["a", "b", "c"], offset=100.0)
    ax.figure.canvas.draw()
    top, middle, _ = ax.collections[0].get_segments()
    np.testing.assert_allclose((top - middle)[:, 1], WAVES[0] - WAVES[1] + 100.0)
    written = {text.get_text() for text in ax.texts}
    assert {"a", "b", "c", "5 ms", "50 mV"} <= written
    assert not ax.axison


@pytest.mark.parametrize("offset", [None, 100.0])
def test_stimulus_lies_below(offset):
    ax = plot_traces(None, TIME, WAVES[0], offset=offset, stimulus=np.where(TIME > 10, 0.1, 0.0))
    ax.figure.canvas.draw()
    (strip,) = ax.child_axes
    assert strip.get_ylabel() == "nA"
    assert strip.get_xlim() == ax.get_xlim()


def test_many_traces_have_colors_in_order():
    ax = plot_traces(None, TIME, np.tile(WAVES, (5, 1)))
    assert len(np.unique(ax.collections[0].get_colors(), axis=0)) == 15
    one = plot_traces(ax, TIME, WAVES, color="r", units="uM", name="CaCon_i")
    assert one is ax
    assert ax.get_ylabel() == "CaCon_i / uM"


def test_traces_refuse():
    with pytest.raises(ShapeMismatch, match="one entry per time"):
        plot_traces(None, TIME[:-1], WAVES)
    with pytest.raises(ShapeMismatch, match="2 labels were given for 3 traces"):
        plot_traces(None, TIME, WAVES, ["a", "b"])
    with pytest.raises(ShapeMismatch, match="stimulus needs one entry per time"):
        plot_traces(None, TIME, WAVES, stimulus=np.zeros(3))
