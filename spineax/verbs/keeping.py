"""Keeping: a model as labelled arrays, and back."""

from __future__ import annotations

from reprlib import repr
from typing import TYPE_CHECKING, Any

import numpy as np

from spineax.errors import BadType, EmptySelection, unknown_name
from spineax.labels import files
from spineax.labels.parameters import parameters
from spineax.plan.blueprint import GEOMETRY, Blueprint
from spineax.plan.selection import Selection
from spineax.verbs.aligning import aligned
from spineax.verbs.copying import part
from spineax.verbs.file_format import to_arrays
from spineax.verbs.keys import with_values
from spineax.verbs.numbers import check_values
from spineax.verbs.values import set as set_value
from spineax.verbs.where import edges_in_view

if TYPE_CHECKING:
    import xarray as xr


def to_xarray(blueprint: Blueprint, selection: Selection) -> xr.Dataset:
    """Return parameters and initial states of what is in view, with labels.

    Returns
    -------
    Dataset
        One variable for each parameter, state, mechanism and group over ``site``, with the
        coordinates cell, branch, comp, loc, node, x, y, z; those of synapses over
        ``synapse``. Units are attributes; NaN where a place has no value.

    Examples
    --------
    >>> import spineax as sx
    >>> cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0])
    >>> cell.to_xarray()["radius"].attrs["units"]
    'um'
    """
    return parameters(blueprint, selection.comps, edges_in_view(blueprint, selection))


def set_from(blueprint: Blueprint, selection: Selection, dataset: Any) -> Blueprint:
    """Set parameters and initial states from what ``to_xarray`` gave.

    Parameters
    ----------
    dataset : Dataset
        Variables over ``site`` or ``synapse``, aligned by their coordinates. NaN leaves a value
        as it is; memberships of mechanisms and groups are left alone.

    Raises
    ------
    BadType
        If it is no Dataset.
    UnknownName
        If a variable is no parameter or state of the module.
    EmptySelection
        If places in view are not in the dataset.

    Examples
    --------
    >>> import spineax as sx
    >>> cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0])
    >>> data = cell.to_xarray()
    >>> data["v"][0] = -55.0
    >>> cell.set_from(data)
    >>> cell.nodes["v"].tolist()
    [-55.0, -70.0, -70.0, -70.0]
    """
    if not hasattr(dataset, "data_vars"):
        raise BadType(
            f"set_from takes an xarray Dataset, as to_xarray gives it, not {repr(dataset)}. One "
            "DataArray is set with set(name, array)."
        )
    known = {*blueprint.nodes, *blueprint.edges}
    flags = {*blueprint.mechanisms, *blueprint.groups}
    names = [str(name) for name in dataset.data_vars]
    for name in names:
        if name not in known and name not in flags:
            raise unknown_name("parameter or state", name, known)
    wanted = [name for name in names if name in known]
    # A new length or radius reshapes; areas that come along have the last word.
    wanted.sort(key=lambda name: name not in ("length", "radius"))
    shaped = all(name in names for name in GEOMETRY)
    for name in wanted:
        blueprint = _put(blueprint, selection, name, dataset[name], direct=shaped)
    return blueprint


def _put(
    blueprint: Blueprint, selection: Selection, name: str, values: Any, *, direct: bool
) -> Blueprint:
    synaptic = name not in blueprint.nodes
    column = (blueprint.edges if synaptic else blueprint.nodes)[name]
    places = edges_in_view(blueprint, selection) if synaptic else np.unique(selection.comps)
    places = places[column.covers(places)]
    if len(places) == 0:
        return blueprint
    new = np.asarray(aligned(blueprint, name, values, places, synaptic=synaptic), dtype=float)
    if len(new) != len(places):
        raise EmptySelection(f"{name!r} has no coordinates that say which places it is for.")
    changed = ~np.isnan(new) & (new != column.get(places))
    if not changed.any():
        return blueprint
    places, new = places[changed], new[changed]
    if name in ("length", "radius") and not direct:
        return set_value(blueprint, selection.exactly(places, "select"), name, new)
    checked = check_values(blueprint, name, new, len(places), "places")
    if synaptic:
        return blueprint.with_edges(**{name: column.put(places, checked)})
    return with_values(blueprint, **{name: column.put(places, checked)})


def save(blueprint: Blueprint, selection: Selection, path: Any) -> None:
    """Write the module to a file that ``spineax.load`` reads.

    Parameters
    ----------
    path : str or path
        An existing file is replaced. A view is written as the module that it makes.

    Raises
    ------
    BadType, BadArgument
        If it is no path or cannot be written, or an input is a function of time.
    BadMechanism
        If a mechanism cannot be found again by the name of its class, or holds something
        other than numbers, words, lists and dictionaries of them.

    Notes
    -----
    A NetCDF 3 file of numbers and words, exact to the last bit, in which nothing is
    executable: a mechanism is the import path of its class and its contents. The format has a
    version; later releases read files of earlier ones. Written through xarray, and readable by
    everything that reads NetCDF.

    Examples
    --------
    >>> import tempfile, os
    >>> import spineax as sx
    >>> cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0])
    >>> path = os.path.join(tempfile.mkdtemp(), "cell.nc")
    >>> cell.save(path)
    >>> sx.load(path).shape
    (2, 4)
    """
    arrays, words = to_arrays(part(blueprint, selection))
    files.write(path, arrays, words)
