"""Write sections, samples or traced graphs as SWC text."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np

from spineax.errors import BadArgument, BadType
from spineax.morphology.branches import Sections
from spineax.morphology.graph import samples_of
from spineax.morphology.retrace import retraced
from spineax.morphology.samples import Samples

HEADER = "# id type x y z radius parent\n"


def swc_text(source: Any) -> str:
    """Return the SWC text of a neuron.

    Parameters
    ----------
    source : Sections, Samples or networkx.DiGraph

    Returns
    -------
    str
        Samples numbered from 1, with all digits: reading gives the same numbers back.

    Raises
    ------
    BadType
        ``source`` is none of the above.
    BadMorphology
        The graph is not the trace of a neuron.

    Examples
    --------
    >>> from spineax.morphology.graph import from_parents
    >>> print(swc_text(from_parents([-1, 0], [[0, 0, 0], [9, 0, 0]])), end="")
    # id type x y z radius parent
    1 0 0.0 0.0 0.0 1.0 -1
    2 0 9.0 0.0 0.0 1.0 1
    """
    samples = _samples_of(source)
    above = np.where(samples.parent < 0, -1, samples.parent + 1).tolist()
    rows = zip(samples.type.tolist(), samples.xyz.tolist(), samples.r.tolist(), above, strict=True)
    lines = [
        f"{number} {kind} {x!r} {y!r} {z!r} {r!r} {parent}\n"
        for number, (kind, (x, y, z), r, parent) in enumerate(rows, start=1)
    ]
    return HEADER + "".join(lines)


def write_swc(source: Any, fname: str | os.PathLike[str]) -> None:
    """Write a neuron to an SWC file.

    Parameters
    ----------
    source : Sections, Samples or networkx.DiGraph
    fname : str or path
        An existing file is replaced.

    Raises
    ------
    BadType
        ``source`` is no neuron, or ``fname`` no path.
    BadArgument
        The file cannot be written.
    """
    text = swc_text(source)
    if not isinstance(fname, (str, os.PathLike)):
        raise BadType(f"fname is {fname!r} of type {type(fname).__name__}. Pass a path.")
    try:
        Path(fname).write_text(text, encoding="utf-8", newline="\n")
    except (OSError, ValueError) as error:
        raise BadArgument(
            f"Cannot write {str(fname)!r}: {error}. Pass a path in a folder that exists."
        ) from error


def _samples_of(source: Any) -> Samples:
    if isinstance(source, Sections):
        return retraced(source)
    if isinstance(source, Samples):
        return source
    return samples_of(source)
