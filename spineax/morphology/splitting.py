"""Cut polylines at equal arc lengths, all branches of a cell at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from spineax._types import BoolArray, FloatArray, IntArray
from spineax.morphology.chains import Parts


@dataclass(frozen=True, eq=False)
class Refined:
    """Polylines with the points put in at which they are to be cut.

    Parameters
    ----------
    points : array (m, 4), um
        All points of all branches, branch by branch.
    position : array (m,), um
        Arc length from the start of the branch.
    branch : array (m,), int
    piece : array (m,), int
        Piece of the branch that the segment after the point belongs to.
    is_cut : array (m,), bool
        The point was put in.
    """

    points: FloatArray
    position: FloatArray
    branch: IntArray
    piece: IntArray
    is_cut: BoolArray


def refine(polylines: Sequence[FloatArray], n_pieces: IntArray) -> Refined:
    """Put in the points that cut each polyline into pieces of equal arc length.

    Parameters
    ----------
    polylines : sequence of array (n_points, 4), um
        At least two points each.
    n_pieces : array (b,), int
        Pieces of each, at least 1.

    Returns
    -------
    Refined
        Radii and coordinates at cuts are interpolated linearly.

    Examples
    --------
    >>> line = np.array([[0.0, 0, 0, 1], [4, 0, 0, 3]])
    >>> refine([line], np.array([2])).points[1].tolist()
    [2.0, 0.0, 0.0, 2.0]
    """
    points = np.concatenate(polylines)
    counts = np.array([len(line) for line in polylines])
    last = np.cumsum(counts) - 1
    steps = np.sqrt((np.diff(points[:, :3], axis=0) ** 2).sum(axis=1))
    starts = last + 1 - counts
    # Summed branch by branch: one sum over the cell would lose digits of short branches.
    position = np.concatenate(
        [np.append(0.0, np.cumsum(steps[a:b])) for a, b in zip(starts, last, strict=True)]
    )
    branch = np.repeat(np.arange(len(counts)), counts)

    n_cuts = n_pieces - 1
    cuts_before = np.cumsum(n_cuts) - n_cuts
    cut_branch = np.repeat(np.arange(len(counts)), n_cuts)
    number = np.arange(1, len(cut_branch) + 1) - cuts_before[cut_branch]
    cut_position = position[last][cut_branch] * number / n_pieces[cut_branch]

    n = len(points)
    all_positions = np.append(position, cut_position)
    all_branches = np.append(branch, cut_branch)
    is_cut = np.arange(len(all_positions)) >= n
    order = np.lexsort((is_cut, all_positions, all_branches))
    segment = np.empty(len(order), dtype=np.int64)
    segment[order] = np.maximum.accumulate(np.where(is_cut[order], -1, order))
    segment = np.minimum(segment[n:], n - 2)
    step = steps[segment]
    way = cut_position - position[segment]
    share = np.where(step > 0.0, way / np.where(step > 0.0, step, 1.0), 0.0)
    cuts = points[segment] + share[:, None] * (points[segment + 1] - points[segment])

    sorted_cut = is_cut[order]
    sorted_branch = all_branches[order]
    return Refined(
        np.concatenate([points, cuts])[order],
        all_positions[order],
        sorted_branch,
        np.cumsum(sorted_cut) - cuts_before[sorted_branch],
        sorted_cut,
    )


def split_long(parts: Parts, longest: float) -> Parts:
    """Split branches longer than ``longest`` into the fewest equal pieces.

    Parameters
    ----------
    parts : tuple
        Polylines, parents, attachments and types.
    longest : float, um

    Returns
    -------
    tuple
        The same of the pieces, in the order of their branches.
    """
    xyzr, parent, attach, type_id = parts
    line = np.array([len(points) > 1 for points in xyzr])
    length = np.array([polyline_length(points) for points in xyzr])
    # A branch of exactly k times the limit is k pieces in spite of rounding.
    n_pieces = np.where(line, np.ceil(length / longest * (1.0 - 1e-12)), 1).astype(np.int64)
    n_pieces = np.maximum(n_pieces, 1)
    first = np.cumsum(n_pieces) - n_pieces
    last = np.cumsum(n_pieces) - 1
    pieces: list[FloatArray] = []
    new_parent = np.arange(-1, n_pieces.sum() - 1)
    new_attach = np.ones(n_pieces.sum())
    for branch, points in enumerate(xyzr):
        pieces += _pieces(points, int(n_pieces[branch]))
        above = parent[branch]
        end = first[above] if attach[branch] == 0.0 else last[above]
        new_parent[first[branch]] = -1 if above < 0 else end
    new_attach[first] = attach
    return pieces, new_parent, new_attach, np.repeat(type_id, n_pieces)


def polyline_length(points: FloatArray) -> float:
    """Return the length of a polyline, um; 0 for one point."""
    return float(np.sqrt((np.diff(points[:, :3], axis=0) ** 2).sum(axis=1)).sum())


def _pieces(points: FloatArray, number: int) -> list[FloatArray]:
    if number == 1:
        return [points]
    fine = refine([points], np.array([number]))
    cuts = np.flatnonzero(fine.is_cut)
    bounds = [0, *cuts.tolist(), len(fine.points) - 1]
    return [fine.points[a : b + 1] for a, b in pairwise(bounds)]
