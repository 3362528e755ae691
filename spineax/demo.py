"""A demonstration: one real neuron, simulated, differentiated, saved and drawn.

``python -m spineax.demo [file.swc]`` writes its results into the folder ``demo/``.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import jax
import numpy as np

import spineax as sx
from spineax.channels import HH
from spineax.errors import SpineaxError
from spineax.morphology import MaxLength, shipped
from spineax.plot import plot_traces

#: How long to simulate, and the step of current: ms.
T_MAX, DELAY, DURATION = 100.0, 5.0, 80.0
#: Current into the soma per membrane of the cell, uA/cm2: most cells answer with a train of spikes.
DENSITY = 6.5


class Clock:
    """Measures the parts of the demonstration, and prints them as they end."""

    def __init__(self) -> None:
        self.parts: list[tuple[str, float]] = []

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Measure what happens inside."""
        print(f"\n{name}")
        began = time.perf_counter()
        yield
        self.parts.append((name, time.perf_counter() - began))


def read(path: Path) -> sx.Cell:
    """Return the cell of an SWC file, and say what the file held."""
    cell = sx.read_swc(path, ncomp=MaxLength(60.0))
    print(cell.report)
    return cell


def prepare(cell: sx.Cell) -> None:
    """Insert Hodgkin-Huxley channels everywhere, record everywhere, stimulate the soma."""
    cell.insert(HH())
    cell.set("axial_resistivity", 100.0)
    cell.set("v", -65.0)
    cell.init_states()
    cell.record("v", verbose=False)
    amplitude = 1e-5 * DENSITY * cell.nodes["area"].sum()  # 1e-5: uA/cm2 um2 to nA
    current = sx.step_current(DELAY, DURATION, amplitude, 0.025, T_MAX)
    cell.branch(0).loc(0.5).stimulate(current, verbose=False)
    print(cell)
    print(f"{amplitude:.2g} nA will flow into the soma from {DELAY:g} to {DELAY + DURATION:g} ms")


def gradient_of_peak(cell: sx.Cell) -> tuple[float, float]:
    """Return the highest voltage of the soma (mV), and its slope with gNa (mV cm2/S)."""
    cell.make_trainable("HH_gNa", verbose=False)

    def peak(params: Any) -> jax.Array:
        return sx.integrate(cell, params=params, t_max=20.0)[0].max()

    value, slope = jax.value_and_grad(peak)(cell.get_parameters())
    cell.delete_trainables()
    return float(value), float(slope[0]["HH_gNa"][0])


def farthest_place(cell: sx.Cell) -> int:
    """Return the compartment that is farthest from the soma, as the crow flies."""
    places = cell.nodes[["x", "y", "z"]].to_numpy()
    return int(np.linalg.norm(places - places[0], axis=1).argmax())


def draw(cell: sx.Cell, data: Any, folder: Path) -> list[Path]:
    """Write the pictures, and return where they are."""
    peak = data["v"].max("time").assign_attrs(long_name="peak voltage", units="mV")
    map_ax = cell.vis(color=peak, type="morph")
    map_ax.set_title("Peak voltage")
    far = farthest_place(cell)
    traces = data["v"].isel(site=[0, far])
    trace_ax = plot_traces(
        None, traces["time"].values, traces.values, labels=["soma", "dendrite"], units="mV"
    )
    files = [folder / "morphology.png", folder / "voltage.png"]
    for ax, file in zip((map_ax, trace_ax), files, strict=True):
        ax.figure.savefig(file, dpi=160, bbox_inches="tight")
    return files


def demonstrate(path: Path, folder: Path) -> None:
    """Read, simulate, differentiate, save and draw one neuron."""
    folder.mkdir(parents=True, exist_ok=True)
    clock = Clock()
    with clock.part(f"Reading {path.name}"):
        cell = read(path)
    with clock.part("Inserting Hodgkin-Huxley channels, a stimulus and recordings"):
        prepare(cell)
    with clock.part(f"Simulating {T_MAX:g} ms"):
        data = cell.simulate(t_max=T_MAX, progress=True)
    with clock.part("Differentiating the peak of the soma's voltage by the sodium conductance"):
        peak, slope = gradient_of_peak(cell)
        print(f"peak {peak:.2f} mV; {slope / 100:+.3f} mV for +0.01 S/cm2 of sodium everywhere")
    with clock.part("Saving and drawing"):
        recordings = folder / "recordings.nc"
        data.to_netcdf(recordings)
        files = [recordings, *draw(cell, data, folder)]
    print("\nWhat took how long, compilation included:")
    for name, seconds in clock.parts:
        print(f"  {seconds:6.2f} s  {name}")
    print("\nWhat was written:")
    for file in files:
        print(f"  {file.resolve()}")


def main() -> None:
    """Run the demonstration from the command line."""
    parser = argparse.ArgumentParser(prog="spineax.demo", description=__doc__)
    parser.add_argument("swc", nargs="?", help="an SWC file; a shipped neuron if left out")
    parser.add_argument("--folder", default="demo", help="where to write (default: demo)")
    arguments = parser.parse_args()
    path = Path(arguments.swc) if arguments.swc else shipped("pyramidal")
    try:
        demonstrate(path, Path(arguments.folder))
    except SpineaxError as error:
        raise SystemExit(f"{type(error).__name__}: {error}") from error


if __name__ == "__main__":
    main()
