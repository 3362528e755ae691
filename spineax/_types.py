"""Arrays, as words for annotations, read by people and mypy.

Shapes stand in the docstrings: ``n`` compartments, ``e`` axial edges, ``b`` branches,
``m`` rows of a mechanism, ``k`` places in a selection, ``T`` time steps.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

#: A jax or numpy array; jax is not imported in the lower layers.
ArrayLike = Any
