"""Values of a run: the columns of a program, and what overrides make of them.

A run keeps them where it reads them: by slot, or in the order of the wires. Those who hand
values in or out number them as their columns do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import jax.numpy as jnp
from jax import Array

from spineax.linalg.linear import with_replaced
from spineax.linalg.rows import taken
from spineax.plan.blueprint import GAP, GEOMETRY, cylinder
from spineax.plan.program import SAME, Override, Program

Values = dict[str, Array]


def overridden(program: Program, overrides: Sequence[Override]) -> tuple[Values, Values]:
    """Return node and synapse values after applying overrides, later ones winning.

    Parameters
    ----------
    program : Program
    overrides : sequence of Override
    """
    nodes, edges = _columns(program)
    for change in overrides:
        table = edges if change.key in edges else nodes
        values = jnp.asarray(change.values, jnp.result_type(float))
        rank = _orders(program, change.key)[1]
        rows = jnp.asarray(change.rows if rank is None else _rows(rank, change.rows))
        new = taken(values, jnp.asarray(change.owner))
        table[change.key] = with_replaced(table[change.key], rows, new)
        if change.key in ("length", "radius"):
            shapes = cylinder(taken(nodes["length"], rows), taken(nodes["radius"], rows))
            for name in GEOMETRY:
                nodes[name] = with_replaced(nodes[name], rows, shapes[name])
    return nodes, edges


def in_column_order(program: Program, values: Mapping[str, Array]) -> Values:
    """Return parameters or states as their columns number them, from what a run keeps."""
    return {name: _rows(array, _orders(program, name)[1]) for name, array in values.items()}


def in_run_order(program: Program, values: Mapping[str, Array]) -> Values:
    """Return parameters or states as a run keeps them, from values in column order."""
    return {name: _rows(array, _orders(program, name)[0]) for name, array in values.items()}


def _rows(array: Array, rows: Any) -> Array:
    return array if rows is None else taken(jnp.asarray(array), jnp.asarray(rows))


def _orders(program: Program, name: str) -> tuple[Any, Any]:
    """Return which row of a column a run keeps in each place, and where it keeps each row.

    None and None where a run keeps the column as it is.
    """
    column = program.values.get(name)
    if name != GAP and column is not None and column.shape[0] == program.real.shape[0]:
        return program.comp_of_slot, program.slot
    for contact in program.structure.contacts:
        if (name, SAME) in contact.columns:
            wires = program.wires[contact.mechanism.name]
            return wires.order, wires.rank
    return None, None


def _columns(program: Program) -> tuple[Values, Values]:
    dtype = jnp.result_type(float)
    tables = (program.values, program.edge_values)
    nodes, edges = ({name: jnp.asarray(x, dtype) for name, x in table.items()} for table in tables)
    return nodes, edges
