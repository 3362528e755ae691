"""What every test shares: double precision, strict shapes, no windows, the real morphologies."""

from __future__ import annotations

import os
from pathlib import Path

import jax
import pytest

# Tests of float32 pass float32 arrays; everything else can state tight tolerances.
jax.config.update("jax_enable_x64", True)
# A (n,) array that meets a (b, n) array by accident is an error, not a result.
jax.config.update("jax_numpy_rank_promotion", "raise")
os.environ.setdefault("MPLBACKEND", "Agg")

_REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_morphologies() -> Path:
    """Folder with real reconstructions that the project does not ship.

    Taken from the environment variable SPINEAX_MORPHOLOGIES, or found beside the repository.
    """
    named = os.environ.get("SPINEAX_MORPHOLOGIES")
    folder = Path(named) if named else _REPOSITORY.parent / "shared" / "morphologies"
    if not folder.is_dir():
        pytest.skip(f"no folder of reconstructions at {folder}; set SPINEAX_MORPHOLOGIES to one")
    return folder
