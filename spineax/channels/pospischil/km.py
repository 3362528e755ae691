"""The slow potassium channel of adapting cortical neurons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spineax.mechanisms.gated import GatedChannel
from spineax.mechanisms.gates import Gate, save_exp, sigmoid


class Km(GatedChannel):
    """Slow non-inactivating potassium current (M current), which makes spikes adapt.

    Parameters
    ----------
    name : str, optional

    Notes
    -----
    Pospischil et al. (2008), Biol Cybern 99:427, section 3.2; kinetics of
    Yamada, Koch and Adams (1989), Methods in Neuronal Modeling. ``taumax`` (ms) is the
    largest time constant up to a factor; ``eK`` is a shared name.

    Examples
    --------
    >>> channel = Km()
    >>> steady = channel.init_state({}, channel.params, -35.0, 0.025)
    >>> {name: round(float(gate), 3) for name, gate in steady.items()}
    {'Km_p': 0.5}
    """

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        prefix = self._name
        self.channel_params = {f"{prefix}_gKm": 4e-06, f"{prefix}_taumax": 4000.0, "eK": -90.0}
        self.channel_states = {f"{prefix}_p": 0.2}
        self.current_name = "i_K"
        self.units = {
            f"{prefix}_gKm": "S/cm2",
            f"{prefix}_taumax": "ms",
            "eK": "mV",
            f"{prefix}_p": "1",
            "i_K": "mA/cm2",
        }

    def gates(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any
    ) -> dict[str, Gate]:
        """Return steady state and rate (1/ms) of p."""
        above = voltage + 35.0
        rate = (3.3 * save_exp(above / 20.0) + save_exp(-above / 20.0)) / params[
            f"{self._name}_taumax"
        ]
        return {"p": (sigmoid(above / 10.0), rate)}

    def compute_current(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Any:
        """Return the potassium current, mA/cm2."""
        p = states[f"{self._name}_p"]
        return params[f"{self._name}_gKm"] * p * (voltage - params["eK"])
