"""Print the sections that NEURON's importer makes of an SWC file, as JSON.

Run by ``test_peer_neuron.py`` with an interpreter that has NEURON.
"""

from __future__ import annotations

import json
import sys

from neuron import h

h.load_file("stdlib.hoc")
h.load_file("import3d.hoc")
reader = h.Import3d_SWC_read()
reader.quiet = 1
reader.input(sys.argv[1])
h.Import3d_GUI(reader, 0).instantiate(None)
sections = [
    {"name": section.name(), "length": section.L, "area": sum(part.area() for part in section)}
    for section in h.allsec()
]
print("SECTIONS", json.dumps(sections))
