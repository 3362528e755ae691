"""Model: a program with its parameters applied and put into the order of the slots.

Made once per run, inside the trace, so that gradients reach every parameter through
geometry and conductances.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array, lax

from spineax import units
from spineax.linalg.fused import apart, set_at
from spineax.linalg.implicit import known_solution
from spineax.linalg.linear import linear_map
from spineax.linalg.rows import taken
from spineax.plan.blueprint import GAP
from spineax.plan.program import SAME, Program, Structure, Wires
from spineax.run.values import Values


@dataclass(frozen=True)
class Model:
    """What the time loop reads and never changes.

    Parameters
    ----------
    structure : Structure
        Static.
    network : ConductanceNetwork, uS
    capacitance : array (n_states,), nF
        Zero where there is no compartment.
    membrane : array (n_states,), nA per mA/cm2
        Membrane area in the coherent units; zero where there is no compartment.
    ion_networks : dict of ConductanceNetwork, um3/ms
    volume : array (n_states,), um3
    axial : dict of arrays (e,), uS or um3/ms
        Conductances of the axial edges, of "v" and of each diffused ion.
    edge_i, edge_j : int array (e,)
        Slots that the edges join.
    first : int array ()
        Slot of the first compartment.
    site_params : tuple of dict of arrays
    contact_params : tuple of dict of arrays
    end_params : tuple of pairs of dicts of arrays
        Node parameters that a synapse reads, before and after it.
    gathers : tuple of int arrays
    wires : dict of Wires
    inverses : dict of int arrays
        For index arrays: where each row of a target is found in them.
    extra : any
        What the time stepper made before the first step.
    after : array (n_states,), mV, optional
        The voltage that a step ends with, where it is differentiated and known.
    """

    structure: Structure
    network: Any
    capacitance: Array
    membrane: Array
    ion_networks: dict[str, Any]
    volume: Array
    axial: Values
    edge_i: Array
    edge_j: Array
    first: Array
    site_params: tuple[Values, ...]
    contact_params: tuple[Values, ...]
    end_params: tuple[tuple[Values, Values], ...]
    gathers: tuple[Array, ...]
    wires: dict[str, Wires]
    inverses: Values
    extra: Any = None
    after: Array | None = None

    def solve(
        self, network: Any, ground: Array, b: Array, known: tuple[Array, Array] | None = None
    ) -> Array:
        """Return ``x`` with ``ground x + L x = b``, where there are states.

        Parameters
        ----------
        network : ConductanceNetwork
            Of the voltage, or of an ion.
        ground, b : array (n_states,)
            Branch points beyond have no way to the ground and no current.
        known : pair of arrays (n_slots,), optional
            The solution, as ``known_solution`` takes it, where its derivatives are wanted.

        Returns
        -------
        array (n_states,)
        """
        n_slots = network.schedule.n_slots
        solve = self.structure.solver.solve
        if known is not None:
            solve = partial(known_solution, solve, known=known)
        x = solve(network, filled(ground, n_slots), filled(b, n_slots))
        return x[: ground.shape[0]]

    def at(self, array: Array, gather: int) -> Array:
        """Return the rows of ``array`` that an index array names."""
        if gather == SAME:
            return array
        fixed = self.gathers[gather], self._inverse(gather, array.shape[0])
        return linear_map(_narrow, _spread, fixed, array)

    def put(self, array: Array, gather: int, values: Array) -> Array:
        """Return ``array`` with the rows that an index array names replaced."""
        if gather == SAME:
            return jnp.broadcast_to(values, array.shape).astype(array.dtype)
        kept = jnp.where(self._inside(gather, array.shape[0]), 0.0, array)
        return kept + self._spread(array, gather, values)

    def add(self, array: Array, gather: int, values: Array) -> Array:
        """Return ``array`` with values added to the rows that an index array names."""
        if gather == SAME:
            return array + values
        return array + self._spread(array, gather, values)

    def _inverse(self, gather: int, size: int) -> Array:
        found = self.inverses.get(inverse_name(gather, size))
        return invert(self.gathers[gather], size) if found is None else found

    def _inside(self, gather: int, size: int) -> Array:
        """Return which of ``size`` rows an index array names."""
        return self._inverse(gather, size) < self.gathers[gather].shape[0]

    def _spread(self, array: Array, gather: int, values: Array) -> Array:
        """Return zeros like ``array`` with values in the rows that an index array names."""
        rows = self.gathers[gather]
        values = jnp.broadcast_to(values, rows.shape).astype(array.dtype)
        return linear_map(_spread, _narrow, (rows, self._inverse(gather, array.shape[0])), values)


def _narrow(fixed: tuple[Array, Array], array: Array) -> Array:
    """Return the rows that an index array names."""
    return taken(array, fixed[0])


def _spread(fixed: tuple[Array, Array], values: Array) -> Array:
    """Return values in the rows that an index array names, else zero: a scatter turned round."""
    rows, inverse = fixed
    last = rows.shape[0] - 1
    return jnp.where(inverse <= last, taken(values, jnp.minimum(inverse, last)), 0.0)


def filled(array: Array, size: int) -> Array:
    """Return an array with zeros behind it, so many that it has this size.

    Examples
    --------
    >>> filled(jnp.ones(2), 3).tolist()
    [1.0, 1.0, 0.0]
    """
    rest = jnp.zeros(size - array.shape[0], array.dtype)
    if not rest.size:
        return array
    # fused with what gives the array, it would ask at every place on which side that is
    joined: Array = apart(lambda first: jnp.concatenate([first, rest]))(array)
    return joined


def inverse_name(gather: int, size: int) -> str:
    """Return the key of the inverse of an index array into so many rows."""
    return f"{gather} in {size}"


def invert(rows: Array, size: int) -> Array:
    """Return for each of ``size`` rows its position in ``rows``, beyond the last for none.

    Examples
    --------
    >>> invert(jnp.array([2, 0]), 4).tolist()
    [1, 2, 0, 2]
    """
    count = rows.shape[0]
    return set_at(jnp.full(size, count, jnp.int32), rows, jnp.arange(count, dtype=jnp.int32))


def inverses(program: Program) -> Values:
    """Return the inverses of all index arrays that states and currents are written through."""
    structure, n_states = program.structure, program.real.shape[0]
    sizes = {
        name: n_states if gather == SAME else program.gathers[gather].shape[0]
        for name, gather in structure.node_states
    }
    pairs = {(gather, sizes[name]) for site in structure.sites for name, gather in site.states}
    pairs |= {(site.place, n_states) for site in structure.sites}
    pairs |= {(gather, n_states) for _, gather in structure.node_states}
    for current in structure.currents:
        size = n_states if current.place == SAME else program.gathers[current.place].shape[0]
        pairs |= {(gather, size) for _, gather in current.parts}
    return {
        inverse_name(gather, size): invert(jnp.asarray(program.gathers[gather]), size)
        for gather, size in sorted(pairs)
        if gather != SAME
    }


jax.tree_util.register_dataclass(
    Model,
    data_fields=[name for name in Model.__dataclass_fields__ if name != "structure"],
    meta_fields=["structure"],
)


def edge_conductance(program: Program, nodes: Values, resistivity: Array) -> Array:
    """Return the axial conductance of every edge: its half-resistances in series."""
    half = jnp.concatenate(
        [
            resistivity * nodes["resistive_load_in"],
            resistivity * nodes["resistive_load_out"],
            jnp.zeros((1,), resistivity.dtype),
        ]
    )
    return 1.0 / (taken(half, program.half_i) + taken(half, program.half_j))


def axial_conductances(program: Program, nodes: Values) -> Values:
    """Return the conductances of the edges: "v" in uS, diffused ions in um3/ms.

    Gap junctions come last; diffused ions do not pass through them.
    """
    resistivity = nodes["axial_resistivity"]
    voltage = edge_conductance(program, nodes, resistivity) * units.AXIAL_CONDUCTANCE
    ions = {
        ion: edge_conductance(program, nodes, 1.0 / nodes[f"axial_diffusion_{ion}"])
        for ion in program.structure.diffused
    }
    if GAP not in nodes:
        return {"v": voltage, **ions}
    gaps = nodes[GAP]
    closed = jnp.zeros_like(gaps)
    return {
        "v": jnp.concatenate([voltage, gaps]),
        **{ion: jnp.concatenate([axial, closed]) for ion, axial in ions.items()},
    }


def build_model(
    program: Program,
    nodes: Values,
    edges: Values,
    axial: Values | None = None,
) -> Model:
    """Return the model of a program for the given values.

    Parameters
    ----------
    program : Program
    nodes, edges : dict of arrays
        As the run keeps them.
    axial : dict of arrays (e,), optional
        Axial conductances; those that follow from geometry if left out.
    """
    structure = program.structure
    solver = structure.solver

    def masked(array: Array) -> Array:
        return lax.select(jnp.asarray(program.real), array, jnp.zeros_like(array))

    def rows_of(array: Array, gather: int) -> Array:
        return array if gather == SAME else taken(array, program.gathers[gather])

    axial = axial_conductances(program, nodes) if axial is None else axial
    return Model(
        structure=structure,
        network=solver.prepare(program.schedule, axial["v"]),
        capacitance=masked(units.CAPACITANCE * nodes["capacitance"] * nodes["area"]),
        membrane=masked(units.MEMBRANE_CURRENT * nodes["area"]),
        ion_networks={
            ion: solver.prepare(program.schedule, axial[ion]) for ion in structure.diffused
        },
        volume=masked(nodes["volume"]),
        axial=axial,
        edge_i=jnp.asarray(program.edge_i),
        edge_j=jnp.asarray(program.edge_j),
        first=jnp.asarray(program.slot)[0],
        site_params=tuple(
            {name: rows_of(nodes[name], gather) for name, gather in site.params}
            for site in structure.sites
        ),
        contact_params=tuple(
            {name: rows_of(edges[name], rows) for name, rows in contact.params}
            for contact in structure.contacts
        ),
        end_params=tuple(
            (
                {name: rows_of(nodes[name], before) for name, before, _ in contact.ends},
                {name: rows_of(nodes[name], after) for name, _, after in contact.ends},
            )
            for contact in structure.contacts
        ),
        gathers=tuple(jnp.asarray(array) for array in program.gathers),
        wires=jax.tree.map(jnp.asarray, program.wires),
        inverses=inverses(program),
    )


def initial_states(program: Program, nodes: Values, edges: Values) -> Values:
    """Return the initial states as the run keeps them."""
    states = {name: nodes[name] for name, _ in program.structure.node_states}
    for contact in program.structure.contacts:
        states |= {name: edges[name] for name in contact.states}
    return states | _empty_rings(program)


def _empty_rings(program: Program) -> Values:
    """Return the spikes on their way to spike-driven synapses: none."""
    dtype = jnp.result_type(float)
    states: Values = {}
    for contact in program.structure.contacts:
        if contact.ring:
            detectors = program.wires[contact.mechanism.name].source.shape[0]
            states[contact.ring_name] = jnp.zeros((contact.ring, detectors), dtype)
            states[contact.cursor_name] = jnp.zeros((), dtype)
    return states


def carry_bytes(program: Program) -> float:
    """Return the size of the states at one moment, in bytes."""
    structure, n_states = program.structure, program.real.shape[0]
    sizes = [
        n_states if gather == SAME else program.gathers[gather].shape[0]
        for _, gather in structure.node_states
    ]
    sizes += [
        len(contact.states) * program.wires[contact.mechanism.name].pre.shape[0]
        for contact in structure.contacts
    ]
    sizes += [
        contact.ring * program.wires[contact.mechanism.name].source.shape[0]
        for contact in structure.contacts
    ]
    return float(sum(sizes) * jnp.dtype(jnp.result_type(float)).itemsize)
