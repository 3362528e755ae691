"""Any sequence of verbs on any views, against a model of plain dictionaries."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import redirect_stdout
from typing import Any

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

import spineax as sx
from spineax.channels import HH, K, Leak, Na
from spineax.errors import SpineaxError
from spineax.morphology import Fixed
from spineax.testing import assert_invariants

MECHANISMS: dict[str, Callable[[], Any]] = {"HH": HH, "Leak": Leak, "Na": Na, "K": K}
SETTABLE = ("radius", "length", "capacitance", "v", "HH_gNa", "Leak_gLeak", "HH_m")
GROUPS = ("soma", "tuft")

#: A view as (branch, compartment or None); both count from any number by the remainder.
VIEWS = st.one_of(
    st.none(),
    st.tuples(st.integers(0, 50), st.none()),
    st.tuples(st.integers(0, 50), st.integers(0, 50)),
)


class Facade(RuleBasedStateMachine):
    """A cell that is edited, and what should come of it, compartment by compartment."""

    @initialize(
        seeds=st.lists(st.integers(0, 100), max_size=3),
        counts=st.lists(st.integers(1, 3), min_size=4),
    )
    def build(self, seeds: list[int], counts: list[int]) -> None:
        parents = [-1, *(seed % (k + 1) for k, seed in enumerate(seeds))]
        self.cell = sx.Cell([sx.Branch(ncomp=k) for k in counts[: len(parents)]], parents=parents)
        blank = {"radius": 1.0, "length": 10.0, "capacitance": 1.0, "v": -70.0}
        self.rows: list[list[dict[str, float]]] = [
            [dict(blank) for _ in range(k)] for k in counts[: len(parents)]
        ]
        self.mechanisms: dict[str, set[tuple[int, int]]] = {}
        self.groups: dict[str, set[tuple[int, int]]] = {}
        self.recorded: dict[tuple[str, tuple[int, int]], None] = {}
        self.stimulated: list[tuple[int, int]] = []
        self.free: list[tuple[str, int]] = []

    def view(self, where: tuple[int, int | None] | None) -> tuple[Any, list[tuple[int, int]]]:
        """Return a view, and the places that it should have."""
        if where is None:
            every = [(b, c) for b, row in enumerate(self.rows) for c in range(len(row))]
            return self.cell, every
        branch = where[0] % len(self.rows)
        view = self.cell.branch(branch)
        if where[1] is None:
            return view, [(branch, c) for c in range(len(self.rows[branch]))]
        comp = where[1] % len(self.rows[branch])
        return view.comp(comp), [(branch, comp)]

    def attempt(self, action: Callable[[], Any]) -> bool:
        """Return whether an action worked; one that raised has changed nothing."""
        before = self.cell._ref.value
        try:
            with redirect_stdout(io.StringIO()):
                action()
        except SpineaxError:
            assert self.cell._ref.value is before, "a verb that raised changed the model"
            return False
        return True

    @rule(where=VIEWS, name=st.sampled_from(sorted(MECHANISMS)))
    def insert(self, where: Any, name: str) -> None:
        view, places = self.view(where)
        mechanism = MECHANISMS[name]()
        if not self.attempt(lambda: view.insert(mechanism)):
            raise AssertionError("insert always works")
        self.mechanisms.setdefault(name, set()).update(places)
        for b, c in places:
            self.rows[b][c] |= mechanism.channel_params | mechanism.channel_states

    @rule(where=VIEWS, name=st.sampled_from(sorted(MECHANISMS)))
    def delete(self, where: Any, name: str) -> None:
        view, places = self.view(where)
        mechanism = MECHANISMS[name]()
        have = self.mechanisms.get(name, set())
        gone = have & set(places)
        own = {
            key
            for key in (*mechanism.channel_params, *mechanism.channel_states)
            if key[0] == name[0]
        }
        own = {key for key in own if key.startswith(f"{name}_")}
        used = any(key in own and place in gone for key, place in self.recorded)
        trained = any(key in own for key, _ in self.free)
        worked = self.attempt(lambda: view.delete(mechanism))
        if not gone or used:
            assert not worked
        if not trained:
            assert worked == bool(gone and not used)
        if worked:
            have -= gone
            for b, c in gone:
                for key in own:
                    del self.rows[b][c][key]
            if not have:
                del self.mechanisms[name]

    @rule(where=VIEWS, key=st.sampled_from(SETTABLE), value=st.floats(0.1, 9.0))
    def set_value(self, where: Any, key: str, value: float) -> None:
        view, places = self.view(where)
        settable = [(b, c) for b, c in places if key in self.rows[b][c]]
        assert self.attempt(lambda: view.set(key, value)) == bool(settable)
        for b, c in settable:
            self.rows[b][c][key] = value

    @rule(where=VIEWS, key=st.sampled_from(SETTABLE), value=st.sampled_from([-1.0, float("nan")]))
    def set_badly(self, where: Any, key: str, value: float) -> None:
        view, _ = self.view(where)
        may_be_negative = key in ("v", "HH_m") and value == value
        if not may_be_negative:
            assert not self.attempt(lambda: view.set(key, value))

    @rule(where=VIEWS, name=st.sampled_from(GROUPS))
    def add_to_group(self, where: Any, name: str) -> None:
        view, places = self.view(where)
        assert self.attempt(lambda: view.add_to_group(name))
        self.groups.setdefault(name, set()).update(places)

    @rule(where=VIEWS, state=st.sampled_from(["v", "HH_m", "nothing"]))
    def record(self, where: Any, state: str) -> None:
        view, places = self.view(where)
        having = [place for place in places if state in self.rows[place[0]][place[1]]]
        assert self.attempt(lambda: view.record(state)) == bool(having)
        for place in having:
            self.recorded.setdefault((state, place))

    @rule(where=VIEWS)
    def delete_recordings(self, where: Any) -> None:
        view, places = self.view(where)
        assert self.attempt(view.delete_recordings)
        for state, place in list(self.recorded):
            if place in places:
                del self.recorded[state, place]

    @rule(where=VIEWS)
    def stimulate(self, where: Any) -> None:
        view, places = self.view(where)
        assert self.attempt(lambda: view.stimulate(np.full(3, 0.1)))
        self.stimulated += places

    @rule()
    def delete_stimuli(self) -> None:
        assert self.attempt(self.cell.delete_stimuli)
        self.stimulated = []

    @rule(where=VIEWS, key=st.sampled_from(["radius", "HH_gNa"]))
    def make_trainable(self, where: Any, key: str) -> None:
        view, places = self.view(where)
        having = [place for place in places if key in self.rows[place[0]][place[1]]]
        worked = self.attempt(lambda: view.make_trainable(key))
        assert worked == bool(having)
        if worked:
            # One view of a branch or compartment has one branch or compartment.
            self.free.append((key, 1))

    @rule()
    def delete_trainables(self) -> None:
        assert self.attempt(self.cell.delete_trainables)
        self.free = []

    @rule(branch=st.integers(0, 50), ncomp=st.integers(0, 3))
    def set_ncomp(self, branch: int, ncomp: int) -> None:
        branch %= len(self.rows)
        row = self.rows[branch]
        fixed = {key for cell in row for key in cell} - {"v"}
        uniform = all(len({cell.get(key) for cell in row}) == 1 for key in fixed)
        whole = [*self.mechanisms.values(), *self.groups.values()]
        covered = all(
            len({(branch, c) for c in range(len(row))} & places) in (0, len(row))
            for places in whole
        )
        unused = not (self.recorded or self.stimulated or self.free)
        worked = self.attempt(lambda: self.cell.branch(branch).set_ncomp(ncomp))
        allowed = ncomp > 0 and unused and (ncomp == len(row) or (uniform and covered))
        assert worked == allowed
        if not worked or ncomp == len(row):
            return
        voltages = self.cell.branch(branch).nodes["v"].tolist()
        length = sum(cell["length"] for cell in row) / ncomp
        self.rows[branch] = [row[0] | {"length": length, "v": v} for v in voltages]
        for places in whole:
            if (branch, 0) in places:
                places -= {(branch, c) for c in range(len(row))}
                places |= {(branch, c) for c in range(ncomp)}

    @rule()
    def keep(self) -> None:
        self.cell = self.cell.copy()

    @rule(ncomp=st.integers(1, 2))
    def cut_everything(self, ncomp: int) -> None:
        # Only atomicity: what it does to each branch is another rule.
        other = self.cell.copy()
        before = other._ref.value
        try:
            other.set_ncomp(Fixed(ncomp))
        except SpineaxError:
            assert other._ref.value is before
        else:
            assert_invariants(other)

    @invariant()
    def is_sound(self) -> None:
        if not hasattr(self, "cell"):
            return
        assert_invariants(self.cell)
        table = self.cell.nodes
        rows = [cell for row in self.rows for cell in row]
        assert self.cell.shape == (len(self.rows), len(rows))
        for key in SETTABLE:
            expected = [cell.get(key, np.nan) for cell in rows]
            found = table[key] if key in table else [np.nan] * len(rows)
            np.testing.assert_allclose(found, expected, rtol=1e-12)
        number = {
            (b, c): k
            for k, (b, c) in enumerate(
                (b, c) for b, row in enumerate(self.rows) for c in range(len(row))
            )
        }
        for name, places in self.mechanisms.items():
            expected_index = sorted(number[place] for place in places)
            assert getattr(self.cell, name).nodes.index.tolist() == expected_index
        assert {channel.name for channel in self.cell.channels} == set(self.mechanisms)
        for name, places in self.groups.items():
            index = getattr(self.cell, name).nodes.index.tolist()
            assert index == sorted(number[place] for place in places)
        found_recordings = list(
            zip(self.cell.recordings["state"], self.cell.recordings["rec_index"], strict=True)
        )
        wanted = {(state, number[place]) for state, place in self.recorded}
        assert len(found_recordings) == len(wanted) and set(found_recordings) == wanted
        stimulated = self.cell.external_inds.get("i", np.zeros(0, int)).tolist()
        assert stimulated == [number[place] for place in self.stimulated]
        assert [next(iter(entry)) for entry in self.cell.get_parameters()] == [
            k for k, _ in self.free
        ]


TestFacade = Facade.TestCase
TestFacade.settings = settings(stateful_step_count=20, deadline=None)
