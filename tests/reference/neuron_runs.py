"""Runs of NEURON, made in a process of their own: ``python neuron_runs.py NAME [FILE]``.

Prints one JSON object. Tables of the rates are off, the temperature is 6.3 degrees.
"""

from __future__ import annotations

import json
import sys

from neuron import h

h.load_file("stdrun.hoc")
h.load_file("import3d.hoc")
h.usetable_hh = 0
h.celsius = 6.3


def simulate(site, amplitude, t_max, probes):
    clamp = h.IClamp(site)
    clamp.delay, clamp.dur, clamp.amp = 1.0, 2.0, amplitude
    vectors = [h.Vector().record(segment._ref_v) for segment in probes]
    h.dt = 0.025
    h.steps_per_ms = 40
    h.finitialize(-65.0)
    h.continuerun(t_max)
    return [list(vector) for vector in vectors]


def y_cell():
    sizes = [(120.0, 3.0, 100.0, 1.0), (200.0, 1.2, 150.0, 0.8), (90.0, 2.0, 70.0, 1.3)]
    sections = []
    for k, (length, diameter, resistivity, capacitance) in enumerate(sizes):
        section = h.Section(name=f"s{k}")
        section.L, section.diam, section.Ra, section.cm = length, diameter, resistivity, capacitance
        section.nseg = 4
        section.insert("hh")
        sections.append(section)
    sections[1].connect(sections[0](1))
    sections[2].connect(sections[0](1))
    probes = [segment for section in sections for segment in section]
    return {"v": simulate(sections[0](0.125), 0.5, 20.0, probes)}


def swc(file):
    reader = h.Import3d_SWC_read()
    reader.input(file)
    h.Import3d_GUI(reader, False).instantiate(None)
    sections = list(h.allsec())
    for section in sections:
        section.nseg = 1
        section.insert("hh")
        section.Ra = 100.0
    geometry = [(s.name(), s.L, sum(seg.area() for seg in s)) for s in sections]
    ends = [[s.x3d(s.n3d() - 1), s.y3d(s.n3d() - 1), s.z3d(s.n3d() - 1)] for s in sections]
    soma = next(s for s in sections if "soma" in s.name())
    voltage = simulate(soma(0.5), 1.0, 20.0, [s(0.5) for s in sections])
    return {"geometry": geometry, "ends": ends, "v": voltage}


if __name__ == "__main__":
    runs = {"y_cell": y_cell, "swc": swc}
    print(json.dumps(runs[sys.argv[1]](*sys.argv[2:])))
