"""Coordinates: where branches are drawn; they never change a simulation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from spineax._types import FloatArray, IntArray
from spineax.errors import BadArgument, BadType, EmptySelection, ShapeMismatch
from spineax.plan.blueprint import CENTRES, Blueprint
from spineax.plan.column import Column
from spineax.plan.coordinates import (
    compartment_centers,
    lay_out,
    layered,
    moved,
    rotated,
)
from spineax.plan.coordinates import compartment_ends as cut_ends
from spineax.plan.indices import rank
from spineax.plan.resample import branch_total
from spineax.plan.selection import Selection
from spineax.verbs.names import checked_name
from spineax.verbs.numbers import numbers


def with_drawn_coordinates(blueprint: Blueprint, points: tuple[FloatArray, ...] = ()) -> Blueprint:
    """Return the blueprint with coordinates: the points given, or drawn ones."""
    return with_centres(blueprint.edit(xyzr=tuple(points) or drawn(blueprint)))


def drawn(blueprint: Blueprint) -> tuple[FloatArray, ...]:
    """Return all branches drawn as a tree, by their lengths."""
    layout = blueprint.layout
    length = branch_total(layout, blueprint.nodes["length"].values)
    return lay_out(layout.parent, layout.attach, length)


def with_centres(blueprint: Blueprint) -> Blueprint:
    """Return the blueprint with the x, y, z of every compartment's centre."""
    centres = compartment_centers(blueprint.xyzr, blueprint.layout.ncomp)
    size = blueprint.layout.n
    columns = {axis: Column(np.arange(size), centres[:, k], size) for k, axis in enumerate(CENTRES)}
    return blueprint.with_nodes(**columns)


def compute_xyz(blueprint: Blueprint, selection: Selection) -> Blueprint:
    """Draw the branches in view anew, by their present lengths.

    Branches whose shape is traced stay as they are. A root starts at the origin and runs along
    x; the children of a branch fan out in y.

    Examples
    --------
    >>> import spineax as sx
    >>> cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0])
    >>> cell.set("length", 50.0)
    >>> cell.compute_xyz()
    >>> cell.xyzr[1][:, 0].tolist()
    [100.0, 200.0]
    """
    fresh = drawn(blueprint)
    in_view = np.zeros(len(blueprint.layout.ncomp), dtype=bool)
    in_view[selection.branches] = True
    xyzr = tuple(
        new if seen and np.isnan(old).any() else old
        for seen, old, new in zip(in_view, blueprint.xyzr, fresh, strict=True)
    )
    changed = [k for k, points in enumerate(xyzr) if points is not blueprint.xyzr[k]]
    if not changed:
        return blueprint
    layout = blueprint.layout
    centres = compartment_centers([xyzr[k] for k in changed], layout.ncomp[changed])
    comps = np.flatnonzero(np.isin(layout.branch, changed))
    return _placed(blueprint, xyzr, comps, centres)


def compute_compartment_centers(blueprint: Blueprint, selection: Selection) -> Blueprint:
    """Put x, y and z of every compartment half way between its two ends.

    Examples
    --------
    >>> import spineax as sx
    >>> cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1])
    >>> cell.compute_compartment_centers()
    >>> cell.nodes["x"].tolist()
    [5.0, 15.0]
    """
    return with_centres(blueprint)


def compartment_ends(blueprint: Blueprint, selection: Selection) -> tuple[FloatArray, FloatArray]:
    """Return where every compartment in view begins and ends on the line of its branch.

    Returns
    -------
    starts, ends : float arrays (k, 3), um
        In the order of ``nodes``. A soma of a single point begins and ends there.

    Examples
    --------
    >>> import spineax as sx
    >>> cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1])
    >>> starts, ends = cell.compartment_ends()
    >>> starts[:, 0].tolist(), ends[:, 0].tolist()
    ([0.0, 10.0], [10.0, 20.0])
    """
    layout, branches, comps = blueprint.layout, selection.branches, selection.comps
    ncomp = layout.ncomp[branches]
    first = np.zeros(len(layout.ncomp), dtype=np.int64)
    first[branches] = np.cumsum(ncomp) - ncomp
    rows = first[layout.branch[comps]] + layout.comp[comps]
    starts, ends = cut_ends([blueprint.xyzr[k][:, :3] for k in branches.tolist()], ncomp)
    return starts[rows], ends[rows]


