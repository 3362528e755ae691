"""A process per simulator and case, runs interleaved, medians of what they took."""

from __future__ import annotations

import json
import os
import select
import statistics
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.cases import Case
from benchmarks.runners import Runner

ROOT = Path(__file__).resolve().parent.parent
#: Seconds that one answer may take; a peer that needs longer gets a row that says so.
PATIENCE = 240.0

Row = dict[str, object]


class Process:
    """A simulator that waits in its own process."""

    def __init__(self, runner: Runner, case: Case, patience: float = PATIENCE) -> None:
        self.runner, self.patience = runner, patience
        self.log = tempfile.TemporaryFile(mode="w+")  # noqa: SIM115, closed with the process
        given = [json.dumps(case.as_dict()), json.dumps(runner.options)]
        self.process = subprocess.Popen(
            [runner.python, "-m", "benchmarks.worker", runner.peer, *given],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
            env=runner.surroundings,
            cwd=ROOT,
        )
        self.about = self._answer()

    def ask(self, command: str) -> Row:
        try:
            self.process.stdin.write(command + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            return {"error": self._last_words()}
        return self._answer()

    def _answer(self) -> Row:
        ready, _, _ = select.select([self.process.stdout], [], [], self.patience)
        if not ready:
            return {"error": f"no answer within {self.patience:g} s"}
        line = self.process.stdout.readline()
        return json.loads(line) if line else {"error": self._last_words()}

    def _last_words(self) -> str:
        """Why the process ended."""
        code = self.process.wait()
        self.log.seek(0)
        lines = self.log.read()[-5000:].split("\n")
        last = next((line.strip() for line in reversed(lines) if line.strip()), "")
        how = f"ended by signal {-code}" if code < 0 else f"ended with {code}"
        return f"{how}: {last[:150]}" if last else how

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.log):
            try:
                stream.close()
            except BrokenPipeError:
                continue


def present(runners: list[Runner]) -> tuple[list[Runner], dict[str, str], list[str]]:
    """Return the runners that can be imported, versions by peer, and the peers missing."""
    versions: dict[str, str] = {}
    missing = []
    for runner in {runner.peer: runner for runner in runners}.values():
        process = Process(runner, Case("", "point", 1, 1.0))
        if "version" in process.about:
            versions[runner.peer] = str(process.about["version"])
        else:
            reason = process.about.get("missing") or process.about.get("error")
            missing.append(f"{runner.peer} ({reason})")
        process.close()
    return [runner for runner in runners if runner.peer in versions], versions, missing


def measure(
    case: Case, runners: list[Runner], repeats: int, patience: float = PATIENCE
) -> dict[str, Row]:
    """Run one case with every simulator that takes part, the runs interleaved.

    Returns
    -------
    dict
        By label: seconds of the ``build``, the ``first`` call and the median of the
        later ones, ``spread``, ``ns`` per compartment and step, MB of memory ``before``
        the build and at its ``peak`` in the first call, bytes the compiled function
        needs (``temporary``), and the ``trace``; or an ``error``.
    """
    every = [prepared(case, runner, patience) for runner in taking_part(case, runners)]
    return timed(case, every, repeats)


def taking_part(case: Case, runners: list[Runner]) -> list[Runner]:
    return [runner for runner in runners if case.kind in runner.kinds]


def side_by_side(
    cases: list[Case], runners: list[Runner], patience: float = PATIENCE
) -> dict[str, list[tuple[Process, Row]]]:
    """Build every case with every simulator at the same time, as many as there are cores."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        waiting = {
            case.name: [
                pool.submit(prepared, case, runner, patience)
                for runner in taking_part(case, runners)
            ]
            for case in cases
        }
        return {name: [each.result() for each in some] for name, some in waiting.items()}


def prepared(case: Case, runner: Runner, patience: float) -> tuple[Process, Row]:
    """Start a process, build the model there, and run it once."""
    process = Process(runner, case, patience)
    row = started(process)
    if "error" in row:
        process.close()
    return process, row


def timed(
    case: Case, every: list[tuple[Process, Row]], repeats: int, planned: bool = True
) -> dict[str, Row]:
    """Run what has been built again and again, in turn; ``planned`` memory takes a compilation."""
    rows = {process.runner.label: row for process, row in every}
    ready = [process for process, row in every if "error" not in row]
    times: dict[str, list[float]] = {process.runner.label: [] for process in ready}
    for _ in range(repeats):
        for process in ready:
            answer = process.ask("run")
            times[process.runner.label] += [answer["seconds"]] if "seconds" in answer else []
    for process in ready:
        finished(case, process, rows[process.runner.label], times[process.runner.label], planned)
    return rows


def started(process: Process) -> Row:
    """Build the model and run it once."""
    if "version" not in process.about:
        return {"error": process.about.get("missing") or process.about.get("error")}
    row = process.ask("build")
    return row if "error" in row else row | process.ask("first")


def finished(case: Case, process: Process, row: Row, seconds: list[float], planned: bool) -> None:
    """Add what the runs took and gave to a row, and end the process."""
    if not seconds:
        row["error"] = str(process.ask("run").get("error"))
        process.close()
        return
    middle = statistics.median(seconds)
    units = int(row["size"]) * case.steps * max(case.batch, 1)
    row |= {
        "seconds": middle,
        "spread": (max(seconds) - min(seconds)) / middle,
        "ns": middle / units * 1e9,
        "temporary": process.ask("compiled").get("temporary") if planned else None,
        "trace": process.ask("trace").get("trace"),
    }
    process.close()
