"""What is kept, recorded and set of a drawn cell ([numbers]: docs/invariants.md).

Cells have one number of branches and compartments, so that they share a few compilations.
"""

from __future__ import annotations

import copy
import json
import pickle
import tempfile
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import spineax as sx
from spineax.channels import HH
from spineax.testing import assert_invariants
from spineax.testing.cells import LENGTHS, RADII

SIZE, T_MAX = 6, 0.5
sites = st.integers(0, SIZE - 1)
trees = st.tuples(st.just(-1), st.just(0), st.integers(0, 1)).map(list)


@st.composite
def experiments(draw: st.DrawFn) -> sx.Cell:
    """Draw an active cell with a stimulus, recorded everywhere."""
    cell = sx.Cell(sx.Branch(sx.Compartment(), 2), parents=draw(trees))
    for key, values in (("length", LENGTHS), ("radius", RADII), ("v", st.floats(-90.0, 0.0))):
        cell.set(key, draw(st.lists(values, min_size=SIZE, max_size=SIZE)))
    cell.insert(HH())
    current = draw(st.floats(-1.0, 1.0)) * np.ones(20)
    cell.select(nodes=[draw(sites)]).stimulate(current, verbose=False)
    cell.record("v", verbose=False)
    return cell


def trace(module: Any) -> np.ndarray:
    return np.asarray(sx.integrate(module, t_max=T_MAX))


def saved(cell: sx.Cell) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cell.nc"
        cell.save(path)
        return sx.load(path)


@given(experiments())
@settings(max_examples=10)
def test_what_is_kept_is_the_same_model_with_the_same_trace(cell: sx.Cell) -> None:
    """Saving, pickling and copying give identical arrays and traces [I35]."""
    table, rows = cell.nodes, trace(cell)
    for other in (saved(cell), pickle.loads(pickle.dumps(cell)), copy.deepcopy(cell), cell.copy()):
        assert_invariants(other)
        assert other.nodes.equals(table) and other.recordings.equals(cell.recordings)
        np.testing.assert_array_equal(trace(other), rows)


@given(experiments())
@settings(max_examples=10)
def test_the_graph_of_a_cell_survives_json(cell: sx.Cell) -> None:
    """The compiled graph as JSON text is the same graph, and has the values of the table [I35]."""
    graph = cell.to_networkx()
    text = json.dumps(nx.node_link_data(graph, edges="edges"))
    again = nx.node_link_graph(json.loads(text), edges="edges")
    assert nx.utils.graphs_equal(graph, again)
    for key in ("length", "radius"):
        found = [data[key] for _, data in graph.nodes(data=True) if key in data]
        assert found == cell.nodes[key].tolist()


@given(experiments(), st.lists(sites, min_size=1, max_size=3, unique=True))
@settings(max_examples=10)
def test_some_recordings_are_rows_of_all(cell: sx.Cell, chosen: list[int]) -> None:
    """A recording of a place is what selecting it from all recordings gives, bit for bit [I39]."""
    every = cell.simulate(t_max=T_MAX)["v"]
    cell.delete_recordings()
    cell.select(nodes=chosen).record("v", verbose=False)
    some = cell.simulate(t_max=T_MAX)["v"]
    assert some.sizes == {"site": len(chosen), "time": 21}
    np.testing.assert_array_equal(some.values, every.sel(site=some["site"]).values)


@given(experiments(), sites, st.sampled_from(["radius", "length", "HH_gNa", "v"]))
@settings(max_examples=10)
def test_setting_is_running_with_parameters(cell: sx.Cell, site: int, key: str) -> None:
    """Set and run, or run with parameters: the same trace; other places keep theirs [I40]."""
    other, before = cell.copy(), cell.nodes[key]
    value = float(before[site]) * 1.5
    cell.select(nodes=[site]).make_trainable(key, verbose=False)
    rows = np.asarray(sx.integrate(cell, [{key: np.array([value])}], t_max=T_MAX))
    other.select(nodes=[site]).set(key, value)
    np.testing.assert_array_equal(rows, trace(other))
    kept = before.index != site
    assert other.nodes[key][kept].equals(before[kept])
