"""docs/mechanisms.md lists every mechanism with the parameters, states and defaults it has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from spineax.mechanisms import Mechanism
from spineax.testing import shipped_mechanisms

PAGE = Path(__file__).resolve().parents[2] / "docs" / "mechanisms.md"
MECHANISMS = shipped_mechanisms()


def rows() -> dict[str, str]:
    """Return the row of each mechanism, by the name from which it is imported."""
    found, shelf = {}, ""
    for line in PAGE.read_text().splitlines():
        if header := re.match(r"\| `spineax\.([\w.]+)` \|", line):
            shelf = header[1]
        elif row := re.match(r"\| `(\w+)` \|", line):
            found[f"{shelf}.{row[1]}"] = line
    return found


def defaults(row: str) -> dict[str, float]:
    """Return the names in a row that are followed by a number."""
    pairs = re.findall(r"\*?(\w+)\*? (-?\d[\d.e-]*)(?=[,| ])", row)
    return {name: float(value) for name, value in pairs}


def test_every_mechanism_has_a_row_and_no_other() -> None:
    assert rows().keys() == MECHANISMS.keys()


@pytest.mark.parametrize("name", MECHANISMS)
def test_row_has_the_defaults(name: str) -> None:
    mechanism: Mechanism = MECHANISMS[name]
    row, prefix = rows()[name], f"{mechanism.name}_"
    shown = defaults(row)
    for key, value in mechanism.params.items():
        assert shown[key.removeprefix(prefix)] == pytest.approx(value)
    for key, value in mechanism.states.items():
        short = key.removeprefix(prefix)
        assert re.search(rf"\b{short}\b", row)
        assert shown.get(short, value) == pytest.approx(value)