def move(
    blueprint: Blueprint,
    selection: Selection,
    x: float = 0.0,
    y: float = 0.0,
    z: float = 0.0,
    update_nodes: bool = False,
) -> Blueprint:
    """Shift the branches in view in space; this is for pictures alone.

    Parameters
    ----------
    x, y, z : float, um
    update_nodes : bool
        Accepted for compatibility: ``nodes`` always shows where compartments are.

    Raises
    ------
    BadType, BadArgument
        If an offset is not a finite number.

    Examples
    --------
    >>> import spineax as sx
    >>> comp = sx.Compartment()
    >>> branch = sx.Branch([comp])
    >>> cell = sx.Cell([branch] * 3, parents=[-1, 0, 0])
    >>> cell.move(20.0, 30.0, 5.0)
    >>> cell.nodes["x"][0].item()
    25.0
    """
    offset = np.array([_number(name, v) for name, v in zip("xyz", (x, y, z), strict=True)])
    branches = selection.branches
    return _shifted(blueprint, branches, np.tile(offset, (len(branches), 1)))


def move_to(
    blueprint: Blueprint,
    selection: Selection,
    x: Any = 0.0,
    y: Any = 0.0,
    z: Any = 0.0,
    update_nodes: bool = False,
) -> Blueprint:
    """Shift what is in view so that it begins at a place.

    Parameters
    ----------
    x, y, z : float or array (c,), um
        One place: the first point of the first cell in view goes there, and the others keep
        their distance to it. Or one place for each of the ``c`` cells in view.
    update_nodes : bool
        Accepted for compatibility: ``nodes`` always shows where compartments are.

    Raises
    ------
    ShapeMismatch
        If arrays have not one entry for each cell in view.
    BadType, BadArgument
        If a coordinate is not a finite number.

    Examples
    --------
    >>> import spineax as sx
    >>> net = sx.Network([sx.Cell(), sx.Cell()])
    >>> net.move_to([0.0, 100.0], 0.0, 0.0)
    >>> net.nodes["x"].tolist()
    [5.0, 105.0]
    """
    branches = selection.branches
    if len(branches) == 0:
        raise EmptySelection("Nothing is in view to move.")
    cell = blueprint.layout.cell_of_branch[branches]
    row = rank(cell)
    first = np.unique(row, return_index=True)[1]
    target = _targets((x, y, z), len(first))
    begins = np.array([blueprint.xyzr[k][0, :3] for k in branches[first].tolist()])
    by = target - (begins if len(target) > 1 or len(first) == 1 else begins[:1])
    offset = by[row] if len(by) > 1 else np.tile(by[0], (len(branches), 1))
    return _shifted(blueprint, branches, offset)


def _targets(xyz: Sequence[Any], n_cells: int) -> FloatArray:
    """Return one place for all, (1, 3), or one for each cell in view, (c, 3)."""
    columns = []
    for name, value in zip("xyz", xyz, strict=True):
        if np.ndim(value) == 0:
            columns.append(np.array([_number(name, value)]))
            continue
        column = numbers(name, value)
        if column.shape != (n_cells,):
            raise ShapeMismatch(
                f"{name} has shape {column.shape}, but {n_cells} cells are in view: give one "
                "number, or one for each cell."
            )
        if not np.isfinite(column).all():
            raise BadArgument(f"{name} has values that are not finite: {value!r}.")
        columns.append(column)
    rows = max(len(column) for column in columns)
    return np.stack([np.broadcast_to(column, (rows,)) for column in columns], axis=1)


def rotate(
    blueprint: Blueprint,
    selection: Selection,
    degrees: float,
    rotation_axis: str = "xy",
    update_nodes: bool = False,
) -> Blueprint:
    """Turn the branches in view clockwise about the origin.

    Parameters
    ----------
    degrees : float
    rotation_axis : {"xy", "xz", "yz"}
        The plane to turn in.
    update_nodes : bool
        Accepted for compatibility: ``nodes`` always shows where compartments are.

    Raises
    ------
    BadArgument
        If it is none of the three planes.

    Examples
    --------
    >>> import spineax as sx
    >>> cell = sx.Cell()
    >>> cell.rotate(90.0)
    >>> cell.nodes["y"].round(6).tolist()
    [-5.0]
    """
    angle = _number("degrees", degrees)
    checked_name("rotation_axis", rotation_axis)
    branches, comps = selection.branches, _comps_of(blueprint, selection.branches)
    turned = rotated([blueprint.xyzr[k] for k in branches.tolist()], angle, rotation_axis)
    centres = np.zeros((len(comps), 4))
    centres[:, :3] = _centres(blueprint, comps)
    return _placed(
        blueprint,
        _replaced(blueprint.xyzr, branches, turned),
        comps,
        rotated([centres], angle, rotation_axis)[0][:, :3],
    )


