"""Transition matrices of a program: one batch for the pieces of equal topology."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array

from spineax.linalg.expm import eliminate_points, spread
from spineax.plan.blocks import Block
from spineax.plan.program import Program
from spineax.run.model import Model


@dataclass(frozen=True)
class Transitions:
    """Matrices that carry voltages and ions over one step.

    Parameters
    ----------
    blocks : tuple of Block
    matrices : dict of tuples of arrays (k, m, m)
        Of "v" and of each diffused ion, one for each block.
    """

    blocks: tuple[Block, ...]
    matrices: dict[str, tuple[Array, ...]]


jax.tree_util.register_dataclass(Transitions, data_fields=["blocks", "matrices"], meta_fields=[])


def block_matrix(block: Block, axial: Array, weight: Array, delta_t: Any) -> Array:
    """Return the transition matrices of the pieces of a block.

    Parameters
    ----------
    block : Block
    axial : array (e,), uS or um3/ms
        Conductances of all edges.
    weight : array (n_states,), nF or um3
    delta_t : float, ms

    Returns
    -------
    array (k, m, m)
    """
    pieces, m = block.comps.shape
    size = m + block.n_points
    conductance = axial[block.edge]
    empty = jnp.zeros((pieces, size, size), conductance.dtype)
    full = empty.at[:, block.i, block.j].add(conductance).at[:, block.j, block.i].add(conductance)
    between = eliminate_points(full, m) if block.n_points else full
    return spread(between / weight[block.comps][:, :, None], delta_t)


def transition_matrices(program: Program, model: Model, delta_t: Any) -> Transitions:
    """Return the matrices of a program, made now unless it brings its own."""
    names = ("v", *model.structure.diffused)
    weights = {name: model.capacitance if name == "v" else model.volume for name in names}
    matrices = {}
    for k, name in enumerate(names):
        matrices[name] = tuple(
            block_matrix(block, model.axial[name], weights[name], delta_t)
            if program.transition is None
            else jnp.asarray(program.transition[b], weights[name].dtype)[k]
            for b, block in enumerate(program.blocks)
        )
    return Transitions(jax.tree.map(jnp.asarray, program.blocks), matrices)


def spread_over(transitions: Transitions, name: str, x: Array) -> Array:
    """Return ``x`` after the axial part of a step."""
    for block, matrix in zip(transitions.blocks, transitions.matrices[name], strict=True):
        new = jnp.einsum("kij,kj->ki", matrix, x[block.comps])
        x = x.at[block.comps].set(new, unique_indices=True)
    return x


def dense_transition(program: Program, matrices: tuple[Array, ...]) -> Array:
    """Return the matrices of all pieces as one, in the order of the compartments."""
    n = program.slot.shape[0]
    dtype = jnp.result_type(float)
    whole = jnp.eye(n, dtype=dtype)
    for block, matrix in zip(program.blocks, matrices, strict=True):
        whole = whole.at[block.places[:, :, None], block.places[:, None, :]].set(matrix)
    return whole


def split_transition(blocks: tuple[Block, ...], transition: Any) -> tuple[Any, ...]:
    """Return the parts of a matrix (1 + n_diffused, n, n) that belong to each block."""
    return tuple(
        transition[:, block.places[:, :, None], block.places[:, None, :]] for block in blocks
    )
