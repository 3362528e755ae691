"""spineax."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np

import spineax as sx
from benchmarks.cases import DT
from spineax.channels import HH
from spineax.synapses import IonotropicSynapse


def version() -> str:
    return f"spineax {sx.__version__}, jax {jax.__version__}"


def build(case):
    if case["model"] == "point":
        module = sx.Compartment()
    elif case["model"] == "cable":
        module = sx.Branch(sx.Compartment(), case["size"])
    elif case["model"] == "swc":
        module = sx.read_swc(case["file"], ncomp=case["size"])
    else:
        cell = sx.Cell(sx.Branch(sx.Compartment(), 2), parents=[-1, 0, 0, 1, 1, 2, 2])
        cell.insert(HH())
        module = sx.Network([cell] * case["size"])
        rng = np.random.default_rng(0)
        pre, post = rng.integers(0, case["size"], (2, 10 * case["size"]))
        first = module.nodes.groupby("global_cell_index").head(1).index.to_numpy()
        views = [module.select(nodes=first[ends]) for ends in (pre, post)]
        sx.connect(*views, IonotropicSynapse())
    if case["model"] != "network":
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
        place = self.module.select(nodes=[0])
        place.record("v", verbose=False)
        place.stimulate(sx.step_current(1.0, 2.0, 1.0, DT, case["t_max"]), verbose=False)
        self.module.make_trainable("HH_gNa", verbose=False)
        self.params = self.module.get_parameters()
        self.options = {"t_max": case["t_max"], "delta_t": DT, **options.get("integrate", {})}
        self.call = getattr(self, case["mode"])()

    def forward(self):
        return lambda: sx.integrate(self.module, params=self.params, **self.options)

    def loss(self, params):
        return jnp.mean(sx.integrate(self.module, params=params, **self.options) ** 2)

    def gradient(self):
        compiled = jax.jit(jax.value_and_grad(self.loss))
        return lambda: compiled(self.params)

    def batch(self):
        values = jnp.linspace(0.1, 0.14, self.case["batch"])
        params = [{"HH_gNa": values[:, None]}]
        one = jax.vmap(lambda p: sx.integrate(self.module, params=p, **self.options))
        compiled = jax.jit(one)
        return lambda: compiled(params)

    def run(self):
        return jax.block_until_ready(self.call())

    def trace(self):
        return np.asarray(self.forward()())[0].tolist()
