"""BrainCell, its implicit voltage step with exponential Euler for the gates."""

from __future__ import annotations

import braincell
import brainstate
import brainunit as U
import jax
import numpy as np
from braincell import filter as places
from braincell import mech, network

from benchmarks.cases import PARENTS, synapses

PER_AREA = U.siemens / U.cm**2
#: Above this, compiling a cable takes a minute, or several.
LARGEST = 100


def version() -> str:
    return f"BrainCell {braincell.__version__}, jax {jax.__version__}"


def check(case, options):
    if case["model"] == "graded network":
        raise NotImplementedError("its networks send spikes, and no voltages, between cells")
    if case["model"] == "cable" and case["size"] > LARGEST and not options.get("patient"):
        raise NotImplementedError("compiling it takes minutes; --slow has the patience")


def morphology(case):
    if case["model"] == "swc":
        return braincell.Morphology.from_swc(case["file"], mode="neuron")
    if case["model"] == "spiking network":
        whole = braincell.Morphology.from_root(cylinder(20.0), name="b0")
        for child, parent in list(enumerate(PARENTS))[1:]:
            whole.attach(parent=f"b{parent}", child_branch=cylinder(20.0), child_name=f"b{child}")
        return whole
    return braincell.Morphology.from_root(cylinder(10.0 * case["size"]), name="cable")


def cylinder(length):
    return braincell.Branch.from_lengths(
        lengths=[length] * U.um, radii=[1.0, 1.0] * U.um, type="dendrite"
    )


def build(case, options):
    spiking = case["model"] == "spiking network"
    cell = braincell.Cell(
        morphology(case),
        pop_size=case["size"] if spiking else (),
        cv_policy=braincell.CVPerBranch(2 if spiking else case["size"]),
        V_th=10.0 * U.mV,
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
    middle = {"swc": 0.5, "cable": 0.5 / case["size"]}.get(case["model"], 0.25)
    clamp = mech.CurrentClamp(delay=1.0 * U.ms, durations=2.0 * U.ms, amplitudes=1.0 * U.nA)
    site = places.AtLocation(0, middle)
    cell.place(site, clamp, mech.StateProbe(name="v"))
    if not spiking:
        cell.init_state()
        return cell, cell
    return cell, connected(cell, site, case["size"])


def connected(cell, site, count):
    """Return a network of the cells of a population, with a synapse for every pair of ends."""
    cell.place(site, mech.Synapse("ExpSyn", name="in", tau=0.1 * U.ms, e=0.0 * U.mV))
    whole = braincell.Network()
    whole.add_population("cells", cell)
    ends = np.transpose(synapses(count))
    edges = whole.add_edges(name="all", pre="cells", post="cells", method=network.pairs(ends))
    whole.project(name="spikes", edges=edges, synapse="in", weight=1e-4 * U.uS, delay=1.0 * U.ms)
    whole.init_state()
    return whole


class Model:
    def __init__(self, case, options):
        check(case, options)
        brainstate.environ.set(precision=64 if options.get("x64") else 32)
        (self.cell, self.whole), self.case = build(case, options), case
        self.size = self.cell.n_cv * (case["size"] if self.whole is not self.cell else 1)
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
            self.whole.reset_state()
            run = self.whole.run(dt=self.case["dt"] * U.ms, duration=self.case["t_max"] * U.ms)
            if self.whole is self.cell:
                return run.traces["v"].to_decimal(U.mV)
            return run.traces["cells"]["v"].to_decimal(U.mV)[:, 0]
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
