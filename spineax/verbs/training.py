"""Training: which parameters are free, their values, and writing them back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from spineax._types import FloatArray, IntArray
from spineax.errors import BadArgument, BadType, ShapeMismatch
from spineax.plan.blueprint import Blueprint, Share
from spineax.plan.indices import dense_rank
from spineax.plan.lower import column_of_run
from spineax.plan.program import Override
from spineax.plan.selection import Selection
from spineax.verbs.gaps import with_conductance
from spineax.verbs.handed_on import handed_on
from spineax.verbs.keys import places_in_view, settable
from spineax.verbs.numbers import check_values
from spineax.verbs.report import report
from spineax.verbs.values import set as set_value
from spineax.verbs.values import warn_of_cylinders

Parameters = list[dict[str, Any]]


def make_trainable(
    blueprint: Blueprint,
    selection: Selection,
    key: str,
    init_val: float | list[float] | None = None,
    verbose: bool = True,
    by: Any = None,
) -> Blueprint:
    """Make a parameter or initial state free: ``get_parameters`` then returns it.

    Parameters
    ----------
    key : str
        A parameter or state of compartments or synapses, or "gap_conductance": that of the
        gap junctions with an end in view, in uS.
    init_val : float or list of float, optional
        One value, or one for each parameter made. None: the mean over the places that
        share it.
    verbose : bool
        Whether to print how many parameters were added.
    by : array (k,), optional
        A label for each place in view: equal labels share a value. None: one value for
        each index of the last accessor (``cell("all")``: one per cell), and one in all
        for a module, group, mechanism or synapse type, and for gap junctions.

    Raises
    ------
    UnknownName, EmptySelection
        If nothing, or nothing in view, has the key.
    ShapeMismatch, BadType, BadArgument
        If the labels or values do not fit, or no run reads the key.

    Warns
    -----
    SpineaxWarning
        If compartments with a traced shape get a free length or radius: in a run they are
        cylinders then.

    Examples
    --------
    >>> import spineax as sx
    >>> comp = sx.Compartment()
    >>> comp.make_trainable("radius")
    Added 1 trainable parameter for 'radius'; there are 1 in all.
    >>> comp.get_parameters()[0]["radius"].tolist()
    [1.0]
    """
    places, inside = settable(blueprint, selection, key)
    warn_of_cylinders(blueprint, "Training", key, len(places))
    labels = _labels(blueprint, selection, by, key)
    owner = dense_rank(labels[inside])
    count = int(owner.max()) + 1
    if init_val is None:
        current = blueprint.column(key).get(places)
        values = np.bincount(owner, current) / np.bincount(owner)
    else:
        values = np.array(check_values(blueprint, key, init_val, count, "parameters"))
        values = np.broadcast_to(values, (count,)).copy()
    share = Share(key, places, owner, values)
    shares = (*blueprint.shares, share)
    total = sum(len(s.values) for s in shares)
    plural = "s" if count > 1 else ""
    report(
        f"Added {count} trainable parameter{plural} for {key!r}; there are {total} in all.",
        verbose,
    )
    return blueprint.edit(shares=shares)


def _labels(blueprint: Blueprint, selection: Selection, by: Any, key: str) -> Any:
    """Return a label for each place in view: those with equal ones share a value."""
    size = len(places_in_view(blueprint, selection, key))
    if by is None:
        if key in blueprint.nodes:
            return selection.owners()
        separate = key in blueprint.edges and selection.level in ("edge", "select")
        return np.arange(size) if separate else np.zeros(size, np.int64)
    labels = np.asarray(by)
    if labels.shape != (size,):
        raise ShapeMismatch(
            f"by has shape {labels.shape}, but there are {size} places in view: "
            "give one label for each."
        )
    return labels


def get_parameters(blueprint: Blueprint, selection: Selection) -> Parameters:
    """Return the trainable parameters of what is in view.

    Returns
    -------
    list of dict
        One dictionary for each call of ``make_trainable``, with one array (n_params,).
        Pass it to ``integrate(params=...)``.

    Examples
    --------
    >>> import spineax as sx
    >>> cell = sx.Cell()
    >>> cell.make_trainable("radius", verbose=False)
    >>> v = sx.integrate(cell, params=cell.get_parameters(), t_max=10.0)
    """
    out = []
    for share in blueprint.shares:
        seen = share_in_view(blueprint, selection, share)
        if seen.any():
            kept = np.unique(share.owner[seen])
            out.append({share.key: jnp.asarray(share.values)[kept]})
    return out


def share_in_view(blueprint: Blueprint, selection: Selection, share: Share) -> Any:
    """Return a mask over the places of a trainable: which are in view."""
    if selection.everything:
        return np.ones(len(share.place), dtype=bool)
    return np.isin(share.place, places_in_view(blueprint, selection, share.key))


def delete_trainables(blueprint: Blueprint, selection: Selection) -> Blueprint:
    """Remove the trainable parameters of what is in view.

    Examples
    --------
    >>> import spineax as sx
    >>> cell = sx.Cell()
    >>> cell.make_trainable("radius", verbose=False)
    >>> cell.delete_trainables()
    >>> cell.get_parameters()
    []
    """
    kept = []
    for share in blueprint.shares:
        left = ~share_in_view(blueprint, selection, share)
        if left.any():
            owners = np.unique(share.owner[left])
            kept.append(
                Share(
                    share.key,
                    share.place[left],
                    dense_rank(share.owner[left]),
                    share.values[owners],
                )
            )
    return blueprint.edit(shares=tuple(kept))


def check_params(blueprint: Blueprint, params: Any) -> list[tuple[Share, Any]]:
    """Return each trainable with its values, after checking that they belong together.

    Raises
    ------
    BadArgument, ShapeMismatch
    """
    shares = blueprint.shares
    if params is None:
        return []
    if not isinstance(params, Sequence) or isinstance(params, str):
        raise BadType("params must be a list of dictionaries, as get_parameters returns it.")
    if len(params) == 0:
        return []
    keys = [next(iter(entry), None) if isinstance(entry, dict) else None for entry in params]
    if len(params) != len(shares) or keys != [share.key for share in shares]:
        raise BadArgument(
            f"params has the keys {keys}, but the module's trainables are "
            f"{[share.key for share in shares]}. Pass what get_parameters returns."
        )
    pairs = []
    for entry, share in zip(params, shares, strict=True):
        values = jnp.asarray(entry[share.key])
        if values.shape not in ((), (1,), share.values.shape):
            raise ShapeMismatch(
                f"The trainable {share.key!r} has {len(share.values)} values, "
                f"but params has shape {values.shape}."
            )
        if not isinstance(values, jax.core.Tracer):
            check_values(
                blueprint, share.key, values, len(share.values), "parameters", finite=False
            )
        pairs.append((share, jnp.broadcast_to(values, share.values.shape)))
    return pairs


def write_trainables(
    blueprint: Blueprint, selection: Selection, trainable_params: Parameters
) -> Blueprint:
    """Write trained values into the module, as ``set`` would.

    Parameters
    ----------
    trainable_params : list of dict
        With the structure that ``get_parameters`` returns.

    Raises
    ------
    BadArgument, ShapeMismatch
        If the structure is another one.

    Examples
    --------
    >>> import spineax as sx
    >>> cell = sx.Cell()
    >>> cell.make_trainable("radius", verbose=False)
    >>> cell.write_trainables([{"radius": [2.0]}])
    >>> cell.nodes["radius"].item()
    2.0
    """
    shares = []
    for share, values in check_params(blueprint, trainable_params):
        new = np.asarray(values, dtype=np.float64)
        order = np.argsort(share.place)
        blueprint = _put(blueprint, share.key, share.place[order], new[share.owner[order]])
        shares.append(Share(share.key, share.place, share.owner, new))
    return blueprint.edit(shares=tuple(shares))


def _put(blueprint: Blueprint, key: str, places: IntArray, values: FloatArray) -> Blueprint:
    """Return the blueprint with values at some places, as ``set`` puts them there."""
    everywhere = Selection(blueprint.layout)
    if key in blueprint.nodes:
        return set_value(blueprint, everywhere.exactly(places, "select"), key, values)
    if key in blueprint.edges:
        nowhere = np.zeros(0, np.int64)
        return set_value(blueprint, everywhere.exactly(nowhere, "select", places), key, values)
    return with_conductance(blueprint, places, values)


def data_set(
    blueprint: Blueprint,
    selection: Selection,
    key: str,
    val: Any,
    param_state: list[Override] | None = None,
) -> list[Override]:
    """Return a new value for ``integrate(param_state=...)``; works inside jit and grad.

    Parameters
    ----------
    key : str
    val : float or array (k,)
        One value, or one for each place in view that has the key; may be traced. Key
        "gap_conductance" stands for the gap junctions with an end in view, in uS.
    param_state : list, optional
        What an earlier call returned, to add to; later entries win.

    Returns
    -------
    list of Override

    Raises
    ------
    UnknownName, EmptySelection
        If nothing, or nothing in view, has the key.
    ShapeMismatch, BadType, BadArgument
        If the values do not fit, or one that is not traced has no meaning; or if no run reads
        the key.

    Notes
    -----
    A new radius or length makes the compartment a cylinder in the run, even where its shape is
    traced.

    Examples
    --------
    >>> import jax
    >>> import spineax as sx
    >>> cell = sx.Cell()
    >>> def last_voltage(radius):
    ...     changed = cell.data_set("radius", radius, None)
    ...     return sx.integrate(cell, param_state=changed, t_max=1.0)[0, -1]
    >>> slope = jax.grad(last_voltage)(2.0)
    """
    places, _ = settable(blueprint, selection, key)
    earlier = handed_on("param_state", param_state, Override, "data_set")
    try:
        values = jnp.asarray(val)
    except Exception as error:
        raise BadType(f"{key!r} takes numbers, not {val!r}.") from error
    if not isinstance(values, jax.core.Tracer):
        check_values(blueprint, key, values, len(places), "places", finite=False)
    if values.shape not in ((), (1,), places.shape):
        raise ShapeMismatch(
            f"{key!r} was given values of shape {values.shape} for {len(places)} places in view. "
            "Give one value, or one for each."
        )
    values = jnp.broadcast_to(values, places.shape)
    return [*earlier, override(blueprint, key, places, np.arange(len(places)), values)]


def override(
    blueprint: Blueprint, key: str, places: IntArray, owner: IntArray, values: Any
) -> Override:
    """Return the override of ``key`` at some places, in the rows that a run uses."""
    of_nodes = key in blueprint.nodes
    column = column_of_run(blueprint, key) if of_nodes else blueprint.column(key)
    rows = column.rows(places)
    return Override(key, rows.astype(np.int32), owner.astype(np.int32), values)


def trainable_overrides(blueprint: Blueprint, params: Any) -> tuple[Override, ...]:
    """Return the overrides that ``params`` stand for."""
    return tuple(
        override(blueprint, share.key, share.place, share.owner, values)
        for share, values in check_params(blueprint, params)
    )
