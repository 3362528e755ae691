"""The checks of an SWC table, each a function of one fault.

Each raises ``BadMorphology`` with file and line, or returns the sentences that say
what it mended.
"""

from __future__ import annotations

import numpy as np

from spineax._types import BoolArray, FloatArray, IntArray
from spineax.errors import BadMorphology
from spineax.morphology.report import segment_lengths
from spineax.morphology.samples import SOMA, Samples
from spineax.morphology.swc_text import COLUMNS

#: Membrane that no neuron has, um2: the largest motoneurons have about 1e6.
LARGEST_AREA = 1e7
#: Integers above this are not exact in a double.
LARGEST_ID = 2.0**53


def check_numbers(table: FloatArray, line: IntArray, name: str) -> None:
    """Raise where a number is NaN or infinite."""
    rows, columns = np.nonzero(~np.isfinite(table))
    if len(rows):
        raise BadMorphology(
            f"{name}, line {line[rows[0]]}: the {COLUMNS[columns[0]]} is "
            f"{table[rows[0], columns[0]]}. Give a finite number or delete the sample."
        )


def whole(table: FloatArray, column: int, line: IntArray, name: str) -> IntArray:
    """Return a column of whole numbers as integers; ``1.0`` is one."""
    values = table[:, column]
    bad = (values != np.floor(values)) | (np.abs(values) >= LARGEST_ID)
    if column == 1:
        bad |= values < 0
    if bad.any():
        row = int(np.argmax(bad))
        kind = "a whole number from 0" if column == 1 else "a whole number below 2**53"
        raise BadMorphology(
            f"{name}, line {line[row]}: the {COLUMNS[column]} is {values[row]:g}. "
            f"It has to be {kind}; correct the line."
        )
    return values.astype(np.int64)


def settle_duplicates(
    table: FloatArray, ids: IntArray, parents: IntArray, line: IntArray, name: str
) -> tuple[BoolArray, IntArray, tuple[str, ...]]:
    """Join lines that repeat a sample; raise where they contradict each other.

    A sample that is given twice, once as a root and once with a parent, is how some
    tracers write that a second piece continues the first: the two are joined.

    Returns
    -------
    keep : array (n,), bool
    parents : array (n,), int
        With the parent that the repeated line gives.
    repairs : tuple of str
    """
    keep = np.ones(len(ids), dtype=bool)
    repairs: list[str] = []
    order = np.argsort(ids, kind="stable")
    again = np.flatnonzero(ids[order][1:] == ids[order][:-1])
    if not len(again):
        return keep, parents, ()
    parents = parents.copy()
    # Backwards, so that what a third line says reaches the first one, which is kept.
    for earlier, later in zip(order[again][::-1], order[again + 1][::-1], strict=True):
        same = np.array_equal(table[earlier, 1:6], table[later, 1:6])
        given = {int(p) for p in (parents[earlier], parents[later]) if p >= 0}
        if not same or len(given) > 1:
            raise BadMorphology(
                f"{name}, line {line[later]}: sample {ids[later]} is on line {line[earlier]} "
                "already, with other values. Give one of them a new id, or delete it."
            )
        keep[later] = False
        parents[earlier] = given.pop() if given else -1
        repairs.append(
            f"line {line[later]}: sample {ids[later]} repeats line {line[earlier]}; "
            "the two were joined."
        )
    return keep, parents, tuple(repairs)


def check_radii(r: FloatArray, line: IntArray, name: str, min_radius: float | None) -> None:
    """Raise where a radius is negative, or zero without a ``min_radius``."""
    bad = (r < 0) if min_radius is not None else (r <= 0)
    if bad.any():
        row = int(np.argmax(bad))
        more = f" ({bad.sum()} such lines)" if bad.sum() > 1 else ""
        help_ = "Correct it." if r[row] < 0 else "Correct it, or pass min_radius (um)."
        raise BadMorphology(
            f"{name}, line {line[row]}: the radius is {r[row]:g} um{more}. It has to be "
            f"positive. {help_}"
        )


