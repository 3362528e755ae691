"""Labels for what many runs at once returned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from spineax._version import VERSION
from spineax.errors import BadType
from spineax.facade.lift import current
from spineax.facade.module import Module
from spineax.verbs import labelling
from spineax.verbs.settings import positive

if TYPE_CHECKING:
    import xarray as xr


def label(
    array: Any, module: Module, dims: Mapping[str, Any] | None = None, delta_t: float = 0.025
) -> xr.Dataset:
    """Return the recordings of many runs with labels, as those of one have them.

    Parameters
    ----------
    array : array (..., n_recordings, T)
        What ``vmap`` of :func:`integrate` returned.
    module : Module
        The module that was run, with its recordings.
    dims : dict, optional
        For each axis in front its name, and its coordinate (b,) or None, in order.
    delta_t : float, ms

    Returns
    -------
    Dataset
        One variable for each recorded state, with dimensions (..., site, time).

    Raises
    ------
    BadType, BadArgument, ShapeMismatch
        If the module is none, or the array does not fit its recordings and ``dims``.

    Examples
    --------
    >>> import jax
    >>> import numpy as np
    >>> import spineax as sx
    >>> cell = sx.Cell()
    >>> radius = np.array([1.0, 2.0, 3.0])
    >>> def run(r):
    ...     return sx.integrate(cell, param_state=cell.data_set("radius", r), t_max=1.0)
    >>> data = sx.label(jax.vmap(run)(radius), cell, dims={"radius": radius})
    >>> data["v"].dims, data["v"].sel(radius=2.0).shape
    (('radius', 'site', 'time'), (1, 41))
    """
    if not isinstance(module, Module):
        raise BadType(f"label takes the module that was run, not {module!r}.")
    if dims is not None and not isinstance(dims, Mapping):
        raise BadType(f"dims takes a dictionary of names and coordinates, not {dims!r}.")
    positive("delta_t", delta_t)
    blueprint, _ = current(module)
    attrs = {"delta_t": float(delta_t), "spineax_version": VERSION}
    return labelling.batch(blueprint, array, dims or {}, attrs)
