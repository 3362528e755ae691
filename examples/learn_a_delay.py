"""Move a spike to a wanted time, by the gradient of a synaptic delay."""

from __future__ import annotations

import jax
import jax.numpy as jnp

import spineax as sx
from spineax.channels import Leak
from spineax.synapses import ExpSyn

net = sx.Network([sx.Compartment(), sx.Compartment()])
net.insert(Leak())
net.set("Leak_eLeak", -70.0)
sx.connect(net.cell(0), net.cell(1), ExpSyn())
net.set("ExpSyn_gS", 5e-4)
net.set("ExpSyn_tau", 2.0)
net.ExpSyn.stimulate_spikes([2.0], verbose=False)
net.cell(1).record("v", verbose=False)
WANTED = 6.3  # ms


def centre(delay: jax.Array) -> jax.Array:
    """Return the time about which the depolarisation is centred, ms."""
    changed = net.data_set("ExpSyn_delay", delay)
    v = sx.integrate(net, param_state=changed, t_max=40.0)[0]
    rise = v - v[0]
    return jnp.sum(rise * jnp.arange(v.size)) / jnp.sum(rise) * 0.025


target = centre(jnp.array(WANTED - 2.0))
loss = jax.jit(jax.value_and_grad(lambda delay: (centre(delay) - target) ** 2))
delay = jnp.array(1.01)
for _ in range(25):
    value, slope = loss(delay)
    delay = delay - 0.4 * slope
print(f"the spike arrives at {2.0 + float(delay):.2f} ms, wanted at {WANTED} ms")
assert abs(2.0 + float(delay) - WANTED) < 0.05
