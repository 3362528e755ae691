"""BrainCell, its implicit voltage step with exponential Euler for the gates."""

from __future__ import annotations

import braincell
import brainstate
import brainunit as U
import jax
import numpy as np
from braincell import filter as places
from braincell import mech

PER_AREA = U.siemens / U.cm**2
#: Above this, compiling a cable takes a minute, or several.
LARGEST = 100


def version() -> str:
    return f"BrainCell {braincell.__version__}, jax {jax.__version__}"


def check(case, options):
    if "network" in case["model"]:
        raise NotImplementedError("not written for this simulator")
    if case["model"] == "cable" and case["size"] > LARGEST and not options.get("patient"):
        raise NotImplementedError("compiling it takes minutes; --slow has the patience")


def morphology(case):
    if case["model"] == "swc":
        return braincell.Morphology.from_swc(case["file"], mode="neuron")
    length = 10.0 * case["size"]
    branch = braincell.Branch.from_lengths(
        lengths=[length] * U.um, radii=[1.0, 1.0] * U.um, type="dendrite"
    )
    return braincell.Morphology.from_root(branch, name="cable")


def build(case, options):
    per_branch = braincell.CVPerBranch(case["size"])
    cell = braincell.Cell(
        morphology(case),
        cv_policy=per_branch,
        V_init=-65.0 * U.mV,
        solver=options.get("solver", "staggered"),
    )
    everywhere = places.AllRegion()
    cable = mech.CableProperty(
        resting_potential=-65.0 * U.mV,
        membrane_capacitance=1.0 * U.uF / U.cm**2,
        axial_resistivity=100.0 * U.ohm * U.cm,
    )
    cell.paint(everywhere, cable)
    cell.paint(
        everywhere,
        mech.Ion("SodiumFixed", E=50.0 * U.mV),
        mech.Ion("PotassiumFixed", E=-77.0 * U.mV),
        mech.Channel("IL", g_max=0.0003 * PER_AREA, E=-54.3 * U.mV),
        mech.Channel("Na_HH1952", g_max=0.12 * PER_AREA),
        mech.Channel("K_HH1952", g_max=0.036 * PER_AREA),
    )
    middle = 0.5 if case["model"] == "swc" else 0.5 / case["size"]
    clamp = mech.CurrentClamp(delay=1.0 * U.ms, durations=2.0 * U.ms, amplitudes=1.0 * U.nA)
    cell.place(places.AtLocation(0, middle), clamp, mech.StateProbe(name="v"))
    cell.init_state()
    return cell


class Model:
    def __init__(self, case, options):
        check(case, options)
        brainstate.environ.set(precision=64 if options.get("x64") else 32)
        self.cell, self.case = build(case, options), case
        self.size = self.cell.n_cv
        nodes = self.cell.nodes().values()
        self.sodium = next(node for node in nodes if type(node).__name__ == "Na_HH1952")
        self.density = self.sodium.g_max
        gradient = brainstate.transform.grad(self.loss)
        call = gradient if case["mode"] == "gradient" else self.simulate
        self.factor = 1.0
        if case["batch"]:
            call = brainstate.transform.vmap2(call)
            self.factor = np.linspace(0.1, 0.14, case["batch"]) / 0.12
        self.call, self.result = brainstate.transform.jit(call), None

    def simulate(self, factor):
        """Return the voltage, with the sodium conductance scaled by a factor."""
        self.sodium.g_max = self.density * factor
        try:
            self.cell.reset_state()
            run = self.cell.run(dt=self.case["dt"] * U.ms, duration=self.case["t_max"] * U.ms)
            return run.traces["v"].to_decimal(U.mV)
        finally:
            self.sodium.g_max = self.density

    def loss(self, factor):
        return (self.simulate(factor) ** 2).mean()

    def run(self):
        if self.result is None:
            # The types of its states settle in the first call, so that the second compiles again.
            self.call(self.factor)
        self.result = jax.block_until_ready(self.call(self.factor))

    def trace(self):
        """The voltage from the start; a gradient per conductance, as the others give it."""
        rows = np.asarray(self.result, float).reshape(max(self.case["batch"], 1), -1)
        first = rows[0].tolist()
        return [first[0] / 0.12] if self.case["mode"] == "gradient" else [-65.0, *first]
