"""The states of a module as one vector, for dynamical-systems methods."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jax.flatten_util import ravel_pytree

from spineax.errors import BadType
from spineax.facade.lift import current
from spineax.facade.module import Module
from spineax.run import hooks
from spineax.verbs.stepping import lowered_for

States = dict[str, Any]


def build_dynamic_state_utils(
    module: Module,
) -> tuple[
    Callable[[Mapping[str, Any]], States],
    Callable[[Mapping[str, Any], Mapping[str, Any], float], States],
    Callable[[Mapping[str, Any]], Any],
    Callable[[Any], States],
]:
    """Return functions between the states of a module and one vector of what evolves.

    Parameters
    ----------
    module : Module

    Returns
    -------
    remove_observables : callable
        ``all_states -> dict``: without the currents that follow from the other states.
    add_observables : callable
        ``(dynamic_states, all_params, delta_t) -> dict``: with the currents again.
    flatten : callable
        ``dict -> array (n,)``, by name in alphabetical order.
    unflatten : callable
        ``array (n,) -> dict``.

    Raises
    ------
    BadType
        If it is given no module.

    Examples
    --------
    >>> import spineax as sx
    >>> from spineax.channels import HH
    >>> cell = sx.Cell()
    >>> cell.insert(HH())
    >>> remove, add, flatten, unflatten = build_dynamic_state_utils(cell)
    >>> dynamic = remove(cell.get_all_states())
    >>> sorted(dynamic), flatten(dynamic).shape
    (['HH_h', 'HH_m', 'HH_n', 'v'], (4,))
    """
    if not isinstance(module, Module):
        raise BadType(f"build_dynamic_state_utils takes a module, not {module!r}.")
    blueprint, _ = current(module)
    lowered, stepper = lowered_for(blueprint, "bwd_euler", "auto")
    program = lowered.program
    names = set(hooks.state_names(program))
    initial = hooks.all_states(program, (), 0.025, stepper)

    def remove_observables(all_states: Mapping[str, Any]) -> States:
        return {name: array for name, array in all_states.items() if name in names}

    def add_observables(
        dynamic_states: Mapping[str, Any], all_params: Mapping[str, Any], delta_t: float
    ) -> States:
        states = dict(dynamic_states)
        named = hooks.currents_of_states(program, states, dict(all_params), delta_t)
        return {**named, **states}

    _, unflatten = ravel_pytree(remove_observables(initial))

    def flatten(dynamic_states: Mapping[str, Any]) -> Any:
        return ravel_pytree(dict(dynamic_states))[0]

    return remove_observables, add_observables, flatten, unflatten
