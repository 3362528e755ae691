"""Voltages of small cells against numbers from another simulator (its release 0.14).

The columns are every k-th sample as printed, with ten significant digits: the
tolerance is half a unit of the last printed digit, 1e-8 relative.
"""

from __future__ import annotations

import numpy as np
import pytest

import spineax as sx
from spineax.channels import HH

STIMULUS = (0.5, 1.0, 0.02, 0.025, 5.0)


def assert_golden(values, text, every, tolerance=1e-8):
    golden = np.array(text.split(), dtype=float)
    np.testing.assert_allclose(np.asarray(values)[::every], golden, rtol=tolerance, atol=1e-8)


def run(module, **options):
    # The reference makes one sample more than round(t_max / delta_t).
    current = np.append(sx.step_current(*STIMULUS), 0.0)
    return sx.integrate(module, data_stimuli=module.data_stimulate(current), **options)


GOLDEN_POINT = """
    -70 -66.53085703 -50.08343917 -20.4930498 32.6178327 2.570040291 -26.19517261
    -50.50027566 -72.97019524 -75.69907171 -75.58874436
"""


def test_a_compartment():
    comp = sx.Compartment()
    comp.insert(HH())
    comp.record("v", verbose=False)
    assert_golden(run(comp)[0], GOLDEN_POINT, 20)


def test_a_branch_of_two():
    branch = sx.Branch(sx.Compartment(), 2)
    branch.insert(HH())
    branch.loc(0.0).record("v", verbose=False)
    current = np.append(sx.step_current(*STIMULUS), 0.0)
    branch.loc(0.0).stimulate(current, verbose=False)
    golden = """
        -70 -66.53085703 -56.84345977 -47.34841899 -32.63377325 30.99759112 8.035212834
        -21.81119545 -45.8401624 -70.88960656 -75.66123707
    """
    assert_golden(sx.integrate(branch)[0], golden, 20)


def test_a_branch_of_uneven_compartments():
    branch = sx.Branch(sx.Compartment(), 8)
    branch.insert(HH())
    branch.set("axial_resistivity", 500.0)
    branch.set("length", np.linspace(20, 300, 8))
    branch.set("radius", np.linspace(1, 5, 8))
    branch.loc(0.0).record("v", verbose=False)
    current = np.append(sx.step_current(0.5, 1.0, 2.0, 0.025, 10.0), 0.0)
    branch.loc(1.0).stimulate(current, verbose=False)
    golden = """
        -70 -64.36480976 -61.66232751 -56.87833254 28.49415671 -39.54294182 -75.89996029
        -75.16066305 -74.07568059
    """
    assert_golden(sx.integrate(branch)[0], golden, 50)


GOLDEN_Y = """
    -70 -66.53085703 -61.30007496 -57.72869617 -57.9079848 -56.54785861 -54.63372123
    -51.29073833 -41.84338224 12.62955759 16.37574733
"""


@pytest.mark.parametrize("voltage_solver", ["thomas", "stone", "dense"])
def test_a_branched_cell(voltage_solver):
    cell = sx.Cell(sx.Branch(sx.Compartment(), 2), parents=[-1, 0, 0])
    cell.insert(HH())
    cell.branch(1).loc(0.0).record("v", verbose=False)
    current = np.append(sx.step_current(*STIMULUS), 0.0)
    cell.branch(1).loc(0.0).stimulate(current, verbose=False)
    assert_golden(sx.integrate(cell, voltage_solver=voltage_solver)[0], GOLDEN_Y, 20)


MINIMAL = """
1 1 0 0 0 8.119 -1
2 1 0 1.2 0 7.23 1
3 4 0 2.4 0 1.66 2
4 4 0 3.6 0 2.6 3
5 4 1.5 0 0 .888 1
6 4 3 0 0 .71 5
7 3 2.5 0 0 .888 2
8 3 5 0 0 .71 7
"""


# Branch by branch as the reference prints them: length, radius, area, volume, loads.
GEOMETRY = """
    1.2 2.13 20.40046918 17.38130118 0.03448644487 0.05401491366
    1.2 4.445 159.1324204 84.23275922 0.02588341194 0.005942802742
    0.6 7.45225 34.96398902 104.7139863 0.001772334408 0.001669682425
    0.6 7.89675 37.04946564 117.5743418 0.001575697705 0.001489431215
    1.5 0.888 8.369202829 3.715926056 0.3027509113 0.3027509113
    1.5 0.799 7.58323293 3.020836115 0.3364741042 0.4208295839
    2.636542462 0.888 14.71050576 6.531464556 0.5321437555 0.5321437555
    2.636542462 0.8036091726 13.34426923 5.372981321 0.5820734484 0.7352171716
"""
COLUMNS = ["length", "radius", "area", "volume", "resistive_load_in", "resistive_load_out"]


@pytest.fixture
def minimal(tmp_path):
    file = tmp_path / "minimal.swc"
    file.write_text(MINIMAL)
    return sx.read_swc(file, ncomp=2)


def reference_geometry():
    """The golden table in our numbering: soma, apical 2-4, apical 1-6, basal, from the soma out.

    The reference begins at a tip, so that its branches 0 and 1 run towards the soma.
    """
    table = np.array(GEOMETRY.split(), dtype=float).reshape(4, 2, 6)
    backwards = table[:2, ::-1][..., [0, 1, 2, 3, 5, 4]]
    order = {"tip": backwards[0], "soma": backwards[1], "apical": table[2], "basal": table[3]}
    return order


def branch_from(cell, x, y):
    """The branch whose centre is nearest to a point."""
    nodes = cell.nodes
    distance = np.hypot(nodes["x"] - x, nodes["y"] - y)
    return int(nodes["global_branch_index"][distance.idxmin()])


def test_geometry_of_a_traced_cell(minimal):
    golden = reference_geometry()
    sites = {"soma": (0, 0.3), "apical": (0.75, 0), "basal": (3.7, 0)}
    for name, place in sites.items():
        table = minimal.branch(branch_from(minimal, *place)).nodes[COLUMNS].to_numpy()
        np.testing.assert_allclose(table, golden[name], rtol=1e-8)


def test_voltage_of_a_traced_cell(minimal):
    """The reference keeps the soma's radius at the stem of the branch that it began with.

    A neurite begins with its own radius here, whichever way it is read; with the
    reference's geometry put in for that one branch, its voltages come out.
    """
    tip = minimal.branch(branch_from(minimal, 0, 3.3))
    for column, values in zip(COLUMNS[2:], reference_geometry()["tip"].T[2:], strict=True):
        tip.set(column, values)
    minimal.insert(HH())
    minimal.set("axial_resistivity", 100.0)
    current = np.append(sx.step_current(0.5, 1.0, 0.05, 0.025, 5.0), 0.0)
    # Its soma runs the other way: the first compartment there is our last.
    minimal.soma.comp(1).stimulate(current, verbose=False)
    tip.comp(1).record("v", verbose=False)
    minimal.soma.comp(1).record("v", verbose=False)
    v = sx.integrate(minimal)
    soma = """
        -70 -66.53085703 -57.16843435 -47.06132507 -27.25185216 31.83546391 4.042475153
        -24.85510616 -49.04883545 -72.51191963 -75.70796546
    """
    tip_end = """
        -70 -66.53085703 -57.16895283 -47.06184354 -27.25185215 31.83546388 4.042475108
        -24.8551062 -49.04883546 -72.51191963 -75.70796546
    """
    assert_golden(v[1], soma, 20)
    assert_golden(v[0], tip_end, 20)
