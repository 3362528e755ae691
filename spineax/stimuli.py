"""Currents over time to stimulate with: steps, ramps, and one step per entry of a data point.

Sample k is held over [k delta_t, (k + 1) delta_t). Amplitudes may be traced by jax; times may
not, because they decide the number of samples. Imports numpy alone: arrays of jax work too.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from spineax._types import ArrayLike
from spineax.errors import BadArgument, BadType, ShapeMismatch


def step_current(
    i_delay: float,
    i_dur: float,
    i_amp: ArrayLike,
    delta_t: float,
    t_max: float,
    i_offset: ArrayLike = 0.0,
) -> ArrayLike:
    """Return a step current.

    Parameters
    ----------
    i_delay : float, ms
        When the step begins; rounded to a whole number of time steps.
    i_dur : float, ms
        How long it lasts; rounded to a whole number of time steps, at any delay.
    i_amp : float or array (), nA
        Current during the step, in place of ``i_offset``.
    delta_t : float, ms
    t_max : float, ms
    i_offset : float or array (), nA
        Current before and after the step.

    Returns
    -------
    array (round(t_max / delta_t),), nA
        An array of jax where an amplitude is one, of numpy otherwise.

    Raises
    ------
    BadArgument
        A time that is negative or not finite, a ``delta_t`` or ``t_max`` that is not positive.
    BadType
        An argument that is not a number.

    Examples
    --------
    >>> step_current(i_delay=1.0, i_dur=1.0, i_amp=0.2, delta_t=0.5, t_max=3.0)
    array([0. , 0. , 0.2, 0.2, 0. , 0. ])
    """
    during = _window(i_delay, i_dur, delta_t, t_max)
    return _pulse(during, _single("i_amp", i_amp), _single("i_offset", i_offset))


def ramp_current(
    i_delay: float,
    i_dur: float,
    i_start: ArrayLike,
    i_end: ArrayLike,
    delta_t: float,
    t_max: float,
    i_offset: ArrayLike = 0.0,
) -> ArrayLike:
    """Return a current that goes from ``i_start`` to ``i_end`` along a straight line.

    Parameters
    ----------
    i_delay : float, ms
        When the ramp begins; rounded to a whole number of time steps.
    i_dur : float, ms
        How long it lasts; rounded to a whole number of time steps, at any delay.
    i_start, i_end : float or array (), nA
        Currents at the two ends of the ramp.
    delta_t : float, ms
    t_max : float, ms
    i_offset : float or array (), nA
        Current before and after the ramp.

    Returns
    -------
    array (round(t_max / delta_t),), nA
        Each sample is the mean of the line over its time step, so that the charge is exactly
        ``i_dur * (i_start + i_end) / 2``.

    Raises
    ------
    BadArgument
        A time that is negative or not finite, a ``delta_t`` or ``t_max`` that is not positive.
    BadType
        An argument that is not a number.

    Examples
    --------
    >>> ramp_current(i_delay=0.5, i_dur=2.0, i_start=0.0, i_end=0.4, delta_t=0.5, t_max=3.0)
    array([0.  , 0.05, 0.15, 0.25, 0.35, 0.  ])
    """
    during = _window(i_delay, i_dur, delta_t, t_max)
    i_start, i_end = _single("i_start", i_start), _single("i_end", i_end)
    first, steps = _steps(i_delay, delta_t), max(_steps(i_dur, delta_t), 1)
    fraction = (np.arange(len(during)) - first + 0.5) / steps
    fraction = fraction.astype(_precision(i_start, i_end))
    line = i_start * (1.0 - fraction) + i_end * fraction
    return _pulse(during, line, _single("i_offset", i_offset))


def datapoint_to_step_currents(
    i_delay: float,
    i_dur: float,
    i_amp: ArrayLike,
    delta_t: float,
    t_max: float,
    i_offset: ArrayLike = 0.0,
) -> ArrayLike:
    """Return one step current for each entry of a data point.

    Parameters
    ----------
    i_delay : float, ms
    i_dur : float, ms
    i_amp : array (d,), nA
        The data point: the current during the step, for each of ``d`` stimuli.
    delta_t : float, ms
    t_max : float, ms
    i_offset : float or array (), nA

    Returns
    -------
    array (d, round(t_max / delta_t)), nA
        Row by row what `step_current` returns.

    Raises
    ------
    BadArgument
        A time that is negative or not finite, a ``delta_t`` or ``t_max`` that is not positive.
    BadType
        An argument that is not a number or an array of numbers.
    ShapeMismatch
        A data point that is not one-dimensional.

    Examples
    --------
    >>> datapoint_to_step_currents(0.5, 0.5, [0.1, 0.3], delta_t=0.5, t_max=1.5)
    array([[0. , 0.1, 0. ],
           [0. , 0.3, 0. ]])
    """
    i_amp = _amplitude("i_amp", i_amp)
    shape = getattr(i_amp, "shape", ())
    if len(shape) != 1:
        raise ShapeMismatch(
            f"A data point has one dimension, and i_amp has shape {shape}. "
            "Use step_current for one current, or jax.vmap over several data points."
        )
    during = _window(i_delay, i_dur, delta_t, t_max)[None, :]
    return _pulse(during, i_amp[:, None], _amplitude("i_offset", i_offset))


def _window(i_delay: float, i_dur: float, delta_t: float, t_max: float) -> np.ndarray:
    """Return the mask of the samples in which the stimulus acts."""
    delta_t, t_max = _time("delta_t", delta_t), _time("t_max", t_max)
    for name, value in (("delta_t", delta_t), ("t_max", t_max)):
        if value == 0.0:
            raise BadArgument(f"{name} is 0 ms. It must be positive.")
    first = _steps(_time("i_delay", i_delay), delta_t)
    sample = np.arange(round(t_max / delta_t))
    return (sample >= first) & (sample < first + _steps(_time("i_dur", i_dur), delta_t))


def _pulse(during: np.ndarray, inside: Any, outside: Any) -> Any:
    """Return one current inside of a window and another outside, in the precision of both."""
    weight = during.astype(_precision(inside, outside))
    # Weights instead of a choice: the amplitudes may be traced by jax, which is not imported.
    return weight * inside + (1.0 - weight) * outside


def _time(name: str, value: Any) -> float:
    """Return a time as a float, or say what is wrong with it."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        if hasattr(value, "aval"):
            raise BadType(f"{name} is traced. Times are static: pass a plain number.") from None
        raise BadType(f"{name} is {value!r}. It must be a number of ms.") from None
    if not math.isfinite(number) or number < 0.0:
        raise BadArgument(f"{name} is {number} ms. It must be finite and not negative.")
    return number


