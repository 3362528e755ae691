"""A small network of rate neurons that learns to follow a sine."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

import spineax as sx
from spineax.channels import Rate
from spineax.synapses import TanhRateSynapse

N, T_MAX, DELTA_T = 12, 20.0, 0.1
rng = np.random.default_rng(1)

net = sx.Network([sx.Compartment()] * N)
net.insert(Rate())
net.set("capacitance", lambda table: 1e5 / table["area"])  # 1 nF: 1 nA moves v by 1 per ms
net.set("v", rng.normal(size=N))
sx.fully_connect(net, net, TanhRateSynapse())
net.set("TanhRateSynapse_x_offset", 0.0)
net.set("TanhRateSynapse_gS", rng.normal(scale=1.5 / N**0.5, size=N * N))
net.TanhRateSynapse.edge("all").make_trainable("TanhRateSynapse_gS", verbose=False)
net.cell(0).record("v", verbose=False)

time = jnp.arange(round(T_MAX / DELTA_T) + 1) * DELTA_T
target = jnp.sin(2 * jnp.pi * time / 10.0)


@jax.jit
def descend(params: Any, momentum: Any) -> tuple[jax.Array, Any, Any]:
    """Return the loss, and parameters and momentum one step further."""

    def loss(params: Any) -> jax.Array:
        v = sx.integrate(net, params=params, t_max=T_MAX, delta_t=DELTA_T)[0]
        return jnp.mean((v - target)[50:] ** 2)

    value, slope = jax.value_and_grad(loss)(params)
    momentum = jax.tree.map(lambda m, s: 0.9 * m + jnp.clip(s, -0.1, 0.1), momentum, slope)
    return value, jax.tree.map(lambda p, m: p - 0.02 * m, params, momentum), momentum


params = net.get_parameters()
momentum = jax.tree.map(jnp.zeros_like, params)
losses = []
for _ in range(200):
    value, params, momentum = descend(params, momentum)
    losses.append(float(value))
print(f"loss {losses[0]:.3f} at first, {min(losses):.3f} at best")
assert min(losses) < 0.3 * losses[0]
