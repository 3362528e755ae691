"""Runs of single compartments whose numbers were pinned before; eight digits are known.

The pinned runs of synapses took their slope along both voltages at once. The slope of the
library is by the postsynaptic voltage alone, so those tests ask for the old one.
"""

from __future__ import annotations

import numpy as np
import pytest

from spineax import synapses
from spineax.channels import HH, AdEx, Fire, Izhikevich, K, Leak, Na, Rate, pospischil
from tests.mechanisms.stepper import Compartments, pulse

#: The pinned numbers have ten digits; one more is lost in a spike.
CLOSE = {"rtol": 2e-8, "atol": 1e-9}
SHORT = pulse(0.5, 1.0, 0.02, 0.025, 5.0)


def numbers(text: str) -> np.ndarray:
    return np.array([float(number) for number in text.split()])


SPIKE = numbers(
    "-70 -66.53085703 -50.08343917 -20.4930498 32.6178327 2.570040291 -26.19517261 "
    "-50.50027566 -72.97019524 -75.69907171 -75.58874436"
)


def test_squid_axon() -> None:
    v = Compartments([HH()]).run(SHORT, 0.025, "v")["v"]
    np.testing.assert_allclose(v[0, ::20], SPIKE, **CLOSE)


def test_parts_of_the_squid_axon() -> None:
    v = Compartments([Na(), K(), Leak()]).run(SHORT, 0.025, "v")["v"]
    np.testing.assert_allclose(v[0, ::20], SPIKE, **CLOSE)


def test_temperature() -> None:
    warm = Compartments([HH()], values={"temperature": 27.0}).initialised("init_params")
    assert float(warm.start["HH_tadj"][0]) == pytest.approx(0.4347826086956522, rel=1e-12)
    expected = numbers(
        "-70 -68.43243683 -52.23288805 -32.80171372 6.94374103 20.87727304 -9.340943961 "
        "-34.78792453 -55.73994721 -70.65510923 -74.50232764"
    )
    v = warm.run(SHORT, 0.025, "v")["v"]
    np.testing.assert_allclose(v[0, ::20], expected, **CLOSE)


@pytest.mark.parametrize(
    ("channel", "expected"),
    [
        (pospischil.Na(), "-70 -54.36150749 45.81509915 40.27247277 30.3447461 21.55593728"),
        (pospischil.K(), "-70 -54.54152769 -41.39577231 -44.8073429 -48.0097777 -50.60588128"),
        (pospischil.Km(), "-70 -54.51314733 -41.27047998 -44.03713997 -46.53884729 -48.80096805"),
        (pospischil.CaL(), "-70 -54.41808404 -41.11345519 -43.82255102 -46.27732023 -48.5049519"),
        (pospischil.CaT(), "-70 -54.35723923 -40.556658 -43.24577011 -45.76204193 -48.05658811"),
    ],
    ids=lambda value: value.name if hasattr(value, "name") else "",
)
def test_pospischil(channel: object, expected: str) -> None:
    v = Compartments([channel, pospischil.Leak()]).run(SHORT, 0.025, "v")["v"]
    np.testing.assert_allclose(v[0, ::40], numbers(expected), **CLOSE)


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        (
            "TanhRateSynapse",
            {"TanhRateSynapse_slope": 0.1},
            "-70 -70 -69.97338112 -69.91272382 -69.84713035 -69.78585306 -69.72876835 "
            "-69.67575481 -69.62669195 -69.58145916 -69.53993479",
        ),
        (
            "TanhConductanceSynapse",
            {"TanhConductanceSynapse_slope": 0.1},
            "-70 -70 -68.12484375 -64.09433535 -60.04002899 -56.51300393 -53.45051431 "
            "-50.79747565 -48.50554332 -46.53229763 -44.84052304",
        ),
        (
            "TestSynapse",
            {},
            "-70 -68.92973633 -67.93869442 -67.01963943 -66.16493972 -65.36999365 -64.63124366 "
            "-63.94530826 -63.30898057 -62.71922498 -62.17317253",
        ),
    ],
)
def test_synapses_on_a_leak_at_rest(name: str, values: dict[str, float], expected: str) -> None:
    synapse = getattr(synapses, name)()
    cells = Compartments([pospischil.Leak()], 2, [(synapse, 0, 1)], values, joint_secant=True)
    v = cells.run(0.5 * SHORT * [[1.0], [0.0]], 0.025, "v")["v"]
    np.testing.assert_allclose(v[1, ::20], numbers(expected), **CLOSE)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "CurrentSynapse",
            "-70 -67.81825221 -65.9353727 -64.29842918 -62.8792925 -61.66111797 -60.61528293 "
            "-59.71724736 -58.94598927 -58.28350398 -57.71436858",
        ),
        (
            "ConductanceSynapse",
            "-70 -67.65377763 -65.37509304 -62.44169719 -59.40331712 -57.1033866 -55.3615273 "
            "-54.04270046 -53.04574456 -52.29457728 -51.73166155",
        ),
        (
            "DynamicSynapse",
            "-70 -67.81243183 -65.90553058 -64.18351879 -62.53992551 -60.98647334 -59.55102071 "
            "-58.24740615 -57.07965105 -56.04522712 -55.1374792",
        ),
        (
            "IonotropicSynapse",
            "-70 -66.82132555 -64.13572869 -61.85891724 -59.91012469 -58.2412224 -56.81585549 "
            "-55.60106708 -54.56758349 -53.68972966 -52.9451732",
        ),
    ],
)
def test_synapses_on_a_leak(name: str, expected: str) -> None:
    cells = Compartments([Leak()], 2, [(getattr(synapses, name)(), 0, 1)], joint_secant=True)
    v = cells.run(SHORT * [[1.0], [0.0]], 0.025, "v")["v"]
    np.testing.assert_allclose(v[1, ::20], numbers(expected), **CLOSE)


