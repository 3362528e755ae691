"""Transition matrices of exponential Euler made before a run, and whether they fit it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from spineax.errors import BadArgument, ShapeMismatch
from spineax.linalg import voltage_solver
from spineax.plan.blueprint import Blueprint
from spineax.plan.lower import Lowered
from spineax.plan.program import Override
from spineax.plan.selection import Selection
from spineax.run import hooks
from spineax.run.experiment import lower_for
from spineax.run.steppers import time_stepper
from spineax.verbs.handed_on import check_mapping
from spineax.verbs.keys import is_axial
from spineax.verbs.numbers import numbers
from spineax.verbs.settings import positive

#: Key of the cached time step of a matrix.
STEP = "time step of the transition matrix"
#: Entries of matrices that differ less are the same: their time step is known to a hundredth.
SAME = 1e-2
#: Steps to try for a matrix that spreads everything evenly, each four times the last.
MOST_TRIES = 20


def build_exp_euler_transition_matrix(
    blueprint: Blueprint,
    selection: Selection,
    delta_t: float,
    axial_conductances: Mapping[str, Any] | None = None,
) -> Any:
    """Return the matrices that carry voltage and diffused ions over a step.

    Parameters
    ----------
    delta_t : float, ms
    axial_conductances : dict of arrays (e,), or array (1 + n_diffused, e), optional
        As ``get_all_parameters`` returns them, by name, or stacked with the voltage first: uS,
        and um3/ms for diffused ions. Those of the module if left out.

    Returns
    -------
    array (1 + n_diffused, n, n)
        Voltage first; zero between compartments that nothing connects.

    Raises
    ------
    BadType, BadArgument, UnknownName, ShapeMismatch
        If an argument has no meaning.

    Examples
    --------
    >>> import spineax as sx
    >>> cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0])
    >>> cell.build_exp_euler_transition_matrix(0.025).shape
    (1, 4, 4)
    """
    positive("delta_t", delta_t)
    lowered = _lowered(blueprint)
    params = hooks.all_parameters(lowered.program, ())
    if axial_conductances is not None:
        params = params | {hooks.AXIAL: _axial(blueprint, axial_conductances)}
    return hooks.whole_transitions(lowered.program, params, delta_t)


def _axial(blueprint: Blueprint, given: Any) -> dict[str, Any]:
    """Return the axial conductances (e,) of the voltage and of each diffused ion."""
    names = ("v", *blueprint.diffused)
    n_edges = len(blueprint.network_edges[0])
    if not isinstance(given, Mapping):
        array = given if hasattr(given, "aval") else numbers("axial_conductances", given)
        if np.shape(array) != (len(names), n_edges):
            raise ShapeMismatch(
                f"axial_conductances has shape {np.shape(array)}, but needs "
                f"{(len(names), n_edges)}: a row for each of {', '.join(names)}, and a column for "
                "each axial edge. get_all_parameters() returns them by name."
            )
        return dict(zip(names, array, strict=True))
    check_mapping("axial_conductances", given, names)
    for name in names:
        if np.shape(given[name]) != (n_edges,):
            raise ShapeMismatch(
                f"axial_conductances[{name!r}] has shape {np.shape(given[name])} for {n_edges} "
                "axial edges: give one for each."
            )
    return {name: given[name] for name in names}


def customize_solver_exp_euler(
    blueprint: Blueprint, selection: Selection, exp_euler_transition: Any = None
) -> Blueprint:
    """Give ``solver="exp_euler"`` its transition matrix, made before.

    Parameters
    ----------
    exp_euler_transition : array (1 + n_diffused, n, n), optional
        What ``build_exp_euler_transition_matrix`` returned for the time step of the runs.
        None: let every run make its own again, as happens by itself when a length, radius,
        resistivity, capacitance or diffusion of the module changes.

    Raises
    ------
    BadType, BadArgument, ShapeMismatch
        If it does not fit the module as it is now.

    Examples
    --------
    >>> import spineax as sx
    >>> cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0])
    >>> matrix = cell.build_exp_euler_transition_matrix(0.025)
    >>> cell.customize_solver_exp_euler(matrix)
    >>> sx.integrate(cell, t_max=1.0, solver="exp_euler").shape
    (4, 41)
    """
    if exp_euler_transition is not None:
        n = blueprint.layout.n
        shape = (1 + len(blueprint.diffused), n, n)
        if not hasattr(exp_euler_transition, "aval"):
            exp_euler_transition = numbers("exp_euler_transition", exp_euler_transition)
        if np.shape(exp_euler_transition) != shape:
            raise ShapeMismatch(
                f"The transition matrix of this module has shape {shape}, "
                f"not {np.shape(exp_euler_transition)}. "
                "Make it with build_exp_euler_transition_matrix(delta_t)."
            )
    edited = blueprint.edit(exp_euler_transition=exp_euler_transition)
    made_for(edited)
    return edited


def made_for(blueprint: Blueprint) -> tuple[float, float] | None:
    """Return between which time steps that of a transition matrix made before lies.

    Returns
    -------
    shortest, longest : float, ms
        None where there is no matrix, nothing to spread, or a traced matrix.

    Raises
    ------
    BadArgument
        If the matrix was made of other conductances, or is no transition matrix.
    """
    given = blueprint.exp_euler_transition
    if given is None or hooks.is_traced(given):
        return None
    if STEP not in blueprint.cache:
        blueprint.cache[STEP] = _found_steps(blueprint)
    found: tuple[float, float] | None = blueprint.cache[STEP]
    return found


def _found_steps(blueprint: Blueprint) -> tuple[float, float] | None:
    program = _lowered(blueprint).program
    if not program.blocks:
        return None
    params = hooks.all_parameters(program, ())
    shortest, longest = hooks.steps_of_transitions(program, params)
    tried = [0.5 * (shortest + longest)]
    if np.isinf(longest):
        tried = [shortest * 4.0**k for k in range(MOST_TRIES)]
    for step in filter(np.isfinite, tried):
        own = hooks.whole_transitions(program, params, step)
        if np.allclose(own, blueprint.exp_euler_transition, atol=SAME):
            return (step, longest) if np.isinf(longest) else (shortest, longest)
    raise BadArgument(
        "This is no transition matrix of the module as it is now: for no time step do its "
        "conductances and capacitances give it. Make it with "
        "build_exp_euler_transition_matrix(delta_t)."
    )


def check_step(blueprint: Blueprint, delta_t: Any) -> None:
    """Refuse a transition matrix that was made for another time step.

    Raises
    ------
    BadArgument
    """
    found = made_for(blueprint)
    if found is None or hooks.is_traced(delta_t):
        return
    shortest, longest = found
    if not shortest <= float(delta_t) <= longest:
        middle = f"{0.5 * (shortest + longest):.3g} ms"
        made = f"at least {shortest:.3g} ms" if np.isinf(longest) else middle
        raise BadArgument(
            f"delta_t is {float(delta_t):g} ms, but the transition matrix of exp_euler was made "
            f"for {made}. Make one with build_exp_euler_transition_matrix, or call "
            "customize_solver_exp_euler(None), so that every run makes its own."
        )


def check_overrides(blueprint: Blueprint, overrides: tuple[Override, ...]) -> None:
    """Refuse a transition matrix made before, where the run has other axial conductances.

    Raises
    ------
    BadArgument
    """
    changed = [change.key for change in overrides if is_axial(change.key)]
    if blueprint.exp_euler_transition is not None and changed:
        raise BadArgument(
            f"This run changes {changed[0]!r}, but the transition matrix of exp_euler was made "
            "before. Call customize_solver_exp_euler(None), so that the run makes its own."
        )


def check_params(blueprint: Blueprint, params: Mapping[str, Any]) -> None:
    """Do the same for the parameters of a single step; silent inside a trace.

    Raises
    ------
    BadArgument
    """
    if blueprint.exp_euler_transition is None or hooks.is_traced(dict(params)):
        return
    own = hooks.all_parameters(_lowered(blueprint).program, ())
    for key in (*filter(is_axial, params), hooks.AXIAL):
        if not hooks.are_near(params.get(key, own[key]), own[key]):
            raise BadArgument(
                f"params has another {key!r} than the module, whose transition matrix of exp_euler "
                "was made before. Call customize_solver_exp_euler(None), so that the step makes "
                "its own."
            )


def _lowered(blueprint: Blueprint) -> Lowered:
    return lower_for(blueprint, voltage_solver("auto"), time_stepper("exp_euler"))
