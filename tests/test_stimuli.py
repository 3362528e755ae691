"""Stimuli: how many samples, which of them, how much charge, and amplitudes that are traced."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from spineax.errors import BadArgument, BadType, ShapeMismatch
from spineax.stimuli import datapoint_to_step_currents, ramp_current, step_current


def test_samples_cover_the_run_exactly() -> None:
    # 3.0 / 0.1 and 0.3 / 0.1 are a hair below whole numbers in binary.
    current = step_current(0.3, 0.6, 1.0, delta_t=0.1, t_max=3.0)
    assert current.shape == (30,)
    np.testing.assert_array_equal(np.flatnonzero(current), range(3, 9))


@pytest.mark.parametrize("delay", [0.0, 0.0125, 0.013, 0.0374999, 1.0, 7.77])
@pytest.mark.parametrize("steps", [1, 2, 7, 40])
def test_charge_does_not_depend_on_the_delay(delay: float, steps: int) -> None:
    current = step_current(delay, steps * 0.025, 2.0, 0.025, 20.0)
    assert current.sum() * 0.025 == pytest.approx(steps * 0.025 * 2.0, rel=1e-12)


def test_offset_is_replaced_not_added_to() -> None:
    current = step_current(0.5, 0.5, 0.3, 0.5, 2.0, i_offset=0.1)
    np.testing.assert_array_equal(current, [0.1, 0.3, 0.1, 0.1])


def test_a_step_may_outlast_the_run_or_never_begin() -> None:
    np.testing.assert_array_equal(step_current(0.5, 99.0, 1.0, 0.5, 1.5), [0.0, 1.0, 1.0])
    np.testing.assert_array_equal(step_current(9.0, 1.0, 1.0, 0.5, 1.0), [0.0, 0.0])
    np.testing.assert_array_equal(step_current(0.0, 0.0, 1.0, 0.5, 1.0), [0.0, 0.0])


def test_ramp_carries_the_charge_of_its_trapezium() -> None:
    current = ramp_current(1.0, 2.0, -0.1, 0.5, 0.025, 5.0)
    assert current.sum() * 0.025 == pytest.approx(2.0 * 0.2, rel=1e-12)
    inside = current[40:120]
    np.testing.assert_allclose(np.diff(inside), 0.6 / 80, rtol=1e-9)
    np.testing.assert_array_equal(current[:40], 0.0)


def test_a_ramp_without_duration_is_nothing() -> None:
    np.testing.assert_array_equal(ramp_current(0.0, 0.0, 1.0, 2.0, 0.5, 1.0), [0.0, 0.0])


def test_amplitudes_may_be_traced() -> None:
    def charge(amplitude, offset):
        return step_current(0.5, 1.0, amplitude, 0.5, 2.0, i_offset=offset).sum() * 0.5

    slopes = jax.jit(jax.grad(charge, argnums=(0, 1)))(0.2, 0.1)
    np.testing.assert_allclose(slopes, (1.0, 1.0), rtol=1e-15)
    ramp = jax.jit(lambda a, b: ramp_current(0.0, 2.0, a, b, 0.5, 2.0))
    np.testing.assert_allclose(ramp(0.0, 0.8), [0.1, 0.3, 0.5, 0.7], rtol=1e-14)


def test_a_data_point_may_be_traced_and_batched() -> None:
    points = jnp.array([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]])
    batch = jax.jit(jax.vmap(lambda p: datapoint_to_step_currents(0.5, 1.0, p, 0.5, 2.0)))
    currents = batch(points)
    assert currents.shape == (2, 3, 4)
    np.testing.assert_array_equal(currents[1, 2], [0.0, 0.6, 0.6, 0.0])


def test_rows_of_a_data_point_are_step_currents() -> None:
    rows = datapoint_to_step_currents(0.5, 1.0, [0.1, 0.7], 0.5, 3.0, i_offset=0.05)
    for row, amplitude in zip(rows, [0.1, 0.7], strict=True):
        expected = step_current(0.5, 1.0, amplitude, 0.5, 3.0, i_offset=0.05)
        np.testing.assert_array_equal(row, expected)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_precision_follows_the_amplitude(dtype: type) -> None:
    one = jnp.asarray(0.5, dtype=dtype)
    assert step_current(0.0, 1.0, one, 0.5, 1.0).dtype == dtype
    assert ramp_current(0.0, 1.0, one, one, 0.5, 1.0).dtype == dtype
    assert datapoint_to_step_currents(0.0, 1.0, one[None], 0.5, 1.0).dtype == dtype
    assert step_current(0, 1, 1, 1, 2, i_offset=0).dtype == np.float64


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"delta_t": 0.0}, BadArgument),
        ({"t_max": 0.0}, BadArgument),
        ({"delta_t": -0.025}, BadArgument),
        ({"t_max": np.nan}, BadArgument),
        ({"t_max": np.inf}, BadArgument),
        ({"i_delay": -1.0}, BadArgument),
        ({"i_dur": np.nan}, BadArgument),
        ({"delta_t": "fast"}, BadType),
        ({"i_amp": "large"}, BadType),
        ({"i_delay": None}, BadType),
    ],
)
def test_nonsense_is_refused_by_name(change: dict[str, object], error: type) -> None:
    arguments = {"i_delay": 0.0, "i_dur": 1.0, "i_amp": 0.1, "delta_t": 0.025, "t_max": 2.0}
    with pytest.raises(error, match=next(iter(change))):
        step_current(**{**arguments, **change})


def test_times_are_static() -> None:
    with pytest.raises(BadType, match="i_delay is traced"):
        jax.jit(lambda delay: step_current(delay, 1.0, 0.1, 0.025, 2.0))(1.0)


def test_a_data_point_has_one_dimension() -> None:
    for wrong in (0.3, np.ones((2, 3))):
        with pytest.raises(ShapeMismatch, match="one dimension"):
            datapoint_to_step_currents(0.0, 1.0, wrong, 0.5, 1.0)
