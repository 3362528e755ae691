"""Forward Euler says when its step is too long."""

from __future__ import annotations

import re
import warnings
from typing import Any

import jax
import numpy as np
import pytest

import spineax as sx
from spineax.channels import Leak
from spineax.pumps import CaPump
from tests.run.models import passive, tree, values


def limit_of(cable: sx.Branch) -> float:
    """Return the longest stable step by the eigenvalues."""
    row = cable.nodes.iloc[0]
    load = row["resistive_load_in"] + row["resistive_load_out"]
    conductance = 1e2 / (row["axial_resistivity"] * load)
    n = len(cable.nodes)
    fastest = 4.0 * conductance * np.sin(np.pi * (n - 1) / (2 * n)) ** 2
    return 2.0 * 1e-5 * row["area"] * row["capacitance"] / fastest


def warned(module: Any, **how: Any) -> tuple[float, str]:
    """Return the limit that a run of forward Euler is warned of, and the message."""
    with pytest.warns(sx.errors.UnstableStep) as caught:
        sx.integrate(module, t_max=2 * how["delta_t"], solver="fwd_euler", **how)
    message = str(caught[0].message)
    return float(re.search(r"exceeds (\S+) ms", message)[1]), message


def test_an_unstable_step_is_warned_of_with_its_limit():
    cable = passive(n=40)
    cable.set("Leak_gLeak", 0.0)
    limit, message = warned(cable, delta_t=1.2 * limit_of(cable))
    # three digits are written, and the iteration is right to 1 in 1000
    np.testing.assert_allclose(limit, limit_of(cable), rtol=6e-3)
    assert "bwd_euler" in message


def test_the_limit_is_that_of_unequal_compartments_and_leaks():
    cell = tree()
    cell.branch(2).set("radius", 4.0)
    cell.branch(1).comp(2).set("length", 2.0)
    cell.set("HH_gLeak", 0.01)
    capacitance = 1e-5 * cell.nodes["capacitance"].to_numpy() * cell.nodes["area"].to_numpy()
    matrix = cell.laplacian().toarray()
    n = len(cell.nodes)
    inner, across, points = matrix[:n, :n], matrix[:n, n:], matrix[n:, n:]
    reduced = inner - across @ np.linalg.solve(points, across.T)
    leak = 1e-2 * cell.nodes["area"].to_numpy() * cell.nodes["HH_gLeak"].to_numpy()
    least = 2.0 / np.linalg.eigvals((reduced + np.diag(leak)) / capacitance[:, None]).real.max()
    limit, message = warned(cell, delta_t=1.5 * least)
    # gates of the spiking channel add a little to the leak at rest
    assert 0.98 * least < limit <= 1.002 * least
    assert "the voltage in compartment 5 (branch 1, comp 2)" in message


def test_leaks_and_ions_have_limits_too():
    leaky = sx.Compartment()
    leaky.insert(Leak())
    leaky.set("Leak_gLeak", 0.1)
    limit, message = warned(leaky, delta_t=0.025)
    # 2 C / g: 1 uF/cm2 over 100 mS/cm2
    np.testing.assert_allclose(limit, 0.02, rtol=1e-3)
    assert "comp 0" in message
    cable = passive(n=3)
    cable.insert(CaPump())
    cable.diffuse("CaCon_i")
    cable.set("length", 10.0)
    cable.set("axial_diffusion_CaCon_i", 1e4)
    cable.set("axial_resistivity", 1e5)
    limit, message = warned(cable, delta_t=0.025)
    # the fastest of three compartments exchanges 3 D / length**2
    np.testing.assert_allclose(limit, 2.0 / (3.0 * 1e4 / 10.0**2), rtol=6e-3)
    assert "'CaCon_i'" in message


def test_experiments_and_loops_of_steps_are_warned_of():
    cable = passive(n=40)
    how = {"solver": "fwd_euler", "delta_t": 2.0 * limit_of(cable)}
    with pytest.warns(sx.errors.UnstableStep):
        cable.to_jax(t_max=1.0, **how)
    begin, _ = sx.build_init_and_step_fn(cable, solver="fwd_euler")
    with pytest.warns(sx.errors.UnstableStep):
        begin([], None, None, how["delta_t"])


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
