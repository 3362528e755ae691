"""Values of a run: the columns of a program, and what overrides make of them.

A run keeps them where it reads them: by slot, or in the order of the wires. Those who hand
values in or out number them as their columns do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import jax.numpy as jnp
from jax import Array

from spineax.linalg.fused import taken
from spineax.plan.blueprint import GAP, GEOMETRY, cylinder
from spineax.plan.program import SAME, Override, Program, Wires

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
        rank = _rank(program, change.key)
        rows = change.rows if rank is None else _rows(rank, change.rows)
        table[change.key] = table[change.key].at[rows].set(new)
        touched.add(change.key)
        if change.key in ("length", "radius"):
            shapes = cylinder(nodes["length"][rows], nodes["radius"][rows])
            for name in GEOMETRY:
                nodes[name] = nodes[name].at[rows].set(shapes[name])
            touched.update(GEOMETRY)
    kept = [{name: x for name, x in table.items() if name in touched} for table in (nodes, edges)]
    return kept[0], kept[1]


def in_column_order(program: Program, values: Mapping[str, Array]) -> Values:
    """Return parameters or states as their columns number them, from what a run keeps."""
    return {name: _rows(array, _rank(program, name)) for name, array in values.items()}


def in_run_order(program: Program, values: Mapping[str, Array]) -> Values:
    """Return parameters or states as a run keeps them, from values in column order."""
    return {name: _rows(array, _order(program, name)) for name, array in values.items()}


def _rows(array: Array, rows: Any) -> Array:
    return array if rows is None else taken(jnp.asarray(array), jnp.asarray(rows))


def _rank(program: Program, name: str) -> Any:
    """Return where a run keeps each row of a column, None if it is there."""
    if _is_by_slot(program, name):
        return program.slot
    wires = _wires_of(program, name)
    return None if wires is None else wires.rank


def _order(program: Program, name: str) -> Any:
    """Return which row of a column a run keeps in each place, None if they are the same."""
    if _is_by_slot(program, name):
        return program.comp_of_slot
    wires = _wires_of(program, name)
    return None if wires is None else wires.order


def _is_by_slot(program: Program, name: str) -> bool:
    size = program.real.shape[0]
    return name != GAP and name in program.values and program.values[name].shape[0] == size


def _wires_of(program: Program, name: str) -> Wires | None:
    """Return the wires of the synapse type that has a column alone."""
    for contact in program.structure.contacts:
        if (name, SAME) in contact.columns:
            wires: Wires = program.wires[contact.mechanism.name]
            return wires
    return None


def _columns(program: Program) -> tuple[Values, Values]:
    dtype = jnp.result_type(float)
    tables = (program.values, program.edge_values)
    nodes, edges = ({name: jnp.asarray(x, dtype) for name, x in table.items()} for table in tables)
    return nodes, edges
