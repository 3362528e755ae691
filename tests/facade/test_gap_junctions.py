"""Gap junctions between any compartments: values, loops, gradients, errors."""

from __future__ import annotations

import functools
import pickle

import jax
import numpy as np
import pytest

import spineax as sx
from spineax.channels import Leak
from spineax.errors import BadArgument, BadType, EmptySelection, ShapeMismatch, UnknownName
from spineax.synapses import IonotropicSynapse
from spineax.testing import assert_invariants

STEPPERS = ("bwd_euler", "crank_nicolson", "exp_euler", "fwd_euler")


@pytest.fixture
def ring():
    """Three cells joined in a ring, by arms of their trees."""
    cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0, 0])
    cell.insert(Leak())
    net = sx.Network([cell] * 3)
    for one, other in ((0, 1), (1, 2), (2, 0)):
        pre, post = net.cell(one).branch(1).comp(1), net.cell(other).branch(2).comp(0)
        sx.connect_gap_junction(pre, post, 2e-3)
    net.cell(0).branch(0).comp(0).stimulate(0.01 * np.ones(40), verbose=False)
    net.cell("all").branch(2).comp(1).record(verbose=False)
    return net


@pytest.mark.parametrize("stepper", STEPPERS)
def test_solvers_agree(ring, stepper):
    runs = [
        np.asarray(sx.integrate(ring, solver=stepper, voltage_solver=name))
        for name in ("dense", "thomas", "stone")
    ]
    for run in runs[1:]:
        # the same steps, rounded differently: 12 digits of 70 mV
        np.testing.assert_allclose(run, runs[0], atol=1e-10)
    assert runs[0][1, -1] > runs[0][1, 0] + 0.1, "nothing came through"


def test_two_compartments_in_closed_form():
    net = sx.Network([sx.Cell(), sx.Cell()])
    g = 1e-4
    sx.connect_gap_junction(net.cell(0), net.cell(1), g)
    net.cell(0).set("v", -50.0)
    net.cell("all").record(verbose=False)
    v = np.asarray(sx.integrate(net, t_max=1.0, delta_t=0.025))
    capacitance = 1e-5 * 2 * np.pi * 10.0  # nF: 1 uF/cm2 on 20 pi um2
    factor = (1 + 2 * g * 0.025 / capacitance) ** -np.arange(v.shape[1])
    np.testing.assert_allclose(v[0] - v[1], 20.0 * factor, rtol=1e-9)
    np.testing.assert_allclose(v[0] + v[1], -120.0, rtol=1e-12)


def test_gradient_is_that_of_differences(ring):
    def last(g):
        return sx.integrate(ring, param_state=ring.data_set("gap_conductance", g, None))[1, -1]

    h = 1e-6
    slope = (last(2e-3 + h) - last(2e-3 - h)) / (2 * h)
    # central differences of h = 1e-6 are right to about h**2 / g**2
    np.testing.assert_allclose(jax.grad(last)(2e-3), slope, rtol=1e-4)
    np.testing.assert_allclose(jax.jvp(last, (2e-3,), (1.0,))[1], slope, rtol=1e-4)
    np.testing.assert_allclose(last(2e-3), sx.integrate(ring)[1, -1], rtol=1e-12)


@pytest.mark.parametrize(
    ("stepper", "voltage_solver"),
    [
        *((stepper, "thomas") for stepper in STEPPERS),
        pytest.param("crank_nicolson", "stone", marks=pytest.mark.slow),
    ],
)
def test_every_derivative_on_a_loop(ring, stepper, voltage_solver):
    ring.make_trainable("gap_conductance", verbose=False)
    ring.make_trainable("Leak_gLeak", verbose=False)
    experiment = ring.to_jax(t_max=0.5, solver=stepper, voltage_solver=voltage_solver)
    params = jax.tree.map(np.asarray, ring.get_parameters())

    def loss(params):
        return (sx.run(experiment, params) ** 2).mean()

    two = jax.tree.map(lambda x: np.stack([x, 1.5 * x]), params)
    back = jax.jit(jax.vmap(jax.grad(loss)))(two)
    close = functools.partial(np.testing.assert_allclose, rtol=1e-9)  # rounded differently
    summed = jax.grad(lambda two: jax.vmap(loss)(two).sum())
    jax.tree.map(close, back, jax.jit(summed)(two))
    jax.tree.map(close, back, jax.jit(jax.vmap(jax.jacfwd(loss)))(two))
    jax.tree.map(close, jax.tree.map(lambda x: x[0], back), jax.jit(jax.grad(loss))(params))


