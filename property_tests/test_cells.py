"""What must hold of any cell, whatever its shape ([numbers]: docs/invariants.md).

Drawn cells have one number of branches and compartments, so that they share a few
compilations; what varies is the tree, the sizes and the membrane.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import spineax as sx
from spineax.channels import Leak
from spineax.sparse.laplacian import kron_reduce

BRANCHES, NCOMP = 5, 2
SIZE = BRANCHES * NCOMP
STEPS, DT = 20, 0.1
#: Rounding of voltages is relative to their range of 150 mV, not to one that passes zero.
RANGE = 150.0
#: Nothing is subtracted in a solve: 20 steps of one cell, written in two ways, agree to this.
ROUNDING = 1e-13 * RANGE

trees = st.lists(st.integers(0, 10**6), min_size=BRANCHES - 1, max_size=BRANCHES - 1).map(
    lambda seeds: [-1, *(seed % (k + 1) for k, seed in enumerate(seeds))]
)


def per_comp(low, high):
    exponents = st.floats(np.log10(low), np.log10(high))
    return st.lists(exponents, min_size=SIZE, max_size=SIZE).map(lambda x: 10.0 ** np.array(x))


geometry = st.fixed_dictionaries(
    {
        "length": per_comp(1.0, 300.0),
        "radius": per_comp(0.1, 10.0),
        "axial_resistivity": per_comp(30.0, 1000.0),
        "capacitance": per_comp(0.5, 4.0),
        "Leak_gLeak": per_comp(1e-6, 1e-2),
    }
)
voltages = st.lists(st.floats(-100.0, 50.0), min_size=SIZE, max_size=SIZE).map(np.array)


def passive_cell(parents, values, leak=True):
    cell = sx.Cell(sx.Branch(sx.Compartment(), NCOMP), parents=parents)
    if leak:
        cell.insert(Leak())
        cell.set("Leak_eLeak", -65.0)
    for key, value in values.items():
        if leak or not key.startswith("Leak"):
            cell.set(key, value)
    return cell


def simulate(cell, **options):
    return np.asarray(sx.integrate(cell, t_max=STEPS * DT, delta_t=DT, **options))


def capacitance(cell):
    return (cell.nodes["area"] * cell.nodes["capacitance"]).to_numpy() * 1e-5


@pytest.mark.parametrize("solver", ["bwd_euler", "crank_nicolson", "exp_euler"])
@given(trees, geometry, voltages, st.floats(-1.0, 1.0), st.integers(0, SIZE - 1))
def test_charge_is_conserved_without_a_leak(solver, parents, values, v, amplitude, site):
    """Every step adds dt times the current, with each stepper [I7]."""
    cell = passive_cell(parents, values, leak=False)
    cell.set("v", v)
    cell.select(nodes=[site]).stimulate(np.full(STEPS, amplitude), verbose=False)
    out = simulate(cell, solver=solver)
    charge = capacitance(cell) @ out
    scale = capacitance(cell) @ np.full(SIZE, np.abs(out).max()) + STEPS * DT
    # Subtraction-free elimination: rounding alone. A transition matrix is squared up to 20 times.
    tolerance = 1e-9 if solver == "exp_euler" else 1e-13
    np.testing.assert_allclose(np.diff(charge), DT * amplitude, rtol=0, atol=tolerance * scale)


@given(trees, geometry, voltages)
def test_voltages_stay_between_their_extremes(parents, values, v):
    """[I5]."""
    cell = passive_cell(parents, values)
    cell.set("v", v)
    out = simulate(cell)
    low, high = min(v.min(), -65.0), max(v.max(), -65.0)
    slack = 1e-12 * (high - low + 1.0)
    assert out.min() >= low - slack
    assert out.max() <= high + slack


@given(trees, geometry)
def test_rest_is_a_fixed_point(parents, values):
    """[I12]."""
    cell = passive_cell(parents, values)
    cell.set("v", -65.0)
    assert np.abs(simulate(cell) + 65.0).max() < 1e-12


@given(trees, geometry, voltages)
def test_energy_only_falls(parents, values, v):
    """[I9]."""
    cell = passive_cell(parents, values)
    cell.set("v", v)
    energy = capacitance(cell) @ (simulate(cell) + 65.0) ** 2
    assert (np.diff(energy) <= 1e-12 * energy[0]).all()


@given(trees, geometry, voltages)
def test_decay_is_at_least_as_fast_as_the_slowest_mode(parents, values, v):
    """|v_n - v*| <= (1 + dt min(g / C))^-n |v_0 - v*|, weighted by capacitance [I22]."""
    cell = passive_cell(parents, values)
    cell.set("v", v)
    c = capacitance(cell)
    distance = np.sqrt(c @ (simulate(cell) + 65.0) ** 2)
    slowest = (values["Leak_gLeak"] * 1e-2 / (values["capacitance"] * 1e-5)).min()
    bound = distance[0] * (1.0 + DT * slowest) ** -np.arange(STEPS + 1.0)
    assert (distance <= bound * (1.0 + 1e-10) + 1e-12).all()


@given(trees, geometry, st.floats(0.1, 10.0))
def test_currents_superpose(parents, values, factor):
    """[I19]."""
    cell = passive_cell(parents, values)
    cell.set("v", -65.0)
    current = np.sin(np.arange(STEPS))

    def response(*stimuli):
        inputs = ()
        for site, series in stimuli:
            inputs = cell.select(nodes=[site]).data_stimulate(series, inputs)
        return simulate(cell, data_stimuli=inputs) + 65.0

    one, other = response((0, current)), response((SIZE - 1, factor * current))
    both = response((0, current), (SIZE - 1, factor * current))
    scale = np.abs(one).max() + np.abs(other).max()
    np.testing.assert_allclose(both, one + other, rtol=0, atol=1e-13 * scale + ROUNDING)


@given(trees, geometry, voltages, st.floats(0.1, 10.0))
def test_time_scales_with_capacitance(parents, values, v, factor):
    """The step and all capacitances times a factor: the same voltages [I20]."""
    cell = passive_cell(parents, values)
    cell.set("v", v)
    slow = passive_cell(parents, values | {"capacitance": factor * values["capacitance"]})
    slow.set("v", v)
    dt = factor * DT
    stretched = np.asarray(sx.integrate(slow, t_max=STEPS * dt, delta_t=dt))
    np.testing.assert_allclose(stretched, simulate(cell), rtol=0, atol=ROUNDING)


@given(trees, geometry)
def test_transfer_impedance_is_symmetric(parents, values):
    """[I10, I11]."""
    cell = passive_cell(parents, values)
    z = cell.impedance(100.0)
    diagonal = np.sqrt(np.abs(np.outer(z.diagonal(), z.diagonal())))
    # Dense elimination loses what the condition number costs, up to 1e5 here.
    assert (np.abs(z - z.T) <= 1e-9 * diagonal).all()
    dc = cell.impedance(0.0).real
    assert (dc > 0).all()
    assert (dc <= dc.diagonal()[None, :] * (1 + 1e-9)).all()


@given(geometry, voltages)
def test_a_branch_split_in_two_is_the_same_cable(values, v):
    """Ten compartments of one branch, or of five branches in a row [I17]."""
    chain = passive_cell([-1, 0, 1, 2, 3], values)
    cable = sx.Branch(sx.Compartment(), SIZE)
    cable.insert(Leak())
    cable.set("Leak_eLeak", -65.0)
    for key, value in values.items():
        cable.set(key, value)
    for module in (chain, cable):
        module.set("v", v)
    np.testing.assert_allclose(simulate(chain), simulate(cable), rtol=0, atol=ROUNDING)
    np.testing.assert_array_equal(capacitance(chain), capacitance(cable))
    # The branch points of the chain are eliminated: half-resistances in series. A Laplacian is
    # its conductances; the diagonal of a reduced one has lost what its subtraction cancels.
    one, other = kron_reduce(chain.laplacian(), SIZE), cable.laplacian().toarray()
    off = ~np.eye(SIZE, dtype=bool)
    np.testing.assert_allclose(one[off], other[off], rtol=1e-14)


@given(trees, geometry, voltages, st.randoms(use_true_random=False))
def test_numbering_of_branches_does_not_matter(parents, values, v, random):
    """Renumber the branches so that parents still come first; voltages follow [I15, I16]."""
    order = [0]
    waiting = [k for k in range(1, BRANCHES) if parents[k] == 0]
    while waiting:
        k = waiting.pop(random.randrange(len(waiting)))
        order.append(k)
        waiting += [j for j in range(1, BRANCHES) if parents[j] == k]
    rank = np.argsort(order)
    renumbered = [-1, *(int(rank[parents[k]]) for k in order[1:])]
    comps = (np.array(order)[:, None] * NCOMP + np.arange(NCOMP)).ravel()
    cell = passive_cell(parents, values)
    cell.set("v", v)
    other = passive_cell(renumbered, {key: value[comps] for key, value in values.items()})
    other.set("v", v[comps])
    np.testing.assert_allclose(simulate(other), simulate(cell)[comps], rtol=0, atol=ROUNDING)


@given(trees, geometry, voltages)
@settings(max_examples=20)
def test_cells_without_synapses_do_not_know_of_each_other(parents, values, v):
    one, other = passive_cell(parents, values), passive_cell([-1, 0, 0, 1, 1], values)
    one.set("v", v)
    other.set("v", v[::-1].copy())
    net = sx.Network([one, other])
    apart = np.concatenate([simulate(one), simulate(other)])
    np.testing.assert_allclose(simulate(net), apart, rtol=1e-12, atol=1e-12 * RANGE)


@given(trees, geometry, voltages, st.floats(-1e3, 1e3), st.floats(-180, 180))
@settings(max_examples=20)
def test_where_a_cell_lies_does_not_matter(parents, values, v, shift, angle):
    """[I38]."""
    cell = passive_cell(parents, values)
    cell.set("v", v)
    before = simulate(cell)
    cell.move(shift, -shift, 2 * shift)
    cell.rotate(angle)
    np.testing.assert_array_equal(simulate(cell), before)


@given(trees, geometry, voltages)
@settings(max_examples=20)
def test_a_shift_of_the_stimulus_shifts_the_response(parents, values, v):
    """Bit for bit: every step is the same operations [I19]."""
    cell = passive_cell(parents, values)
    cell.set("v", -65.0)
    place = cell.select(nodes=[3])
    pulse = np.zeros(STEPS)
    pulse[2:5] = 0.3
    early = simulate(cell, data_stimuli=place.data_stimulate(pulse))
    late = simulate(cell, data_stimuli=place.data_stimulate(np.roll(pulse, 4)))
    np.testing.assert_array_equal(late[:, 4:], early[:, :-4])
