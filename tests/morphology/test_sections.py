"""Sections: max_branch_len, types, point somata, and where branches attach."""

from __future__ import annotations

import numpy as np
import pytest

from spineax.errors import BadArgument, BadType
from spineax.morphology import cut, group_name, read_samples, sections
from tests.morphology.toys import TOYS, swc


def test_max_branch_len_gives_the_fewest_equal_pieces() -> None:
    samples = read_samples(swc("1 3 0 0 0 1 -1; 2 3 70 0 0 2 1; 3 3 90 0 0 1 2; 4 3 90 9 0 1 3"))[0]
    pieces = sections(samples, max_branch_len=33.0)
    np.testing.assert_allclose(pieces.length, 99.0 / 3.0)
    assert pieces.parent.tolist() == [-1, 0, 1]
    np.testing.assert_allclose(pieces.xyzr[1][0], pieces.xyzr[0][-1])
    np.testing.assert_allclose(cut(pieces, 1).area.sum(), cut(sections(samples), 1).area.sum())


def test_children_hang_from_the_right_piece() -> None:
    samples = read_samples(TOYS["soma_both_ends"].text)[0]
    pieces = sections(samples, max_branch_len=0.5)
    assert pieces.length.max() <= 0.5
    assert pieces.parent.tolist() == [-1, 0, 1, 2, 3, 4, 5, 0, 7, 8, 9, 10, 11]
    assert pieces.attach.tolist() == [1.0] * 7 + [0.0] + [1.0] * 5


def test_a_point_soma_is_not_split() -> None:
    pieces = sections(read_samples(swc("1 1 0 0 0 50 -1"))[0], max_branch_len=1.0)
    assert len(pieces) == 1


@pytest.mark.parametrize("bad", [0.0, -3.0, np.nan, np.inf, "long", [1.0, -1.0]])
def test_max_branch_len_is_checked(bad: object) -> None:
    samples = read_samples(TOYS["minimal"].text)[0]
    with pytest.raises(BadArgument, match="max_branch_len"):
        sections(samples, max_branch_len=bad)


def test_types_outside_the_list_are_not_told_apart() -> None:
    samples = read_samples(
        swc("1 1 0 0 0 5 -1; 2 3 9 0 0 1 1; 3 4 19 0 0 1 2; 4 5 29 0 0 1 3; 5 6 39 0 0 1 4")
    )[0]
    assert sections(samples).group.tolist() == ["soma", "basal", "apical", "custom5"]
    every = sections(samples, relevant_type_ids=[1, 2, 3, 4, 5, 6])
    assert every.group.tolist() == ["soma", "basal", "apical", "custom5", "custom6"]
    soma_alone = sections(samples, relevant_type_ids=(1,))
    assert soma_alone.group.tolist() == ["soma", "basal"]
    for bad in ("1", 3, [1.5], [None]):
        with pytest.raises(BadType, match="relevant_type_ids"):
            sections(samples, relevant_type_ids=bad)


def test_names_of_groups() -> None:
    names = [group_name(k) for k in range(6)]
    assert names == ["undefined", "soma", "axon", "basal", "apical", "custom5"]


def test_dendrites_of_a_point_soma_start_at_their_own_first_point() -> None:
    branches = sections(read_samples(TOYS["3_types_single_point_soma"].text)[0])
    assert branches.attach.tolist() == [1.0, 0.5, 0.5]
    assert branches.xyzr[1][0, 0] == 2.0


def test_a_neurite_of_one_sample_starts_in_the_soma() -> None:
    branches = sections(read_samples(swc("1 1 0 0 0 5 -1; 2 3 20 0 0 2 1"))[0])
    np.testing.assert_allclose(branches.xyzr[1], [[0, 0, 0, 2], [20, 0, 0, 2]])


def test_a_dendrite_inside_a_soma_ends_a_branch_of_the_soma() -> None:
    rows = "1 1 0 0 0 5 -1; 2 1 10 0 0 4 1; 3 1 20 0 0 5 2; 4 3 10 20 0 1 2; 5 3 10 30 0 1 4"
    branches = sections(read_samples(swc(rows))[0])
    assert branches.group.tolist() == ["soma", "soma", "basal"]
    assert branches.parent.tolist() == [-1, 0, 0] and branches.attach.tolist() == [1.0] * 3
    np.testing.assert_allclose(branches.length, [10.0, 10.0, 10.0])


def test_an_axon_keeps_the_radius_of_the_dendrite_it_leaves() -> None:
    rows = "1 3 0 0 0 2 -1; 2 3 20 0 0 2 1; 3 2 30 0 0 .5 2; 4 2 40 0 0 .5 3"
    branches = sections(read_samples(swc(rows))[0])
    assert branches.group.tolist() == ["basal", "axon"]
    assert branches.xyzr[1][:, 3].tolist() == [2.0, 0.5, 0.5]


def test_repr_names_groups() -> None:
    branches = sections(read_samples(TOYS["minimal"].text)[0])
    assert repr(branches) == "Sections(4 branches, 11.8731 um: apical 2, basal 1, soma 1)"
