"""A bar for long runs, which are cut into pieces of equal length: one compilation for all."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TextIO

import jax
import jax.numpy as jnp

from spineax.errors import BadArgument

#: How many pieces a run with a progress bar is cut into, and how far from that it may be.
PIECES, FEWEST, MOST = 40, 20, 80
#: Characters of the bar.
WIDTH = 30


def progress_bar(run: Callable[..., Any], stream: TextIO | None = None) -> Callable[..., Any]:
    """Return ``run`` with a bar that shows simulated time and an estimate.

    Parameters
    ----------
    run : callable
        The compiled run.
    stream : file, optional
        Where to write; the terminal's error stream if left out.

    Raises
    ------
    BadArgument
        By what is returned, inside jit, grad or vmap.
    """

    def shown(
        program: Any,
        overrides: Any,
        drives: Any,
        records: Any,
        states: Any,
        delta_t: Any,
        *,
        n_steps: int,
        with_end: bool,
        **options: Any,
    ) -> Any:
        leaves = jax.tree.leaves((program, overrides, drives, states, delta_t))
        if any(isinstance(leaf, jax.core.Tracer) for leaf in leaves):
            raise BadArgument(
                "progress=True shows how far a run is, but inside jit, grad or vmap nothing runs "
                "yet. Leave it out there."
            )
        bar = Bar(n_steps * float(delta_t), stream or sys.stderr)

        def steps(first: int, count: int, states: Any) -> Any:
            cut = tuple(replace(d, values=d.values[first : first + count]) for d in drives)
            return run(program, overrides, cut, records, states, delta_t, n_steps=count, **options)

        if states is None:  # else the first piece would be compiled apart from the others
            states = steps(0, 0, None)[1]
        piece = piece_of(n_steps)
        parts, done = [], 0
        while done < n_steps:
            now = min(piece, n_steps - done)
            rows, states = steps(done, now, states)
            rows.block_until_ready()
            parts.append(rows if done == 0 else rows[:, 1:])
            done += now
            bar.show(done * float(delta_t))
        bar.close()
        return jnp.concatenate(parts, axis=1), states if with_end else {}

    return shown


def piece_of(n_steps: int) -> int:
    """Return the steps of a piece: a divisor of all if there is one of about the right size.

    Examples
    --------
    >>> piece_of(4000), piece_of(4030), piece_of(4001)
    (100, 130, 101)
    """
    counts = sorted(range(FEWEST, MOST + 1), key=lambda count: abs(count - PIECES))
    exact = (n_steps // count for count in counts if n_steps and n_steps % count == 0)
    return next(exact, max(1, -(-n_steps // PIECES)))


class Bar:
    """A line that is rewritten as a run goes on.

    Parameters
    ----------
    total : float, ms
    stream : file
    """

    def __init__(self, total: float, stream: TextIO) -> None:
        self.total, self.stream, self.began = total, stream, time.perf_counter()

    def show(self, done: float) -> None:
        """Draw the bar after ``done`` ms of simulated time."""
        part = min(1.0, done / self.total)
        spent = time.perf_counter() - self.began
        left = spent * (1.0 - part) / part if part else 0.0
        bar = ("#" * round(part * WIDTH)).ljust(WIDTH, ".")
        self.stream.write(
            f"\r[{bar}] {done:.4g} of {self.total:.4g} ms, {spent:.1f} s, {left:.1f} s to go "
        )
        self.stream.flush()

    def close(self) -> None:
        """End the line."""
        self.stream.write("\n")
        self.stream.flush()
