"""One rule of differentiation and batching for every solver.

The matrix is symmetric, so tangents and cotangents are solves with the same matrix; no
solver is ever differentiated itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array, lax
from jax.custom_derivatives import SymbolicZero

Kernel = Callable[[Any, Array, Array], Array]


def implicit_solve(kernel: Kernel, network: Any, ground: Array, b: Array) -> Array:
    """Solve ``(diag(ground) + L) x = b``, differentiable in both modes.

    Parameters
    ----------
    kernel : callable (network, ground, b) -> x
        Takes ``ground`` and ``b`` of shape (n_slots,) or (n_slots, batch), and conductances
        with or without that trailing axis.
    network : pytree with ``laplacian`` and ``conductance``
    ground : array (n_slots,), uS
    b : array (n_slots,), nA

    Returns
    -------
    array (n_slots,), mV
    """

    def matvec(x: Array) -> Array:
        return ground * x + network.laplacian(x)

    def solve(_: Any, rhs: Array) -> Array:
        return _batched(kernel)(network, ground, rhs)

    return lax.custom_linear_solve(matvec, b, solve, symmetric=True)


def known_solution(
    solve: Kernel, network: Any, ground: Array, b: Array, known: tuple[Array, Array]
) -> Array:
    """Return a solution that the caller has already; only its derivatives are solved for.

    Parameters
    ----------
    solve : callable (network, ground, b) -> x
        Linear in ``b``, differentiable.
    network : dataclass with ``laplacian`` and ``conductance``
    ground : array (n_slots,), uS
    b : array (n_slots,), nA
    known : pair of arrays (n_slots,), mV
        The solution where something reaches the ground, and everywhere: the second is read
        only where conductances of the network move.

    Returns
    -------
    array (n_slots,), mV
    """

    @jax.custom_jvp
    def found(network: Any, ground: Array, b: Array, known: tuple[Array, Array]) -> Array:
        return known[0]

    def rule(primals: Any, tangents: Any) -> tuple[Array, Array]:
        network, ground, _, (x, everywhere) = primals
        of_network, of_ground, of_b, _ = tangents
        right = jnp.zeros_like(x) if isinstance(of_b, SymbolicZero) else of_b
        if not isinstance(of_ground, SymbolicZero):
            right = right - of_ground * x
        if not isinstance(of_network.conductance, SymbolicZero):
            moved = replace(network, conductance=of_network.conductance)
            right = right - moved.laplacian(everywhere)
        return x, solve(network, ground, right)

    found.defjvp(rule, symbolic_zeros=True)
    return found(network, ground, b, known)


def _batched(kernel: Kernel) -> Kernel:
    """Return the kernel with a rule of batching: the batch axis trails."""

    @jax.custom_batching.custom_vmap
    def solve(network: Any, ground: Array, b: Array) -> Array:
        return kernel(network, ground, b)

    @solve.def_vmap
    def rule(size: int, batched: Any, network: Any, ground: Array, b: Array) -> Any:
        arguments = (network, ground, b)
        leaves, structure = jax.tree.flatten(arguments)
        is_batched = jax.tree.leaves(batched)
        if any(flag and not _is_value(leaf) for flag, leaf in zip(is_batched, leaves, strict=True)):
            return _one_by_one(kernel, is_batched, leaves, structure), True
        trailing = [
            _trail(leaf, flag) if _is_value(leaf) else leaf
            for flag, leaf in zip(is_batched, leaves, strict=True)
        ]
        x = solve(*jax.tree.unflatten(structure, trailing))
        return jnp.moveaxis(jnp.broadcast_to(x, (*x.shape[:-1], size)), -1, 0), True

    return solve


def _is_value(leaf: Array) -> bool:
    return jnp.issubdtype(leaf.dtype, jnp.floating)


def _trail(array: Array, is_batched: bool) -> Array:
    """Move the batch axis to the end, or add one of length 1 there."""
    return jnp.moveaxis(array, 0, -1) if is_batched else array[..., None]


def _one_by_one(
    kernel: Kernel, is_batched: list[bool], leaves: list[Array], structure: Any
) -> Array:
    """Solve structures that differ within the batch one after another."""

    def single(mine: list[Array]) -> Array:
        rest = iter(mine)
        every = [
            next(rest) if flag else leaf for flag, leaf in zip(is_batched, leaves, strict=True)
        ]
        return _batched(kernel)(*jax.tree.unflatten(structure, every))

    mine = [leaf for flag, leaf in zip(is_batched, leaves, strict=True) if flag]
    return lax.map(single, mine)
