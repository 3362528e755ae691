"""Nonsense in any argument of any verb raises an error of ours and changes nothing."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import spineax as sx
from spineax.channels import HH, Leak
from spineax.errors import SpineaxError
from spineax.pumps import CaNernstReversal
from spineax.synapses import IonotropicSynapse, SpikeSynapse
from spineax.testing import assert_invariants

SERIES = np.full(10, 0.1)

#: A call that works, by verb; every argument in it is then replaced by nonsense.
CALLS: dict[str, dict[str, Any]] = {
    "add_to_group": {"group_name": "fresh"},
    "arrange_in_layers": {
        "layers": [1, 1],
        "within_layer_offset": 10.0,
        "between_layer_offset": 10.0,
    },
    "branch": {"idx": 0},
    "build_exp_euler_transition_matrix": {"delta_t": 0.025, "axial_conductances": None},
    "cell": {"idx": 0},
    "clamp": {"state_name": "v", "state_array": SERIES},
    "comp": {"idx": 0},
    "copy_node_property_to_edges": {"properties_to_import": "radius", "pre_or_post": "pre"},
    "customize_solver_exp_euler": {"exp_euler_transition": None},
    "data_clamp": {"state_name": "v", "state_array": SERIES, "data_clamps": None},
    "data_map": {"weights": np.full((1, 8), 0.125), "state": "v", "name": "mean_v"},
    "data_set": {"key": "radius", "val": 1.0, "param_state": None},
    "data_stimulate": {"current": SERIES, "data_stimuli": None},
    "delete": {"channel": HH()},
    "delete_clamps": {"state_name": "v"},
    "delete_diffusion": {"state": "CaCon_i"},
    "diffuse": {"state": "CaCon_e"},
    "edge": {"idx": 0},
    "impedance": {"freqs": 10.0},
    "insert": {"channel": Leak()},
    "loc": {"at": 0.5},
    "make_trainable": {"key": "radius", "init_val": 1.0, "by": [0, 1, 0, 1, 0, 1, 0, 1]},
    "move": {"x": 1.0, "y": 1.0, "z": 1.0},
    "move_to": {"x": 1.0, "y": 1.0, "z": 1.0},
    "record": {"state": "v"},
    "recording": {"state": "v"},
    "rotate": {"degrees": 90.0, "rotation_axis": "xy"},
    "save": {"path": "module.nc"},
    "scope": {"scope": "local"},
    "select": {"nodes": 0, "edges": 0},
    "set": {"key": "radius", "val": 1.0},
    "set_from": {"dataset": None},
    "set_ncomp": {"ncomp": 2, "min_radius": 1.0},
    "set_scope": {"scope": "local"},
    "show": {"param_names": "v", "channel_names": ["HH"]},
    "stimulate": {"current": SERIES},
    "write_recordings": {"recordings": np.zeros((8, 3))},
    "write_trainables": {"trainable_params": []},
    "init_states": {"delta_t": 0.025},
    "get_all_parameters": {"pstate": None},
    "get_all_states": {"pstate": None},
    "step": {
        "u": None,
        "delta_t": 0.025,
        "external_inds": {},
        "externals": {},
        "params": None,
        "solver": "bwd_euler",
        "voltage_solver": "auto",
    },
    "vis": {"color": "k", "dims": (0, 1), "type": "line"},
}
#: Truth values: everything has one.
FLAGS = {"verbose", "sorted", "initialize", "update_nodes", "vertical_layers", "reset_index"}
FLAGS |= {"as_module", "indices", "params", "states"}
NONSENSE = [
    object(),
    "no such thing",
    -1,
    2.5,
    float("nan"),
    [],
    {},
    [object()],
    np.zeros((2, 3, 5)),
]
IDS = ["object", "word", "minus one", "float", "nan", "list", "dict", "list of object", "cube"]
CASES = [(verb, argument) for verb, call in CALLS.items() for argument in call]


@pytest.fixture(scope="module")
def built() -> sx.Network:
    cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0])
    cell.insert(HH())
    cell.insert(CaNernstReversal())
    network = sx.Network([cell, cell])
    ends = (network.cell(k).branch(0).loc(0.0) for k in range(2))
    sx.connect(*ends, IonotropicSynapse())
    network.diffuse("CaCon_i")
    network.move_to([0.0, 50.0])
    return network


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Verbs that write files write them elsewhere."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def net(built: sx.Network) -> sx.Module:
    return built.copy()


def outcome(net: sx.Module, verb: str, call: dict[str, Any]) -> str:
    """Return "raised" or "done"; everything else that is raised goes on."""
    before = net._ref.value
    if verb == "step":
        now = {"u": net.get_all_states(), "params": net.get_all_parameters()}
        call = {**call, **{k: v for k, v in now.items() if call[k] is None}}
    try:
        getattr(net, verb)(**call)
    except SpineaxError:
        assert net._ref.value is before, f"{verb} raised, but changed the model"
        return "raised"
    assert_invariants(net)
    return "done"


@pytest.mark.parametrize("nonsense", NONSENSE, ids=IDS)
@pytest.mark.parametrize(("verb", "argument"), CASES)
@pytest.mark.filterwarnings("ignore::spineax.errors.SpineaxWarning")
def test_nonsense_is_refused(net: sx.Module, verb: str, argument: str, nonsense: object) -> None:
    found = outcome(net, verb, {**CALLS[verb], argument: nonsense})
    if type(nonsense) is object:
        assert found == "raised", f"{verb} took an object() as {argument}"


def test_every_verb_is_tried() -> None:
    takes_arguments = set()
    for name, member in inspect.getmembers(sx.Network, callable):
        if name.startswith("_"):
            continue
        parameters = list(inspect.signature(member).parameters.values())[1:]
        open_ended = (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)
        if {p.name for p in parameters if p.kind not in open_ended} - FLAGS:
            takes_arguments.add(name)
    # Runs have tests of their arguments of their own, and so have spikes.
    elsewhere = {"simulate", "to_jax", "locate_nonfinite", "to_networkx"}
    elsewhere |= {"spikes", "stimulate_spikes", "data_stimulate_spikes"}
    assert takes_arguments - CALLS.keys() - elsewhere == set()


@pytest.mark.parametrize("nonsense", NONSENSE, ids=IDS)
@pytest.mark.parametrize("build", [sx.Branch, sx.Cell, sx.Network, sx.read_swc, sx.load])
def test_nonsense_makes_no_module(build: Any, nonsense: object) -> None:
    options: dict[str, Any] = {"ncomp": 1} if build is sx.read_swc else {}
    if build is sx.Cell:
        options = {"parents": [-1]}
    with pytest.raises(SpineaxError):
        build(nonsense, **options)


@pytest.mark.parametrize("nonsense", NONSENSE, ids=IDS)
@pytest.mark.parametrize("argument", ["ncomp", "parents", "xyzr"])
def test_nonsense_in_a_constructor(argument: str, nonsense: object) -> None:
    with pytest.raises(SpineaxError):
        if argument == "ncomp":
            sx.Branch(sx.Compartment(), ncomp=nonsense)  # type: ignore[arg-type]
        else:
            given = {"branches": sx.Branch(), "parents": [-1, 0], argument: nonsense}
            sx.Cell(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize("nonsense", NONSENSE, ids=IDS)
@pytest.mark.parametrize(
    "function", ["morph_delete", "morph_connect", "distance_direct", "distance_pathwise"]
)
def test_nonsense_has_no_shape(function: str, nonsense: object) -> None:
    arguments = (nonsense,) if function == "morph_delete" else (sx.Cell(), nonsense)
    with pytest.raises(SpineaxError):
        getattr(sx.morphology, function)(*arguments)


def test_spike_trains_refuse_nonsense() -> None:
    net = sx.Network([sx.Cell(), sx.Cell()])
    sx.connect(net.cell(0), net.cell(1), SpikeSynapse())
    for nonsense in NONSENSE[:3]:
        with pytest.raises(SpineaxError):
            net.stimulate_spikes(nonsense)
