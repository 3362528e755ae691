"""Transforms: values worked out by hand or by the reference package, bounds, gradients, errors."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from spineax.errors import BadArgument
from spineax.optimize import ParamTransform
from spineax.optimize.transforms import (
    AffineTransform,
    ChainTransform,
    CustomTransform,
    IdentityTransform,
    LogisticTransform,
    MaskedTransform,
    NegSoftplusTransform,
    SigmoidTransform,
    SoftplusTransform,
    Transform,
)

POINTS = np.array([-1.0, 0.0, 0.5, 30.0])

# Printed by the reference package to 12 decimals; its NegSoftplus maps below -upper instead of
# upper, so that 2 * upper = 4 is added to what it printed.
REFERENCE = [
    (SigmoidTransform(-2.0, 2.0), [-0.92423431452, 0.0, 0.489837324807, 2.0]),
    (LogisticTransform(-2.0, 2.0), [-1.439281740585, 0.0, 0.849461292396, 2.0]),
    (SoftplusTransform(2.0), [2.313261687518, 2.69314718056, 2.97407698418, 32.0]),
    (
        NegSoftplusTransform(2.0),
        [4 - 3.313261687518, 4 - 2.69314718056, 4 - 2.47407698418, 4 - 2.0],
    ),
    (AffineTransform(2.0, 3.0), [1.0, 3.0, 4.0, 63.0]),
]


@pytest.mark.parametrize(("transform", "expected"), REFERENCE)
def test_reference_values(transform: Transform, expected: list[float]) -> None:
    # 12 printed decimals.
    np.testing.assert_allclose(transform.forward(POINTS), expected, rtol=0, atol=1e-12)
    np.testing.assert_array_equal(transform(POINTS), transform.forward(POINTS))


def test_neg_softplus_reaches_its_own_bound() -> None:
    transform = NegSoftplusTransform(-60.0)
    np.testing.assert_array_equal(transform.forward(jnp.array([1e3])), [-60.0])
    assert float(transform.forward(-1e3)) == pytest.approx(-1060.0)


def test_extremes_are_finite_with_finite_slopes() -> None:
    far = np.array([-1e4, -100.0, 100.0, 1e4])
    for transform, _ in REFERENCE:
        for dtype in (np.float32, np.float64):
            x = jnp.asarray(far, dtype=dtype)
            assert jnp.isfinite(transform.forward(x)).all()
            assert jnp.isfinite(jax.vmap(jax.grad(transform.forward))(x)).all()


def test_threshold_makes_the_softplus_straight() -> None:
    straight = SoftplusTransform(1.0, threshold=3.0)
    assert float(straight.forward(4.0)) == 5.0
    assert float(straight.inverse(5.0)) == 4.0
    # Below it nothing changes.
    assert float(straight.forward(2.0)) == float(SoftplusTransform(1.0).forward(2.0))


def test_bounds_per_entry_and_traced_bounds() -> None:
    transform = SigmoidTransform(np.array([0.0, 10.0]), np.array([1.0, 30.0]))
    np.testing.assert_allclose(transform.forward(jnp.zeros(2)), [0.5, 20.0], rtol=1e-15)
    middle = jax.jit(lambda lower: SigmoidTransform(lower, 3.0).forward(0.0))
    assert float(middle(1.0)) == 2.0


@pytest.mark.parametrize(("transform", "_"), REFERENCE)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_precision_is_kept(transform: Transform, _: object, dtype: type) -> None:
    y = transform.forward(jnp.zeros(3, dtype=dtype))
    assert y.dtype == dtype
    assert transform.inverse(y).dtype == dtype


def test_chain_and_custom() -> None:
    chain = ChainTransform([AffineTransform(2.0, 1.0), CustomTransform(jnp.exp, jnp.log)])
    assert float(chain.forward(0.5)) == pytest.approx(np.exp(2.0), rel=1e-15)
    assert float(chain.inverse(np.exp(2.0))) == pytest.approx(0.5, rel=1e-15)
    assert float(IdentityTransform().inverse(chain.inverse(1.0))) == -0.5


def test_mask_leaves_the_rest_alone() -> None:
    transform = MaskedTransform([True, False, False], SigmoidTransform(0.0, 1.0))
    # Entries outside of the mask may be anything, out of bounds or far from zero.
    values = jnp.array([0.5, 7.0, -1e6])
    np.testing.assert_allclose(transform.inverse(values), [0.0, 7.0, -1e6], atol=1e-15)
    np.testing.assert_allclose(transform.forward(jnp.array([0.0, 7.0, -1e6])), values)
    slope = jax.grad(lambda y: transform.inverse(y).sum())(values)
    np.testing.assert_allclose(slope, [4.0, 1.0, 1.0], rtol=1e-15)


def test_params_are_transformed_entry_by_entry() -> None:
    transform = ParamTransform(
        [{"HH_gNa": SigmoidTransform(0.0, 1.0)}, {"radius": SoftplusTransform(1.0)}]
    )
    params = [{"HH_gNa": jnp.array([0.5, 0.25])}, {"radius": jnp.array([2.0])}]
    unbounded = transform.inverse(params)
    again = jax.jit(transform.forward)(unbounded)
    assert jax.tree.structure(again) == jax.tree.structure(params)
    for entry, expected in zip(jax.tree.leaves(again), jax.tree.leaves(params), strict=True):
        np.testing.assert_allclose(entry, expected, rtol=1e-14)


def test_one_transform_serves_an_array_or_a_whole_tree() -> None:
    transform = ParamTransform(AffineTransform(2.0, 0.0))
    np.testing.assert_array_equal(transform.forward(jnp.ones(2)), [2.0, 2.0])
    both = transform.forward([{"a": jnp.ones(2)}, {"b": jnp.zeros(1)}])
    np.testing.assert_array_equal(both[0]["a"], [2.0, 2.0])


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: SigmoidTransform(1.0, 1.0),
        lambda: SigmoidTransform(np.array([0.0, 2.0]), 1.0),
        lambda: AffineTransform(0.0, 1.0),
        lambda: SigmoidTransform(0.0, 1.0).inverse(1.5),
        lambda: LogisticTransform(0.0, 1.0).inverse(-0.5),
        lambda: SoftplusTransform(0.0).inverse(-0.5),
        lambda: NegSoftplusTransform(0.0).inverse(0.5),
        lambda: SoftplusTransform(0.0).inverse(np.nan),
        lambda: ParamTransform([{"a": IdentityTransform()}]).forward([{"b": 1.0}]),
        lambda: ParamTransform([{"a": abs}]).forward([{"a": 1.0}]),
    ],
)
def test_nonsense_is_refused(wrong: object) -> None:
    with pytest.raises(BadArgument):
        wrong()


def test_out_of_bounds_under_jit_is_nan_not_an_error() -> None:
    assert jnp.isnan(jax.jit(SigmoidTransform(0.0, 1.0).inverse)(2.0))
