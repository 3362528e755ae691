"""How cost grows with compartments: time and memory, forward and gradient.

``python -m benchmarks.scaling`` prints a table and the exponents of a power law.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

import jax
import numpy as np

import spineax as sx
from spineax.channels import HH

SIZES = (100, 1_000, 10_000, 100_000)
STEPS = 100
#: Compartments of a branch; the branches make a binary tree.
PER_BRANCH = 10


@dataclass(frozen=True)
class Cost:
    """Seconds of one call, and bytes that its program holds at most."""

    seconds: float
    bytes: int


def tree(n: int) -> sx.Cell:
    """Return a binary tree of n compartments with HH, its root stimulated and recorded."""
    parents = (np.arange(n // PER_BRANCH) - 1) // 2
    cell = sx.Cell(sx.Branch(ncomp=PER_BRANCH), parents=[-1, *parents[1:].tolist()])
    cell.insert(HH())
    cell.set("axial_resistivity", 100.0)
    root = cell.branch(0).comp(0)
    root.stimulate(np.full(STEPS, 0.1), verbose=False)
    root.record(verbose=False)
    cell.make_trainable("HH_gNa", verbose=False)
    return cell


def programs(n: int, **options: Any) -> dict[str, tuple[Callable[..., Any], Any]]:
    """Return the forward run and its gradient, with their arguments."""
    cell = tree(n)
    arguments = cell.to_jax(**options), cell.get_parameters()

    def loss(experiment: Any, params: Any) -> jax.Array:
        return (sx.run(experiment, params) ** 2).mean()

    forward, gradient = jax.jit(sx.run), jax.jit(jax.grad(loss, 1))
    return {"forward": (forward, arguments), "gradient": (gradient, arguments)}


def held(function: Callable[..., Any], arguments: Any) -> int:
    """Return the bytes of arguments, results and everything between, of a compiled function."""
    memory = function.lower(*arguments).compile().memory_analysis()
    parts = ("temp_size_in_bytes", "argument_size_in_bytes", "output_size_in_bytes")
    return sum(getattr(memory, part) for part in parts)


def cost(function: Callable[..., Any], arguments: Any, repeats: int = 5) -> Cost:
    """Return the median time of calls after the first, and the bytes held."""
    jax.block_until_ready(function(*arguments))
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        jax.block_until_ready(function(*arguments))
        seconds.append(time.perf_counter() - start)
    return Cost(median(seconds), held(function, arguments))


def exponent(sizes: Any, values: Any) -> float:
    """Return the power of the size that the values grow with.

    Examples
    --------
    >>> round(exponent([10, 100], [1.0, 100.0]), 3)
    2.0
    """
    return float(np.polyfit(np.log(sizes), np.log(values), 1)[0])


def main() -> None:
    """Print the costs of all sizes and how they grow."""
    print(f"{'compartments':>12} {'':9} {'ms':>9} {'ns per step':>12} {'MB':>9}")
    found: dict[str, list[Cost]] = {"forward": [], "gradient": []}
    for n in SIZES:
        for what, (function, arguments) in programs(n).items():
            one = cost(function, arguments)
            found[what].append(one)
            each = 1e9 * one.seconds / (n * STEPS)
            print(f"{n:12d} {what:9} {1e3 * one.seconds:9.2f} {each:12.1f} {one.bytes / 1e6:9.2f}")
    for what, costs in found.items():
        in_time = exponent(SIZES, [one.seconds for one in costs])
        in_memory = exponent(SIZES, [one.bytes for one in costs])
        print(f"{what}: time ~ n^{in_time:.2f}, memory ~ n^{in_memory:.2f}")


if __name__ == "__main__":
    main()
