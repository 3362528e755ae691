"""One simulator and one case in a process of its own, driven line by line.

Reads commands from standard input (``build``, ``first``, ``run``, ``trace``, ``compiled``)
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


class Worker:
    """The simulator of this process, and the model once it is built."""

    def __init__(self, module, case, options):
        self.module, self.case, self.options = module, case, options
        self.model = None

    def build(self):
        before = peak_memory()
        seconds, self.model = timed(lambda: self.module.Model(self.case, self.options))
        return {"build": seconds, "size": self.model.size, "before": before}

    def first(self):
        seconds, _ = timed(self.model.run)
        return {"first": seconds, "peak": peak_memory()}

    def run(self):
        return {"seconds": timed(self.model.run)[0]}

    def trace(self):
        return {"trace": self.model.trace()}

    def compiled(self):
        """Bytes that the compiled function asks for beside arguments and results."""
        memory = getattr(self.model, "temporary_bytes", None)
        return {"temporary": memory() if memory else None}


def loaded(peer):
    """Import a simulator, or say why there is none."""
    try:
        module = importlib.import_module(f"benchmarks.peers.{peer}")
    except ImportError as error:
        return None, {"missing": str(error)}
    return module, {"version": module.version()}


def main() -> None:
    peer, case, options = sys.argv[1], json.loads(sys.argv[2]), json.loads(sys.argv[3])
    # What a simulator prints goes to standard error; answers have their own channel.
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    module, about = loaded(peer)
    answers.write(json.dumps(about) + "\n")
    worker = Worker(module, case, options)
    for line in sys.stdin:
        try:
            answer = getattr(worker, line.strip())()
        except NotImplementedError as reason:
            answer = {"error": str(reason)}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"[:200]}
        answers.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
