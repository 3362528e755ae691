"""The adaptive exponential integrate-and-fire neuron."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jax.numpy as jnp

from spineax.channels.spiking._surrogate import warn_of_surrogate
from spineax.mechanisms.base import Channel, Values
from spineax.mechanisms.gates import exponential_euler, heaviside

#: Exponent at which the upstroke of a spike is cut.
STEEPEST = 10.0


class AdEx(Channel):
    """Adaptive exponential integrate-and-fire neuron.

    It changes the voltage itself and has no current: the upstroke of a spike is an
    exponential of the voltage, and the voltage is reset where it passes a threshold.

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
    Brette and Gerstner (2005), J Neurophysiol 94:3637, eq. 1-3. Voltage by forward Euler,
    adaptation exactly; currents are per capacitance of the compartment. The derivative of
    a spike is that of :func:`spineax.solver_gate.heaviside`.

    Examples
    --------
    >>> adex = AdEx(surrogate_warning=False)
    >>> params = {**adex.params, "capacitance": 200.0}
    >>> new = adex.update_states({"AdEx_w": 0.0, "AdEx_spikes": 0.0}, params, 5.0, 0.1)
    >>> float(new["v"]), float(new["AdEx_spikes"])
    (-58.0, 1.0)
    """

    _current_follows_name = True

    def __init__(self, name: str | None = None, surrogate_warning: bool = True) -> None:
        super().__init__(name)
        if surrogate_warning:
            warn_of_surrogate("AdEx")
        prefix = self._name
        defaults = {
            "g_L": (10.0, "mS/cm2"),
            "E_L": (-70.0, "mV"),
            "v_T": (-50.0, "mV"),
            "delta_T": (2.0, "mV"),
            "v_threshold": (0.0, "mV"),
            "v_reset": (-58.0, "mV"),
            "tau_w": (30.0, "ms"),
            "a": (2.0, "mS/cm2"),
            "b": (0.0, "uA/cm2"),
        }
        self.channel_params = {f"{prefix}_{key}": value for key, (value, _) in defaults.items()}
        self.channel_states = {f"{prefix}_w": 0.0, f"{prefix}_spikes": 0.0}
        self.current_name = f"i_{prefix}"
        self.units = {f"{prefix}_{key}": unit for key, (_, unit) in defaults.items()}
        self.units |= {f"{prefix}_w": "uA/cm2", f"{prefix}_spikes": "1", f"i_{prefix}": "mA/cm2"}

    def update_states(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Values:
        """Return voltage, adaptation and whether there was a spike, after a step."""
        own = {key: params[f"{self._name}_{key}"] for key in ("g_L", "E_L", "delta_T", "tau_w")}
        distance = voltage - own["E_L"]
        w = exponential_euler(
            states[f"{self._name}_w"], delta_t, params[f"{self._name}_a"] * distance, own["tau_w"]
        )
        slope = own["delta_T"]
        steepness = jnp.minimum((voltage - params[f"{self._name}_v_T"]) / slope, STEEPEST)
        inward = own["g_L"] * (slope * jnp.exp(steepness) - distance) - w
        v = voltage + delta_t * inward / params["capacitance"]

        spikes = heaviside(v - params[f"{self._name}_v_threshold"])
        return {
            "v": v * (1.0 - spikes) + params[f"{self._name}_v_reset"] * spikes,
            f"{self._name}_w": w + params[f"{self._name}_b"] * spikes,
            f"{self._name}_spikes": spikes,
        }

    def compute_current(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Any:
        """Return no current: the voltage is changed directly."""
        return jnp.zeros_like(voltage)
