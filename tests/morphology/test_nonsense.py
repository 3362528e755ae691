"""Rubbish in any argument of the functions on traced neurons: an error of ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from spineax.errors import SpineaxError
from spineax.morphology import (
    connect,
    cut,
    delete_branches,
    from_parents,
    grow_granule,
    grow_interneuron,
    grow_pyramidal,
    make_sections,
    rall_radii,
    read_samples,
    retraced,
    sections,
    sections_from_graph,
    shipped,
    smoothed,
    spanning_arbor,
    swc_text,
    to_networkx,
    wandering,
    with_min_radius,
    write_swc,
)

PLACES = [[0.0, 0, 0], [1, 0, 0]]
LINE = make_sections([np.eye(4)[:2] + 1.0], [-1], [1.0], [3])
POINTS = np.eye(3)

CALLS: dict[str, Callable[[Any], object]] = {
    "read_samples": read_samples,
    "read_samples, min_radius": lambda x: read_samples(shipped("y"), min_radius=x),
    "sections": sections,
    "sections, max_branch_len": lambda x: sections(fork(), max_branch_len=x),
    "sections, relevant_type_ids": lambda x: sections(fork(), relevant_type_ids=x),
    "sections_from_graph": sections_from_graph,
    "cut": lambda x: cut(x, 1),
    "cut, ncomp": lambda x: cut(LINE, x),
    "with_min_radius": lambda x: with_min_radius(x, 1.0),
    "with_min_radius, min_radius": lambda x: with_min_radius(LINE, x),
    "retraced": retraced,
    "to_networkx": to_networkx,
    "swc_text": swc_text,
    "write_swc": lambda x: write_swc(x, "nowhere.swc"),
    "from_parents, parent": lambda x: from_parents(x, PLACES),
    "from_parents, xyz": lambda x: from_parents([-1, 0], x),
    "from_parents, r": lambda x: from_parents([-1, 0], PLACES, r=x),
    "from_parents, type": lambda x: from_parents([-1, 0], PLACES, type=x),
    "delete_branches": lambda x: delete_branches(x, [0]),
    "delete_branches, branches": lambda x: delete_branches(LINE, x),
    "connect, one": lambda x: connect(x, 0, 1.0, LINE, 0, 0.0),
    "connect, branch": lambda x: connect(LINE, x, 1.0, LINE, 0, 0.0),
    "connect, end": lambda x: connect(LINE, 0, x, LINE, 0, 0.0),
    "spanning_arbor, trunk": lambda x: spanning_arbor(x, POINTS),
    "spanning_arbor, carriers": lambda x: spanning_arbor(POINTS, x),
    "spanning_arbor, balance": lambda x: spanning_arbor(POINTS, POINTS, x),
    "smoothed": smoothed,
    "wandering": lambda x: wandering(x, np.random.default_rng(0)),
    "rall_radii": lambda x: rall_radii(x, 1.0),
    "grow_pyramidal": grow_pyramidal,
    "grow_granule": grow_granule,
    "grow_interneuron": grow_interneuron,
    "shipped": shipped,
}
NONSENSE = [object(), "word", [object()], np.zeros((2, 3, 5)), lambda: 3]
IDS = ["object", "word", "list of object", "cube", "function"]


def fork() -> Any:
    return from_parents([-1, 0, 0], [*PLACES, [0, 1, 0]])


@pytest.mark.parametrize("nonsense", NONSENSE, ids=IDS)
@pytest.mark.parametrize("name", CALLS)
def test_nonsense_is_refused(name: str, nonsense: object) -> None:
    with pytest.raises(SpineaxError):
        CALLS[name](nonsense)
