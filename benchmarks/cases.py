"""What is measured: models that every simulator can build, and how they are run."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from pathlib import Path

_REPOSITORY = Path(__file__).resolve().parent.parent
DT = 0.025


@dataclass(frozen=True)
class Case:
    """A model and a way to run it.

    ``model``: "point", "cable", "swc" or "network"; ``mode``: "forward", "gradient" or "batch".
    """

    name: str
    model: str
    size: int
    t_max: float
    mode: str = "forward"
    file: str = ""
    batch: int = 0
    slow: bool = False

    @property
    def steps(self) -> int:
        return round(self.t_max / DT)

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def morphology(name: str) -> str:
    """Path of a reconstruction, or nothing where the folder is missing."""
    named = os.environ.get("SPINEAX_MORPHOLOGIES")
    folder = Path(named) if named else _REPOSITORY.parent / "shared" / "morphologies"
    file = folder / name
    return str(file) if file.exists() else ""


def all_cases() -> list[Case]:
    """Every case that can be run here."""
    ca1, l5pc = morphology("ca1_n120.swc"), morphology("l5pc_no_axon.swc")
    cases = [
        Case("compartment", "point", 1, 100.0),
        Case("cable of 1000", "cable", 1000, 50.0),
        Case("cable of 1000, gradient", "cable", 1000, 50.0, "gradient"),
        Case("64 cables of 300", "cable", 300, 10.0, "batch", batch=64),
        Case("1024 cables of 50", "cable", 50, 5.0, "batch", batch=1024),
        Case("CA1, 1 per branch", "swc", 1, 50.0, file=ca1),
        Case("CA1, 1 per branch, gradient", "swc", 1, 50.0, "gradient", file=ca1),
        Case("CA1, 8 per branch", "swc", 8, 25.0, file=ca1),
        Case("L5PC, 8 per branch", "swc", 8, 25.0, file=l5pc),
        Case("L5PC, 8 per branch, gradient", "swc", 8, 25.0, "gradient", file=l5pc),
        Case("network of 1000 cells", "network", 1000, 5.0, slow=True),
    ]
    return [case for case in cases if case.model != "swc" or case.file]
