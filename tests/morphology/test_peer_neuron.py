"""Lengths and areas of branches agree with NEURON's importer.

Set SPINEAX_PEERS_PYTHON to an interpreter that has NEURON, or install it here.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from spineax.morphology import cut, read_samples, sections, shipped
from tests.morphology.toys import TOYS

pytestmark = pytest.mark.peer

SCRIPT = Path(__file__).with_name("import_with_neuron.py")
KINDS = {"soma": "soma", "axon": "axon", "dend": "basal", "apic": "apical", "dend_0": "undefined"}

# NEURON holds coordinates in single precision.
SINGLE = 1e-4


@pytest.fixture(scope="module")
def interpreter() -> str:
    named = os.environ.get("SPINEAX_PEERS_PYTHON")
    if named:
        return named
    if importlib.util.find_spec("neuron") is None:
        pytest.skip("NEURON is not installed; set SPINEAX_PEERS_PYTHON to a python that has it")
    return sys.executable


def neuron_branches(interpreter: str, path: Path) -> list[tuple[str, float, float]]:
    done = subprocess.run(
        [interpreter, str(SCRIPT), str(path)], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    line = next(line for line in done.stdout.splitlines() if line.startswith("SECTIONS "))
    return [
        (KINDS[section["name"].partition("[")[0]], section["length"], section["area"])
        for section in json.loads(line.removeprefix("SECTIONS "))
    ]


def our_branches(path: Path) -> list[tuple[str, float, float]]:
    # NEURON ends a section where the tracing was interrupted.
    branches = sections(read_samples(path)[0], ignore_swc_tracing_interruptions=False)
    whole = cut(branches, 1)
    rows = zip(branches.group, whole.length, whole.area, strict=True)
    return [(str(group), float(length), float(area)) for group, length, area in rows]


def assert_same_branches(interpreter: str, path: Path) -> None:
    theirs, ours = neuron_branches(interpreter, path), our_branches(path)
    assert len(theirs) == len(ours)
    unmatched = []
    for group, length, area in ours:
        fits = [
            row
            for row in theirs
            if row[0] == group and np.allclose(row[1:], (length, area), rtol=SINGLE, atol=0.0)
        ]
        if fits:
            theirs.remove(fits[0])
        else:
            unmatched.append((group, length, area))
    assert not unmatched and not theirs


@pytest.mark.parametrize(
    "name",
    ["ca1_n120", "ca1_n120_250", "ca1_n120_single_point_soma", "l5pc_no_axon", "allen_480351780"],
)
def test_reconstructions_branch_by_branch(
    interpreter: str, shared_morphologies: Path, name: str
) -> None:
    assert_same_branches(interpreter, shared_morphologies / f"{name}.swc")


@pytest.mark.parametrize("name", ["pyramidal", "granule", "y"])
def test_shipped_neurons_branch_by_branch(interpreter: str, name: str) -> None:
    assert_same_branches(interpreter, shipped(name))


# The other toys are read otherwise on purpose: docs/swc.md says how and why.
@pytest.mark.parametrize(
    "name",
    sorted(TOYS.keys() - {"soma_in_the_middle", "stem_that_branches_at_once"}),
)
def test_toys_branch_by_branch(interpreter: str, name: str, tmp_path: Path) -> None:
    path = tmp_path / "toy.swc"
    path.write_text(TOYS[name].text)
    assert_same_branches(interpreter, path)
