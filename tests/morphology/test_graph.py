"""Traced graphs: the schema and its errors, and writing files."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from spineax.errors import BadArgument, BadMorphology, BadType, ShapeMismatch
from spineax.morphology import (
    from_parents,
    read_samples,
    samples_of,
    sections,
    sections_from_graph,
    sections_to_networkx,
    swc_text,
    to_networkx,
    validate,
    write_swc,
)
from tests.morphology.toys import TOYS


def fork() -> nx.DiGraph:
    places = [[0, 0, 0], [9, 0, 0], [9, 9, 0], [9, -9, 0]]
    return to_networkx(from_parents([-1, 0, 1, 1], places, type=3))


def test_graph_and_samples() -> None:
    graph = fork()
    assert list(graph.edges) == [(1, 2), (2, 3), (2, 4)]
    assert len(sections_from_graph(graph)) == 3
    assert len(sections_from_graph(graph, max_branch_len=5.0)) == 6
    named = nx.relabel_nodes(graph, dict(zip(graph, "abcd", strict=True)))
    assert samples_of(named).id.tolist() == [1, 2, 3, 4]
    assert list(sections_to_networkx(sections_from_graph(graph))) == [1, 2, 3, 4]


def test_nodes_may_come_in_any_order() -> None:
    backwards = nx.DiGraph()
    backwards.add_nodes_from(reversed(list(fork().nodes(data=True))))
    backwards.add_edges_from(fork().edges)
    samples = samples_of(backwards)
    assert samples.id.tolist() == [1, 2, 4, 3]
    assert samples.parent.tolist() == [-1, 0, 1, 1]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *[(key, value) for key in "xr" for value in (None, "1", np.nan, np.inf, [1, 2], 1j)],
        *[("r", 0.0), ("r", -1.5)],
        *[("type", value) for value in (None, "1", 1.0, -1, [1, 2])],
    ],
)
def test_attributes_are_checked(key: str, value: object) -> None:
    graph = fork()
    graph.nodes[3][key] = value
    with pytest.raises(BadMorphology, match=f"Node 3 has {key} ="):
        validate(graph)


def test_shape_is_checked() -> None:
    for nonsense in (None, 3, nx.Graph(), nx.MultiDiGraph(), {}):
        with pytest.raises(BadType, match=r"networkx.DiGraph"):
            validate(nonsense)
    with pytest.raises(BadMorphology, match="no nodes"):
        validate(nx.DiGraph())
    graph = fork()
    del graph.nodes[2]["z"]
    with pytest.raises(BadMorphology, match="Node 2 has no 'z'"):
        validate(graph)
    graph = fork()
    graph.add_edge(3, 4)
    with pytest.raises(BadMorphology, match="Node 4 has 2 parents: 2, 3"):
        validate(graph)
    graph = fork()
    graph.add_edge(3, 1)
    with pytest.raises(BadMorphology, match=r"circle over the nodes \[1, 2, 3\]"):
        validate(graph)


def test_from_parents_checks_its_arrays() -> None:
    place = [[0.0, 0, 0], [1, 0, 0]]
    with pytest.raises(ShapeMismatch, match="one parent and one row"):
        from_parents([-1], place)
    with pytest.raises(ShapeMismatch, match="2 samples"):
        from_parents([-1, 0], place, r=[1, 2, 3])
    for bad in ([-1, 2], [-2, 0], [-1, 0.5]):
        with pytest.raises(BadMorphology, match="has the parent"):
            from_parents(bad, place)
    with pytest.raises(BadMorphology, match="circle"):
        from_parents([1, 0], place)
    assert from_parents([1, -1], place).parent.tolist() == [-1, 0]


def test_writing_keeps_all_digits(tmp_path: Path) -> None:
    path = tmp_path / "cell.swc"
    branches = sections(read_samples(TOYS["minimal"].text)[0])
    write_swc(branches, path)
    again = sections(read_samples(path)[0])
    assert swc_text(again) == path.read_text()
    for one, other in zip(branches.xyzr, again.xyzr, strict=True):
        np.testing.assert_array_equal(one, other)
    write_swc(fork(), path)
    assert len(read_samples(path)[0]) == 4


def test_pieces_are_read_back_as_one_branch() -> None:
    samples = read_samples(TOYS["minimal"].text)[0]
    text = swc_text(sections(samples, max_branch_len=1.0))
    whole = sections(read_samples(text)[0])
    assert whole.parent.tolist() == sections(samples).parent.tolist()
    np.testing.assert_allclose(whole.length, sections(samples).length)
    assert swc_text(whole) == text


def test_what_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(BadType, match="DiGraph"):
        swc_text([1, 2])
    with pytest.raises(BadType, match="fname"):
        write_swc(fork(), 3)
    with pytest.raises(BadArgument, match="Cannot write"):
        write_swc(fork(), tmp_path / "no folder" / "cell.swc")


@pytest.mark.parametrize(
    "name", ["ca1_n120", "ca1_n120_single_point_soma", "l5pc_no_axon", "allen_480351780"]
)
def test_reconstructions_survive_writing(shared_morphologies: Path, name: str) -> None:
    branches = sections(read_samples(shared_morphologies / f"{name}.swc")[0])
    text = swc_text(branches)
    again = sections(read_samples(text)[0])
    assert swc_text(again) == text
    assert again.parent.tolist() == branches.parent.tolist()
    for one, other in zip(branches.xyzr, again.xyzr, strict=True):
        np.testing.assert_array_equal(one, other)
