"""One simulator and one case in a process of its own, driven line by line.

Reads commands from standard input (``build``, ``first``, ``run``, ``trace``, ``quit``)
and answers each with one line of JSON.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import sys
import time


def peak_memory() -> float:
    """Peak resident memory of this process so far, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0


def timed(function):
    began = time.perf_counter()
    result = function()
    return time.perf_counter() - began, result


def main() -> None:
    peer, case, options = sys.argv[1], json.loads(sys.argv[2]), json.loads(sys.argv[3])
    answers, sys.stdout = os.fdopen(os.dup(1), "w", buffering=1), sys.stderr
    os.dup2(2, 1)
    seconds, module = timed(lambda: importlib.import_module(f"benchmarks.peers.{peer}"))
    answers.write(json.dumps({"import": seconds, "version": module.version()}) + "\n")
    model = None
    for line in sys.stdin:
        command = line.strip()
        if command == "quit":
            return
        try:
            if command == "build":
                before = peak_memory()
                seconds, model = timed(lambda: module.Model(case, options))
                answer = {"seconds": seconds, "size": model.size, "memory": before}
            elif command == "trace":
                answer = {"trace": model.trace()}
            else:
                seconds, _ = timed(model.run)
                answer = {"seconds": seconds, "memory": peak_memory()}
        except Exception as error:  # a peer that cannot do the case says so
            answer = {"error": f"{type(error).__name__}: {error}"[:300]}
        answers.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
