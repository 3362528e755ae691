"""A ring of cells that one spike goes round."""

from __future__ import annotations

import numpy as np

import spineax as sx
from spineax.channels import HH
from spineax.synapses import ExpSyn

N = 8
cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0])
cell.set("axial_resistivity", 100.0)
cell.insert(HH())
cell.set("v", -65.0)
cell.init_states()

net = sx.Network([cell] * N)
ring = np.roll(np.eye(N, dtype=bool), 1, axis=1)  # from each cell to the next
sx.connectivity_matrix_connect(net.branch(1).loc(1.0), net.branch(0).loc(0.0), ExpSyn(), ring)
net.set("ExpSyn_gS", 5e-3)  # uS
net.set("ExpSyn_tau", 2.0)
net.set("ExpSyn_delay", 2.0)  # ms
net.cell(0).branch(0).loc(0.0).stimulate(sx.step_current(1.0, 1.0, 0.4, 0.025, 60.0))
net.branch(0).loc(0.0).record("v")

net.simulate()
spikes = net.spikes(threshold=0.0)
first = spikes["time"].groupby(spikes["cell"]).min().values
print("first spike of each cell, ms:", first.round(2))
assert (np.diff(first) > 2.0).all(), "each cell fires after the delay of its synapse"
print("spikes:", spikes["count"].values)
