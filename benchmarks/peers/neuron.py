"""NEURON; with ``coreneuron`` its compiled solver, with ``tables`` its rate tables."""

from __future__ import annotations

import neuron
from neuron import h

from benchmarks.cases import DT

h.load_file("stdrun.hoc")
h.load_file("import3d.hoc")


def version() -> str:
    return f"NEURON {neuron.__version__}"


class Model:
    def __init__(self, case, options):
        if case["mode"] != "forward" or case["model"] == "network":
            raise NotImplementedError("only single forward runs are measured here")
        h.usetable_hh = int(options.get("tables", True))
        h.celsius = 6.3
        if case["model"] == "swc":
            reader = h.Import3d_SWC_read()
            reader.input(case["file"])
            h.Import3d_GUI(reader, False).instantiate(None)
            self.sections = list(h.allsec())
            for section in self.sections:
                section.nseg = case["size"]
            place = next(s for s in self.sections if "soma" in s.name())(0.5)
        else:
            section = h.Section(name="cable")
            section.nseg = case["size"]
            section.L, section.diam = 10.0 * case["size"], 2.0
            self.sections, place = [section], section(0.5 / case["size"])
        for section in self.sections:
            section.insert("hh")
            section.Ra, section.cm = 100.0, 1.0
        self.size = sum(section.nseg for section in self.sections)
        self.clamp = h.IClamp(place)
        self.clamp.delay, self.clamp.dur, self.clamp.amp = 1.0, 2.0, 1.0
        self.vector = h.Vector().record(place._ref_v)
        self.t_max = case["t_max"]
        h.dt, h.steps_per_ms = DT, 1 / DT
        if options.get("coreneuron"):
            from neuron import coreneuron

            coreneuron.enable = True
            h.cvode.cache_efficient(1)
            self.parallel = h.ParallelContext()
            self.parallel.set_maxstep(10.0)
        else:
            self.parallel = None

    def run(self):
        h.finitialize(-65.0)
        if self.parallel is None:
            h.continuerun(self.t_max)
        else:
            self.parallel.psolve(self.t_max)

    def trace(self):
        return list(self.vector)
