"""The gates of the squid axon, shared by the channels HH, Na and K.

Hodgkin and Huxley (1952), J Physiol 117:500, eq. 12, 13 (n), 20, 21, 23 and 24 (m, h), in
the modern sign of the voltage and with the rest at -65 mV (Dayan and Abbott 2001, Theoretical
Neuroscience, eq. 5.22 and 5.24).
"""

from __future__ import annotations

import math
from typing import Any

import jax.numpy as jnp

from spineax.mechanisms.gates import Gate, linoid, opening_and_closing, save_exp

#: Reference temperature of the rule of ten degrees, degC, and its factor.
REFERENCE_TEMPERATURE = 37.0
Q10 = 2.3


def sodium_gates(voltage: Any) -> tuple[Gate, Gate]:
    """Return steady state and rate (1/ms) of the gates m and h.

    Parameters
    ----------
    voltage : array (m,), mV

    Examples
    --------
    >>> (m, rate), _ = sodium_gates(-40.0)
    >>> round(float(m), 4), round(float(rate), 4)
    (0.5006, 1.9974)
    """
    return _sodium(*_shared(voltage))


def potassium_gate(voltage: Any) -> Gate:
    """Return steady state and rate (1/ms) of the gate n.

    Parameters
    ----------
    voltage : array (m,), mV

    Examples
    --------
    >>> n, rate = potassium_gate(-55.0)
    >>> round(float(n), 4), round(float(rate), 4)
    (0.4755, 0.2103)
    """
    return _potassium(*_shared(voltage))


def all_gates(voltage: Any) -> tuple[Gate, Gate, Gate]:
    """Return steady state and rate (1/ms) of the gates m, h and n.

    Parameters
    ----------
    voltage : array (m,), mV

    Examples
    --------
    >>> all_gates(-55.0)[2] == potassium_gate(-55.0)
    True
    """
    shared = _shared(voltage)
    return (*_sodium(*shared), _potassium(*shared))


def _sodium(below_rest: Any, twentieth: Any) -> tuple[Gate, Gate]:
    opening = linoid(below_rest / 10.0 + 2.5, _tenth(twentieth, 2.5))
    m = opening, 4.0 * save_exp(below_rest / 18.0)
    h = 0.07 * twentieth, 1.0 / (_tenth(twentieth, 3.0) + 1.0)
    return opening_and_closing(*m), opening_and_closing(*h)


def _potassium(below_rest: Any, twentieth: Any) -> Gate:
    opening = 0.1 * linoid(below_rest / 10.0 + 1.0, _tenth(twentieth, 1.0))
    return opening_and_closing(opening, 0.125 * save_exp(below_rest / 80.0))


def _shared(voltage: Any) -> tuple[Any, Any]:
    """Return how far the voltage is below rest, mV, and the exponential of a twentieth of it.

    One exponential serves four rates; it is cut where its square would overflow in float32.
    XLA computes it once, as it would not the cheaper one of :func:`save_exp`.
    """
    below_rest = -(voltage + 65.0)
    return below_rest, jnp.exp(jnp.minimum(below_rest / 20.0, 40.0))


def _tenth(twentieth: Any, shift: float) -> Any:
    """Return ``exp(below_rest / 10 + shift)``, by a square that no compiler turns back."""
    root = twentieth * math.exp(shift / 2.0)
    return root * root


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
