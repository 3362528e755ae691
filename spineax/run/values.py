"""Values of a run: the columns of a program, and what overrides make of them."""

from __future__ import annotations

from collections.abc import Sequence

import jax.numpy as jnp
from jax import Array

from spineax.plan.blueprint import GEOMETRY, cylinder
from spineax.plan.program import Override, Program

Values = dict[str, Array]


def overridden(program: Program, overrides: Sequence[Override]) -> tuple[Values, Values]:
    """Return node and synapse values after applying overrides, later ones winning.

    Parameters
    ----------
    program : Program
    overrides : sequence of Override
    """
    return with_changes(program, changes(program, overrides))


def with_changes(program: Program, changed: tuple[Values, Values]) -> tuple[Values, Values]:
    """Return node and synapse values of a program, some of them replaced.

    Parameters
    ----------
    program : Program
    changed : pair of dicts of arrays
        What :func:`changes` returns.
    """
    nodes, edges = _columns(program)
    return nodes | changed[0], edges | changed[1]


def changes(program: Program, overrides: Sequence[Override]) -> tuple[Values, Values]:
    """Return the node and synapse values that overrides touch, and what follows from them."""
    nodes, edges = _columns(program)
    touched: set[str] = set()
    for change in overrides:
        table = edges if change.key in edges else nodes
        new = jnp.asarray(change.values, jnp.result_type(float))[change.owner]
        table[change.key] = table[change.key].at[change.rows].set(new)
        touched.add(change.key)
        if change.key in ("length", "radius"):
            rows = change.rows
            shapes = cylinder(nodes["length"][rows], nodes["radius"][rows])
            for name in GEOMETRY:
                nodes[name] = nodes[name].at[rows].set(shapes[name])
            touched.update(GEOMETRY)
    kept = [{name: x for name, x in table.items() if name in touched} for table in (nodes, edges)]
    return kept[0], kept[1]


def _columns(program: Program) -> tuple[Values, Values]:
    dtype = jnp.result_type(float)
    tables = (program.values, program.edge_values)
    nodes, edges = ({name: jnp.asarray(x, dtype) for name, x in table.items()} for table in tables)
    return nodes, edges
