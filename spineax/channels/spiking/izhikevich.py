"""The simple model of spiking neurons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jax.numpy as jnp

from spineax.channels.spiking._surrogate import warn_of_surrogate
from spineax.mechanisms.base import Channel, Values
from spineax.mechanisms.gates import approach, heaviside

#: Voltage of the peak of a spike, mV.
PEAK = 30.0


class Izhikevich(Channel):
    """Izhikevich's simple model of spiking neurons.

    It changes the voltage itself and has no current.

    Parameters
    ----------
    name : str, optional
    surrogate_warning : bool
        Whether to warn that gradients through a spike are surrogates.

    Warns
    -----
    NoGradient
        Unless ``surrogate_warning`` is False.

    Notes
    -----
    Izhikevich (2003), IEEE Trans Neural Netw 14:1569, eq. 1-3. Voltage by forward Euler,
    recovery exactly. The derivative of a spike is that of
    :func:`spineax.solver_gate.heaviside`.

    Examples
    --------
    >>> izhikevich = Izhikevich(surrogate_warning=False)
    >>> new = izhikevich.update_states({"Izhikevich_u": -14.0}, izhikevich.params, 31.0, 0.1)
    >>> float(new["v"])
    -65.0
    """

    def __init__(self, name: str | None = None, surrogate_warning: bool = True) -> None:
        super().__init__(name)
        if surrogate_warning:
            warn_of_surrogate("Izhikevich")
        prefix = self._name
        self.channel_params = {
            f"{prefix}_a": 0.02,
            f"{prefix}_b": 0.2,
            f"{prefix}_c": -65.0,
            f"{prefix}_d": 8.0,
        }
        self.channel_states = {f"{prefix}_u": 0.0}
        self.current_name = f"{prefix}_izhikevich"
        self.units = {
            f"{prefix}_a": "1/ms",
            f"{prefix}_b": "1/ms",
            f"{prefix}_c": "mV",
            f"{prefix}_d": "mV/ms",
            f"{prefix}_u": "mV/ms",
            f"{prefix}_izhikevich": "mA/cm2",
        }

    def update_states(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Values:
        """Return voltage and recovery after a step."""
        prefix = self._name
        a, b = params[f"{prefix}_a"], params[f"{prefix}_b"]
        u = approach(states[f"{prefix}_u"], delta_t, b * voltage, a)
        v = voltage + delta_t * (0.04 * voltage**2 + 5.0 * voltage + 140.0 - u)
        spikes = heaviside(v - PEAK)
        return {
            "v": v * (1.0 - spikes) + params[f"{prefix}_c"] * spikes,
            f"{prefix}_u": u + params[f"{prefix}_d"] * spikes,
        }

    def compute_current(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Any:
        """Return no current: the voltage is changed directly."""
        return jnp.zeros_like(voltage)

    def init_state(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Values:
        """Return the recovery that a held voltage leads to."""
        return {f"{self._name}_u": params[f"{self._name}_b"] * voltage}
