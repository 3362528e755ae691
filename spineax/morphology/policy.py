"""How many compartments each branch gets: policies as objects.

A policy answers ``policy.ncomp(sections, axial_resistivity=..., capacitance=...)`` with
one number per branch. Anything that has this method is one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from spineax._types import FloatArray, IntArray
from spineax.errors import BadArgument
from spineax.morphology.branches import Sections
from spineax.morphology.checks import check_positive
from spineax.morphology.cylinders import cut
from spineax.units import lambda_f


class Policy(Protocol):
    """Anything that says how many compartments each branch gets."""

    def ncomp(
        self,
        sections: Sections,
        *,
        axial_resistivity: float | FloatArray = 5000.0,
        capacitance: float | FloatArray = 1.0,
    ) -> IntArray:
        """Return the number of compartments of each branch, an int array (b,)."""


@dataclass(frozen=True)
class Fixed:
    """The same number of compartments in every branch.

    Parameters
    ----------
    n : int

    Examples
    --------
    >>> Fixed(4)
    Fixed(n=4)
    """

    n: int

    def __post_init__(self) -> None:
        if not isinstance(self.n, (int, np.integer)) or isinstance(self.n, bool) or self.n < 1:
            raise BadArgument(f"ncomp is {self.n!r}. Pass a whole number from 1.")

    def ncomp(
        self,
        sections: Sections,
        *,
        axial_resistivity: float | FloatArray = 5000.0,
        capacitance: float | FloatArray = 1.0,
    ) -> IntArray:
        """Return ``n`` for each branch."""
        return np.full(len(sections), int(self.n))


@dataclass(frozen=True)
class MaxLength:
    """As few compartments as keep each of them no longer than ``longest``.

    Parameters
    ----------
    longest : float, um

    Examples
    --------
    >>> MaxLength(20.0)
    MaxLength(longest=20.0)
    """

    longest: float

    def __post_init__(self) -> None:
        check_positive("longest", self.longest, "length in um", single=True)

    def ncomp(
        self,
        sections: Sections,
        *,
        axial_resistivity: float | FloatArray = 5000.0,
        capacitance: float | FloatArray = 1.0,
    ) -> IntArray:
        """Return the number of compartments of each branch; 1 for a point soma."""
        # A branch of exactly k times the limit gets k in spite of rounding.
        number = np.ceil(sections.length / self.longest * (1.0 - 1e-12)).astype(np.int64)
        return np.where(_is_point(sections), 1, np.maximum(number, 1))


@dataclass(frozen=True)
class DLambda:
    """Compartments no longer than a fraction of the length constant, an odd number.

    Parameters
    ----------
    d_lambda : float
        Longest compartment as a fraction of the length constant.
    frequency : float, Hz
        At which the length constant is taken.

    Notes
    -----
    Hines and Carnevale (2001), The Neuroscientist 7:123: with d the mean diameter,
    ``lambda_f = 1e5 sqrt(d / (4 pi f R_a c_m))`` and
    ``ncomp = int((L / (d_lambda lambda_f) + 0.9) / 2) 2 + 1``. A file says nothing of R_a and
    c_m: set them in the cell, and cut it with ``cell.set_ncomp(DLambda(0.1))``.

    Examples
    --------
    >>> DLambda(0.1)
    DLambda(d_lambda=0.1, frequency=100.0)
    """

    d_lambda: float = 0.1
    frequency: float = 100.0

    def __post_init__(self) -> None:
        check_positive("d_lambda", self.d_lambda, "fraction, usually 0.1", single=True)
        check_positive("frequency", self.frequency, "frequency in Hz, usually 100", single=True)

    def ncomp(
        self,
        sections: Sections,
        *,
        axial_resistivity: float | FloatArray = 5000.0,
        capacitance: float | FloatArray = 1.0,
    ) -> IntArray:
        """Return the number of compartments of each branch; 1 for a point soma.

        Parameters
        ----------
        sections : Sections
        axial_resistivity : float or array (b,), Ohm cm
        capacitance : float or array (b,), uF/cm2

        Returns
        -------
        array (b,), int
        """
        check_positive("axial_resistivity", axial_resistivity, "resistivity in Ohm cm")
        check_positive("capacitance", capacitance, "capacitance in uF/cm2")
        whole = cut(sections, 1)
        longest = self.d_lambda * lambda_f(
            self.frequency, whole.radius, axial_resistivity, capacitance
        )
        number = ((whole.length / longest + 0.9) / 2.0).astype(np.int64) * 2 + 1
        return np.where(_is_point(sections), 1, number)


def _is_point(sections: Sections) -> np.ndarray:
    return np.array([len(points) == 1 for points in sections.xyzr])
