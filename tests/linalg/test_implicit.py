"""What a solve takes for its derivatives alone, and who may forget it."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.extend.core import ClosedJaxpr, jaxpr_as_fun
from jax.interpreters.partial_eval import dce_jaxpr

from spineax.linalg import voltage_solver
from spineax.linalg.implicit import final


@pytest.mark.parametrize("name", ["thomas", "stone"])
def test_only_a_final_program_forgets_what_derivatives_take(name):
    solver, n = voltage_solver(name), 200
    schedule = solver.schedule(n, np.arange(n - 1), np.arange(1, n))

    def solve(conductance, ground, b):
        return solver.solve(solver.prepare(schedule, conductance), ground, b)

    size = schedule.n_slots
    given = jnp.full(n - 1, 0.5), jnp.ones(size), jnp.linspace(0.0, 1.0, size)
    closed = jax.make_jaxpr(solve)(*given)

    def taken(jaxpr):
        (one,) = [e for e in jaxpr.eqns if e.primitive.name == "spineax_solve"]
        return len(one.invars)

    kept, _ = dce_jaxpr(closed.jaxpr, [True])
    with final():
        forgot, _ = dce_jaxpr(closed.jaxpr, [True], instantiate=True)
    again, _ = dce_jaxpr(closed.jaxpr, [True])
    assert taken(kept) == taken(again) == taken(closed.jaxpr) > taken(forgot)
    programs = (ClosedJaxpr(jaxpr, closed.consts) for jaxpr in (closed.jaxpr, forgot))
    whole, less = (jaxpr_as_fun(program)(*given) for program in programs)
    np.testing.assert_array_equal(whole[0], less[0])


def test_a_solve_that_nobody_reads_is_removed():
    solver = voltage_solver("thomas")
    schedule = solver.schedule(2, [0], [1])

    def both(b):
        ground = jnp.ones(schedule.n_slots)
        return solver.solve(solver.prepare(schedule, jnp.ones(1)), ground, b), b + 1.0

    closed = jax.make_jaxpr(both)(jnp.ones(schedule.n_slots))
    left, _ = dce_jaxpr(closed.jaxpr, [False, True])
    assert [one.primitive.name for one in left.eqns] == ["add"]
