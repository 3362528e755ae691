"""TypeOptimizer with an optimiser of a few lines, and the norm of a pytree."""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from spineax.errors import BadArgument, ShapeMismatch, UnknownName
from spineax.optimize import TypeOptimizer
from spineax.optimize.utils import l2_norm

PARAMS = [{"radius": jnp.array([2.0])}, {"HH_gNa": jnp.array([0.1, 0.2])}]
RATES = {"radius": 0.5, "HH_gNa": 0.25}


class Momentum(NamedTuple):
    """Gradient descent with momentum, in the protocol of optax."""

    rate: float

    def init(self, params):
        return jax.tree.map(jnp.zeros_like, params)

    def update(self, updates, state, params=None):
        state = jax.tree.map(lambda trace, slope: 0.9 * trace + slope, state, updates)
        return jax.tree.map(lambda trace: -self.rate * trace, state), state


class Decay(NamedTuple):
    """Weight decay alone: an optimiser that needs the parameters."""

    rate: float

    def init(self, params):
        return ()

    def update(self, updates, state, params=None):
        return jax.tree.map(lambda value: -self.rate * value, params), state


def test_each_type_has_its_own_setting_and_state() -> None:
    optimizer = TypeOptimizer(Momentum, RATES, PARAMS)
    state = optimizer.init(PARAMS)
    gradient = jax.tree.map(jnp.ones_like, PARAMS)
    updates, state = optimizer.update(gradient, state)
    np.testing.assert_array_equal(updates[0]["radius"], [-0.5])
    np.testing.assert_array_equal(updates[1]["HH_gNa"], [-0.25, -0.25])
    updates, _ = optimizer.update(gradient, state)
    np.testing.assert_allclose(updates[0]["radius"], [-0.95], rtol=1e-15)


def test_update_works_under_jit() -> None:
    optimizer = TypeOptimizer(Momentum, RATES, PARAMS)
    state = optimizer.init(PARAMS)
    plain, _ = optimizer.update(PARAMS, state)
    compiled, _ = jax.jit(optimizer.update)(PARAMS, state)
    for one, other in zip(jax.tree.leaves(plain), jax.tree.leaves(compiled), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-15)


def test_optimisers_that_need_the_parameters_get_them() -> None:
    optimizer = TypeOptimizer(Decay, RATES, PARAMS)
    updates, _ = optimizer.update(PARAMS, optimizer.init(PARAMS), PARAMS)
    np.testing.assert_array_equal(updates[0]["radius"], [-1.0])


def test_descends_with_optax() -> None:
    optax = pytest.importorskip("optax")
    optimizer = TypeOptimizer(optax.adam, RATES, PARAMS)
    state, params = optimizer.init(PARAMS), PARAMS
    for _ in range(200):
        updates, state = optimizer.update(jax.grad(l2_norm)(params), state)
        params = optax.apply_updates(params, updates)
    assert float(l2_norm(params)) < 0.1 * float(l2_norm(PARAMS))


def test_nonsense_is_refused() -> None:
    with pytest.raises(BadArgument, match="one name"):
        TypeOptimizer(Momentum, RATES, [{"radius": 1.0, "HH_gNa": 1.0}])
    with pytest.raises(BadArgument, match="one name"):
        TypeOptimizer(Momentum, RATES, [jnp.ones(3)])
    with pytest.raises(UnknownName, match="HH_gNa"):
        TypeOptimizer(Momentum, {"radius": 0.5}, PARAMS)
    optimizer = TypeOptimizer(Momentum, RATES, PARAMS)
    with pytest.raises(ShapeMismatch, match="1 entries"):
        optimizer.init(PARAMS[:1])
    with pytest.raises(ShapeMismatch, match="opt_state"):
        optimizer.update(PARAMS, [])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_norm(dtype: type) -> None:
    tree = [{"a": jnp.array([3.0, 0.0], dtype=dtype)}, {"b": jnp.array([[4.0]], dtype=dtype)}]
    assert l2_norm(tree).dtype == dtype
    assert float(l2_norm(tree)) == 5.0
    assert float(l2_norm([])) == 0.0
    slope = jax.grad(l2_norm)(jnp.zeros(2, dtype=dtype))
    np.testing.assert_array_equal(slope, [0.0, 0.0])
