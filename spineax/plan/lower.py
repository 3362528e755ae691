"""Lowering: from names and places to arrays and rows, once per blueprint."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from spineax._types import FloatArray, IntArray
from spineax.errors import unknown_name
from spineax.plan.blueprint import COMPARTMENT_PARAMS, GAP, GEOMETRY, Blueprint, Wiring
from spineax.plan.column import Column
from spineax.plan.program import SAME, Contact, NamedCurrent, Program, Site, Structure, Wires
from spineax.plan.wires import wires


@dataclass(frozen=True, eq=False)
class Lowered:
    """A program, and where each name lives in it.

    Parameters
    ----------
    program : Program
    blueprint : Blueprint
    place : dict of int arrays, or None
        Compartments of every node state and current; None where they are all.
    """

    program: Program
    blueprint: Blueprint
    place: dict[str, IntArray | None]

    def rows(self, name: str, places: IntArray) -> IntArray:
        """Return where the run keeps ``name`` at these compartments or synapses.

        Raises
        ------
        UnknownName
            If nothing in the run has this name.
        """
        synapse = self.blueprint.synaptic_states.get(name)
        if synapse is not None:
            edges = self.blueprint.synapses[synapse].edge
            rank = self.program.wires[synapse].rank
            return np.asarray(rank[np.searchsorted(edges, places)])
        if name not in self.place:
            raise unknown_name("state", name, [*self.place, *self.blueprint.synaptic_states])
        own = self.place[name]
        if own is None:
            return np.asarray(self.program.slot[places])
        return np.searchsorted(own, places).astype(np.int32)


@dataclass
class _Gathers:
    """The distinct index arrays of a program, shared by content."""

    arrays: list[IntArray] = field(default_factory=list)
    seen: dict[bytes, int] = field(default_factory=dict)

    def add(self, array: IntArray) -> int:
        """Return the number of an index array, a new one for one not seen before."""
        array = np.ascontiguousarray(array, dtype=np.int32)
        key = array.tobytes()
        if key not in self.seen:
            self.seen[key] = len(self.arrays)
            self.arrays.append(array)
        return self.seen[key]


def lower(blueprint: Blueprint, solver: Any) -> Lowered:
    """Return the program of a blueprint for a voltage solver.

    Parameters
    ----------
    blueprint : Blueprint
    solver : Solver
        An object from ``linalg.SOLVERS``; it decides the order of the slots.
    """
    if solver in blueprint.cache:
        cached: Lowered = blueprint.cache[solver]
        return cached
    layout = blueprint.layout
    schedule = blueprint.schedule(solver)
    node_slot = np.asarray(schedule.slot).astype(np.int32)
    slot: Any = node_slot[: layout.n]
    comp_of_slot = np.zeros(schedule.n_states, np.int32)
    comp_of_slot[slot] = np.arange(layout.n)
    real = np.zeros(schedule.n_states, dtype=bool)
    real[slot] = True

    names = _Names(blueprint, slot, comp_of_slot)
    sites = tuple(names.site(p.mechanism, p.index) for p in blueprint.mechanisms.values())
    currents = tuple(names.current(name, parts) for name, parts in blueprint.currents.items())
    wired = {name: wires(w, slot, blueprint) for name, w in blueprint.synapses.items()}
    contacts = tuple(names.contact(w, wired[name]) for name, w in blueprint.synapses.items())
    structure = Structure(
        sites=sites,
        contacts=contacts,
        currents=currents,
        carried=tuple(name for name in blueprint.currents if name in names.states),
        node_states=tuple((name, names.state_gather(name)) for name in names.states),
        pumped=tuple(dict.fromkeys(s.mechanism.ion_name for s in sites if is_pump(s.mechanism))),
        diffused=blueprint.diffused,
        solver=solver,
    )
    joints, (edge_i, edge_j) = layout.joints, blueprint.network_edges
    n_states = schedule.n_states
    half_of_slot = np.concatenate([slot, n_states + slot, [2 * n_states]]).astype(np.int32)
    values = {name: names.node_values(name) for name in names.needed()}
    if blueprint.gaps is not None:
        values[GAP] = blueprint.gaps.conductance
    program = Program(
        values=values,
        edge_values=names.edge_values(contacts, wired),
        gathers=tuple(names.gathers.arrays),
        comp_of_slot=comp_of_slot,
        real=real,
        slot=slot,
        half_i=half_of_slot[joints.half_i],
        half_j=half_of_slot[joints.half_j],
        edge_i=node_slot[edge_i],
        edge_j=node_slot[edge_j],
        schedule=schedule,
        wires=wired,
        structure=structure,
    )
    lowered = Lowered(program, blueprint, names.place())
    blueprint.cache[solver] = lowered
    return lowered


def is_pump(mechanism: Any) -> bool:
    """Return whether the mechanism changes a named ion."""
    return getattr(mechanism, "ion_name", None) is not None


def column_of_run(blueprint: Blueprint, name: str) -> Column:
    """Return a column of compartments as a run numbers its rows.

    A state that is also a current lives wherever either of them does.
    """
    column = blueprint.nodes[name]
    producers = blueprint.currents.get(name, ())
    if name not in blueprint.states or not producers:
        return column
    extra = np.setdiff1d(_union(blueprint, producers), column.index)
    return column.extend(extra, 0.0, blueprint.layout.n) if len(extra) else column


def _union(blueprint: Blueprint, parts: tuple[str, ...]) -> IntArray:
    return np.unique(np.concatenate([blueprint.mechanisms[part].index for part in parts]))


class _Names:
    """Resolves names to index arrays while a blueprint is lowered."""

    def __init__(self, blueprint: Blueprint, slot: Any, comp_of_slot: IntArray) -> None:
        self.blueprint, self.slot, self.n = blueprint, slot, blueprint.layout.n
        self.comp_of_slot = comp_of_slot
        self.gathers = _Gathers()
        self.states = blueprint.states
        self.columns = {name: column_of_run(blueprint, name) for name in blueprint.nodes}
        self.current_comps = {
            name: _union(blueprint, parts) for name, parts in blueprint.currents.items()
        }

    def _full(self, comps: IntArray) -> bool:
        return len(comps) == self.n

    def node_values(self, name: str) -> FloatArray:
        """Values of a column where a run reads them: by slot if all compartments have one."""
        column = self.columns[name]
        return column.values[self.comp_of_slot] if self._full(column.index) else column.values

    def edge_values(
        self, contacts: tuple[Contact, ...], wired: dict[str, Wires]
    ) -> dict[str, FloatArray]:
        """Values of the synapse columns that a run reads, those of one type as it runs through."""
        values = {}
        for contact in contacts:
            order = wired[contact.mechanism.name].order
            for name, gather in contact.columns:
                column = self.blueprint.edges[name].values
                values[name] = column[order] if gather == SAME else column
        return values

    def _rows(self, name: str, comps: IntArray) -> IntArray:
        """Where a run keeps column ``name`` at compartments that have it."""
        column = self.columns[name]
        return self.slot[comps] if self._full(column.index) else column.rows(comps)

    def _gather(self, name: str, comps: IntArray) -> int:
        """Index array that reads column ``name`` at ``comps`` while running."""
        if len(self.columns[name]) == len(comps):
            return SAME
        return self.gathers.add(self._rows(name, comps))

    def place_of(self, comps: IntArray) -> int:
        """Index array of the slots of ``comps``, ``SAME`` if they are all."""
        return SAME if self._full(comps) else self.gathers.add(self.slot[comps])

    def state_gather(self, name: str) -> int:
        """Index array of the slots where a node state lives."""
        return self.place_of(self.columns[name].index)

    def site(self, mechanism: Any, comps: IntArray) -> Site:
        """Return the compiled form of one mechanism."""
        params = [*mechanism.channel_params, *COMPARTMENT_PARAMS, "area", "volume"]
        fixed = [name for name in dict.fromkeys(params) if name not in self.states]
        moving = [name for name in mechanism.channel_params if name in self.states]
        states = dict.fromkeys([*mechanism.channel_states, *moving])
        if is_pump(mechanism):
            states[mechanism.ion_name] = None
        return Site(
            mechanism,
            self.place_of(comps),
            tuple((name, self._gather(name, comps)) for name in fixed),
            tuple((name, self._gather(name, comps)) for name in states),
        )

    def current(self, name: str, parts: tuple[str, ...]) -> NamedCurrent:
        """Return where a membrane current is summed."""
        order = {key: k for k, key in enumerate(self.blueprint.mechanisms)}
        comps = self.current_comps[name]
        if name in self.states:
            comps = self.columns[name].index
        rows = []
        for part in parts:
            own = self.blueprint.mechanisms[part].index
            if len(own) == len(comps):
                rows.append((order[part], SAME))
            elif self._full(comps):
                rows.append((order[part], self.gathers.add(self.slot[own])))
            else:
                rows.append((order[part], self.gathers.add(np.searchsorted(comps, own))))
        return NamedCurrent(name, self.place_of(comps), tuple(rows))

    def contact(self, wiring: Wiring, wired: Wires) -> Contact:
        """Return the compiled form of one synapse type."""
        mechanism, edges = wiring.mechanism, self.blueprint.edges
        pre, post = wiring.pre[wired.order], wiring.post[wired.order]

        def rows(name: str) -> int:
            if len(edges[name]) == len(wiring.edge):
                return SAME
            return self.gathers.add(edges[name].rows(wiring.edge[wired.order]))

        fixed = [name for name in mechanism.node_params if name not in self.states]
        return Contact(
            mechanism,
            tuple((name, rows(name)) for name in mechanism.synapse_params),
            tuple(mechanism.synapse_states),
            tuple(
                (name, *(self.gathers.add(self._rows(name, end)) for end in (pre, post)))
                for name in fixed
            ),
        )

    def needed(self) -> tuple[str, ...]:
        """Names of the columns that a run reads."""
        names = dict.fromkeys([*COMPARTMENT_PARAMS, *GEOMETRY, *self.states])
        for placement in self.blueprint.mechanisms.values():
            names.update(dict.fromkeys(placement.mechanism.channel_params))
        for wiring in self.blueprint.synapses.values():
            names.update(dict.fromkeys(wiring.mechanism.node_params))
        names.update(dict.fromkeys(f"axial_diffusion_{ion}" for ion in self.blueprint.diffused))
        return tuple(names)

    def place(self) -> dict[str, IntArray | None]:
        """Compartments of every state and current, None where they are all."""
        comps: dict[str, IntArray] = {name: self.columns[name].index for name in self.states}
        for name, index in self.current_comps.items():
            comps.setdefault(name, index)
        out: dict[str, IntArray | None] = {
            name: None if self._full(index) else index for name, index in comps.items()
        }
        return {"i": None, "i_total": None, **out}
