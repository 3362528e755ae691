"""Every warning names the line of the user that gave rise to it, however deep it was found."""

from __future__ import annotations

import warnings

import matplotlib.pyplot as plt
import pytest

import spineax as sx
from spineax.channels import AdEx, Izhikevich, Leak, l5pc, pospischil

#: A soma that is repeated.
SWC = "1 1 0 0 0 5 -1\n1 1 0 0 0 5 -1\n2 3 10 0 0 1 1\n3 3 30 0 0 1 2\n"


def cell():
    made = sx.Cell(sx.Branch(ncomp=2), [-1, 0])
    made.insert(pospischil.K())
    return made


def network():
    return sx.Network([cell(), cell()])


def overflowing():
    made = recorded()
    made.stimulate([1e308] * 4, verbose=False)
    return made


def recorded():
    made = cell()
    made.insert(Leak())
    made.record(verbose=False)
    return made


@pytest.fixture
def swc(tmp_path):
    path = tmp_path / "neuron.swc"
    path.write_text(SWC)
    return str(path)


# What to do first, and the line that warns.
CASES = {
    "insert into a cell": (cell, lambda c: c.insert(l5pc.M())),
    "insert into a view": (cell, lambda c: c.branch(0).insert(l5pc.M())),
    "insert into a network": (network, lambda n: n.insert(l5pc.M())),
    "insert into a cell of it": (network, lambda n: n.cell(0).insert(l5pc.M())),
    "Izhikevich": (lambda: None, lambda _: Izhikevich()),
    "AdEx": (lambda: None, lambda _: AdEx()),
    "parts that record": (recorded, lambda c: sx.Network([c, c])),
    "a run that is not finite": (overflowing, lambda c: sx.integrate(c)),
    "simulate what is not finite": (overflowing, lambda c: c.simulate()),
    "an unstable step": (
        recorded,
        lambda c: sx.integrate(c, t_max=20.0, delta_t=10.0, solver="fwd_euler"),
    ),
    "simulate with an unstable step": (
        recorded,
        lambda c: c.simulate(t_max=20.0, delta_t=10.0, solver="fwd_euler"),
    ),
    "cells on one spot": (network, lambda n: n.vis()),
}


@pytest.mark.parametrize("name", CASES)
def test_a_warning_names_the_line_of_the_user(name):
    prepare, act = CASES[name]
    module = prepare()
    check(lambda: act(module), act.__code__)


def test_warnings_of_files(swc):
    check(act := lambda: sx.read_swc(swc, ncomp=1), act.__code__)
    module = sx.read_swc(SWC.split("\n", 1)[1], ncomp=1)
    check(act := lambda: module.set("radius", 1.0), act.__code__)
    check(act := lambda: module.branch(0).set("radius", 1.0), act.__code__)


def check(act, code):
    """Act, and look where its warnings point."""
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        act()
    plt.close("all")
    assert found
    lines = {line for *_, line in code.co_lines() if line}
    for warning in found:
        assert warning.filename == __file__, warning
        assert warning.lineno in lines, warning
