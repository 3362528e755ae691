"""Shared names: one number for each compartment, whatever the order of insertion."""

from __future__ import annotations

import warnings
from itertools import permutations

import numpy as np
import pytest

import spineax as sx
from spineax.channels import l5pc, pospischil
from spineax.errors import ClashingDefaults
from spineax.pumps import CaFaradayConcentrationChange, CaNernstReversal, CaPump


def compartment(mechanisms):
    """Return a compartment with mechanisms, and what was said about their defaults."""
    comp = sx.Compartment()
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always", ClashingDefaults)
        for mechanism in mechanisms:
            comp.insert(mechanism)
    return comp, [str(warning.message) for warning in said]


@pytest.mark.parametrize(
    ("mechanisms", "key", "value", "loud"),
    [
        # Two parameters: K comes before M in the alphabet.
        ([pospischil.K(), l5pc.M()], "eK", -90.0, True),
        # A parameter goes before a state.
        ([l5pc.CaHVA(), pospischil.CaL()], "eCa", 120.0, True),
        # What is computed in every step has no say, and nobody needs to know.
        ([CaNernstReversal(), pospischil.CaL()], "eCa", 120.0, False),
        ([CaNernstReversal(), l5pc.CaHVA(), pospischil.CaL()], "eCa", 120.0, None),
        # Equal defaults are no clash.
        ([pospischil.Na(), l5pc.NaTaT(), l5pc.NapEt2()], "eNa", 50.0, False),
        ([CaPump(), CaNernstReversal(), l5pc.SKE2()], "CaCon_i", 5e-5, False),
        ([l5pc.SKE2(), pospischil.Km(), l5pc.KPst()], "eK", -85.0, True),
    ],
)
def test_every_order_of_insertion_gives_one_value(mechanisms, key, value, loud):
    for order in permutations(mechanisms):
        comp, said = compartment(order)
        assert comp.nodes[key].item() == value
        if loud is not None:
            assert any(sentence.startswith(repr(key)) for sentence in said) == loud


def test_the_warning_says_what_was_taken_and_what_to_do():
    _, said = compartment([pospischil.K(), l5pc.M()])
    assert said == [
        "'eK' is one number for a whole compartment: -90, the default of 'K', and not "
        "-85 of 'M'. Say which is meant with set('eK', ...)."
    ]
    _, again = compartment([l5pc.M(), pospischil.K()])
    assert again == said


@pytest.mark.parametrize("order", [1, -1])
def test_what_was_set_stays(order):
    first, second = [pospischil.K(), l5pc.M()][::order]
    comp = sx.Compartment()
    comp.insert(first)
    comp.set("eK", -77.0)
    comp.insert(second)
    assert comp.nodes["eK"].item() == -77.0


def test_each_compartment_for_itself():
    def values(order):
        cell = sx.Cell(sx.Branch(ncomp=1), [-1, 0, 0])
        inserted = [(cell.branch([0, 1]), pospischil.K()), (cell.branch([1, 2]), l5pc.M())]
        with pytest.warns(ClashingDefaults):
            for view, mechanism in inserted[::order]:
                view.insert(mechanism)
        return cell.nodes["eK"].tolist()

    assert values(1) == values(-1) == [-90.0, -90.0, -85.0]


def test_another_default_of_the_same_channel_resets_it():
    comp, other = sx.Compartment(), pospischil.K()
    comp.insert(pospischil.K())
    other.channel_params["eK"] = -80.0
    comp.insert(other)
    assert comp.nodes["eK"].item() == -80.0


def test_an_ion_that_diffuses_starts_at_its_default_wherever_it_has_one():
    def values(diffuse_first):
        cell = sx.Cell(sx.Branch(ncomp=1), [-1, 0, 0])
        cell.branch(0).insert(CaPump())
        if diffuse_first:
            cell.diffuse("CaCon_i")
        cell.branch(1).insert(CaNernstReversal())
        cell.diffuse("CaCon_i")
        return cell.nodes["CaCon_i"].tolist()

    assert values(True) == values(False) == [5e-5, 5e-5, 0.0]


def test_no_trace_depends_on_the_order_of_insertion():
    mechanisms = [
        pospischil.CaL(),
        l5pc.SKE2(),
        CaPump(),
        CaFaradayConcentrationChange(),
        CaNernstReversal(),
    ]

    def trace(order):
        comp, _ = compartment([pospischil.Leak(), *order])
        comp.set("v", -40.0)
        comp.set("CaL_gCaL", 1e-3)
        for state in ("v", "CaCon_i", "eCa"):
            comp.record(state, verbose=False)
        return np.array(sx.integrate(comp, t_max=2.0))

    first = trace(mechanisms)
    assert np.ptp(first, axis=1).min() > 0
    for order in (
        mechanisms[::-1],
        mechanisms[2:] + mechanisms[:2],
        mechanisms[4:] + mechanisms[:4],
    ):
        # Currents are summed in another order: rounding only.
        np.testing.assert_allclose(trace(order), first, rtol=1e-11)
