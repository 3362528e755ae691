"""The gates of high-threshold calcium channels, shared by ``CaL`` and ``CaHVA``.

Reuveni, Friedman, Amitai and Gutnick (1993), J Neurosci 13:4609, as printed by both models that
use them: Pospischil et al. (2008), Biol Cybern 99:427, section 3.3, and Hay et al. (2011), PLoS
Comput Biol 7:e1002107, text S1.
"""

from __future__ import annotations

from typing import Any

from spineax.mechanisms.gates import Gate, opening_and_closing, save_exp, sigmoid, vtrap


def calcium_gates(voltage: Any) -> tuple[Gate, Gate]:
    """Return steady state and rate (1/ms) of activation and inactivation.

    Parameters
    ----------
    voltage : array (m,), mV

    Examples
    --------
    >>> (steady, rate), _ = calcium_gates(-20.0)
    >>> round(float(steady), 4), round(float(rate), 4)
    (0.9252, 0.4945)
    """
    opening = 0.055 * vtrap(-27.0 - voltage, 3.8)
    closing = 0.94 * save_exp((-75.0 - voltage) / 17.0)
    recovering = 0.000457 * save_exp((-13.0 - voltage) / 50.0)
    inactivating = 0.0065 * sigmoid((voltage + 15.0) / 28.0)
    return opening_and_closing(opening, closing), opening_and_closing(recovering, inactivating)
