"""Clashes of names: what a new mechanism calls something must not be something else already."""

from __future__ import annotations

from typing import Any

from spineax.errors import NameClash
from spineax.mechanisms.base import Synapse
from spineax.plan.blueprint import Blueprint


def check_distinct(blueprint: Blueprint, mechanism: Any) -> None:
    """Raise if a parameter, state or current of a new mechanism means something else already.

    Shared names of channels and pumps, those without a prefix, mean the same in all of them.

    Parameters
    ----------
    blueprint : Blueprint
        Before the mechanism is there.
    mechanism : Channel, Pump or Synapse

    Raises
    ------
    NameClash
    """
    name, keys = mechanism.name, {mechanism.name, *mechanism.params, *mechanism.states}
    taken = {*blueprint.mechanisms, *blueprint.synapses, *blueprint.groups} - {name}
    if isinstance(mechanism, Synapse):
        taken |= {*blueprint.nodes, *blueprint.synaptic_states, *blueprint.currents}
        taken |= mechanism.states.keys() & blueprint.edges.keys()
        currents = {*blueprint.currents, *blueprint.nodes, *blueprint.edges}
    else:
        taken |= {*blueprint.edges, *blueprint.synaptic_states}
        currents = taken.union(*(_own(p.mechanism) for p in blueprint.mechanisms.values()))
        taken |= (_own(mechanism) | {name}) & {
            current
            for current, owners in blueprint.currents.items()
            if any(owner != name for owner in owners)
        }
    for key in sorted(keys & taken):
        raise NameClash(
            f"{key!r} of {name!r} means something else in this module already. Begin the names of "
            "its parameters and states with its own name, which change_name and name= change."
        )
    if mechanism.current_name in currents:
        raise NameClash(
            f"{name!r} records its current as {mechanism.current_name!r}, which means something "
            "else in this module already. Give it another name, or another current_name."
        )


def _own(mechanism: Any) -> set[str]:
    """Return the names that no current may have: all but shared states, which may be currents."""
    private = (key for key in mechanism.states if key not in mechanism.shared_names)
    return {*mechanism.params, *private}
