"""The harness: a process per simulator and case, runs interleaved, medians and ratios."""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
from pathlib import Path

from benchmarks.cases import Case, all_cases
from benchmarks.report import as_tables

REPEATS = 5
TUNED = {
    "PJRT_NPROC": "1",
    "XLA_FLAGS": "--xla_cpu_prefer_vector_width=512 --xla_backend_extra_options="
    "xla_cpu_small_while_loop_byte_threshold=100000000",
}
PEERS = os.environ.get("SPINEAX_PEERS_PYTHON", sys.executable)

#: label -> (peer, options, environment, interpreter)
RUNNERS = {
    "spineax f32": ("ours", {}, {}, sys.executable),
    "spineax f32 tuned": ("ours", {}, TUNED, sys.executable),
    "spineax f64": ("ours", {"x64": True}, {}, sys.executable),
    "spineax f64 tuned": ("ours", {"x64": True}, TUNED, sys.executable),
    "Jaxley f32": ("jaxley", {}, {}, PEERS),
    "Jaxley f32 tuned": ("jaxley", {}, TUNED, PEERS),
    "Jaxley f64": ("jaxley", {"x64": True}, {}, PEERS),
    "NEURON f64": ("neuron", {"tables": True}, {}, PEERS),
    "NEURON f64, no tables": ("neuron", {"tables": False}, {}, PEERS),
    "CoreNEURON f64": ("neuron", {"tables": True, "coreneuron": True}, {}, PEERS),
    "Arbor f64": ("arbor", {}, {}, PEERS),
}


class Worker:
    """A simulator that waits in its own process."""

    def __init__(self, label: str, case: Case) -> None:
        peer, options, environment, python = RUNNERS[label]
        self.label = label
        self.process = subprocess.Popen(
            [
                python,
                "-m",
                "benchmarks.worker",
                peer,
                json.dumps(case.as_dict()),
                json.dumps(options),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, **environment},
            cwd=Path(__file__).resolve().parent.parent,
        )
        self.about = self._answer()

    def _answer(self) -> dict[str, object]:
        line = self.process.stdout.readline()
        return json.loads(line) if line else {"error": "the process ended"}

    def ask(self, command: str) -> dict[str, object]:
        try:
            self.process.stdin.write(command + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            return {"error": "the process ended"}
        return self._answer()

    def close(self) -> None:
        self.process.kill()
        self.process.wait()


def measure(case: Case, labels: list[str], repeats: int) -> dict[str, dict[str, object]]:
    """Run one case with every simulator, the runs interleaved."""
    results: dict[str, dict[str, object]] = {}
    workers = []
    for label in labels:
        worker = Worker(label, case)
        result = dict(worker.about)
        build = worker.ask("build")
        first = worker.ask("first") if "error" not in build else build
        result |= {
            "build": build.get("seconds"),
            "size": build.get("size"),
            "before": build.get("memory"),
            "first": first.get("seconds"),
            "memory": first.get("memory"),
            "error": first.get("error"),
        }
        results[label] = result
        if "error" in first:
            worker.close()
        else:
            workers.append(worker)
    times: dict[str, list[float]] = {worker.label: [] for worker in workers}
    for _ in range(repeats):
        for worker in workers:
            answer = worker.ask("run")
            if "seconds" in answer:
                times[worker.label].append(float(answer["seconds"]))
    for worker in workers:
        seconds = times[worker.label]
        size = int(results[worker.label]["size"])
        units = size * case.steps * max(case.batch, 1)
        results[worker.label] |= {
            "seconds": statistics.median(seconds),
            "spread": (max(seconds) - min(seconds)) / statistics.median(seconds),
            "ns": statistics.median(seconds) / units * 1e9,
            "trace": worker.ask("trace").get("trace") if case.mode == "forward" else None,
        }
        worker.close()
    return results


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--only", help="part of the name of the cases to run")
    parser.add_argument("--peers", help="comma-separated parts of the labels to run")
    parser.add_argument("--repeats", type=int, default=REPEATS)
    parser.add_argument("--slow", action="store_true", help="run the slow cases, too")
    parser.add_argument("--json", help="file to write the raw results into")
    arguments = parser.parse_args()
    labels = [
        label
        for label in RUNNERS
        if arguments.peers is None or any(p in label for p in arguments.peers.split(","))
    ]
    results = {}
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores", flush=True)
    for case in all_cases():
        if arguments.only and arguments.only not in case.name:
            continue
        if case.slow and not (arguments.slow or arguments.only):
            continue
        print(f"... {case.name}", file=sys.stderr, flush=True)
        results[case.name] = measure(case, labels, arguments.repeats)
        print(as_tables({case.name: results[case.name]}), flush=True)
    if arguments.json:
        Path(arguments.json).write_text(json.dumps(results))


if __name__ == "__main__":
    main()
