"""The rules of the house: layers, homes of libraries, sizes, plug-ins that are exported."""

from __future__ import annotations

import ast
import graphlib
import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
PACKAGE = REPOSITORY / "spineax"

# From the ground up; a room imports lower floors and itself, never a neighbour on its floor.
LAYERS = (
    {"errors", "units", "_types", "_version"},
    {"morphology", "sparse", "stimuli", "optimize"},
    {"linalg", "mechanisms", "extracellular"},
    {"channels", "pumps", "synapses", "solver_gate"},
    {"plan"},
    {"run"},
    {"labels", "plot"},
    {"verbs"},
    {"facade"},
    {"testing", "utils"},
    {""},
    {"demo"},
)
FLOOR = {room: floor for floor, rooms in enumerate(LAYERS) for room in rooms}

# Where each library lives; `if TYPE_CHECKING:` imports cost nothing and may be anywhere.
HOMES = {
    "networkx": ("morphology/",),
    "scipy.sparse": ("sparse/",),
    "pandas": ("labels/tables.py",),
    "xarray": ("labels/",),
    "matplotlib": ("plot/",),
    "hypothesis": ("testing/",),
    "jax": (
        *("linalg/", "mechanisms/", "channels/", "pumps/", "synapses/", "solver_gate.py"),
        *("plan/program.py", "plan/blocks.py", "run/", "optimize/"),
        "extracellular",
        # Verbs whose results are arrays of jax, or that ask whether something is traced.
        *("verbs/training.py", "verbs/lowering.py", "verbs/settings.py", "verbs/progress.py"),
        *("utils/", "testing/", "demo"),
    ),
}

# Folders in which every file is a plug-in, apart from those that start with an underscore.
PLUGIN_FOLDERS = ("channels", "pumps", "synapses", "run/steppers")
# Tables of plug-ins that live beside shared code: folder, table, and what makes a plug-in.
PLUGIN_TABLES = (("linalg", "SOLVERS", "prepare"), ("plot", "KINDS", "draw"))

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60


def sources(folder: Path = PACKAGE) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if path.stat().st_size)


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def module_of(path: Path) -> str:
    parts = ["spineax", *path.relative_to(PACKAGE).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> str:
    """Return the first name below the package: the room that a module belongs to."""
    return (module.split(".") + [""])[1]


MODULES = {module_of(path): path for path in sources()}
TREES = {module: ast.parse(path.read_text()) for module, path in MODULES.items()}


def type_only(tree: ast.Module) -> set[ast.AST]:
    """Return the nodes under ``if TYPE_CHECKING:``."""
    guards = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
    ]
    return {inner for guard in guards for line in guard.body for inner in ast.walk(line)}


def imports(module: str, *, types: bool) -> Iterator[str]:
    """Yield the full names that a module imports, anywhere in its file."""
    tree = TREES[module]
    skipped = set() if types else type_only(tree)
    package = module if MODULES[module].name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            base = ".".join([*above, node.module or ""]).rstrip(".") if node.level else node.module
            yield from (f"{base}.{alias.name}" for alias in node.names)


def own_imports(module: str, *, types: bool = True) -> set[str]:
    """Return the modules of the package that a module imports."""
    found = set()
    for name in imports(module, types=types):
        while name not in MODULES and "." in name:
            name = name.rpartition(".")[0]
        if name in MODULES and name != module:
            found.add(name)
    return found


def is_in_home(module: str, homes: tuple[str, ...]) -> bool:
    return name_of(MODULES[module]).startswith(homes)


def test_every_room_has_a_floor() -> None:
    rooms = {room_of(module) for module in MODULES}
    assert rooms <= FLOOR.keys(), "give the new room a place in LAYERS"


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_down(module: str) -> None:
    room = room_of(module)
    upward = [
        name
        for name in own_imports(module)
        if room_of(name) != room and FLOOR[room_of(name)] >= FLOOR[room]
    ]
    assert not upward, f"{module} imports from its own floor or above: {upward}"


def test_no_import_cycle() -> None:
    graph = {module: own_imports(module, types=False) for module in MODULES}
    assert list(graphlib.TopologicalSorter(graph).static_order())