def parent_positions(
    ids: IntArray, parents: IntArray, line: IntArray, name: str
) -> tuple[IntArray, tuple[str, ...]]:
    """Return the position of each parent, -1 at roots, of a table without cycles.

    Raises
    ------
    BadMorphology
        A parent is missing, a sample is its own parent, or parents run in a circle.
    """
    order = np.argsort(ids)
    place = np.minimum(np.searchsorted(ids[order], parents), len(ids) - 1)
    found = ids[order][place] == parents
    # A file may number from 0, or from below; then such a parent is a sample.
    root = ~found & (parents <= 0)
    missing = ~found & ~root
    if missing.any():
        row = int(np.argmax(missing))
        raise BadMorphology(
            f"{name}, line {line[row]}: the parent {parents[row]} of sample {ids[row]} is not "
            "in the file. Add it, or make the sample a root (parent -1)."
        )
    position = np.where(root, -1, order[place])
    itself = position == np.arange(len(ids))
    if itself.any():
        row = int(np.argmax(itself))
        raise BadMorphology(
            f"{name}, line {line[row]}: sample {ids[row]} is its own parent. "
            "Give it the id of the sample before it, or -1 to make it a root."
        )
    _check_cycles(position, ids, line, name)
    odd = np.flatnonzero(root & (parents != -1))
    repairs = tuple(
        f"line {line[row]}: the parent {parents[row]} of sample {ids[row]} is no sample; "
        "it was read as a root."
        for row in odd[:3]
    )
    return position, repairs


def _check_cycles(position: IntArray, ids: IntArray, line: IntArray, name: str) -> None:
    n = len(position)
    # After n steps up, all that is not in or below a circle has passed its root.
    above = np.append(position, -1)
    for _ in range(n.bit_length()):
        above = above[above]
    if (above < 0).all():
        return
    start = int(above[above >= 0][0])
    circle = [start]
    while (following := int(position[circle[-1]])) != start:
        circle.append(following)
    low = min(circle, key=lambda row: int(line[row]))
    raise BadMorphology(
        f"{name}, line {line[low]}: the parents of sample {ids[low]} lead back to itself, over "
        f"{len(circle)} samples. Correct one of them, or make one a root (parent -1)."
    )


def suspicions(samples: Samples) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return sentences on what was read as it is but looks wrong, and on what is rare.

    Returns
    -------
    doubtful, notes : tuple of str
    """
    doubtful: list[str] = []
    notes: list[str] = []
    n_trees = int((samples.parent < 0).sum())
    if n_trees > 1:
        lines = ", ".join(str(k) for k in samples.line[samples.parent < 0][:5])
        notes.append(
            f"{n_trees} roots (lines {lines}{', ...' if n_trees > 5 else ''}): "
            "several trees in one cell, not connected. Join them with "
            "spineax.morphology.morph_connect, or give all but one root a parent in the file."
        )
    tops = soma_tops(samples)
    if len(np.unique(samples.parent[tops])) > 1 or (samples.parent[tops] < 0).sum() > 1:
        lines = ", ".join(str(k) for k in samples.line[tops][:5])
        doubtful.append(
            f"{len(tops)} somata that do not touch (lines {lines}) were kept; "
            "a neuron has one. The first is branch 0."
        )
    area = np.pi * float((segment_lengths(samples) * 2.0 * samples.r).sum())
    if area > LARGEST_AREA:
        doubtful.append(
            f"about {area:.1e} um2 of membrane: the coordinates are probably in nm. "
            "Nothing was changed; multiply x, y, z and radius by 1e-3."
        )
    return tuple(doubtful), tuple(notes)


def soma_tops(samples: Samples) -> IntArray:
    """Return the soma samples whose parent is no soma sample, in sample order."""
    soma = samples.type == SOMA
    return np.flatnonzero(soma & ~(soma[samples.parent] & (samples.parent >= 0)))
