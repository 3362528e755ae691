"""Stepping: parameters, states and single steps, for loops of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from reprlib import repr
from typing import Any

import numpy as np

from spineax._types import IntArray
from spineax.errors import BadType, EmptySelection, ShapeMismatch, unknown_name
from spineax.linalg import voltage_solver as find_solver
from spineax.plan.blueprint import COMPARTMENT_PARAMS, Blueprint
from spineax.plan.lower import Lowered
from spineax.plan.program import Override
from spineax.plan.selection import Selection
from spineax.run import hooks
from spineax.run.experiment import lower_for
from spineax.run.inputs import Drive
from spineax.run.spikes import with_rings, with_rings_of
from spineax.run.steppers import time_stepper
from spineax.verbs.faults import warn_if_unstable
from spineax.verbs.handed_on import check_mapping, handed_on
from spineax.verbs.probes import places_of
from spineax.verbs.settings import positive
from spineax.verbs.starting import check_start
from spineax.verbs.training import trainable_overrides
from spineax.verbs.transitions import check_overrides, check_params, check_step


def lowered_for(blueprint: Blueprint, solver: Any, voltage_solver: Any) -> tuple[Lowered, Any]:
    """Return the lowered blueprint and the time stepper, both found by name."""
    stepper = time_stepper(solver)
    return lower_for(blueprint, find_solver(voltage_solver), stepper), stepper


def overrides_of(blueprint: Blueprint, pstate: Any) -> tuple[Any, ...]:
    """Return overrides, from what ``get_parameters`` or ``data_set`` returned.

    Raises
    ------
    BadType
        If it is neither.
    """
    entries = handed_on("pstate", pstate, (dict, Override), "get_parameters or data_set")
    if entries and all(isinstance(entry, dict) for entry in entries):
        return trainable_overrides(blueprint, entries)
    return entries


def get_all_parameters(
    blueprint: Blueprint, selection: Selection, pstate: Any = None
) -> dict[str, Any]:
    """Return the values of all parameters, for ``step``.

    Parameters
    ----------
    pstate : list, optional
        What ``get_parameters`` or ``data_set`` returned, to apply.

    Returns
    -------
    dict of arrays
        By name: geometry and membrane of every compartment, parameters of mechanisms where
        they sit, of synapses by type; "axial_conductances" holds those of the voltage
        (uS) and of diffused ions (um3/ms), one for each axial edge.

    Raises
    ------
    BadType, BadArgument, ShapeMismatch
        If ``pstate`` is neither, or is of another module.

    Examples
    --------
    >>> import spineax as sx
    >>> cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0])
    >>> cell.get_all_parameters()["axial_conductances"]["v"].shape
    (4,)
    """
    lowered, _ = lowered_for(blueprint, "bwd_euler", "auto")
    return hooks.all_parameters(lowered.program, overrides_of(blueprint, pstate))


def get_all_states(
    blueprint: Blueprint,
    selection: Selection,
    pstate: Any = None,
    delta_t: float = 0.025,
    solver: Any = "bwd_euler",
) -> dict[str, Any]:
    """Return the initial states, and the currents there, for ``step``.

    Parameters
    ----------
    pstate : list, optional
        What ``get_parameters`` or ``data_set`` returned, to apply.
    delta_t : float, ms
    solver : str or Stepper
        A stepper may keep something of its own among the states.

    Returns
    -------
    dict of arrays

    Raises
    ------
    BadType, BadArgument, UnknownName, ShapeMismatch
        If an argument has no meaning.

    Examples
    --------
    >>> import spineax as sx
    >>> sx.Cell().get_all_states()["v"].tolist()
    [-70.0]
    """
    positive("delta_t", delta_t)
    lowered, stepper = lowered_for(blueprint, solver, "auto")
    overrides = overrides_of(blueprint, pstate)
    program = with_rings(lowered.program, overrides, delta_t)
    return hooks.all_states(program, overrides, delta_t, stepper)


def step(
    blueprint: Blueprint,
    selection: Selection,
    u: Mapping[str, Any],
    delta_t: float,
    external_inds: Mapping[str, Any],
    externals: Mapping[str, Any],
    params: Mapping[str, Any],
    solver: Any = "bwd_euler",
    voltage_solver: Any = "auto",
) -> dict[str, Any]:
    """Return the states after one time step.

    Parameters
    ----------
    u : dict of arrays
        States, as ``get_all_states`` or an earlier step returned them.
    delta_t : float, ms
    external_inds : dict of int arrays (k,)
        Compartments of stimuli ("i") and clamps (the state), or numbers of synapses.
    externals : dict of arrays (k,)
        Their values in this step, nA for "i".
    params : dict of arrays
        As ``get_all_parameters`` returned them.
    solver : str or Stepper
    voltage_solver : str or Solver

    Returns
    -------
    dict of arrays

    Raises
    ------
    BadType, UnknownName, EmptySelection, ShapeMismatch
        If an input has no meaning, or its place does not exist.

    Examples
    --------
    >>> import spineax as sx
    >>> cell = sx.Cell()
    >>> states, params = cell.get_all_states(), cell.get_all_parameters()
    >>> new = cell.step(states, 0.025, {"i": [0]}, {"i": [0.1]}, params)
    >>> bool(new["v"][0] > states["v"][0])
    True
    """
    positive("delta_t", delta_t)
    lowered, stepper = lowered_for(blueprint, solver, voltage_solver)
    check_mapping("u", u, blueprint.states)
    check_start(blueprint, lowered.program, stepper, u)
    check_mapping("params", params, COMPARTMENT_PARAMS)
    drives = drives_of(lowered, external_inds, externals)
    if stepper.needs_blocks and hooks.TRANSITION not in params:
        check_step(blueprint, delta_t)
        check_params(blueprint, params)
    program = with_rings_of(lowered.program, u)
    new: dict[str, Any] = hooks.one_step(
        program, dict(u), dict(params), drives, delta_t, stepper=stepper
    )
    return new


def begin(
    blueprint: Blueprint,
    params: Any,
    all_states: Any,
    param_state: Any,
    delta_t: float,
    solver: Any,
    voltage_solver: Any,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return states and parameters at the start of a simulation by steps.

    Parameters
    ----------
    blueprint : Blueprint
    params, param_state : list
        What ``get_parameters`` and ``data_set`` returned.
    all_states : dict of arrays, optional
        From an earlier simulation.
    delta_t : float, ms
    solver, voltage_solver : str, or the objects

    Raises
    ------
    BadType, BadArgument, ShapeMismatch
        If an argument has no meaning.
    """
    lowered, stepper = lowered_for(blueprint, solver, voltage_solver)
    positive("delta_t", delta_t)
    check_mapping("all_states", {} if all_states is None else all_states)
    check_start(blueprint, lowered.program, stepper, all_states)
    changes = handed_on("param_state", param_state, Override, "data_set")
    overrides = (*trainable_overrides(blueprint, params), *changes)
    all_params = hooks.all_parameters(lowered.program, overrides)
    warn_if_unstable(blueprint, stepper, lowered.program, overrides, delta_t)
    if stepper.needs_blocks:
        check_step(blueprint, delta_t)
        check_overrides(blueprint, overrides)
        matrices = hooks.transitions(lowered.program, all_params, delta_t)
        all_params = all_params | {hooks.TRANSITION: matrices}
    program = with_rings(lowered.program, overrides, delta_t)
    states = hooks.all_states(program, overrides, delta_t, stepper)
    if not all_states:
        return states, all_params
    # A run hands its states on, but not the currents that follow from them.
    states |= all_states
    currents = hooks.currents_of_states(program, states, all_params, delta_t)
    return {**states, **currents, **all_states}, all_params


