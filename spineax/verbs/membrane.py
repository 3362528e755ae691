"""Membrane: inserting and removing channels and pumps, groups."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import numpy as np

from spineax._types import IntArray
from spineax.errors import (
    BadArgument,
    BadMechanism,
    EmptySelection,
    NameClash,
    unknown_name,
)
from spineax.mechanisms.base import Channel, Pump
from spineax.mechanisms.protocol import check_protocol
from spineax.plan.blueprint import Blueprint, Placement
from spineax.plan.column import Column
from spineax.plan.selection import Selection
from spineax.verbs.clashes import check_distinct
from spineax.verbs.names import check_free, checked_name
from spineax.verbs.sharing import with_shared


def insert(blueprint: Blueprint, selection: Selection, channel: Any) -> Blueprint:
    """Insert a channel or pump into every compartment in view.

    Parameters
    ----------
    channel : Channel or Pump
        Its own parameters and states get their defaults; where it was inserted before,
        they are reset. A compartment has one number for a shared name (``eK``, ``CaCon_i``):
        what was set stays. Otherwise, where the defaults of mechanisms differ, that of a
        parameter goes before that of a state, and between equals the mechanism whose
        name comes first in the alphabet decides, in whatever order they are inserted.

    Warns
    -----
    ClashingDefaults
        If a default of a shared name is not taken.

    Raises
    ------
    BadMechanism
        If it is not a channel or pump.
    EmptySelection
        If nothing is in view.
    NameClash
        If a group has its name, or another mechanism of another class, or one of its names
        means something else already.

    Examples
    --------
    >>> import spineax as sx
    >>> from spineax.channels import HH
    >>> cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0, 0])
    >>> cell.branch(0).insert(HH())
    >>> cell.HH.shape
    (1, 2)
    """
    _refuse_class(channel, "insert")
    if not isinstance(channel, Channel | Pump):
        raise BadMechanism(f"{channel!r} is not a channel or pump, so it cannot be inserted.")
    check_protocol(channel)
    if selection.is_empty():
        raise EmptySelection(f"Nothing is in view to insert {channel.name!r} into.")
    name, comps = channel.name, np.unique(selection.comps)
    before = blueprint.mechanisms.get(name)
    if before is None:
        check_free(blueprint, name, "mechanism")
    elif type(before.mechanism) is not type(channel):
        raise NameClash(
            f"{name!r} is a {type(before.mechanism).__name__} in this module already. "
            "Give the new mechanism another name with change_name or name=."
        )
    check_distinct(blueprint, channel)
    index = comps if before is None else np.union1d(before.index, comps)
    placement = Placement(deepcopy(channel), index)
    nodes, nothing = dict(blueprint.nodes), Column([], [])
    size = blueprint.layout.n
    for key, value in {**channel.channel_params, **channel.channel_states}.items():
        if key in channel.shared_names:
            nodes[key] = with_shared(blueprint, placement, key, comps)
        else:
            nodes[key] = nodes.get(key, nothing).extend(comps, value, size)
    mechanisms = {**blueprint.mechanisms, name: placement}
    return blueprint.edit(nodes=nodes, mechanisms=mechanisms)


def _refuse_class(channel: Any, verb: str) -> None:
    if isinstance(channel, type):
        raise BadMechanism(
            f"{channel.__name__} is a class: {verb} an object, {channel.__name__}()."
        )


def delete(blueprint: Blueprint, selection: Selection, channel: Any) -> Blueprint:
    """Remove a channel or pump from every compartment in view.

    Parameters
    ----------
    channel : Channel, Pump or str
        Found by its name. Names that another mechanism of the place needs stay.

    Raises
    ------
    UnknownName, BadMechanism
        If no mechanism of that name is in the module, or a class was given.
    EmptySelection
        If nothing in view has it.
    BadArgument
        If a recording, clamp or trainable would lose its place, or an ion that diffuses.

    Examples
    --------
    >>> import spineax as sx
    >>> from spineax.channels import Na, K
    >>> cell = sx.Cell()
    >>> cell.insert(Na())
    >>> cell.insert(K())
    >>> cell.delete(Na())
    >>> [channel.name for channel in cell.channels]
    ['K']
    """
    _refuse_class(channel, "delete")
    name = str(channel if isinstance(channel, str) else getattr(channel, "name", None))
    if name not in blueprint.mechanisms:
        raise unknown_name("channel or pump", name, blueprint.mechanisms)
    placement = blueprint.mechanisms[name]
    gone = np.intersect1d(placement.index, selection.comps)
    if len(gone) == 0:
        raise EmptySelection(f"No compartment in view has {name!r}, so there is none to delete.")
    mechanisms = dict(blueprint.mechanisms)
    left = np.setdiff1d(placement.index, gone)
    if len(left):
        mechanisms[name] = Placement(placement.mechanism, left)
    else:
        del mechanisms[name]
    nodes = dict(blueprint.nodes)
    edited = blueprint.edit(mechanisms=mechanisms)
    own = placement.mechanism
    for key in [*own.channel_params, *own.channel_states]:
        unneeded = np.setdiff1d(gone, needed(edited, key))
        column = nodes[key].drop(unneeded)
        if len(column):
            nodes[key] = column
        else:
            del nodes[key]
    edited = edited.edit(nodes=nodes)
    check_used(edited)
    return edited


def check_used(blueprint: Blueprint) -> None:
    """Refuse a model whose recordings, clamps or trainables lost their state.

    Raises
    ------
    BadArgument
    """
    known = {
        *blueprint.nodes,
        *blueprint.currents,
        *blueprint.synaptic_states,
        *blueprint.edges,
        *blueprint.junctions,
        "i",
    }
    uses = [("recording", p.state, p.place) for p in blueprint.probes]
    uses += [("clamp", i.state, i.place) for i in blueprint.inputs]
    uses += [("trainable", s.key, s.place) for s in blueprint.shares]
    for ion in blueprint.diffused:
        if ion not in blueprint.states:
            raise BadArgument(f"{ion!r} diffuses. Call delete_diffusion({ion!r}) first.")
    for what, key, place in uses:
        column = blueprint.nodes.get(key)
        lost = key not in known or (column is not None and not column.covers(place).all())
        if lost:
            raise BadArgument(
                f"There is a {what} of {key!r} that would lose its place. Delete the {what} first."
            )


def needed(blueprint: Blueprint, key: str) -> IntArray:
    """Return the compartments where a mechanism, synapse or diffusion needs ``key``."""
    if key in blueprint.diffused:
        return np.arange(blueprint.layout.n)
    places = [
        p.index
        for p in blueprint.mechanisms.values()
        if key in p.mechanism.channel_params or key in p.mechanism.channel_states
    ]
    for wiring in blueprint.synapses.values():
        if key in wiring.mechanism.node_params or key in wiring.mechanism.node_states:
            places += [wiring.pre, wiring.post]
    return np.unique(np.concatenate(places)) if places else np.zeros(0, np.int64)


def add_to_group(blueprint: Blueprint, selection: Selection, group_name: str) -> Blueprint:
    """Add what is in view to a group, which then is an attribute of the module.

    Parameters
    ----------
    group_name : str

    Raises
    ------
    NameClash
        If a verb, parameter, mechanism or synapse type has the name.
    BadArgument, BadType
        If the name cannot be an attribute.
    EmptySelection
        If nothing is in view.

    Examples
    --------
    >>> import spineax as sx
    >>> net = sx.Network([sx.Cell(), sx.Cell()])
    >>> net.cell(0).add_to_group("excitatory")
    >>> net.excitatory.set("radius", 0.1)
    >>> net.nodes["radius"].tolist()
    [0.1, 1.0]
    """
    if not checked_name("group_name", group_name).isidentifier():
        raise BadArgument(f"A group needs a name made of letters and digits, not {group_name!r}.")
    if selection.is_empty():
        raise EmptySelection("Nothing is in view to add to a group.")
    comps = selection.comps
    if group_name not in blueprint.groups:
        check_free(blueprint, group_name, "group")
    before = blueprint.groups.get(group_name, np.zeros(0, np.int64))
    return blueprint.edit(groups={**blueprint.groups, group_name: np.union1d(before, comps)})
