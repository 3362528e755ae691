"""Readers: files and graphs to cells, and back."""

from __future__ import annotations

from os import PathLike
from typing import Any

from spineax.facade.kinds import Cell
from spineax.morphology import read_samples, sections
from spineax.plan.traced import traced_blueprint


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
        ``morphology.Fixed(n)``, ``MaxLength(um)``, ``DLambda(0.1)``.
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
    return Cell._of(
        traced_blueprint(
            traced,
            ncomp,
            min_radius=min_radius,
            assign_groups=assign_groups,
            report=report,
        )
    )