def drives_of(
    lowered: Lowered, external_inds: Mapping[str, Any], externals: Mapping[str, Any]
) -> tuple[Drive, ...]:
    """Return the inputs of one step as the run takes them.

    Raises
    ------
    BadType, UnknownName, EmptySelection, ShapeMismatch
        If an input has no meaning.
    """
    for argument, given in (("external_inds", external_inds), ("externals", externals)):
        check_mapping(argument, given)
    drives = []
    for name, values in externals.items():
        if name not in external_inds:
            raise unknown_name("input", name, external_inds)
        rows = lowered.rows(name, _places(lowered.blueprint, name, external_inds[name]))
        if np.shape(values) not in ((), (1,), rows.shape):
            raise ShapeMismatch(
                f"externals[{name!r}] has shape {np.shape(values)} for {len(rows)} places: "
                "give the value of this step for each."
            )
        drives.append(hooks.constant_drive(name, rows, values))
    return tuple(drives)


def _places(blueprint: Blueprint, name: str, given: Any) -> IntArray:
    """Return the places of an input after checking that they have its state."""
    advice = "Give numbers of compartments or synapses, which are known before a run is compiled."
    try:
        places = np.atleast_1d(np.asarray(given))
    except Exception as error:
        raise BadType(f"external_inds[{name!r}] is {repr(given)}. {advice}") from error
    if places.ndim != 1 or (places.dtype.kind not in "iu" and places.size):
        raise BadType(f"external_inds[{name!r}] is {repr(given)}. {advice}")
    outside = ~np.isin(places, places_of(blueprint, Selection(blueprint.layout), name))
    if outside.any():
        raise EmptySelection(
            f"external_inds[{name!r}] names the place {int(places[outside][0])}, which has no "
            f"{name!r} or does not exist."
        )
    return places.astype(np.int64)
