"""Every invariant that the documentation lists is tested, under its number."""

from __future__ import annotations

import re
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent


def test_every_invariant_has_a_test_of_its_number() -> None:
    page = (REPOSITORY / "docs" / "invariants.md").read_text()
    listed = {
        number
        for row in re.findall(r"^\| (I[\dI, ]+) \|", page, re.MULTILINE)
        for number in row.split(", ")
    }
    assert listed == {f"I{k}" for k in range(1, 43)}
    tests = [
        p for folder in ("tests", "property_tests") for p in (REPOSITORY / folder).rglob("*.py")
    ]
    brackets = re.findall(r"\[(I\d+(?:, I\d+)*)\]", "".join(p.read_text() for p in tests))
    tested = {number for numbers in brackets for number in numbers.split(", ")}
    assert listed == tested
