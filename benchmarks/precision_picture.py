"""The picture of error against wall time."""

from __future__ import annotations

from dataclasses import dataclass

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np

Points = dict[str, list[dict[str, object]]]
INK, FAINT = "#333333", "#d9d9d9"


@dataclass(frozen=True)
class Look:
    """Colour, marker and line of one method."""

    colour: str
    marker: str
    dashes: str = "-"
    width: float = 1.2


LOOKS = {
    "spineax crank_nicolson": Look("#0b3c8c", "o", width=2.2),
    "spineax bwd_euler": Look("#2f6fd0", "o", width=2.2),
    "spineax exp_euler": Look("#6fa3e6", "o", width=1.8),
    "spineax fwd_euler": Look("#6fa3e6", "o", ":", width=1.8),
    "Jaxley crank_nicolson": Look("#c26a1d", "s"),
    "Jaxley bwd_euler": Look("#c26a1d", "s", "--"),
    "NEURON secondorder 2": Look("#4a4a4a", "^"),
    "NEURON secondorder 0": Look("#4a4a4a", "^", "--"),
    "CoreNEURON": Look("#8d8d8d", "v", "--"),
    "Arbor": Look("#3f7d4e", "D"),
    "BrainCell staggered": Look("#8b5fa3", "P"),
}
PANELS = (
    ("rms", "Root mean square error of the voltage (mV)"),
    ("spike", "Error of the time of the spike (ms)"),
)


def draw(points: Points, file: str, what: str) -> None:
    """Draw one panel for each kind of error, and write them into a file."""
    settings = {
        "font.size": 9,
        "font.family": "DejaVu Sans",
        "axes.edgecolor": INK,
        "axes.labelcolor": INK,
        "text.color": INK,
        "xtick.color": INK,
        "ytick.color": INK,
        "axes.spines.top": False,
        "axes.spines.right": False,
    }
    with plt.rc_context(settings):
        figure, panels = plt.subplots(1, 2, figsize=(14, 5.6))
        for axes, (key, title) in zip(panels, PANELS, strict=True):
            _panel(axes, points, key)
            axes.set_title(title, loc="left", fontsize=10, fontweight="bold", pad=10)
            axes.set_xlabel(f"Wall time of a run (ms): {what}")
        figure.subplots_adjust(left=0.045, right=0.86, wspace=0.5, top=0.91, bottom=0.1)
        figure.savefig(file, dpi=160)
        plt.close(figure)


def _panel(axes: plt.Axes, points: Points, key: str) -> None:
    ends = {}
    for label, line in points.items():
        kept = [point for point in line if key in point and np.isfinite(point[key])]
        if not kept:
            continue
        x = [1e3 * float(point["seconds"]) for point in kept]
        y = [float(point[key]) for point in kept]
        look = LOOKS[label]
        axes.loglog(
            x,
            y,
            look.dashes,
            color=look.colour,
            marker=look.marker,
            markersize=4.5,
            markeredgecolor="white",
            markeredgewidth=0.6,
            linewidth=look.width,
            zorder=3 if label.startswith("spineax") else 2,
        )
        ends[label] = (x[-1], y[-1])
        if label == "spineax crank_nicolson" and key == PANELS[0][0]:
            _name_steps(axes, kept, x, y)
    left, right = axes.get_xlim()
    axes.set_xlim(left / 1.5, right)
    axes.grid(True, which="major", color=FAINT, linewidth=0.6)
    axes.tick_params(which="minor", length=0)
    axes.set_axisbelow(True)
    _name_lines(axes, ends)


def _name_steps(axes: plt.Axes, kept: list, x: list[float], y: list[float]) -> None:
    """Write the length of the step beside each point of one line."""
    for point, across, up in zip(kept, x, y, strict=True):
        text = f"{point['dt']:.3g} ms"
        axes.annotate(
            text,
            (across, up),
            xytext=(-6, -3),
            textcoords="offset points",
            ha="right",
            va="top",
            fontsize=7,
            color=LOOKS["spineax crank_nicolson"].colour,
        )


def _name_lines(axes: plt.Axes, ends: dict[str, tuple[float, float]]) -> None:
    """Write the name of each line at the right, in the order of their ends, without overlap."""
    axes.figure.canvas.draw()
    heights = {
        label: axes.transAxes.inverted().transform(axes.transData.transform(end))[1]
        for label, end in ends.items()
    }
    order = sorted(heights, key=heights.get)
    places = _apart([heights[label] for label in order], 0.046)
    for label, height in zip(order, places, strict=True):
        look = LOOKS[label]
        axes.annotate(
            label,
            ends[label],
            xytext=(1.04, height),
            textcoords="axes fraction",
            va="center",
            color=look.colour,
            fontsize=8.5,
            fontweight="bold" if label.startswith("spineax") else "normal",
            arrowprops=_leader(look.colour),
            annotation_clip=False,
        )


def _leader(colour: str) -> dict[str, object]:
    """A thin line from the end of a line to the left of its name."""
    drawn = {"arrowstyle": "-", "color": colour, "alpha": 0.35, "lw": 0.7}
    return drawn | {"relpos": (0.0, 0.5), "shrinkA": 1.0, "shrinkB": 3.0}


def _apart(heights: list[float], least: float) -> list[float]:
    """Return sorted heights moved so that none are closer than a distance."""
    groups: list[list[float]] = []
    for height in heights:
        groups.append([height])
        while len(groups) > 1 and _bottom(groups[-1], least) < _top(groups[-2], least) + least:
            groups[-2:] = [groups[-2] + groups[-1]]
    return [_bottom(group, least) + k * least for group in groups for k in range(len(group))]


def _bottom(group: list[float], least: float) -> float:
    return float(np.mean(group)) - 0.5 * least * (len(group) - 1)


def _top(group: list[float], least: float) -> float:
    return float(np.mean(group)) + 0.5 * least * (len(group) - 1)
