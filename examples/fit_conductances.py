"""Find the conductances that a voltage was made with, by gradient descent within bounds."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

import spineax as sx
from spineax.channels import HH
from spineax.optimize import ParamTransform, l2_norm
from spineax.optimize.transforms import SigmoidTransform

T_MAX = 10.0

cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0, 0])
cell.set("axial_resistivity", 100.0)
cell.insert(HH())
cell.set("v", -65.0)
cell.init_states()
soma = cell.branch(0).loc(0.0)
soma.stimulate(sx.step_current(1.0, 4.0, 0.3, 0.025, T_MAX), verbose=False)
soma.record("v", verbose=False)
target = sx.integrate(cell)

cell.make_trainable("HH_gNa", init_val=0.2, verbose=False)
cell.make_trainable("HH_gK", init_val=0.06, verbose=False)
transform = ParamTransform(
    [{"HH_gNa": SigmoidTransform(0.01, 0.5)}, {"HH_gK": SigmoidTransform(0.001, 0.2)}]
)


@jax.jit
def descend(free: Any, rate: float) -> tuple[jax.Array, Any]:
    """Return the loss (mV), and parameters one step further along the normalised gradient."""

    def loss(free: Any) -> jax.Array:
        return jnp.abs(sx.integrate(cell, params=transform.forward(free)) - target).mean()

    value, slope = jax.value_and_grad(loss)(free)
    scale = rate / (l2_norm(slope) + 1e-12)
    return value, jax.tree.map(lambda x, s: x - scale * s, free, slope)


free = transform.inverse(cell.get_parameters())
for step in range(150):
    value, free = descend(free, 0.1 * 0.97**step)
    if step % 25 == 0:
        print(f"step {step:3d}: {value:.3f} mV")
found = transform.forward(free)
sodium, potassium = float(found[0]["HH_gNa"][0]), float(found[1]["HH_gK"][0])
print(f"found gNa {sodium:.4f}, gK {potassium:.4f}; made with 0.12, 0.036 S/cm2")
assert abs(sodium - 0.12) < 0.01 and abs(potassium - 0.036) < 0.004
