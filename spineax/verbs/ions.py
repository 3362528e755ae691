"""Ions: diffusion between compartments."""

from __future__ import annotations

from spineax.errors import BadArgument, unknown_name
from spineax.plan.blueprint import Blueprint
from spineax.plan.column import Column
from spineax.plan.selection import Selection
from spineax.verbs.membrane import check_used, needed
from spineax.verbs.names import checked_name


def diffuse(blueprint: Blueprint, selection: Selection, state: str) -> Blueprint:
    """Let a state, an ion concentration, diffuse along the whole module.

    Parameters
    ----------
    state : str
        A state of a mechanism. Compartments without it get it, with the value 0.

    Raises
    ------
    UnknownName, BadType
        If no mechanism has the state, or its name is no string.
    BadArgument
        If it is the voltage.

    Notes
    -----
    The diffusion coefficient is the parameter ``axial_diffusion_<state>``, 1 um2/ms
    until it is set. What enters one compartment has left another: with no source, the
    sum of concentration times volume stays as it is.

    Examples
    --------
    >>> import spineax as sx
    >>> from spineax.pumps import CaPump
    >>> cell = sx.Cell(sx.Branch(ncomp=4), parents=[-1])
    >>> cell.insert(CaPump())
    >>> cell.diffuse("CaCon_i")
    >>> cell.set("axial_diffusion_CaCon_i", 0.5)
    """
    if checked_name("state", state) == "v":
        raise BadArgument("The voltage spreads anyway; diffuse takes the state of an ion.")
    known = [name for name in blueprint.states if name != "v"]
    if state not in known:
        raise unknown_name("state of a mechanism", state, known)
    if state in blueprint.diffused:
        return blueprint
    size = blueprint.layout.n
    column = blueprint.nodes[state]
    everywhere = Column.full(size, column.dense(size, fill=0.0))
    coefficient = Column.full(size, 1.0)
    with_columns = blueprint.with_nodes(
        **{state: everywhere, f"axial_diffusion_{state}": coefficient}
    )
    diffused = (*blueprint.diffused, state)
    return with_columns.edit(diffused=diffused, exp_euler_transition=None)


def delete_diffusion(blueprint: Blueprint, selection: Selection, state: str) -> Blueprint:
    """Let a state diffuse no more.

    Parameters
    ----------
    state : str

    Raises
    ------
    UnknownName
        If the state does not diffuse.
    BadArgument
        If a recording, clamp or trainable would lose its place.

    Examples
    --------
    >>> import spineax as sx
    >>> from spineax.pumps import CaPump
    >>> cell = sx.Cell()
    >>> cell.insert(CaPump())
    >>> cell.diffuse("CaCon_i")
    >>> cell.delete_diffusion("CaCon_i")
    """
    if checked_name("state", state) not in blueprint.diffused:
        raise unknown_name("diffusing state", state, blueprint.diffused)
    left = tuple(name for name in blueprint.diffused if name != state)
    nodes = dict(blueprint.nodes)
    del nodes[f"axial_diffusion_{state}"]
    edited = blueprint.edit(nodes=nodes, diffused=left)
    kept = needed(edited, state)
    column = nodes[state]
    nodes[state] = Column(kept, column.get(kept), blueprint.layout.n)
    edited = edited.edit(nodes=nodes, exp_euler_transition=None)
    check_used(edited)
    return edited
