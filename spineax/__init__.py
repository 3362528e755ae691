"""spineax: differentiable simulation of compartmental neuron models."""

from __future__ import annotations

from spineax.facade.connect import (
    connect,
    connectivity_matrix_connect,
    fully_connect,
    sparse_connect,
)
from spineax.facade.kinds import Branch, Cell, Compartment, Network, View
from spineax.facade.module import Module
from spineax.facade.readers import from_graph, load, read_swc, to_graph, write_swc
from spineax.facade.simulate import build_init_and_step_fn, integrate
from spineax.run.experiment import run, stack
from spineax.stimuli import datapoint_to_step_currents, ramp_current, step_current
from spineax.units import VERSION

__version__ = VERSION

__all__ = [
    "Branch",
    "Cell",
    "Compartment",
    "Module",
    "Network",
    "View",
    "__version__",
    "build_init_and_step_fn",
    "connect",
    "connectivity_matrix_connect",
    "datapoint_to_step_currents",
    "from_graph",
    "fully_connect",
    "integrate",
    "load",
    "ramp_current",
    "read_swc",
    "run",
    "sparse_connect",
    "stack",
    "step_current",
    "to_graph",
    "write_swc",
]
