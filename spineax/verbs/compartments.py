"""Compartments: how many each branch has."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from spineax._types import FloatArray, IntArray
from spineax.errors import BadArgument, BadType, SpineaxError, WholeModelOnly
from spineax.morphology import Cylinders, Sections, cut, make_sections, with_min_radius
from spineax.plan.blueprint import CENTRES, GEOMETRY, Blueprint, cylinder
from spineax.plan.coordinates import compartment_centers
from spineax.plan.resample import branch_total, resampled
from spineax.plan.selection import Selection

#: Lengths and radii closer than this (relative) count as equal: they come from sums.
CLOSE = 1e-9


def set_ncomp(
    blueprint: Blueprint,
    selection: Selection,
    ncomp: Any,
    min_radius: float | None = None,
    initialize: bool = True,
) -> Blueprint:
    """Cut the branches in view into another number of compartments.

    Parameters
    ----------
    ncomp : int, int array (b,), or policy
        Compartments of every branch in view: one number for all, one for each, or a policy
        (``morphology.Fixed``, ``MaxLength``, ``DLambda``).
    min_radius : float, um, optional
        No traced radius is taken to be smaller; for branches with a traced shape only.
    initialize : bool
        Accepted for compatibility; nothing is left to do afterwards.

    Raises
    ------
    WholeModelOnly
        On a network: change the cells before they are put together.
    BadArgument
        If the number is not a whole one from 1; if there are inputs, recordings, trainables or
        synapses in the module; if within a branch lengths, radii (without a traced shape),
        mechanisms or their values, capacitance, resistivity or groups differ.

    Notes
    -----
    The branch keeps its length. Where its shape is traced, radius, area, volume and loads are
    integrated anew along the trace. Voltages and annotations are those of the old compartment
    at each new centre. Views of whole branches stay valid.

    Examples
    --------
    >>> import spineax as sx
    >>> cell = sx.Cell(sx.Branch(ncomp=4), parents=[-1, 0, 0])
    >>> cell.branch(0).set_ncomp(1)
    >>> cell.branch(1).set_ncomp(2)
    >>> cell.ncomp_per_branch.tolist()
    [1, 2, 4]
    >>> cell.set_ncomp(3)
    >>> cell.shape
    (3, 9)
    """
    _refuse_uses(blueprint)
    branches = _branches(blueprint, selection)
    numbers = _numbers(blueprint, branches, ncomp)
    order = np.argsort(branches)
    branches, numbers = branches[order], numbers[order]
    if min_radius is not None:
        _check_min_radius(min_radius)
    changed = branches[(numbers != blueprint.layout.ncomp[branches]) | (min_radius is not None)]
    if len(changed) == 0:
        return blueprint
    _check_uniform(blueprint, changed)
    traced = [int(b) for b in changed if _is_as_traced(blueprint, int(b))]
    built = np.setdiff1d(changed, traced)
    _check_shape(blueprint, built)
    every = blueprint.layout.ncomp.copy()
    every[branches] = numbers
    new = resampled(blueprint, every)
    new = _reshaped(new, blueprint, built)
    new = _integrated(new, traced, min_radius) if traced else new
    return _centred(new, changed)


def initialize(blueprint: Blueprint, selection: Selection) -> Blueprint:
    """Do nothing: a module is ready to run after every edit.

    Accepted for compatibility: what has to follow an edit is made when it is first needed.

    Examples
    --------
    >>> import spineax as sx
    >>> cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0])
    >>> cell.branch(0).set_ncomp(4, initialize=False)
    >>> cell.initialize()
    """
    return blueprint


def _refuse_uses(blueprint: Blueprint) -> None:
    if blueprint.kind == "network":
        raise WholeModelOnly(
            "set_ncomp cannot change a network: its cells share one numbering. Call it on each "
            "cell before Network([...]) puts them together."
        )
    if blueprint.kind == "compartment":
        raise BadArgument("A single compartment cannot be cut. Make a Branch(ncomp=...) instead.")
    stimuli = [entry for entry in blueprint.inputs if entry.state == "i"]
    uses = {
        "stimuli": (stimuli, "delete_stimuli()"),
        "clamps": ([e for e in blueprint.inputs if e.state != "i"], "delete_clamps()"),
        "recordings": (blueprint.probes, "delete_recordings()"),
        "trainables": (blueprint.shares, "delete_trainables()"),
    }
    for what, (present, cure) in uses.items():
        if present:
            raise BadArgument(
                f"The module has {what}, whose places would be lost. Call set_ncomp first, or "
                f"{cure} and add them again afterwards."
            )
    if blueprint.n_synapses:
        raise BadArgument(
            "The module has synapses, whose places would be lost. Call set_ncomp before connect."
        )


def _branches(blueprint: Blueprint, selection: Selection) -> IntArray:
    """Return the branches in view, all of whose compartments must be in view."""
    branches = selection.branches
    if len(branches) == 0:
        raise BadArgument("No compartment is in view, so there is nothing to cut.")
    seen = np.unique(selection.comps)
    whole = int(blueprint.layout.ncomp[branches].sum())
    if len(seen) != whole:
        raise BadArgument(
            f"Only {len(seen)} of the {whole} compartments of these branches are in view. "
            "set_ncomp cuts whole branches: cell.branch(i).set_ncomp(...)."
        )
    return branches


def _numbers(blueprint: Blueprint, branches: IntArray, ncomp: Any) -> IntArray:
    """Return the number of compartments for each branch in view."""
    if isinstance(ncomp, type):
        raise BadType(f"{ncomp.__name__} is a class; pass an object, as {ncomp.__name__}(...).")
    try:
        by_policy = hasattr(ncomp, "ncomp")
        numbers = np.asarray(numbers_by_policy(blueprint, branches, ncomp) if by_policy else ncomp)
    except SpineaxError:
        raise
    except Exception as error:
        raise BadType(f"ncomp must be a whole number, not {ncomp!r}.") from error
    if numbers.dtype.kind not in "iu" or numbers.ndim > 1:
        raise BadType(
            f"ncomp must be a whole number, one for each branch, or a policy, not {ncomp!r}."
        )
    if (numbers < 1).any():
        raise BadArgument(f"ncomp must be at least 1, not {ncomp!r}.")
    if numbers.ndim == 1 and len(numbers) != len(branches):
        raise BadArgument(f"{len(numbers)} numbers were given for {len(branches)} branches.")
    return np.broadcast_to(numbers, (len(branches),)).astype(np.int64)


def numbers_by_policy(blueprint: Blueprint, branches: IntArray, policy: Any) -> IntArray:
    """Return how many compartments a policy gives to each of some branches.

    Parameters
    ----------
    blueprint : Blueprint
    branches : int array (k,)
    policy : Policy
        Asked with the mean resistivity and capacitance of each branch.

    Returns
    -------
    int array (k,)
    """
    resistivity, capacitance = (
        _branch_mean(blueprint, key)[branches] for key in ("axial_resistivity", "capacitance")
    )
    parts = shape_of_branches(blueprint, branches)
    return np.asarray(policy.ncomp(parts, axial_resistivity=resistivity, capacitance=capacitance))


def _check_min_radius(min_radius: Any) -> None:
    is_number = isinstance(min_radius, int | float | np.number) and not isinstance(min_radius, bool)
    if not is_number or not 0.0 < min_radius < np.inf:
        raise BadArgument(f"min_radius is {min_radius!r}. Pass a positive number of um, or None.")


def _branch_mean(blueprint: Blueprint, key: str) -> FloatArray:
    layout = blueprint.layout
    return branch_total(layout, blueprint.nodes[key].values) / layout.ncomp


def shape_of_branches(blueprint: Blueprint, branches: IntArray) -> Sections:
    """Return the shape of some branches: traced, or a straight cylinder of mean radius."""
    layout = blueprint.layout
    length = branch_total(layout, blueprint.nodes["length"].values)
    radius = _branch_mean(blueprint, "radius")
    xyzr = []
    for branch in branches.tolist():
        if _is_as_traced(blueprint, branch):
            xyzr.append(blueprint.sections.xyzr[branch])
        else:
            ends = np.zeros((2, 4))
            ends[1, 0], ends[:, 3] = length[branch], radius[branch]
            xyzr.append(ends)
    size = len(branches)
    return make_sections(xyzr, np.full(size, -1), np.ones(size), np.zeros(size, np.int64))


def _of_branch(sections: Sections, branches: list[int]) -> Sections:
    """Return some sections alone, as roots."""
    size = len(branches)
    return make_sections(
        [sections.xyzr[b] for b in branches],
        np.full(size, -1),
        np.ones(size),
        sections.type_id[branches],
    )


def _is_as_traced(blueprint: Blueprint, branch: int) -> bool:
    """Return whether the compartments of a branch still have their traced shape."""
    if blueprint.sections is None:
        return False
    first, count = blueprint.layout.comp_start[branch], blueprint.layout.ncomp[branch]
    traced = cut(_of_branch(blueprint.sections, [branch]), int(count))
    rows = slice(int(first), int(first + count))
    keys = ("length", "radius", *GEOMETRY)
    have = np.stack([blueprint.nodes[key].values[rows] for key in keys])
    shape = np.stack([getattr(traced, key) for key in keys])
    return bool((np.abs(have - shape) <= CLOSE * shape).all())


def _check_uniform(blueprint: Blueprint, branches: IntArray) -> None:
    """Refuse branches in which mechanisms, their values, or groups differ."""
    layout = blueprint.layout
    branches = branches[layout.ncomp[branches] > 1]
    chosen = np.zeros(len(layout.ncomp), dtype=bool)
    chosen[branches] = True
    for what, table in (
        ("mechanism", {name: p.index for name, p in blueprint.mechanisms.items()}),
        ("group", blueprint.groups),
    ):
        for name, index in table.items():
            count = np.bincount(layout.branch[index], minlength=len(chosen))
            partly = np.flatnonzero(chosen & (count > 0) & (count < layout.ncomp))
            if len(partly):
                raise BadArgument(
                    f"The {what} {name!r} covers only {count[partly[0]]} of the "
                    f"{layout.ncomp[partly[0]]} compartments of branch {partly[0]}. Make it cover "
                    f"the whole branch, or none of it; or call set_ncomp before making it."
                )
    keys = ["capacitance", "axial_resistivity"]
    keys += [f"axial_diffusion_{ion}" for ion in blueprint.diffused]
    for placement in blueprint.mechanisms.values():
        keys += [*placement.mechanism.channel_params, *placement.mechanism.channel_states]
    for key in dict.fromkeys(keys):
        _refuse_unequal(blueprint, branches, key, "Set one value for the whole branch")


def _check_shape(blueprint: Blueprint, branches: IntArray) -> None:
    for key in ("length", "radius"):
        _refuse_unequal(
            blueprint,
            branches,
            key,
            "Set one value for the whole branch, or read the shape from an SWC file",
        )


def _refuse_unequal(blueprint: Blueprint, branches: IntArray, key: str, cure: str) -> None:
    start = blueprint.layout.comp_start
    # A mechanism covers all of a branch or nothing, so zeros never meet values.
    dense = blueprint.nodes[key].dense(blueprint.layout.n, 0.0) if len(branches) else np.zeros(0)
    for branch in branches.tolist():
        values = dense[start[branch] : start[branch + 1]]
        if not (np.abs(values - values[0]) <= CLOSE * np.abs(values[0])).all():
            raise BadArgument(
                f"{key!r} differs within branch {branch}: {values[:4].tolist()}. {cure} before "
                "set_ncomp, and the values of the new compartments afterwards."
            )


def _reshaped(new: Blueprint, old: Blueprint, branches: IntArray) -> Blueprint:
    """Return the blueprint whose built branches keep length and radius, as cylinders."""
    layout = new.layout
    rows = np.flatnonzero(np.isin(layout.branch, branches))
    if len(rows) == 0:
        return new
    total = branch_total(old.layout, old.nodes["length"].values)
    branch = layout.branch[rows]
    length = total[branch] / layout.ncomp[branch]
    shapes = {"length": length, **cylinder(length, new.nodes["radius"].get(rows))}
    return new.with_nodes(**{key: new.nodes[key].put(rows, v) for key, v in shapes.items()})


def _centred(new: Blueprint, branches: IntArray) -> Blueprint:
    """Return the blueprint with the centres of the compartments of some branches anew."""
    points = [new.xyzr[branch] for branch in branches.tolist()]
    centres = compartment_centers(points, new.layout.ncomp[branches])
    rows = np.flatnonzero(np.isin(new.layout.branch, branches))
    columns = {axis: new.nodes[axis].put(rows, centres[:, k]) for k, axis in enumerate(CENTRES)}
    return new.with_nodes(**columns)


def _integrated(new: Blueprint, branches: list[int], min_radius: float | None) -> Blueprint:
    """Return the blueprint whose traced branches are cut anew along their trace."""
    layout = new.layout
    parts = with_min_radius(_of_branch(new.sections, branches), min_radius)
    cylinders: Cylinders = cut(parts, layout.ncomp[branches])
    rows = np.flatnonzero(np.isin(layout.branch, branches))
    columns = {
        key: new.nodes[key].put(rows, getattr(cylinders, key))
        for key in ("length", "radius", *GEOMETRY)
    }
    new = new.with_nodes(**columns)
    if min_radius is None:
        return new
    xyzr = list(new.sections.xyzr)
    for branch, points in zip(branches, parts.xyzr, strict=True):
        xyzr[branch] = points
    return new.edit(xyzr=tuple(xyzr), sections=replace(new.sections, xyzr=tuple(xyzr)))
