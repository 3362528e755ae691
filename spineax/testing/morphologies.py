"""Hypothesis strategies for traced neurons: samples, graphs and SWC texts.

A tree is a list of whole numbers: entry k names the parent of sample k, counted from any
number by its remainder. So every draw is valid and shrinks to a single sample.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from spineax.morphology import Samples, from_parents, swc_text, to_networkx

# A coarse grid makes samples fall on the same place now and then, as in real files.
_GRID = st.integers(-20, 20).map(lambda k: 2.5 * k)
_ANYWHERE = st.floats(-500.0, 500.0, allow_nan=False).map(lambda x: round(x, 3))
_RADIUS = st.sampled_from([0.1, 0.25, 0.5, 1.0, 2.0, 7.5])
_TYPE = st.sampled_from([1, 1, 3, 3, 3, 4, 4, 2, 0, 5, 6])


@st.composite
def traced_samples(
    draw: st.DrawFn, /, max_samples: int = 30, *, trees: int = 2, distinct: bool = False
) -> Samples:
    """Draw the samples of a neuron, somata and types anywhere.

    Parameters
    ----------
    max_samples : int
    trees : int
        At most this many roots.
    distinct : bool
        Whether no two samples lie at the same place.

    Examples
    --------
    >>> import warnings
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore")
    ...     neuron = traced_samples().example()
    >>> bool((neuron.parent < np.arange(len(neuron))).all())
    True
    """
    place = st.tuples(_ANYWHERE, _ANYWHERE, _ANYWHERE)
    if not distinct:
        place = place | st.tuples(_GRID, _GRID, st.just(0.0))
    row = st.tuples(st.integers(0, 2**16), place, _RADIUS, _TYPE)
    unique = (lambda one: one[1]) if distinct else None
    rows = draw(st.lists(row, min_size=1, max_size=max_samples, unique_by=unique))
    roots = draw(st.integers(1, trees))
    parent = [-1 if k < roots else number % k for k, (number, *_) in enumerate(rows)]
    _, places, radii, types = zip(*rows, strict=True)
    return from_parents(parent, np.array(places, dtype=float), radii, types)


def morphologies(max_samples: int = 30, **options: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for traced graphs, as in ``traced_samples``.

    Parameters
    ----------
    max_samples : int
    **options
        ``trees`` and ``distinct``.
    """
    return traced_samples(max_samples, **options).map(to_networkx)


@st.composite
def swc_texts(draw: st.DrawFn, /, max_samples: int = 30, **options: Any) -> str:
    """Draw the text of an SWC file in one of its legal spellings.

    Parameters
    ----------
    max_samples : int
    **options
        ``trees`` and ``distinct``.
    """
    text = swc_text(draw(traced_samples(max_samples, **options)))
    lines = text.splitlines()
    if draw(st.booleans()):
        lines = ["", "# a comment", *lines[1:]]
    if draw(st.booleans()):
        lines = [line.replace(" ", "\t") + " # traced" for line in lines]
    if draw(st.booleans()):
        lines = [line if line.startswith("#") else f" {line} 0 0.5" for line in lines if line]
    ending = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    return draw(st.sampled_from(["", "\ufeff"])) + ending.join(lines) + ending


@st.composite
def broken_swc_texts(draw: st.DrawFn, /, max_samples: int = 12) -> str:
    """Draw an SWC text with words replaced, repeated, or cut off, legal or not.

    Parameters
    ----------
    max_samples : int
    """
    words = draw(swc_texts(max_samples)).replace("\t", " ").split(" ")
    junk = st.sampled_from(
        ["", "nan", "-inf", "1e400", "-1", "0", "1.5", "abc", "1,5", ",", "\n", "#", "\x00", "1_0"]
    ) | st.text(max_size=3)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(words) - 1))
        how = draw(st.sampled_from(["replace", "insert", "delete", "copy"]))
        if how == "replace":
            words[place] = draw(junk)
        elif how == "insert":
            words.insert(place, draw(junk))
        elif how == "copy":
            words[place] = words[draw(st.integers(0, len(words) - 1))]
        elif len(words) > 1:
            del words[place]
    return " ".join(words) + "\n"
