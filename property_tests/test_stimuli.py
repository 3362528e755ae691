"""Stimuli, on drawn times: how many samples, and exactly how much charge."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from spineax.stimuli import datapoint_to_step_currents, ramp_current, step_current

TIME_STEPS = st.sampled_from([0.001, 0.01, 0.0125, 0.025, 0.1, 1 / 3, 1.0])
COUNTS = st.integers(1, 500)
DELAYS = st.floats(0, 20, allow_subnormal=False)
CURRENTS = st.floats(-10, 10, allow_subnormal=False, width=32)


@given(delta_t=TIME_STEPS, steps=COUNTS)
@example(delta_t=0.1, steps=3)
def test_a_run_of_k_steps_has_k_samples(delta_t, steps) -> None:
    """A stimulus has one sample per step of its run [I39]."""
    assert step_current(0.0, 1.0, 0.1, delta_t, steps * delta_t).shape == (steps,)


@given(delta_t=TIME_STEPS, steps=COUNTS, delay=DELAYS, amplitude=CURRENTS, offset=CURRENTS)
def test_a_step_delivers_its_charge_at_any_delay(delta_t, steps, delay, amplitude, offset) -> None:
    """A step of k dt delivers k dt I, wherever it begins on the grid [I41]."""
    t_max = delay + (steps + 2) * delta_t
    current = step_current(delay, steps * delta_t, amplitude, delta_t, t_max, i_offset=offset)
    assert np.isin(current, [amplitude, offset]).all()
    # Counted, not summed: every sample is one of the two currents, to the last bit.
    unit = step_current(delay, steps * delta_t, 1.0, delta_t, t_max)
    assert unit.sum() == steps
    assert np.array_equal(current, np.where(unit == 1.0, amplitude, offset))


@given(delta_t=TIME_STEPS, steps=COUNTS, delay=DELAYS, start=CURRENTS, end=CURRENTS)
def test_a_ramp_delivers_the_charge_of_its_trapezium(delta_t, steps, delay, start, end) -> None:
    t_max = delay + (steps + 2) * delta_t
    current = ramp_current(delay, steps * delta_t, start, end, delta_t, t_max)
    # Rounding of a sum of at most 500 currents of at most 10 nA.
    assert current.sum() == pytest.approx(steps * (start + end) / 2, abs=1e-11)
    assert (np.abs(current) <= max(abs(start), abs(end)) * (1 + 1e-15)).all()


@given(delta_t=TIME_STEPS, delay=DELAYS, shift=st.integers(0, 50))
def test_a_later_step_is_the_same_step_shifted(delta_t, delay, shift) -> None:
    # A delay on the grid: rounding half a step up or down is no shift.
    delay = round(delay / delta_t) * delta_t
    t_max = delay + 60 * delta_t
    now = step_current(delay, 5 * delta_t, 0.3, delta_t, t_max)
    later = step_current(delay + shift * delta_t, 5 * delta_t, 0.3, delta_t, t_max)
    assert np.array_equal(later[shift:], now[: len(now) - shift])
    assert not later[:shift].any()


@given(delta_t=TIME_STEPS, delay=DELAYS, point=st.lists(CURRENTS, min_size=1, max_size=5))
def test_a_data_point_is_its_steps_side_by_side(delta_t, delay, point) -> None:
    rows = datapoint_to_step_currents(delay, 1.0, point, delta_t, 5.0)
    for row, amplitude in zip(rows, point, strict=True):
        assert np.array_equal(row, step_current(delay, 1.0, amplitude, delta_t, 5.0))
