"""Blueprints as named arrays and words, and back: what is in a saved file."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from typing import Any

import numpy as np

from spineax._version import VERSION
from spineax.errors import BadArgument, BadMechanism
from spineax.mechanisms.base import Mechanism
from spineax.morphology import Report, make_sections
from spineax.plan.blueprint import Blueprint, Gaps, Input, Placement, Probe, Share, Train, Wiring
from spineax.plan.column import Column
from spineax.plan.layout import Layout

Arrays = dict[str, Any]
Words = dict[str, Any]
_GAP_FIELDS = ("pre", "post", "conductance")


def to_arrays(blueprint: Blueprint) -> tuple[Arrays, Words]:
    """Return a blueprint as arrays by name, and words that JSON can hold."""
    layout = blueprint.layout
    arrays: Arrays = {
        f"layout.{k}": getattr(layout, k) for k in ("ncomp", "parent", "attach", "nbranch")
    }
    for table in ("nodes", "edges"):
        for name, column in getattr(blueprint, table).items():
            arrays[f"{table}.{name}.index"] = column.index
            arrays[f"{table}.{name}.values"] = column.values
    for name, placement in blueprint.mechanisms.items():
        arrays[f"mechanisms.{name}"] = placement.index
    for name, wiring in blueprint.synapses.items():
        arrays |= {f"synapses.{name}.{k}": getattr(wiring, k) for k in ("pre", "post", "edge")}
    arrays |= {f"groups.{name}": index for name, index in blueprint.groups.items()}
    if blueprint.gaps is not None:
        arrays |= {f"gaps.{k}": getattr(blueprint.gaps, k) for k in _GAP_FIELDS}
    arrays |= _uses(blueprint)
    if blueprint.xyzr:
        arrays["xyzr.count"] = np.array([len(points) for points in blueprint.xyzr])
        arrays["xyzr.points"] = np.concatenate(blueprint.xyzr)
    if blueprint.sections is not None:
        arrays["sections.type_id"] = blueprint.sections.type_id
    for key in ("recorded", "exp_euler_transition"):
        if getattr(blueprint, key) is not None:
            arrays[key] = getattr(blueprint, key)
    words = {
        "spineax_version": VERSION,
        "kind": blueprint.kind,
        "mechanisms": {n: described(p.mechanism) for n, p in blueprint.mechanisms.items()},
        "synapses": {n: described(w.mechanism) for n, w in blueprint.synapses.items()},
        "diffused": list(blueprint.diffused),
        "probes": [probe.state for probe in blueprint.probes],
        "inputs": [[entry.state, entry.delta_t] for entry in blueprint.inputs],
        "trains": len(blueprint.trains),
        "shares": [share.key for share in blueprint.shares],
        "recorded_attrs": dict(blueprint.recorded_attrs),
        "traced": bool(blueprint.traced),
        "report": None if blueprint.report is None else _plain("report", vars(blueprint.report)),
    }
    return arrays, words


def _uses(blueprint: Blueprint) -> Arrays:
    arrays: Arrays = {}
    for k, probe in enumerate(blueprint.probes):
        arrays[f"probes.{k}.place"] = probe.place
    for k, entry in enumerate(blueprint.inputs):
        if callable(entry.values):
            raise BadArgument(
                f"An input of {entry.state!r} is a function of time, which a file cannot hold. "
                "Give its values as an array, one for each step."
            )
        arrays |= {f"inputs.{k}.place": entry.place, f"inputs.{k}.values": entry.values}
    for k, train in enumerate(blueprint.trains):
        arrays |= {f"trains.{k}.place": train.place, f"trains.{k}.times": train.times}
    for k, share in enumerate(blueprint.shares):
        arrays |= {f"shares.{k}.{part}": getattr(share, part) for part in ("place", "owner")}
        arrays[f"shares.{k}.values"] = share.values
    return arrays


def from_arrays(arrays: Mapping[str, Any], words: Mapping[str, Any]) -> Blueprint:
    """Return the blueprint that ``to_arrays`` described.

    Raises
    ------
    BadMechanism
        If the class of a mechanism is not found.
    """
    layout = Layout(*(arrays[f"layout.{k}"] for k in ("ncomp", "parent", "attach", "nbranch")))
    points: Any = ()
    if "xyzr.count" in arrays:
        points = tuple(np.split(arrays["xyzr.points"], np.cumsum(arrays["xyzr.count"])[:-1]))
    sections = None
    if "sections.type_id" in arrays:
        types = arrays["sections.type_id"]
        sections = make_sections(points, layout.parent, layout.attach, types)
    report = words["report"] and Report(**_restored(words["report"]))
    return Blueprint(
        kind=words["kind"],
        layout=layout,
        nodes=_columns(arrays, "nodes", layout.n),
        edges=_columns(arrays, "edges", _n_synapses(arrays, words)),
        mechanisms={
            name: Placement(rebuilt(entry), arrays[f"mechanisms.{name}"])
            for name, entry in words["mechanisms"].items()
        },
        synapses={
            name: Wiring(
                rebuilt(entry), *(arrays[f"synapses.{name}.{k}"] for k in ("pre", "post", "edge"))
            )
            for name, entry in words["synapses"].items()
        },
        groups=_under(arrays, "groups"),
        gaps=Gaps(*(arrays[f"gaps.{k}"] for k in _GAP_FIELDS)) if "gaps.pre" in arrays else None,
        diffused=tuple(words["diffused"]),
        probes=tuple(
            Probe(state, arrays[f"probes.{k}.place"]) for k, state in enumerate(words["probes"])
        ),
        inputs=tuple(
            Input(state, arrays[f"inputs.{k}.place"], arrays[f"inputs.{k}.values"], delta_t)
            for k, (state, delta_t) in enumerate(words["inputs"])
        ),
        trains=tuple(
            Train(arrays[f"trains.{k}.place"], arrays[f"trains.{k}.times"])
            for k in range(words["trains"])
        ),
        shares=tuple(
            Share(key, *(arrays[f"shares.{k}.{part}"] for part in ("place", "owner", "values")))
            for k, key in enumerate(words["shares"])
        ),
        recorded=arrays.get("recorded"),
        recorded_attrs=words["recorded_attrs"],
        xyzr=points,
        traced=words["traced"],
        sections=sections,
        exp_euler_transition=arrays.get("exp_euler_transition"),
        report=report,
    )


def _under(arrays: Mapping[str, Any], head: str) -> dict[str, Any]:
    start = f"{head}."
    return {name[len(start) :]: a for name, a in arrays.items() if name.startswith(start)}


def _columns(arrays: Mapping[str, Any], table: str, size: int) -> dict[str, Column]:
    found = _under(arrays, table)
    names = [name.removesuffix(".index") for name in found if name.endswith(".index")]
    return {name: Column(found[f"{name}.index"], found[f"{name}.values"], size) for name in names}


def _n_synapses(arrays: Mapping[str, Any], words: Mapping[str, Any]) -> int:
    return sum(len(arrays[f"synapses.{name}.edge"]) for name in words["synapses"])


def described(mechanism: Mechanism) -> Words:
    """Return the import path and the contents of a mechanism.

    Raises
    ------
    BadMechanism
        If its class cannot be imported by name, or its contents are no plain data.
    """
    kind = type(mechanism)
    path = f"{kind.__module__}:{kind.__qualname__}"
    if "<" in path:
        raise BadMechanism(
            f"{kind.__qualname__} is defined inside a function, so a file cannot name it. Define "
            "the class at the top of a module."
        )
    return {"class": path, "contents": _plain(kind.__name__, vars(mechanism))}


def rebuilt(entry: Mapping[str, Any]) -> Any:
    """Return the mechanism that ``described`` wrote down.

    Raises
    ------
    BadMechanism
        If its class is not found, or is no mechanism.
    """
    module, _, name = str(entry["class"]).partition(":")
    try:
        found: Any = sys.modules.get(module) or importlib.import_module(module)
        for step in name.split("."):
            found = getattr(found, step)
    except (ImportError, AttributeError, ValueError) as error:
        raise BadMechanism(
            f"The file has a mechanism of the class {name!r} from {module!r}, which cannot be "
            "imported. Make that module importable and load again."
        ) from error
    if not (isinstance(found, type) and issubclass(found, Mechanism)):
        raise BadMechanism(f"{entry['class']!r} in the file is no class of mechanisms.")
    mechanism = found.__new__(found)
    vars(mechanism).update(_restored(entry["contents"]))
    return mechanism


def _plain(owner: str, value: Any) -> Any:
    """Return plain data as JSON can hold it, tuples marked as such."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, np.generic):
        return _plain(owner, value.item())
    if isinstance(value, tuple):
        return {"tuple": [_plain(owner, entry) for entry in value]}
    if isinstance(value, list):
        return [_plain(owner, entry) for entry in value]
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        return {"dict": {key: _plain(owner, entry) for key, entry in value.items()}}
    raise BadMechanism(
        f"{owner} holds {value!r}, which a file cannot: only numbers, words, lists, tuples and "
        "dictionaries of them. Use pickle, or keep such things out of the mechanism."
    )


def _restored(value: Any) -> Any:
    if isinstance(value, list):
        return [_restored(entry) for entry in value]
    if isinstance(value, dict) and "tuple" in value:
        return tuple(_restored(entry) for entry in value["tuple"])
    if isinstance(value, dict):
        return {key: _restored(entry) for key, entry in value["dict"].items()}
    return value
