"""Column: one named quantity over some of the places, as index and value arrays.

Absent means absent: a place without the quantity has no row. Columns never change;
``put`` returns a new one that shares the old values until somebody reads it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from spineax._types import BoolArray, FloatArray, IntArray
from spineax.plan.indices import among

#: Patches are merged into the values once this many have piled up.
LONGEST_CHAIN = 64


class Column:
    """A sparse vector: sorted unique places, and one value at each.

    Parameters
    ----------
    index : int array (m,)
        The places, sorted and unique.
    values : float array (m,)
    size : int, optional
        Number of places there are; a column with ``m == size`` covers them all.

    Examples
    --------
    >>> radius = Column.full(3, 1.0).put(np.array([1]), 2.5)
    >>> radius.values.tolist()
    [1.0, 2.5, 1.0]
    """

    __slots__ = ("_chain", "_patch", "_values", "_whole", "index")

    def __init__(self, index: ArrayLike, values: ArrayLike, size: int | None = None) -> None:
        self.index: IntArray = np.asarray(index, dtype=np.int64)
        filled = np.array(np.broadcast_to(np.asarray(values, dtype=np.float64), self.index.shape))
        self.index.flags.writeable = False
        self._values: FloatArray | None = filled
        filled.flags.writeable = False
        self._patch: tuple[Column, IntArray, FloatArray] | None = None
        self._chain = 0
        self._whole = size is not None and len(self.index) == size

    @classmethod
    def full(cls, size: int, value: ArrayLike) -> Column:
        """Return the column that covers all ``size`` places."""
        return cls(np.arange(size), value, size)

    def __len__(self) -> int:
        return len(self.index)

    def __reduce__(self) -> tuple[Any, ...]:
        return Column, (self.index, self.values, len(self.index) if self._whole else None)

    def __repr__(self) -> str:
        return f"Column({len(self)} places)"

    @property
    def values(self) -> FloatArray:
        """One value per row of ``index``; merged on first reading."""
        if self._values is None:
            patches: list[tuple[IntArray, FloatArray]] = []
            column: Column = self
            while column._values is None and column._patch is not None:
                before, rows, values = column._patch
                patches.append((rows, values))
                column = before
            merged = np.array(column._values)
            for rows, values in reversed(patches):
                merged[rows] = values
            merged.flags.writeable = False
            self._values, self._patch, self._chain = merged, None, 0
        return self._values

    @property
    def covers_all(self) -> bool:
        """Whether every place there is has a value."""
        return self._whole

    def rows(self, places: IntArray) -> IntArray:
        """Return the row of each place; every place must be covered."""
        if self._whole:
            return places
        if len(self.index) and self.index[-1] - self.index[0] == len(self.index) - 1:
            return np.asarray(places - self.index[0])
        return np.searchsorted(self.index, places)

    def covers(self, places: IntArray) -> BoolArray:
        """Return for each place whether it has a value."""
        if self._whole:
            return np.ones(len(places), dtype=bool)
        return among(places, self.index)

    def get(self, places: IntArray) -> FloatArray:
        """Return the values at covered places, in the order of ``places``."""
        return self._read(self.rows(places))

    def spread(self, places: IntArray) -> FloatArray:
        """Return the values at any places, NaN where there is none, in the order of ``places``."""
        covered = self.covers(places)
        if covered.all():
            return self.get(places)
        out = np.full(len(places), np.nan)
        out[covered] = self.get(places[covered])
        return out

    def _read(self, rows: IntArray) -> FloatArray:
        if self._values is not None or self._patch is None:
            return np.asarray(self.values[rows])
        before, changed, values = self._patch
        if len(changed) > 8 or len(rows) > 8:
            return np.asarray(self.values[rows])
        old = np.array(before._read(rows))
        for row, value in zip(changed, values, strict=True):
            old[rows == row] = value
        return old

    def put(self, places: IntArray, values: ArrayLike) -> Column:
        """Return a column with new values at covered places."""
        new = Column.__new__(Column)
        new.index, new._whole = self.index, self._whole
        rows = np.asarray(self.rows(places))
        filled = np.array(np.broadcast_to(np.asarray(values, dtype=np.float64), rows.shape))
        new._values, new._patch, new._chain = None, (self, rows, filled), self._chain + 1
        if new._chain > LONGEST_CHAIN:
            new.values  # noqa: B018  merge now, so that chains stay short
        return new

    def extend(self, places: IntArray, values: ArrayLike, size: int | None = None) -> Column:
        """Return a column that covers ``places`` too, with ``values`` there."""
        values = np.broadcast_to(np.asarray(values, dtype=np.float64), places.shape)
        if self._whole or bool(self.covers(places).all()):
            return self.put(places, values)
        index = np.union1d(self.index, places)
        merged = np.empty(len(index))
        merged[np.searchsorted(index, self.index)] = self.values
        merged[np.searchsorted(index, places)] = values
        return Column(index, merged, size)

    def drop(self, places: IntArray) -> Column:
        """Return a column without ``places``."""
        keep = ~np.isin(self.index, places)
        return Column(self.index[keep], self.values[keep])

    def moved(self, new_place: IntArray, size: int) -> Column:
        """Return the column on a new numbering; places mapped to -1 are left out."""
        target = new_place[self.index]
        keep = target >= 0
        order = np.argsort(target[keep], kind="stable")
        return Column(target[keep][order], self.values[keep][order], size)

    def map(self, function: Callable[[FloatArray], FloatArray]) -> Column:
        """Return the column with ``function`` applied to its values."""
        return Column(self.index, function(self.values), len(self.index) if self._whole else None)

    def dense(self, size: int, fill: float = np.nan) -> FloatArray:
        """Return one value per place, ``fill`` where there is none."""
        out = np.full(size, fill)
        out[self.index] = self.values
        return out
