"""spineax."""

from __future__ import annotations

import jax

import spineax as sx
from benchmarks.cases import PARENTS, synapses
from benchmarks.peers import batching
from spineax.channels import HH
from spineax.synapses import ExpSyn, IonotropicSynapse


def version() -> str:
    return f"spineax {sx.__version__}, jax {jax.__version__}"


def build(case):
    """Return a module at rest, and the compartments that are stimulated."""
    places = [0]
    if case["model"] == "point":
        module = sx.Compartment()
    elif case["model"] == "cable":
        module = sx.Branch(sx.Compartment(), case["size"])
    elif case["model"] == "swc":
        module = sx.read_swc(case["file"], ncomp=case["size"])
    else:
        cell = sx.Cell(sx.Branch(sx.Compartment(), 2), parents=list(PARENTS))
        module = sx.Network([cell] * case["size"])
        places = module.nodes.groupby("global_cell_index").head(1).index.to_numpy()
        pre, post = (module.select(nodes=places[ends]) for ends in synapses(case["size"]))
        sx.connect(pre, post, ExpSyn() if "spiking" in case["model"] else IonotropicSynapse())
    module.insert(HH())
    module.set("axial_resistivity", 100.0)
    module.set("v", -65.0)
    module.init_states()
    return module, places


class Model:
    def __init__(self, case, options):
        batching.set_up(options)
        self.module, places = build(case)
        self.size = len(self.module.nodes)
        self.module.select(nodes=[0]).record("v", verbose=False)
        step = sx.step_current(1.0, 2.0, 1.0, case["dt"], case["t_max"])
        self.module.select(nodes=places).stimulate(step, verbose=False)
        self.module.make_trainable("HH_gNa", verbose=False)
        self.params = batching.parameters(case, self.module.get_parameters())
        self.options = {"t_max": case["t_max"], "delta_t": case["dt"]}
        self.options |= options.get("integrate", {})
        self.function = batching.compiled(self.simulate, case, options)
        # One alone is run as a user does: integrate is compiled of itself.
        alone = case["mode"] == "forward" and not case["batch"]
        self.call = self.simulate if alone else self.function

    def simulate(self, params):
        return sx.integrate(self.module, params=params, **self.options)

    def run(self):
        self.result = jax.block_until_ready(self.call(self.params))

    def trace(self):
        return batching.first_numbers(self.result)

    def temporary_bytes(self):
        return batching.temporary_bytes(self.function, self.params)
