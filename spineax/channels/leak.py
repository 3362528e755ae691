"""The leak of the membrane."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spineax.mechanisms.base import Channel, Values
from spineax.mechanisms.squid import temperature_factor


class Leak(Channel):
    """Leak current of the squid axon, the leak part of ``HH``.

    Parameters
    ----------
    name : str, optional

    Notes
    -----
    Hodgkin and Huxley (1952), J Physiol 117:500, table 3, for a rest at -65 mV;
    temperature as in ``HH``.

    Examples
    --------
    >>> leak = Leak()
    >>> round(leak.compute_current({}, leak.channel_params, -44.3, 0.025), 6)
    0.003
    """

    _current_follows_name = True

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        prefix = self._name
        self.channel_params = {
            f"{prefix}_gLeak": 0.0003,
            f"{prefix}_eLeak": -54.3,
            f"{prefix}_tadj": 1.0,
            "temperature": 37.0,
        }
        self.current_name = f"i_{prefix}"
        self.units = {
            f"{prefix}_gLeak": "S/cm2",
            f"{prefix}_eLeak": "mV",
            f"{prefix}_tadj": "1",
            "temperature": "degC",
            f"i_{prefix}": "mA/cm2",
        }

    def compute_current(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Any:
        """Return the leak current, mA/cm2."""
        prefix = self._name
        conductance = params[f"{prefix}_tadj"] * params[f"{prefix}_gLeak"]
        return conductance * (voltage - params[f"{prefix}_eLeak"])

    def init_params(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Values:
        """Return the temperature factor of the conductance."""
        return {f"{self._name}_tadj": temperature_factor(params["temperature"])}
