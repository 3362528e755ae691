"""The documented members: they exist, and take the documented arguments."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

import spineax as jx
from spineax.channels import HH, Leak
from spineax.errors import BadType
from spineax.synapses import IonotropicSynapse

REQUIRED = inspect.Parameter.empty

#: Members with their arguments and defaults, as documented for compartments and all above; but
#: for the voltage solver, which is chosen by itself if it is not named.
SIGNATURES = """
add_to_group(group_name)
branch(idx)
build_exp_euler_transition_matrix(delta_t, axial_conductances=None)
cell(idx)
clamp(state_name, state_array, verbose=True)
comp(idx)
compute_compartment_centers()
compute_xyz()
copy(reset_index=False, as_module=False)
copy_node_property_to_edges(properties_to_import, pre_or_post=['pre', 'post'])
customize_solver_exp_euler(exp_euler_transition=None)
data_clamp(state_name, state_array, data_clamps=None, verbose=False)
data_set(key, val, param_state)
data_stimulate(current, data_stimuli=None, verbose=False)
delete(channel)
delete_clamps(state_name=None)
delete_diffusion(state)
delete_recordings()
delete_stimuli()
delete_trainables()
diffuse(state)
edge(idx)
get_parameters()
init_params()
init_states(delta_t=0.025)
initialize()
insert(channel)
loc(at)
make_trainable(key, init_val=None, verbose=True)
move(x=0.0, y=0.0, z=0.0, update_nodes=False)
move_to(x=0.0, y=0.0, z=0.0, update_nodes=False)
record(state='v', verbose=True)
recording(state='v')
rotate(degrees, rotation_axis='xy', update_nodes=False)
scope(scope)
select(nodes=None, edges=None, sorted=False)
set(key, val)
set_ncomp(ncomp, min_radius=None, initialize=True)
set_scope(scope)
show(param_names=None, *, indices=True, params=True, states=True, channel_names=None)
step(u, delta_t, external_inds, externals, params, solver='bwd_euler', voltage_solver='auto')
stimulate(current=None, verbose=True)
to_jax()
vis(ax=None, color='k', dims=(0, 1), type='line', **kwargs)
write_recordings(recordings)
write_trainables(trainable_params)
"""


def documented(line: str) -> inspect.Signature:
    """Return the signature that a line documents."""
    names: dict[str, Any] = {}
    exec(f"def {line}: ...", names)
    return inspect.signature(names[line.partition("(")[0]])


METHODS = {line.partition("(")[0]: documented(line) for line in SIGNATURES.strip().splitlines()}

#: Where more is taken than is documented: a default for an argument that has none.
OPTIONAL = {("data_set", "param_state")}

#: Documented attributes that are read without a call.
PROPERTIES = ("branches", "cells", "comps", "shape", "view", "nodes", "edges", "recordings")


def build(kind: str) -> Any:
    comp = jx.Compartment()
    comp.insert(HH())
    branch = jx.Branch(comp, ncomp=2)
    cell = jx.Cell(branch, parents=[-1, 0, 0])
    net = jx.Network([cell, cell])
    net.insert(Leak())
    jx.connect(net.cell(0).branch(0).loc(0.0), net.cell(1).branch(0).loc(0.0), IonotropicSynapse())
    modules = {"compartment": comp, "branch": branch, "cell": cell, "network": net}
    return net.cell(0) if kind == "view" else modules[kind]


KINDS = ("compartment", "branch", "cell", "network", "view")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", METHODS)
def test_method_takes_the_documented_arguments(kind: str, name: str) -> None:
    method = getattr(build(kind), name)
    assert inspect.getdoc(method)
    own, wanted = inspect.signature(method).parameters, METHODS[name].parameters
    for argument, parameter in wanted.items():
        found = own[argument]
        assert found.kind is parameter.kind
        if (name, argument) not in OPTIONAL:
            assert found.default == parameter.default
    # Further arguments come after those, and may be left out.
    further = [parameter for argument, parameter in own.items() if argument not in wanted]
    assert [argument for argument in own if argument in wanted] == list(wanted)
    positional = [p.name for p in own.values() if p.kind is p.POSITIONAL_OR_KEYWORD]
    first = [p.name for p in wanted.values() if p.kind is p.POSITIONAL_OR_KEYWORD]
    assert positional[: len(first)] == first
    for parameter in further:
        assert parameter.default is not REQUIRED or parameter.kind is parameter.VAR_KEYWORD


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", PROPERTIES)
def test_attribute_is_there(kind: str, name: str) -> None:
    module = build(kind)
    without = {"compartment": ("cells", "branches"), "branch": ("cells", "branches")}
    without["cell"] = ("cells",)
    if name in without.get(kind, ()):
        # A branch has no cells to go through; it says so.
        with pytest.raises(BadType, match=f"has no {name} to go through"):
            list(getattr(module, name))
    else:
        found = getattr(module, name)
        assert found is not None
        if name in ("cells", "branches", "comps"):
            assert all(isinstance(part, jx.View) for part in found)


@pytest.mark.parametrize(
    ("kind", "shape"),
    [
        ("network", (2, 6, 12)),
        ("cell", (3, 6)),
        ("branch", (2,)),
        ("compartment", ()),
        ("view", (1, 3, 6)),
    ],
)
def test_shape_is_the_number_of_parts(kind: str, shape: tuple[int, ...]) -> None:
    assert build(kind).shape == shape


def test_defaults_of_a_compartment() -> None:
    assert jx.Compartment.compartment_params == {
        "axial_resistivity": 5000.0,
        "capacitance": 1.0,
        "length": 10.0,
        "radius": 1.0,
    }
