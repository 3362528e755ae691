"""Strategies for hypothesis: cells, morphologies and their parts, all of them valid or, where
the name says so, broken.
"""

from __future__ import annotations

from spineax.testing.cells import cells, columns, layouts, parents
from spineax.testing.forests import forests, networks
from spineax.testing.morphologies import (
    broken_swc_texts,
    morphologies,
    swc_texts,
    traced_samples,
)

__all__ = [
    "broken_swc_texts",
    "cells",
    "columns",
    "forests",
    "layouts",
    "morphologies",
    "networks",
    "parents",
    "swc_texts",
    "traced_samples",
]
