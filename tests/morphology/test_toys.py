"""Toy neurons: every trap of the format, with the numbers that have to come out."""

from __future__ import annotations

import numpy as np
import pytest

from spineax.errors import MorphologyRepaired
from spineax.morphology import cut, read_samples, sections
from tests.morphology.toys import TOYS, Toy, swc

# The tables have six decimals.
PRINTED = {"rtol": 1e-6, "atol": 6e-7}


@pytest.mark.parametrize("name", TOYS)
def test_toy(name: str) -> None:
    toy: Toy = TOYS[name]
    branches = sections(read_samples(toy.text)[0])
    cylinders = cut(branches, 1)
    assert branches.parent.tolist() == toy.parents
    assert branches.group.tolist() == [row[0] for row in toy.rows]
    columns = (
        *(cylinders.length, cylinders.radius, cylinders.area, cylinders.volume),
        *(cylinders.resistive_load_in, cylinders.resistive_load_out),
    )
    expected = np.array([row[1:] for row in toy.rows])
    np.testing.assert_allclose(np.column_stack(columns), expected, **PRINTED)


@pytest.mark.parametrize(
    "name",
    [
        *("3_types", "minimal", "single_branch", "soma_both_ends"),
        *("variable_radiuses_within_branch", "variable_radiuses_multi_branch"),
    ],
)
def test_toys_are_the_shared_files(name: str, shared_morphologies) -> None:
    mine = cut(sections(read_samples(TOYS[name].text)[0]), 3)
    file = cut(sections(read_samples(shared_morphologies / f"{name}.swc")[0]), 3)
    for column in vars(mine):
        np.testing.assert_array_equal(getattr(mine, column), getattr(file, column))


def test_interrupted_tracing_can_end_branches() -> None:
    samples = read_samples(TOYS["interrupted_soma"].text)[0]
    branches = sections(samples, ignore_swc_tracing_interruptions=False)
    assert branches.group.tolist() == ["soma", "basal", "soma"]
    assert branches.parent.tolist() == [-1, 0, 0]
    assert branches.attach.tolist() == [1.0, 1.0, 0.0]
    np.testing.assert_allclose(branches.length, [1.0, 5.0, 2.0])


def test_a_repeated_root_is_joined() -> None:
    text = swc("1 1 0 0 0 1 -1; 2 1 1 0 0 .5 1; 3 1 2 0 0 1 -1; 4 1 3 0 0 .5 3; 3 1 2 0 0 1 2")
    with pytest.warns(MorphologyRepaired, match="line 5: sample 3 repeats line 3"):
        samples, report = read_samples(text)
    assert report.n_trees == 1
    whole = cut(sections(samples), 1)
    row = [whole.length, whole.radius, whole.area, whole.volume]
    row += [whole.resistive_load_in, whole.resistive_load_out]
    expected = [3, 0.75, 15.805833, 5.497787, 1.061033, 0.848826]
    np.testing.assert_allclose(np.concatenate(row), expected, **PRINTED)


def test_minimal_cut_in_two_matches_the_reference() -> None:
    """Golden numbers to ten digits; the first half of one branch is a mended fault."""
    two = cut(sections(read_samples(TOYS["minimal"].text)[0]), 2)
    loads = (two.resistive_load_in, two.resistive_load_out)
    rows = np.column_stack([two.length, two.radius, two.area, two.volume, *loads])
    golden = np.array(
        [
            [0.6, 7.89675, 37.04946564, 117.5743418, 0.001489431215, 0.001575697705],
            [0.6, 7.45225, 34.96398902, 104.7139863, 0.001669682425, 0.001772334408],
            # The reference counts this half as a cone that starts with the radius of the soma.
            [
                1.2,
                1.66,
                2 * np.pi * 1.66 * 1.2,
                np.pi * 1.66**2 * 1.2,
                *2 * [0.6 / np.pi / 1.66**2],
            ],
            # Its first load has an error of 4e-8 there; the integral is 0.6 / (pi r1 r2).
            [1.2, 2.13, 20.40046918, 17.38130118, 0.6 / np.pi / 1.66 / 2.13, 0.03448644487],
            [1.5, 0.888, 8.369202829, 3.715926056, 0.3027509113, 0.3027509113],
            [1.5, 0.799, 7.58323293, 3.020836115, 0.3364741042, 0.4208295839],
            [2.636542462, 0.888, 14.71050576, 6.531464556, 0.5321437555, 0.5321437555],
            [2.636542462, 0.8036091726, 13.34426923, 5.372981321, 0.5820734484, 0.7352171716],
        ]
    )
    # The golden numbers have ten digits.
    np.testing.assert_allclose(rows, golden, rtol=1e-8)


@pytest.mark.parametrize(
    ("name", "n_branches", "length", "area", "groups"),
    [
        ("ca1_n120", 155, 11910.0993, 32493.4669, {"soma": 2, "basal": 100, "apical": 53}),
        ("ca1_n120_250", 10, 1443.7634, 5981.2004, {"soma": 1, "apical": 9}),
        (
            *("ca1_n120_single_point_soma", 154, 11872.3792, 32596.5517),
            {"soma": 1, "basal": 100, "apical": 53},
        ),
        ("l5pc_no_axon", 196, 14212.3378, 43645.5148, {"soma": 1, "basal": 66, "apical": 129}),
        (
            *("allen_480351780", 97, 4072.9438, 5224.6351),
            {"soma": 1, "axon": 1, "basal": 39, "apical": 56},
        ),
    ],
)
def test_reconstructions(
    shared_morphologies, name: str, n_branches: int, length: float, area: float, groups: dict
) -> None:
    branches = sections(read_samples(shared_morphologies / f"{name}.swc")[0])
    cylinders = cut(branches, 1)
    assert len(branches) == n_branches
    assert branches.group[0] == "soma"
    assert {g: int((branches.group == g).sum()) for g in groups} == groups
    # The numbers have nine digits; the other simulators hold coordinates in single precision.
    np.testing.assert_allclose(cylinders.length.sum(), length, rtol=2e-8)
    np.testing.assert_allclose(cylinders.area.sum(), area, rtol=2e-8)


def test_tracing_interruptions_of_a_reconstruction(shared_morphologies) -> None:
    samples = read_samples(shared_morphologies / "ca1_n120.swc")[0]
    branches = sections(samples, ignore_swc_tracing_interruptions=False)
    assert (branches.group == "basal").sum() == 101