def test_alpha_synapse() -> None:
    values = {"AlphaSynapse_gS": 0.005, "AlphaSynapse_tau_decay": 5.0}
    cells = Compartments([Leak()], 2, [(synapses.AlphaSynapse(), 0, 1)], values)
    cells.start["v"] = cells.start["v"].at[0].set(0.0)
    train = np.zeros(400)
    train[[40, 90, 200]] = 1.0
    out = cells.run(np.zeros(400), 0.025, "v", "AlphaSynapse_s", "AlphaSynapse_r", clamp=train)
    v = numbers(
        "-70 -65.943873 -59.19435771 -47.59400788 -34.41349866 -25.05173136 -18.73364103 "
        "-14.75741464 -12.71306692 -11.74352356 -11.32828555"
    )
    s = numbers(
        "0 0 0.01648277727 0.04176271712 0.06441982642 0.08009338062 0.1068057976 "
        "0.1254988344 0.1371821155 0.1434709047 0.1456548742"
    )
    r = numbers(
        "0 0 0.0908237165 0.175303627 0.1586212812 0.1435264705 0.2206918375 0.1996902324 "
        "0.1806871943 0.1634925344 0.1479341627"
    )
    np.testing.assert_allclose(out["v"][1, ::40], v, **CLOSE)
    np.testing.assert_allclose(out["AlphaSynapse_s"][0, ::40], s, **CLOSE)
    np.testing.assert_allclose(out["AlphaSynapse_r"][0, ::40], r, **CLOSE)


def test_spike_synapse() -> None:
    cells = Compartments([Fire(), Leak()], 2, [(synapses.SpikeSynapse(), 0, 1)])
    current = pulse(5.0, 20.0, 0.01, 0.1, 40.0) * [[1.0], [0.0]]
    out = cells.run(current, 0.1, "v", "Fire_spikes", "SpikeSynapse_s")
    v = numbers(
        "-70 -59.1129424 -55.79443259 -54.79402255 -54.47900243 -54.37935796 -54.36022174 "
        "-54.32464196 -54.30755416 -54.30231578 -54.30070992"
    )
    np.testing.assert_allclose(out["v"][1, ::40], v, **CLOSE)
    expected = [57, 69, 81, 93, 105, 117, 129, 141, 153, 165, 177, 189, 201, 213, 225, 237, 249]
    assert np.flatnonzero(out["Fire_spikes"][0]).tolist() == expected
    # The pinned run had -1e-49 here, the rounding of 1 - 10 * 0.1; ours never falls below 0.
    assert np.flatnonzero(out["SpikeSynapse_s"][0]).tolist() == expected


def test_integrate_and_fire() -> None:
    cell = Compartments([pospischil.Leak(), Fire()])
    out = cell.run(pulse(5.0, 20.0, 0.005, 0.1, 40.0), 0.1, "v", "Fire_spikes")
    v = numbers(
        "-70 -70 -70 -52.47452954 -55.63980522 -58.96654178 -62.46297533 -66.13776214 "
        "-49.46287833 -52.47452954 -55.63980522 -58.80237328 -61.26844405 -63.19140821 "
        "-64.69087498 -65.86011185 -66.77184586"
    )
    np.testing.assert_allclose(out["v"][0, ::25], v, **CLOSE)
    assert np.flatnonzero(out["Fire_spikes"][0]).tolist() == [81, 111, 141, 171, 201, 231]


def test_izhikevich() -> None:
    cell = Compartments([Izhikevich(surrogate_warning=False)])
    v = cell.run(pulse(10.0, 180.0, 0.012, 0.1, 200.0), 0.1, "v")["v"]
    expected = numbers(
        "-70 -65.0123028 -69.20009282 -71.46372414 -70.71902502 -53.02998553 -63.15451445 "
        "-67.04028155 -69.77691688 -71.87443646 -82.1561912"
    )
    np.testing.assert_allclose(v[0, ::200], expected, **CLOSE)


def test_adex() -> None:
    values = {"capacitance": 200.0, "radius": 33.0, "length": 100.0, "v": -58.0}
    cell = Compartments([AdEx(surrogate_warning=False)], values=values)
    out = cell.run(pulse(5.0, 80.0, 100.0, 0.1, 100.0), 0.1, "v", "AdEx_w", "AdEx_spikes")
    v = numbers(
        "-58 -52.14098417 -51.43959082 -51.14654055 -50.96667567 -51.04389747 -51.23510973 "
        "-51.54731779 -51.84328908 -59.44117862 -64.97677372"
    )
    w = numbers(
        "0 6.986696119 16.24928372 23.06025006 27.7032292 31.1565346 33.619097 35.49232393 "
        "36.66685149 38.41517746 31.72566348"
    )
    np.testing.assert_allclose(out["v"][0, ::100], v, **CLOSE)
    np.testing.assert_allclose(out["AdEx_w"][0, ::100], w, **CLOSE)
    spikes = np.flatnonzero(out["AdEx_spikes"][0]).tolist()
    assert spikes == [160, 257, 355, 455, 556, 658, 760, 881]


def test_rate_neuron() -> None:
    cell = Compartments([Rate()], values={"length": 1 / (2 * np.pi * 1e-5), "v": 2.0})
    current = np.where(np.arange(11) < 5, 2.0, 0.0)
    expected = numbers(
        "2 2.735758882 3.006429449 3.106003586 3.142634863 3.156110757 1.161068262 "
        "0.4271331433 0.1571335021 0.05780618492 0.02126570701 0.00782321641"
    )
    v = cell.run(current, 1.0, "v")["v"]
    np.testing.assert_allclose(v[0], expected, **CLOSE)
