"""What a user may get wrong in a call: the errors are ours, and say what is right."""

from __future__ import annotations

import inspect
from typing import Any

import jax
import numpy as np
import pytest

import spineax as sx
from spineax.channels import HH
from spineax.errors import BadArgument, BadMechanism, BadType, ShapeMismatch, UnknownName
from spineax.synapses import CurrentSynapse, ExpSyn, IonotropicSynapse


@pytest.fixture
def cell() -> sx.Cell:
    cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0, 0])
    cell.insert(HH())
    return cell


def test_wrong_arguments_are_named(cell: sx.Cell) -> None:
    wrong: dict[str, Any] = {"stat": "v"}
    with pytest.raises(BadType, match=r"record has no argument 'stat'\. Did you mean 'state'"):
        cell.record(**wrong)
    with pytest.raises(BadType, match="set: missing a required argument: 'val'"):
        cell.set("radius")  # type: ignore[call-arg]
    with pytest.raises(BadType, match="Did you mean 't_max'"):
        cell.simulate(tmax=1.0)
    assert "t_max" in inspect.signature(cell.simulate).parameters
    assert list(inspect.signature(cell.record).parameters) == ["state", "verbose"]


def test_a_class_is_no_mechanism(cell: sx.Cell) -> None:
    for verb in (cell.insert, cell.delete):
        with pytest.raises(BadMechanism, match=r"an object, HH\(\)"):
            verb(HH)
    with pytest.raises(UnknownName, match="No channel or pump named 'HHH'"):
        cell.show(channel_names=["HHH"])


def test_what_another_verb_returned_is_checked(cell: sx.Cell) -> None:
    start, _ = sx.build_init_and_step_fn(cell)
    for options in ({"param_state": 5}, {"all_states": 5}, {"delta_t": "soon"}):
        with pytest.raises(BadType):
            start([], **options)
    with pytest.raises(BadArgument, match="delta_t"):
        cell.get_all_states(delta_t=-1.0)
    with pytest.raises(BadType, match="pstate"):
        cell.get_all_states(5)
    net = sx.Network([cell, cell])
    sx.connect(net.cell(0).branch(0).comp(0), net.cell(1).branch(0).comp(0), ExpSyn())
    with pytest.raises(BadType, match="data_stimuli"):
        net.data_stimulate_spikes([2.0], 5)


def test_there_is_no_bar_inside_jit(cell: sx.Cell) -> None:
    def run(radius: Any) -> Any:
        changed = cell.data_set("radius", radius)
        return sx.integrate(cell, param_state=changed, t_max=0.1, progress=True)

    with pytest.raises(BadArgument, match="progress=True"):
        jax.jit(run)(1.0)


def test_a_type_error_of_a_users_function_is_its_own(cell: sx.Cell) -> None:
    with pytest.raises(TypeError, match="of mine"):
        cell.stimulate(Series(), verbose=False)


class Series:
    """Something of a user that cannot be called as it should."""

    @property
    def dims(self) -> Any:
        raise TypeError("of mine")


def test_text_is_no_number(cell: sx.Cell) -> None:
    for call in (
        lambda: cell.set("radius", "0.1"),
        lambda: cell.set("radius", ["1", "2"] * 3),
        lambda: cell.make_trainable("radius", "0.1"),  # type: ignore[arg-type]
        lambda: cell.data_set("radius", "0.1"),
        lambda: cell.stimulate(["0.1", "0.2"]),
        lambda: cell.clamp("v", ["-60"] * 10),
        lambda: cell.data_map([["1"] * 6]),
        lambda: cell.move_to(["1.0"]),
    ):
        with pytest.raises(BadType, match="number"):
            call()


def test_conductances_are_not_negative(cell: sx.Cell) -> None:
    for call in (
        lambda: cell.set("HH_gNa", -0.1),
        lambda: cell.make_trainable("HH_gNa", -0.1),
        lambda: cell.data_set("HH_gNa", -0.1),
    ):
        with pytest.raises(BadArgument, match="S/cm2, must not be negative"):
            call()
    cell.set("HH_gNa", 0.0)
    cell.set("HH_eLeak", -54.3)
    net = sx.Network([sx.Cell(), sx.Cell()])
    for synapse in (IonotropicSynapse(), CurrentSynapse()):
        sx.connect(net.cell(0), net.cell(1), synapse)
    with pytest.raises(BadArgument, match="uS, must not be negative"):
        net.set("IonotropicSynapse_gS", -1e-4)
    # A weight in nA has either sign.
    net.set("CurrentSynapse_gS", -1e-4)


def test_one_number_is_no_series(cell: sx.Cell) -> None:
    with pytest.raises(ShapeMismatch, match="for how long"):
        cell.stimulate(0.1)
    with pytest.raises(ShapeMismatch, match="lambda t: value"):
        cell.clamp("v", -60.0)
    cell.clamp("v", lambda t: -60.0, verbose=False)
    assert np.asarray(sx.integrate(cell, t_max=0.1))[:, 1:].tolist() == [[-60.0] * 4] * 6


def test_a_traced_time_says_what_can_be_done(cell: sx.Cell) -> None:
    with pytest.raises(BadType, match="delta_t is traced"):
        jax.grad(lambda step: sx.integrate(cell, t_max=1.0, delta_t=step)[0, -1])(0.025)
    with pytest.raises(BadType, match="t_max is traced"):
        jax.jit(lambda end: sx.integrate(cell, t_max=end))(1.0)
