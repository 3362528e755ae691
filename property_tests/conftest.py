"""Settings of the property tests: double precision, and how many examples to draw.

``HYPOTHESIS_PROFILE`` picks ``dev`` (30 examples), ``ci`` (100, the same ones each time) or
``nightly`` (2000, random). Without it, continuous integration uses ``ci`` and people ``dev``.
"""

from __future__ import annotations

import os

import jax
from hypothesis import HealthCheck, settings

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_numpy_rank_promotion", "raise")
os.environ.setdefault("MPLBACKEND", "Agg")

# The first example of a property compiles; its time says nothing about the property.
_COMPILES = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}

settings.register_profile("dev", max_examples=30, **_COMPILES)
settings.register_profile("ci", max_examples=100, derandomize=True, print_blob=True, **_COMPILES)
settings.register_profile("nightly", max_examples=2000, print_blob=True, **_COMPILES)
settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev")
)
