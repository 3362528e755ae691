"""Maps: recordings that are weighted sums over compartments, made while running."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from spineax._types import IntArray
from spineax.errors import ShapeMismatch
from spineax.labels.recordings import time_axis
from spineax.plan.blueprint import Blueprint
from spineax.plan.selection import Selection
from spineax.verbs.handed_on import handed_on
from spineax.verbs.names import checked_name
from spineax.verbs.numbers import numbers
from spineax.verbs.probes import places_of


@dataclass(frozen=True, eq=False)
class Map:
    """Weighted sums of one state or current.

    Parameters
    ----------
    name : str
    state : str
    place : int array (n,)
    weights : array (k, n)
    dims : tuple of str
        Of the sums; their sizes are ``shape``.
    shape : tuple of int
    coords, attrs : dict
        Labels of the sums, and what their values are.
    """

    name: str
    state: str
    place: IntArray
    weights: Any
    dims: tuple[str, ...]
    shape: tuple[int, ...]
    coords: Mapping[str, Any] = field(default_factory=dict)
    attrs: Mapping[str, Any] = field(default_factory=dict)


def data_map(
    blueprint: Blueprint,
    selection: Selection,
    weights: Any,
    state: str = "i_total",
    name: str | None = None,
    data_maps: tuple[Map, ...] | None = None,
) -> tuple[Map, ...]:
    """Return weighted sums to record, for ``integrate(data_maps=...)`` and ``simulate``.

    Only the sums are kept: k values in each step, however many compartments there are.

    Parameters
    ----------
    weights : array (k, n) or DataArray (..., n)
        For every sum the weight of each compartment in view that has the state; may be
        traced. The dimensions and coordinates of a DataArray, but for its last dimension,
        label the sums.
    state : str
        "i_total" is the whole membrane current, ionic and capacitive, outward, nA.
    name : str, optional
        Of the variable; ``map_<state>``, or the name of the DataArray, if left out.
    data_maps : tuple, optional
        What an earlier call returned, to add to.

    Returns
    -------
    tuple of Map

    Raises
    ------
    UnknownName, EmptySelection
        If nothing, or nothing in view, has the state.
    ShapeMismatch, BadType
        If the weights do not fit.

    Examples
    --------
    >>> import numpy as np
    >>> import spineax as sx
    >>> cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0])
    >>> mean = cell.data_map(np.full((1, 4), 0.25), "v", name="mean_v")
    >>> cell.simulate(t_max=1.0, data_maps=mean)["mean_v"].dims
    ('map', 'time')
    """
    place = places_of(blueprint, selection, state)
    dims: tuple[str, ...] = ("map",)
    if name is not None:
        checked_name("name", name)
    coords: dict[str, Any] = {}
    attrs: dict[str, Any] = {}
    array = weights
    if hasattr(weights, "dims") and hasattr(weights, "coords"):
        dims, array, attrs = tuple(weights.dims[:-1]), weights.data, dict(weights.attrs)
        coords = {k: c for k, c in weights.coords.items() if weights.dims[-1] not in c.dims}
        name = name or weights.name
    elif not hasattr(weights, "aval"):
        array = numbers("The weights", weights)
    if array.ndim != len(dims) + 1 or array.shape[-1] != len(place):
        raise ShapeMismatch(
            f"The weights have shape {array.shape}, but {len(place)} compartments in view have "
            f"{state!r}: give (k, {len(place)}), or a DataArray whose last dimension they are."
        )
    flat = array.reshape(-1, len(place))
    new = Map(
        name or f"map_{state}", state, place, flat, dims, tuple(array.shape[:-1]), coords, attrs
    )
    return (*handed_on("data_maps", data_maps, Map, "data_map"), new)


def label(data: Any, maps: tuple[Map, ...], rows: Any) -> Any:
    """Return a Dataset with the sums added, each with its own dimensions.

    Parameters
    ----------
    data : Dataset
        With the attribute ``delta_t``.
    maps : tuple of Map
    rows : array (k, T)
        The sums of all maps, one after another.
    """
    if maps and "time" not in data.coords:
        data = data.assign_coords(time=time_axis(rows.shape[-1], data.attrs["delta_t"]))
    first = 0
    for one in maps:
        count = int(np.prod(one.shape))
        values = rows[first : first + count].reshape(*one.shape, -1)
        first += count
        data = data.assign({one.name: ((*one.dims, "time"), values, dict(one.attrs))})
        data = data.assign_coords(dict(one.coords))
    return data
