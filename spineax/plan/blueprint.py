"""Blueprint: a whole model as one immutable value.

Every edit returns a new Blueprint that shares what did not change; nothing in here
knows how to simulate. ``lower`` turns it into what the compiled run needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np

from spineax._types import FloatArray, IntArray
from spineax.errors import BadArgument
from spineax.morphology import cylinder_area, cylinder_resistive_load, cylinder_volume
from spineax.plan.column import Column
from spineax.plan.layout import Layout

Kind = Literal["compartment", "branch", "cell", "network"]

#: Defaults of a fresh compartment: length, radius in um; Ohm cm; uF/cm2; mV.
COMPARTMENT_PARAMS = {
    "length": 10.0,
    "radius": 1.0,
    "axial_resistivity": 5000.0,
    "capacitance": 1.0,
}
COMPARTMENT_STATES = {"v": -70.0}
#: What follows from length and radius, or from a traced morphology.
GEOMETRY = ("area", "volume", "resistive_load_in", "resistive_load_out")
CENTRES = ("x", "y", "z")


@dataclass(frozen=True, eq=False)
class Placement:
    """A channel or pump, and the compartments it sits in (sorted)."""

    mechanism: Any
    index: IntArray


@dataclass(frozen=True, eq=False)
class Wiring:
    """A synapse type: who is connected to whom.

    Parameters
    ----------
    mechanism : Synapse
    pre, post : int array (m,)
        Compartments, in the order the synapses were made.
    edge : int array (m,)
        Global number of each synapse.
    """

    mechanism: Any
    pre: IntArray
    post: IntArray
    edge: IntArray


@dataclass(frozen=True, eq=False)
class Probe:
    """A recorded state and its places: compartments, or global synapse numbers."""

    state: str
    place: IntArray


@dataclass(frozen=True, eq=False)
class Input:
    """Time series for one state at some places: a current, or a clamp.

    Parameters
    ----------
    state : str
        "i" for an injected current, else the clamped state.
    place : int array (k,)
        Compartments, or global synapse numbers for synaptic states.
    values : array (k, T), or callable of time in ms
    delta_t : float, ms, optional
        Time step that the values are made for, where they say so.
    """

    state: str
    place: IntArray
    values: Any
    delta_t: float | None = None


@dataclass(frozen=True, eq=False)
class Train:
    """Given spikes of some spike-driven synapses, before their delay.

    Parameters
    ----------
    place : int array (k,)
        Global synapse numbers.
    times : float array (k, s), ms
        NaN where a synapse has fewer spikes.
    """

    place: IntArray
    times: Any


@dataclass(frozen=True, eq=False)
class Share:
    """A trainable: which places share which of its values.

    Parameters
    ----------
    key : str
    place : int array (m,)
        Compartments, or global synapse numbers.
    owner : int array (m,)
        For each place the number of its value.
    values : float array (k,)
    """

    key: str
    place: IntArray
    owner: IntArray
    values: FloatArray


@dataclass(frozen=True, eq=False)
class Gaps:
    """Gap junctions: conductances between compartments, besides the axial ones.

    Parameters
    ----------
    pre, post : int array (m,)
        The two compartments of each; the current is the same either way round.
    conductance : float array (m,), uS
    """

    pre: IntArray
    post: IntArray
    conductance: FloatArray


#: Name of the conductances of gap junctions, uS, as a parameter.
GAP = "gap_conductance"


@dataclass(frozen=True, eq=False)
class Blueprint:
    """Layout, columns, mechanisms, wiring, probes, inputs and trainables of a model.

    Parameters
    ----------
    kind : {"compartment", "branch", "cell", "network"}
    layout : Layout
    nodes, edges : dict of Column
        Parameters and states of compartments, and of synapses by global number.
    mechanisms : dict of Placement
        Channels and pumps by name.
    synapses : dict of Wiring
        By the name of their type.
    groups : dict of int arrays
        Compartments of each group, sorted.
    diffused : tuple of str
        Ions that diffuse along the cells.
    probes, inputs, trains, shares : tuples of Probe, Input, Train and Share
        In the order in which they were made.
    recorded : optional
        Rows (p, T) that a run recorded and somebody wrote back, one per place of the probes,
        with the attributes ``recorded_attrs``.
    xyzr : tuple of b float arrays (n_points, 4), um
        The points of every branch; radii of built branches are NaN.
    traced : bool
        Whether area, volume and loads come from traced points, not from length and radius.
    sections : Sections, optional
        The traced morphology itself.
    exp_euler_transition : optional
        Transition matrices that were made before.
    gaps : Gaps, optional
    report : Report, optional
        What reading its file found.
    cache : dict
        What was compiled from this blueprint; it never travels to another one.
    """

    kind: Kind
    layout: Layout
    nodes: Mapping[str, Column]
    edges: Mapping[str, Column] = field(default_factory=dict)
    mechanisms: Mapping[str, Placement] = field(default_factory=dict)
    synapses: Mapping[str, Wiring] = field(default_factory=dict)
    groups: Mapping[str, IntArray] = field(default_factory=dict)
    diffused: tuple[str, ...] = ()
    probes: tuple[Probe, ...] = ()
    inputs: tuple[Input, ...] = ()
    trains: tuple[Train, ...] = ()
    shares: tuple[Share, ...] = ()
    recorded: Any = None
    recorded_attrs: Mapping[str, Any] = field(default_factory=dict)
    xyzr: tuple[FloatArray, ...] = ()
    traced: bool = False
    sections: Any = None
    exp_euler_transition: Any = None
    gaps: Gaps | None = None
    report: Any = None
    cache: dict[Any, Any] = field(default_factory=dict, init=False, repr=False)

    def __getstate__(self) -> dict[str, Any]:
        """Return the fields alone, without what was compiled from them."""
        state = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {**state, "cache": {}}

    def edit(self, **changes: Any) -> Blueprint:
        """Return a copy with some fields replaced.

        Raises
        ------
        BadArgument
            If the places change under gap junctions.
        """
        if self.gaps is not None and "layout" in changes and "gaps" not in changes:
            raise BadArgument(
                "The module has gap junctions, which other compartments would misplace. "
                "Change the compartments first, and connect gap junctions after that."
            )
        return replace(self, **changes)

    def with_nodes(self, **columns: Column) -> Blueprint:
        """Return a copy with some node columns added or replaced."""
        return replace(self, nodes={**self.nodes, **columns})

    def column(self, key: str) -> Column:
        """Return a parameter or state, of compartments, synapses or gap junctions."""
        tables = (self.nodes, self.edges, self.junctions)
        return next(table[key] for table in tables if key in table)

    def with_edges(self, **columns: Column) -> Blueprint:
        """Return a copy with some synapse columns added or replaced."""
        return replace(self, edges={**self.edges, **columns})

    @property
    def network_edges(self) -> tuple[IntArray, IntArray]:
        """The two nodes of every axial edge, then of every gap junction."""
        joints, gaps = self.layout.joints, self.gaps
        if gaps is None:
            return joints.edge_i, joints.edge_j
        return (
            np.concatenate([joints.edge_i, gaps.pre]),
            np.concatenate([joints.edge_j, gaps.post]),
        )

    def schedule(self, solver: Any) -> Any:
        """Return the solver's order of elimination, made once if there are no gap junctions."""
        if self.gaps is None:
            return self.layout.schedule(solver)
        return solver.schedule(self.layout.n_nodes, *self.network_edges, self.layout.n)

    @cached_property
    def junctions(self) -> dict[str, Column]:
        """The parameters of the gap junctions by name, as ``nodes`` has those of compartments."""
        if self.gaps is None:
            return {}
        return {GAP: Column.full(len(self.gaps.pre), self.gaps.conductance)}

    @cached_property
    def n_synapses(self) -> int:
        """Number of synapses of all types."""
        return sum(len(wiring.edge) for wiring in self.synapses.values())

    @cached_property
    def pre(self) -> IntArray:
        """Presynaptic compartment of every synapse, by global number."""
        return self._by_edge("pre")

    @cached_property
    def post(self) -> IntArray:
        """Postsynaptic compartment of every synapse, by global number."""
        return self._by_edge("post")

    def _by_edge(self, end: str) -> IntArray:
        out = np.zeros(self.n_synapses, dtype=np.int64)
        for wiring in self.synapses.values():
            out[wiring.edge] = getattr(wiring, end)
        return out

    @cached_property
    def synaptic_states(self) -> dict[str, str]:
        """Synapse type of every synaptic state and current that can be recorded."""
        out: dict[str, str] = {}
        for name, wiring in self.synapses.items():
            for state in wiring.mechanism.synapse_states:
                out[state] = name
            out[f"i_{name}"] = name
        return out

    @cached_property
    def currents(self) -> dict[str, tuple[str, ...]]:
        """Mechanisms behind every membrane current name."""
        out: dict[str, tuple[str, ...]] = {}
        for name, placement in self.mechanisms.items():
            current = placement.mechanism.current_name
            out[current] = (*out.get(current, ()), name)
        return out

    @cached_property
    def states(self) -> tuple[str, ...]:
        """Names of all node states, voltage first."""
        names = dict.fromkeys(["v"])
        for placement in self.mechanisms.values():
            names.update(dict.fromkeys(placement.mechanism.channel_states))
        for wiring in self.synapses.values():
            names.update(dict.fromkeys(wiring.mechanism.node_states))
        return tuple(names)


def compartment() -> Blueprint:
    """Return the blueprint of one default compartment."""
    layout = Layout.single()
    nodes = {
        name: Column.full(1, value)
        for name, value in {**COMPARTMENT_PARAMS, **COMPARTMENT_STATES}.items()
    }
    length, radius = nodes["length"].values, nodes["radius"].values
    nodes |= {k: Column.full(1, v) for k, v in cylinder(length, radius).items()}
    return Blueprint("compartment", layout, nodes)


def cylinder(length: FloatArray, radius: FloatArray) -> dict[str, FloatArray]:
    """Return area (um2), volume (um3) and half loads (1/um) of cylinders.

    Parameters
    ----------
    length, radius : float array (n,), um
        Of numpy or jax.

    Examples
    --------
    >>> round(float(cylinder(np.array(10.0), np.array(1.0))["area"]), 4)
    62.8319
    """
    load = cylinder_resistive_load(length, radius)
    return {
        "area": cylinder_area(length, radius),
        "volume": cylinder_volume(length, radius),
        "resistive_load_in": load,
        "resistive_load_out": load,
    }
