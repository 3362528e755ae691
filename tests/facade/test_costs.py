"""What views and edits cost, counted in calls, for clocks tell more of the machine."""

from __future__ import annotations

import cProfile
import gc
import pstats
import time
import timeit
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import spineax as sx
from spineax.channels import HH


def calls(action: Callable[[], Any]) -> int:
    """Return how many functions, built in or not, an action calls."""
    action()
    profile = cProfile.Profile()
    # A collection of garbage calls back.
    gc.disable()
    profile.runcall(action)
    gc.enable()
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


def network(n_cells: int) -> sx.Network:
    return sx.Network([sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0, 0, 1, 1])] * n_cells)


NARROW: dict[str, Callable[[Any], Any]] = {
    "cell": lambda net: net.cell(3),
    "branch": lambda net: net.cell(3).branch(2),
    "comp": lambda net: net.cell(3).branch(2).comp(1),
    "loc": lambda net: net.cell(3).branch(2).loc(0.5),
    "lazy": lambda net: net[3, 2, 1],
    "cells": lambda net: net.cell([3, 4, 5]),
    "group": lambda net: net.some,
    "group of a cell": lambda net: net.cell(1).some,
    "mechanism of a cell": lambda net: net.cell(3).HH,
    "global": lambda net: net.scope("global").comp(17),
    "set": lambda net: net.cell(3).branch(2).comp(1).set("radius", 2.0),
}


@pytest.mark.parametrize("name", NARROW)
def test_cost_of_a_view_does_not_grow_with_the_network(name: str) -> None:
    few, many = network(10), network(1000)
    for net in (few, many):
        net.cell([1, 2]).add_to_group("some")
        net.insert(HH())
    action = NARROW[name]
    assert calls(lambda: action(many)) <= calls(lambda: action(few))
    assert calls(lambda: action(many)) < 400


def milliseconds(action: Callable[[], Any]) -> float:
    # Time of this process: others may want the processor, too.
    clock = time.process_time
    return 1e3 * min(timeit.repeat(action, timer=clock, number=50, repeat=10)) / 50


@pytest.mark.slow
def test_views_and_edits_are_as_fast_among_many_compartments() -> None:
    many = network(10_000)
    many.insert(HH())
    many.cell([1, 2]).add_to_group("some")
    assert many.shape[-1] == 100_000
    for name in NARROW.keys() - {"set"}:
        taken = milliseconds(lambda name=name: NARROW[name](many))
        assert taken < 0.2, name
    place = many.cell(3).branch(2).comp(1)
    assert milliseconds(lambda: place.set("radius", 2.0)) < 0.1
    assert milliseconds(lambda: place.set("HH_gNa", 0.1)) < 0.1


@pytest.mark.slow
def test_views_and_edits_of_a_real_cell_are_fast(shared_morphologies: Path) -> None:
    cell = sx.read_swc(shared_morphologies / "l5pc_no_axon.swc", ncomp=4)
    cell.insert(HH())

    assert milliseconds(lambda: cell.branch(3)) < 0.2
    assert milliseconds(lambda: cell.branch(3).comp(0)) < 0.2
    assert milliseconds(lambda: cell.soma.branch(0)) < 0.2
    assert milliseconds(lambda: cell.apical.branch([0, 5])) < 0.2
    assert milliseconds(lambda: cell.apical.loc(0.5)) < 0.2
    assert milliseconds(lambda: cell.branch(3).loc(0.5)) < 0.2
    place = cell.branch(3).comp(0)
    assert milliseconds(lambda: place.set("HH_gNa", 0.1)) < 0.1


def test_copies_share_what_they_hold() -> None:
    cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0])
    other = cell.copy()
    other.set("radius", 2.0)
    one, two = cell._ref.value, other._ref.value
    assert one.layout is two.layout and one.nodes["v"] is two.nodes["v"]
    assert one.nodes["radius"] is not two.nodes["radius"]


def test_setting_many_compartments_one_by_one_keeps_short_chains() -> None:
    cell = sx.Cell(sx.Branch(ncomp=50), parents=[-1, 0])
    for k in range(50):
        cell.branch(1).comp(k).set("radius", 1.0 + k)
    assert cell.branch(1).nodes["radius"].tolist() == [1.0 + k for k in range(50)]
