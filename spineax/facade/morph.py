"""What a module answers when ``spineax.morphology`` asks for its shape."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from spineax._types import FloatArray, IntArray
from spineax.errors import BadArgument, BadType
from spineax.morphology import DLambda
from spineax.morphology.distances import edge_lengths, path_distances, straight_distances
from spineax.morphology.samples import tree_of
from spineax.plan.blueprint import CENTRES, Blueprint
from spineax.plan.extract import extracted
from spineax.plan.graft import grafted, trees_joined
from spineax.plan.selection import Selection
from spineax.verbs.closing import closed
from spineax.verbs.compartments import numbers_by_policy


@dataclass(frozen=True, eq=False)
class ModuleShape:
    """The shape of a module, or of the part of it that is in view.

    Parameters
    ----------
    blueprint : Blueprint
    selection : Selection
    cell : callable
        Makes a Cell of a blueprint.
    module : object
        The same for all views of one module.
    """

    blueprint: Blueprint
    selection: Selection
    cell: Callable[[Blueprint], Any]
    module: Any

    def deleted(self) -> Any:
        """Return the cell without the branches in view."""
        blueprint = self.blueprint
        _check_free_cell(blueprint, "morph_delete")
        gone = np.unique(self.selection.comps)
        whole = int(blueprint.layout.ncomp[self.selection.branches].sum())
        if len(gone) != whole:
            raise BadArgument(
                f"{len(gone)} of the {whole} compartments of these branches are in view: "
                "morph_delete takes whole branches, as cell.branch([1, 2])."
            )
        kept = np.setdiff1d(np.arange(blueprint.layout.n), gone)
        if len(kept) == 0:
            raise BadArgument("The whole cell is in view: nothing would be left of it.")
        return self.cell(extracted(blueprint, kept, np.zeros(0, np.int64), "cell"))

    def connected(self, other: Any) -> Any:
        """Return the cell that the ends in view make when joined: of one tree, a ring."""
        for shape in (self, other):
            _check_free_cell(shape.blueprint, "morph_connect")
        a, b = self.blueprint, other.blueprint
        branch, end = _end_of(self.selection)
        other_branch, other_end = _end_of(other.selection)
        if self.module is other.module:
            tree = tree_of(a.layout.parent)
            if tree[branch] == tree[other_branch]:
                return self.cell(closed(a, (branch, end), (other_branch, other_end)))
            return self.cell(trees_joined(a, branch, end, other_branch, other_end))
        return self.cell(grafted(a, branch, end, b, other_branch, other_end))

    def direct(self, other: Any) -> FloatArray:
        """Return straight distances from the compartment in view, um."""
        start, ends = self._start(other), other.selection.comps
        nodes = self.blueprint.nodes
        xyz = np.stack([nodes[axis].values for axis in CENTRES], axis=1)
        return straight_distances(xyz[start], xyz[ends])

    def pathwise(self, other: Any) -> FloatArray:
        """Return distances along the tree from the compartment in view, um."""
        start, joints = self._start(other), self.blueprint.layout.joints
        length = self.blueprint.nodes["length"].values
        edges = edge_lengths(length, joints.half_i, joints.half_j)
        every = path_distances(start, joints.edge_i, joints.edge_j, edges, joints.n_nodes)
        return np.asarray(every[other.selection.comps])

    def d_lambda(self, d_lambda: float, frequency: float) -> IntArray:
        """Return the number of compartments of each branch in view."""
        rule = DLambda(d_lambda, frequency)
        return numbers_by_policy(self.blueprint, self.selection.branches, rule)

    def _start(self, other: Any) -> int:
        if other.blueprint is not self.blueprint:
            raise BadArgument("startpoint and endpoints are in different modules.")
        comps = self.selection.comps
        if len(comps) != 1:
            raise BadArgument(
                f"startpoint has {len(comps)} compartments. Choose one, as cell.branch(0).loc(0.0)."
            )
        return int(comps[0])


def _check_free_cell(blueprint: Blueprint, what: str) -> None:
    if blueprint.kind != "cell":
        raise BadType(f"{what} takes views of a Cell, not of a {blueprint.kind}.")
    uses = {
        "inputs": (blueprint.inputs, "delete_stimuli() and delete_clamps()"),
        "recordings": (blueprint.probes, "delete_recordings()"),
        "trainables": (blueprint.shares, "delete_trainables()"),
        "synapses": (blueprint.synapses, "a cell without synapses"),
    }
    for name, (present, cure) in uses.items():
        if present:
            raise BadArgument(
                f"The cell has {name}, which {what} would misplace. Use {cure} first, and add "
                "them to the new cell."
            )


def _end_of(selection: Selection) -> tuple[int, float]:
    """Return the branch in view, and which of its ends is meant."""
    comps, layout = selection.comps, selection.layout
    advice = "Choose one end of one branch, as cell.branch(2).loc(1.0)."
    if len(comps) != 1:
        raise BadArgument(f"{len(comps)} compartments are in view. {advice}")
    branch, comp = int(layout.branch[comps[0]]), int(layout.comp[comps[0]])
    last = int(layout.ncomp[branch]) - 1
    if selection.place is not None and selection.place in (0.0, 1.0):
        return branch, float(selection.place)
    if comp not in (0, last) or last == 0 or selection.place is not None:
        raise BadArgument(f"Which end of branch {branch} is meant is not known. {advice}")
    return branch, 1.0 if comp == last else 0.0
