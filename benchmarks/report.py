"""Results as a table that reads well in a terminal and in Markdown."""

from __future__ import annotations

import numpy as np

HEAD = (
    "simulator",
    "size",
    "ns/comp/step",
    "ratio",
    "spread",
    "first call s",
    "build s",
    "added MB",
    "error mV",
)


def as_tables(results: dict[str, dict[str, dict[str, object]]]) -> str:
    """One table per case; ratios are against the first simulator that ran."""
    out = []
    for name, rows in results.items():
        out += ["", f"### {name}", "", _line(HEAD), _line(["---"] * len(HEAD))]
        base = next((row["ns"] for row in rows.values() if row.get("ns")), None)
        reference = rows.get("NEURON f64, no tables", {}).get("trace")
        for label, row in rows.items():
            out.append(_line(_cells(label, row, base, reference)))
    return "\n".join(out)


def _cells(label: str, row: dict, base: float | None, reference: object) -> list[str]:
    if row.get("ns") is None:
        return [label, *["-"] * 7, str(row.get("error") or "")[:60]]
    added = float(row["memory"]) - float(row["before"])
    return [
        label,
        str(row["size"]),
        f"{row['ns']:.1f}",
        f"{row['ns'] / base:.2f}",
        f"{100 * row['spread']:.0f} %",
        f"{row['first']:.2f}",
        f"{row['build']:.2f}",
        f"{added:.0f}",
        _difference(row.get("trace"), reference),
    ]


def _difference(trace: object, reference: object) -> str:
    if trace is None or reference is None:
        return ""
    n = min(len(trace), len(reference))
    return f"{np.abs(np.array(trace[:n]) - np.array(reference[:n])).max():.1e}"


def _line(cells) -> str:
    return "| " + " | ".join(cells) + " |"
