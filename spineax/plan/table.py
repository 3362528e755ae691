"""Columns of equal length as one array each: one argument instead of many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np


@dataclass(frozen=True)
class Table(Mapping[str, Any]):
    """Named arrays, those of one length stacked.

    A compiled program pays for every argument and every constant; columns come in dozens.

    Parameters
    ----------
    names : tuple of tuples of str
        Of the rows of each stack.
    stacks : tuple of arrays (k, n)

    Examples
    --------
    >>> table = table_of({"radius": np.ones(2), "length": np.full(2, 10.0), "g": np.zeros(1)})
    >>> [stack.shape for stack in table.stacks]
    [(2, 2), (1, 1)]
    >>> table["length"].tolist()
    [10.0, 10.0]
    """

    names: tuple[tuple[str, ...], ...]
    stacks: tuple[Any, ...]

    def __getitem__(self, name: str) -> Any:
        for names, stack in zip(self.names, self.stacks, strict=True):
            if name in names:
                return stack[names.index(name)]
        raise KeyError(name)

    def length(self, name: str) -> int:
        """Return how many values a column has, 0 if there is none of this name."""
        pairs = zip(self.names, self.stacks, strict=True)
        return next((int(stack.shape[-1]) for names, stack in pairs if name in names), 0)

    def __iter__(self) -> Iterator[str]:
        return (name for names in self.names for name in names)

    def __len__(self) -> int:
        return sum(map(len, self.names))


jax.tree_util.register_dataclass(Table, data_fields=["stacks"], meta_fields=["names"])


def table_of(columns: Mapping[str, Any]) -> Table:
    """Return the columns as a table.

    Parameters
    ----------
    columns : dict of float arrays (n,)
        Of any lengths.
    """
    groups: dict[int, list[str]] = {}
    for name, column in columns.items():
        groups.setdefault(len(column), []).append(name)
    stacks = tuple(np.stack([columns[name] for name in group]) for group in groups.values())
    return Table(tuple(map(tuple, groups.values())), stacks)
