"""The channels as printed: steady states, time constants and currents in plain numpy.

Written from the equations of the papers, in their own form, so that a slip in the library's
rearranged ones shows. Undefined at the removable singularities; use voltages off the integers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Array = Any
Gates = dict[str, tuple[Array, Array]]
exp = np.exp


def by_rates(alpha: Array, beta: Array, q10: float = 1.0) -> tuple[Array, Array]:
    return alpha / (alpha + beta), 1 / (alpha + beta) / q10


def squid(v: Array) -> Gates:
    return {
        "m": by_rates(0.1 * (v + 40) / (1 - exp(-(v + 40) / 10)), 4 * exp(-(v + 65) / 18)),
        "h": by_rates(0.07 * exp(-(v + 65) / 20), 1 / (1 + exp(-(v + 35) / 10))),
        "n": by_rates(0.01 * (v + 55) / (1 - exp(-(v + 55) / 10)), 0.125 * exp(-(v + 65) / 80)),
    }


def traub_sodium(v: Array) -> Gates:
    u = v + 60
    return {
        "m": by_rates(
            -0.32 * (u - 13) / (exp(-(u - 13) / 4) - 1), 0.28 * (u - 40) / (exp((u - 40) / 5) - 1)
        ),
        "h": by_rates(0.128 * exp(-(u - 17) / 18), 4 / (1 + exp(-(u - 40) / 5))),
    }


def traub_potassium(v: Array) -> Gates:
    u = v + 60
    alpha = -0.032 * (u - 15) / (exp(-(u - 15) / 5) - 1)
    return {"n": by_rates(alpha, 0.5 * exp(-(u - 10) / 40))}


def slow_potassium(v: Array) -> Gates:
    tau = 4000 / (3.3 * exp((v + 35) / 20) + exp(-(v + 35) / 20))
    return {"p": (1 / (1 + exp(-(v + 35) / 10)), tau)}


def reuveni(first: str, second: str) -> Callable[[Array], Gates]:
    def calcium(v: Array) -> Gates:
        alpha = 0.055 * (-27 - v) / (exp((-27 - v) / 3.8) - 1)
        return {
            first: by_rates(alpha, 0.94 * exp((-75 - v) / 17)),
            second: by_rates(0.000457 * exp((-13 - v) / 50), 0.0065 / (exp((-15 - v) / 28) + 1)),
        }

    return calcium


def low_threshold_calcium(v: Array) -> Gates:
    tau = (30.8 + 211.4 + exp((v + 115.2) / 5)) / (3.7 * (1 + exp((v + 86) / 3.2)))
    return {"u": (1 / (1 + exp((v + 83) / 4)), tau)}


WARMER = 2.3 ** ((34 - 21) / 10)


def colbert_pan(m_half: float, h_half: float) -> Callable[[Array], Gates]:
    def sodium(v: Array) -> Gates:
        m, h = v - m_half, v - h_half
        return {
            "m": by_rates(0.182 * m / (1 - exp(-m / 6)), 0.124 * -m / (1 - exp(m / 6)), WARMER),
            "h": by_rates(-0.015 * h / (1 - exp(h / 6)), -0.015 * -h / (1 - exp(-h / 6)), WARMER),
        }

    return sodium


def persistent_sodium(v: Array) -> Gates:
    alpha = 0.182 * (v + 38) / (1 - exp(-(v + 38) / 6))
    beta = 0.124 * (-v - 38) / (1 - exp((v + 38) / 6))
    alpha_h = -2.88e-6 * (v + 17) / (1 - exp((v + 17) / 4.63))
    beta_h = 6.94e-6 * (v + 64.4) / (1 - exp(-(v + 64.4) / 2.63))
    return {
        "m": (1 / (1 + exp((v + 52.6) / -4.6)), 6 / (alpha + beta) / WARMER),
        "h": (1 / (1 + exp((v + 48.8) / 10)), 1 / (alpha_h + beta_h) / WARMER),
    }


def persistent_potassium(v: Array) -> Gates:
    u = v + 10
    tau_m = np.where(u < -50, 1.25 + 175.03 * exp(u * 0.026), 1.25 + 13 * exp(-u * 0.026))
    tau_h = 360 + (1010 + 24 * (u + 55)) * exp(-(((u + 75) / 48) ** 2))
    return {
        "m": (1 / (1 + exp(-(u + 1) / 12)), tau_m / WARMER),
        "h": (1 / (1 + exp((u + 54) / 11)), tau_h / WARMER),
    }


def transient_potassium(v: Array) -> Gates:
    u = v + 10
    return {
        "m": (1 / (1 + exp(-u / 19)), (0.34 + 0.92 * exp(-(((u + 71) / 59) ** 2))) / WARMER),
        "h": (1 / (1 + exp((u + 66) / 10)), (8 + 49 * exp(-(((u + 73) / 23) ** 2))) / WARMER),
    }


def kv31(v: Array) -> Gates:
    return {"m": (1 / (1 + exp((v - 18.7) / -9.7)), 0.2 * 20 / (1 + exp((v + 46.56) / -44.14)))}


def muscarinic(v: Array) -> Gates:
    opening, closing = 3.3e-3 * exp(0.1 * (v + 35)), 3.3e-3 * exp(-0.1 * (v + 35))
    return {"m": by_rates(opening, closing, WARMER)}


def hyperpolarised(v: Array) -> Gates:
    alpha = 0.001 * 6.43 * (v + 154.9) / (exp((v + 154.9) / 11.9) - 1)
    return {"m": by_rates(alpha, 0.001 * 193 * exp(v / 33.1))}


def low_voltage_calcium(v: Array) -> Gates:
    u = v + 10
    return {
        "m": (1 / (1 + exp((u + 30) / -6)), (5 + 20 / (1 + exp((u + 25) / 5))) / WARMER),
        "h": (1 / (1 + exp((u + 80) / 6.4)), (20 + 50 / (1 + exp((u + 40) / 7))) / WARMER),
    }


def calcium_activated(v: Array) -> Gates:
    return {"z": (1 / (1 + (0.00043 / 5e-5) ** 4.8) + 0 * v, 1.0 + 0 * v)}


def only(*names: str) -> Callable[[Array], Gates]:
    return lambda v: {name: squid(v)[name] for name in names}


#: Gates, then conductance S/cm2 as a function of gates, and reversal potential, mV.
PUBLISHED: dict[str, tuple[Callable[[Array], Gates], Callable[[Any], Any], float]] = {
    "channels.Na": (only("m", "h"), lambda g: 0.12 * g["m"] ** 3 * g["h"], 50.0),
    "channels.K": (only("n"), lambda g: 0.036 * g["n"] ** 4, -77.0),
    "channels.Leak": (only(), lambda g: 0.0003, -54.3),
    "channels.pospischil.Na": (traub_sodium, lambda g: 0.05 * g["m"] ** 3 * g["h"], 50.0),
    "channels.pospischil.K": (traub_potassium, lambda g: 0.005 * g["n"] ** 4, -90.0),
    "channels.pospischil.Km": (slow_potassium, lambda g: 4e-6 * g["p"], -90.0),
    "channels.pospischil.CaL": (
        reuveni("q", "r"),
        lambda g: 1e-4 * g["q"] ** 2 * g["r"],
        120.0,
    ),
    "channels.pospischil.Leak": (only(), lambda g: 1e-4, -70.0),
    "channels.l5pc.CaHVA": (reuveni("m", "h"), lambda g: 1e-5 * g["m"] ** 2 * g["h"], 0.0),
    "channels.l5pc.CaLVA": (low_voltage_calcium, lambda g: 1e-5 * g["m"] ** 2 * g["h"], 0.0),
    "channels.l5pc.H": (hyperpolarised, lambda g: 1e-5 * g["m"], -45.0),
    "channels.l5pc.KPst": (persistent_potassium, lambda g: 1e-5 * g["m"] ** 2 * g["h"], -85.0),
    "channels.l5pc.KTst": (transient_potassium, lambda g: 1e-5 * g["m"] ** 4 * g["h"], -85.0),
    "channels.l5pc.M": (muscarinic, lambda g: 1e-5 * g["m"], -85.0),
    "channels.l5pc.NaTaT": (colbert_pan(-38, -66), lambda g: 1e-5 * g["m"] ** 3 * g["h"], 50.0),
    "channels.l5pc.NaTs2T": (colbert_pan(-32, -60), lambda g: 1e-5 * g["m"] ** 3 * g["h"], 50.0),
    "channels.l5pc.NapEt2": (persistent_sodium, lambda g: 1e-5 * g["m"] ** 3 * g["h"], 50.0),
    "channels.l5pc.SKE2": (calcium_activated, lambda g: 1e-5 * g["z"], -85.0),
    "channels.l5pc.SKv3_1": (kv31, lambda g: 1e-5 * g["m"], -85.0),
}
