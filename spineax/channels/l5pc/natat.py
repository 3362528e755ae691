"""The transient sodium channel of the axon."""

from __future__ import annotations

from typing import ClassVar

from spineax.channels.l5pc._sodium import TransientSodium


class NaTaT(TransientSodium):
    """Fast inactivating sodium current of the axon (``NaTa_t``).

    Parameters
    ----------
    name : str, optional

    Notes
    -----
    Hay et al. (2011), PLoS Comput Biol 7:e1002107, text S1;
    Colbert and Pan (2002), Nat Neurosci 5:533. ``eNa`` is a shared name.

    Examples
    --------
    >>> channel = NaTaT()
    >>> steady = channel.init_state({}, channel.params, -50.0, 0.025)
    >>> {name: round(float(gate), 3) for name, gate in steady.items()}
    {'NaTaT_m': 0.166, 'NaTaT_h': 0.065}
    """

    _conductance: ClassVar[str] = "gNaTaT"
    _middle_m: ClassVar[float] = -38.0
    _middle_h: ClassVar[float] = -66.0
