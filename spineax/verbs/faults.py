"""Faults: what made a run or a gradient stop being finite."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from spineax.errors import NotFinite, UnstableStep, warn
from spineax.plan.blueprint import Blueprint
from spineax.plan.program import Program
from spineax.run import faults
from spineax.run.experiment import Experiment
from spineax.run.stability import shortest_limit

#: What is not finite, where it is of no mechanism.
_SUBJECTS = {
    "voltage": "the voltage",
    "stimulus": "the stimulus",
    "clamp": "the clamp of {what!r}",
    "initial": "the initial value of {what!r}",
    "step": "the new value of {what!r}",
    "axial": "an axial conductance",
    "membrane": "{what}",
}


@dataclass(frozen=True)
class Fault:
    """The first thing in a run that is not finite.

    Parameters
    ----------
    time : float, ms
        The sample at which it shows.
    mechanism : str
        Channel, pump or synapse type. Where it is none of them: "voltage" if the voltage itself
        ran away, "step" for another state; "stimulus" or "clamp"; at the start "initial",
        "axial" or "membrane".
    what : str
        Its "parameters", "states" or "current", or the name of a state.
    kind : {"compartment", "synapse"}
    place : int
        Global number of the compartment or synapse.
    where : str
        The place in words.
    gradient : bool
        Whether the values are finite, and only a derivative is not.
    """

    time: float
    mechanism: str
    what: str
    kind: str
    place: int
    where: str
    gradient: bool

    def __str__(self) -> str:
        own = _SUBJECTS.get(self.mechanism, "{what} of {mechanism!r}")
        subject = own.format(what=self.what, mechanism=self.mechanism)
        if self.gradient:
            subject = f"the derivative of {subject}"
        several = self.what in ("parameters", "states") and not self.gradient
        return (
            f"at t = {self.time:g} ms, {self.where}: {subject} {'are' if several else 'is'} "
            "not finite"
        )


def find_fault(
    blueprint: Blueprint, experiment: Experiment, states: Any, gradient: bool
) -> Fault | None:
    """Return the first fault of an experiment in the numbers of the module."""
    found = faults.locate(experiment, states, gradient)
    if found is None:
        return None
    synaptic = found.kind == "synapse"
    place = int(blueprint.synapses[found.source].edge[found.place]) if synaptic else found.place
    return Fault(
        time=found.step * float(experiment.delta_t),
        mechanism=found.source,
        what=found.what,
        kind="synapse" if synaptic else "compartment",
        place=place,
        where=f"synapse {place}" if synaptic else in_words(blueprint, place),
        gradient=found.gradient,
    )


def in_words(blueprint: Blueprint, place: int) -> str:
    """Return a compartment in words."""
    layout = blueprint.layout
    branch = int(layout.branch[place])
    cell = int(layout.cell_of_branch[branch])
    parts = [f"branch {branch - int(layout.branch_start[cell])}", f"comp {int(layout.comp[place])}"]
    if blueprint.kind == "network":
        parts.insert(0, f"cell {cell}")
    return f"compartment {place} ({', '.join(parts)})"


def warn_if_not_finite(
    blueprint: Blueprint, experiment: Experiment, states: Any, recordings: Any
) -> None:
    """Warn with the first bad time, place and mechanism, unless inside a trace.

    Warns
    -----
    NotFinite
    """
    if not faults.is_bad(recordings):
        return
    fault = find_fault(blueprint, experiment, states, gradient=False)
    warn(
        f"The run is not finite: {fault}. Check the parameters there, or take a smaller delta_t.",
        NotFinite,
    )


def warn_if_unstable(
    blueprint: Blueprint, stepper: Any, program: Program, overrides: Sequence[Any], delta_t: Any
) -> None:
    """Warn if a step of ``fwd_euler`` is too long for some compartment; silent inside a trace.

    Warns
    -----
    UnstableStep
    """
    limit = None
    if stepper.name == "fwd_euler":
        limit = shortest_limit(program, overrides, delta_t)
    if limit is None or float(delta_t) <= limit.step:
        return
    what = "the voltage" if limit.state == "v" else f"{limit.state!r}"
    warn(
        f"fwd_euler is unstable here: delta_t {float(delta_t):g} ms exceeds {limit.step:.3g} ms, "
        f"the limit of {what} in {in_words(blueprint, limit.compartment)}. "
        "Use solver='bwd_euler', or a shorter delta_t.",
        UnstableStep,
    )
