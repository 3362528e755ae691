"""Traced neurons: reading, sectioning and cutting them (numpy and networkx only)."""

from __future__ import annotations

from spineax.morphology.branches import Sections, make_sections, sections
from spineax.morphology.cylinders import (
    Cylinders,
    cut,
    cylinder_area,
    cylinder_resistive_load,
    cylinder_volume,
)
from spineax.morphology.report import Report
from spineax.morphology.samples import Samples
from spineax.morphology.swc import read_samples

__all__ = [
    "Cylinders",
    "Report",
    "Samples",
    "Sections",
    "cut",
    "cylinder_area",
    "cylinder_resistive_load",
    "cylinder_volume",
    "make_sections",
    "read_samples",
    "sections",
]
