"""The low-threshold calcium channel of rebound-bursting neurons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spineax.mechanisms.gated import GatedChannel
from spineax.mechanisms.gates import Gate, save_exp, sigmoid


class CaT(GatedChannel):
    """Low-threshold calcium current (T type), which makes rebound bursts.

    Parameters
    ----------
    name : str, optional

    Notes
    -----
    Pospischil et al. (2008), Biol Cybern 99:427, section 3.4; kinetics of
    Destexhe et al. (1996), J Neurosci 16:169, with activation always at its steady state.
    ``vx`` (mV) shifts the kinetics; ``eCa`` is a shared name: where ``CaNernstReversal`` is
    inserted too, its state ``eCa`` is used. The time constant has
    all of its numerator over all of its denominator, as the paper of 2008 is usually read;
    the model of 1996 has the 30.8 ms outside of the fraction.

    Examples
    --------
    >>> channel = CaT()
    >>> steady = channel.init_state({}, channel.params, -80.0, 0.025)
    >>> {name: round(float(gate), 3) for name, gate in steady.items()}
    {'CaT_u': 0.321}
    """

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        prefix = self._name
        self.channel_params = {f"{prefix}_gCaT": 4e-05, f"{prefix}_vx": 2.0, "eCa": 120.0}
        self.channel_states = {f"{prefix}_u": 0.2}
        self.current_name = "i_Ca"
        self.units = {
            f"{prefix}_gCaT": "S/cm2",
            f"{prefix}_vx": "mV",
            "eCa": "mV",
            f"{prefix}_u": "1",
            "i_Ca": "mA/cm2",
        }

    def gates(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any
    ) -> dict[str, Gate]:
        """Return steady state and rate (1/ms) of u."""
        shifted = voltage + params[f"{self._name}_vx"]
        # Numerator and denominator over exp((shifted + 113.2) / 5), so that neither overflows.
        falling = save_exp(-(shifted + 113.2) / 5.0)
        rising = save_exp(0.1125 * shifted + 3.61)
        rate = 3.7 * (falling + rising) / (1.0 + (30.8 + 211.4) * falling)
        return {"u": (sigmoid(-(shifted + 81.0) / 4.0), rate)}

    def compute_current(
        self, states: Mapping[str, Any], params: Mapping[str, Any], voltage: Any, delta_t: Any
    ) -> Any:
        """Return the calcium current, mA/cm2."""
        prefix = self._name
        s = sigmoid((voltage + params[f"{prefix}_vx"] + 57.0) / 6.2)
        return params[f"{prefix}_gCaT"] * s * s * states[f"{prefix}_u"] * (voltage - params["eCa"])
