"""Values lie where a run reads them; whoever hands them in or out counts as columns do."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest

import spineax as sx
from spineax.channels import HH, Leak
from spineax.channels.pospischil import CaL
from spineax.linalg import voltage_solver
from spineax.plan.lower import Lowered, lower
from spineax.plan.program import Override
from spineax.pumps import CaFaradayConcentrationChange
from spineax.run.values import in_column_order, in_run_order, overridden
from spineax.synapses import ExpSyn, IonotropicSynapse


def network() -> Any:
    """Return cells of several branches with two types of synapses, no two values alike."""
    cell = sx.Cell(sx.Branch(ncomp=3), parents=[-1, 0, 0, 1])
    net = sx.Network([cell] * 4)
    net.insert(HH())
    net.cell([1, 3]).insert(Leak())
    rng = np.random.default_rng(0)
    for synapse in (IonotropicSynapse(), ExpSyn()):
        pre, post = rng.integers(0, 48, (2, 20))
        sx.connect(net.select(nodes=pre), net.select(nodes=post), synapse)
    for key in ("radius", "HH_gNa", "HH_m", "v"):
        net.set(key, rng.uniform(0.1, 1.0, 48))
    net.set("Leak_gLeak", rng.uniform(0.1, 1.0, 24))
    net.IonotropicSynapse.set("IonotropicSynapse_gS", rng.uniform(0.1, 1.0, 20))
    return net


def lowered(net: Any, solver: str) -> Lowered:
    return lower(net._ref.value, voltage_solver(solver))


@pytest.mark.parametrize("solver", ["thomas", "stone", "dense"])
def test_column_order_is_what_the_tables_say(solver: str):
    net = network()
    program = lowered(net, solver).program
    nodes, edges = overridden(program, ())
    columns = in_column_order(program, nodes | edges)
    for key in ("radius", "HH_gNa", "HH_m", "v", "area"):
        np.testing.assert_array_equal(columns[key], net.nodes[key])
    np.testing.assert_array_equal(columns["Leak_gLeak"], net.nodes["Leak_gLeak"].dropna())
    for key in ("IonotropicSynapse_gS", "ExpSyn_delay"):
        np.testing.assert_array_equal(columns[key], net.edges[key].dropna())
    again = in_column_order(program, in_run_order(program, columns))
    for key, column in columns.items():
        np.testing.assert_array_equal(again[key], column)


@pytest.mark.parametrize("solver", ["thomas", "stone"])
def test_overrides_count_as_columns_do(solver: str):
    net = network()
    program = lowered(net, solver).program
    rows, new = np.array([40, 3, 17], np.int32), jnp.array([7.0, 8.0, 9.0])
    keys = ("HH_gNa", "IonotropicSynapse_gS", "Leak_gLeak")
    for key, last in zip(keys, (48, 20, 24), strict=True):
        mine = (rows % last).astype(np.int32)
        change = Override(key, mine, np.arange(3, dtype=np.int32), new)
        nodes, edges = overridden(program, [change])
        column = in_column_order(program, nodes | edges)[key]
        np.testing.assert_array_equal(column[mine], new)
        assert (np.delete(np.asarray(column), mine) < 2.0).all()


def test_a_state_that_is_also_a_current_is_overridden_where_it_lies():
    """A pump of branch 1 reads i_Ca, which a channel of branch 0 gives: the column has both."""
    cell = sx.Cell(sx.Branch(ncomp=4), parents=[-1, 0, 0])
    cell.branch(0).insert(CaL())
    cell.branch(1).insert(CaFaradayConcentrationChange())
    cell.record("i_CaCurrent", verbose=False)
    given = np.array([1.0, 2.0, 3.0, 4.0]) * 1e-3
    overridden = sx.integrate(cell, param_state=cell.branch(1).data_set("i_Ca", given), t_max=0.1)
    cell.branch(1).set("i_Ca", given)
    kept = sx.integrate(cell, t_max=0.1)
    assert np.ptp(np.asarray(kept)[:, 0]) > 0.0
    np.testing.assert_array_equal(overridden, kept)
