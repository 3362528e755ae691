"""Read SWC files: from text to checked samples and a report of what was mended.

The spelling of a line is the matter of ``swc_text.py``, the shape of the tree is
checked in ``swc_checks.py``. Nothing here cuts or reorders a neuron.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from spineax.errors import MorphologyRepaired, warn
from spineax.morphology.checks import check_min_radius
from spineax.morphology.report import Report, report_on
from spineax.morphology.samples import Samples, preorder
from spineax.morphology.swc_checks import (
    check_numbers,
    check_radii,
    parent_positions,
    settle_duplicates,
    suspicions,
    whole,
)
from spineax.morphology.swc_text import columns_of, text_of


def read_samples(source: Any, *, min_radius: float | None = None) -> tuple[Samples, Report]:
    r"""Read the traced samples of an SWC file.

    Parameters
    ----------
    source : str, path or open file
        A path, an open file, or the text of the file (it has a line break).
    min_radius : float, um, optional
        With it, radii of zero are accepted, for ``cut`` raises them to ``min_radius``.

    Returns
    -------
    samples : Samples
        Parents before children, in the order of the file where that is so already.
    report : Report
        Counts, lengths and all repairs.

    Raises
    ------
    BadMorphology
        The file cannot be the trace of a neuron; the message names file and line.
    BadArgument
        No such file, or ``min_radius`` is not positive.
    BadType
        ``source`` is no path, file or text.

    Warns
    -----
    MorphologyRepaired
        Something was mended, or looks wrong; ``report.repairs`` says what.

    Examples
    --------
    >>> samples, report = read_samples("1 1 0 0 0 5 -1\n2 3 10 0 0 1 1\n3 3 20 0 0 1 2\n")
    >>> samples.parent
    array([-1,  0,  1])
    >>> report
    <text>: 3 samples in 1 tree(s), 20 um (soma 1, basal 2)
    """
    check_min_radius(min_radius)
    text, name = text_of(source)
    table, line, spelled = columns_of(text, name)
    check_numbers(table, line, name)
    ids = whole(table, 0, line, name)
    types = whole(table, 1, line, name)
    parents = whole(table, 6, line, name)
    keep, parents, joined = settle_duplicates(table, ids, parents, line, name)
    ids, types, parents, line, table = (
        ids[keep],
        types[keep],
        parents[keep],
        line[keep],
        table[keep],
    )
    check_radii(table[:, 5], line, name, min_radius)
    parent, rooted = parent_positions(ids, parents, line, name)
    samples = Samples(ids, types, table[:, 2:5], table[:, 5], parent, line, name)
    if not (parent < np.arange(len(parent))).all():
        samples = samples.take(preorder(parent))
    doubtful, notes = suspicions(samples)
    report = report_on(samples, (*spelled, *joined, *rooted, *doubtful), notes)
    for sentence in report.repairs:
        warn(f"{name}: {sentence}", MorphologyRepaired)
    return samples, report
