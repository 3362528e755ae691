"""Connecting: which synapses are made, their values, and what is refused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
import scipy.sparse as sp

import spineax as sx
from spineax.channels import HH, Fire
from spineax.errors import (
    BadArgument,
    BadMechanism,
    BadType,
    EmptySelection,
    NameClash,
    ShapeMismatch,
    UnknownName,
)
from spineax.mechanisms import Synapse
from spineax.synapses import (
    CurrentSynapse,
    ExpSyn,
    IonotropicSynapse,
    SpikeSynapse,
    TestSynapse,
)


def network(number=4, parents=(-1, 0, 0), ncomp=2):
    return sx.Network([sx.Cell(sx.Branch(ncomp=ncomp), list(parents))] * number)


def pairs(net):
    cell = net._ref.value.layout.cell
    edges = net.edges
    return list(zip(cell[edges["pre_index"]], cell[edges["post_index"]], strict=True))


def test_columns_and_rows_of_the_table():
    net = network()
    sx.connect(net.cell(0).branch(1).loc(1.0), net.cell(1).branch(0).loc(0.0), IonotropicSynapse())
    sx.connect(net.cell(1).branch(2).loc(0.0), net.cell(0).branch(0).loc(1.0), TestSynapse())
    sx.connect(net.cell(2).comp(0), net.cell(3).comp(0), IonotropicSynapse())
    edges = net.edges
    assert list(edges.columns[:8]) == [
        *("global_edge_index", "index_within_type", "pre_index", "post_index"),
        *("pre_locs", "post_locs", "type", "type_ind"),
    ]
    assert edges["type"].tolist() == [
        "IonotropicSynapse",
        "TestSynapse",
        *["IonotropicSynapse"] * 3,
    ]
    assert edges["type_ind"].tolist() == [0, 1, 0, 0, 0]
    assert edges["index_within_type"].tolist() == [0, 0, 1, 2, 3]
    assert edges["pre_index"].tolist()[:2] == [3, 10]
    assert edges["post_locs"].tolist()[:2] == [0.25, 0.75]
    assert np.isnan(edges["TestSynapse_gC"][0]) and edges["TestSynapse_gC"][1] == 1e-4


def test_empty_table_has_the_columns_of_synapses():
    assert list(network().edges.columns) == [
        *("global_edge_index", "index_within_type", "pre_index", "post_index"),
        *("pre_locs", "post_locs", "type", "type_ind"),
    ]


def test_later_synapses_leave_the_values_of_earlier_ones():
    net = network()
    sx.connect(net.cell(0).branch(0).comp(0), net.cell(1).branch(0).comp(0), IonotropicSynapse())
    net.set("IonotropicSynapse_gS", 0.7)
    strong = IonotropicSynapse()
    strong.synapse_params["IonotropicSynapse_gS"] = 0.2
    sx.connect(net.cell(1).branch(0).comp(0), net.cell(2).branch(0).comp(0), strong)
    assert net.edges["IonotropicSynapse_gS"].tolist() == [0.7, 0.2]


def test_what_a_synapse_reads_is_added_only_where_it_is_absent():
    net = network()
    net.cell(0).insert(Fire())
    net.cell(0).set("Fire_spikes", 1.0)
    sx.connect(net.cell(0).branch(0).comp(0), net.cell(1).branch(0).comp(0), SpikeSynapse())
    values = net.nodes["Fire_spikes"]
    assert values[:6].tolist() == [1.0] * 6
    assert values[6] == 0.0
    assert values[7:].isna().all()
    net.delete(Fire())
    left = net.nodes["Fire_spikes"]
    assert np.flatnonzero(left.notna()).tolist() == [0, 6]


def test_fully_connect_goes_through_all_pairs_presynaptic_first():
    net = network(5)
    sx.fully_connect(net.cell([0, 1]), net.cell([2, 3, 4]), IonotropicSynapse())
    assert pairs(net) == [(i, j) for i in (0, 1) for j in (2, 3, 4)]
    assert (net.edges["post_index"] % 6 == 0).all()


@pytest.mark.parametrize("pre,post", [(2, 3), (3, 2), (1, 4), (4, 1)])
def test_random_compartments_stay_in_their_cell(pre, post):
    # The reference mixed up cells where both numbers are above one and differ.
    net = network(pre + post)
    sx.fully_connect(
        net.cell(range(pre)), net.cell(range(pre, pre + post)), TestSynapse(), True, seed=1
    )
    assert pairs(net) == [(i, pre + j) for i in range(pre) for j in range(post)]


def test_random_compartments_cover_what_is_in_view():
    net = network(2)
    sx.fully_connect(net.cell([0] * 1), net.cell(1).branch([1, 2]), TestSynapse(), True, seed=0)
    many = network(2, ncomp=1)
    for seed in range(30):
        sx.fully_connect(many.cell(0), many.cell(1).branch([1, 2]), TestSynapse(), True, seed=seed)
    assert set(many.edges["post_index"]) == {4, 5}


def test_seeds_and_generators_decide():
    def drawn(**how):
        net = network(6)
        sx.sparse_connect(net, net, TestSynapse(), 0.5, True, **how)
        return net.edges[["pre_index", "post_index"]].to_numpy().tolist()

    assert drawn(seed=3) == drawn(seed=3) == drawn(rng=np.random.default_rng(3))
    assert drawn(seed=3) != drawn(seed=4)
    assert drawn() != drawn()


def test_sparse_connect_never_makes_a_pair_twice():
    net = network(20, parents=[-1], ncomp=1)
    sx.sparse_connect(net, net, TestSynapse(), 0.6, seed=0)
    found = pairs(net)
    assert len(found) == len(set(found))
    # Binomial of 400 pairs: five standard deviations, 5 * sqrt(400 * 0.6 * 0.4) = 49.
    assert abs(len(found) - 240) < 49
    assert found == sorted(found)


def test_sparse_connect_at_its_ends():
    net = network(3)
    sx.sparse_connect(net, net, TestSynapse(), 0.0, seed=0)
    assert len(net.edges) == 0 and net.synapses == []
    sx.sparse_connect(net, net, TestSynapse(), 1.0, seed=0)
    assert pairs(net) == [(i, j) for i in range(3) for j in range(3)]


class Widened(TestSynapse):
    def __init__(self, width=1.0, name=None):
        super().__init__(name)
        self.width = width


class Greedy(Synapse):
    """Its state has no prefix, and belongs to the voltage."""

    def __init__(self):
        super().__init__(None)
        self.synapse_params = {"v": 1.0}
        self.synapse_states = {}

    def compute_current(self, synapse_states, synapse_params, *rest):
        return 0.0


def weighted(net, value):
    matrix = sp.csr_array(([value], ([0], [1])), shape=(4, 4))
    sx.connectivity_matrix_connect(net, net, TestSynapse(), matrix, weight="gC")


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda n: sx.connect(n.cell(0), n.cell(1).branch(0), TestSynapse()), ShapeMismatch),
        (lambda n: sx.connect(n.cell(0), network().cell(1), TestSynapse()), BadArgument),
        (lambda n: sx.connect(n.cell(0), n.cell(1), TestSynapse), BadMechanism),
        (lambda n: sx.connect(n.cell(0), n.cell(1), HH()), BadMechanism),
        (lambda n: sx.connect(n.cell(0), n.cell(1), TestSynapse("radius")), NameClash),
        (lambda n: sx.connect(n.cell(0), n.cell(1), TestSynapse("cell")), NameClash),
        (lambda n: sx.connect(n.cell(0), n.cell(1), TestSynapse("IonotropicSynapse")), NameClash),
        (lambda n: sx.connect(n.cell(0), n.cell(1), Greedy()), NameClash),
        (lambda n: sx.connect(n.cell(0), 3, TestSynapse()), BadType),
        (lambda n: sx.fully_connect(n, n, TestSynapse(), True, seed=-1), BadType),
        (lambda n: sx.fully_connect(n, n, TestSynapse(), True, rng=3), BadType),
        (
            lambda n: sx.fully_connect(
                n, n, TestSynapse(), True, seed=1, rng=np.random.default_rng(0)
            ),
            BadArgument,
        ),
        (lambda n: sx.sparse_connect(n, n, TestSynapse(), 1.5), BadArgument),
        (lambda n: sx.sparse_connect(n, n, TestSynapse(), np.nan), BadArgument),
        (lambda n: sx.sparse_connect(n, n, TestSynapse(), "much"), BadType),
        (
            lambda n: sx.connectivity_matrix_connect(n, n, TestSynapse(), np.ones((4, 4))),
            BadType,
        ),
        (
            lambda n: sx.connectivity_matrix_connect(n, n, TestSynapse(), np.ones((4, 3), bool)),
            ShapeMismatch,
        ),
        (
            lambda n: sx.connectivity_matrix_connect(
                n, n, TestSynapse(), np.ones((4, 4), bool), weight="gC"
            ),
            BadArgument,
        ),
        (
            lambda n: sx.connectivity_matrix_connect(n, n, TestSynapse(), nx.DiGraph([(0, 7)])),
            BadArgument,
        ),
        (
            lambda n: sx.connectivity_matrix_connect(n, n, TestSynapse(), nx.DiGraph([("a", 0)])),
            BadType,
        ),
        (
            lambda n: sx.connectivity_matrix_connect(
                n, n, TestSynapse(), nx.DiGraph([(0, 1, {"strength": 1.0})])
            ),
            UnknownName,
        ),
        (lambda n: weighted(n, np.nan), BadArgument),
        (lambda n: weighted(n, -1.0), BadArgument),
    ],
)
def test_refusals_change_nothing(make, error):
    net = network()
    sx.connect(net.cell(0).comp(0), net.cell(1).comp(0), IonotropicSynapse())
    before = net._ref.value
    with pytest.raises(error):
        make(net)
    assert net._ref.value is before


def test_synapses_of_one_name_must_be_alike():
    net = network()
    sx.connect(net.cell(0), net.cell(1), Widened(1.0))
    sx.connect(net.cell(1), net.cell(0), Widened(1.0))
    with pytest.raises(NameClash):
        sx.connect(net.cell(1), net.cell(0), Widened(2.0))
    sx.connect(net.cell(1), net.cell(0), Widened(2.0, "Wide"))
    assert [synapse.name for synapse in net.synapses] == ["Widened", "Wide"]


def test_a_synapse_renamed_later_stays_what_it_was():
    net = network()
    synapse = TestSynapse()
    sx.connect(net.cell(0), net.cell(1), synapse)
    synapse.change_name("Other")
    assert [made.name for made in net.synapses] == ["TestSynapse"]
    sx.connect(net.cell(0), net.cell(1), synapse)
    assert [made.name for made in net.synapses] == ["TestSynapse", "Other"]


def test_groups_and_synapses_of_parts_carry_over():
    cell = sx.Cell(sx.Branch(ncomp=2), [-1, 0])
    cell.branch(1).add_to_group("tip")
    sx.connect(cell.branch(0).comp(0), cell.branch(1).comp(1), ExpSyn())
    net = sx.Network([cell, sx.Cell(), cell])
    assert net.tip.nodes.index.tolist() == [2, 3, 7, 8]
    assert net.edges["post_index"].tolist() == [3, 8]
    sx.connect(net.cell(1), net.cell(0).branch(0).comp(0), CurrentSynapse())
    assert net.edges["ExpSyn_tau"].isna().tolist() == [False, False, True]
    net.CurrentSynapse.set("CurrentSynapse_gS", 0.5)
    assert net.edges["CurrentSynapse_gS"].tolist()[2] == 0.5


def test_nothing_in_view():
    net = network()
    with pytest.raises(EmptySelection):
        net.edge(0)


MILLION = """
import time
import numpy as np
import spineax as sx
from spineax.synapses import ExpSyn
before = time.perf_counter()
net = sx.Network([sx.Cell(sx.Branch(ncomp=2), [-1, 0, 0, 1, 1, 2, 2])] * 1000)
sx.{connect}
wiring = net._ref.value.synapses["ExpSyn"]
seconds = time.perf_counter() - before
cell = net._ref.value.layout.cell
ends = np.stack([cell[wiring.pre], cell[wiring.post]])
assert (ends == np.divmod(np.arange(10**6), 1000)).all()
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(seconds, int(status["VmHWM"].split()[0]) / 1e6)
"""


# A process begins with the ru_maxrss of the one that made it; its own peak stands in /proc.
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads /proc")
@pytest.mark.parametrize(
    "connect",
    [
        "fully_connect(net, net, ExpSyn(), random_post_comp=True, seed=0)",
        "sparse_connect(net, net, ExpSyn(), 1.0, seed=0)",
        "connectivity_matrix_connect(net, net, ExpSyn(), np.ones((1000, 1000), bool))",
    ],
    ids=lambda code: code.partition("(")[0],
)
def test_a_million_synapses(connect):
    code = MILLION.format(connect=connect)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    seconds, gigabytes = map(float, done.stdout.split())
    assert seconds < 5.0 and gigabytes < 2.0
