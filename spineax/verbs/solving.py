"""Solving: from a blueprint and its inputs to a compiled run."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from spineax.errors import BadType
from spineax.plan.blueprint import Blueprint, Input, Train
from spineax.plan.program import Override
from spineax.plan.selection import Selection
from spineax.run.checkpoint import nesting
from spineax.run.experiment import Experiment, check_states, execute, lower_for
from spineax.run.integrate import run
from spineax.run.model import carry_bytes
from spineax.run.spikes import with_rings
from spineax.verbs.faults import Fault, find_fault, warn_if_not_finite, warn_if_unstable
from spineax.verbs.handed_on import handed_on
from spineax.verbs.lowering import chosen_probes, lower_inputs, lower_maps, lower_probes
from spineax.verbs.maps import Map
from spineax.verbs.progress import progress_bar
from spineax.verbs.settings import check_settings
from spineax.verbs.spikes import given_spikes
from spineax.verbs.starting import check_start
from spineax.verbs.training import get_parameters, trainable_overrides
from spineax.verbs.transitions import check_overrides, check_step


def integrate(
    blueprint: Blueprint,
    params: Any = (),
    *,
    param_state: Any = None,
    data_stimuli: Any = None,
    data_clamps: Any = None,
    data_maps: Any = None,
    t_max: float | None = None,
    delta_t: float = 0.025,
    solver: Any = "bwd_euler",
    voltage_solver: Any = "auto",
    checkpoint_lengths: Any = None,
    checkpoint: Any = None,
    all_states: Any = None,
    return_states: bool = False,
    progress: bool = False,
) -> Any:
    """Simulate a blueprint; ``spineax.integrate`` documents the arguments."""
    ready = set_up(
        blueprint,
        params,
        param_state,
        _data(data_stimuli, data_clamps),
        (t_max, delta_t, solver, voltage_solver, checkpoint_lengths, checkpoint),
        data_maps,
    )
    check_start(blueprint, ready.program, ready.stepper, all_states)
    simulate = progress_bar(run) if progress else run
    recordings, states = execute(ready, all_states, simulate, return_states)
    warn_if_not_finite(blueprint, ready, all_states, recordings)
    return (recordings, states) if return_states else recordings


def set_up(
    blueprint: Blueprint,
    params: Any,
    param_state: Any,
    data: tuple[Any, ...],
    how: tuple[Any, ...],
    data_maps: Any = None,
) -> Experiment:
    """Return all that a run needs as one pytree.

    Parameters
    ----------
    blueprint : Blueprint
    params, param_state : list
    data : tuple of Input and Train
        Beside those of the blueprint.
    how : tuple
        t_max, delta_t, solver, voltage_solver, checkpoint_lengths and checkpoint, as
        :func:`spineax.integrate` takes them.
    data_maps : tuple of Map, optional
        Weighted sums to record, after the probes; alone, if there are no probes.
    """
    t_max, delta_t, solver, voltage_solver, lengths, checkpoint = how
    if checkpoint is not None and not isinstance(checkpoint, str | int | float):
        raise BadType(f"checkpoint must be 'auto' or a number of bytes, not {checkpoint!r}.")
    maps = handed_on("data_maps", data_maps, Map, "data_map")
    changes = handed_on("param_state", param_state, Override, "data_set")
    given = (*blueprint.inputs, *blueprint.trains, *data)
    inputs = tuple(entry for entry in given if not isinstance(entry, Train))
    trains = tuple(entry for entry in given if isinstance(entry, Train))
    settings = check_settings(inputs, t_max, delta_t, solver, voltage_solver)
    lowered = lower_for(blueprint, settings.solver, settings.stepper)
    overrides = (*trainable_overrides(blueprint, params), *changes)
    if settings.stepper.needs_blocks:
        check_step(blueprint, delta_t)
        check_overrides(blueprint, overrides)
    warn_if_unstable(blueprint, settings.stepper, lowered.program, overrides, delta_t)
    lowered = replace(lowered, program=with_rings(lowered.program, overrides, delta_t))
    drives = lower_inputs(lowered, inputs, settings)
    drives += given_spikes(lowered, trains, overrides, settings)
    size = carry_bytes(lowered.program)
    records, order = lower_probes(lowered, chosen_probes(blueprint, maps))
    if order is not None and maps:
        order = np.append(order, len(order) + np.arange(sum(len(one.weights) for one in maps)))
    return Experiment(
        lowered.program,
        overrides,
        drives,
        records + lower_maps(lowered, maps),
        settings.delta_t,
        settings.stepper,
        settings.n_steps,
        nesting(size, settings.n_steps, lengths, checkpoint),
        order,
    )


def _data(stimuli: Any, clamps: Any) -> tuple[Input | Train, ...]:
    """Return the stimuli and clamps given for one run, after checking that they are that."""
    return (
        *handed_on("data_stimuli", stimuli, (Input, Train), "data_stimulate"),
        *handed_on("data_clamps", clamps, Input, "data_clamp"),
    )


def to_jax(
    blueprint: Blueprint,
    selection: Selection,
    params: Any = None,
    *,
    t_max: float | None = None,
    delta_t: float = 0.025,
    solver: Any = "bwd_euler",
    voltage_solver: Any = "auto",
    checkpoint_lengths: Any = None,
    checkpoint: Any = None,
    data_maps: Any = None,
) -> Experiment:
    """Return the model, its inputs and recordings as one pytree, for ``spineax.run``.

    Parameters
    ----------
    params : list of dict, optional
        What ``get_parameters`` returns; the present values if left out.
    t_max : float, ms, optional
        How long a run is; the length of the first input if left out.
    delta_t : float, ms
    solver, voltage_solver, checkpoint_lengths, checkpoint, data_maps
        As in :func:`spineax.integrate`.

    Returns
    -------
    Experiment

    Raises
    ------
    BadArgument, BadType, UnknownName, ShapeMismatch
        If an argument has no meaning.

    Examples
    --------
    >>> import spineax as sx
    >>> sx.Cell().to_jax(t_max=1.0).n_steps
    40
    """
    if params is None:
        params = get_parameters(blueprint, selection)
    how = (t_max, delta_t, solver, voltage_solver, checkpoint_lengths, checkpoint)
    return set_up(blueprint, params, None, (), how, data_maps)


def locate_nonfinite(
    blueprint: Blueprint,
    selection: Selection,
    params: Any = (),
    *,
    gradient: bool = False,
    param_state: Any = None,
    data_stimuli: Any = None,
    data_clamps: Any = None,
    t_max: float | None = None,
    delta_t: float = 0.025,
    solver: Any = "bwd_euler",
    voltage_solver: Any = "auto",
    all_states: Any = None,
) -> Fault | None:
    """Return the first time, place and mechanism at which a run is not finite.

    The run is repeated, and every mechanism is looked at in every step.

    Parameters
    ----------
    params : list of dict
        What ``get_parameters`` returns.
    gradient : bool
        Whether to look at the derivatives of all mechanisms, too: for a run that is finite,
        while its gradient is not.
    param_state, data_stimuli, data_clamps, t_max, delta_t, solver, voltage_solver, all_states
        As in :func:`spineax.integrate`.

    Returns
    -------
    Fault, or None
        None if all is finite. Then a gradient that is not has grown beyond all numbers on
        its way through time, or the loss itself has no derivative.

    Raises
    ------
    BadArgument, BadType, UnknownName, ShapeMismatch
        If an argument has no meaning.

    Examples
    --------
    >>> import spineax as sx
    >>> from spineax.channels import Leak
    >>> cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0])
    >>> cell.insert(Leak())
    >>> cell.locate_nonfinite(t_max=1.0)
    >>> overflow = cell.branch(1).comp(0).data_set("Leak_gLeak", float("inf"))
    >>> print(cell.locate_nonfinite(t_max=1.0, param_state=overflow))
    at t = 0 ms, compartment 2 (branch 1, comp 0): parameters of 'Leak' are not finite
    """
    check_states(all_states)
    data = _data(data_stimuli, data_clamps)
    how = (t_max, delta_t, solver, voltage_solver, None, None)
    experiment = set_up(blueprint, params, param_state, data, how)
    check_start(blueprint, experiment.program, experiment.stepper, all_states)
    return find_fault(blueprint, experiment, all_states, gradient)
