"""The gates of the squid axon, shared by the channels HH, Na and K.

Hodgkin and Huxley (1952), J Physiol 117:500, eq. 12, 13, 15, 16 (n), 20, 21, 23, 24 (m, h),
in the modern sign of the voltage and with the rest at -65 mV (Dayan and Abbott 2001, Theoretical
Neuroscience, eq. 5.22 and 5.24).
"""

from __future__ import annotations

import math
from typing import Any

import jax
import jax.numpy as jnp

from spineax.mechanisms.gates import linoid, save_exp

#: Reference temperature of the rule of ten degrees, degC, and its factor.
REFERENCE_TEMPERATURE = 37.0
Q10 = 2.3

Rates = tuple[jax.Array, jax.Array]


def sodium_rates(voltage: Any) -> tuple[Rates, Rates]:
    """Return (alpha, beta) of the gates m and h, 1/ms.

    Parameters
    ----------
    voltage : array (m,), mV

    Examples
    --------
    >>> (alpha, beta), _ = sodium_rates(-40.0)
    >>> round(float(alpha), 6), round(float(beta), 6)
    (1.0, 0.997409)
    """
    below_rest = -(voltage + 65.0)
    tenth = save_exp(below_rest / 20.0)
    m = linoid(below_rest / 10.0 + 2.5, tenth * tenth * math.exp(2.5))
    h = 0.07 * tenth, 1.0 / (tenth * tenth * math.exp(3.0) + 1.0)
    return (m, 4.0 * save_exp(below_rest / 18.0)), h


def potassium_rates(voltage: Any) -> Rates:
    """Return (alpha, beta) of the gate n, 1/ms.

    Parameters
    ----------
    voltage : array (m,), mV

    Examples
    --------
    >>> alpha, beta = potassium_rates(-55.0)
    >>> round(float(alpha), 6), round(float(beta), 6)
    (0.1, 0.110312)
    """
    below_rest = -(voltage + 65.0)
    return 0.1 * linoid(below_rest / 10.0 + 1.0), 0.125 * jnp.exp(below_rest / 80.0)


def temperature_factor(temperature: Any) -> Any:
    """Return the factor of conductances, ``2.3^((T - 37) / 10)``.

    Parameters
    ----------
    temperature : array (m,), degC

    Examples
    --------
    >>> round(temperature_factor(27.0), 4)
    0.4348
    """
    return Q10 ** ((temperature - REFERENCE_TEMPERATURE) / 10.0)
