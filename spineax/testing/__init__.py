"""Tools for testing models and mechanisms.

``strategies`` needs hypothesis, which is loaded when somebody asks for it.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from spineax.errors import UnknownAttribute, suggest
from spineax.testing.catalogue import mechanism_classes, shipped_mechanisms
from spineax.testing.invariants import assert_invariants
from spineax.testing.mechanisms import check_mechanism

if TYPE_CHECKING:
    from spineax.testing import strategies

__all__ = [
    "assert_invariants",
    "check_mechanism",
    "mechanism_classes",
    "shipped_mechanisms",
    "strategies",
]


def __getattr__(name: str) -> Any:
    if name == "strategies":
        return importlib.import_module("spineax.testing.strategies")
    raise UnknownAttribute(f"spineax.testing has no {name!r}. {suggest(name, __all__)}")
