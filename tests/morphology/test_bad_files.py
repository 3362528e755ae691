"""Files that no neuron can have, and legal ones that look odd."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest

from spineax.errors import BadArgument, BadMorphology, BadType, MorphologyRepaired
from spineax.morphology import cut, read_samples, sections
from tests.morphology.toys import swc

GOOD = "1 1 0 0 0 5 -1; 2 3 10 0 0 1 1; 3 3 20 0 0 1 2"

BAD = {
    "self-parent": ("1 1 0 0 0 5 -1; 2 3 10 0 0 1 2", "line 2: sample 2 is its own parent"),
    "cycle": ("1 1 0 0 0 5 -1; 2 3 1 0 0 1 3; 3 3 2 0 0 1 2", "line 2: .* back to itself"),
    "cycle off the tree": (
        GOOD + "; 4 3 1 0 0 1 6; 5 3 1 0 0 1 4; 6 3 1 0 0 1 5; 7 3 1 0 0 1 6",
        "line 4: .*over 3 samples",
    ),
    "no root": ("1 1 0 0 0 5 2; 2 3 10 0 0 1 1", "line 1: .* back to itself"),
    "missing parent": ("1 1 0 0 0 5 -1; 2 3 10 0 0 1 7", "line 2: the parent 7 of sample 2"),
    "duplicate id": (GOOD + "; 2 3 30 0 0 1 3", "line 4: sample 2 is on line 2 already"),
    "NaN coordinate": ("1 1 0 nan 0 5 -1", "line 1: the y is nan"),
    "infinite coordinate": ("1 1 0 0 -inf 5 -1", "line 1: the z is -inf"),
    "overflow": ("1 1 1e999 0 0 5 -1", "line 1: the x is inf"),
    "NaN radius": ("1 1 0 0 0 nan -1", "line 1: the radius is nan"),
    "zero radius": (GOOD + "; 4 3 30 0 0 0 3", r"line 4: the radius is 0 um.*min_radius"),
    "negative radius": (GOOD + "; 4 3 30 0 0 -1 3", "line 4: the radius is -1 um"),
    "six columns": (
        GOOD + "; 4 3 30 0 0 1",
        "line 4: 6 column.*seven, with spaces between them: id type x y z",
    ),
    "garbage": ("1 1 0 0 0 5 -1; hello there", "line 2: 2 column"),
    "a word": ("1 1 0 0 zero 5 -1", "line 1: 'zero' is not a number, as the z"),
    "an underscore": ("1 1 0 0 1_0 5 -1", "line 1: '1_0' is not a number"),
    "decimal commas": ("1 1 0,5 0,0 0,0 5,0 -1", "line 1: decimal commas"),
    "semicolons": ("1:1:0:0:0:5:-1", "line 1: 1 column"),
    "broken id": ("1.5 1 0 0 0 5 -1", "line 1: the id is 1.5"),
    "huge id": ("1e300 1 0 0 0 5 -1", "line 1: the id is 1e"),
    "broken type": ("1 1.5 0 0 0 5 -1", "line 1: the type is 1.5"),
    "negative type": ("1 -1 0 0 0 5 -1", "line 1: the type is -1"),
    "broken parent": (GOOD + "; 4 3 0 0 9 1 2.5", "line 4: the parent is 2.5"),
    "comments only": ("# nothing; # more", "has no samples"),
    "blank": (" ; ", "has no samples"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_file_is_refused_with_file_and_line(name: str, tmp_path: Path) -> None:
    rows, message = BAD[name]
    path = tmp_path / "bad cell.swc"
    path.write_text(swc(rows))
    with pytest.raises(BadMorphology, match=message) as caught:
        read_samples(path)
    assert "bad cell.swc" in str(caught.value)


LEGAL = {
    "BOM": "\ufeff" + swc(GOOD),
    "CRLF": swc(GOOD).replace("\n", "\r\n"),
    "CR": swc(GOOD).replace("\n", "\r"),
    "tabs": swc(GOOD).replace(" ", "\t"),
    "inline comments": swc(GOOD).replace("\n", " # soma, dendrite\n"),
    "blank first line": "\n\n" + swc(GOOD),
    "odd breaks in comments": "# \x85 \u2028 \x0c\n" + swc(GOOD),
    "no last line break": swc("# cell;" + GOOD).rstrip("\n"),
    "eight columns": swc(GOOD).replace("\n", " 7\n"),
    "SWC+": "# <swcPlus>\n" + swc(GOOD).replace("\n", " 0.5 abc 1\n"),
    "float ids": swc(GOOD.replace("1 1", "1.0 1.0", 1).replace("1 1; 2", "1 1.0; 2.0")),
    "exponents": swc("1 1 0 0 0 5e0 -1; 2 3 1E1 0 0 1 1; 3 3 +20.0 0 0 1 2"),
    "ids from 0": swc("0 1 0 0 0 5 -1; 1 3 10 0 0 1 0; 2 3 20 0 0 1 1"),
    "ids from 1e9": swc(
        "1000000001 1 0 0 0 5 -1; 1000000002 3 10 0 0 1 1000000001;1000000003 3 20 0 0 1 1000000002"
    ),
    "ids with gaps": swc("7 1 0 0 0 5 -1; 70 3 10 0 0 1 7; 9 3 20 0 0 1 70"),
    "children first": swc("3 3 20 0 0 1 2; 2 3 10 0 0 1 1; 1 1 0 0 0 5 -1"),
}


@pytest.mark.parametrize("name", LEGAL)
def test_legal_spelling_is_read_silently(name: str) -> None:
    samples, report = read_samples(LEGAL[name])
    assert samples.type.tolist() == [1, 3, 3]
    assert samples.xyz[:, 0].tolist() == [0.0, 10.0, 20.0]
    assert samples.parent.tolist() == [-1, 0, 1]
    assert report.repairs == () and report.notes == ()


REPAIRED = {
    "commas": (swc(GOOD).replace(" ", ","), "line 1: commas were read"),
    "commas and spaces": (swc(GOOD).replace(" ", ", "), "line 1: commas were read"),
    "root parent 0": (swc(GOOD.replace("-1", "0")), "line 1: the parent 0 .* read as a root"),
    "root parent -2": (swc(GOOD.replace("-1", "-2")), "line 1: the parent -2 .* read as a root"),
    "repeated line": (swc(GOOD + "; 2 3 10 0 0 1 1"), "line 4: sample 2 repeats line 2"),
}


@pytest.mark.parametrize("name", REPAIRED)
def test_repair_is_warned_and_reported(name: str) -> None:
    text, message = REPAIRED[name]
    with pytest.warns(MorphologyRepaired, match=message):
        samples, report = read_samples(text)
    assert samples.parent.tolist() == [-1, 0, 1]
    assert len(report.repairs) == 1 and report.repairs[0] in str(report)


def test_two_somata_are_kept_and_said() -> None:
    rows = GOOD + "; 4 1 99 0 0 5 -1; 5 3 120 0 0 1 4; 6 3 130 0 0 1 5"
    with pytest.warns(MorphologyRepaired, match=r"2 somata .*\(lines 1, 4\)"):
        samples, report = read_samples(swc(rows))
    assert report.n_trees == 2
    branches = sections(samples)
    assert branches.group.tolist() == ["soma", "basal", "soma", "basal"]
    assert branches.tree.tolist() == [0, 0, 1, 1]


def test_several_roots_are_several_trees() -> None:
    samples, report = read_samples(swc("1 3 50 0 0 1 -1; 2 3 60 0 0 1 1; 3 1 0 0 0 5 -1"))
    assert "2 roots (lines 1, 3)" in report.notes[0]
    branches = sections(samples)
    assert branches.group.tolist() == ["soma", "basal"], "the tree with the soma comes first"
    assert branches.parent.tolist() == [-1, -1] and branches.tree.tolist() == [0, 1]


def test_nanometres_are_suspected() -> None:
    rows = "1 1 0 0 0 5000 -1; 2 3 30000 0 0 500 1; 3 3 9000000 0 0 500 2"
    with pytest.warns(MorphologyRepaired, match="um2 of membrane: .* probably in nm"):
        _, report = read_samples(swc(rows))
    assert report.total_length == 9e6, "nothing is rescaled behind the back of the user"


def test_single_point_is_a_sphere() -> None:
    for type_id in (1, 3, 0):
        ball = cut(sections(read_samples(swc(f"1 {type_id} 0 0 0 5 -1"))[0]), 1)
        np.testing.assert_allclose(ball.area, 4 * np.pi * 25)
        np.testing.assert_allclose(ball.length, 10)


def test_three_point_soma_is_a_sphere() -> None:
    rows = "1 1 0 0 0 5 -1; 2 1 0 -5 0 5 1; 3 1 0 5 0 5 1; 4 3 8 0 0 1 1; 5 3 28 0 0 1 4"
    branches = sections(read_samples(swc(rows))[0])
    assert [len(points) for points in branches.xyzr] == [1, 2]
    assert branches.attach.tolist() == [1.0, 0.5]
    np.testing.assert_allclose(cut(branches, 1).area, [4 * np.pi * 25, 40 * np.pi])


def test_zero_length_segments_are_merged() -> None:
    rows = GOOD + "; 4 3 20 0 0 1 3; 5 3 30 9 0 1 4; 6 3 30 -9 0 1 4; 7 2 20 0 0 1 3; 8 2 9 9 0 1 7"
    branches = sections(read_samples(swc(rows))[0])
    assert branches.group.tolist() == ["soma", "basal", "basal", "basal", "axon"]
    assert branches.parent.tolist() == [-1, 0, 1, 1, 1]
    assert (cut(branches, 2).length > 0).all()


def test_a_soma_without_length_is_a_point() -> None:
    branches = sections(read_samples(swc("1 1 0 0 0 5 -1; 2 1 0 0 0 5 1; 3 3 9 0 0 1 2"))[0])
    assert [len(points) for points in branches.xyzr] == [1, 2]


def test_min_radius_admits_zero_radii() -> None:
    samples, _ = read_samples(swc(GOOD + "; 4 3 30 0 0 0 3"), min_radius=0.5)
    with pytest.raises(BadMorphology, match="min_radius"):
        cut(sections(samples), 1)
    thin = cut(sections(samples), 1, min_radius=0.5)
    assert np.isfinite(thin.resistive_load_out).all()
    for bad in (0.0, -1.0, np.nan, "1"):
        with pytest.raises(BadArgument, match="min_radius"):
            read_samples(swc(GOOD), min_radius=bad)


def test_deep_chain_and_wide_star() -> None:
    n = 3000
    chain = "; ".join(f"{k} 3 {k} 0 0 1 {k - 1 or -1}" for k in range(1, n + 1))
    assert len(sections(read_samples(swc(chain))[0])) == 1
    # Types in turn, so that each sample is a branch.
    caterpillar = "; ".join(f"{k} {2 + k % 3} {k} 0 0 1 {k - 1 or -1}" for k in range(1, n + 1))
    assert len(sections(read_samples(swc(caterpillar))[0])) == n - 1
    star = "; ".join(["1 1 0 0 0 5 -1"] + [f"{k} 3 {k} 9 0 1 1" for k in range(2, 502)])
    branches = sections(read_samples(swc(star))[0])
    assert len(branches) == 501 and (branches.parent[1:] == 0).all()


def test_sources_of_all_kinds(tmp_path: Path) -> None:
    path = tmp_path / "cell.swc"
    path.write_bytes(swc(GOOD).encode("utf-16"))
    with path.open("rb") as binary:
        assert len(read_samples(binary)[0]) == 3
    path.write_bytes(b"# 5 \xb5m\n" + swc(GOOD).encode())
    assert len(read_samples(str(path))[0]) == 3
    with path.open(encoding="latin-1") as text:
        samples, report = read_samples(text)
    assert len(samples) == 3 and report.file == str(path)


def test_what_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "pyramidal.swc").write_text(swc(GOOD))
    with pytest.raises(BadArgument, match=r"No file .*Did you mean 'pyramidal.swc'"):
        read_samples(tmp_path / "pyramdal.swc")
    with pytest.raises(BadArgument, match="Cannot read"):
        read_samples(tmp_path)
    for nonsense in ("", "\x00"):
        with pytest.raises(BadArgument):
            read_samples(nonsense)
    for nonsense in (None, 3, 1.5, [1, 2], {}):
        with pytest.raises(BadType, match="Cannot read an SWC file from"):
            read_samples(nonsense)


def test_report_counts_and_prints() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        _, report = read_samples(swc(GOOD))
    assert report.n_samples == 3 and report.n_trees == 1
    assert report.counts == {"soma": 1, "basal": 2}
    assert report.total_length == 20.0
    assert str(report) == repr(report) == "<text>: 3 samples in 1 tree(s), 20 um (soma 1, basal 2)"
