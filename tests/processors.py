"""What tests of processors share, wherever they run: they skip on accelerators, or ask for none."""

from __future__ import annotations

import os
import subprocess
import sys

import jax
import pytest

on_cpu = pytest.mark.skipif(jax.default_backend() != "cpu", reason="a matter of the CPU backend")


def in_a_process(script: str) -> subprocess.CompletedProcess[str]:
    """Run a script on processors alone, in a process that has not used them yet."""
    return subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        env={**os.environ, "JAX_PLATFORMS": "cpu"},
    )
