"""Calcium that comes in at one end of a dendrite, and diffuses."""

from __future__ import annotations

import spineax as sx
from spineax.channels import Leak
from spineax.channels.pospischil import CaL
from spineax.pumps import CaNernstReversal, CaPump

dendrite = sx.Cell(sx.Branch(ncomp=20), parents=[-1])
dendrite.set("length", 2.0)  # um, of each compartment
dendrite.set("axial_resistivity", 100.0)
dendrite.insert(Leak())
dendrite.branch(0).comp(range(4)).insert(CaL())
dendrite.insert(CaPump())
dendrite.insert(CaNernstReversal())
dendrite.set("CaPump_gamma", 0.5)
dendrite.diffuse("CaCon_i")
dendrite.set("axial_diffusion_CaCon_i", 0.2)  # um2/ms

dendrite.clamp("v", lambda t: -10.0, verbose=False)
dendrite.record("CaCon_i", verbose=False)
calcium = dendrite.simulate(t_max=50.0)["CaCon_i"] * 1e6  # nM
for time in (0.0, 10.0, 50.0):
    print(f"{time:4.0f} ms", calcium.sel(time=time, method="nearest")[::4].values.round())
last = calcium.isel(time=-1)
assert last[0] > last[6] > last[12] > last[18]
