"""Transition matrices of a program: one batch for the pieces of equal topology."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from spineax.linalg.expm import eliminate_points, spread
from spineax.plan.blocks import Block
from spineax.plan.program import Program
from spineax.run.model import Model

#: Decays that differ less are the same in single precision, after many squarings.
EVEN = 1e-5
#: How exactly a matrix in single precision tells its time step, relative.
NEAR = 0.02
#: Turns of the power iteration that finds it.
TURNS = 100


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


def block_rates(block: Block, axial: Array, weight: Array) -> Array:
    """Return how fast compartments of the pieces of a block exchange.

    Parameters
    ----------
    block : Block
    axial : array (e,), uS or um3/ms
        Conductances of all edges.
    weight : array (n_states,), nF or um3

    Returns
    -------
    array (k, m, m), 1/ms
    """
    pieces, m = block.comps.shape
    size = m + block.n_points
    conductance = axial[block.edge]
    empty = jnp.zeros((pieces, size, size), conductance.dtype)
    full = empty.at[:, block.i, block.j].add(conductance).at[:, block.j, block.i].add(conductance)
    between = eliminate_points(full, m) if block.n_points else full
    return between / weight[block.comps][:, :, None]


def transition_matrices(program: Program, model: Model, delta_t: Any) -> Transitions:
    """Return the matrices of a program, made now unless it brings its own."""
    names = ("v", *model.structure.diffused)
    weights = {name: model.capacitance if name == "v" else model.volume for name in names}
    matrices = {}
    for k, name in enumerate(names):
        matrices[name] = tuple(
            spread(block_rates(block, model.axial[name], weights[name]), delta_t)
            if program.transition is None
            else jnp.asarray(program.transition[b], weights[name].dtype)[k]
            for b, block in enumerate(program.blocks)
        )
    return Transitions(jax.tree.map(jnp.asarray, program.blocks), matrices)


def steps_of(program: Program, model: Model) -> tuple[float, float]:
    """Return between which time steps that lies which the matrices of a program were made for.

    Parameters
    ----------
    program : Program
        With matrices of its own, and with blocks.
    model : Model
        With the conductances that they were made of.

    Returns
    -------
    shortest, longest : float, ms
        Without meaning if they were made of other conductances; an infinite ``longest`` if they
        spread everything evenly, after ``shortest`` or some multiple of it.

    Notes
    -----
    Of what decays slowly in the largest piece, exp(-rate dt) = decay.
    """
    largest = int(np.argmax([block.comps.shape[1] for block in program.blocks]))
    names = ("v", *model.structure.diffused)
    found = [_slowest(program, model, largest, k, name) for k, name in enumerate(names)]
    speed, decay = np.array(found).T
    if np.max(decay) < EVEN:
        return float(np.max(-np.log(EVEN) / speed)), np.inf
    # how exactly each tells the step: best at 1/e
    best = int(np.argmax(-decay * np.log(np.clip(decay, EVEN, 1.0 - 1e-15))))
    step = -np.log(decay[best]) / speed[best]
    error = NEAR * abs(step) + EVEN / speed[best]
    return float(max(step - error, 0.0)), float(step + error)


def _slowest(program: Program, model: Model, number: int, k: int, name: str) -> Any:
    """Return how fast a slow mode of a piece decays, 1/ms, and to what in one step.

    Where the step is so short that the power iteration leaves a mixture of modes, all of
    them are slow, and rates and decays of the mixture belong together to 1 / (2 TURNS).
    """
    block, weight = program.blocks[number], model.capacitance if name == "v" else model.volume
    rates = np.asarray(block_rates(block, model.axial[name], weight)[0], np.float64)
    root = np.sqrt(np.asarray(weight, np.float64)[np.asarray(block.comps[0])])
    like = root[:, None] / root[None, :]
    matrix = np.asarray(program.transition[number][k, 0], np.float64) * like
    resting = root / np.linalg.norm(root)
    x = np.sin(1.0 + 2.4 * np.arange(len(root)))
    for _ in range(TURNS):
        x = x - resting * (resting @ x)
        x = x / np.linalg.norm(x)
        after = matrix @ x
        decay = x @ after
        if not decay > EVEN:
            break
        slow, x = x, after
    else:
        x = slow
    return x @ (rates.sum(axis=1) * x - (rates * like) @ x), max(decay, 0.0)


def spread_over(transitions: Transitions, name: str, x: Array) -> Array:
    """Return ``x`` after the axial part of a step."""
    for block, matrix in zip(transitions.blocks, transitions.matrices[name], strict=True):
        new = jnp.einsum("kij,kj->ki", matrix, x[block.comps], precision="highest")
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
