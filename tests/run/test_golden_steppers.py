"""Published traces of small models, for each time stepper that has one fixed meaning.

Crank-Nicolson is there with the gates of the published traces, which move by whole steps at first
order; ours are staggered, and ``test_orders.py`` shows which of them converges faster.
Tolerance: the traces are printed with ten digits.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import spineax as sx
from spineax.channels import HH
from tests.run.whole_steps import WholeSteps

RELATIVE = 1e-8


def single() -> Any:
    cell = sx.Cell()
    cell.insert(HH())
    cell.stimulate(sx.step_current(0.5, 1.0, 0.02, 0.025, 5.0), verbose=False)
    cell.record(verbose=False)
    return cell, 20


def uneven() -> Any:
    branch = sx.Branch(sx.Compartment(), 8)
    branch.insert(HH())
    branch.set("axial_resistivity", 500.0)
    branch.set("length", np.linspace(20, 300, 8))
    branch.set("radius", np.linspace(1, 5, 8))
    stimulus = sx.step_current(0.5, 1.0, 2.0, 0.025, 10.0)
    branch.loc(1.0).stimulate(stimulus, verbose=False)
    branch.loc(0.0).record(verbose=False)
    return branch, 50


def unequal() -> Any:
    branches = [sx.Branch(sx.Compartment(), k) for k in (1, 2, 3, 4)]
    cell = sx.Cell(branches, [-1, 0, 0, 1])
    cell.insert(HH())
    cell.set("radius", 5.0)
    cell.set("length", 20.0)
    cell.set("axial_resistivity", 1000.0)
    cell.branch(1).set("capacitance", 10.0)
    cell.branch(3).set("capacitance", 20.0)
    cell.set("v", -62.0)
    cell.init_states()
    stimulus = sx.step_current(3.0, 2.0, 1.0, 0.025, 10.0)
    cell.branch(1).comp(1).stimulate(stimulus, verbose=False)
    for branch, comp in ((0, 0), (2, 2), (3, 1), (3, 3)):
        cell.branch(branch).comp(comp).record(verbose=False)
    return cell, 50


GOLDEN = {
    (single, "fwd_euler"): """
-70 -66.49698664 -49.89253225 -18.70838684 31.88380315 -0.05987728606 -27.97348916 -53.278672
-74.37845998 -75.75308571 -75.53256383""",
    (single, "exp_euler"): """
-70 -66.51403676 -49.98869572 -19.63271817 32.44320262 1.280686003 -27.06761275 -51.79826023
-73.71613523 -75.73627843 -75.56357277""",
    (uneven, "bwd_euler"): """
-70 -64.36480976 -61.66232751 -56.87833254 28.49415671 -39.54294182 -75.89996029 -75.16066305
-74.07568059""",
    (uneven, "fwd_euler"): """
-70 -64.31937399 -61.61975354 -56.971238 25.78568599 -42.46636167 -75.86178186 -75.06558419
-73.95040892""",
    (uneven, "exp_euler"): """
-70 -64.34219201 -61.63662697 -56.63523508 24.81208212 -43.40164684 -75.86083949 -75.074402
-73.9642574""",
    (unequal, "bwd_euler"): """
-62 -63.05482684 -63.5523836 -61.73666559 -59.42930375 -61.35427461 -62.47486072 -63.11292612
-63.55620899
-62 -63.26972743 -63.74575055 -62.14355854 -59.77968353 -61.53300055 -62.70777872 -63.33437016
-63.75030403
-62 -62.40680861 -62.87660424 -62.59526082 -61.26893632 -61.29671734 -61.78041684 -62.31003202
-62.81187099
-62 -62.31463668 -62.73339476 -63.02141205 -62.30288291 -61.5913186 -61.70779317 -62.13647584
-62.63094718""",
    (unequal, "exp_euler"): """
-62 -63.02008823 -63.51948514 -61.64471073 -59.34864181 -61.33533394 -62.44402169 -63.08036687
-63.52743126
-62 -63.22785239 -63.70739138 -62.04315429 -59.68735485 -61.5140424 -62.67425727 -63.29918901
-63.71956826
-62 -62.40869673 -62.87872412 -62.58205922 -61.25066689 -61.2944139 -61.78172274 -62.31320775
-62.81621376
-62 -62.31458233 -62.73483831 -63.02536367 -62.29479542 -61.57743469 -61.70239375 -62.13704632
-62.63450702""",
    (unequal, "whole_steps"): """
-62 -63.05865632 -63.55436601 -61.72043368 -59.4135069 -61.36473153 -62.48261192 -63.11633132
-63.55752198
-62 -63.27381056 -63.74756554 -62.12594814 -59.76176418 -61.54577728 -62.71642697 -63.3378856
-63.75146455
-62 -62.40695706 -62.8776445 -62.59809096 -61.26794059 -61.29354743 -61.77921824 -62.31013346
-62.81267983
-62 -62.31355965 -62.73352553 -63.03075394 -62.30912157 -61.58282755 -61.70179327 -62.13433424
-62.63108501""",
    (uneven, "whole_steps"): """
-70 -64.34222239 -61.6410934 -56.91355808 27.14872348 -40.97398376 -75.88538769 -75.11343366
-74.01323405""",
    (single, "whole_steps"): """
-70 -66.51400729 -49.98853748 -19.62918467 32.43313346 1.229468646 -27.09593886 -51.83898546
-73.73580626 -75.736563 -75.56242501""",
}


@pytest.mark.parametrize(("build", "solver"), GOLDEN, ids=lambda x: getattr(x, "__name__", x))
def test_trace_is_the_published_one(build: Any, solver: str) -> None:
    module, every = build()
    stepper = WholeSteps() if solver == WholeSteps.name else solver
    rows = np.asarray(sx.integrate(module, solver=stepper))[:, ::every]
    expected = np.array(GOLDEN[build, solver].split(), float).reshape(rows.shape)
    # The trace passes through 0 mV: compared with its size, row by row.
    scale = np.abs(expected).max(axis=1, keepdims=True)
    assert (np.abs(rows - expected) <= RELATIVE * scale).all(), np.abs(rows - expected) / scale
