"""Values of a run: the columns of a program, and what overrides make of them."""

from __future__ import annotations

from collections.abc import Sequence

import jax.numpy as jnp
from jax import Array

from spineax.plan.blueprint import GEOMETRY, cylinder
from spineax.plan.program import Override, Program

Values = dict[str, Array]


def overridden(
    program: Program, overrides: Sequence[Override], *, changed_only: bool = False
) -> tuple[Values, Values]:
    """Return node and synapse values after applying overrides, later ones winning.

    Parameters
    ----------
    program : Program
    overrides : sequence of Override
    changed_only : bool
        Leave out what the overrides do not touch.
    """
    dtype = jnp.result_type(float)
    nodes, edges = (
        {name: jnp.asarray(array, dtype) for name, array in table.items()}
        for table in (program.values, program.edge_values)
    )
    changed = set()
    for change in overrides:
        table = edges if change.key in edges else nodes
        new = jnp.asarray(change.values, dtype)[change.owner]
        table[change.key] = table[change.key].at[change.rows].set(new)
        changed.add(change.key)
        if change.key in ("length", "radius"):
            rows = change.rows
            shapes = cylinder(nodes["length"][rows], nodes["radius"][rows])
            for name in GEOMETRY:
                nodes[name] = nodes[name].at[rows].set(shapes[name])
            changed.update(GEOMETRY)
    if not changed_only:
        return nodes, edges
    kept = [{name: x for name, x in table.items() if name in changed} for table in (nodes, edges)]
    return kept[0], kept[1]
