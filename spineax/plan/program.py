"""Program: a lowered model, the one argument of everything compiled.

Arrays are leaves, so that another topology of the same size, or other values, need no
new compilation; ``Structure`` is static and decides what the compiled program does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import jax

#: In place of an index array: the rows are the same, no gather is needed.
SAME = -1


@dataclass(frozen=True)
class Site:
    """A mechanism in the compiled program.

    Parameters
    ----------
    mechanism : Channel or Pump
    place : int
        Index array of its slots in ``Program.gathers``, or ``SAME``: every slot.
    params, states : tuple of (name, gather)
        What it reads, and through which index array.
    """

    mechanism: Any
    place: int
    params: tuple[tuple[str, int], ...]
    states: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Contact:
    """A synapse type in the compiled program."""

    mechanism: Any
    params: tuple[str, ...]
    states: tuple[str, ...]


@dataclass(frozen=True)
class NamedCurrent:
    """A membrane current that several mechanisms may add to.

    Parameters
    ----------
    name : str
    place : int
        Its slots, or ``SAME``.
    parts : tuple of (site, gather)
        Which sites add, and to which of its rows.
    """

    name: str
    place: int
    parts: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Structure:
    """The static part of a program: equal structures share one compilation."""

    sites: tuple[Site, ...]
    contacts: tuple[Contact, ...]
    currents: tuple[NamedCurrent, ...]
    carried: tuple[str, ...]
    node_states: tuple[tuple[str, int], ...]
    pumped: tuple[str, ...]
    diffused: tuple[str, ...]
    solver: Any


@dataclass(frozen=True)
class Override:
    """New values for some rows of a column: a trainable, or ``data_set``.

    Parameters
    ----------
    key : str
    rows : int array (m,)
    owner : int array (m,)
        Which of the values each row takes.
    values : array (k,)
    """

    key: str
    rows: Any
    owner: Any
    values: Any


jax.tree_util.register_dataclass(
    Override, data_fields=["rows", "owner", "values"], meta_fields=["key"]
)


@dataclass(frozen=True)
class Program:
    """Arrays and structure of a lowered model.

    Parameters
    ----------
    values : dict of arrays
        Parameters and initial states of compartments, in column order.
    edge_values : dict of arrays
        The same of synapses, in the order of their type.
    gathers : tuple of int arrays
    comp_of_slot : int array (n_slots,)
        Compartment whose values a slot carries.
    real : bool array (n_slots,)
        Whether the slot is that compartment, not a branch point or padding.
    slot : int array (n,)
    half_i, half_j : int array (e,)
    schedule : Schedule
    pre, post : dict of int arrays
        Slots of the two ends of every synapse type.
    """

    values: Any
    edge_values: Any
    gathers: Any
    comp_of_slot: Any
    real: Any
    slot: Any
    half_i: Any
    half_j: Any
    schedule: Any
    pre: Any
    post: Any
    structure: Structure


_STATIC = ["structure"]
jax.tree_util.register_dataclass(
    Program,
    data_fields=[name for name in Program.__dataclass_fields__ if name not in _STATIC],
    meta_fields=_STATIC,
)
