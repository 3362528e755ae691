"""The python blocks of README and docs run in order, as a reader would type them.

Each page runs in a fresh interpreter and in single precision, which is what a reader has. A block
after the comment ``<!-- not run -->`` is left out.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import spineax as sx

REPOSITORY = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^(<!-- not run -->\n+)?```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: Path) -> list[str]:
    return [code for skipped, code in BLOCK.findall(page.read_text()) if not skipped]


PAGES = [
    page
    for page in [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").rglob("*.md"))]
    if blocks(page)
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(REPOSITORY).as_posix())
def test_page_runs(page: Path, tmp_path: Path) -> None:
    script = tmp_path / "page.py"
    script.write_text("\n".join(blocks(page)))
    done = subprocess.run(
        [sys.executable, "-W", "error", script],
        cwd=tmp_path,
        env={**os.environ, "MPLBACKEND": "Agg", "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]


PATH = re.compile(r"`((?:[a-z_0-9]+/)+[a-z_0-9]*(?:\.py|\.md)?)`")
HOMES = [REPOSITORY, REPOSITORY / "spineax", REPOSITORY / "docs"]


@pytest.mark.parametrize("page", ["docs/tour.md", "CONTRIBUTING.md", "README.md"])
def test_named_files_exist(page: str) -> None:
    written = {
        "demo/",
        "channels/name.py",
        "linalg/name.py",
        "plot/name.py",
        "run/steppers/name.py",
    }
    named = set(PATH.findall((REPOSITORY / page).read_text())) - written - {"verbs/topic.py"}
    assert [n for n in named if not any((home / n).exists() for home in HOMES)] == []


def test_every_page_is_in_the_navigation() -> None:
    navigation = (REPOSITORY / "mkdocs.yml").read_text()
    docs = REPOSITORY / "docs"
    pages = [page.relative_to(docs).as_posix() for page in docs.rglob("*.md")]
    assert [page for page in pages if page not in navigation] == []


def test_every_public_name_has_its_line() -> None:
    page = (REPOSITORY / "docs" / "api.md").read_text()
    named = set(re.findall(r"`(?:sx\.)?([A-Za-z_]+)", page))
    verbs = {name for name in dir(sx.Cell) if not name.startswith("_")}
    of_kinds = {f"cell_{part}" for part in ("params", "states")}  # defaults of the constructors
    assert sorted((verbs | set(sx.__all__)) - named - of_kinds) == []
