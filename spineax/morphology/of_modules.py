"""What users ask about the shape of a module: distances, surgery, the d_lambda rule.

These functions know nothing of modules. They ask the argument itself, through the one method
``__morphology__``, as ``len(x)`` asks ``x.__len__``; what modules answer is in
``facade/morph.py``.
"""

from __future__ import annotations

from typing import Any, Protocol

from spineax._types import FloatArray, IntArray
from spineax.errors import BadType


class Shape(Protocol):
    """What ``__morphology__`` returns: the shape of a module, or of the part in view."""

    def deleted(self) -> Any:
        """Return the cell without what is in view."""

    def connected(self, other: Shape) -> Any:
        """Return the cell that the two places make when joined."""

    def direct(self, other: Shape) -> FloatArray:
        """Return straight distances to the compartments of ``other``."""

    def pathwise(self, other: Shape) -> FloatArray:
        """Return distances along the tree to the compartments of ``other``."""

    def d_lambda(self, d_lambda: float, frequency: float) -> IntArray:
        """Return numbers of compartments."""


def _shape_of(argument: str, module: Any) -> Shape:
    ask = getattr(type(module), "__morphology__", None)
    if ask is None:
        raise BadType(
            f"{argument} must be a module or a view of one, not {module!r} "
            f"of type {type(module).__name__}."
        )
    shape: Shape = ask(module)
    return shape


def morph_delete(module_view: Any) -> Any:
    """Return a cell without the branches in view.

    Parameters
    ----------
    module_view : View
        Whole branches of a cell. The cell itself is not changed.

    Returns
    -------
    Cell
        With the parameters, mechanisms and groups of what is left. Branches that met at a
        deleted one stay joined there.

    Raises
    ------
    BadType
        If it is not a view of a cell.
    BadArgument
        If the view covers part of a branch or the whole cell, or if the cell has inputs,
        recordings or trainables.

    Examples
    --------
    >>> import spineax as sx
    >>> cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0, 0, 1])
    >>> sx.morphology.morph_delete(cell.branch([1, 3])).shape
    (2, 4)
    """
    return _shape_of("module_view", module_view).deleted()


def morph_connect(module_view1: Any, module_view2: Any) -> Any:
    """Return the cell that two cells make when joined at their ends.

    Parameters
    ----------
    module_view1, module_view2 : View
        One end of a branch each: ``cell.branch(i).loc(1.0)`` or ``.loc(0.0)``. The second cell
        is turned to grow from the joint, and moved there. So is the second of two trees of one
        cell; two free ends of one tree close a ring.

    Returns
    -------
    Cell
        Branches of the first cell or tree come first. Parameters, mechanisms and groups of both
        come along.

    Raises
    ------
    BadType
        If the arguments are not views of cells.
    BadArgument
        If a view is no end of one branch, a cell has inputs, recordings or trainables, or a
        ring would close where other branches meet.
    BadMorphology
        If the second cell cannot be turned.

    Notes
    -----
    A ring closes by the axial conductance that its two ends have now, as one more
    ``gap_conductance``: it does not follow later changes of their shape or resistivity, and
    diffused ions do not pass there.

    Examples
    --------
    >>> import spineax as sx
    >>> cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0, 0])
    >>> stub = sx.Cell(sx.Branch(ncomp=1), parents=[-1])
    >>> longer = sx.morphology.morph_connect(cell.branch(2).loc(1.0), stub.branch(0).loc(0.0))
    >>> longer.comb_parents.tolist()
    [-1, 0, 0, 2]
    """
    first = _shape_of("module_view1", module_view1)
    return first.connected(_shape_of("module_view2", module_view2))


def distance_direct(startpoint: Any, endpoints: Any) -> FloatArray:
    """Return straight distances from one compartment to others.

    Parameters
    ----------
    startpoint : View
        One compartment.
    endpoints : View
        ``k`` compartments of the same module.

    Returns
    -------
    array (k,), um
        Between centres, in the order of ``endpoints.nodes``.

    Raises
    ------
    BadArgument
        If ``startpoint`` is not one compartment, or the modules differ.

    Examples
    --------
    >>> import spineax as sx
    >>> cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1])
    >>> sx.morphology.distance_direct(cell.branch(0).comp(0), cell).tolist()
    [0.0, 10.0]
    """
    start = _shape_of("startpoint", startpoint)
    return start.direct(_shape_of("endpoints", endpoints))


def distance_pathwise(startpoint: Any, endpoints: Any) -> FloatArray:
    """Return distances along the tree from one compartment to others.

    Parameters
    ----------
    startpoint : View
        One compartment.
    endpoints : View
        ``k`` compartments of the same module.

    Returns
    -------
    array (k,), um
        From centre to centre, in the order of ``endpoints.nodes``; infinite where there is
        no path.

    Raises
    ------
    BadArgument
        If ``startpoint`` is not one compartment, or the modules differ.

    Examples
    --------
    >>> import spineax as sx
    >>> cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0])
    >>> sx.morphology.distance_pathwise(cell.branch(0).comp(0), cell.branch(1)).tolist()
    [20.0, 30.0]
    """
    start = _shape_of("startpoint", startpoint)
    return start.pathwise(_shape_of("endpoints", endpoints))


def d_lambda(module: Any, d_lambda: float = 0.1, frequency: float = 100.0) -> IntArray:
    """Return how many compartments each branch needs by the d_lambda rule.

    Parameters
    ----------
    module : Cell, Branch, or a view of one
        Its resistivity and capacitance count.
    d_lambda : float
        Longest compartment as a fraction of the length constant.
    frequency : float, Hz

    Returns
    -------
    int array (b,)
        For each branch in view; ``cell.set_ncomp(d_lambda(cell))`` applies it.

    Notes
    -----
    Hines and Carnevale (2001), The Neuroscientist 7:123.

    Examples
    --------
    >>> import spineax as sx
    >>> cell = sx.Cell(sx.Branch(ncomp=1), parents=[-1, 0, 0])
    >>> cell.set("length", [50.0, 200.0, 400.0])
    >>> sx.morphology.d_lambda(cell).tolist()
    [9, 37, 71]
    """
    return _shape_of("module", module).d_lambda(d_lambda, frequency)