def _steps(duration: float, delta_t: float) -> int:
    """Return the whole number of steps nearest to a duration, halves upwards."""
    return math.floor(duration / delta_t + 0.5)


def _amplitude(name: str, value: Any) -> Any:
    """Return a current as it is where it is an array, as floats otherwise."""
    if hasattr(value, "dtype") and hasattr(value, "shape") and value.dtype.kind not in "USO":
        return value
    try:
        return np.asarray(value, dtype=float) if np.ndim(value) else float(value)
    except (TypeError, ValueError):
        raise BadType(f"{name} is {value!r}. It must be a current in nA.") from None


def _single(name: str, value: Any) -> Any:
    """Return one current, after checking that it is only one."""
    amplitude = _amplitude(name, value)
    if np.shape(amplitude):
        raise ShapeMismatch(
            f"{name} has shape {np.shape(amplitude)}, and must be one current in nA. For several, "
            "use datapoint_to_step_currents, or jax.vmap."
        )
    return amplitude


def _precision(*values: Any) -> np.dtype:
    """Return the floating type of the arrays among the values, float64 where there is none."""
    types = [value.dtype for value in values if hasattr(value, "dtype")]
    found = np.result_type(*types) if types else np.dtype(float)
    return found if np.issubdtype(found, np.floating) else np.dtype(float)
