"""What is measured beside runs: reading, building, importing, compiling, and calling again.

Each figure is taken in a fresh process, ``python -m benchmarks.figure_runs NAME``.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from dataclasses import dataclass

from benchmarks.harness import ROOT
from benchmarks.report import table
from benchmarks.runners import RUNNERS, TUNED


@dataclass(frozen=True)
class Figure:
    """A figure and the bar it must hold.

    Parameters
    ----------
    name : str
    run : str
        The function of ``benchmarks.figure_runs`` that measures it.
    key : str
        Which of the numbers it returns.
    unit : str
    bar : float, optional
        The number is to be at most this.
    tuned : bool
        Under the settings of ``spineax.tune_cpu()``.
    """

    name: str
    run: str
    key: str
    unit: str
    bar: float | None = None
    tuned: bool = False


FIGURES = (
    Figure("`import spineax` beyond `import jax, xarray`", "imports", "seconds", "s", 0.3),
    Figure("`read_swc` of 10 000 points, ready to simulate", "reading", "ready", "s", 0.5),
    Figure("of that, `read_swc` alone", "reading", "read", "s"),
    Figure("`cell.branch(3).comp(0)`", "narrowing", "milliseconds", "ms", 0.2),
    Figure("network of 10^6 synapses, built", "large_network", "built", "s", 5.0),
    Figure("its peak memory, the whole process", "large_network", "built_gb", "GB", 2.0),
    Figure("ready to simulate", "large_network", "ready", "s"),
    Figure("its peak memory then", "large_network", "ready_gb", "GB"),
    Figure("first call, cable of 1000", "first_forward", "seconds", "s", 0.7),
    Figure("the same, tuned", "first_forward", "seconds", "s", 0.7, tuned=True),
    Figure("first gradient, cable of 1000", "first_gradient", "seconds", "s", 2.0),
    Figure("the same, tuned", "first_gradient", "seconds", "s", 2.0, tuned=True),
    Figure("later call over the bare run, cable of 1000", "later", "again", "ms", 5.0),
    Figure("the same, after `set`", "later", "after_set", "ms", 5.0),
    Figure("first call, 1000 cells, 10^4 synapses", "small_network", "first", "s"),
    Figure("compiling it", "small_network", "compile", "s"),
    Figure("compiling it with 10^6 synapses", "wide_network", "compile", "s"),
)
#: Processes for a figure that takes long are fewer.
LONG = ("large_network", "wide_network", "small_network")


def measure(repeats: int) -> dict[str, list[dict[str, float | str]]]:
    """Return what every process said, by run; those under other settings by "run, tuned"."""
    said: dict[str, list[dict[str, float | str]]] = {}
    for figure in FIGURES:
        where = place(figure)
        if where not in said:
            times = min(repeats, 3) if figure.run in LONG else repeats
            said[where] = [take(figure) for _ in range(times)]
    return said


def place(figure: Figure) -> str:
    return f"{figure.run}, tuned" if figure.tuned else figure.run


def take(figure: Figure) -> dict[str, float | str]:
    """Measure once, in a fresh process."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.figure_runs", figure.run],
        capture_output=True,
        text=True,
        env={**RUNNERS[0].surroundings, **(TUNED if figure.tuned else {})},
        cwd=ROOT,
    )
    if done.returncode:
        return {"error": (done.stderr.strip().split("\n") or [""])[-1][:150]}
    answer: dict[str, float | str] = json.loads(done.stdout.strip().split("\n")[-1])
    return answer


def as_table(said: dict[str, list[dict[str, float | str]]]) -> str:
    """The figures with the bar beside each, and whether it holds."""
    rows = []
    for figure in FIGURES:
        answers = said[place(figure)]
        values = [float(answer[figure.key]) for answer in answers if figure.key in answer]
        bar = "" if figure.bar is None else f"at most {figure.bar:g} {figure.unit}"
        if not values:
            rows.append([figure.name, bar, str(answers[0].get("error")), "", ""])
            continue
        middle = statistics.median(values)
        spread = f"{min(values):.3g} to {max(values):.3g}"
        verdict = "" if figure.bar is None else "holds" if middle <= figure.bar else "missed"
        rows.append([figure.name, bar, f"{middle:.3g} {figure.unit}", spread, verdict])
    head = ("figure", "bar", "median", "range", "")
    return "\n### Beside runs\n\n" + table(head, rows)
