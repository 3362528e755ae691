"""The names that users import: they exist, are documented, and nothing else leaks out."""

from __future__ import annotations

import importlib
import inspect
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import spineax

NAMES = (
    *("Module", "View", "Compartment", "Branch", "Cell", "Network"),
    *("integrate", "build_init_and_step_fn"),
    *("read_swc", "write_swc", "from_graph", "to_graph", "load"),
    *(
        "connect",
        "connect_gap_junction",
        "fully_connect",
        "sparse_connect",
        "connectivity_matrix_connect",
    ),
    *("step_current", "ramp_current", "datapoint_to_step_currents"),
    "ParamTransform",
)

SUBPACKAGES = {
    "channels": ("Channel", "HH", "Na", "K", "Leak"),
    "channels.pospischil": ("Na", "K", "Km", "CaL", "CaT", "Leak"),
    "pumps": ("Pump",),
    "synapses": ("Synapse", "IonotropicSynapse"),
    "morphology": (
        *("morph_delete", "morph_connect", "distance_direct", "distance_pathwise", "d_lambda"),
        *("Fixed", "MaxLength", "DLambda", "shipped"),
    ),
    "optimize": ("TypeOptimizer", "ParamTransform"),
    "optimize.transforms": (
        *("Transform", "IdentityTransform", "SigmoidTransform", "LogisticTransform"),
        *("SoftplusTransform", "NegSoftplusTransform", "AffineTransform", "ChainTransform"),
        *("MaskedTransform", "CustomTransform", "ParamTransform"),
    ),
    "optimize.utils": ("l2_norm",),
    "testing": ("assert_invariants", "check_mechanism"),
    "testing.strategies": ("cells", "layouts", "columns", "forests", "morphologies", "swc_texts"),
    "units": ("UNITS",),
    "utils.dynamics": ("build_dynamic_state_utils",),
    "errors": ("SpineaxError", "UnknownName"),
    "solver_gate": (
        *("save_exp", "solve_gate_implicit", "solve_gate_exponential"),
        *("exponential_euler", "solve_inf_gate_exponential", "heaviside"),
    ),
}
PAIRS = [(package, name) for package, names in SUBPACKAGES.items() for name in names]


@pytest.mark.parametrize("name", NAMES)
def test_name_is_there_and_documented(name: str) -> None:
    thing = getattr(spineax, name)
    assert inspect.getdoc(thing)
    assert name in spineax.__all__


@pytest.mark.parametrize("package", SUBPACKAGES)
def test_subpackage_can_be_imported(package: str) -> None:
    module = importlib.import_module(f"spineax.{package}")
    assert inspect.getdoc(module)


@pytest.mark.parametrize(("package", "name"), PAIRS)
def test_name_of_a_subpackage_is_there_and_documented(package: str, name: str) -> None:
    assert inspect.getdoc(getattr(importlib.import_module(f"spineax.{package}"), name))


def test_what_is_exported_exists() -> None:
    missing = [name for name in spineax.__all__ if not hasattr(spineax, name)]
    assert not missing


def test_version_is_that_of_the_distribution() -> None:
    project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text())
    assert spineax.__version__ == project["project"]["version"]


def test_subpackages_come_with_the_package() -> None:
    names = ("channels", "pumps", "synapses", "morphology", "optimize", "units", "errors")
    code = f"import spineax; print([n for n in {names!r} if not hasattr(spineax, n)])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def verbs() -> list[str]:
    """Return the names of the verbs of a module."""
    members = [name for name in dir(spineax.Network) if not name.startswith("_")]
    found = ((name, inspect.getattr_static(spineax.Network, name)) for name in members)
    return [name for name, member in found if inspect.isfunction(member)]


@pytest.mark.parametrize("name", verbs())
def test_verbs_say_what_they_take_and_raise(name: str) -> None:
    verb = getattr(spineax.Network, name)
    text = inspect.getdoc(verb) or ""
    parameters = list(inspect.signature(verb).parameters)[1:]
    wanted = ["Examples", *(["Parameters", "Raises"] if parameters else [])]
    missing = [head for head in wanted if f"{head}\n{'-' * len(head)}" not in text]
    assert not missing
    # What is handed to a run is documented where the run is.
    if name != "simulate":
        assert [one for one in parameters if one not in text] == []


def test_members_of_modules_are_documented() -> None:
    silent = [
        name
        for name in dir(spineax.Network)
        if not name.startswith("_")
        and not inspect.getdoc(inspect.getattr_static(spineax.Network, name))
        and not name.endswith(("_params", "_states"))
    ]
    assert not silent
