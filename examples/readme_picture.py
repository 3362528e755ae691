"""The picture of the README: run its example, draw voltages and the cell they were recorded in.

``python examples/readme_picture.py [file.png]``
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import matplotlib.pyplot as plt

from spineax.plot import plot_traces

REPOSITORY = Path(__file__).resolve().parent.parent


def run_readme() -> dict[str, object]:
    """Return the names that the example of the README makes."""
    text = (REPOSITORY / "README.md").read_text()
    code = re.search(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    names: dict[str, object] = {}
    exec(code.group(1), names)
    return names


def draw(names: dict[str, object], file: Path) -> None:
    """Draw the cell with its peak voltages, and the recorded voltages beside it."""
    recorded, cell = names["recorded"], names["cell"]
    figure, (left, right) = plt.subplots(
        1, 2, figsize=(9, 4), width_ratios=[1, 1.3], layout="constrained"
    )
    figure.get_layout_engine().set(wspace=0.08)
    peak = recorded["v"].max("time").assign_attrs(long_name="peak voltage", units="mV")
    cell.vis(ax=left, color=peak, type="morph", scale_bar=True)
    ends = recorded["v"].isel(site=[0, -1])
    time = recorded["time"].values
    plot_traces(right, time, ends.values, labels=["soma", "dendrite"], units="mV")
    figure.savefig(file, dpi=140, bbox_inches="tight")


names = run_readme()
target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("example.png")
draw(names, target)
print(target)
