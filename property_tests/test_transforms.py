"""Transforms, on drawn numbers and bounds: round trips, order, bounds, both precisions."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from spineax.optimize import transforms

PRECISIONS = st.sampled_from([np.float32, np.float64])
# One length for all arrays, so that nothing is compiled twice.
LENGTH = 8


def numbers(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_subnormal=False, width=32)


def arrays(low: float, high: float) -> st.SearchStrategy[list[float]]:
    return st.lists(numbers(low, high), min_size=LENGTH, max_size=LENGTH)


def bounded(kind: type) -> st.SearchStrategy[transforms.Transform]:
    return st.builds(
        lambda lower, width: kind(lower, lower + width),
        numbers(-100, 100),
        numbers(0.5, 100),
    )


ELEMENTARY = st.one_of(
    st.just(transforms.IdentityTransform()),
    bounded(transforms.SigmoidTransform),
    bounded(transforms.LogisticTransform),
    st.builds(transforms.SoftplusTransform, numbers(-100, 100)),
    st.builds(transforms.NegSoftplusTransform, numbers(-100, 100)),
    st.builds(transforms.AffineTransform, numbers(0.5, 10), numbers(-100, 100)),
)
INCREASING = st.one_of(
    ELEMENTARY,
    st.builds(
        transforms.ChainTransform,
        st.lists(ELEMENTARY, min_size=1, max_size=1).map(
            lambda inner: [transforms.AffineTransform(0.5, 0.25), *inner]
        ),
    ),
    st.builds(
        transforms.MaskedTransform,
        st.lists(st.booleans(), min_size=LENGTH, max_size=LENGTH),
        ELEMENTARY,
    ),
)


@given(transform=INCREASING, values=arrays(-8, 8), dtype=PRECISIONS)
def test_inverse_undoes_forward(transform, values, dtype) -> None:
    x = jnp.asarray(values, dtype=dtype)
    y, slope = jax.jvp(transform.forward, (x,), (jnp.ones_like(x),))
    # Rounding y by half a unit moves x by that over the slope; a few roundings happen on the way,
    # each relative to the largest number met, at most 200 + |y|.
    scale = (200 + jnp.abs(y)) / jnp.minimum(slope, 1) + jnp.abs(x)
    tolerance = 4 * np.finfo(dtype).eps * scale
    # Where the function has gone flat in this precision, nothing can be undone.
    steep = tolerance < 0.1
    error = jnp.abs(jnp.where(steep, transform.inverse(y) - x, 0))
    assert (error <= tolerance).all()


@given(transform=INCREASING, values=arrays(-40, 40), dtype=PRECISIONS)
def test_order_is_kept(transform, values, dtype) -> None:
    # In columns, so that a transform with a mask meets both ends of a pair in the same entry.
    low = jnp.asarray(values, dtype=dtype)
    steps = jnp.asarray([0.0, 0.5, 3.0], dtype=dtype)
    y = jax.vmap(transform.forward)(low[None, :] + steps[:, None])
    # Rounding of library functions by a unit or two.
    slack = 4 * np.finfo(dtype).eps * (200 + jnp.abs(y[1:]))
    assert (jnp.diff(y, axis=0) >= -slack).all()


@given(values=arrays(-1e4, 1e4), low=numbers(-100, 100), width=numbers(1, 100), dtype=PRECISIONS)
def test_bounds_hold_exactly(values, low, width, dtype) -> None:
    x = jnp.asarray(values, dtype=dtype)
    lower, upper = np.asarray(low, dtype=dtype), np.asarray(low + width, dtype=dtype)
    for kind in (transforms.SigmoidTransform, transforms.LogisticTransform):
        y = kind(lower, upper).forward(x)
        assert ((y >= lower) & (y <= upper)).all()
    assert (transforms.SoftplusTransform(lower).forward(x) >= lower).all()
    assert (transforms.NegSoftplusTransform(upper).forward(x) <= upper).all()


@given(transform=INCREASING, values=arrays(-200, 200), dtype=PRECISIONS)
def test_values_and_slopes_are_finite(transform, values, dtype) -> None:
    x = jnp.asarray(values, dtype=dtype)
    y, slope = jax.jvp(transform.forward, (x,), (jnp.ones_like(x),))
    assert y.dtype == dtype
    assert jnp.isfinite(y).all()
    assert jnp.isfinite(slope).all()
    assert (slope >= 0).all()
