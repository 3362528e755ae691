"""Traced neurons: reading, sectioning and cutting them (numpy and networkx only)."""

from __future__ import annotations

from spineax.morphology.branches import Sections, make_sections, sections
from spineax.morphology.cylinders import (
    Cylinders,
    cut,
    cylinder_area,
    cylinder_resistive_load,
    cylinder_volume,
    with_min_radius,
)
from spineax.morphology.distances import edge_lengths
from spineax.morphology.graph import (
    from_parents,
    samples_of,
    sections_from_graph,
    sections_to_networkx,
    to_networkx,
    validate,
)
from spineax.morphology.growth import Arbor, rall_radii, smoothed, spanning_arbor, wandering
from spineax.morphology.neurons import grow_granule, grow_interneuron, grow_pyramidal, grow_y
from spineax.morphology.of_modules import (
    d_lambda,
    distance_direct,
    distance_pathwise,
    morph_connect,
    morph_delete,
)
from spineax.morphology.policy import DLambda, Fixed, MaxLength, Policy
from spineax.morphology.report import Report
from spineax.morphology.retrace import retraced
from spineax.morphology.samples import Samples, group_name
from spineax.morphology.shipping import shipped
from spineax.morphology.surgery import Edited, connect, delete_branches, rerooted
from spineax.morphology.swc import read_samples
from spineax.morphology.swc_write import swc_text, write_swc

__all__ = [
    "Arbor",
    "Cylinders",
    "DLambda",
    "Edited",
    "Fixed",
    "MaxLength",
    "Policy",
    "Report",
    "Samples",
    "Sections",
    "connect",
    "cut",
    "cylinder_area",
    "cylinder_resistive_load",
    "cylinder_volume",
    "d_lambda",
    "delete_branches",
    "distance_direct",
    "distance_pathwise",
    "edge_lengths",
    "from_parents",
    "group_name",
    "grow_granule",
    "grow_interneuron",
    "grow_pyramidal",
    "grow_y",
    "make_sections",
    "morph_connect",
    "morph_delete",
    "rall_radii",
    "read_samples",
    "rerooted",
    "retraced",
    "samples_of",
    "sections",
    "sections_from_graph",
    "sections_to_networkx",
    "shipped",
    "smoothed",
    "spanning_arbor",
    "swc_text",
    "to_networkx",
    "validate",
    "wandering",
    "with_min_radius",
    "write_swc",
]
