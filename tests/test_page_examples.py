"""The documented examples of members: they run as they stand, and do what they say."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import spineax as jx
from spineax.channels import HH, K, Leak, Na
from spineax.errors import EmptySelection
from spineax.synapses import IonotropicSynapse

#: Documented examples: the member, and the code with the names that it takes for granted.
EXAMPLES = [
    (
        "add_to_group",
        """
# net = ...
net.cell(0).add_to_group("excitatory")
net.excitatory.set("radius", 0.1)
""",
    ),
    (
        "branches",
        """
comp = jx.Compartment()
branch1 = jx.Branch([comp] * 2)
branch2 = jx.Branch([comp] * 3)
cell = jx.Cell([branch1, branch1, branch2], parents=[-1, 0, 0])
nodes_per_branch = [len(branch.nodes) for branch in cell.branches]
assert nodes_per_branch == [2, 2, 3]
""",
    ),
    (
        "cells",
        """
cell = jx.Cell()
net = jx.Network([cell] * 4)
for cell in net.cells:
    print("Radius of cell: ", len(cell.nodes["radius"]))
""",
    ),
    (
        "comps of a branch",
        """
comp = jx.Compartment()
branch = jx.Branch([comp] * 2)
branch.comp(0).insert(Na())
branch.comp(0).insert(K())
num_channels_per_comp = [len(comp.channels) for comp in branch.comps]
assert num_channels_per_comp == [2, 0]
""",
    ),
    (
        "comps of a cell",
        """
comp = jx.Compartment()
comp.insert(Na())
cell = jx.Cell([comp], parents=[-1])
cell.set_scope("global")
num_channels_per_comp = [len(comp.channels) for comp in cell.comps]
assert num_channels_per_comp == [1]
""",
    ),
    (
        "comps of a network",
        """
cell1 = jx.Cell()
cell1.insert(Na())
cell2 = jx.Cell()
cell2.insert(K())
cell2.insert(Na())
net = jx.Network([cell1, cell1, cell2])
net.set_scope("global")
num_channels_per_comp = [len(comp.channels) for comp in net.comps]
assert num_channels_per_comp == [1, 1, 2]
""",
    ),
    (
        "customize_solver_exp_euler",
        """
delta_t = 0.025
cell = jx.Cell()
cell.customize_solver_exp_euler(
    exp_euler_transition=cell.build_exp_euler_transition_matrix(delta_t)
)
v = jx.integrate(cell, delta_t=delta_t, t_max=100.0)
""",
    ),
    (
        "delete one",
        """
from spineax.channels import Na, K
cell = jx.Cell()
cell.insert(Na())
cell.insert(K())
cell.delete(Na())
assert [channel.name for channel in cell.channels] == ["K"]
""",
    ),
    (
        "delete all",
        """
from spineax.channels import Na, K
cell = jx.Cell()
cell.insert(Na())
cell.insert(K())
net = cell
for channel in list(net.channels):
    cell.delete(channel)
assert cell.channels == []
""",
    ),
    (
        "diffuse",
        """
import spineax as jx
from spineax.pumps import CaNernstReversal
comp = jx.Compartment()
branch = jx.Branch(comp, ncomp=2)
cell = jx.Cell(branch, parents=[-1, 0])
cell.insert(CaNernstReversal())
cell.diffuse("CaCon_i")  # Diffuse calcium ions through the cell
cell.branch(0).set("CaCon_i", 0.2)
cell.record("CaCon_i")
simulated_concentrations = jx.integrate(cell, t_max=5.0)
assert simulated_concentrations.shape == (4, 201)
""",
    ),
    (
        "get_parameters",
        """
import spineax as jx
cell = jx.Cell()
cell.make_trainable("radius")
params = module.get_parameters()
v = jx.integrate(cell, params=params, t_max=10.0)
""",
    ),
    (
        "make_trainable",
        """
comp = jx.Compartment()
comp.make_trainable("radius")
parameters = comp.get_parameters()
assert [list(entry) for entry in parameters] == [["radius"]]
assert parameters[0]["radius"].tolist() == [1.0]
""",
    ),
    (
        "move",
        """
comp = jx.Compartment()
branch = jx.Branch([comp])
cell = jx.Cell([branch] * 3, parents=[-1,0,0])
cell.move(20.0, 30.0, 5.0)
""",
    ),
    (
        "move_to",
        """
