"""Shapes of arrays, as words: aliases for annotations, read by people and mypy.

``n`` compartments, ``e`` axial edges, ``s`` synapses, ``k`` places in a selection,
``m`` rows of a mechanism, ``T`` time steps.
"""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

#: One value per compartment, in the order of ``module.nodes``.
PerComp = Annotated[FloatArray, "n"]
#: One value per node: compartments first, then branch points.
PerNode = Annotated[FloatArray, "n_nodes"]
#: One value per axial edge.
PerEdge = Annotated[FloatArray, "e"]
#: One value per row of a mechanism.
PerRow = Annotated[FloatArray, "m"]

#: A jax or numpy array; jax is not imported in the lower layers.
ArrayLike = Any
