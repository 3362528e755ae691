"""The leak of cortical and thalamic neurons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spineax.mechanisms.base import Channel


class Leak(Channel):
    """Leak current of cortical and thalamic neurons.

    Parameters
    ----------
    name : str, optional

    Notes
    -----
    Pospischil et al. (2008), Biol Cybern 99:427, section 3.1.

    Examples
    --------
    >>> leak = Leak()
    >>> round(leak.compute_current({}, leak.params, -60.0, 0.025), 6)
    0.001
    """

    _current_follows_name = True

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        prefix = self._name
        self.channel_params = {f"{prefix}_gLeak": 0.0001, f"{prefix}_eLeak": -70.0}
        self.current_name = f"i_{prefix}"
        self.units = {f"{prefix}_gLeak": "S/cm2", f"{prefix}_eLeak": "mV", f"i_{prefix}": "mA/cm2"}

    def compute_current(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Any:
        """Return the leak current, mA/cm2."""
        prefix = self._name
        return params[f"{prefix}_gLeak"] * (voltage - params[f"{prefix}_eLeak"])
