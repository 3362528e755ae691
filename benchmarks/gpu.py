"""The cases of an accelerator: one large cell, and batches from one to ten thousand."""

from __future__ import annotations

from benchmarks.cases import Case, gradient, morphology
from benchmarks.runners import Runner

STONE = {"integrate": {"voltage_solver": "stone"}}
DENSE = {"integrate": {"solver": "exp_euler"}}
BOTH = ("forward", "gradient", "batch")

RUNNERS = (
    Runner("spineax f32, stone", "ours", BOTH, STONE, device="gpu"),
    Runner("spineax f64, stone", "ours", BOTH, {**STONE, "x64": True}, device="gpu"),
    Runner("spineax f32, exp_euler", "ours", ("batch",), DENSE, device="gpu"),
    Runner("spineax f32, processor", "ours", BOTH),
    Runner("Jaxley f32", "jaxley", BOTH, device="gpu"),
)
#: What errors on an accelerator are differences from.
GPU_REFERENCE = "spineax f64, stone"
#: Seconds that a peer may take to build or compile: an accelerator waits for it.
PATIENCE = 80.0
#: Up to this size of a batch its gradient is taken, too: the peer keeps every step.
LARGEST_GRADIENT = 1000


def all_cases(largest: int = 10_000) -> list[Case]:
    """Cases up to a size of the batch."""
    ca1, l5pc = morphology("ca1_n120.swc"), morphology("l5pc_no_axon.swc")
    cases = [Case("cable of 1000", "cable", 1000, 10.0)]
    if l5pc:
        cases.append(Case("L5PC, 8 per branch", "swc", 8, 10.0, file=l5pc))
    for batch in (1, 10, 100, 1000, 10_000):
        if batch > largest:
            break
        what = ("swc", 1) if ca1 else ("cable", 155)
        name = f"{batch} x {'CA1' if ca1 else 'cable of 155'}"
        case = Case(name, *what, 5.0, file=ca1, batch=batch)
        cases += [case, gradient(case)] if batch <= LARGEST_GRADIENT else [case]
    return cases
