"""What holds for every traced neuron: round trips, totals, motions, and honest errors."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spineax.errors import MorphologyRepaired, SpineaxError
from spineax.morphology import (
    Samples,
    Sections,
    connect,
    cut,
    delete_branches,
    from_parents,
    read_samples,
    rerooted,
    samples_of,
    sections,
    sections_from_graph,
    sections_to_networkx,
    swc_text,
    to_networkx,
)
from spineax.testing.morphologies import (
    broken_swc_texts,
    morphologies,
    swc_texts,
    traced_samples,
)

pytestmark = pytest.mark.filterwarnings("ignore::spineax.errors.MorphologyRepaired")

# Sums of up to a few hundred rounded terms.
CLOSE = {"rtol": 1e-12, "atol": 1e-12}


def reread(text: str) -> Sections:
    return sections(read_samples(text)[0])


def same(one: Sections, other: Sections) -> None:
    assert len(one) == len(other)
    for name in ("parent", "attach", "type_id", "group", "tree"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), name)
    for mine, theirs in zip(one.xyzr, other.xyzr, strict=True):
        np.testing.assert_array_equal(mine, theirs)


def is_well_formed_tree(branches: Sections) -> None:
    order = np.arange(len(branches))
    assert (branches.parent < order).all() and branches.parent[0] == -1
    assert np.isin(branches.attach, [0.0, 0.5, 1.0]).all()
    at_start = (branches.parent >= 0) & (branches.attach == 0.0)
    assert (branches.parent[branches.parent[at_start]] == -1).all()
    points = np.array([len(p) == 1 for p in branches.xyzr])
    inside = (branches.parent >= 0) & (branches.attach == 0.5)
    assert points[branches.parent[inside]].all()
    child = np.flatnonzero(branches.parent >= 0)
    np.testing.assert_array_equal(branches.tree[child], branches.tree[branches.parent[child]])


def is_well_formed(branches: Sections) -> None:
    is_well_formed_tree(branches)
    assert (branches.length > 0.0).all()
    if (branches.type_id == 1).any() and (branches.tree == 0).all():
        assert branches.group[0] == "soma"


@given(swc_texts())
def test_every_legal_text_makes_well_formed_sections(text: str) -> None:
    is_well_formed(reread(text))


@given(swc_texts())
def test_second_write_is_identical(text: str) -> None:
    """Read, write, read: the same branches; write again: the same bytes [I36]."""
    once = reread(text)
    first = swc_text(once)
    twice = reread(first)
    same(once, twice)
    assert swc_text(twice) == first


@given(traced_samples())
def test_samples_survive_text_and_graph(samples: Samples) -> None:
    """All digits are written [I36]."""
    for other in (read_samples(swc_text(samples))[0], samples_of(to_networkx(samples))):
        for name in ("type", "xyz", "r", "parent"):
            np.testing.assert_array_equal(getattr(samples, name), getattr(other, name))


@given(morphologies())
def test_sections_survive_a_graph(graph: object) -> None:
    branches = sections_from_graph(graph)
    same(branches, sections_from_graph(sections_to_networkx(branches)))


@given(traced_samples(), st.integers(1, 9))
def test_totals_do_not_depend_on_ncomp(samples: Samples, ncomp: int) -> None:
    """Length, area, volume and load of a branch are those of its compartments [I37]."""
    branches = sections(samples)
    coarse, fine = cut(branches, 1), cut(branches, ncomp)
    for name in ("length", "area", "volume"):
        total = np.bincount(fine.branch, weights=getattr(fine, name))
        np.testing.assert_allclose(total, getattr(coarse, name), **CLOSE)
    np.testing.assert_allclose(coarse.length, branches.length, **CLOSE)
    load = np.bincount(fine.branch, weights=fine.resistive_load_in + fine.resistive_load_out)
    np.testing.assert_allclose(load, coarse.resistive_load_in + coarse.resistive_load_out, **CLOSE)


@given(traced_samples(), st.integers(1, 4), st.floats(1.0, 300.0))
def test_splitting_changes_no_total(samples: Samples, ncomp: int, longest: float) -> None:
    whole = sections(samples)
    pieces = sections(samples, max_branch_len=longest)
    is_well_formed(pieces)
    line = np.array([len(points) > 1 for points in pieces.xyzr])
    assert (pieces.length[line] <= longest * (1.0 + 1e-9)).all()
    one, other = cut(whole, ncomp), cut(pieces, 1)
    for name in ("length", "area", "volume"):
        np.testing.assert_allclose(getattr(one, name).sum(), getattr(other, name).sum(), rtol=1e-11)


@given(traced_samples(), st.integers(1, 4), st.tuples(*[st.floats(-3.0, 3.0)] * 3))
def test_motions_change_nothing_but_places(
    samples: Samples, ncomp: int, turns: tuple[float, float, float]
) -> None:
    """[I38]."""
    generator = np.zeros((3, 3))
    generator[[0, 0, 1], [1, 2, 2]] = turns
    rotation = np.linalg.qr(np.eye(3) + generator - generator.T)[0]
    # Rounded places: samples that coincide still do after the motion.
    moved = from_parents(
        samples.parent, samples.xyz @ rotation + [10.0, -20.0, 30.0], samples.r, samples.type
    )
    one, other = sections(samples), sections(moved)
    np.testing.assert_array_equal(one.parent, other.parent)
    before, after = cut(one, ncomp), cut(other, ncomp)
    for name in ("length", "radius", "area", "volume", "resistive_load_in", "resistive_load_out"):
        # Coordinates of hundreds of um are rounded at 1e-13 um by the motion.
        np.testing.assert_allclose(getattr(after, name), getattr(before, name), rtol=1e-8)


@given(traced_samples(), st.integers(1, 4))
def test_a_change_of_unit_scales(samples: Samples, ncomp: int) -> None:
    """A factor of 8, for which rounding is the same [I38]."""
    scaled = from_parents(samples.parent, samples.xyz * 8.0, samples.r * 8.0, samples.type)
    before, after = cut(sections(samples), ncomp), cut(sections(scaled), ncomp)
    powers = {"length": 1, "radius": 1, "area": 2, "volume": 3, "resistive_load_in": -1}
    for name, power in powers.items():
        expected = getattr(before, name) * 8.0**power
        np.testing.assert_allclose(getattr(after, name), expected, **CLOSE)


@given(traced_samples(), st.integers(1, 4), st.floats(0.1, 10.0))
def test_min_radius_is_a_floor_of_all_radii(samples: Samples, ncomp: int, least: float) -> None:
    thick = from_parents(samples.parent, samples.xyz, np.maximum(samples.r, least), samples.type)
    one, other = cut(sections(samples), ncomp, least), cut(sections(thick), ncomp)
    for name in ("radius", "area", "volume", "resistive_load_in", "resistive_load_out"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), **CLOSE)


def joints(branches: Sections) -> set[frozenset[tuple[int, int]]]:
    """Return which ends of branches meet, as sets of (branch, end); a point has one end."""
    place: dict[tuple[int, int], int] = {}
    met: dict[int, set[tuple[int, int]]] = {}
    for k, (above, where) in enumerate(zip(branches.parent, branches.attach, strict=True)):
        point = len(branches.xyzr[k]) == 1
        begin = 2 * k if above < 0 else place[int(above), 0 if where == 0.0 else 1]
        place[k, 0], place[k, 1] = begin, begin if point else 2 * k + 1
        met.setdefault(begin, set()).add((k, 0))
        if not point:
            met.setdefault(2 * k + 1, set()).add((k, 1))
    return {frozenset(ends) for ends in met.values() if len(ends) > 1}


@given(traced_samples(), st.integers(0, 99), st.sampled_from([0.0, 1.0]))
def test_rerooting_moves_nothing(samples: Samples, branch: int, end: float) -> None:
    before = sections(samples)
    branch %= len(before)
    after, origin, turned = rerooted(before, branch, end)
    assert sorted(origin.tolist()) == list(range(len(before)))
    renamed = {
        frozenset((int(origin[k]), int(e) ^ int(turned[k])) for k, e in ends)
        for ends in joints(after)
    }
    assert renamed == joints(before)
    for points, old, around in zip(after.xyzr, origin, turned, strict=True):
        np.testing.assert_array_equal(points, before.xyzr[old][:: -1 if around else 1])


@given(traced_samples(), st.lists(st.integers(0, 99), max_size=6))
def test_deleting_keeps_what_still_meets(samples: Samples, chosen: list[int]) -> None:
    before = sections(samples)
    gone = {k % len(before) for k in chosen}
    if len(gone) == len(before):
        gone = set()
    edited = delete_branches(before, gone)
    points = {k for k in gone if len(before.xyzr[k]) == 1}
    expected = set()
    for ends in joints(before):
        left = frozenset((k, e) for k, e in ends if k not in gone)
        # Branches of a point soma met in its compartment, which is no more.
        if len(left) > 1 and not any(k in points for k, _ in ends):
            expected.add(left)
    renamed = {
        frozenset((int(edited.origin[k]), e) for k, e in ends) for ends in joints(edited.sections)
    }
    assert renamed == expected


@given(traced_samples(trees=1), traced_samples(trees=1), st.data())
def test_joined_cells_are_one_tree(one: Samples, two: Samples, data: st.DataObject) -> None:
    first, second = sections(one), sections(two)
    pick = [data.draw(st.integers(0, len(cell) - 1)) for cell in (first, second)]
    ends = [data.draw(st.sampled_from([0.0, 1.0])) for _ in range(2)]
    joined = connect(first, pick[0], ends[0], second, pick[1], ends[1])
    is_well_formed_tree(joined.sections)
    assert (joined.sections.tree == 0).all()
    before = np.concatenate([cut(first, 1).area, cut(second, 1).area])
    # The second cell is moved, which rounds its coordinates.
    np.testing.assert_allclose(cut(joined.sections, 1).area, before[joined.origin], rtol=1e-6)


@settings(max_examples=200)
@given(broken_swc_texts())
def test_reading_raises_our_errors_or_reads(text: str) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", MorphologyRepaired)
            samples, report = read_samples(text)
    except SpineaxError as error:
        assert len(str(error)) > 20
        return
    assert report.n_samples == len(samples)
    is_well_formed(sections(samples))
