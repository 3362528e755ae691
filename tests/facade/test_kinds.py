"""Building modules, and what they carry over."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import jax
import numpy as np
import pytest

import spineax as sx
from spineax.channels import HH, Leak
from spineax.errors import (
    BadArgument,
    BadType,
    NameClash,
    NotAForest,
    ShapeMismatch,
    SpineaxError,
    SpineaxWarning,
    WholeModelOnly,
)
from spineax.synapses import IonotropicSynapse
from spineax.testing import assert_invariants


class Named(sx.Cell):
    """A cell of a user, with an attribute of its own."""

    def __init__(self, title: str) -> None:
        super().__init__(sx.Branch(ncomp=2), parents=[-1, 0])
        self.title = title


def test_parts_keep_their_own_values() -> None:
    thin, thick = sx.Compartment(), sx.Compartment()
    thick.set("radius", 5.0)
    thick.insert(HH())
    thick.add_to_group("thick")
    branch = sx.Branch([thin, thick, thin])
    cell = sx.Cell([branch, sx.Branch(thin, 2)], parents=[-1, 0])
    net = sx.Network([cell, cell])
    assert net.nodes["radius"].tolist() == [1.0, 5.0, 1.0, 1.0, 1.0] * 2
    assert net.HH.nodes.index.tolist() == net.thick.nodes.index.tolist() == [1, 6]
    thick.set("radius", 9.0)
    assert net.nodes["radius"].max() == 5.0
    assert_invariants(net)


def test_experiments_do_not_carry_over() -> None:
    cell = sx.Cell()
    cell.record(verbose=False)
    cell.stimulate(np.ones(3), verbose=False)
    cell.make_trainable("radius", verbose=False)
    with pytest.warns(SpineaxWarning, match="recordings and stimuli or clamps and trainables"):
        net = sx.Network([cell, cell])
    assert len(net.recordings) == 0 and net.externals == {} and net.trainable_params == []


def test_points_can_be_neurons() -> None:
    net = sx.Network([sx.Compartment(), sx.Branch(ncomp=2), sx.Cell()])
    assert net.shape == (3, 3, 4)
    assert_invariants(net)


@pytest.mark.parametrize(
    ("build", "error", "match"),
    [
        (lambda: sx.Branch(sx.Compartment()), BadArgument, "ncomp="),
        (lambda: sx.Branch(ncomp=0), BadArgument, "above zero"),
        (lambda: sx.Branch([sx.Cell()]), BadType, "list of Compartment"),
        (lambda: sx.Branch([]), BadType, "Compartment"),
        (lambda: sx.Cell(sx.Branch()), BadArgument, "parents="),
        (lambda: sx.Cell(sx.Branch(), parents=[0]), NotAForest, "root"),
        (lambda: sx.Cell(sx.Branch(), parents=[-1, 1]), NotAForest, "before their children"),
        (lambda: sx.Cell(sx.Branch(), parents=[-1, 2, 0]), NotAForest, "Branch 1"),
        (lambda: sx.Cell(sx.Branch(), parents=[-1, -1]), NotAForest, "one root"),
        (lambda: sx.Cell(sx.Branch(), parents=[]), NotAForest, "parents"),
        (lambda: sx.Cell([sx.Branch()], parents=[-1, 0]), ShapeMismatch, "1 branches"),
        (lambda: sx.Cell(sx.Branch(), [-1], xyzr=[]), ShapeMismatch, "xyzr"),
        (lambda: sx.Network([]), BadType, "list of cells"),
        (lambda: sx.Network(sx.Cell()), BadType, "list of cells"),
    ],
)
def test_modules_that_cannot_be(build: Any, error: type[SpineaxError], match: str) -> None:
    with pytest.raises(error, match=match):
        build()


def test_a_name_means_one_mechanism() -> None:
    one, other = sx.Cell(), sx.Cell()
    one.insert(HH("channel"))
    other.insert(Leak("channel"))
    with pytest.raises(NameClash, match="Rename one of them"):
        sx.Network([one, other])
    with pytest.raises(NameClash, match="change_name"):
        one.insert(Leak("channel"))


def test_subclasses_are_modules() -> None:
    cell = Named("first")
    assert cell.shape == (2, 4) and cell.branch(0).shape == (1, 2)
    cell.make_trainable("radius", verbose=False)
    cell.write_trainables([{"radius": [3.0]}])
    assert (cell.nodes["radius"] == 3.0).all()
    for other in (cell.copy(), copy.deepcopy(cell), pickle.loads(pickle.dumps(cell))):
        assert type(other) is Named and other.title == "first"
    cell.delete_trainables()
    assert sx.Network([cell]).shape == (1, 2, 4)


def test_attributes_tell_the_structure() -> None:
    cell = sx.Cell([sx.Branch(ncomp=k) for k in (2, 1, 3)], parents=[-1, 0, 0])
    net = sx.Network([cell, sx.Cell()])
    sx.connect(net.cell(0).branch(0).loc(0.0), net.cell(1), IonotropicSynapse())
    assert net.ncomp == 3 and net.ncomp_per_branch.tolist() == [2, 1, 3, 1]
    assert net.cumsum_ncomp.tolist() == [0, 2, 3, 6, 7]
    assert net.total_nbranches == 4 and net.nbranches_per_cell.tolist() == [3, 1]
    assert net.comb_parents.tolist() == [-1, 0, 0, -1]
    assert [c.tolist() for c in cell.comb_children] == [[1, 2], [], []]
    assert cell.branch_edges.to_numpy().tolist() == [[0, 1], [0, 2]]
    assert net.synapse_names == ["IonotropicSynapse"] and len(net.synapses) == 1
    assert net.synapse_param_names[0] == "IonotropicSynapse_gS"
    assert net.synapse_state_names == ["IonotropicSynapse_s"]
    assert net.synapse_current_names == ["i_IonotropicSynapse"]
    assert net.initialized and net.base is net and net.cell(0).base is net
    net.insert(HH())
    assert net.membrane_current_names == ["i_HH"]
    assert net.pumped_ions == net.diffusion_states == [] and net.report is None
    assert [len(points) for points in net.cell(0).branch(2).comp([1, 2]).xyzr] == [2]
    for name in ("externals", "external_inds", "solver_customizers", "rec_indices"):
        assert len(getattr(net, name)) in (0, 1)


def test_parts_are_not_integrated() -> None:
    net = sx.Network([sx.Cell(), sx.Cell()])
    with pytest.raises(WholeModelOnly, match="copy"):
        sx.integrate(net.cell(0), t_max=1.0)
    assert sx.integrate(net.cell(0).copy(as_module=True), t_max=1.0).shape == (1, 41)
    assert sx.integrate(net.view, t_max=1.0).shape == (2, 41)


def test_batches_keep_their_labels() -> None:
    cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0])
    cell.insert(HH())
    cell.record(verbose=False)
    cell.branch(0).record("HH_m", verbose=False)
    conductance, amplitude = np.array([0.1, 0.2]), np.array([0.0, 0.1, 0.2])

    def run(g: Any, i: Any) -> Any:
        state = cell.data_set("HH_gNa", g, None)
        stimulus = cell.branch(0).comp(0).data_stimulate(i * np.ones(20))
        return sx.integrate(cell, param_state=state, data_stimuli=stimulus)

    rows = jax.vmap(jax.vmap(run, (None, 0)), (0, None))(conductance, amplitude)
    data = sx.label(rows, cell, {"g": conductance, "amplitude": amplitude})
    assert data["v"].dims == ("g", "amplitude", "site", "time")
    one = data["HH_m"].sel(g=0.2, amplitude=0.1).values
    # A batched solve adds in another order.
    np.testing.assert_allclose(one, np.asarray(run(0.2, 0.1))[4:], rtol=1e-9)
    with pytest.raises(ShapeMismatch, match="needs 3 axes"):
        sx.label(rows, cell, {"g": conductance})
    with pytest.raises(ShapeMismatch, match="'g' has shape"):
        sx.label(rows, cell, {"g": amplitude, "amplitude": amplitude})


def test_half_runs_make_the_whole_run() -> None:
    cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0])
    cell.insert(HH())
    whole = sx.integrate(cell, t_max=2.0)
    first, states = sx.integrate(cell, t_max=1.0, return_states=True)
    second = sx.integrate(cell, t_max=1.0, all_states=states)
    np.testing.assert_array_equal(np.concatenate([first, second[:, 1:]], axis=1), whole)


def test_bad_trainable_values_are_named() -> None:
    cell = sx.Cell()
    cell.make_trainable("radius", verbose=False)
    with pytest.raises(BadArgument, match="'radius' must be above zero"):
        sx.integrate(cell, [{"radius": np.array([-1.0])}], t_max=1.0)
