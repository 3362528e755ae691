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
    """A synapse type in the compiled program.

    Parameters
    ----------
    mechanism : Synapse
    params : tuple of (name, gather)
        Its parameters, and through which index array: ``SAME`` if they are its alone.
    states : tuple of str
    ends : tuple of (name, gather, gather)
        Node parameters that it reads, and where: before and after the synapse.
    ring : int
        Steps that the spikes on their way are kept for; 0 if it is not spike-driven.
    """

    mechanism: Any
    params: tuple[tuple[str, int], ...]
    states: tuple[str, ...]
    ends: tuple[tuple[str, int, int], ...] = ()
    ring: int = 0

    @property
    def columns(self) -> tuple[tuple[str, int], ...]:
        """Its parameters and states, and through which index array they are read."""
        return (*self.params, *((name, SAME) for name in self.states))

    @property
    def ring_name(self) -> str:
        """Name under which a run keeps the spikes on their way."""
        return f"{self.mechanism.name}_ring"

    @property
    def cursor_name(self) -> str:
        """Name of the row of the ring that stands for the present step."""
        return f"{self.mechanism.name}_cursor"


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
class Wires:
    """The synapses of one type, sorted by their postsynaptic slot.

    Parameters
    ----------
    pre, post : int array (m,)
        Slots of the two ends.
    order : int array (m,)
        Which synapse, counted as they were made, is in each row.
    rank : int array (m,)
        The row of each synapse: the inverse of ``order``.
    rows : int array (k, width)
        Rows whose currents are summed at once; ``m`` stands for none.
    owner : int array (k,)
        Slot that each of these sums flows into, sorted.
    source : int array (d,)
        Slots watched for spikes.
    watch : int array (m,)
        Detector that each row is driven by.
    first : int array (d,)
        Row whose threshold a detector takes.
    """

    pre: Any
    post: Any
    order: Any
    rank: Any
    rows: Any
    owner: Any
    source: Any
    watch: Any
    first: Any


jax.tree_util.register_dataclass(
    Wires, data_fields=list(Wires.__dataclass_fields__), meta_fields=[]
)


@dataclass(frozen=True)
class Program:
    """Arrays and structure of a lowered model.

    Parameters
    ----------
    values : dict of arrays
        Parameters and initial states of compartments: by slot where all have one, else in
        column order.
    edge_values : dict of arrays
        The same of synapses: in the order of the wires where one type has them alone, else in
        column order.
    gathers : tuple of int arrays
    comp_of_slot : int array (n_states,)
        Compartment whose values a slot carries.
    real : bool array (n_states,)
        Whether the slot is that compartment, not a branch point or padding.
    slot : int array (n,)
    half_i, half_j : int array (e,)
        Index into ``[load_in of all slots, load_out of all slots, 0]`` for each side of an edge.
    edge_i, edge_j : int array (e,)
        Slots of the two ends of every axial edge; branch points may lie in slots beyond those
        that carry states.
    schedule : Schedule
    wires : dict of Wires
        By synapse type.
    blocks : tuple of Block
        Separate pieces of the network, for steppers that treat each as a whole.
    transition : tuple of arrays (1 + n_diffused, k, m, m), optional
        Transition matrices of the blocks that were made before.
    """

    values: Any
    edge_values: Any
    gathers: Any
    comp_of_slot: Any
    real: Any
    slot: Any
    half_i: Any
    half_j: Any
    edge_i: Any
    edge_j: Any
    schedule: Any
    wires: Any
    structure: Structure
    blocks: Any = ()
    transition: Any = None


_STATIC = ["structure"]
jax.tree_util.register_dataclass(
    Program,
    data_fields=[name for name in Program.__dataclass_fields__ if name not in _STATIC],
    meta_fields=_STATIC,
)
