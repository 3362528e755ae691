"""What the simulators on JAX share: a function of parameters, alone or over a batch."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np


def set_up(options):
    """Choose the precision and the number of devices, before the first use of JAX."""
    if options.get("x64"):
        jax.config.update("jax_enable_x64", True)
    if options.get("devices"):
        jax.config.update("jax_num_cpu_devices", options["devices"])


def parameters(case, single):
    """Return the parameters of one run, or values of the sodium conductance for a batch."""
    if not case["batch"]:
        return single
    values = jnp.linspace(0.1, 0.14, case["batch"])
    return [dict.fromkeys(single[0], values[:, None])]


def compiled(simulate, case, options):
    """Return the compiled run or gradient, of one or of a batch, on one device or several."""

    def loss(params):
        return jnp.mean(simulate(params) ** 2)

    function = jax.grad(loss) if case["mode"] == "gradient" else simulate
    if case["batch"]:
        function = jax.vmap(function)
    if options.get("devices"):
        mesh = jax.make_mesh(
            (jax.device_count(),), ("batch",), axis_types=(jax.sharding.AxisType.Auto,)
        )
        part = jax.sharding.PartitionSpec("batch")
        function = jax.shard_map(
            function, mesh=mesh, in_specs=(part,), out_specs=part, check_vma=False
        )
    return jax.jit(function)


def temporary_bytes(function, params):
    """Return the bytes a compiled function needs beside its arguments and results."""
    return function.lower(params).compile().memory_analysis().temp_size_in_bytes


def first_numbers(result):
    """Return the first recording, or a gradient, as a list."""
    leaf = np.asarray(jax.tree.leaves(result)[0])
    return (leaf if leaf.ndim < 2 else leaf[0]).ravel().tolist()
