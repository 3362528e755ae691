"""Arbor, on one thread."""

from __future__ import annotations

import arbor as A
from arbor import units as U

from benchmarks.cases import DT


def version() -> str:
    return f"Arbor {A.__version__}"


class Recipe(A.recipe):
    def __init__(self, cell):
        A.recipe.__init__(self)
        self.cell = cell
        self.properties = A.neuron_cable_properties()

    def num_cells(self):
        return 1

    def cell_kind(self, gid):
        return A.cell_kind.cable

    def cell_description(self, gid):
        return self.cell

    def global_properties(self, kind):
        return self.properties

    def probes(self, gid):
        return [A.cable_probe_membrane_voltage('"site"', "v")]


class Model:
    def __init__(self, case, options):
        if case["mode"] != "forward" or case["model"] == "network":
            raise NotImplementedError("only single forward runs are measured here")
        if case["model"] == "swc":
            morphology = A.load_swc_neuron(case["file"]).morphology
            policy = A.cv_policy_fixed_per_branch(case["size"])
            place = "(location 0 0.5)"
        else:
            tree = A.segment_tree()
            length = 10.0 * case["size"]
            tree.append(A.mnpos, A.mpoint(0, 0, 0, 1), A.mpoint(length, 0, 0, 1), tag=1)
            morphology = A.morphology(tree)
            policy = A.cv_policy_fixed_per_branch(case["size"])
            place = f"(location 0 {0.5 / case['size']})"
        decor = (
            A.decor()
            .set_property(Vm=-65 * U.mV, tempK=279.45 * U.Kelvin, rL=100 * U.Ohm * U.cm)
            .paint("(all)", A.density("hh"))
            .place(place, A.i_clamp(1.0 * U.ms, 2.0 * U.ms, 1.0 * U.nA))
        )
        cell = A.cable_cell(morphology, decor, A.label_dict({"site": place}), policy)
        context = A.context(threads=1)
        self.simulation = A.simulation(Recipe(cell), context)
        handle = self.simulation.sample((0, "v"), A.regular_schedule(DT * U.ms))
        self.handle, self.t_max = handle, case["t_max"]
        self.size = A.cv_data(cell).num_cv

    def run(self):
        self.simulation.reset()
        self.simulation.run(self.t_max * U.ms, DT * U.ms)

    def trace(self):
        return self.simulation.samples(self.handle)[0][0][:, 1].tolist()
