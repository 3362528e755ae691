"""A pyramidal cell: compartments by d_lambda, channels by group, one conductance over distance."""

from __future__ import annotations

import numpy as np

import spineax as sx
from spineax.channels import Leak
from spineax.channels.l5pc import H, NaTs2T, SKv3_1
from spineax.morphology import DLambda, distance_pathwise, shipped

cell = sx.read_swc(shipped("pyramidal"), ncomp=1)
cell.set("axial_resistivity", 100.0)
cell.set_ncomp(DLambda(0.3))

cell.insert(Leak())
cell.set("Leak_gLeak", 5e-5)
cell.set("Leak_eLeak", -80.0)
cell.insert(H())
distance = distance_pathwise(cell.soma.branch(0).loc(0.5), cell)
cell.set("distance", distance)  # um
cell.set("H_gH", lambda table: 2e-5 * (2.087 * np.exp(0.0031 * table["distance"]) - 0.87))
for group, sodium, potassium in ((cell.soma, 1.0, 0.7), (cell.apical, 0.02, 0.003)):
    group.insert(NaTs2T())
    group.insert(SKv3_1())
    group.set("NaTs2T_gNaTs2T", sodium)
    group.set("SKv3_1_gSKv3_1", potassium)
cell.set("v", -75.0)
cell.init_states()

soma = cell.soma.branch(0).loc(0.5)
soma.stimulate(sx.step_current(5.0, 20.0, 2.0, 0.025, 30.0), verbose=False)
cell.record("v", verbose=False)
peak = cell.simulate()["v"].max("time")
print(f"{len(cell.nodes)} compartments")
print(peak.groupby("group").max().to_series().round(1).to_dict())
assert float(peak[0]) > 0.0, "the soma should fire"
