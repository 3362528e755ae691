"""Tools for training: transforms for bounds, an optimiser per type of parameter, norms.

Works on the plain pytrees that a module gives out, and imports no module.
"""

from __future__ import annotations

from spineax.optimize.optimizer import TypeOptimizer
from spineax.optimize.transforms import ParamTransform
from spineax.optimize.utils import l2_norm

__all__ = ["ParamTransform", "TypeOptimizer", "l2_norm"]
