"""Every kind of picture, in the plane and in space."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.collections import LineCollection, PathCollection, PolyCollection

from spineax.errors import BadArgument, SpineaxWarning, UnknownName
from spineax.plot import ALIASES, KINDS, draw

from .conftest import built, traced

FLAT, SPACE = (0, 1), (0, 1, 2)
SPATIAL = [kind for kind in KINDS if kind != "dendrogram"]


def rendered(ax):
    ax.figure.canvas.draw()
    return ax


@pytest.mark.parametrize("color", ["k", "values"])
@pytest.mark.parametrize(
    ("kind", "dims"),
    [(kind, dims) for kind in SPATIAL for dims in (FLAT, (2, 0), SPACE)] + [("dendrogram", FLAT)],
)
def test_every_kind_draws_every_scene(kind, dims, color, fork, soma):
    for scene in fork, soma, built(3), built(2, selected=[0, 3, 9]):
        used = np.arange(float(len(scene.selected))) if color == "values" else color
        rendered(draw(kind, None, scene, used, dims, colorbar_label="v / mV"))
        plt.close()


@pytest.mark.parametrize("kind", SPATIAL)
def test_axes_are_equal_and_have_units(kind, fork):
    flat = rendered(draw(kind, None, fork, dims=(0, 2)))
    assert (flat.get_xlabel(), flat.get_ylabel()) == ("x / um", "z / um")
    assert flat.get_aspect() == 1.0
    space = draw(kind, None, fork, dims=SPACE)
    assert space.get_zlabel() == "z / um"
    lengths = [np.ptp(getattr(space, f"get_{axis}lim")()) for axis in "xyz"]
    # The box is stored in the order of the turned axes, hence sorted.
    per_um = np.sort(space.get_box_aspect()) / np.sort(lengths)
    np.testing.assert_allclose(per_um, per_um[0])


def test_the_whole_cell_is_within_the_limits(fork):
    points = np.concatenate(fork.xyzr)
    for dims in FLAT, SPACE:
        ax = rendered(draw("morph", None, fork, dims=dims))
        for dim, axis in zip(dims, "xyz", strict=False):
            low, high = getattr(ax, f"get_{axis}lim")()
            assert low <= (points[:, dim] - points[:, 3]).min()
            assert high >= (points[:, dim] + points[:, 3]).max()


@pytest.mark.parametrize("kind", KINDS)
def test_large_cells_are_few_artists(kind):
    random = np.random.default_rng(0)
    xyzr = [np.abs(np.cumsum(random.normal(size=(100, 4)), axis=0)) + 0.1 for _ in range(20)]
    scene = traced(xyzr, [100] * 20, np.arange(20) - 1)
    ax = draw(kind, None, scene, np.arange(2000.0))
    assert len(ax.get_children()) < 20


def test_kinds_have_other_names(fork):
    for alias, kind in ALIASES.items():
        shown, meant = (draw(name, None, fork).collections for name in (alias, kind))
        assert [type(one) for one in shown] == [type(one) for one in meant]


def test_color_reaches_the_compartments(fork):
    colors = ["r", "r", "g", "b", "b", "k"]
    ax = draw("line", None, fork, colors)
    (lines,) = ax.collections
    # Neighbours of one colour and branch are one line.
    assert len(lines.get_segments()) == 4
    np.testing.assert_array_equal(
        lines.get_colors()[:, :3], np.array([[1, 0, 0], [0, 0.5, 0], [0, 0, 1], [0, 0, 0]])
    )


def test_numbers_get_a_color_bar_and_words_a_legend(fork):
    values = np.arange(6.0)
    ax = draw("line", None, fork, values, colorbar_label="v / mV")
    assert [other.get_ylabel() for other in ax.figure.axes] == ["y / um", "v / mV"]
    plain = draw("line", None, fork, values, colorbar=False)
    assert len(plain.figure.axes) == 1
    words = draw("line", None, fork, np.array(list("aabbcc")))
    assert [text.get_text() for text in words.get_legend().get_texts()] == ["a", "b", "c"]


def test_radius_gives_width(fork):
    ax = draw("line", None, fork, width_by_radius=True, linewidth=2.0)
    widths = ax.collections[0].get_linewidths()
    assert widths[0] > widths[3] > widths[5]


def test_options_reach_the_artists(fork):
    ax = draw("morph", None, fork, lw=3.0, alpha=0.5, zorder=7)
    (faces,) = ax.collections
    assert isinstance(faces, PolyCollection)
    assert (faces.get_linewidth()[0], faces.get_alpha(), faces.get_zorder()) == (3.0, 0.5, 7)


def test_true_length_of_compartments():
    zigzag = np.array([[0.0, 0, 0, 1], [10, 10, 0, 1], [20, 0, 0, 1]])
    scene = traced([zigzag], [1], [-1])
    spans = [
        np.ptp(draw("comp", None, scene, true_comp_length=true).dataLim.intervalx)
        for true in (True, False)
    ]
    np.testing.assert_allclose(spans, [20 * np.sqrt(2), 20])


def test_nearer_parts_cover_farther_ones():
    low = np.array([[0.0, 0, 0, 1], [10, 0, 0, 1]])
    high = low + [0, 0, 5, 0]
    scene = traced([high, low], [1, 1], [-1, -1])
    for kind in "morph", "comp":
        (faces,) = draw(kind, None, scene, ["r", "b"]).collections
        np.testing.assert_array_equal(faces.get_facecolor()[:, :3], [[0, 0, 1], [1, 0, 0]])


def test_scale_bar_replaces_the_axes(fork):
    for dims in FLAT, SPACE:
        for bar in True, 50.0:
            ax = rendered(draw("line", None, fork, dims=dims, scale_bar=bar))
            assert not (ax._axis3don if dims == SPACE else ax.axison)
    assert any("50 um" in text.get_text() for text in ax.texts)


def test_pictures_share_axes(fork):
    ax = draw("line", None, fork, "0.8")
    assert draw("morph", ax, fork, "r") is ax
    space = draw("line", None, fork, dims=SPACE)
    before = space.get_xlim()
    far = traced([fork.xyzr[0] + [500, 0, 0, 0]], [1], [-1])
    draw("line", space, far, dims=SPACE)
    assert space.get_xlim()[0] <= before[0]
    assert space.get_xlim()[1] >= 560


def test_dendrogram_has_path_distances(fork):
    ax = draw("dendrogram", None, fork)
    tree = ax.collections[1].get_segments()
    trunk = 2 * np.hypot(30, 10)
    np.testing.assert_allclose(tree[0], [[0.5, 0.0], [0.5, trunk / 2]])
    np.testing.assert_allclose(tree[5][:, 1], [trunk, trunk + fork.comp_length[5]])
    assert ax.get_ylabel() == "path distance / um"
    flat = draw("dendrogram", None, fork, orientation="horizontal")
    np.testing.assert_allclose(flat.collections[1].get_segments()[0], np.array(tree[0])[:, ::-1])


def test_dendrogram_of_a_view_keeps_its_distances(fork):
    part = traced(fork.xyzr, fork.ncomp, fork.parent, selected=[5])
    ax = draw("dendrogram", None, part)
    assert ax.collections[1].get_segments()[0][0, 1] == pytest.approx(2 * np.hypot(30, 10))
    assert len(ax.collections[0].get_segments()) == 0


def test_synapses_are_lines_with_a_dot():
    scene = built(3)
    for dims in FLAT, SPACE:
        ax = draw(
            "line", None, scene, dims=dims, synapse_color="r", synapse_scatter_kwargs={"s": 20}
        )
        assert len(ax.collections) == 3
        np.testing.assert_allclose(ax.collections[1].get_color()[0, :3], (1, 0, 0))
        assert ax.collections[2].get_sizes() == [20]
    flat = draw("line", None, scene, synapse_plot_kwargs={"lw": 3})
    assert isinstance(flat.collections[1], LineCollection)
    np.testing.assert_allclose(
        flat.collections[1].get_segments(),
        np.stack([scene.comp_xyz[scene.pre], scene.comp_xyz[scene.post]], axis=1)[..., :2],
    )
    assert isinstance(flat.collections[2], PathCollection)
    assert flat.collections[1].get_linewidth() == [3]


def test_synapses_by_type():
    ax = draw("line", None, built(3), synapse_color={"TanhSynapse": "g"})
    assert len(ax.collections[1].get_segments()) == 1
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["TanhSynapse"]


def test_cells_as_points():
    scene = built(3)
    ax = draw("line", None, scene, ["r", "g", "b"], detail="point", cell_plot_kwargs={"s": 50})
    dots, lines = ax.collections
    np.testing.assert_allclose(dots.get_offsets()[:, 1], [0.0, 200.0, 400.0])
    np.testing.assert_allclose(lines.get_segments()[0], dots.get_offsets()[:2])
    assert len(rendered(draw("line", None, scene, dims=SPACE, detail="point")).collections) == 2


def test_cells_on_one_spot_are_warned_of():
    with pytest.warns(SpineaxWarning, match="All 2 cells lie on the same spot"):
        draw("line", None, built(2, spread=0.0))


def test_draw_refuses(fork):
    with pytest.raises(UnknownName, match=r"No kind of picture named 'lines'.*'line'"):
        draw("lines", None, fork)
    with pytest.raises(UnknownName, match=r"No detail named 'points'.*'point'"):
        draw("line", None, fork, detail="points")
    with pytest.raises(UnknownName, match="No synapse type named 'Tanh'"):
        draw("line", None, built(3), synapse_color={"Tanh": "g"})
    for kind in KINDS:
        with pytest.raises(UnknownName, match=r"No drawing option named 'linewidht'.*'linewidth'"):
            draw(kind, None, fork, linewidht=2)
    for dims in [(0,), (0, 3), (0, 0), (0, 1, 2, 0)]:
        with pytest.raises(BadArgument, match="dims has two or three"):
            draw("line", None, fork, dims=dims)
    with pytest.raises(BadArgument, match="A dendrogram is flat"):
        draw("dendrogram", None, fork, dims=SPACE)
    flat, space = plt.figure().subplots(), plt.figure().add_subplot(projection="3d")
    with pytest.raises(BadArgument, match="projection='3d'"):
        draw("line", flat, fork, dims=SPACE)
    with pytest.raises(BadArgument, match="needs flat Axes"):
        draw("line", space, fork)


@pytest.mark.parametrize("kind", SPATIAL)
@pytest.mark.parametrize("dims", [FLAT, (1, 2), SPACE])
def test_the_smallest_cells(kind, dims):
    branch = traced([np.array([[0.0, 0, 0, 1], [10, 0, 0, 1]])], [1], [-1])
    point = traced([np.array([[0.0, 0, 0, 10]])], [1], [-1])
    for scene in branch, point:
        for scale_bar in False, True:
            rendered(draw(kind, None, scene, np.zeros(1), dims, scale_bar=scale_bar))
            plt.close()


def test_a_straight_branch_keeps_a_readable_axis():
    ax = draw("line", None, traced([np.array([[0.0, 0, 0, 1], [10, 0, 0, 1]])], [1], [-1]))
    assert np.ptp(ax.get_ylim()) >= 1.5


@pytest.mark.parametrize("dims", [(0, 1), (1, 0), (0, 1, 2)])
def test_labels_lie_within_a_saved_figure(dims, fork, monkeypatch):
    monkeypatch.setitem(plt.rcParams, "figure.dpi", 100)
    for color in ("k", np.arange(float(len(fork.selected)))):
        ax = draw("line", None, fork, color, dims)
        ax.figure.canvas.draw()
        sheet = ax.figure.bbox
        for part in ax.figure.axes:
            box = part.get_tightbbox()
            assert sheet.x0 <= box.x0 and sheet.y0 <= box.y0
            assert box.x1 <= sheet.x1 and box.y1 <= sheet.y1
