"""Gradients of whole models: every voltage solver, both precisions, several devices."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import spineax as sx
from spineax.channels import HH
from spineax.channels.pospischil import CaL
from spineax.pumps import CaFaradayConcentrationChange
from spineax.synapses import IonotropicSynapse
from tests.processors import in_a_process
from tests.run.models import tree


def everything() -> Any:
    """Return cells with a pumped, diffusing ion, a synapse and a gap junction."""
    one = sx.Cell(sx.Branch(sx.Compartment(), 3), [-1, 0, 0])
    network = sx.Network([one, one])
    network.insert(HH())
    network.cell(0).branch(0).insert(CaL())
    network.insert(CaFaradayConcentrationChange())
    network.diffuse("CaCon_i")
    network.set("axial_diffusion_CaCon_i", 20.0)
    network.set("axial_resistivity", 1000.0)
    network.cell(0).branch(0).set("CaL_gCaL", 1e-3)
    network.set("v", -65.0)
    network.init_states()
    first, second = (network.cell(k).branch(1).comp(2) for k in range(2))
    sx.connect(first, second, IonotropicSynapse())
    first, second = (network.cell(k).branch(2).comp(1) for k in range(2))
    sx.connect_gap_junction(first, second, 1e-4)
    network.cell(0).branch(0).comp(0).stimulate(
        sx.step_current(0.5, 1.0, 0.3, 0.025, 4.0), verbose=False
    )
    network.record("v", verbose=False)
    network.record("CaCon_i", verbose=False)
    for key in ("HH_gNa", "CaL_gCaL", "axial_resistivity", "IonotropicSynapse_gS"):
        (network.cell(0).branch(0) if key == "CaL_gCaL" else network).make_trainable(
            key, verbose=False
        )
    return network


def gradients(network: Any, **how: Any) -> dict[str, float]:
    """Return the derivatives of all recordings, by what they are taken in."""

    def loss(params: Any) -> jax.Array:
        return (sx.integrate(network, params=params, t_max=4.0, **how) ** 2).mean()

    slopes = jax.grad(loss)(network.get_parameters())
    return {key: float(np.sum(value)) for one in slopes for key, value in one.items()}


@pytest.fixture(scope="module")
def network() -> Any:
    return everything()


@pytest.fixture(scope="module")
def by_elimination(network: Any) -> dict[str, float]:
    return gradients(network, voltage_solver="dense")


@pytest.mark.parametrize("solver", ["thomas", "stone"])
def test_every_solver_gives_the_gradients_of_a_dense_one(network, by_elimination, solver):
    assert all(abs(slope) > 0.0 for slope in by_elimination.values())
    # 1e-12: another order of elimination, rounding of 160 steps, 2e-16 each, tenfold.
    assert gradients(network, voltage_solver=solver) == pytest.approx(by_elimination, rel=1e-12)


@pytest.mark.parametrize("solver", ["thomas", "stone"])
def test_single_precision(network, by_elimination, solver):
    with jax.enable_x64(False):
        single = gradients(network, voltage_solver=solver)
    # 1e-4: rounding of 160 steps, 6e-8 each, tenfold.
    assert single == pytest.approx(by_elimination, rel=1e-4)


def test_every_member_of_a_batch_of_initial_states():
    cell = tree()
    states = cell.get_all_states()
    shifts = jnp.array([-5.0, 0.0, 12.0])

    def run(shift: jax.Array) -> jax.Array:
        return sx.integrate(cell, all_states=states | {"v": states["v"] + shift})

    batch = jax.vmap(run)(shifts)
    alone = np.stack([run(shift) for shift in shifts])
    # 1e-9: another program, through a spike.
    np.testing.assert_allclose(batch, alone, rtol=1e-9, atol=1e-9)
    assert np.ptp(alone[:, 0, 1]) > 10.0


# 1e-5: single precision, of sums up to 0.3 nA; of gradients, relative.
SPREAD = """
import jax
jax.config.update("jax_num_cpu_devices", 2)
import jax.numpy as jnp
import numpy as np
from jax.sharding import PartitionSpec
import spineax as sx
cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0])
cell.insert(sx.channels.HH())
cell.make_trainable("HH_gNa", verbose=False)
cell.branch(0).comp(0).stimulate(sx.step_current(0.2, 0.5, 0.3, 0.025, 1.0), verbose=False)
weights = np.random.default_rng(0).normal(size=(3, 4))
experiment = cell.to_jax(t_max=1.0, data_maps=cell.data_map(weights))
batch = jnp.linspace(0.1, 0.2, 4)[:, None]
run = jax.vmap(lambda g: sx.run(experiment, [{"HH_gNa": g}]))
mesh = jax.make_mesh((2,), ("batch",), axis_types=(jax.sharding.AxisType.Auto,))
split = PartitionSpec("batch")
spread = jax.shard_map(run, mesh=mesh, in_specs=split, out_specs=split, check_vma=False)
rows, alone = jax.jit(spread)(batch), run(batch)
print(rows.shape, len(rows.sharding.device_set), bool(np.allclose(rows, alone, atol=1e-5)))
slopes = [jax.jit(jax.grad(lambda g: (f(g) ** 2).mean()))(batch) for f in (spread, run)]
print(bool(np.allclose(*slopes, rtol=1e-5)))
"""


def test_sums_and_gradients_on_several_devices():
    done = in_a_process(SPREAD)
    assert done.stdout.strip() == "(4, 3, 41) 2 True\nTrue", done.stderr
