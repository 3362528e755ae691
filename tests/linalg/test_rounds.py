"""The sweeps of ``stone``: each node takes what was sent to it, and nothing is scattered."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from spineax.linalg import SOLVERS
from spineax.sparse.rounds import WIDEST, rounds

#: A path whose middle carries as many leaves as the path is long, and a bare star.
HUB = [*range(499), *[250] * 499]
STAR = [0] * 600


def solution(name, parent, ground, b):
    solver, n = SOLVERS[name], len(parent) + 1
    schedule = solver.schedule(n, np.arange(1, n), np.array(parent))
    network = solver.prepare(schedule, jnp.linspace(0.5, 2.0, n - 1))
    slots = np.ones((2, schedule.n_slots))
    slots[:, schedule.slot] = ground, b
    return np.asarray(jax.jit(solver.solve)(network, *slots))[schedule.slot]


@pytest.mark.parametrize("parent", [HUB, STAR])
def test_hubs_of_many_leaves(parent):
    rng = np.random.default_rng(0)
    ground, b = rng.uniform(0.1, 1.0, (2, len(parent) + 1))
    direct = solution("dense", parent, ground, b)
    # sums of 500 terms in another order
    np.testing.assert_allclose(solution("stone", parent, ground, b), direct, rtol=1e-12)


@pytest.mark.parametrize("parent", [HUB, STAR, list(range(2000))])
def test_what_is_received_stays_in_bounds(parent):
    n = len(parent) + 1
    order = rounds(n, np.arange(1, n), np.array(parent))
    # powers of two double it at most
    parts = [width * size for width, size in zip(order.widths, order.sizes, strict=False)]
    assert max(parts) <= 2 * WIDEST * n
    assert sum(parts) == len(order.received)


@pytest.mark.parametrize("batch", [(), (3,)])
def test_nothing_is_scattered(batch):
    solver, n = SOLVERS["stone"], 300
    schedule = solver.schedule(n, np.arange(1, n), np.maximum(np.arange(1, n) - 2, 0))
    network = solver.prepare(schedule, jnp.ones(n - 1))
    full = jnp.ones((*batch, schedule.n_slots))
    solve = solver.solve
    for _ in batch:
        solve = jax.vmap(solve, (None, 0, 0))
    text = jax.jit(solve).lower(network, full, full).as_text()
    assert "stablehlo.gather" in text
    assert "scatter" not in text
