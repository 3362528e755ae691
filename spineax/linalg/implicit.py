"""One rule of differentiation and batching for every solver.

The matrix is symmetric, so tangents and cotangents are solves with the same matrix; no
solver is ever differentiated itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array, lax
from jax.custom_derivatives import SymbolicZero
from jax.extend.core import ClosedJaxpr, Primitive, jaxpr_as_fun
from jax.interpreters import ad, batching, mlir
from jax.interpreters import partial_eval as pe

Kernel = Callable[[Any, Array, Array], Array]


def implicit_solve(kernel: Kernel, network: Any, ground: Array, b: Array) -> Array:
    """Solve ``(diag(ground) + L) x = b``, differentiable in both modes.

    Parameters
    ----------
    kernel : callable (network, ground, b) -> x
        Takes ``ground`` and ``b`` of shape (n_slots,) or (n_slots, batch), and conductances
        with or without that trailing axis.
    network : dataclass with ``laplacian`` and ``conductance``
        Differentiated by its conductance alone.
    ground : array (n_slots,), uS
    b : array (n_slots,), nA

    Returns
    -------
    array (n_slots,), mV
    """
    leaves, structure = jax.tree.flatten((network, ground, b))
    return _bound(kernel, structure, leaves)


def _bound(kernel: Kernel, structure: Any, leaves: Sequence[Array]) -> Array:
    """Trace the kernel once, and make it an operation that is not looked into."""

    def flat(*values: Array) -> Array:
        return kernel(*jax.tree.unflatten(structure, values))

    program = jax.make_jaxpr(flat)(*leaves)
    x: Array = _solve_p.bind(*leaves, kernel=kernel, structure=structure, program=program)
    return x


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
        right = _right_hand_side(primals, tangents, x, everywhere)
        return x, solve(network, ground, right)

    found.defjvp(rule, symbolic_zeros=True)
    return found(network, ground, b, known)


def _right_hand_side(primals: Any, tangents: Any, x: Array, everywhere: Array) -> Array:
    """Return db - dground x - dL x, the current that the tangent of a solution answers."""
    network, (of_network, of_ground, of_b, *_) = primals[0], tangents
    right = of_b if _moves(of_b) else jnp.zeros_like(x)
    if _moves(of_ground):
        right = right - of_ground * x
    if _moves(of_network.conductance):
        right = right - replace(network, conductance=of_network.conductance).laplacian(everywhere)
    return right


def _moves(tangent: Any) -> bool:
    return not isinstance(tangent, SymbolicZero | ad.Zero)


# an operation of its own: loops leave custom rules behind when they are reversed
_solve_p = Primitive("spineax_solve")


@_solve_p.def_impl
def _compute(*values: Array, program: ClosedJaxpr, **_: Any) -> Array:
    x: Array = jaxpr_as_fun(program)(*values)[0]
    return x


@_solve_p.def_abstract_eval
def _shape(*_: Any, program: ClosedJaxpr, **__: Any) -> Any:
    return program.out_avals[0]


def _jvp(values: Sequence[Array], tangents: Sequence[Any], **params: Any) -> tuple[Array, Any]:
    x = _solve_p.bind(*values, **params)
    both = (jax.tree.unflatten(params["structure"], one) for one in (values, tangents))
    right = _right_hand_side(*both, x, x)
    return x, _solve_p.bind(*values[:-1], right, **params)


def _transpose(cotangent: Any, *values: Any, **params: Any) -> list[Any]:
    """Return what reaches ``b``, the last argument and the only one it is linear in."""
    nothing = isinstance(cotangent, ad.Zero)
    of_b = None if nothing else _solve_p.bind(*values[:-1], cotangent, **params)
    return [*(None for _ in values[:-1]), of_b]


def _batch(
    values: Sequence[Array], axes: Sequence[Any], *, kernel: Kernel, structure: Any, **_: Any
) -> tuple[Array, int]:
    """The batch axis trails."""
    both = list(zip(values, axes, strict=True))
    if any(axis is not None and not _is_value(array) for array, axis in both):
        return _one_by_one(kernel, structure, both), 0
    x = _bound(kernel, structure, [_trail(*one) if _is_value(one[0]) else one[0] for one in both])
    size = next(array.shape[axis] for array, axis in both if axis is not None)
    return jnp.moveaxis(jnp.broadcast_to(x, (*x.shape[:-1], size)), -1, 0), 0


def _is_value(leaf: Array) -> bool:
    return jnp.issubdtype(leaf.dtype, jnp.floating)


def _trail(array: Array, axis: int | None) -> Array:
    """Move the batch axis to the end, or add one of length 1 there."""
    return array[..., None] if axis is None else jnp.moveaxis(array, axis, -1)


def _one_by_one(kernel: Kernel, structure: Any, both: list[tuple[Array, int | None]]) -> Array:
    """Solve structures that differ within the batch one after another."""

    def single(mine: list[Array]) -> Array:
        rest = iter(mine)
        return _bound(kernel, structure, [a if axis is None else next(rest) for a, axis in both])

    return lax.map(single, [jnp.moveaxis(a, axis, 0) for a, axis in both if axis is not None])


#: Whether what is looked at is never differentiated or made a batch again.
_is_final: ContextVar[bool] = ContextVar("never differentiated again", default=False)


@contextmanager
def final() -> Iterator[None]:
    """Let programs forget what solves take for their derivatives alone."""
    token = _is_final.set(True)
    try:
        yield
    finally:
        _is_final.reset(token)


def _without_unread(used: list[bool], *given: Any) -> tuple[list[bool], Any]:
    """Return which arguments are needed, and the equation with these alone."""
    equation = given[-1]  # before it, newer releases of JAX say which arguments live
    if not any(used):
        return [False] * len(equation.invars), None
    if not _is_final.get():
        return [True] * len(equation.invars), equation
    program = equation.params["program"]
    jaxpr, reads = pe.dce_jaxpr(program.jaxpr, [True])
    takes = [v for v, read in zip(equation.invars, reads, strict=True) if read]
    params = {"kernel": None, "structure": None, "program": ClosedJaxpr(jaxpr, program.consts)}
    return reads, equation.replace(invars=takes, params=params)


pe.dce_rules[_solve_p] = _without_unread
ad.primitive_jvps[_solve_p] = _jvp
ad.primitive_transposes[_solve_p] = _transpose
batching.primitive_batchers[_solve_p] = _batch
mlir.register_lowering(_solve_p, mlir.lower_fun(_compute, multiple_results=False))