def arrange_in_layers(
    blueprint: Blueprint,
    selection: Selection,
    layers: Sequence[int],
    within_layer_offset: float = 500.0,
    between_layer_offset: float = 1500.0,
    vertical_layers: bool = False,
) -> Blueprint:
    """Place the cells of a network in layers, for pictures.

    Parameters
    ----------
    layers : list of int
        How many cells each layer has; they add up to the cells in view.
    within_layer_offset, between_layer_offset : float, um
        Distance between the cells of a layer, and between layers.
    vertical_layers : bool
        Layers stand side by side, or, if True, below one another.

    Raises
    ------
    BadType
        If the module is not a network.
    ShapeMismatch
        If the layers do not add up to the cells in view.

    Examples
    --------
    >>> import spineax as sx
    >>> net = sx.Network([sx.Cell()] * 3)
    >>> net.arrange_in_layers([1, 2])
    >>> net.nodes["x"].tolist()
    [5.0, 1505.0, 1505.0]
    """
    if blueprint.kind != "network":
        raise BadType(f"A {blueprint.kind} has no cells to arrange; only a network has.")
    try:
        sizes = np.asarray(layers)
    except Exception as error:
        raise BadType(f"layers takes a list of whole numbers, not {layers!r}.") from error
    if sizes.ndim != 1 or sizes.dtype.kind not in "iu":
        raise BadType(f"layers takes a list of whole numbers, not {layers!r}.")
    n_cells = len(selection.cells)
    if int(sizes.sum()) != n_cells:
        raise ShapeMismatch(
            f"layers has {int(sizes.sum())} cells in all, but {n_cells} are in view."
        )
    place = layered(
        sizes.tolist(),
        _number("within_layer_offset", within_layer_offset),
        _number("between_layer_offset", between_layer_offset),
        bool(vertical_layers),
    )
    return move_to(blueprint, selection, *place.T)


def _number(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | np.number | np.ndarray):
        raise BadType(f"{name} must be a number, not {value!r}.")
    if np.ndim(value) != 0 or not np.isfinite(value):
        raise BadArgument(f"{name} must be one finite number, not {value!r}.")
    return float(value)


def _comps_of(blueprint: Blueprint, branches: IntArray) -> IntArray:
    return np.flatnonzero(np.isin(blueprint.layout.branch, branches))


def _centres(blueprint: Blueprint, comps: IntArray) -> FloatArray:
    return np.stack([blueprint.nodes[axis].get(comps) for axis in CENTRES], axis=1)


def _replaced(
    xyzr: tuple[FloatArray, ...], branches: IntArray, new: Sequence[FloatArray]
) -> tuple[FloatArray, ...]:
    points = list(xyzr)
    for k, branch in enumerate(branches.tolist()):
        points[branch] = new[k]
    return tuple(points)


def _shifted(blueprint: Blueprint, branches: IntArray, offset: FloatArray) -> Blueprint:
    """Return the blueprint with some branches shifted, by (k, 3) um."""
    shifted = moved([blueprint.xyzr[k] for k in branches.tolist()], offset)
    comps = _comps_of(blueprint, branches)
    of_branch = np.zeros((len(blueprint.layout.ncomp), 3))
    of_branch[branches] = offset
    centres = _centres(blueprint, comps) + of_branch[blueprint.layout.branch[comps]]
    return _placed(blueprint, _replaced(blueprint.xyzr, branches, shifted), comps, centres)


def _placed(
    blueprint: Blueprint, xyzr: tuple[FloatArray, ...], comps: IntArray, centres: FloatArray
) -> Blueprint:
    """Return the blueprint with new points, and centres at some compartments."""
    columns = {
        axis: blueprint.nodes[axis].put(comps, centres[:, k]) for k, axis in enumerate(CENTRES)
    }
    sections = blueprint.sections
    if sections is not None:
        sections = replace(sections, xyzr=xyzr)
    return blueprint.with_nodes(**columns).edit(xyzr=xyzr, sections=sections)
