"""The release, which everything that the package saves says too."""

from __future__ import annotations

VERSION = "0.1.0"
