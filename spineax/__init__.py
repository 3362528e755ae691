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
from spineax.facade.readers import read_swc
from spineax.facade.simulate import integrate
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
    "connect",
    "connectivity_matrix_connect",
    "datapoint_to_step_currents",
    "fully_connect",
    "integrate",
    "ramp_current",
    "read_swc",
    "sparse_connect",
    "step_current",
]
