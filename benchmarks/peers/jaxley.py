"""Jaxley."""

from __future__ import annotations

import jax
import jaxley as jx
from jaxley.channels import HH
from jaxley.connect import connect
from jaxley.synapses import IonotropicSynapse

from benchmarks.cases import PARENTS, synapses
from benchmarks.peers import batching


def version() -> str:
    return f"Jaxley {jx.__version__}, jax {jax.__version__}"


def build(case):
    """Return a module at rest, and the compartments that are stimulated."""
    compartment = jx.Compartment()
    if case["model"] == "point":
        module = jx.Cell()
    elif case["model"] == "cable":
        module = jx.Cell(jx.Branch(compartment, case["size"]), parents=[-1])
    elif case["model"] == "swc":
        module = jx.read_swc(case["file"], ncomp=case["size"])
    elif case["model"] == "spiking network":
        raise NotImplementedError("no synapses driven by spikes with a delay")
    else:
        cell = jx.Cell(jx.Branch(compartment, 2), parents=list(PARENTS))
        module = jx.Network([cell] * case["size"])
    module.insert(HH())
    module.set("axial_resistivity", 100.0)
    module.set("v", -65.0)
    places = [0]
    if case["model"] == "swc":
        places = [int(module.soma.nodes.index[0])]
    elif "network" in case["model"]:
        places = module.nodes.groupby("global_cell_index").head(1).index.to_numpy()
        pre, post = (module.select(nodes=places[ends]) for ends in synapses(case["size"]))
        connect(pre, post, IonotropicSynapse())
    module.init_states()
    return module, places


class Model:
    def __init__(self, case, options):
        batching.set_up(options)
        self.module, places = build(case)
        self.size = len(self.module.nodes)
        self.module.select(nodes=places[:1]).record("v", verbose=False)
        step = jx.step_current(1.0, 2.0, 1.0, case["dt"], case["t_max"])
        self.module.select(nodes=places).stimulate(step, verbose=False)
        self.module.make_trainable("HH_gNa", verbose=False)
        self.params = batching.parameters(case, self.module.get_parameters())
        self.module.to_jax()
        self.options = {"t_max": case["t_max"], "delta_t": case["dt"]}
        self.options |= options.get("integrate", {})
        self.function = batching.compiled(self.simulate, case, options)

    def simulate(self, params):
        return jx.integrate(self.module, params=params, **self.options)

    def run(self):
        self.result = jax.block_until_ready(self.function(self.params))

    def trace(self):
        return batching.first_numbers(self.result)

    def temporary_bytes(self):
        return batching.temporary_bytes(self.function, self.params)
