"""The gate solvers under the name where users look for them."""

from __future__ import annotations

from spineax.mechanisms.gates import (
    exponential_euler,
    heaviside,
    linoid,
    save_exp,
    solve_gate_exponential,
    solve_gate_implicit,
    solve_inf_gate_exponential,
    vtrap,
)

__all__ = [
    "exponential_euler",
    "heaviside",
    "linoid",
    "save_exp",
    "solve_gate_exponential",
    "solve_gate_implicit",
    "solve_inf_gate_exponential",
    "vtrap",
]
