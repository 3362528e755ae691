"""Forward Euler says when its step is too long."""

from __future__ import annotations

import warnings

import jax
import numpy as np
import pytest

import spineax as sx
from tests.run.models import passive, values


def limit_of(cable: sx.Branch) -> float:
    """Return the longest stable step by the eigenvalues."""
    row = cable.nodes.iloc[0]
    load = row["resistive_load_in"] + row["resistive_load_out"]
    conductance = 1e2 / (row["axial_resistivity"] * load)
    n = len(cable.nodes)
    fastest = 4.0 * conductance * np.sin(np.pi * (n - 1) / (2 * n)) ** 2
    return 2.0 * 1e-5 * row["area"] * row["capacitance"] / fastest


def test_an_unstable_step_is_warned_of_with_its_limit():
    cable = passive(n=40)
    with pytest.warns(sx.errors.UnstableStep, match="compartment") as caught:
        sx.integrate(cable, t_max=0.1, delta_t=1.2 * limit_of(cable), solver="fwd_euler")
    assert "bwd_euler" in str(caught[0].message)


def test_a_stable_step_is_silent_and_stable():
    cable = passive(n=40)
    cable.set("v", np.linspace(-80.0, -50.0, 40))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        v = values(cable, t_max=10.0, delta_t=0.95 * limit_of(cable), solver="fwd_euler")
    assert np.ptp(v[:, -1]) < 1.0


def test_inside_a_trace_nothing_is_said():
    cable = passive(n=40)
    cable.make_trainable("radius", verbose=False)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        jax.jit(lambda p: sx.integrate(cable, p, t_max=2.0, delta_t=1.0, solver="fwd_euler"))(
            cable.get_parameters()
        )
