"""Jaxley."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import jaxley as jx
import numpy as np
from jaxley.channels import HH
from jaxley.connect import connect
from jaxley.synapses import IonotropicSynapse

from benchmarks.cases import DT


def version() -> str:
    return f"jaxley {jx.__version__}, jax {jax.__version__}"


def build(case):
    comp = jx.Compartment()
    if case["model"] == "point":
        module = jx.Cell()
    elif case["model"] == "cable":
        module = jx.Cell(jx.Branch(comp, case["size"]), parents=[-1])
    elif case["model"] == "swc":
        module = jx.read_swc(case["file"], ncomp=case["size"])
    else:
        cell = jx.Cell(jx.Branch(comp, 2), parents=[-1, 0, 0, 1, 1, 2, 2])
        module = jx.Network([cell] * case["size"])
        rng = np.random.default_rng(0)
        pre, post = rng.integers(0, case["size"], (2, 10 * case["size"]))
        first = module.nodes.groupby("global_cell_index").head(1).index.to_numpy()
        views = [module.select(nodes=first[ends]) for ends in (pre, post)]
        connect(*views, IonotropicSynapse())
    module.insert(HH())
    module.set("axial_resistivity", 100.0)
    module.set("v", -65.0)
    module.init_states()
    return module


class Model:
    def __init__(self, case, options):
        if options.get("x64"):
            jax.config.update("jax_enable_x64", True)
        self.case, self.module = case, build(case)
        self.size = len(self.module.nodes)
        soma = getattr(self.module, "soma", None) if case["model"] == "swc" else None
        node = int(soma.nodes.index[0]) if soma is not None else int(self.module.nodes.index[0])
        place = self.module.select(nodes=[node])
        place.record("v", verbose=False)
        place.stimulate(jx.step_current(1.0, 2.0, 1.0, DT, case["t_max"]), verbose=False)
        self.module.make_trainable("HH_gNa", verbose=False)
        self.params = self.module.get_parameters()
        self.module.to_jax()
        self.call = getattr(self, case["mode"])()

    def simulate(self, params):
        return jx.integrate(self.module, params=params, t_max=self.case["t_max"], delta_t=DT)

    def forward(self):
        compiled = jax.jit(self.simulate)
        return lambda: compiled(self.params)

    def gradient(self):
        compiled = jax.jit(jax.value_and_grad(lambda p: jnp.mean(self.simulate(p) ** 2)))
        return lambda: compiled(self.params)

    def batch(self):
        values = jnp.linspace(0.1, 0.14, self.case["batch"])
        params = [{"HH_gNa": values[:, None]}]
        compiled = jax.jit(jax.vmap(self.simulate))
        return lambda: compiled(params)

    def run(self):
        return jax.block_until_ready(self.call())

    def trace(self):
        return np.asarray(self.simulate(self.params))[0].tolist()
