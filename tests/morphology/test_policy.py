"""Policies: numbers of compartments per branch."""

from __future__ import annotations

import numpy as np
import pytest

from spineax.errors import BadArgument
from spineax.morphology import DLambda, Fixed, MaxLength, cut, make_sections
from spineax.units import lambda_f


def rod(length: float, r: float = 1.0) -> np.ndarray:
    return np.array([[0.0, 0, 0, r], [length, 0, 0, r]])


BRANCHES = make_sections(
    [np.array([[0.0, 0, 0, 10]]), rod(100.0), rod(400.0), rod(1000.0, 0.25)],
    [-1, 0, 0, 0],
    [1.0, 0.5, 0.5, 0.5],
    [1, 3, 3, 3],
)


def test_fixed() -> None:
    assert Fixed(3).ncomp(BRANCHES).tolist() == [3, 3, 3, 3]


def test_max_length_keeps_its_promise() -> None:
    number = MaxLength(50.0).ncomp(BRANCHES)
    assert number.tolist() == [1, 2, 8, 20]
    assert cut(BRANCHES, number).length.max() <= 50.0


def test_d_lambda_is_the_rule_of_neuron() -> None:
    number = DLambda(0.1, frequency=100.0).ncomp(BRANCHES, axial_resistivity=150.0, capacitance=2.0)
    expected = [1]
    for length, r in ((100.0, 1.0), (400.0, 1.0), (1000.0, 0.25)):
        fraction = length / (0.1 * lambda_f(100.0, r, 150.0, 2.0))
        expected.append(int((fraction + 0.9) / 2) * 2 + 1)
    assert number.tolist() == expected
    assert (number % 2 == 1).all()


def test_d_lambda_takes_values_per_branch() -> None:
    each = DLambda().ncomp(BRANCHES, axial_resistivity=np.array([100.0, 100, 100, 800]))
    assert each[3] > DLambda().ncomp(BRANCHES, axial_resistivity=100.0)[3]


def test_policies_are_values() -> None:
    assert Fixed(4) == Fixed(np.int64(4)) and MaxLength(5.0) == MaxLength(5.0)
    assert repr(DLambda(0.2)) == "DLambda(d_lambda=0.2, frequency=100.0)"
    for bad in (0, -1, 1.5, True, float("nan"), None):
        with pytest.raises(BadArgument, match="ncomp"):
            Fixed(bad)


@pytest.mark.parametrize("bad", [0.0, -1.0, np.nan, np.inf, "x", None])
def test_policies_check_their_numbers(bad: object) -> None:
    for make in (MaxLength, DLambda, lambda value: DLambda(0.1, frequency=value)):
        with pytest.raises(BadArgument, match="positive"):
            make(bad)
    with pytest.raises(BadArgument, match="axial_resistivity"):
        DLambda().ncomp(BRANCHES, axial_resistivity=bad)
