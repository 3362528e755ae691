"""Pictures: what is in view, handed to ``plot`` as plain arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from spineax._types import IntArray
from spineax.errors import BadArgument, EmptySelection
from spineax.plan.blueprint import CENTRES, Blueprint
from spineax.plan.selection import Selection
from spineax.verbs.aligning import places_of_labels
from spineax.verbs.names import checked_name
from spineax.verbs.where import edges_in_view


def vis(
    blueprint: Blueprint,
    selection: Selection,
    /,
    ax: Any = None,
    color: Any = "k",
    dims: tuple[int, ...] = (0, 1),
    type: str = "line",
    **kwargs: Any,
) -> Any:
    """Draw what is in view, and the synapses and gap junctions between it.

    Parameters
    ----------
    ax : matplotlib Axes, optional
        Where to draw; a new figure if left out.
    color : colour, list, array or DataArray
        A colour, or one value for each compartment in view. A DataArray is aligned by its
        compartments and explained by a colour bar with its units: a parameter
        (``cell.to_xarray()["radius"]``), a group (``["soma"]``), or a recording at one time.
    dims : two or three of 0, 1, 2
        Which coordinates to draw: x, y, z. Three make a drawing in space.
    type : {"line", "scatter", "comp", "morph", "dendrogram"}
        Traced lines, traced points, compartments as boxes, the shape with its radii, or the
        tree by path distance.
    **kwargs
        Options of :func:`spineax.plot.draw`: ``cmap``, ``vmin``, ``scale_bar``, ``linewidth``,
        ``synapse_color``, ``detail="point"`` and others.

    Returns
    -------
    matplotlib Axes
        In um, with equal aspect.

    Raises
    ------
    UnknownName, BadArgument, ShapeMismatch
        If an option has no meaning, or the colours do not fit.
    EmptySelection
        If nothing is in view.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("Agg")
    >>> import spineax as sx
    >>> cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0, 0])
    >>> cell.vis(color=cell.to_xarray()["radius"], type="comp").get_xlabel()
    'x / um'
    """
    # Matplotlib is loaded when somebody draws, not with the package.
    from spineax.plot import Scene, draw

    checked_name("type", type)
    if not isinstance(dims, tuple | list):
        raise BadArgument(f"dims must be two or three of 0, 1, 2, not {dims!r}.")
    if selection.is_empty():
        raise EmptySelection("Nothing is in view to draw.")
    layout, nodes = blueprint.layout, blueprint.nodes
    comps = selection.comps
    pre, post, labels = _joined(blueprint, selection)
    scene = Scene(
        blueprint.xyzr,
        layout.ncomp,
        nodes["length"].values,
        nodes["radius"].values,
        layout.parent,
        attach=layout.attach,
        cell=layout.cell_of_branch,
        selected=comps,
        comp_xyz=np.stack([nodes[axis].values for axis in CENTRES], axis=1),
        pre=pre,
        post=post,
        synapse_label=labels,
    )
    if hasattr(color, "coords"):
        color = _aligned(blueprint, color, comps)
    return draw(type, ax, scene, color, dims, **kwargs)


def _joined(blueprint: Blueprint, selection: Selection) -> tuple[IntArray, IntArray, list[str]]:
    """Return the ends and types of the synapses and gap junctions between what is in view."""
    synapses = edges_in_view(blueprint, selection)
    names = np.empty(blueprint.n_synapses, dtype=object)
    for name, wiring in blueprint.synapses.items():
        names[wiring.edge] = name
    pre, post, labels = blueprint.pre[synapses], blueprint.post[synapses], names[synapses].tolist()
    gaps = blueprint.gaps
    if gaps is None:
        return pre, post, labels
    seen = np.isin(gaps.pre, selection.comps) & np.isin(gaps.post, selection.comps)
    ends = np.concatenate([pre, gaps.pre[seen]]), np.concatenate([post, gaps.post[seen]])
    return *ends, labels + ["gap junction"] * int(seen.sum())


def _aligned(blueprint: Blueprint, color: Any, comps: IntArray) -> Any:
    """Return a labelled array in the order of the compartments in view, NaN where it has none."""
    places = places_of_labels(blueprint, color)
    if places is None:
        return color
    row = np.full(blueprint.layout.n, -1)
    row[places] = np.arange(len(places))
    rows = row[comps]
    if (rows < 0).all():
        raise EmptySelection("The values to colour by are of compartments that are not in view.")
    (dim,) = color.dims
    picked = color.isel({dim: np.maximum(rows, 0)})
    return picked if (rows >= 0).all() else picked.where(rows >= 0)