def test_conductance_is_a_parameter_like_any_other(ring):
    before = np.asarray(sx.integrate(ring))
    ring.set("gap_conductance", [1e-3, 2e-3, 3e-3])
    assert ring.laplacian().toarray()[3, 10] == -1e-3
    ring.cell(0).set("gap_conductance", 2e-3)  # those with an end in the cell: 0-1 and 2-0
    ring.set("gap_conductance", 2e-3)
    np.testing.assert_array_equal(sx.integrate(ring), before)

    ring.make_trainable("gap_conductance", verbose=False, by=[0, 1, 0])
    params = ring.get_parameters()
    assert params[0]["gap_conductance"].tolist() == [2e-3, 2e-3]

    def last(params):
        return sx.integrate(ring, params)[1, -1]

    slope = jax.grad(last)(params)[0]["gap_conductance"]
    for k in range(2):
        step = np.eye(2)[k] * 1e-6
        ahead, behind = ([{"gap_conductance": 2e-3 + s * step}] for s in (1, -1))
        # central differences of h = 1e-6 are right to about h**2 / g**2
        np.testing.assert_allclose(slope[k], (last(ahead) - last(behind)) / 2e-6, rtol=1e-4)
    ring.write_trainables([{"gap_conductance": [1e-3, 4e-3]}])
    assert ring.laplacian().toarray()[3, 10] == -1e-3
    assert "gap_conductance (2)" in repr(ring)
    assert_invariants(ring)
    ring.delete("Leak")


def test_trainables_of_gap_junctions_go_with_the_part(ring):
    ring.make_trainable("gap_conductance", verbose=False, by=[0, 1, 2])
    pair = ring.cell([1, 2]).copy(as_module=True)
    assert len(pair.get_parameters()[0]["gap_conductance"]) == 1
    assert_invariants(pair)
    assert pickle.loads(pickle.dumps(pair)).num_trainable_params == 1
    ring.cell(0).delete_trainables()
    assert len(ring.get_parameters()[0]["gap_conductance"]) == 1


def test_conductances_that_make_no_sense_are_refused(ring):
    for bad, error in ((-1e-3, BadArgument), ([1.0, 2.0], ShapeMismatch), ("much", BadType)):
        with pytest.raises(error, match="gap_conductance"):
            ring.set("gap_conductance", bad)
    with pytest.raises(EmptySelection, match="gap junction"):
        ring.cell(0).branch(0).set("gap_conductance", 1e-3)
    with pytest.raises(UnknownName, match="gap_conductance"):
        sx.Network([sx.Cell(), sx.Cell()]).set("gap_conductance", 1e-3)


def test_distances_do_not_cross_them(ring):
    here, there = ring.cell(0).branch(0).comp(0), ring.cell(1)
    assert np.isinf(sx.morphology.distance_pathwise(here, there)).all()


def test_matrices_text_and_copies_have_them(ring):
    matrix = ring.laplacian().toarray()
    np.testing.assert_allclose(matrix.sum(axis=1), 0.0, atol=1e-9)
    pre = int(ring.cell(0).branch(1).comp(1).nodes.index[0])
    post = int(ring.cell(1).branch(2).comp(0).nodes.index[0])
    assert matrix[pre, post] == -2e-3
    assert ring.connectivity().toarray()[pre, post] == 1.0
    assert "gap junction (3)" in repr(ring)
    again = pickle.loads(pickle.dumps(ring))
    np.testing.assert_array_equal(sx.integrate(again), sx.integrate(ring))


def test_parts_bring_theirs_along():
    cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0, 0])
    sx.connect_gap_junction(cell.branch(1).comp(1), cell.branch(2).comp(1), [1e-3])
    net = sx.Network([cell, cell])
    assert "gap junction (2)" in repr(net)
    with pytest.raises(BadArgument, match="gap junctions"):
        cell.branch(0).set_ncomp(4)
    assert len(cell.nodes) == 6


@pytest.mark.parametrize(
    ("g", "error"),
    [
        (-1.0, BadArgument),
        (np.nan, BadArgument),
        ([1.0, 2.0], ShapeMismatch),
        ("much", BadType),
        (None, BadArgument),
        (True, BadType),
    ],
)
def test_bad_conductances(g, error):
    net = sx.Network([sx.Cell(), sx.Cell()])
    with pytest.raises(error):
        sx.connect_gap_junction(net.cell(0), net.cell(1), g)
    assert "gap junction" not in repr(net)


