"""Arbor, on one thread."""

from __future__ import annotations

import arbor as A
from arbor import units as U

from benchmarks.cases import PARENTS, synapses


def version() -> str:
    return f"Arbor {A.__version__}"


def check(case):
    if case["mode"] == "gradient":
        raise NotImplementedError("no gradients")
    if case["batch"]:
        raise NotImplementedError("no batches: as many runs, one after another")
    if case["model"] == "graded network":
        raise NotImplementedError("graded synapses of this kind need compiled NMODL")


class Recipe(A.recipe):
    """Cells of one kind; ``arrivals`` holds the sources of the synapses on each."""

    def __init__(self, cells, arrivals):
        A.recipe.__init__(self)
        self.cells, self.arrivals = cells, arrivals
        self.properties = A.neuron_cable_properties()

    def num_cells(self):
        return len(self.cells)

    def cell_kind(self, gid):
        return A.cell_kind.cable

    def cell_description(self, gid):
        return self.cells[gid]

    def global_properties(self, kind):
        return self.properties

    def probes(self, gid):
        return [A.cable_probe_membrane_voltage('"site"', "v")] if gid == 0 else []

    def connections_on(self, gid):
        onto = A.cell_local_label("in", A.selection_policy.round_robin)
        return [
            A.connection(A.cell_global_label(pre, "out"), onto, 1e-4, 1.0 * U.ms)
            for pre in self.arrivals[gid]
        ]


def shape(case):
    """Return the morphology, the compartments per branch, and where it is stimulated."""
    if case["model"] == "swc":
        return A.load_swc_neuron(case["file"]).morphology, case["size"], "(location 0 0.5)"
    tree = A.segment_tree()
    if "network" in case["model"]:
        ends = []
        for parent in PARENTS:
            near = ends[parent][1] if parent >= 0 else 0.0
            above = ends[parent][0] if parent >= 0 else A.mnpos
            points = (A.mpoint(x, 0, 0, 1) for x in (near, near + 20.0))
            ends.append((tree.append(above, *points, tag=1), near + 20.0))
        return A.morphology(tree), 2, "(location 0 0.25)"
    length = 10.0 * case["size"]
    tree.append(A.mnpos, A.mpoint(0, 0, 0, 1), A.mpoint(length, 0, 0, 1), tag=1)
    return A.morphology(tree), case["size"], f"(location 0 {0.5 / case['size']})"


def cable_cell(morphology, ncomp, place, arrivals):
    decor = (
        A.decor()
        .set_property(Vm=-65 * U.mV, tempK=279.45 * U.Kelvin, rL=100 * U.Ohm * U.cm)
        .paint("(all)", A.density("hh"))
        .place(place, A.i_clamp(1.0 * U.ms, 2.0 * U.ms, 1.0 * U.nA))
        .place(place, A.threshold_detector(10.0 * U.mV), "out")
    )
    for _ in arrivals:
        decor.place(place, A.synapse("expsyn", {"tau": 0.1}), "in")
    labels = A.label_dict({"site": place})
    return A.cable_cell(morphology, decor, labels, A.cv_policy_fixed_per_branch(ncomp))


class Model:
    def __init__(self, case, options):
        check(case)
        count = case["size"] if "network" in case["model"] else 1
        arrivals = [[] for _ in range(count)]
        for pre, post in zip(*synapses(count if count > 1 else 0), strict=True):
            arrivals[post].append(pre)
        one = shape(case)
        cells = [cable_cell(*one, sources) for sources in arrivals]
        self.simulation = A.simulation(Recipe(cells, arrivals), A.context(threads=1))
        self.t_max, self.dt = case["t_max"], case["dt"]
        self.handle = self.simulation.sample((0, "v"), A.regular_schedule(self.dt * U.ms))
        self.size = count * A.cv_data(cells[0]).num_cv

    def run(self):
        self.simulation.reset()
        self.simulation.run(self.t_max * U.ms, self.dt * U.ms)

    def trace(self):
        return self.simulation.samples(self.handle)[0][0][:, 1].tolist()
