"""NEURON; with ``coreneuron`` its compiled solver, with ``tables`` its rate tables."""

from __future__ import annotations

import neuron
from neuron import h

from benchmarks.cases import PARENTS, synapses

h.load_file("stdrun.hoc")
h.load_file("import3d.hoc")


def version() -> str:
    return f"NEURON {neuron.__version__}"


def check(case):
    if case["mode"] == "gradient":
        raise NotImplementedError("no gradients")
    if case["batch"]:
        raise NotImplementedError("no batches: as many runs, one after another")
    if case["model"] == "graded network":
        raise NotImplementedError("graded synapses of this kind need compiled NMODL")


def reconstruction(case):
    reader = h.Import3d_SWC_read()
    reader.input(case["file"])
    h.Import3d_GUI(reader, False).instantiate(None)
    sections = list(h.allsec())
    for section in sections:
        section.nseg = case["size"]
    return sections, [next(s for s in sections if "soma" in s.name())(0.5)]


def cylinder(ncomp):
    """Return a section of compartments 10 um long, 2 um thick."""
    section = h.Section()
    section.nseg, section.L, section.diam = ncomp, 10.0 * ncomp, 2.0
    return section


def network(case):
    """Return cells and their first compartments."""
    sections, places = [], []
    for _ in range(case["size"]):
        cell = [cylinder(2) for _ in PARENTS]
        for child, parent in enumerate(PARENTS):
            if parent >= 0:
                cell[child].connect(cell[parent](1.0), 0.0)
        sections += cell
        places.append(cell[0](0.25))
    return sections, places


def connections(places, parallel):
    """Return synapses between the given places, each with its wire from a numbered source."""
    made = []
    for number, place in enumerate(places):
        source = h.NetCon(place._ref_v, None, sec=place.sec)
        source.threshold = 10.0
        parallel.set_gid2node(number, parallel.id())
        parallel.cell(number, source)
    for pre, post in zip(*synapses(len(places)), strict=True):
        synapse = h.ExpSyn(places[post])
        wire = parallel.gid_connect(pre, synapse)
        wire.delay, wire.weight[0] = 1.0, 1e-4
        made.append((synapse, wire))
    return made


def clamp(place):
    made = h.IClamp(place)
    made.delay, made.dur, made.amp = 1.0, 2.0, 1.0
    return made


class Model:
    def __init__(self, case, options):
        check(case)
        h.usetable_hh = int(options.get("tables", True))
        h.celsius = 6.3
        h.secondorder = options.get("secondorder", 0)
        if case["model"] == "swc":
            self.sections, places = reconstruction(case)
        elif case["model"] == "spiking network":
            self.sections, places = network(case)
        else:
            self.sections = [cylinder(case["size"])]
            places = [self.sections[0](0.5 / case["size"])]
        for section in self.sections:
            section.insert("hh")
            section.Ra, section.cm = 100.0, 1.0
        self.size = sum(section.nseg for section in self.sections)
        self.clamps = [clamp(place) for place in places]
        self.parallel = h.ParallelContext()
        spiking = case["model"] == "spiking network"
        self.wires = connections(places, self.parallel) if spiking else []
        self.vector = h.Vector().record(places[0]._ref_v)
        self.t_max = case["t_max"]
        h.dt, h.steps_per_ms = case["dt"], 1 / case["dt"]
        self.parallel.set_maxstep(10.0)
        self.core = bool(options.get("coreneuron"))
        if self.core:
            from neuron import coreneuron

            coreneuron.enable = True
            h.cvode.cache_efficient(1)

    def run(self):
        h.finitialize(-65.0)
        if self.core or self.wires:
            self.parallel.psolve(self.t_max)
        else:
            h.continuerun(self.t_max)

    def trace(self):
        return list(self.vector)
