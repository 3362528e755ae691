"""Connecting by matrices and graphs, and the graph that a module gives back."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
import scipy.sparse as sp

import spineax as sx
from spineax.errors import BadArgument, UnknownName
from spineax.synapses import ExpSyn, IonotropicSynapse, TestSynapse


def network(number=4, parents=(-1, 0, 0), ncomp=2):
    return sx.Network([sx.Cell(sx.Branch(ncomp=ncomp), list(parents))] * number)


def pairs(net):
    cell = net._ref.value.layout.cell
    edges = net.edges
    return list(zip(cell[edges["pre_index"]], cell[edges["post_index"]], strict=True))


@pytest.mark.parametrize("random", [False, True])
def test_matrix_connects_row_by_row(random):
    # The reference paired wrongly where columns are not in order: 0 with 4, then 1 with 2.
    net = network(5)
    matrix = np.zeros((2, 3), bool)
    matrix[0, 2] = matrix[1, 0] = True
    sx.connectivity_matrix_connect(
        net.cell([0, 1]), net.cell([2, 3, 4]), TestSynapse(), matrix, random, seed=0
    )
    assert pairs(net) == [(0, 4), (1, 2)]


def test_sparse_matrix_with_weights():
    net = network(3)
    matrix = sp.csr_array(np.array([[0.0, 0.5, 0.0], [0.0, 0.0, 0.25], [0.75, 0.0, 0.0]]))
    sx.connectivity_matrix_connect(net, net, IonotropicSynapse(), matrix, weight="gS")
    assert pairs(net) == [(0, 1), (1, 2), (2, 0)]
    assert net.edges["IonotropicSynapse_gS"].tolist() == [0.5, 0.25, 0.75]
    assert net.edges["IonotropicSynapse_k_minus"].tolist() == [0.025] * 3


def test_graph_with_parameters_at_its_edges():
    net = network(3)
    graph = nx.MultiDiGraph()
    graph.add_edge(0, 1, gS=0.5)
    graph.add_edge(0, 1, IonotropicSynapse_gS=0.25, s=0.1, label="second")
    graph.add_edge(2, 0)
    sx.connectivity_matrix_connect(net, net, IonotropicSynapse(), graph)
    assert pairs(net) == [(0, 1), (0, 1), (2, 0)]
    assert net.edges["IonotropicSynapse_gS"].tolist() == [0.5, 0.25, 1e-4]
    assert net.edges["IonotropicSynapse_s"].tolist() == [0.2, 0.1, 0.2]


def test_a_graph_without_directions_connects_both_ways():
    net = network(3)
    sx.connectivity_matrix_connect(net, net, TestSynapse(), nx.Graph([(0, 1), (2, 2)]))
    assert sorted(pairs(net)) == [(0, 1), (1, 0), (2, 2)]


def test_graph_gives_every_synapse_back():
    net = network(2)
    site = net.cell(0).branch(0).comp(0)
    for value in (0.1, 0.2):
        sx.connect(site, net.cell(1).branch(1).comp(1), IonotropicSynapse())
        net.IonotropicSynapse.edge(-1).set("IonotropicSynapse_gS", value)
    sx.connect(site, net.cell(1).branch(1).comp(1), TestSynapse())
    graph = net.to_networkx(synapses=True)
    assert graph.number_of_edges(0, 9) == 3
    back = [data for *_, data in graph.edges(0, data=True) if data["kind"] == "synapse"]
    assert [data.get("IonotropicSynapse_gS") for data in back] == [0.1, 0.2, None]
    assert net.to_networkx(synapses=False).number_of_edges(0, 9) == 0


def test_a_graph_of_a_network_makes_it_again():
    net = sx.Network([sx.Cell()] * 3)
    for synapse, pairs_of_cells in (
        (IonotropicSynapse(), [(0, 1), (0, 1), (1, 2)]),
        (ExpSyn(), [(0, 1), (2, 0)]),
    ):
        for pre, post in pairs_of_cells:
            sx.connect(net.cell(pre), net.cell(post), synapse)
    net.set("IonotropicSynapse_gS", [0.1, 0.2, 0.3])
    net.set("ExpSyn_delay", [1.5, 2.5])
    sx.connect_gap_junction(net.cell([0, 1]), net.cell([2, 0]), [1e-3, 2e-3])
    graph = net.to_networkx(synapses=True)
    again = sx.Network([sx.Cell()] * 3)
    for synapse in net.synapses:
        sx.connectivity_matrix_connect(again, again, synapse, graph)
    columns = ["pre_index", "post_index", "type", "IonotropicSynapse_gS", "ExpSyn_delay"]
    assert again.edges[columns].equals(net.edges[columns])
    gaps = [(i, j, data) for i, j, data in graph.edges(data=True) if data["kind"] == "gap junction"]
    assert [(i, j, data["gap_conductance"]) for i, j, data in gaps] == [(0, 2, 1e-3), (1, 0, 2e-3)]
    assert net.to_networkx(synapses=False).number_of_edges() == 0


def test_a_graph_of_branched_cells_makes_their_synapses_again():
    net, again = network(), network()
    before, after = [0, 7, 8, 20, 7], [23, 1, 2, 3, 1]
    sx.connect(net.select(nodes=before), net.select(nodes=after), IonotropicSynapse())
    graph = net.to_networkx(synapses=True)
    sx.connectivity_matrix_connect(again, again, IonotropicSynapse(), graph)
    ends = ["pre_index", "post_index"]
    assert again.edges[ends].equals(net.edges[ends])
    part = graph.edge_subgraph([(7, 1, 1), (7, 1, 4)])
    sx.connectivity_matrix_connect(again, again, IonotropicSynapse(), part)
    assert again.edges[ends].values.tolist()[-2:] == [[7, 1], [7, 1]]
    with pytest.raises(BadArgument, match="random_post_comp"):
        sx.connectivity_matrix_connect(again, again, IonotropicSynapse(), graph, True)
    with pytest.raises(BadArgument, match="6 compartments before"):
        sx.connectivity_matrix_connect(again.cell(0), again, IonotropicSynapse(), graph)


def test_the_weights_of_a_graph_need_a_meaning():
    net, graph = network(2), nx.DiGraph()
    graph.add_edge(0, 1, weight=0.5)
    with pytest.raises(UnknownName, match=r"Known: 'c', 'gC'.*weight='gC'"):
        sx.connectivity_matrix_connect(net, net, TestSynapse(), graph)
    sx.connectivity_matrix_connect(net, net, TestSynapse(), graph, weight="gC")
    assert net.edges["TestSynapse_gC"].tolist() == [0.5]
