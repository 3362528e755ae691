"""The transient sodium channel of soma and dendrites."""

from __future__ import annotations

from typing import ClassVar

from spineax.channels.l5pc._sodium import TransientSodium


class NaTs2T(TransientSodium):
    """Fast inactivating sodium current of soma and dendrites (``NaTs2_t``).

    Parameters
    ----------
    name : str, optional

    Notes
    -----
    Hay et al. (2011), PLoS Comput Biol 7:e1002107, text S1;
    Colbert and Pan (2002), Nat Neurosci 5:533, shifted by 6 mV. ``eNa`` is a shared
    name.

    Examples
    --------
    >>> channel = NaTs2T()
    >>> steady = channel.init_state({}, channel.params, -50.0, 0.025)
    >>> {name: round(float(gate), 3) for name, gate in steady.items()}
    {'NaTs2T_m': 0.068, 'NaTs2T_h': 0.159}
    """

    _conductance: ClassVar[str] = "gNaTs2T"
    _middle_m: ClassVar[float] = -32.0
    _middle_h: ClassVar[float] = -60.0
