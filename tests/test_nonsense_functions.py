"""Nonsense in any argument of a run, of wiring and of other functions: an error of ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import spineax as sx
from spineax.errors import SpineaxError
from spineax.extracellular import line_source, point_source
from spineax.morphology import DLambda, MaxLength
from spineax.synapses import IonotropicSynapse

NONSENSE = [object(), "no such thing", [object()], np.zeros((2, 3, 5)), lambda: 3]
IDS = ["object", "word", "list of object", "cube", "function"]

RUN: dict[str, Any] = dict.fromkeys(
    ("param_state", "data_stimuli", "data_clamps", "data_maps", "checkpoint", "checkpoint_lengths")
)
RUN |= {"params": [], "t_max": 0.05, "delta_t": 0.025, "all_states": None}
RUN |= {"solver": "bwd_euler", "voltage_solver": "auto"}
HOW = {key: RUN[key] for key in ("solver", "voltage_solver")}


def ends(net: sx.Network) -> dict[str, Any]:
    return {"pre": net.cell(0), "post": net.cell(1), "synapse_type": IonotropicSynapse()}


def arguments(net: sx.Network) -> dict[str, tuple[Callable[..., Any], dict[str, Any]]]:
    """Return calls that work, by name: the function and its arguments."""
    electrode, start, end = np.zeros((1, 3)), np.ones((2, 3)), np.full((2, 3), 2.0)
    far = {"radius": 1.0, "conductivity": 0.3}
    return {
        "integrate": (sx.integrate, {"module": net, **RUN}),
        "simulate": (net.simulate, RUN),
        "to_jax": (net.to_jax, {k: RUN[k] for k in ("params", "t_max", "data_maps", *HOW)}),
        "build_init_and_step_fn": (sx.build_init_and_step_fn, {"module": net, **HOW}),
        "run": (sx.run, dict.fromkeys(("params", "inputs", "all_states"))),
        "stack": (sx.stack, {"experiments": None}),
        "connect": (sx.connect, ends(net)),
        "sparse_connect": (
            sx.sparse_connect,
            {**ends(net), "p": 0.5, "seed": 1, "random_post_comp": False},
        ),
        "step_current": (
            sx.step_current,
            {"i_delay": 1.0, "i_dur": 1.0, "i_amp": 0.1, "delta_t": 0.5, "t_max": 3.0},
        ),
        "point_source": (point_source, {"electrodes": electrode, "centres": start, **far}),
        "line_source": (
            line_source,
            {"electrodes": electrode, "starts": start, "ends": end, **far},
        ),
        "DLambda": (DLambda, {"d_lambda": 0.1, "frequency": 100.0}),
        "MaxLength": (MaxLength, {"longest": 10.0}),
        "vis": (
            net.vis,
            {"ax": None, "detail": "full", "scale_bar": False} | {"synapse_color": "b"},
        ),
    }


@pytest.fixture(scope="module")
def built() -> sx.Network:
    net = sx.Network([sx.Cell(), sx.Cell()])
    sx.connect(net.cell(0), net.cell(1), IonotropicSynapse())
    net.move_to([0.0, 50.0])
    return net


#: Names the arguments; every test has a network of its own.
SAMPLE = sx.Network([sx.Cell(), sx.Cell()])
CASES = [(name, key) for name, (_, call) in arguments(SAMPLE).items() for key in call]


@pytest.mark.parametrize("nonsense", NONSENSE, ids=IDS)
@pytest.mark.parametrize(("name", "argument"), CASES)
def test_nonsense_is_refused(built: sx.Network, name: str, argument: str, nonsense: object) -> None:
    net = built.copy()
    function, call = arguments(net)[name]
    if name == "run":
        call = {"experiment": net.to_jax(t_max=0.05), **call}
    before = net._ref.value
    with pytest.raises(SpineaxError):
        function(**{**call, argument: nonsense})
    assert net._ref.value is before
