"""The kinds of modules: constructors only; every verb is in ``Module``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from spineax._types import FloatArray
from spineax.errors import BadArgument, BadType, NotAForest, ShapeMismatch
from spineax.facade.lift import current
from spineax.facade.module import Module
from spineax.facade.morph import ModuleShape
from spineax.facade.simulate import simulate
from spineax.plan.assemble import assemble
from spineax.plan.blueprint import COMPARTMENT_PARAMS, COMPARTMENT_STATES, Blueprint, compartment
from spineax.plan.layout import Layout, check_parents
from spineax.plan.selection import Selection
from spineax.verbs.coordinates import with_drawn_coordinates
from spineax.verbs.numbers import numbers


class Kind(Module):
    """What the four kinds of modules share."""

    simulate = simulate

    def _view(self, selection: Selection) -> View:
        return View(self, selection)

    def _new(self, blueprint: Blueprint) -> Module:
        if blueprint.kind != self._ref.value.kind:
            return made_of(blueprint)
        module = made_of(blueprint, type(self))
        # A subclass may have attributes of its own.
        vars(module).update({**vars(self), **vars(module), "_scope": self._scope})
        return module

    def __morphology__(self) -> ModuleShape:
        return ModuleShape(*current(self), made_of, self._ref)


class View(Module):
    """The part of a module that is in view; what is edited here is edited there.

    Parameters
    ----------
    base : Module
    selection : Selection
    """

    def __init__(self, base: Module, selection: Selection) -> None:
        self._base = base
        self._ref = base._ref
        self._part = selection
        self._scope = selection.scope
        self._all = None

    @property
    def base(self) -> Module:
        """The module that this is a view of."""
        return self._base

    simulate = simulate

    def _title(self) -> str:
        return f"View of {type(self._base).__name__}"

    def _view(self, selection: Selection) -> View:
        return View(self._base, selection)

    def _new(self, blueprint: Blueprint) -> Module:
        return self._base._new(blueprint)

    def __morphology__(self) -> ModuleShape:
        return ModuleShape(*current(self), made_of, self._ref)


class Compartment(Kind):
    """A single compartment: a cylinder 10 um long, of radius 1 um.

    Examples
    --------
    >>> import spineax as sx
    >>> sx.Compartment().shape
    ()
    """

    compartment_params: ClassVar[dict[str, float]] = dict(COMPARTMENT_PARAMS)
    compartment_states: ClassVar[dict[str, float]] = dict(COMPARTMENT_STATES)

    def __init__(self) -> None:
        super().__init__(with_drawn_coordinates(compartment()))


class Branch(Kind):
    """An unbranched cable of compartments.

    Parameters
    ----------
    compartments : Compartment or list of Compartment, optional
        One for all, or each with its own values and channels.
    ncomp : int, optional
        How many, where one compartment (or none) is given.

    Raises
    ------
    BadType, BadArgument
        If the compartments are none, or their number is not known.

    Examples
    --------
    >>> import spineax as sx
    >>> sx.Branch(sx.Compartment(), ncomp=4).shape
    (4,)
    """

    branch_params: ClassVar[dict[str, float]] = {}
    branch_states: ClassVar[dict[str, float]] = {}

    def __init__(
        self,
        compartments: Compartment | Sequence[Compartment] | None = None,
        ncomp: int | None = None,
    ) -> None:
        if isinstance(compartments, Compartment) and ncomp is None:
            raise BadArgument("One compartment was given: say how many of it with ncomp=...")
        number_of = 1 if ncomp is None else ncomp
        parts = _parts(compartments, (Compartment,), number_of, "ncomp")
        number = np.array([len(parts)])
        layout = Layout.of_branches(number, np.array([-1]))
        super().__init__(with_drawn_coordinates(assemble("branch", parts, layout)))


class Cell(Kind):
    """A tree of branches.

    Parameters
    ----------
    branches : Branch or list of Branch, optional
        One for all, or each with its own values and number of compartments. A Compartment
        counts as a branch of one.
    parents : list of int, optional
        Parent of each branch; -1 for the first, and parents before children.
    xyzr : list of arrays (n_points, 4), um, optional
        Traced points of each branch, for pictures.

    Raises
    ------
    NotAForest
        If the parents do not make a tree.
    BadType, BadArgument, ShapeMismatch
        If branches, parents and coordinates do not fit.

    Examples
    --------
    >>> import spineax as sx
    >>> sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0, 0]).shape
    (3, 6)
    """

    cell_params: ClassVar[dict[str, float]] = {}
    cell_states: ClassVar[dict[str, float]] = {}

    def __init__(
        self,
        branches: Branch | Compartment | Sequence[Branch | Compartment] | None = None,
        parents: Sequence[int] | None = None,
        xyzr: Sequence[FloatArray] | None = None,
    ) -> None:
        if parents is None:
            if branches is not None:
                raise BadArgument(
                    "Branches were given without parents: pass parents=[-1, ...], one for each."
                )
            parents = [-1]
        parent = check_parents(parents)
        if (parent[1:] < 0).any():
            raise NotAForest("A cell has one root: only the first parent may be -1.")
        parts = _parts(branches, (Branch, Compartment), len(parent), "parents")
        if len(parts) != len(parent):
            raise ShapeMismatch(
                f"{len(parts)} branches were given with {len(parent)} parents: one for each."
            )
        listed = isinstance(xyzr, list | tuple | np.ndarray)
        if xyzr is not None and (not listed or len(xyzr) != len(parent)):
            raise ShapeMismatch(f"xyzr must be a list of {len(parent)} arrays, one per branch.")
        layout = Layout.of_branches(np.array([part.layout.n for part in parts]), parent)
        blueprint = assemble("cell", parts, layout)
        points = () if xyzr is None else tuple(_traced_points(p) for p in xyzr)
        super().__init__(with_drawn_coordinates(blueprint, points))


class Network(Kind):
    """Cells that may be connected by synapses.

    Parameters
    ----------
    cells : list of Cell
        Or of compartments and branches, as point neurons.
    vectorize_cells : bool, optional
        Accepted for compatibility; cells are always batched.

    Raises
    ------
    BadType
        If ``cells`` is not a list of modules.

    Examples
    --------
    >>> import spineax as sx
    >>> sx.Network([sx.Cell(), sx.Cell()]).shape
    (2, 2, 2)
    """

    network_params: ClassVar[dict[str, float]] = {}
    network_states: ClassVar[dict[str, float]] = {}

    def __init__(self, cells: Sequence[Module], vectorize_cells: bool | None = None) -> None:
        listed = isinstance(cells, list | tuple) and len(cells) > 0
        if not listed or not all(isinstance(c, Cell | Branch | Compartment) for c in cells):
            raise BadType(f"Network takes a list of cells, not {cells!r}.")
        parts = [cell._ref.value for cell in cells]
        layouts = [part.layout for part in parts]
        first = np.cumsum([0, *(len(layout.parent) for layout in layouts)])
        parent = np.concatenate(
            [
                np.where(lay.parent < 0, -1, lay.parent + k)
                for lay, k in zip(layouts, first, strict=False)
            ]
        )
        layout = Layout(
            np.concatenate([lay.ncomp for lay in layouts]),
            parent,
            np.concatenate([lay.attach for lay in layouts]),
            np.concatenate([lay.nbranch for lay in layouts]),
        )
        blueprint = assemble("network", parts, layout)
        points = tuple(points for part in parts for points in part.xyzr)
        traced = any(part.traced for part in parts)
        blueprint = blueprint.edit(traced=traced)
        super().__init__(with_drawn_coordinates(blueprint, points))


def _traced_points(given: Any) -> FloatArray:
    """Return the traced points of a branch, (n_points, 4) um, after checking them."""
    points = numbers("xyzr", given)
    if points.ndim != 2 or points.shape[1] != 4 or len(points) == 0:
        raise ShapeMismatch(
            f"The points of a branch are an array (n_points, 4) of x, y, z and radius in um, "
            f"not of shape {points.shape}."
        )
    return points


def _parts(
    given: Any, kinds: tuple[type[Kind], ...], number: Any, argument: str
) -> list[Blueprint]:
    """Return the blueprints of the parts of a module; by default the first of ``kinds``."""
    if given is None:
        given = kinds[0]()  # type: ignore[call-arg]
    name = kinds[0].__name__
    if isinstance(given, kinds):
        if isinstance(number, bool) or not isinstance(number, int | np.integer) or number < 1:
            raise BadArgument(f"{argument} must be a whole number above zero, not {number!r}.")
        return [given._ref.value] * int(number)
    if not isinstance(given, list | tuple) or len(given) == 0:
        raise BadType(f"Expected a {name} or a list of them, not {given!r}.")
    for part in given:
        if not isinstance(part, kinds):
            raise BadType(f"Expected a list of {name}, but it holds {part!r}.")
    return [part._ref.value for part in given]


KINDS: dict[str, type[Kind]] = {
    "compartment": Compartment,
    "branch": Branch,
    "cell": Cell,
    "network": Network,
}


def made_of(blueprint: Blueprint, kind: type[Kind] | None = None) -> Kind:
    """Return the module of a blueprint, without building it from parts.

    Parameters
    ----------
    blueprint : Blueprint
    kind : type, optional
        The class; by default that of the blueprint's kind.
    """
    cls = KINDS[blueprint.kind] if kind is None else kind
    module = cls.__new__(cls)
    Module.__init__(module, blueprint)
    return module
