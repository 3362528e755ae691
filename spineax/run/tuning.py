"""Settings of XLA's CPU backend that suit small kernels in long loops."""

from __future__ import annotations

import os
from pathlib import Path

import jax

from spineax.errors import BadArgument

#: Options of the backend, and why: docs/decisions/0004 has the figures.
EXTRA = "xla_cpu_small_while_loop_byte_threshold=100000000"
EXTRA_FLAG = "--xla_backend_extra_options="
WIDE_FLAG = "--xla_cpu_prefer_vector_width=512"
THREADS = "PJRT_NPROC"


def tune_cpu(threads: int = 1) -> str:
    """Set up XLA's CPU backend for simulations, before its first use in this process.

    Parameters
    ----------
    threads : int
        Threads that the kernels of one run may be split over; more than one slows down
        cells of a few thousand compartments. Batches use several devices instead.

    Returns
    -------
    str
        What was set, or why nothing was.

    Raises
    ------
    BadArgument
        If ``threads`` is below one.

    Notes
    -----
    Environment variables of this process, read once when the backend starts: call it
    right after the import. What the environment sets already is left alone.

    Examples
    --------
    >>> print(tune_cpu())  # doctest: +SKIP
    Set PJRT_NPROC=1 and XLA_FLAGS: --xla_backend_extra_options=...
    """
    if isinstance(threads, bool) or not isinstance(threads, int) or threads < 1:
        raise BadArgument(f"threads must be a whole number above zero, not {threads!r}.")
    if started():
        return (
            "Nothing was set: the backend of JAX runs already, and reads its options only once. "
            "Call tune_cpu() right after the import, before the first simulation."
        )
    done = []
    if THREADS not in os.environ:
        os.environ[THREADS] = str(threads)
        done.append(f"{THREADS}={threads}")
    flags = os.environ.get("XLA_FLAGS", "")
    new = [] if EXTRA_FLAG in flags else [EXTRA_FLAG + EXTRA]
    if has_wide_vectors() and "xla_cpu_prefer_vector_width" not in flags:
        new.append(WIDE_FLAG)
    if new:
        os.environ["XLA_FLAGS"] = " ".join([*flags.split(), *new])
        done.append("XLA_FLAGS: " + " ".join(new))
    return f"Set {' and '.join(done)}." if done else "Nothing was left to set."


def started() -> bool:
    """Return whether a backend of JAX exists already."""
    devices = jax.config.values["jax_num_cpu_devices"]
    try:
        # A change of this number is refused once there is a backend.
        jax.config.update("jax_num_cpu_devices", 2 if devices == 1 else 1)
    except RuntimeError:
        return True
    jax.config.update("jax_num_cpu_devices", devices)
    return False


def has_wide_vectors() -> bool:
    """Return whether the processor has vectors of 512 bits."""
    try:
        return " avx512f " in Path("/proc/cpuinfo").read_text()
    except OSError:
        return False
