"""What is measured: models that every simulator can build, and how they are run."""

from __future__ import annotations

import os
import random
from dataclasses import asdict, dataclass
from pathlib import Path

_REPOSITORY = Path(__file__).resolve().parent.parent
DT = 0.025

#: The cell of a network: seven branches of two compartments, by the parent of each.
PARENTS = (-1, 0, 0, 1, 1, 2, 2)
SYNAPSES_PER_CELL = 10


@dataclass(frozen=True)
class Case:
    """A model and a way to run it.

    Parameters
    ----------
    name : str
    model : {"point", "cable", "swc", "graded network", "spiking network"}
    size : int
        Compartments of a cable, compartments per branch of a reconstruction, or cells.
    t_max : float, ms
    mode : {"forward", "gradient"}
    file : str
        Of a reconstruction.
    batch : int
        How many are run at once, each with its own sodium conductance; 0 for one alone.
    dt : float, ms
    """

    name: str
    model: str
    size: int
    t_max: float
    mode: str = "forward"
    file: str = ""
    batch: int = 0
    dt: float = DT

    @property
    def steps(self) -> int:
        return round(self.t_max / self.dt)

    @property
    def kind(self) -> str:
        return "batch" if self.batch else self.mode

    @property
    def forward(self) -> str:
        """Name of the case that a gradient is the gradient of."""
        return self.name.removesuffix(", gradient")

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def morphology(name: str) -> str:
    """Path of a reconstruction, or nothing where the folder is missing."""
    named = os.environ.get("SPINEAX_MORPHOLOGIES")
    folder = Path(named) if named else _REPOSITORY.parent / "shared" / "morphologies"
    file = folder / name
    return str(file) if file.exists() else ""


def all_cases() -> list[Case]:
    """Every case that can be run here, each followed by its gradient."""
    ca1, l5pc = morphology("ca1_n120.swc"), morphology("l5pc_no_axon.swc")
    cases = [
        Case("compartment", "point", 1, 100.0),
        Case("cable of 1000", "cable", 1000, 50.0),
        Case("CA1, 1 per branch", "swc", 1, 50.0, file=ca1),
        Case("L5PC, 8 per branch", "swc", 8, 25.0, file=l5pc),
        Case("64 cables of 1000", "cable", 1000, 5.0, batch=64),
        Case("64 cables of 300", "cable", 300, 10.0, batch=64),
        Case("1024 cables of 50", "cable", 50, 5.0, batch=1024),
        Case("1000 cells, 10^4 graded synapses", "graded network", 1000, 5.0),
        Case("1000 cells, 10^4 spiking synapses", "spiking network", 1000, 10.0),
    ]
    present = [case for case in cases if case.model != "swc" or case.file]
    return [each for case in present for each in (case, gradient(case))]


def gradient(case: Case) -> Case:
    """Return the gradient of a case."""
    return Case(**(case.as_dict() | {"name": f"{case.name}, gradient", "mode": "gradient"}))


def synapses(cells: int) -> tuple[list[int], list[int]]:
    """Return the cells that the synapses of a network come from, and go to."""
    chance = random.Random(0)
    count = SYNAPSES_PER_CELL * cells
    ends = [[chance.randrange(cells) for _ in range(count)] for _ in range(2)]
    return ends[0], ends[1]