comp = jx.Compartment()
branch = jx.Branch([comp])
cell = jx.Cell([branch] * 3, parents=[-1,0,0])
cell.move_to(20.0, 30.0, 5.0)
""",
    ),
    (
        "recording",
        """
comp = jx.Compartment()
branch = jx.Branch(comp, ncomp=2)
cell = jx.Cell(branch, parents=[-1, 0])
cell.record("v")
v = jx.integrate(cell, t_max=10.0)
cell.write_recordings(v)
cell.branch(0).comp(0).recording("v")
""",
    ),
    (
        "scope",
        """
comp = jx.Compartment()
branch = jx.Branch(comp, ncomp=3)
cell = jx.Cell(branch, parents=[-1, 0, 0])
cell.scope("global").branch(2).scope("local").comp(0).insert(K())
cell.scope("global").comp(6).insert(Na())
assert cell.K.nodes.index.tolist() == cell.Na.nodes.index.tolist() == [6]
""",
    ),
    (
        "set a channel",
        """
comp = jx.Compartment()
comp.insert(Na())
comp.set("Na_gNa", 0.008)
""",
    ),
    (
        "set a synapse",
        """
net.select(edges="all").set("IonotropicSynapse_gS", 5e-4)
assert (net.edges["IonotropicSynapse_gS"] == 5e-4).all()
""",
    ),
    (
        "set_ncomp",
        """
comp = jx.Compartment()
branch = jx.Branch([comp] * 4)
cell = jx.Cell([branch] * 3, parents=[-1,0,0])
cell.branch(0).set_ncomp(1)
cell.branch(1).set_ncomp(2)
cell.branch(2).set_ncomp(3)
# This cell has three branches; the example asks for a fourth, which there is not.
with pytest.raises(EmptySelection):
    cell.branch(3).set_ncomp(4)
assert cell.shape == (3, 6)
""",
    ),
    (
        "set_scope",
        """
comp = jx.Compartment()
branch = jx.Branch(comp, ncomp=3)
cell = jx.Cell(branch, parents=[-1, 0, 0])
cell.set_scope("local")  # this is also the default
cell.branch(2).comp(0).insert(Na())
cell.set_scope("global")
cell.comp(6).insert(K())
assert cell.K.nodes.index.tolist() == cell.Na.nodes.index.tolist() == [6]
""",
    ),
    (
        "write_recordings",
        """
comp = jx.Compartment()
branch = jx.Branch(comp, ncomp=2)
cell = jx.Cell(branch, parents=[-1, 0])
cell.record("v")
v = jx.integrate(cell, t_max=10.0)
cell.write_recordings(v)
cell.branch(0).comp(0).recording("v")
assert (cell.branch(0).comp(0).recording("v").values == np.asarray(v)[:1]).all()
""",
    ),
    (
        "write_trainables",
        """
parameters = net.get_parameters()
# Assume you have some training function that gives you new parameters
new_parameters = train_network(net, parameters)
net.write_trainables(new_parameters)
print(net.nodes)  # outputs nodes of the model with the new parameters
assert (net.nodes["radius"] == 2.0).all()
""",
    ),
]


def network() -> jx.Network:
    """Return the network that some examples take for granted."""
    comp = jx.Compartment()
    comp.insert(HH())
    cell = jx.Cell(jx.Branch(comp, ncomp=2), parents=[-1, 0, 0])
    net = jx.Network([cell, cell])
    net.insert(Leak())
    jx.connect(net.cell(0).branch(0).loc(0.0), net.cell(1).branch(0).loc(0.0), IonotropicSynapse())
    return net


@pytest.mark.parametrize(("member", "code"), EXAMPLES, ids=[member for member, _ in EXAMPLES])
def test_example_runs(member: str, code: str, capsys: pytest.CaptureFixture[str]) -> None:
    module = jx.Cell()
    module.make_trainable("radius", verbose=False)
    net = network()
    net.make_trainable("radius", verbose=False)
    names = {
        "jx": jx,
        "np": np,
        "pytest": pytest,
        "EmptySelection": EmptySelection,
        "Na": Na,
        "K": K,
        "HH": HH,
        "net": net,
        "module": module,
        "train_network": lambda net, parameters: [{"radius": 2.0 * parameters[0]["radius"]}],
    }
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        exec(code, names)
