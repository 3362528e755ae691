"""The figures themselves, one for each fresh process: ``python -m benchmarks.figure_runs NAME``."""

from __future__ import annotations

import json
import math
import random
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.cases import DT, Case
from benchmarks.worker import peak_memory, timed

CABLE = Case("cable of 1000", "cable", 1000, 50.0)
POINTS = 10_000


def imports() -> dict[str, float]:
    import jax  # noqa: F401
    import xarray  # noqa: F401

    def bring() -> None:
        import spineax  # noqa: F401

    return {"seconds": timed(bring)[0]}


def traced_neuron(points: int) -> str:
    """Return an SWC text: branches of a hundred samples that wander away from a soma."""
    chance = random.Random(0)
    lines, tips = ["1 1 0 0 0 8 -1"], [(1, 0.0, 0.0, 0.0)]
    while len(lines) < points:
        at, x, y, z = chance.choice(tips)
        turn, rise = chance.uniform(0.0, 2.0 * math.pi), chance.uniform(-0.5, 0.5)
        for _ in range(min(100, points - len(lines))):
            turn += chance.uniform(-0.2, 0.2)
            x, y, z = x + math.cos(turn), y + math.sin(turn), z + rise
            number = len(lines) + 1
            lines.append(f"{number} 3 {x:.3f} {y:.3f} {z:.3f} {chance.uniform(0.3, 1):.3f} {at}")
            at = number
        tips.append((at, x, y, z))
    return "\n".join(lines) + "\n"


def reading() -> dict[str, float]:
    import spineax as sx
    from spineax.channels import HH

    def ready(cell: sx.Cell) -> None:
        cell.insert(HH())
        cell.to_jax(t_max=1.0)

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "large.swc"
        file.write_text(traced_neuron(POINTS))
        read, cell = timed(lambda: sx.read_swc(str(file), ncomp=1))
    return {"read": read, "ready": read + timed(lambda: ready(cell))[0]}


def narrowing() -> dict[str, float]:
    import spineax as sx

    cell = sx.Cell(sx.Branch(ncomp=4), parents=[-1, *range(199)])
    seconds = [timed(lambda: cell.branch(3).comp(0))[0] for _ in range(1000)]
    return {"milliseconds": 1e3 * statistics.median(seconds)}


def network(synapses: int):
    """Return a network of 1000 cells of seven branches of two compartments."""
    import numpy as np

    import spineax as sx
    from benchmarks.cases import PARENTS
    from spineax.channels import HH
    from spineax.synapses import IonotropicSynapse

    cell = sx.Cell(sx.Branch(sx.Compartment(), 2), parents=list(PARENTS))
    cell.insert(HH())
    module = sx.Network([cell] * 1000)
    ends = np.random.default_rng(0).integers(0, len(module.nodes), (2, synapses))
    sx.connect(*(module.select(nodes=one) for one in ends), IonotropicSynapse())
    module.select(nodes=[0]).record("v", verbose=False)
    return module


def large_network() -> dict[str, float]:
    built, module = timed(lambda: network(10**6))
    built_gb = peak_memory() / 1e3
    lowered, _ = timed(lambda: module.to_jax(t_max=1.0))
    return {
        "built": built,
        "built_gb": built_gb,
        "ready": built + lowered,
        "ready_gb": peak_memory() / 1e3,
    }


def small_network() -> dict[str, float]:
    import jax

    import spineax as sx

    module = network(10**4)
    first, _ = timed(lambda: jax.block_until_ready(sx.integrate(module, t_max=5.0)))
    return {"first": first, "compile": compile_seconds(module)}


def wide_network() -> dict[str, float]:
    return {"compile": compile_seconds(network(10**6))}


def compile_seconds(module) -> float:
    """Return the seconds that XLA takes, without tracing."""
    import jax

    import spineax as sx

    lowered = jax.jit(sx.run).lower(module.to_jax(t_max=5.0))
    return timed(lowered.compile)[0]


def first(mode: str) -> dict[str, float]:
    """Trace, compile and run."""
    from benchmarks.peers.ours import Model

    model = Model(CABLE.as_dict() | {"mode": mode}, {})
    return {"seconds": timed(model.run)[0]}


def first_forward() -> dict[str, float]:
    return first("forward")


def first_gradient() -> dict[str, float]:
    return first("gradient")


def later() -> dict[str, float]:
    """What ``integrate`` adds to the compiled function: medians of short runs, taken in turn."""
    import jax

    import spineax as sx
    from benchmarks.peers.ours import build

    module, _ = build(CABLE.as_dict())
    module.select(nodes=[0]).record("v", verbose=False)
    module.select(nodes=[0]).stimulate(sx.step_current(1.0, 2.0, 1.0, DT, 5.0), verbose=False)
    experiment = module.to_jax()
    compiled = jax.jit(sx.run).lower(experiment).compile()

    def edited() -> jax.Array:
        module.set("HH_gNa", 0.1)
        return sx.integrate(module)

    actions = {
        "bare": lambda: compiled(experiment),
        "again": lambda: sx.integrate(module),
        "after_set": edited,
    }
    times: dict[str, list[float]] = {name: [] for name in actions}
    for turn in range(22):
        for name, action in actions.items():
            seconds, _ = timed(lambda action=action: jax.block_until_ready(action()))
            times[name] += [seconds] if turn > 1 else []
    middle = {name: 1e3 * statistics.median(values) for name, values in times.items()}
    return {name: middle[name] - middle["bare"] for name in ("again", "after_set")}


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]]()))
