"""What a reader found in a file, in words and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from spineax.morphology.samples import Samples, group_name


@dataclass(frozen=True)
class Report:
    """What was found in a morphology file, and what was mended.

    Parameters
    ----------
    file : str
    n_samples : int
    n_trees : int
        Connected trees, one per root.
    counts : mapping of str to int
        Samples per group.
    total_length : float, um
        Length of all traced segments.
    repairs : tuple of str
        One sentence for each thing that was mended or that looks wrong.
    notes : tuple of str
        One sentence for each legal thing that is worth knowing.
    """

    file: str
    n_samples: int
    n_trees: int
    counts: Mapping[str, int]
    total_length: float
    repairs: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        counts = ", ".join(f"{name} {number}" for name, number in self.counts.items())
        lines = [
            f"{self.file}: {self.n_samples} samples in {self.n_trees} tree(s), "
            f"{self.total_length:.6g} um ({counts})"
        ]
        lines += [f"  repaired: {sentence}" for sentence in self.repairs]
        lines += [f"  note: {sentence}" for sentence in self.notes]
        return "\n".join(lines)

    __repr__ = __str__


def report_on(
    samples: Samples, repairs: tuple[str, ...] = (), notes: tuple[str, ...] = ()
) -> Report:
    """Return the report on ``samples``.

    Parameters
    ----------
    samples : Samples
    repairs, notes : tuple of str
        Sentences of the reader.
    """
    types, numbers = np.unique(samples.type, return_counts=True)
    return Report(
        file=samples.source,
        n_samples=len(samples),
        n_trees=int((samples.parent < 0).sum()),
        counts={group_name(t): int(n) for t, n in zip(types, numbers, strict=True)},
        total_length=float(segment_lengths(samples).sum()),
        repairs=repairs,
        notes=notes,
    )


def segment_lengths(samples: Samples) -> np.ndarray:
    """Return the distance of each sample to its parent, 0 at roots, in um."""
    steps = samples.xyz - samples.xyz[samples.parent]
    return np.where(samples.parent < 0, 0.0, np.sqrt((steps**2).sum(axis=1)))
