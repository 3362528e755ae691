"""Compile a function as one piece of machine code, inside one ``jit``.

XLA's CPU backend hands every kernel of a program to its thread pool; for the short loops
of a solver, or the whole loop over time, that costs more than the arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array
from jax.experimental.xla_metadata import set_xla_metadata

_inside: ContextVar[bool] = ContextVar("inside one function", default=False)


#: Bytes of an array from which on the backend splits work on it over threads (256 KiB), which
#: has no place inside one function: half of it.
WIDEST = 2**17


def one_function(function: Callable[..., Any], width: int | None = None) -> Callable[..., Any]:
    """Return ``function``, compiled as a single CPU function where it is called.

    On other backends nothing changes. Inside another such function nothing changes either:
    the outer one is whole already. Differentiate first, ``one_function(grad(f))``; the mark
    is lost by the derivatives of a marked function, their numbers are not.

    Parameters
    ----------
    function : callable
        Takes and returns pytrees of arrays; without calls of LAPACK or the host inside.
    width : int, optional
        Bytes of the widest array inside; that of the widest argument if left out. From
        ``WIDEST`` on, the function is compiled as usual.

    Returns
    -------
    callable

    Notes
    -----
    The call is kept out of its caller (``inlineable``) and marked ``xla_cpu_small_call``,
    which makes the backend emit it whole, as it does with small loops on its own account.
    The marks are hints: a backend that does not know them computes the same numbers.

    Examples
    --------
    >>> import jax.numpy as jnp
    >>> float(jax.jit(one_function(lambda x: x + 1.0))(jnp.float32(2.0)))
    3.0
    """

    def call(*args: Any) -> Any:
        if jax.default_backend() != "cpu":
            return function(*args)
        if _inside.get():
            return set_xla_metadata(jax.jit(function)(*args), inlineable="false")
        leaves, structure = jax.tree.flatten(args)
        shapes = [jax.typeof(leaf) for leaf in leaves]
        widest = max((t.size * t.dtype.itemsize for t in shapes), default=0)
        if (widest if width is None else width) >= WIDEST:
            return function(*args)

        @jax.jit
        def whole(full: list[Array]) -> Any:
            rest = iter(full)
            every = [next(rest) if t.size else jnp.zeros(t.shape, t.dtype) for t in shapes]
            with marked():
                result = function(*jax.tree.unflatten(structure, every))
            return _reading(full, result)

        # the backend has no place for arguments that are empty or never read
        full = [jnp.asarray(leaf) for leaf in leaves if jnp.size(leaf)]
        # constants would be moved into the call, and leave an argument that is not read
        held = jax.lax.optimization_barrier(full)
        return set_xla_metadata(whole(held), xla_cpu_small_call="true", inlineable="false")

    return call


def _reading(arguments: list[Array], result: Any) -> Any:
    """Return ``result`` unchanged, by way of a sum over one entry of each argument."""
    total = sum((a.reshape(-1)[0].astype(jnp.float32) for a in arguments), jnp.float32(0.0))
    nothing = jnp.where(total > jnp.inf, total, 0.0)
    leaves, structure = jax.tree.flatten(result)
    read = [k for k, leaf in enumerate(leaves) if leaf.size][:1]
    for k in read:
        leaves[k] = leaves[k] + nothing.astype(leaves[k].dtype)
    return jax.tree.unflatten(structure, leaves)


@contextmanager
def marked() -> Iterator[None]:
    """Remember, while tracing, that the function around is whole already."""
    token = _inside.set(True)
    try:
        yield
    finally:
        _inside.reset(token)
