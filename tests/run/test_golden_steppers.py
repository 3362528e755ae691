"""Published traces of small models, for each time stepper that has one fixed meaning.

Crank-Nicolson is not among them: elsewhere its gates are first order, here they are staggered,
and its traces differ by as much; ``test_orders.py`` shows which of them converges faster.
Tolerance: the traces are printed with ten digits.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import spineax as sx
from spineax.channels import HH
from spineax.channels.pospischil import CaL
from spineax.pumps import CaFaradayConcentrationChange

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


def diffusing() -> Any:
    branches = [sx.Branch(sx.Compartment(), k) for k in (1, 2, 3)]
    cell = sx.Cell(branches, [-1, 0, 0])
    cell.insert(HH())
    cell.branch(0).insert(CaL())
    cell.branch(0).set("CaL_gCaL", 1e-3)
    cell.insert(CaFaradayConcentrationChange())
    cell.diffuse("CaCon_i")
    cell.set("axial_diffusion_CaCon_i", 50.0)
    stimulus = sx.step_current(0.5, 1.0, 0.1, 0.025, 5.0)
    cell.branch(1).comp(1).stimulate(stimulus, verbose=False)
    cell.record("CaCon_i", verbose=False)
    cell.branch(0).record("v", verbose=False)
    cell.branch(0).record("i_Ca", verbose=False)
    return cell, 40


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
    (diffusing, "bwd_euler"): """
5e-05 0.0001150395357 0.0002576272476 0.001650904489 0.003031100753 0.002754876785
5e-05 6.116627629e-05 7.837971649e-05 0.00028270887 0.0007544483561 0.001140607329
5e-05 5.208945814e-05 5.85614185e-05 0.0001000254346 0.0002689764706 0.0005524541322
5e-05 6.114340924e-05 7.812684929e-05 0.0002815500488 0.0007480549895 0.00111877405
5e-05 5.18532599e-05 5.702518458e-05 9.26151359e-05 0.0002307655282 0.0004452457135
5e-05 5.026403094e-05 5.190906731e-05 5.928086114e-05 9.851898467e-05 0.0001963005242
-70 -53.92596592 32.09758979 -23.720867 -70.01594672 -75.27102212
-0.00152 -0.000494944825 -0.008597830217 -0.02525043166 -0.02061550671 -0.003546747613""",
    (diffusing, "exp_euler"): """
5e-05 0.0001148503908 0.0002638489986 0.001666684371 0.003015282787 0.002696960487
5e-05 6.129045527e-05 7.901934967e-05 0.000289334063 0.0007649425943 0.001140458093
5e-05 5.207054153e-05 5.858341934e-05 0.0001005733378 0.0002715713481 0.0005557633764
5e-05 6.126964482e-05 7.877157801e-05 0.0002881956013 0.0007585879916 0.00111855416
5e-05 5.184394959e-05 5.705513768e-05 9.319435372e-05 0.0002331477839 0.0004477536531
5e-05 5.02514961e-05 5.188830314e-05 5.920043823e-05 9.856352832e-05 0.0001968524557
-70 -53.46589897 31.92156234 -24.72622749 -71.02949682 -75.3043438
-0.00152 -0.0004965558845 -0.008847670666 -0.02532164898 -0.01983450572 -0.003290126878""",
}


@pytest.mark.parametrize(("build", "solver"), GOLDEN, ids=lambda x: getattr(x, "__name__", x))
def test_trace_is_the_published_one(build: Any, solver: str) -> None:
    module, every = build()
    rows = np.asarray(sx.integrate(module, solver=solver))[:, ::every]
    expected = np.array(GOLDEN[build, solver].split(), float).reshape(rows.shape)
    # The trace passes through 0 mV: compared with its size, row by row.
    scale = np.abs(expected).max(axis=1, keepdims=True)
    assert (np.abs(rows - expected) <= RELATIVE * scale).all(), np.abs(rows - expected) / scale
