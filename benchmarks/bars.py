"""The bars of the runs: ratios between rows of the tables, and whether they hold."""

from __future__ import annotations

from benchmarks.report import gradient_memory, table

Results = dict[str, dict[str, dict[str, object]]]
SINGLE = ("cable of 1000", "CA1, 1 per branch", "L5PC, 8 per branch")
BATCHES = ("64 cables of 1000", "64 cables of 300", "1024 cables of 50")

#: what, cases, row of ours, row of theirs, times faster at least
FASTER = (
    ("forward, tuned, against Jaxley", SINGLE, "spineax f32 tuned", "Jaxley f32", 3.0),
    ("the same, Jaxley tuned too", SINGLE, "spineax f32 tuned", "Jaxley f32 tuned", 3.0),
    ("forward, untuned, against Jaxley", SINGLE, "spineax f32", "Jaxley f32", 2.0),
    ("float64, tuned, against NEURON", SINGLE, "spineax f64 tuned", "NEURON f64", 3.0),
    ("float64, tuned, against Arbor", SINGLE, "spineax f64 tuned", "Arbor f64", 1.0),
    ("batch, tuned, both cores", BATCHES, "spineax f32 tuned, 2 devices", "Jaxley f32", 5.0),
    ("batch, untuned", BATCHES, "spineax f32", "Jaxley f32", 3.0),
)
GRADIENTS = (
    ("gradient, tuned, against Jaxley's", SINGLE, "spineax f32 tuned", "Jaxley f32 tuned", 5.0),
    ("gradient, untuned, against Jaxley's", SINGLE, "spineax f32", "Jaxley f32", 5.0),
)
OWN = ("spineax f32 tuned", "spineax f32")


def as_table(results: Results) -> str:
    """The bars that the results allow to judge; nothing if there are none."""
    rows = [*_faster(results, FASTER, ""), *_faster(results, GRADIENTS, ", gradient")]
    rows += [*_gradient_times(results), *_gradient_memory(results)]
    if not rows:
        return ""
    return "\n### Bars of the runs\n\n" + table(("bar", "case", "needed", "measured", ""), rows)


def _value(results: Results, case: str, label: str, key: str) -> float | None:
    found = results.get(case, {}).get(label, {})
    return float(found[key]) if found.get("ns") and found.get(key) is not None else None


def _verdict(holds: bool) -> str:
    return "holds" if holds else "missed"


def _faster(results: Results, bars: tuple, ending: str) -> list[list[str]]:
    rows = []
    for what, cases, ours, theirs, needed in bars:
        for case in cases:
            mine = _value(results, case + ending, ours, "ns")
            other = _value(results, case + ending, theirs, "ns")
            if mine and other:
                times = other / mine
                measured = f"{times:.1f}x faster"
                rows.append([what, case, f"{needed:g}x", measured, _verdict(times >= needed)])
    return rows


def _gradient_times(results: Results) -> list[list[str]]:
    rows = []
    for label in OWN:
        for case in SINGLE + BATCHES:
            forward = _value(results, case, label, "ns")
            gradient = _value(results, f"{case}, gradient", label, "ns")
            if forward and gradient:
                times = gradient / forward
                what = f"gradient / forward, {label}"
                rows.append([what, case, "at most 4", f"{times:.1f}", _verdict(times <= 4.0)])
    return rows


def _added(results: Results, case: str, label: str) -> float | None:
    """MB that a gradient adds to the forward run, where both ran."""
    forward = results.get(case, {}).get(label, {})
    gradient = results.get(f"{case}, gradient", {}).get(label, {})
    ran = forward.get("ns") and gradient.get("ns")
    return gradient_memory(gradient, forward) if ran else None


def _gradient_memory(results: Results) -> list[list[str]]:
    """Memory that a gradient adds: of the processes, and as XLA planned it."""
    rows = []
    for case in SINGLE + BATCHES:
        mine, other = (_added(results, case, f"{who} f32") for who in ("spineax", "Jaxley"))
        if mine is not None and other:
            share, measured = mine / other, f"{mine:.0f} of {other:.0f} MB"
            what = "memory a gradient adds, of Jaxley's"
            rows.append([what, case, "a tenth", measured, _verdict(share <= 0.1)])
        gradient = f"{case}, gradient"
        planned = [
            _value(results, gradient, f"{who} f32", "temporary") for who in ("spineax", "Jaxley")
        ]
        if planned[0] is not None and planned[1]:
            share = planned[0] / planned[1]
            measured = f"{planned[0] / 1e6:.1f} of {planned[1] / 1e6:.1f} MB"
            what = "the same, compiled function alone"
            rows.append([what, case, "a tenth", measured, _verdict(share <= 0.1)])
    return rows
