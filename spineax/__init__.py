"""spineax: differentiable simulation of compartmental neuron models."""

from __future__ import annotations

from spineax import channels, errors, morphology, optimize, pumps, synapses, units
from spineax._version import VERSION
from spineax.facade.connect import (
    connect,
    connect_gap_junction,
    connectivity_matrix_connect,
    fully_connect,
    sparse_connect,
)
from spineax.facade.kinds import Branch, Cell, Compartment, Network, View
from spineax.facade.label import label
from spineax.facade.module import Module
from spineax.facade.readers import from_graph, load, read_swc, to_graph, write_swc
from spineax.facade.simulate import build_init_and_step_fn, integrate
from spineax.optimize import ParamTransform
from spineax.run.experiment import run, stack
from spineax.run.tuning import tune_cpu
from spineax.stimuli import datapoint_to_step_currents, ramp_current, step_current

__version__ = VERSION

__all__ = [
    "Branch",
    "Cell",
    "Compartment",
    "Module",
    "Network",
    "ParamTransform",
    "View",
    "__version__",
    "build_init_and_step_fn",
    "channels",
    "connect",
    "connect_gap_junction",
    "connectivity_matrix_connect",
    "datapoint_to_step_currents",
    "errors",
    "from_graph",
    "fully_connect",
    "integrate",
    "label",
    "load",
    "morphology",
    "optimize",
    "pumps",
    "ramp_current",
    "read_swc",
    "run",
    "sparse_connect",
    "stack",
    "step_current",
    "synapses",
    "to_graph",
    "tune_cpu",
    "units",
    "write_swc",
]
