"""Assembling: many blueprints side by side become one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from spineax._types import IntArray
from spineax.errors import BadArgument, NameClash, SpineaxWarning, warn
from spineax.plan.blueprint import CENTRES, Blueprint, Gaps, Kind, Placement, Wiring
from spineax.plan.column import Column
from spineax.plan.layout import Layout


def assemble(kind: Kind, parts: Sequence[Blueprint], layout: Layout) -> Blueprint:
    """Return the blueprint of several parts on a layout that has them in order.

    Parameters, states, mechanisms, groups, synapses, gap junctions and diffusion carry over;
    inputs, recordings and trainables do not, and a warning says so.

    Parameters
    ----------
    kind : str
        What the parts make: "branch", "cell" or "network".
    parts : sequence of Blueprint
        The same object may come several times.
    layout : Layout
        With the compartments of the parts, one part after another.

    Raises
    ------
    NameClash
        If a name means mechanisms of two classes.
    BadArgument
        If some parts diffuse ions that others do not.

    Warns
    -----
    SpineaxWarning
        Where parts have inputs, recordings or trainables.
    """
    _warn_of_uses(kind, parts)
    sizes = np.array([part.layout.n for part in parts], dtype=np.int64)
    start = np.concatenate([[0], np.cumsum(sizes)])
    synapses = np.array([part.n_synapses for part in parts], dtype=np.int64)
    edge_start = np.concatenate([[0], np.cumsum(synapses)])
    uniform = len({id(part) for part in parts}) == 1
    return Blueprint(
        kind=kind,
        layout=layout,
        nodes=_columns([part.nodes for part in parts], start, uniform),
        edges=_columns([part.edges for part in parts], edge_start, uniform),
        mechanisms=_placements(parts, start),
        synapses=_wirings(parts, start, edge_start),
        groups=_groups(parts, start),
        diffused=_diffused(parts),
        gaps=_gaps(parts, start),
    )


def _warn_of_uses(kind: Kind, parts: Sequence[Blueprint]) -> None:
    """Warn of what the parts have, and what they make has not."""
    uses = {
        "recordings": any(part.probes for part in parts),
        "stimuli or clamps": any(part.inputs or part.trains for part in parts),
        "trainables": any(part.shares for part in parts),
    }
    found = [what for what, present in uses.items() if present]
    if found:
        warn(
            f"The parts of this {kind} have {' and '.join(found)}, which do not carry over: one "
            f"part may come many times. Call record, stimulate, clamp or make_trainable on the "
            f"{kind}, and delete them from the parts to be rid of this warning.",
            SpineaxWarning,
        )


def _gaps(parts: Sequence[Blueprint], start: IntArray) -> Gaps | None:
    found = [(part.gaps, at) for part, at in zip(parts, start, strict=False) if part.gaps]
    if not found:
        return None
    return Gaps(
        np.concatenate([gaps.pre + at for gaps, at in found]),
        np.concatenate([gaps.post + at for gaps, at in found]),
        np.concatenate([gaps.conductance for gaps, _ in found]),
    )


def _columns(tables: Sequence[Any], start: IntArray, uniform: bool) -> dict[str, Column]:
    """Return the columns of all parts, one after another."""
    names = dict.fromkeys(name for table in tables[: 1 if uniform else None] for name in table)
    out = {}
    for name in names:
        if name in CENTRES:
            continue
        have = [(t[name], o) for t, o in zip(tables, start, strict=False) if name in t]
        index = np.concatenate([column.index + offset for column, offset in have])
        values = np.concatenate([column.values for column, _ in have])
        out[name] = Column(index, values, int(start[-1]))
    return out


def _placements(parts: Sequence[Blueprint], start: IntArray) -> dict[str, Placement]:
    found: dict[str, tuple[Any, list[IntArray]]] = {}
    for part, offset in zip(parts, start, strict=False):
        for name, placement in part.mechanisms.items():
            first, indices = found.setdefault(name, (placement.mechanism, []))
            _check_kind(name, first, placement.mechanism)
            indices.append(placement.index + offset)
    return {name: Placement(obj, np.concatenate(index)) for name, (obj, index) in found.items()}


def _check_kind(name: str, one: Any, other: Any) -> None:
    """Raise where a name means mechanisms of two classes."""
    if type(one) is not type(other):
        raise NameClash(
            f"{name!r} is a {type(one).__name__} in one part and a {type(other).__name__} in "
            "another. Rename one of them."
        )


def _wirings(
    parts: Sequence[Blueprint], start: IntArray, edge_start: IntArray
) -> dict[str, Wiring]:
    found: dict[str, list[Wiring]] = {}
    for part, offset, edge_offset in zip(parts, start, edge_start, strict=False):
        for name, w in part.synapses.items():
            moved = Wiring(w.mechanism, w.pre + offset, w.post + offset, w.edge + edge_offset)
            of_name = found.setdefault(name, [])
            of_name.append(moved)
            _check_kind(name, of_name[0].mechanism, w.mechanism)
    return {
        name: Wiring(
            wirings[0].mechanism,
            np.concatenate([w.pre for w in wirings]),
            np.concatenate([w.post for w in wirings]),
            np.concatenate([w.edge for w in wirings]),
        )
        for name, wirings in found.items()
    }


def _groups(parts: Sequence[Blueprint], start: IntArray) -> dict[str, IntArray]:
    found: dict[str, list[IntArray]] = {}
    for part, offset in zip(parts, start, strict=False):
        for name, index in part.groups.items():
            found.setdefault(name, []).append(index + offset)
    return {name: np.concatenate(indices) for name, indices in found.items()}


def _diffused(parts: Sequence[Blueprint]) -> tuple[str, ...]:
    distinct = {part.diffused for part in parts}
    if len(distinct) > 1:
        raise BadArgument(
            "Some parts diffuse ions that others do not: "
            f"{sorted(distinct)}. Call diffuse on the assembled module instead."
        )
    return next(iter(distinct))
