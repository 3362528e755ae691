"""Results as tables that read well in a terminal and in Markdown."""

from __future__ import annotations

from collections.abc import Iterable

from benchmarks.cases import Case
from benchmarks.gpu import GPU_REFERENCE
from benchmarks.runners import OWN_REFERENCE, REFERENCE

Row = dict[str, object]
Rows = dict[str, Row]

HEAD = (
    "simulator",
    "size",
    "ns/comp/step",
    "ratio",
    "spread",
    "first call s",
    "build s",
    "added MB",
    "XLA MB",
    "error",
)
LEGEND = """\
- ns/comp/step: median of the runs after the first, per compartment (of all cells) and step.
- ratio: against the first row.
- added MB: peak memory of the process after the first call, less that before the build; of a
  gradient ("+"), the peak less that of the forward run, each in a process of its own.
- XLA MB: what the compiled function asks for beside its arguments and results.
- error: largest difference of the voltage from {reference}, at the same step and compartments
  (from {own} where there is none, on accelerators from {gpu}); of a gradient, relative."""


def legend() -> str:
    return LEGEND.format(reference=REFERENCE, own=OWN_REFERENCE, gpu=GPU_REFERENCE)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(head)
    return "\n".join(map(line, [head, ["---"] * len(head), *rows]))


def line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def case_table(case: Case, rows: Rows, forward: Rows) -> str:
    """One case as a table; ``forward`` are the rows of the run that it is a gradient of."""
    ran = {label: row for label, row in rows.items() if row.get("ns")}
    base = next((float(row["ns"]) for row in ran.values()), 0.0)
    body = [_cells(case, label, rows, forward, base) for label in ran]
    out = [f"\n### {case.name}\n", table(HEAD, body) if body else "Nothing ran."]
    reasons = [f"{label}: {row['error']}" for label, row in rows.items() if "error" in row]
    return "\n".join(
        [*out, *(f"\n- {reason}" if n == 0 else f"- {reason}" for n, reason in enumerate(reasons))]
    )


def _cells(case: Case, label: str, rows: Rows, forward: Rows, base: float) -> list[str]:
    row = rows[label]
    temporary = row.get("temporary")
    return [
        label,
        str(row["size"]),
        f"{float(row['ns']):.{1 if float(row['ns']) > 5.0 else 3}f}",
        f"{float(row['ns']) / base:.2f}",
        f"{100 * float(row['spread']):.0f} %",
        f"{row['first']:.2f}",
        f"{row['build']:.2f}",
        _memory(case, row, forward.get(label, {})),
        "" if temporary is None else f"{float(temporary) / 1e6:.1f}",
        _error(case, label, rows),
    ]


def added_memory(row: Row) -> float:
    """Peak memory of a process after the first call, less that before the build, MB."""
    return float(row["peak"]) - float(row["before"])


def gradient_memory(row: Row, forward: Row) -> float:
    """Peak memory of the process that took a gradient, less that of the forward run, MB."""
    return float(row["peak"]) - float(forward["peak"])


def _memory(case: Case, row: Row, forward: Row) -> str:
    if case.mode == "forward":
        return f"{added_memory(row):.0f}"
    if "peak" not in forward:
        return f"{added_memory(row):.0f} in all"
    return f"+{gradient_memory(row, forward):.0f}"


def _error(case: Case, label: str, rows: Rows) -> str:
    names = (REFERENCE, OWN_REFERENCE, GPU_REFERENCE)
    traces = [rows[name]["trace"] for name in names if rows.get(name, {}).get("trace")]
    mine = rows[label].get("trace")
    if not traces or not mine:
        return ""
    pairs = list(zip(mine, traces[0], strict=False))
    if case.mode == "gradient":
        scale = max(abs(other) for _, other in pairs) or 1.0
        return f"{100 * max(abs(a - b) for a, b in pairs) / scale:.2g} %"
    return f"{max(abs(a - b) for a, b in pairs):.1e} mV"
