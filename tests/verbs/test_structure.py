"""The compiled graph as matrices and as a networkx graph; impedances."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

import spineax as sx
from spineax.channels import HH, Leak
from spineax.errors import BadArgument, WholeModelOnly
from spineax.morphology import shipped
from spineax.synapses import IonotropicSynapse


def passive(ncomp: int) -> sx.Branch:
    """Return a sealed cable of one length constant: 0.1 cm, 1 um wide, 100 Ohm cm."""
    cable = sx.Branch(ncomp=ncomp)
    cable.set("radius", 0.5)
    cable.set("length", 1000.0 / ncomp)
    cable.set("axial_resistivity", 100.0)
    cable.insert(Leak())
    cable.set("Leak_gLeak", 1.0 / 40000.0)
    return cable


@pytest.mark.parametrize(
    "module",
    [
        sx.Compartment(),
        sx.Branch(ncomp=4),
        sx.read_swc(shipped("pyramidal"), ncomp=2),
        sx.Network([sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0, 0])] * 2),
    ],
)
def test_laplacian_is_that_of_the_graph(module: sx.Module) -> None:
    matrix, links = module.laplacian().toarray(), module.connectivity().toarray()
    # Sums of a few conductances per row.
    np.testing.assert_allclose(matrix.sum(axis=1), 0.0, atol=1e-13 * np.abs(matrix).max())
    np.testing.assert_array_equal(matrix, matrix.T)
    np.testing.assert_array_equal((matrix < 0).astype(float), links)
    np.testing.assert_array_equal(np.diag(links), 0.0)
    assert len(matrix) == module._ref.value.layout.n_nodes
    assert np.linalg.eigvalsh(matrix).min() >= -1e-9 * np.abs(matrix).max()


def test_conductance_of_two_cylinders() -> None:
    branch = sx.Branch(ncomp=2)
    branch.set("radius", [1.0, 2.0])
    branch.set("axial_resistivity", [100.0, 300.0])
    # Two halves in series, um to cm: R = Ra (l / 2) / (pi r^2).
    ohm = 1e4 * (100.0 * 5.0 / np.pi + 300.0 * 5.0 / (4.0 * np.pi))
    np.testing.assert_allclose(-branch.laplacian()[0, 1], 1e6 / ohm, rtol=1e-12)


def test_graph_has_places_joints_and_synapses() -> None:
    net = sx.Network([sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0, 0])] * 2)
    ends = (net.cell(k).branch(0).loc(0.0) for k in range(2))
    sx.connect(*ends, IonotropicSynapse())
    net.cell(1).add_to_group("second")
    graph = net.to_networkx()
    kinds = nx.get_node_attributes(graph, "kind")
    assert sorted(kinds.values()) == ["branch point"] * 2 + ["compartment"] * 12
    assert graph.nodes[7]["cell"] == 1 and graph.nodes[7]["groups"] == ["second"]
    (synapse,) = [d for *_, d in graph.edges(data=True) if d["kind"] == "synapse"]
    assert synapse["type"] == "IonotropicSynapse"
    axial = nx.Graph((i, j) for i, j, d in graph.edges(data=True) if d["kind"] == "axial")
    assert nx.number_connected_components(axial) == 2 and nx.is_forest(axial)


def test_only_whole_modules_have_matrices() -> None:
    with pytest.raises(WholeModelOnly):
        sx.Branch(ncomp=2).comp(0).laplacian()


def test_input_impedance_of_a_sealed_cable() -> None:
    # Item 5 of any textbook: Z = r_inf coth(q L) / q with q = sqrt(1 + i omega tau), L = 1.
    r_inf = 2.0 * np.sqrt(40000.0 * 100.0) / (np.pi * 1e-4**1.5) * 1e-6
    frequencies = np.array([0.0, 10.0, 100.0])
    q = np.sqrt(1.0 + 2j * np.pi * frequencies * 0.04)
    exact = r_inf / q / np.tanh(q)
    cable = passive(401)
    ends = cable.comp([0, -1])
    impedance = ends.impedance(frequencies)
    assert impedance.shape == (3, 2, 2)
    # Centre of the first of 401 compartments against the end of the cable: first order.
    np.testing.assert_allclose(np.abs(impedance[:, 0, 0]), np.abs(exact), rtol=1e-2)
    np.testing.assert_allclose(impedance, impedance.transpose(0, 2, 1), rtol=1e-9)
    transfer = r_inf / q / np.sinh(q)
    np.testing.assert_allclose(impedance[:, 0, 1], transfer, rtol=1e-4)


def test_impedance_of_one_compartment_with_gates() -> None:
    comp = sx.Compartment()
    comp.insert(HH())
    comp.init_states()
    slope = comp.nodes.iloc[0]
    conductance = (
        slope["HH_gNa"] * slope["HH_m"] ** 3 * slope["HH_h"]
        + slope["HH_gK"] * slope["HH_n"] ** 4
        + slope["HH_gLeak"]
    )
    expected = 1.0 / (conductance * slope["area"] * 1e-2)
    np.testing.assert_allclose(comp.impedance(0.0)[0, 0], expected, rtol=1e-10)


def test_impedances_that_cannot_be() -> None:
    with pytest.raises(BadArgument, match="Insert a leak"):
        sx.Branch(ncomp=2).impedance(0.0)
    with pytest.raises(BadArgument, match="from 0"):
        passive(3).impedance(-1.0)


def test_impedance_of_a_cell_needs_no_other_cells() -> None:
    cable = passive(3)
    net = sx.Network([cable] * 2000)
    part = net.cell([7, 3]).impedance([0.0, 100.0])
    alone = cable.impedance([0.0, 100.0])
    assert part.shape == (2, 6, 6)
    np.testing.assert_allclose(part[:, :3, :3], alone, rtol=1e-12)
    assert not part[:, :3, 3:].any()
