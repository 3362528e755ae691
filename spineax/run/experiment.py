"""Experiment: a model with its inputs and recordings, as one pytree for ``jit`` and ``vmap``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from reprlib import repr
from typing import Any

import jax
import jax.numpy as jnp

from spineax.errors import BadArgument, BadType, ShapeMismatch
from spineax.plan.blocks import find_blocks
from spineax.plan.blueprint import Blueprint
from spineax.plan.lower import Lowered, lower
from spineax.plan.program import Override, Program
from spineax.run.inputs import Drive
from spineax.run.integrate import Record
from spineax.run.integrate import run as compiled_run
from spineax.run.transition import split_transition


@dataclass(frozen=True)
class Experiment:
    """All that one run needs. Arrays are leaves; what decides the compilation is static.

    Parameters
    ----------
    program : Program
        The model.
    overrides : tuple of Override
        Trainables and ``data_set`` values.
    drives : tuple of Drive
        Stimuli and clamps, with values (n_steps, k).
    records : tuple of Record
    delta_t : float, ms
    stepper : Stepper
    n_steps : int
    lengths : tuple of int, optional
        Nested lengths of checkpointed scans.
    order : int array (n_recordings,), optional
        Which row of the records each recording is; None where they are in order.
    """

    program: Program
    overrides: tuple[Override, ...]
    drives: tuple[Drive, ...]
    records: tuple[Record, ...]
    delta_t: Any
    stepper: Any
    n_steps: int
    lengths: tuple[int, ...] | None = None
    order: Any = None


_STATIC = ["stepper", "n_steps", "lengths"]
jax.tree_util.register_dataclass(
    Experiment,
    data_fields=[name for name in Experiment.__dataclass_fields__ if name not in _STATIC],
    meta_fields=_STATIC,
)


def check_states(states: Any) -> None:
    """Raise unless states at the start are a dictionary of arrays, or None.

    Raises
    ------
    BadType
    """
    if states is None:
        return
    named = isinstance(states, dict) and all(isinstance(name, str) for name in states)
    if not named or not all(hasattr(value, "dtype") for value in jax.tree.leaves(states)):
        raise BadType(
            "all_states must be a dictionary of arrays, as return_states=True gives it, not "
            f"{repr(states)}."
        )


def execute(
    experiment: Experiment,
    states: Any,
    run: Callable[..., Any] = compiled_run,
    with_end: bool = True,
) -> Any:
    """Return recordings of an experiment, and its last states if they are asked for."""
    check_states(states)
    recordings, states = run(
        experiment.program,
        experiment.overrides,
        experiment.drives,
        experiment.records,
        states,
        experiment.delta_t,
        stepper=experiment.stepper,
        n_steps=experiment.n_steps,
        lengths=experiment.lengths,
        with_end=with_end,
    )
    return recordings if experiment.order is None else recordings[experiment.order], states


def run(
    experiment: Experiment,
    params: Sequence[Any] | None = None,
    *,
    inputs: Sequence[Any] | None = None,
    all_states: Any = None,
    return_states: bool = False,
) -> Any:
    """Run what ``module.to_jax()`` returned: a pure function of pytrees.

    The module is an argument here, not a constant of the compiled function, so that
    ``vmap`` may batch anything in it: parameters, inputs, initial states, or whole cells of
    the same size (:func:`stack`).

    Parameters
    ----------
    experiment : Experiment
    params : list of dict, optional
        What ``get_parameters`` returns; those of the experiment if left out.
    inputs : list of arrays (n_steps,) or (k, n_steps), optional
        New values of the stimuli and clamps, in the order they were made.
    all_states : dict of arrays, optional
        States at the start, as ``return_states`` gave them.
    return_states : bool
        Whether to return the states at the end, too.

    Returns
    -------
    recordings : array (n_recordings, n_steps + 1)
    states : dict of arrays
        With ``return_states``.

    Raises
    ------
    BadType, BadArgument, ShapeMismatch
        If parameters or inputs do not belong to the experiment.

    Examples
    --------
    >>> import jax.numpy as jnp
    >>> import spineax as sx
    >>> from spineax.run.experiment import run
    >>> cell = sx.Cell()
    >>> cell.make_trainable("v", verbose=False)
    >>> experiment = cell.to_jax(t_max=1.0)
    >>> start = [{"v": jnp.array([[-70.0], [-60.0], [-50.0]])}]
    >>> jax.vmap(lambda params: run(experiment, params))(start).shape
    (3, 1, 41)
    """
    if not isinstance(experiment, Experiment):
        raise BadType(f"run takes what module.to_jax() returns, not {experiment!r}.")
    if params is not None:
        experiment = replace(experiment, overrides=_with_params(experiment.overrides, params))
    if inputs is not None:
        experiment = replace(experiment, drives=_with_inputs(experiment, inputs))
    recordings, states = execute(experiment, all_states, with_end=return_states)
    return (recordings, states) if return_states else recordings


def _with_params(overrides: tuple[Override, ...], params: Sequence[Any]) -> tuple[Override, ...]:
    if not isinstance(params, list | tuple):
        raise BadType(f"params must be a list of dictionaries, not {repr(params)}.")
    keys = [next(iter(entry), None) if isinstance(entry, dict) else None for entry in params]
    if keys != [change.key for change in overrides]:
        raise BadArgument(
            f"params has the keys {keys}, but the experiment was made with "
            f"{[change.key for change in overrides]}. Pass what get_parameters returned then."
        )
    return tuple(
        replace(change, values=entry[change.key])
        for change, entry in zip(overrides, params, strict=True)
    )


def _with_inputs(experiment: Experiment, inputs: Sequence[Any]) -> tuple[Drive, ...]:
    drives = experiment.drives
    if not isinstance(inputs, list | tuple):
        raise BadType(f"inputs must be a list of arrays, not {repr(inputs)}.")
    if len(inputs) != len(drives):
        raise BadArgument(
            f"The experiment has {len(drives)} inputs, but was given {len(inputs)} new ones."
        )
    changed = []
    for drive, given in zip(drives, inputs, strict=True):
        values = jnp.asarray(given)
        values = values[None] if values.ndim == 1 else values
        shape = (drive.rows.shape[-1], experiment.n_steps)
        if values.shape not in (shape, (1, shape[1])):
            raise ShapeMismatch(
                f"An input of {drive.key!r} needs values of shape {shape}, not {values.shape}."
            )
        changed.append(replace(drive, values=jnp.broadcast_to(values, shape).T))
    return tuple(changed)


def stack(experiments: Sequence[Experiment]) -> Experiment:
    """Return experiments of the same structure and size as one batch, for ``vmap``.

    Parameters
    ----------
    experiments : list of Experiment

    Returns
    -------
    Experiment
        With a leading axis on every array.

    Raises
    ------
    ShapeMismatch
        If they differ in mechanisms, recordings, steps, or in the sizes of some array.

    Examples
    --------
    >>> import spineax as sx
    >>> from spineax.run.experiment import run
    >>> cells = [sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0]) for _ in range(3)]
    >>> batch = sx.stack([cell.to_jax(t_max=1.0) for cell in cells])
    >>> jax.vmap(run)(batch).shape
    (3, 4, 41)
    """
    listed = isinstance(experiments, list | tuple) and len(experiments) > 0
    if not listed or not all(isinstance(one, Experiment) for one in experiments):
        raise BadType("stack takes a list of what module.to_jax() returns.")
    kinds = {jax.tree.structure(one) for one in experiments}
    shapes = {tuple(jnp.shape(leaf) for leaf in jax.tree.leaves(one)) for one in experiments}
    if len(kinds) > 1 or len(shapes) > 1:
        raise ShapeMismatch(
            "These experiments do not have one structure and size: the same mechanisms, "
            "recordings, inputs, steps, and numbers of compartments and branch points. "
            "Run them one after another, or cut the cells into the same compartments."
        )
    return jax.tree.map(
        lambda *leaves: jnp.stack([jnp.asarray(leaf) for leaf in leaves]), *experiments
    )


def lower_for(blueprint: Blueprint, solver: Any, stepper: Any) -> Lowered:
    """Return the lowered blueprint with what the time stepper needs besides."""
    lowered = lower(blueprint, solver)
    if not stepper.needs_blocks:
        return lowered
    key = (solver, "blocks")
    if key not in blueprint.cache:
        blueprint.cache[key] = find_blocks(
            blueprint.layout, lowered.program.slot, blueprint.network_edges
        )
    blocks, given = blueprint.cache[key], blueprint.exp_euler_transition
    split = None if given is None else split_transition(blocks, given)
    return replace(lowered, program=replace(lowered.program, blocks=blocks, transition=split))
