"""Passive cells of the library that have a closed form, and their matrices."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sp

import spineax as sx
from spineax.channels import Leak
from tests.analytic.cable_theory import Membrane, Tree

REST = -65.0


def build(tree: Tree, n: int, membrane: Membrane) -> Any:
    """Return a passive cell of this shape at rest, with n compartments per branch."""
    parents: list[int] = []
    trees: list[Tree] = []

    def add(part: Tree, parent: int) -> None:
        parents.append(parent)
        trees.append(part)
        here = len(trees) - 1
        for child in part.children:
            add(child, here)

    add(tree, -1)
    cell = sx.Cell(sx.Branch(sx.Compartment(), n), parents)
    cell.insert(Leak())
    each = {
        "length": [part.length / n for part in trees],
        "radius": [part.diameter / 2.0 for part in trees],
    }
    for key, values in each.items():
        cell.set(key, np.repeat(values, n))
    every = {
        "Leak_gLeak": 1.0 / membrane.membrane,
        "Leak_eLeak": REST,
        "v": REST,
        "axial_resistivity": membrane.core,
        "capacitance": membrane.capacitance,
    }
    for key, value in every.items():
        cell.set(key, value)
    return cell


def matrices(cell: Any) -> tuple[Any, np.ndarray, np.ndarray]:
    """Return Laplacian (uS), membrane conductances (uS) and capacitances (nF) of all nodes."""
    laplacian, table = cell.laplacian(), cell.nodes
    area = table["area"].to_numpy()
    points = np.zeros(laplacian.shape[0] - len(area))
    leak = 1e-2 * area * table["Leak_gLeak"].to_numpy()
    capacitance = 1e-5 * area * table["capacitance"].to_numpy()
    return laplacian, np.append(leak, points), np.append(capacitance, points)


def impedance(cell: Any, source: int, s: complex) -> np.ndarray:
    """Return the voltage of all nodes per nA into compartment ``source``, mV, at s per ms."""
    laplacian, leak, capacitance = matrices(cell)
    current = np.zeros(len(leak), complex)
    current[source] = 1.0
    system = (laplacian + sp.diags(leak + s * capacitance)).tocsc().astype(complex)
    return sp.linalg.spsolve(system, current)
