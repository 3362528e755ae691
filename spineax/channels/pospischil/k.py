"""The delayed rectifier of cortical and thalamic neurons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spineax.mechanisms.gated import GatedChannel
from spineax.mechanisms.gates import Gate, opening_and_closing, save_exp, vtrap


class K(GatedChannel):
    """Delayed-rectifier potassium current of cortical and thalamic neurons.

    Parameters
    ----------
    name : str, optional

    Notes
    -----
    Pospischil et al. (2008), Biol Cybern 99:427, section 3.1; kinetics of
    Traub and Miles (1991), Neuronal Networks of the Hippocampus. ``eK`` and ``vt`` (the shift
    of the kinetics, mV) are shared names.

    Examples
    --------
    >>> channel = K()
    >>> steady = channel.init_state({}, channel.params, -50.0, 0.025)
    >>> {name: round(float(gate), 3) for name, gate in steady.items()}
    {'K_n': 0.157}
    """

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        prefix = self._name
        self.channel_params = {f"{prefix}_gK": 0.005, "eK": -90.0, "vt": -60.0}
        self.channel_states = {f"{prefix}_n": 0.2}
        self.current_name = "i_K"
        self.units = {
            f"{prefix}_gK": "S/cm2",
            "eK": "mV",
            "vt": "mV",
            f"{prefix}_n": "1",
            "i_K": "mA/cm2",
        }

    def gates(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any
    ) -> dict[str, Gate]:
        """Return steady state and rate (1/ms) of n."""
        above = voltage - params["vt"]
        alpha = 0.032 * vtrap(15.0 - above, 5.0)
        beta = 0.5 * save_exp((10.0 - above) / 40.0)
        return {"n": opening_and_closing(alpha, beta)}

    def compute_current(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Any:
        """Return the potassium current, mA/cm2."""
        n = states[f"{self._name}_n"]
        return params[f"{self._name}_gK"] * (n * n) ** 2 * (voltage - params["eK"])
