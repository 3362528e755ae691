"""One coherent unit set, and the only conversion constants of the house.

Kernels use mV, ms, nA, uS, nF, MOhm, um and mM, so that nA = uS mV = nF mV/ms and
no kernel carries a factor. What users type in other units is converted once.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

#: nA per (mA/cm2 um2), and uS per (S/cm2 um2): a density over the membrane times an area.
MEMBRANE_CURRENT = 1e-2
#: nF per (uF/cm2 um2): a specific capacitance times an area.
CAPACITANCE = 1e-5
#: uS per (1 / (Ohm cm / um)): the inverse of a resistivity times a load in 1/um.
AXIAL_CONDUCTANCE = 1e2

#: mM/ms per (mA/cm2 / um / (C/mol)): a current density into a shell or volume, over its depth.
CONCENTRATION_RATE = 1e4

#: Faraday constant, C/mol (CODATA 2014).
FARADAY = 96485.3329
#: Gas constant, J/(K mol) (CODATA 2014, to the four digits in common use).
GAS_CONSTANT = 8.314
#: Charges of a calcium ion.
CALCIUM_VALENCE = 2.0

#: Unit of every name that is not declared by a mechanism.
UNITS: dict[str, str] = {
    "v": "mV",
    "i": "nA",
    "i_total": "nA",
    "length": "um",
    "radius": "um",
    "x": "um",
    "y": "um",
    "z": "um",
    "area": "um2",
    "volume": "um3",
    "resistive_load_in": "1/um",
    "resistive_load_out": "1/um",
    "axial_resistivity": "Ohm cm",
    "capacitance": "uF/cm2",
    "temperature": "degC",
    "time": "ms",
}

#: What the names without a mechanism mean, for axis labels and attributes.
LONG_NAMES: dict[str, str] = {
    "v": "membrane potential",
    "i": "total membrane current",
    "i_total": "total membrane current, ionic and capacitive",
    "length": "compartment length",
    "radius": "compartment radius",
    "area": "membrane area",
    "volume": "compartment volume",
    "axial_resistivity": "axial resistivity",
    "capacitance": "specific membrane capacitance",
    "time": "time",
}


def lambda_f(
    frequency: ArrayLike, radius: ArrayLike, axial_resistivity: ArrayLike, capacitance: ArrayLike
) -> Any:
    """Return the alternating-current length constant of cylinders.

    Parameters
    ----------
    frequency : float or array, Hz
    radius : float or array, um
    axial_resistivity : float or array, Ohm cm
    capacitance : float or array, uF/cm2

    Returns
    -------
    float or array, um

    Notes
    -----
    Hines and Carnevale (2001), The Neuroscientist 7:123, eq. 1.

    Examples
    --------
    >>> round(float(lambda_f(100.0, 1.0, 100.0, 1.0)), 1)
    398.9
    """
    f, resistivity = np.asarray(frequency), np.asarray(axial_resistivity)
    leak = 4.0 * np.pi * f * resistivity * np.asarray(capacitance)
    return 1e5 * np.sqrt(2.0 * np.asarray(radius) / leak)
