"""Who is measured: simulators, their settings, and the cases they take part in."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field

#: The interpreter that has the peers; this one, if they are installed beside spineax.
PEERS = os.environ.get("SPINEAX_PEERS_PYTHON", sys.executable)

#: What ``spineax.tune_cpu()`` sets on a processor with vectors of 512 bits.
TUNED = {
    "PJRT_NPROC": "1",
    "XLA_FLAGS": "--xla_cpu_prefer_vector_width=512 --xla_backend_extra_options="
    "xla_cpu_small_while_loop_byte_threshold=100000000",
}
SINGLE = ("forward", "gradient")
EVERY = ("forward", "gradient", "batch")


@dataclass(frozen=True)
class Runner:
    """A simulator and its settings.

    Parameters
    ----------
    label : str
    peer : str
        Name of its file in ``benchmarks/peers``.
    kinds : tuple of str
        Kinds of cases that it takes part in.
    options, environment : dict
    device : {"cpu", "gpu"}
        Where JAX runs.
    """

    label: str
    peer: str
    kinds: tuple[str, ...] = EVERY
    options: dict[str, object] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    device: str = "cpu"

    @property
    def python(self) -> str:
        return sys.executable if self.peer == "ours" else PEERS

    @property
    def surroundings(self) -> dict[str, str]:
        """Environment of its process."""
        # several processes share an accelerator: none may take its memory beforehand
        shared = {"XLA_PYTHON_CLIENT_PREALLOCATE": "false"}
        device = {"JAX_PLATFORMS": "cpu"} if self.device == "cpu" else shared
        return {**os.environ, **device, **self.environment}


X64, TWO = {"x64": True}, {"devices": 2}

RUNNERS = (
    Runner("spineax f32", "ours"),
    Runner("spineax f32 tuned", "ours", EVERY, {}, TUNED),
    Runner("spineax f32 tuned, 2 devices", "ours", ("batch",), TWO, TUNED),
    Runner("spineax f64", "ours", ("forward",), X64),
    Runner("spineax f64 tuned", "ours", SINGLE, X64, TUNED),
    Runner("Jaxley f32", "jaxley"),
    Runner("Jaxley f32 tuned", "jaxley", EVERY, {}, TUNED),
    Runner("Jaxley f32 tuned, 2 devices", "jaxley", ("batch",), TWO, TUNED),
    Runner("Jaxley f64", "jaxley", ("forward",), X64),
    Runner("NEURON f64", "neuron", EVERY, {"tables": True}),
    Runner("NEURON f64, no tables", "neuron", ("forward",), {"tables": False}),
    Runner("CoreNEURON f64", "neuron", EVERY, {"tables": True, "coreneuron": True}),
    Runner("Arbor f64", "arbor"),
    Runner("BrainCell f32", "braincell"),
)
REFERENCE = "NEURON f64, no tables"
OWN_REFERENCE = "spineax f64 tuned"


def chosen(parts: str | None, runners: tuple[Runner, ...] = RUNNERS) -> list[Runner]:
    """Return the runners whose labels hold one of the comma-separated parts."""
    words = (parts or "").split(",")
    return [runner for runner in runners if any(word in runner.label for word in words)]
