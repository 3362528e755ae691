"""Inputs: injected currents and clamped states, fixed or given inside a trace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from spineax._types import IntArray
from spineax.errors import BadArgument, BadType, EmptySelection, ShapeMismatch
from spineax.plan.blueprint import Blueprint, Input, Train
from spineax.plan.selection import Selection
from spineax.verbs.aligning import aligned
from spineax.verbs.handed_on import handed_on
from spineax.verbs.numbers import numbers
from spineax.verbs.probes import in_view, places_of
from spineax.verbs.report import counted, report

#: What ``data_stimulate`` and ``data_clamp`` hand on: one Input after another.
DataInputs = tuple[Input | Train, ...]


def stimulate(
    blueprint: Blueprint, selection: Selection, current: Any = None, verbose: bool = True
) -> Blueprint:
    """Inject a current into every compartment in view.

    Parameters
    ----------
    current : array (T,) or (k, T), nA, or callable of time in ms
        One series for all, or one for each compartment in view. Value j acts from
        j dt to (j + 1) dt; a callable is sampled in the middle of each step. Several
        stimuli of one compartment add up. A DataArray with a ``time`` coordinate (ms) is
        checked against the time step of the run.
    verbose : bool
        Whether to print how many stimuli were added.

    Raises
    ------
    ShapeMismatch, BadArgument, BadType
        If the current does not fit, or is not finite.

    Examples
    --------
    >>> import spineax as sx
    >>> cell = sx.Cell()
    >>> cell.stimulate(sx.step_current(1.0, 1.0, 0.1, 0.025, 3.0))
    Added 1 stimulus.
    """
    places = _some(selection.comps)
    values, step = labelled_series(blueprint, "current", current, places)
    report(f"Added {counted(len(places), 'stimulus', 'stimuli')}.", verbose)
    return blueprint.edit(inputs=(*blueprint.inputs, Input("i", places, values, step)))


def clamp(
    blueprint: Blueprint,
    selection: Selection,
    state_name: str,
    state_array: Any,
    verbose: bool = True,
) -> Blueprint:
    """Fix a state to given values over time, in everything in view.

    Parameters
    ----------
    state_name : str
        "v" or any state of a mechanism or synapse in view.
    state_array : array (T,) or (k, T), unit of the state, or callable of time in ms
        Value j is the state at the end of step j; it must be as long as the run.
    verbose : bool
        Whether to print how many clamps were added.

    Raises
    ------
    UnknownName, EmptySelection
        If nothing, or nothing in view, has the state.
    ShapeMismatch, BadArgument, BadType
        If the values do not fit, or are not finite, or it is a current and no state.

    Examples
    --------
    >>> import numpy as np
    >>> import spineax as sx
    >>> cell = sx.Cell()
    >>> cell.clamp("v", np.full(400, -60.0))
    Added 1 clamp of 'v'.
    """
    places = _clamped_places(blueprint, selection, state_name)
    values, step = labelled_series(blueprint, state_name, state_array, places)
    report(f"Added {counted(len(places), 'clamp', 'clamps')} of {state_name!r}.", verbose)
    return blueprint.edit(inputs=(*blueprint.inputs, Input(state_name, places, values, step)))


def data_stimulate(
    blueprint: Blueprint,
    selection: Selection,
    current: Any,
    data_stimuli: DataInputs | None = None,
    verbose: bool = False,
) -> DataInputs:
    """Return a stimulus for ``integrate(data_stimuli=...)``; works inside jit and grad.

    Parameters
    ----------
    current : array (T,) or (k, T), nA
        May be traced.
    data_stimuli : optional
        What an earlier call returned, to add to.
    verbose : bool
        Whether to print how many stimuli were added.

    Returns
    -------
    tuple of Input

    Raises
    ------
    ShapeMismatch, BadArgument, BadType
        If the current does not fit, or is not finite.
    EmptySelection
        If nothing is in view.

    Examples
    --------
    >>> import spineax as sx
    >>> cell = sx.Cell()
    >>> stimuli = cell.data_stimulate(sx.step_current(1.0, 1.0, 0.1, 0.025, 3.0))
    >>> sx.integrate(cell, data_stimuli=stimuli).shape
    (1, 121)
    """
    places = _some(selection.comps)
    values, step = labelled_series(blueprint, "current", current, places)
    report(f"Added {counted(len(places), 'stimulus', 'stimuli')}.", verbose)
    earlier = handed_on("data_stimuli", data_stimuli, (Input, Train), "data_stimulate")
    return (*earlier, Input("i", places, values, step))


def data_clamp(
    blueprint: Blueprint,
    selection: Selection,
    state_name: str,
    state_array: Any,
    data_clamps: DataInputs | None = None,
    verbose: bool = False,
) -> DataInputs:
    """Return a clamp for ``integrate(data_clamps=...)``; works inside jit and grad.

    Parameters
    ----------
    state_name : str
    state_array : array (T,) or (k, T), unit of the state
        May be traced.
    data_clamps : optional
        What an earlier call returned, to add to.
    verbose : bool
        Whether to print how many clamps were added.

    Returns
    -------
    tuple of Input

    Raises
    ------
    UnknownName, EmptySelection
        If nothing, or nothing in view, has the state.
    ShapeMismatch, BadArgument, BadType
        If the values do not fit, or it is a current and no state.

    Examples
    --------
    >>> import jax.numpy as jnp
    >>> import spineax as sx
    >>> cell = sx.Cell()
    >>> clamps = cell.data_clamp("v", jnp.full(40, -60.0))
    >>> sx.integrate(cell, data_clamps=clamps)[0, -1].item()
    -60.0
    """
    places = _clamped_places(blueprint, selection, state_name)
    values, step = labelled_series(blueprint, state_name, state_array, places)
    report(f"Added {counted(len(places), 'clamp', 'clamps')} of {state_name!r}.", verbose)
    earlier = handed_on("data_clamps", data_clamps, Input, "data_clamp")
    return (*earlier, Input(state_name, places, values, step))


def delete_stimuli(blueprint: Blueprint, selection: Selection) -> Blueprint:
    """Remove all stimuli in view.

    Examples
    --------
    >>> import numpy as np
    >>> import spineax as sx
    >>> cell = sx.Cell()
    >>> cell.stimulate(np.ones(10), verbose=False)
    >>> cell.delete_stimuli()
    """
    return _without(blueprint, selection, lambda state: state == "i")


def delete_clamps(
    blueprint: Blueprint, selection: Selection, state_name: str | None = None
) -> Blueprint:
    """Remove the clamps in view, of one state or of all.

    Parameters
    ----------
    state_name : str, optional

    Raises
    ------
    UnknownName, EmptySelection
        If nothing, or nothing in view, has the state.
    BadType
        If the name is no string.

    Examples
    --------
    >>> import numpy as np
    >>> import spineax as sx
    >>> cell = sx.Cell()
    >>> cell.clamp("v", np.zeros(10), verbose=False)
    >>> cell.delete_clamps("v")
    """
    if state_name is not None:
        places_of(blueprint, selection, state_name)
    return _without(
        blueprint, selection, lambda s: s != "i" if state_name is None else s == state_name
    )


def _without(
    blueprint: Blueprint, selection: Selection, chosen: Callable[[str], bool]
) -> Blueprint:
    """Return the blueprint without the inputs in view whose state is chosen."""
    kept = []
    for entry in blueprint.inputs:
        stay = ~in_view(blueprint, selection, entry)
        if not chosen(entry.state):
            kept.append(entry)
        elif stay.any():
            values = entry.values
            if not callable(values) and np.shape(values)[0] == len(stay) > 1:
                values = values[stay]
            kept.append(replace(entry, place=entry.place[stay], values=values))
    return blueprint.edit(inputs=tuple(kept))


def _clamped_places(blueprint: Blueprint, selection: Selection, state: str) -> IntArray:
    """Return the places in view that have a state, which must not be a current."""
    places = places_of(blueprint, selection, state)
    synaptic = (f"i_{name}" for name in blueprint.synapses)
    if state in ("i", "i_total", *blueprint.currents, *synaptic):
        raise BadArgument(
            f"{state!r} is a current, which follows from the states and cannot be clamped. Clamp "
            "a state, as 'v', or inject a current with stimulate."
        )
    return places


def _some(places: IntArray) -> IntArray:
    """Return the places, of which there must be one."""
    if len(places) == 0:
        raise EmptySelection("Nothing is in view to give an input to.")
    return places


def labelled_series(
    blueprint: Blueprint, what: str, values: Any, places: IntArray
) -> tuple[Any, float | None]:
    """Return time series for some places, (k, T), and the time step that they are made for.

    Parameters
    ----------
    blueprint : Blueprint
    what : str
        For messages.
    values : array (T,) or (k, T), DataArray, or callable
        The ``time`` coordinate of a DataArray (ms) says the step; its places say the rows.
    places : int array (k,)

    Raises
    ------
    ShapeMismatch, BadArgument, BadType, EmptySelection
    """
    if not (hasattr(values, "dims") and hasattr(values, "coords")):
        return series(what, values, len(places)), None
    if "time" not in values.dims or len(values.dims) > 2:
        raise ShapeMismatch(
            f"The {what} has the dimensions {values.dims}; it needs time, and perhaps one of "
            "places."
        )
    step = None
    if "time" in values.coords:
        steps = np.diff(np.asarray(values.coords["time"].values, dtype=np.float64))
        if len(steps) == 0 or not np.allclose(steps, steps[0], rtol=1e-6) or steps[0] <= 0:
            raise BadArgument(f"The times of the {what} must rise in equal steps.")
        step = float(steps[0])
    rows = values.transpose(..., "time")
    if rows.ndim == 2:
        synaptic = what in blueprint.synaptic_states
        first = rows.isel(time=0)
        order = aligned(
            blueprint, what, first.copy(data=np.arange(rows.shape[0])), places, synaptic=synaptic
        )
        rows = rows.values[np.asarray(order)]
    return series(what, np.asarray(rows), len(places)), step


def series(what: str, values: Any, size: int) -> Any:
    """Return time series for ``size`` places, (size, T), after checking them.

    Raises
    ------
    ShapeMismatch, BadArgument, BadType
    """
    if values is None:
        raise BadType(f"No {what} was given. Pass one value for each time step.")
    if callable(values):
        return values
    if hasattr(values, "aval"):  # a jax array or tracer keeps its kind
        array: Any = values
    else:
        array = numbers(f"The {what}", values)
        if not np.isfinite(array).all():
            raise BadArgument(f"The {what} has values that are not finite.")
    if array.ndim == 0:
        raise ShapeMismatch(
            f"The {what} was given one number, {values!r}, which does not say for how long. Give "
            "one value per step, as np.full(round(t_max / delta_t), value); or a function of "
            "time, as lambda t: value, which lasts as long as the run."
        )
    if array.ndim not in (1, 2) or array.size == 0:
        raise ShapeMismatch(
            f"The {what} must have shape (T,) or (k, T), with one value per step, "
            f"not {array.shape}."
        )
    if array.ndim == 1:
        array = array[None, :]
    if array.shape[0] not in (1, size):
        raise ShapeMismatch(
            f"The {what} has {array.shape[0]} rows for {size} places in view. "
            "Give one series for all, or one for each."
        )
    return array
