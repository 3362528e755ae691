"""The machine, in a line, and the memory and clock that the figures are taken with."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import time
from pathlib import Path


def describe(versions: dict[str, str]) -> str:
    """Processor, cores, load, system and versions, as lines of Markdown."""
    cores = len(os.sched_getaffinity(0))
    load = os.getloadavg()[0]
    return "\n".join(
        [
            f"{_processor()}, {cores} of {os.cpu_count()} cores, {_memory():.0f} GB; "
            f"{platform.system()} {platform.release()}, Python {platform.python_version()}; "
            f"load {load:.1f} at the start, {time.strftime('%Y-%m-%d')}.",
            *_accelerators(),
            "; ".join(versions.values()) + ".",
        ]
    )


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text()
    except OSError:
        return platform.processor() or platform.machine()
    fields = dict(
        (part.strip() for part in entry.split(":", 1)) for entry in text.split("\n") if ":" in entry
    )
    wide = "AVX-512" if " avx512f " in fields.get("flags", "") else "no AVX-512"
    return f"{fields.get('model name', platform.machine())} ({wide})"


def _accelerators() -> list[str]:
    """Return a line that names the accelerators and their driver, if there are any."""
    if not shutil.which("nvidia-smi"):
        return []
    query = ["nvidia-smi", "--query-gpu=name,driver_version", "--format=csv,noheader"]
    said = subprocess.run(query, capture_output=True, text=True, check=False).stdout.split("\n")
    return ["; ".join(line for line in said if line.strip()) + "."]


def _memory() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
