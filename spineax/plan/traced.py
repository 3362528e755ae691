"""From traced sections to a blueprint: the discretised cell."""

from __future__ import annotations

from typing import Any

import numpy as np

from spineax._types import IntArray
from spineax.errors import BadArgument, BadType
from spineax.morphology import Report, Sections, cut
from spineax.plan.blueprint import (
    CENTRES,
    COMPARTMENT_PARAMS,
    COMPARTMENT_STATES,
    GEOMETRY,
    Blueprint,
)
from spineax.plan.column import Column
from spineax.plan.coordinates import compartment_centers
from spineax.plan.layout import Layout


def compartments_per_branch(sections: Sections, ncomp: Any) -> IntArray:
    """Return how many compartments each branch gets.

    Parameters
    ----------
    sections : Sections
    ncomp : int, int array (b,), or policy
        A policy is asked with the default resistivity and capacitance.

    Raises
    ------
    BadArgument, BadType
    """
    if hasattr(ncomp, "ncomp"):
        return np.asarray(
            ncomp.ncomp(
                sections,
                axial_resistivity=COMPARTMENT_PARAMS["axial_resistivity"],
                capacitance=COMPARTMENT_PARAMS["capacitance"],
            ),
            dtype=np.int64,
        )
    numbers = np.asarray(ncomp)
    if numbers.dtype.kind not in "iu" or numbers.ndim > 1:
        raise BadType(
            f"ncomp must be a whole number, one for each branch, or a policy, not {ncomp!r}."
        )
    if (numbers < 1).any() or numbers.shape not in ((), (len(sections),)):
        raise BadArgument(
            f"ncomp must be at least 1, one for all or one for each of the {len(sections)} "
            f"branches, not {ncomp!r}."
        )
    return np.broadcast_to(numbers, (len(sections),)).astype(np.int64)


def traced_blueprint(
    sections: Sections,
    ncomp: Any,
    *,
    min_radius: float | None = None,
    assign_groups: bool = True,
    report: Report | None = None,
) -> Blueprint:
    """Return the cell that traced sections make when cut into compartments.

    Parameters
    ----------
    sections : Sections
    ncomp : int, int array (b,), or policy
    min_radius : float, um, optional
        No traced radius is taken to be smaller.
    assign_groups : bool
        Whether the types of the tracing become groups.
    report : Report, optional
    """
    number = compartments_per_branch(sections, ncomp)
    cylinders = cut(sections, number, min_radius)
    layout = Layout.of_branches(number, sections.parent, sections.attach)
    size = layout.n
    every = np.arange(size)
    defaults = {**COMPARTMENT_PARAMS, **COMPARTMENT_STATES}
    centres = compartment_centers(sections.xyzr, number)
    values = {name: getattr(cylinders, name) for name in ("length", "radius", *GEOMETRY)}
    values |= {axis: centres[:, k] for k, axis in enumerate(CENTRES)}
    nodes = {
        name: Column(every, values[name] if name in values else defaults[name], size)
        for name in [*defaults, *GEOMETRY, *CENTRES]
    }
    groups = {}
    if assign_groups:
        labels = np.asarray(sections.group)[layout.branch]
        groups = {str(name): np.flatnonzero(labels == name) for name in np.unique(labels)}
    return Blueprint(
        "cell",
        layout,
        nodes,
        groups=groups,
        xyzr=sections.xyzr,
        traced=True,
        sections=sections,
        report=report,
    )