@pytest.mark.parametrize("library", HOMES)
def test_library_stays_at_home(library: str) -> None:
    strangers = [
        module
        for module in MODULES
        if not is_in_home(module, HOMES[library])
        for name in imports(module, types=False)
        if name == library or name.startswith(f"{library}.")
    ]
    assert not strangers, f"{library} belongs in {HOMES[library]}"


def test_files_are_rooms_not_halls() -> None:
    folders = (PACKAGE, REPOSITORY / "tests", REPOSITORY / "property_tests")
    folders += (REPOSITORY / "benchmarks",)
    lengths = {
        path.relative_to(REPOSITORY).as_posix(): len(path.read_text().splitlines())
        for folder in folders
        for path in sources(folder)
    }
    assert not {path: n for path, n in lengths.items() if n > MAX_FILE_LINES}


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of a function without its docstring."""
    documented = ast.get_docstring(function, clean=False)
    docstring = len(documented.splitlines()) if documented else 0
    return (function.end_lineno or function.lineno) - function.lineno + 1 - docstring


def test_functions_fit_on_a_screen() -> None:
    long = {
        f"{module}.{node.name}": body_lines(node)
        for module, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and body_lines(node) > MAX_FUNCTION_LINES
    }
    assert not long


@pytest.mark.parametrize("module", MODULES)
def test_files_say_what_lives_there(module: str) -> None:
    tree = TREES[module]
    assert ast.get_docstring(tree), "say in the first lines what lives here"
    if MODULES[module].name != "__init__.py":
        assert ast.unparse(tree.body[1]) == "from __future__ import annotations"


def test_users_never_meet_an_assertion() -> None:
    asserting = [
        f"{module}:{node.lineno}"
        for module, tree in TREES.items()
        if room_of(module) != "testing"
        for node in ast.walk(tree)
        if isinstance(node, ast.Assert)
    ]
    assert not asserting, "raise a type of spineax.errors instead"


def plugins(folder: str) -> list[str]:
    """Return the modules of a folder of plug-ins, those of its sub-folders included."""
    prefix = "spineax." + folder.replace("/", ".") + "."
    return [
        module
        for module, path in MODULES.items()
        if module.startswith(prefix) and not path.name.startswith("_")
    ]


@pytest.mark.parametrize("folder", PLUGIN_FOLDERS)
def test_every_plugin_is_exported(folder: str) -> None:
    for module in plugins(folder):
        shelf = module.rpartition(".")[0]
        assert module in own_imports(shelf), f"export {module} in {shelf}"


@pytest.mark.parametrize("folder", PLUGIN_FOLDERS)
def test_plugins_do_not_know_each_other(folder: str) -> None:
    family = set(plugins(folder))
    for module in family:
        assert not own_imports(module) & family, f"{module} imports another plug-in"


def defines(tree: ast.Module, name: str) -> bool:
    """Tell whether a file defines a public function, or a public class with a method, ``name``."""
    tops = [node for node in tree.body if isinstance(node, ast.ClassDef | ast.FunctionDef)]
    inner = [
        item
        for node in tops
        if isinstance(node, ast.ClassDef) and "Protocol" not in map(ast.unparse, node.bases)
        for item in node.body
    ]
    return any(isinstance(node, ast.FunctionDef) and node.name == name for node in tops + inner)


@pytest.mark.parametrize(("folder", "table", "method"), PLUGIN_TABLES)
def test_tables_of_plugins_are_complete(folder: str, table: str, method: str) -> None:
    shelf = f"spineax.{folder}"
    family = {
        module
        for module in MODULES
        if module.startswith(f"{shelf}.") and defines(TREES[module], method)
    }
    listed = getattr(importlib.import_module(shelf), table).values()
    homes = {entry.__module__ for entry in listed if not isinstance(entry, str)}
    assert family <= homes, f"{sorted(family - homes)} not in {shelf}.{table}"
    for module in family:
        assert not own_imports(module) & family, f"{module} imports another plug-in"


def test_import_is_light() -> None:
    unwanted = ("matplotlib", "hypothesis", "pytest", "netCDF4")
    code = f"import sys, spineax; print([m for m in {unwanted!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
