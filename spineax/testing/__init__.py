"""Tools for testing models and mechanisms; needs hypothesis for the strategies."""

from __future__ import annotations

from spineax.testing.catalogue import mechanism_classes, shipped_mechanisms
from spineax.testing.invariants import assert_invariants
from spineax.testing.mechanisms import check_mechanism

__all__ = ["assert_invariants", "check_mechanism", "mechanism_classes", "shipped_mechanisms"]
