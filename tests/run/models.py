"""Small models that the tests of the run share."""

from __future__ import annotations

from typing import Any

import numpy as np

import spineax as sx
from spineax.channels import HH, Leak
from spineax.channels.pospischil import CaL
from spineax.pumps import CaFaradayConcentrationChange
from spineax.synapses import IonotropicSynapse

SOLVERS = ("bwd_euler", "crank_nicolson", "fwd_euler", "exp_euler")


def tree(channel: Any = None, ncomp: int = 3) -> Any:
    """Return a branched cell with unequal branches, stimulated and recorded."""
    cell = sx.Cell([sx.Branch(sx.Compartment(), ncomp + k) for k in range(4)], [-1, 0, 0, 1])
    cell.insert(channel or HH())
    cell.set("axial_resistivity", 1000.0)
    cell.set("length", 30.0)
    cell.set("v", -65.0)
    cell.init_states()
    cell.branch(1).comp(1).stimulate(sx.step_current(0.5, 1.0, 0.2, 0.025, 4.0), verbose=False)
    cell.branch(0).comp(0).record(verbose=False)
    cell.branch(3).comp(1).record(verbose=False)
    return cell


def calcium() -> Any:
    """Return a cell whose calcium is pumped and diffuses."""
    cell = tree()
    cell.branch(0).insert(CaL())
    cell.branch(0).set("CaL_gCaL", 1e-3)
    cell.insert(CaFaradayConcentrationChange())
    cell.diffuse("CaCon_i")
    cell.set("axial_diffusion_CaCon_i", 50.0)
    cell.branch(1).record("CaCon_i", verbose=False)
    return cell


def pair() -> Any:
    """Return two cells of different shape and a synapse between them."""
    first = tree()
    first.delete_recordings()
    first.delete_stimuli()
    network = sx.Network([first, sx.Cell(sx.Branch(sx.Compartment(), 2), [-1, 0])])
    network.insert(HH())
    sx.connect(
        network.cell(0).branch(0).comp(0), network.cell(1).branch(0).comp(0), IonotropicSynapse()
    )
    network.cell(0).branch(0).comp(0).stimulate(
        sx.step_current(0.5, 1.0, 0.2, 0.025, 4.0), verbose=False
    )
    network.cell(1).branch(1).comp(0).record(verbose=False)
    network.record("IonotropicSynapse_s", verbose=False)
    return network


def passive(n: int = 8, length: float = 400.0, radius: float = 1.0) -> Any:
    """Return a passive cable at rest at -65 mV; lambda is 1 mm and tau 10 ms."""
    cable = sx.Branch(sx.Compartment(), n)
    cable.insert(Leak())
    cable.set("Leak_gLeak", 1e-4)
    cable.set("Leak_eLeak", -65.0)
    cable.set("v", -65.0)
    cable.set("length", length / n)
    cable.set("radius", radius)
    cable.set("axial_resistivity", 50.0 * radius)
    return cable


def tau_of(module: Any) -> float:
    """Return the membrane time constant of a passive module, ms."""
    row = module.nodes.iloc[0]
    return float(1e-3 * row["capacitance"] / row["Leak_gLeak"])


def values(module: Any, **options: Any) -> np.ndarray:
    """Return the recordings of a module as a numpy array."""
    return np.asarray(sx.integrate(module, **options))
