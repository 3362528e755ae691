"""The channels of Hay et al. (2011) in NEURON's language, from the equations of their text S1.

Each entry: the open fraction, then for every gate its steady state and time constant (ms at
34 degC, where rates are ``Q`` times faster than at the 21 degC of the recordings) as functions
of ``v``. ``lin(x, y)`` is x / (exp(x / y) - 1).
"""

from __future__ import annotations

from pathlib import Path

SODIUM = {
    "m": "by_rates 0.182 * lin(-(v + {m}), 6) | 0.124 * lin(v + {m}, 6) | Q",
    "h": "by_rates 0.015 * lin(v + {h}, 6) | 0.015 * lin(-(v + {h}), 6) | Q",
}


def _sodium(m: int, h: int) -> dict[str, str]:
    return {gate: text.format(m=m, h=h) for gate, text in SODIUM.items()}


CALCIUM = {
    "m": "by_rates 0.055 * lin(-27 - v, 3.8) | 0.94 * exp((-75 - v) / 17) | 1",
    "h": "by_rates 0.000457 * exp((-13 - v) / 50) | 0.0065 / (exp((-v - 15) / 28) + 1) | 1",
}
#: Open fraction, reversal potential (mV) and gates.
CHANNELS: dict[str, tuple[str, float, dict[str, str]]] = {
    "CaHVA": ("m * m * h", 0.0, CALCIUM),
    "CaLVA": (
        "m * m * h",
        0.0,
        {
            "m": "by_time 1 / (1 + exp((v + 40) / -6)) | 5 + 20 / (1 + exp((v + 35) / 5)) | Q",
            "h": "by_time 1 / (1 + exp((v + 90) / 6.4)) | 20 + 50 / (1 + exp((v + 50) / 7)) | Q",
        },
    ),
    "H": (
        "m",
        -45.0,
        {"m": "by_rates 0.00643 * lin(v + 154.9, 11.9) | 0.193 * exp(v / 33.1) | 1"},
    ),
    "KPst": (
        "m * m * h",
        -85.0,
        {
            "m": "by_time 1 / (1 + exp(-(v + 11) / 12)) | rising(v) | Q",
            "h": "by_time 1 / (1 + exp((v + 64) / 11)) | "
            "360 + (1010 + 24 * (v + 65)) * exp(-((v + 85) / 48)^2) | Q",
        },
    ),
    "KTst": (
        "m * m * m * m * h",
        -85.0,
        {
            "m": "by_time 1 / (1 + exp(-(v + 10) / 19)) | "
            "0.34 + 0.92 * exp(-((v + 81) / 59)^2) | Q",
            "h": "by_time 1 / (1 + exp((v + 76) / 10)) | 8 + 49 * exp(-((v + 83) / 23)^2) | Q",
        },
    ),
    "M": (
        "m",
        -85.0,
        {"m": "by_rates 0.0033 * exp(0.1 * (v + 35)) | 0.0033 * exp(-0.1 * (v + 35)) | Q"},
    ),
    "NaTaT": ("m * m * m * h", 50.0, _sodium(38, 66)),
    "NaTs2T": ("m * m * m * h", 50.0, _sodium(32, 60)),
    "NapEt2": (
        "m * m * m * h",
        50.0,
        {
            "m": "by_time 1 / (1 + exp((v + 52.6) / -4.6)) | "
            "6 / (0.182 * lin(-(v + 38), 6) + 0.124 * lin(v + 38, 6)) | Q",
            "h": "by_time 1 / (1 + exp((v + 48.8) / 10)) | "
            "1 / (2.88e-6 * lin(v + 17, 4.63) + 6.94e-6 * lin(-(v + 64.4), 2.63)) | Q",
        },
    ),
    "SKv3_1": (
        "m",
        -85.0,
        {"m": "by_time 1 / (1 + exp((v - 18.7) / -9.7)) | 4 / (1 + exp((v + 46.56) / -44.14)) | 1"},
    ),
}

MODEL = """
NEURON {{
    SUFFIX x{name}
    NONSPECIFIC_CURRENT i
    RANGE g, e
}}
PARAMETER {{ g = 1e-5 (S/cm2)  e = {reversal} (mV) }}
ASSIGNED {{ v (mV)  i (mA/cm2) {assigned} }}
STATE {{ {gates} }}
INITIAL {{ {initial} }}
BREAKPOINT {{
    SOLVE states METHOD cnexp
    i = g * {open} * (v - e)
}}
DERIVATIVE states {{
    rates(v)
    {derivatives}
}}
FUNCTION lin(x, y) {{ lin = x / (exp(x / y) - 1) }}
FUNCTION rising(v (mV)) {{
    if (v < -60) {{
        rising = 1.25 + 175.03 * exp(0.026 * (v + 10))
    }} else {{
        rising = 1.25 + 13 * exp(-0.026 * (v + 10))
    }}
}}
PROCEDURE rates(v (mV)) {{
    LOCAL Q, first, second, faster
    UNITSOFF
    Q = 2.3^1.3
    {rates}
    UNITSON
}}
"""


def rates_of(gate: str, text: str) -> str:
    """Return the lines that compute steady state and time constant of a gate."""
    how, terms = text.split(" ", 1)
    first, second, faster = terms.split(" | ")
    lines = [f"first = {first}", f"second = {second}", f"faster = {faster}"]
    if how == "by_rates":
        lines += [f"{gate}inf = first / (first + second)"]
        lines += [f"{gate}tau = 1 / (first + second) / faster"]
    else:
        lines += [f"{gate}inf = first", f"{gate}tau = second / faster"]
    return "\n    ".join(lines)


def write_models(folder: Path) -> None:
    """Write a file for each channel; its states begin at 0.1, as ours do."""
    for name, (fraction, reversal, gates) in CHANNELS.items():
        text = MODEL.format(
            name=name,
            reversal=reversal,
            open=fraction,
            gates=" ".join(gates),
            assigned=" ".join(f"{gate}inf {gate}tau (ms)" for gate in gates),
            initial=" ".join(f"{gate} = 0.1" for gate in gates),
            derivatives="\n    ".join(f"{x}' = ({x}inf - {x}) / {x}tau" for x in gates),
            rates="\n    ".join(rates_of(gate, text) for gate, text in gates.items()),
        )
        (folder / f"x{name}.mod").write_text(text)
