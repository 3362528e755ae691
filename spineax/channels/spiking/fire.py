"""The threshold and reset of an integrate-and-fire neuron."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jax.numpy as jnp

from spineax.mechanisms.base import Channel, Values
from spineax.mechanisms.gates import heaviside


class Fire(Channel):
    """Threshold and reset: with ``Leak``, a leaky integrate-and-fire neuron.

    Where the voltage at the beginning of a step is at the threshold or above, there is a
    spike and the voltage is reset; other currents act in the same step.

    Parameters
    ----------
    name : str, optional

    Notes
    -----
    Lapicque (1907), J Physiol Pathol Gen 9:620. The derivative of a spike is that of
    :func:`spineax.solver_gate.heaviside`.

    Examples
    --------
    >>> fire = Fire()
    >>> new = fire.update_states({}, fire.params, -49.0, 0.1)
    >>> float(new["v"]), float(new["Fire_spikes"])
    (-70.0, 1.0)
    """

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        prefix = self._name
        self.channel_params = {f"{prefix}_vth": -50.0, f"{prefix}_vreset": -70.0}
        self.channel_states = {f"{prefix}_spikes": 0.0}
        self.current_name = f"{prefix}_fire"
        self.units = {
            f"{prefix}_vth": "mV",
            f"{prefix}_vreset": "mV",
            f"{prefix}_spikes": "1",
            f"{prefix}_fire": "mA/cm2",
        }

    def update_states(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Values:
        """Return the voltage after a reset, and whether there was a spike."""
        spikes = heaviside(voltage - params[f"{self._name}_vth"])
        reset = params[f"{self._name}_vreset"]
        return {"v": voltage * (1.0 - spikes) + reset * spikes, f"{self._name}_spikes": spikes}

    def compute_current(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Any:
        """Return no current: the voltage is changed directly."""
        return jnp.zeros_like(voltage)
