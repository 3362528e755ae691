"""Readers: files and graphs to cells, and back."""

from __future__ import annotations

from os import PathLike
from typing import Any

from spineax.errors import BadType, SpineaxError
from spineax.facade.kinds import Cell, made_of
from spineax.facade.lift import current
from spineax.facade.module import Module
from spineax.labels import files
from spineax.morphology import (
    Sections,
    read_samples,
    sections,
    sections_from_graph,
    sections_to_networkx,
)
from spineax.morphology import write_swc as write_sections
from spineax.plan.blueprint import Blueprint
from spineax.plan.graft import sections_of
from spineax.plan.traced import traced_blueprint
from spineax.verbs.file_format import from_arrays


def read_swc(
    fname: str | PathLike[str],
    ncomp: Any,
    max_branch_len: float | None = None,
    min_radius: float | None = None,
    assign_groups: bool = True,
    ignore_swc_tracing_interruptions: bool = True,
    relevant_type_ids: list[int] | None = None,
) -> Cell:
    """Read a traced neuron from an SWC file.

    Branch 0 is the soma, or begins at the first root where there is none; parents come
    before their children.

    Parameters
    ----------
    fname : str or path
    ncomp : int, list of int, or policy
        Compartments of each branch: a number for all, one for each, or
        ``morphology.Fixed(n)``, ``MaxLength(um)``, ``DLambda(0.1)``. The last one counts with the
        axial resistivity of a new cell, 5000 Ohm cm: better set yours, then use ``set_ncomp``.
    max_branch_len : float, um, optional
        Longer branches are split into equal pieces.
    min_radius : float, um, optional
        No traced radius is taken to be smaller; counts for areas and loads, too.
    assign_groups : bool
        Whether the traced types become groups: soma, axon, basal, apical, ...
    ignore_swc_tracing_interruptions : bool
        Whether branches run on where the numbering of samples jumps.
    relevant_type_ids : list of int, optional
        Types at whose change a branch ends; 1 to 4 if left out.

    Returns
    -------
    Cell
        ``cell.report`` says what the file held, and what was mended.

    Raises
    ------
    BadMorphology
        If the file describes no neuron; names file and line.

    Examples
    --------
    >>> import spineax as sx
    >>> from spineax.morphology import shipped
    >>> cell = sx.read_swc(shipped("y"), ncomp=2)
    >>> cell.soma.shape[0]
    1
    """
    samples, report = read_samples(fname, min_radius=min_radius)
    traced = sections(
        samples,
        max_branch_len=max_branch_len,
        ignore_swc_tracing_interruptions=ignore_swc_tracing_interruptions,
        relevant_type_ids=relevant_type_ids,
    )
    return _cell(
        traced_blueprint(
            traced,
            ncomp,
            min_radius=min_radius,
            assign_groups=assign_groups,
            report=report,
        )
    )


def _cell(blueprint: Blueprint) -> Cell:
    cell = made_of(blueprint)
    if not isinstance(cell, Cell):
        raise BadType(f"Expected the blueprint of a cell, not of a {blueprint.kind}.")
    return cell


def from_graph(
    graph: Any,
    ncomp: Any = 1,
    max_branch_len: float | None = None,
    min_radius: float | None = None,
    assign_groups: bool = True,
    relevant_type_ids: list[int] | None = None,
) -> Cell:
    """Make a cell of a traced graph.

    Parameters
    ----------
    graph : networkx.DiGraph
        Nodes are traced points with ``x``, ``y``, ``z``, ``r`` (um) and ``type`` (as in SWC);
        edges run from parent to child.
    ncomp : int, list of int, or policy
    max_branch_len : float, um, optional
    min_radius : float, um, optional
    assign_groups : bool
    relevant_type_ids : list of int, optional
        All as for :func:`read_swc`.

    Returns
    -------
    Cell

    Raises
    ------
    BadMorphology, BadType
        If the graph is no trace of a neuron.

    Examples
    --------
    >>> import spineax as sx
    >>> from spineax.morphology import shipped
    >>> cell = sx.read_swc(shipped("y"), ncomp=2)
    >>> sx.from_graph(sx.to_graph(cell), ncomp=2).shape == cell.shape
    True
    """
    traced = sections_from_graph(
        graph, max_branch_len=max_branch_len, relevant_type_ids=relevant_type_ids
    )
    return _cell(
        traced_blueprint(traced, ncomp, min_radius=min_radius, assign_groups=assign_groups)
    )


def to_graph(module: Module) -> Any:
    """Return the traced graph of a cell; that of a built one is its drawn lines.

    Parameters
    ----------
    module : Cell, Branch or Compartment

    Returns
    -------
    networkx.DiGraph
        As :func:`from_graph` takes it. The compiled compartments are in
        ``module.to_networkx()``.

    Raises
    ------
    BadType
        If it is no module, or a network.

    Examples
    --------
    >>> import spineax as sx
    >>> sx.to_graph(sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0])).number_of_nodes()
    3
    """
    return sections_to_networkx(_traced(module))


def write_swc(module: Module, fname: str | PathLike[str]) -> None:
    """Write the shape of a cell to an SWC file.

    Parameters
    ----------
    module : Cell, Branch or Compartment
        A built one is written as it is drawn, with the mean radius of each branch.
    fname : str or path
        An existing file is replaced.

    Raises
    ------
    BadType
        If it is no module, or a network.
    BadArgument
        If the file cannot be written.

    Examples
    --------
    >>> import os, tempfile
    >>> import spineax as sx
    >>> path = os.path.join(tempfile.mkdtemp(), "cell.swc")
    >>> sx.write_swc(sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0]), path)
    >>> sx.read_swc(path, ncomp=4).nodes["length"].sum().item()
    40.0
    """
    write_sections(_traced(module), fname)


def _traced(module: Any) -> Sections:
    if not isinstance(module, Module):
        raise BadType(f"Expected a cell, not {module!r}.")
    blueprint, selection = current(module)
    if blueprint.kind == "network" or not selection.everything:
        raise BadType(
            "Only the shape of one whole cell can be written. Take it out of the network with "
            "net.cell(i).copy(as_module=True)."
        )
    return sections_of(blueprint)


def load(path: str | PathLike[str]) -> Module:
    """Read a module that ``module.save(path)`` wrote.

    Parameters
    ----------
    path : str or path

    Returns
    -------
    Compartment, Branch, Cell or Network

    Raises
    ------
    BadType, BadArgument
        If the file cannot be read, or is none of ours.
    BadMechanism
        If the class of a mechanism cannot be imported.

    Examples
    --------
    >>> import os, tempfile
    >>> import spineax as sx
    >>> path = os.path.join(tempfile.mkdtemp(), "cell.nc")
    >>> sx.Cell().save(path)
    >>> sx.load(path).shape
    (1, 1)
    """
    arrays, words = files.read(path)
    try:
        return made_of(from_arrays(arrays, words))
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, SpineaxError):
            raise
        raise files.damaged(path, error) from error
