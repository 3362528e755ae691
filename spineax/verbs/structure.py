"""Structure: the compiled graph of a module, as matrices and as a networkx graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from spineax import units
from spineax._types import FloatArray, IntArray
from spineax.errors import BadArgument, BadType, EmptySelection
from spineax.morphology.connectivity import multigraph
from spineax.plan.blueprint import CENTRES, Blueprint
from spineax.plan.selection import Selection
from spineax.run.membrane import membrane_conductance
from spineax.sparse.adjacency import adjacency
from spineax.sparse.laplacian import laplacian as laplacian_of
from spineax.sparse.tour import connected_pieces
from spineax.verbs.wiring import checked_flag

if TYPE_CHECKING:
    import scipy.sparse as sp


def axial_conductance(blueprint: Blueprint) -> FloatArray:
    """Return the conductance of all axial edges and gap junctions, (e,) uS."""
    nodes, joints = blueprint.nodes, blueprint.layout.joints
    resistivity = nodes["axial_resistivity"].values
    half = np.concatenate(
        [
            resistivity * nodes["resistive_load_in"].values,
            resistivity * nodes["resistive_load_out"].values,
            [0.0],
        ]
    )
    axial = units.AXIAL_CONDUCTANCE / (half[joints.half_i] + half[joints.half_j])
    gaps = blueprint.gaps
    return np.asarray(axial if gaps is None else np.concatenate([axial, gaps.conductance]))


def connectivity(blueprint: Blueprint, selection: Selection) -> sp.csr_array:
    """Return which nodes are joined by an axial conductance or a gap junction.

    Returns
    -------
    scipy.sparse.csr_array (n_nodes, n_nodes)
        1 where two nodes are joined. Rows: compartments in the order of ``nodes``, then branch
        points.

    Examples
    --------
    >>> import spineax as sx
    >>> sx.Branch(ncomp=3).connectivity().sum(axis=0).tolist()
    [1.0, 2.0, 1.0]
    """
    matrix = adjacency(blueprint.layout.n_nodes, *blueprint.network_edges)
    matrix.data[:] = 1.0
    return matrix


def laplacian(blueprint: Blueprint, selection: Selection) -> sp.csr_array:
    """Return the graph Laplacian of the axial conductances and gap junctions.

    Returns
    -------
    scipy.sparse.csr_array (n_nodes, n_nodes), uS
        Symmetric, with rows that add up to zero. Rows: compartments in the order of
        ``nodes``, then branch points.

    Examples
    --------
    >>> import spineax as sx
    >>> matrix = sx.Branch(ncomp=3).laplacian()
    >>> bool(abs(matrix.sum(axis=1)).max() < 1e-12)
    True
    """
    conductance = axial_conductance(blueprint)
    return laplacian_of(blueprint.layout.n_nodes, *blueprint.network_edges, conductance)


def impedance(blueprint: Blueprint, selection: Selection, freqs: Any) -> Any:
    """Return the impedance between the compartments in view, about the initial state.

    Parameters
    ----------
    freqs : float or array (f,), Hz

    Returns
    -------
    complex array (k, k), or (f, k, k) for an array of frequencies, MOhm
        Voltage at the first place for a current into the second; the diagonal is the input
        impedance.

    Raises
    ------
    BadType, BadArgument
        If a frequency is not a finite number from 0.
    EmptySelection
        If nothing is in view.

    Notes
    -----
    ``Z = (L + g + 2 pi i f C)^-1`` with the slopes ``g`` of all membrane and synaptic currents
    at the initial state, gates held where they are.

    Examples
    --------
    >>> import spineax as sx
    >>> from spineax.channels import Leak
    >>> cell = sx.Cell()
    >>> cell.insert(Leak())
    >>> round(abs(cell.impedance(0.0)[0, 0].item()))
    5305
    """
    comps = selection.comps
    if len(comps) == 0:
        raise EmptySelection("Nothing is in view to take the impedance of.")
    frequency = _frequencies(freqs)
    # Cells that nothing joins to those in view take no part.
    joined = _joined_to(blueprint, comps)
    base = laplacian(blueprint, selection)[joined][:, joined].toarray()
    ground = _ground(blueprint)[:, joined]
    places = np.searchsorted(joined, comps)
    source = np.zeros((len(joined), len(comps)))
    source[places, np.arange(len(comps))] = 1.0
    rows = []
    for value in np.atleast_1d(frequency):
        # uS per nF: an angular frequency in 1/ms.
        omega = 2.0 * np.pi * value * 1e-3
        matrix = base + np.diag(ground[0] + 1j * omega * ground[1])
        try:
            rows.append(np.linalg.solve(matrix, source)[places])
        except np.linalg.LinAlgError as error:
            raise BadArgument(
                f"There is no impedance at {value:g} Hz: nothing conducts through the membrane. "
                "Insert a leak, or take a frequency above 0."
            ) from error
    return np.stack(rows) if np.ndim(frequency) else rows[0]


def _joined_to(blueprint: Blueprint, comps: IntArray) -> IntArray:
    """Return the nodes that a current into some compartments can reach, sorted."""
    _, piece = connected_pieces(blueprint.layout.n_nodes, *blueprint.network_edges)
    return np.flatnonzero(np.isin(piece, piece[comps]))


def _ground(blueprint: Blueprint) -> FloatArray:
    """Return conductance (uS) and capacitance (nF) of every node to ground, (2, n_nodes)."""
    nodes, n = blueprint.nodes, blueprint.layout.n
    ground = np.zeros((2, blueprint.layout.n_nodes))
    ground[0, :n] = membrane_conductance(blueprint)
    ground[1, :n] = units.CAPACITANCE * nodes["area"].values * nodes["capacitance"].values
    return ground


def _frequencies(freqs: Any) -> FloatArray:
    try:
        frequency = np.asarray(freqs, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise BadType(f"freqs takes numbers in Hz, not {freqs!r}.") from error
    fine = np.isfinite(frequency).all() and (frequency >= 0).all()
    if frequency.ndim > 1 or frequency.size == 0 or not fine:
        raise BadArgument(f"freqs must be one or several finite numbers from 0, not {freqs!r}.")
    return frequency


def to_networkx(blueprint: Blueprint, selection: Selection, synapses: bool = True) -> Any:
    """Return the compiled graph: compartments, branch points, what joins them, synapses.

    Parameters
    ----------
    synapses : bool
        Whether to add an edge for every synapse and every gap junction.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes carry ``kind`` ("compartment" or "branch point"); compartments also cell, branch,
        comp, loc, x, y, z (um), length, radius (um) and their groups. Edges carry ``kind``:
        "axial"; "synapse" with its type, parameters and states, from the presynaptic
        compartment to the other, with the number of the synapse as its key; or "gap junction"
        with its ``gap_conductance`` (uS).

    Raises
    ------
    BadType
        If ``synapses`` is no truth value.

    Examples
    --------
    >>> import spineax as sx
    >>> graph = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0, 0]).to_networkx()
    >>> graph.number_of_nodes(), graph.nodes[6]["kind"]
    (7, 'branch point')
    """
    checked_flag("synapses", synapses)
    layout, joints = blueprint.layout, blueprint.layout.joints
    places = list(enumerate(_compartments(blueprint)))
    points = [(node, {"kind": "branch point"}) for node in range(layout.n, joints.n_nodes)]
    axial = _rows(joints.edge_i, joints.edge_j)
    if not synapses:
        return multigraph([*places, *points], axial, [])
    gaps = blueprint.gaps
    joined = [] if gaps is None else _rows(gaps.pre, gaps.post, gaps.conductance)
    return multigraph([*places, *points], axial, _synapses(blueprint), joined)


def _synapses(blueprint: Blueprint) -> list[tuple[int, int, int, dict[str, Any]]]:
    """Return every synapse with its ends, number, type and values."""
    out = []
    for name, wiring in blueprint.synapses.items():
        keys = [*wiring.mechanism.synapse_params, *wiring.mechanism.synapse_states]
        columns = (blueprint.edges[key].get(wiring.edge) for key in keys)
        for pre, post, edge, *values in _rows(wiring.pre, wiring.post, wiring.edge, *columns):
            attributes = {"type": name, **dict(zip(keys, values, strict=True))}
            out.append((pre, post, edge, attributes))
    return out


def _rows(*columns: Any) -> Any:
    return zip(*(column.tolist() for column in columns), strict=True)


def _compartments(blueprint: Blueprint) -> list[dict[str, Any]]:
    """Return what the graph says of every compartment."""
    layout = blueprint.layout
    cell = layout.cell_of_branch[layout.branch]
    columns = {
        "cell": cell,
        "branch": layout.branch - layout.branch_start[cell],
        "comp": layout.comp,
        "loc": layout.loc,
        **{key: blueprint.nodes[key].values for key in (*CENTRES, "length", "radius")},
    }
    out = [
        {"kind": "compartment", **dict(zip(columns, row, strict=True)), "groups": []}
        for row in _rows(*columns.values())
    ]
    for name, index in blueprint.groups.items():
        for comp in index.tolist():
            out[comp]["groups"].append(name)
    return out
