"""Solving: from a blueprint and its inputs to a compiled run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from spineax._types import IntArray
from spineax.errors import BadArgument, BadType, ShapeMismatch
from spineax.linalg import voltage_solver as find_solver
from spineax.plan.blueprint import Blueprint, Input, Probe, Train
from spineax.plan.lower import Lowered
from spineax.plan.program import Override
from spineax.plan.selection import Selection
from spineax.run.checkpoint import nesting
from spineax.run.experiment import Experiment, check_states, execute, lower_for
from spineax.run.inputs import Drive
from spineax.run.integrate import Record, run
from spineax.run.model import carry_bytes
from spineax.run.spikes import with_rings
from spineax.run.stability import warn_if_unstable
from spineax.run.steppers import time_stepper
from spineax.verbs.faults import Fault, find_fault, warn_if_not_finite
from spineax.verbs.handed_on import handed_on
from spineax.verbs.maps import Map
from spineax.verbs.probes import effective_probes
from spineax.verbs.progress import progress_bar
from spineax.verbs.spikes import given_spikes
from spineax.verbs.training import get_parameters, trainable_overrides


@dataclass(frozen=True)
class Settings:
    """How to simulate, checked.

    Parameters
    ----------
    n_steps : int
    delta_t : float, ms
    stepper : Stepper
    solver : Solver
    """

    n_steps: int
    delta_t: Any
    stepper: Any
    solver: Any


def number_of_steps(t_max: Any, delta_t: Any) -> int:
    """Return ``round(t_max / delta_t)``.

    Raises
    ------
    BadArgument, BadType
        If either is not a positive, finite number, or is traced.

    Examples
    --------
    >>> number_of_steps(1.0, 0.1)
    10
    """
    positive("t_max", t_max)
    for name, value in (("t_max", t_max), ("delta_t", delta_t)):
        if isinstance(value, jax.core.Tracer):
            raise BadType(
                f"{name} is traced by jit, grad or vmap, but t_max / delta_t is the number of "
                "steps, which a compiled run has to know. Pass both as plain numbers; or leave "
                "t_max out, give an input with one value for each step, and trace delta_t alone."
            )
    return round(float(t_max) / float(delta_t))


def positive(name: str, value: Any) -> None:
    """Raise unless the value is a finite number above zero, or traced."""
    if isinstance(value, jax.core.Tracer):
        return
    if isinstance(value, bool) or not isinstance(
        value, int | float | np.number | jax.Array | np.ndarray
    ):
        raise BadType(f"{name} must be a number in ms, not {value!r}.")
    if not np.ndim(value) == 0 or not np.isfinite(value) or not value > 0:
        raise BadArgument(f"{name} must be a finite time above zero, in ms, not {value!r}.")


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
    if ready.stepper.name == "fwd_euler":
        warn_if_unstable(ready.program, ready.overrides, delta_t)
    recordings, states = execute(ready, all_states, progress_bar(run) if progress else run)
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


def check_settings(
    inputs: tuple[Input, ...], t_max: Any, delta_t: Any, solver: Any, linear: Any
) -> Settings:
    """Return the checked settings of a run.

    Raises
    ------
    BadArgument, BadType, UnknownName
    """
    positive("delta_t", delta_t)
    if t_max is not None:
        n_steps = number_of_steps(t_max, delta_t)
    else:
        fixed = [np.shape(entry.values)[1] for entry in inputs if not callable(entry.values)]
        if not fixed:
            raise BadArgument(
                "How long to simulate is not known: pass t_max=... in ms, or give a stimulus."
            )
        n_steps = fixed[0]
    if n_steps < 1:
        raise BadArgument(f"t_max {t_max!r} is shorter than one step of {delta_t!r} ms.")
    return Settings(n_steps, delta_t, time_stepper(solver), find_solver(linear))


def lower_inputs(
    lowered: Lowered, inputs: tuple[Input, ...], settings: Settings
) -> tuple[Drive, ...]:
    """Return the inputs as the run takes them: (n_steps, k), in slots.

    Raises
    ------
    ShapeMismatch
        If a clamp is shorter than the run.
    """
    drives = []
    for entry in inputs:
        rows = lowered.rows(entry.state, entry.place)
        values = entry.values
        _check_step(entry, settings.delta_t)
        if callable(values):
            values = _sampled(entry, settings)
        length = values.shape[1]
        if length < settings.n_steps and entry.state != "i":
            raise ShapeMismatch(
                f"The clamp of {entry.state!r} has {length} values, but the run takes "
                f"{settings.n_steps} steps. Give one value for each step."
            )
        values = values[:, : settings.n_steps]
        if length < settings.n_steps:
            values = jnp.pad(jnp.asarray(values), ((0, 0), (0, settings.n_steps - length)))
        xp = np if isinstance(values, np.ndarray) else jnp
        values = xp.broadcast_to(values, (len(rows), settings.n_steps)).T
        drives.append(Drive(entry.state, rows, values))
    return tuple(drives)


def _check_step(entry: Input, delta_t: Any) -> None:
    """Refuse values whose times have another step than the run."""
    if entry.delta_t is None or isinstance(delta_t, jax.core.Tracer):
        return
    if not np.isclose(entry.delta_t, float(delta_t), rtol=1e-6):
        raise BadArgument(
            f"The input of {entry.state!r} has a value every {entry.delta_t:g} ms, but delta_t "
            f"is {float(delta_t):g} ms. Interpolate it, or run with that delta_t."
        )


def _sampled(entry: Input, settings: Settings) -> Any:
    """Return a function of time in the middle of each step, (1, n_steps)."""
    middle = (np.arange(settings.n_steps) + 0.5) * settings.delta_t
    values = jnp.asarray(entry.values(middle))
    if values.shape not in ((), middle.shape):
        raise ShapeMismatch(
            f"The function given for {entry.state!r} returned an array of shape {values.shape} "
            f"for {settings.n_steps} times. It must return one value for each."
        )
    return jnp.broadcast_to(values, middle.shape)[None, :]


def chosen_probes(blueprint: Blueprint, maps: tuple[Map, ...]) -> tuple[Probe, ...]:
    """Return the probes of a run: with maps, only those that were asked for."""
    return blueprint.probes if maps else effective_probes(blueprint)


def lower_maps(lowered: Lowered, maps: tuple[Map, ...]) -> tuple[Record, ...]:
    """Return the weighted sums as the run takes them."""
    return tuple(Record(one.state, lowered.rows(one.state, one.place), one.weights) for one in maps)


def lower_probes(
    lowered: Lowered, probes: tuple[Probe, ...]
) -> tuple[tuple[Record, ...], IntArray | None]:
    """Return the probes as the run takes them, one gather per state, and their order.

    However many probes there are, and however they take turns, the program stays the same.

    Returns
    -------
    records : tuple of Record
        One for each state.
    order : int array (n_recordings,), or None
        Which row of the records each recording is; None where they are in order.
    """
    rows: dict[str, list[Any]] = {}
    for probe in probes:
        rows.setdefault(probe.state, []).append(lowered.rows(probe.state, probe.place))
    records = tuple(Record(state, np.concatenate(parts)) for state, parts in rows.items())
    number = {state: k for k, state in enumerate(rows)}
    turn = np.repeat(
        np.asarray([number[p.state] for p in probes], int), [len(p.place) for p in probes]
    )
    # Row r of the records is the recording at[r]: sorted by state, else as they were made.
    at = np.argsort(turn, kind="stable")
    order = np.empty_like(at)
    order[at] = np.arange(len(at))
    return records, None if (order == np.arange(len(order))).all() else order


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
    return find_fault(blueprint, experiment, all_states, gradient)
