"""Error against wall time, for each stepper and peer: ``python -m benchmarks.precision``.

A cable of active compartments is excited by a step of current. Every simulator runs it with
shorter and shorter steps; the voltage where the current enters is compared with a converged
solution of the same equations on the same compartments.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cases import Case
from benchmarks.harness import Process, present
from benchmarks.machine import describe
from benchmarks.precision_picture import draw
from benchmarks.report import table
from benchmarks.runners import SINGLE, TUNED, Runner

PICTURE = Path(__file__).resolve().parent / "precision.png"
T_MAX, GRID, THRESHOLD = 20.0, 0.1, -20.0
STEPS = (0.1, 0.05, 0.025, 0.0125, 0.00625, 0.003125)
#: Forward Euler is stable below 0.001 ms here.
SHORT_STEPS = (0.0008, 0.0004, 0.0002)
#: Each of its step lengths is compiled anew, for a minute or more.
FEW_STEPS = (0.1, 0.025, 0.00625)
#: The converged solution: two Crank-Nicolson runs, extrapolated to no step at all.
FINE = (GRID / 256, GRID / 512)


@dataclass(frozen=True)
class Line:
    """A simulator with one of its methods, and the lengths of step it is run with, ms."""

    runner: Runner
    steps: tuple[float, ...] = STEPS


PATIENT = {"x64": True, "patient": True}


def on_jax(label: str, peer: str, solver: str) -> Runner:
    options = {"x64": True, "integrate": {"solver": solver}}
    return Runner(label, peer, SINGLE, options, TUNED)


def neuron(label: str, secondorder: int, coreneuron: bool = False) -> Runner:
    options = {"tables": False, "secondorder": secondorder, "coreneuron": coreneuron}
    return Runner(label, "neuron", SINGLE, options)


LINES = (
    Line(on_jax("spineax crank_nicolson", "ours", "crank_nicolson")),
    Line(on_jax("spineax bwd_euler", "ours", "bwd_euler")),
    Line(on_jax("spineax exp_euler", "ours", "exp_euler")),
    Line(on_jax("spineax fwd_euler", "ours", "fwd_euler"), SHORT_STEPS),
    Line(on_jax("Jaxley crank_nicolson", "jaxley", "crank_nicolson")),
    Line(on_jax("Jaxley bwd_euler", "jaxley", "bwd_euler")),
    Line(neuron("NEURON secondorder 2", 2)),
    Line(neuron("NEURON secondorder 0", 0)),
    Line(neuron("CoreNEURON", 0, coreneuron=True)),
    Line(Runner("Arbor", "arbor")),
    Line(Runner("BrainCell staggered", "braincell", SINGLE, PATIENT, TUNED), FEW_STEPS),
)


def cable(size: int, dt: float) -> Case:
    return Case(f"cable of {size}", "cable", size, T_MAX, dt=dt)


def run(runner: Runner, case: Case, repeats: int) -> dict[str, object]:
    """Return the median seconds of a run and its voltages, or an error."""
    process = Process(runner, case)
    try:
        for command in ("build", "first"):
            answer = process.ask(command)
            if "error" in answer:
                return answer
        seconds = [float(process.ask("run")["seconds"]) for _ in range(repeats)]
        return {"seconds": statistics.median(seconds), "trace": process.ask("trace")["trace"]}
    finally:
        process.close()


def on_grid(trace: list[float], dt: float) -> list[float]:
    """Return the voltages at multiples of the common grid, before the end."""
    return trace[: round(T_MAX / dt) : round(GRID / dt)]


def spike_time(trace: list[float], dt: float) -> float:
    """Return when the voltage first rises through the threshold, ms.

    The cubic through four samples, time as a function of voltage.
    """
    at = next((k for k, v in enumerate(trace) if v > THRESHOLD), 0)
    if not 2 <= at < len(trace) - 1:
        return math.nan
    places = range(at - 2, at + 2)
    time = 0.0
    for i in places:
        weight = 1.0
        for j in places:
            weight *= 1.0 if i == j else (THRESHOLD - trace[j]) / (trace[i] - trace[j])
        time += weight * i * dt
    return time


def converged(size: int) -> dict[str, object]:
    """Return the voltages on the grid and the time of the spike, extrapolated."""
    coarse, fine = (run(LINES[0].runner, cable(size, dt), 1)["trace"] for dt in FINE)
    pairs = zip(on_grid(coarse, FINE[0]), on_grid(fine, FINE[1]), strict=True)
    times = [spike_time(trace, dt) for trace, dt in zip((coarse, fine), FINE, strict=True)]
    return {
        "trace": [(4.0 * b - a) / 3.0 for a, b in pairs],
        "spike": (4 * times[1] - times[0]) / 3,
    }


def errors(trace: list[float], dt: float, truth: dict[str, object]) -> dict[str, float]:
    """Return the root mean square of the difference, mV, and that of the spike, ms."""
    squares = [(a - b) ** 2 for a, b in zip(on_grid(trace, dt), truth["trace"], strict=True)]
    return {
        "rms": math.sqrt(sum(squares) / len(squares)),
        "spike": abs(spike_time(trace, dt) - float(truth["spike"])),
    }


def measure(lines: list[Line], size: int, repeats: int) -> dict[str, list[dict[str, object]]]:
    """Return, by label, a point for each length of step."""
    truth = converged(size)
    points: dict[str, list[dict[str, object]]] = {}
    for line in lines:
        for dt in line.steps:
            label = line.runner.label
            print(f"... {label}, {dt} ms", file=sys.stderr, flush=True)
            point = run(line.runner, cable(size, dt), repeats)
            trace = point.pop("trace", None)
            point |= {"dt": dt} | (errors(trace, dt, truth) if trace else {})
            points.setdefault(label, []).append(point)
    return points


def as_table(points: dict[str, list[dict[str, object]]]) -> str:
    rows = []
    for label, line in points.items():
        for point in line:
            if "rms" not in point:
                rows.append([label, f"{point['dt']:g}", str(point["error"]), "", ""])
                continue
            numbers = [
                f"{1e3 * point['seconds']:.1f}",
                f"{point['rms']:.2e}",
                f"{point['spike']:.1e}",
            ]
            rows.append([label, f"{point['dt']:g}", *numbers])
    return table(("simulator", "step ms", "wall ms", "rms error mV", "spike time error ms"), rows)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.precision", description=__doc__)
    parser.add_argument("--peers", default="", help="comma-separated parts of the labels to run")
    parser.add_argument("--size", type=int, default=300, help="compartments of the cable")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--json", help="file to write the points into")
    parser.add_argument("--draw", help="file of points to draw again, instead of measuring")
    parser.add_argument("--picture", default=str(PICTURE))
    given = parser.parse_args()
    if given.draw:
        points = json.loads(Path(given.draw).read_text())
    else:
        words = given.peers.split(",")
        lines = [line for line in LINES if any(word in line.runner.label for word in words)]
        able, versions, missing = present([line.runner for line in lines])
        print(describe(versions), *(f"Missing: {peer}." for peer in missing), sep="\n")
        lines = [line for line in lines if line.runner in able]
        points = measure(lines, given.size, given.repeats)
    if given.json:
        Path(given.json).write_text(json.dumps(points))
    print("\n" + as_table(points))
    draw(points, given.picture, f"{given.size} active compartments, {T_MAX:g} ms")


if __name__ == "__main__":
    main()