def test_bad_views():
    net, other = sx.Network([sx.Cell()] * 3), sx.Network([sx.Cell()])
    with pytest.raises(ShapeMismatch, match="one to one"):
        sx.connect_gap_junction(net.cell(0), net.cell([1, 2]), 1.0)
    with pytest.raises(BadArgument, match="itself"):
        sx.connect_gap_junction(net.cell(0), net.cell(0), 1.0)
    with pytest.raises(BadArgument, match="different modules"):
        sx.connect_gap_junction(net.cell(0), other.cell(0), 1.0)
    with pytest.raises((BadArgument, EmptySelection, BadType)):
        sx.connect_gap_junction(net.cell(0), 3, 1.0)


def test_two_ends_of_a_cell_close_a_ring():
    cable = sx.Cell(sx.Branch(ncomp=5), parents=[-1])
    cable.insert(Leak())
    ring = sx.morphology.morph_connect(cable.branch(0).loc(0.0), cable.branch(0).loc(1.0))
    matrix = ring.laplacian().toarray()
    # equal compartments in a ring: every row is the one above, moved on
    np.testing.assert_allclose(np.roll(matrix, 1, axis=(0, 1)), matrix, rtol=1e-12)
    assert "gap junction" not in repr(cable)
    ring.branch(0).comp(2).stimulate(0.01 * np.ones(40), verbose=False)
    ring.branch(0).comp([0, 4]).record(verbose=False)
    v = np.asarray(sx.integrate(ring))
    np.testing.assert_allclose(v[0], v[1], rtol=1e-12)


def test_one_compartment_is_no_ring():
    cell = sx.Cell()
    with pytest.raises(BadArgument, match="one compartment"):
        sx.morphology.morph_connect(cell.branch(0).loc(0.0), cell.branch(0).loc(1.0))


@pytest.mark.parametrize("ends", [((1, 1.0), (0, 1.0)), ((1, 1.0), (2, 0.0)), ((0, 1.0), (1, 1.0))])
def test_a_ring_closes_between_free_ends_alone(ends):
    """Where other branches meet, one more conductance between two compartments is not the joint."""
    cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0, 0])
    one, other = (cell.branch(branch).loc(end) for branch, end in ends)
    with pytest.raises(BadArgument, match="two free ends"):
        sx.morphology.morph_connect(one, other)


def test_two_trees_of_one_cell_become_one_tree():
    dendrite = "1 3 0 0 0 1 -1\n2 3 100 0 0 2 1\n"
    apart = sx.read_swc(dendrite + "3 2 300 0 0 2 -1\n4 2 350 0 0 1 3\n", ncomp=2)
    whole = sx.read_swc(dendrite + "4 2 150 0 0 1 2\n", ncomp=2)
    for cell in (apart, whole):
        cell.axon.insert(Leak())
    joined = sx.morphology.morph_connect(apart.branch(0).loc(1.0), apart.branch(1).loc(0.0))
    assert joined.nodes[whole.nodes.columns].equals(whole.nodes)
    np.testing.assert_array_equal(joined.laplacian().toarray(), whole.laplacian().toarray())
    assert_invariants(joined)
    sx.connect_gap_junction(apart.branch(0).comp(0), apart.branch(1).comp(0), 1e-3)
    with pytest.raises(BadArgument, match="Join its trees first"):
        sx.morphology.morph_connect(apart.branch(0).loc(1.0), apart.branch(1).loc(0.0))


def test_gap_junctions_are_drawn_as_lines_without_dots():
    net = sx.Network([sx.Cell()] * 3)
    net.move_to([0.0, 50.0, 100.0])
    sx.connect_gap_junction(net.cell(0), net.cell(1), 1e-3)
    only = net.vis()
    _, lines = only.collections
    assert len(lines.get_segments()) == 1
    sx.connect(net.cell(1), net.cell(2), IonotropicSynapse())
    _, lines, dots = net.vis(dims=(0, 1)).collections
    assert len(lines.get_segments()) == 2 and len(dots.get_offsets()) == 1
    np.testing.assert_allclose(dots.get_offsets()[0], [105.0, 0.0])
    colors = {"gap junction": "r", "IonotropicSynapse": "b"}
    named = net.vis(synapse_color=colors)
    assert [text.get_text() for text in named.get_legend().get_texts()] == [*colors]
    _, lines, dots = named.collections
    assert lines.get_colors()[:, 0].tolist() == [0.0, 1.0]
    assert dots.get_facecolor()[:, 2].tolist() == [1.0]
    # A view shows the junctions within it.
    assert len(net.cell([1, 2]).vis().collections[1].get_segments()) == 1
