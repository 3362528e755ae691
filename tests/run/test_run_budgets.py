"""What can be counted: compilations, instructions, stored bytes, devices."""

from __future__ import annotations

import re
from typing import Any

import jax
import numpy as np
import pytest

import spineax as sx
from benchmarks import scaling
from spineax.channels import HH, Leak
from spineax.run.checkpoint import choose_lengths
from spineax.run.integrate import run
from spineax.synapses import IonotropicSynapse
from tests.processors import in_a_process, on_cpu
from tests.run.models import tree, values


def cable(n: int) -> Any:
    branch = sx.Branch(sx.Compartment(), n)
    branch.insert(HH())
    return branch


def test_later_calls_do_not_compile():
    cell = tree()
    values(cell)
    compiled = run._cache_size()
    cell.set("HH_gNa", 0.1)
    cell.branch(1).set("radius", 2.0)
    values(cell)
    cell.delete_stimuli()
    cell.branch(2).comp(0).stimulate(0.3 * np.ones(160), verbose=False)
    values(cell)
    values(tree())
    values(cell, delta_t=0.05)
    assert run._cache_size() == compiled


def instructions(module: Any, **how: Any) -> int:
    """Return the number of instructions of a compiled run, before optimisation."""
    text = jax.jit(sx.run).lower(module.to_jax(t_max=5.0, **how)).as_text()
    return len(re.findall(r"^\s*%\S+ = ", text, flags=re.MULTILINE))


def test_program_size_does_not_grow_with_compartments_or_recordings():
    # Above the size from which the loops of the solver are laid out alike.
    small, large = cable(1000), cable(6000)
    few, many = (instructions(one, voltage_solver="thomas") for one in (small, large))
    assert abs(many - few) <= 0.05 * few
    # a first call takes about 0.3 ms for each: 0.2 of the 0.7 s that it may
    assert few <= 640
    small.comp([0, 1]).record(verbose=False)
    two = instructions(small)
    small.comp(range(2, 500)).record(verbose=False)
    assert instructions(small) - two <= 4


def alternating(places: range) -> Any:
    """Return a cable on which three states are recorded in turn, place by place."""
    branch = cable(600)
    for place in places:
        for state in ("v", "HH_m", "i_HH"):
            branch.comp(place).record(state, verbose=False)
    return branch


def test_program_size_of_rounds_grows_with_their_number():
    """Rounds halve a chain, so ten times as long is three or four rounds more."""
    sizes = [instructions(cable(n), voltage_solver="stone") for n in (64, 512, 4096)]
    first, second = np.diff(sizes)
    assert 0 < first == second


def test_program_size_does_not_grow_with_states_recorded_in_turn():
    few, many = alternating(range(2)), alternating(range(40))
    assert instructions(many) - instructions(few) <= 4
    in_turn, sorted_by_state = values(many, t_max=0.5), cable(600)
    for state in ("v", "HH_m", "i_HH"):
        sorted_by_state.comp(range(40)).record(state, verbose=False)
    rows = values(sorted_by_state, t_max=0.5).reshape(3, 40, -1)
    np.testing.assert_array_equal(in_turn, rows.swapaxes(0, 1).reshape(in_turn.shape))


def test_a_map_after_states_in_turn_keeps_its_row():
    branch = alternating(range(2))
    weighted = branch.comp([0, 1]).data_map(np.array([[1.0, 3.0]]), "v")
    rows = values(branch, t_max=0.5, data_maps=weighted)
    np.testing.assert_allclose(rows[6], rows[0] + 3.0 * rows[3], rtol=1e-12)


def stored(module: Any, steps: int, **options: Any) -> int:
    """Return the bytes that a compiled gradient keeps beside arguments and results."""
    experiment = module.to_jax(t_max=0.025 * steps, **options)
    loss = jax.jit(jax.grad(lambda p: sx.run(experiment, p).sum()))
    return loss.lower(module.get_parameters()).compile().memory_analysis().temp_size_in_bytes


def test_a_gradient_stores_the_carry_alone():
    branch = cable(96)
    branch.comp(0).record(verbose=False)
    branch.make_trainable("HH_gNa", verbose=False)
    carry = 4 * 96 * 8
    short, long = stored(branch, 100), stored(branch, 500)
    per_step = (long - short) / 400
    # Four states, each kept once for every step; recordings and the like are small.
    assert per_step <= 1.2 * carry
    nested = stored(branch, 500, checkpoint_lengths=[23, 23])
    assert nested < 0.25 * long
    assert stored(branch, 500, checkpoint=46.0 * 1.1 * carry) < 0.25 * long


@pytest.mark.parametrize("n", [384, 96])
def test_a_gradient_of_a_batch_stores_the_carry_of_its_members_alone(n: int):
    """Done one or two members at a time: no part is copied on its way from there and back."""
    size, steps = 64, 200
    branch = cable(n)
    branch.comp(0).record(verbose=False)
    branch.make_trainable("HH_gNa", verbose=False)
    experiment = branch.to_jax(t_max=0.025 * steps)
    every = jax.vmap(lambda p: sx.run(experiment, p))
    loss = jax.jit(jax.grad(lambda p: every(p).sum()))
    batch = jax.tree.map(lambda x: np.tile(x, (size, 1)), branch.get_parameters())
    kept = loss.lower(batch).compile().memory_analysis().temp_size_in_bytes
    # Four states in double precision, and twice those of one or two members: at most 1.07.
    assert kept <= 1.1 * size * n * steps * 4 * 8


def test_columns_are_read_where_they_lie():
    """No kernel brings parameters into the order of a run, which synapses are too many for."""
    cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0, 0])
    cell.insert(HH())
    net = sx.Network([cell] * 10)
    ends = np.random.default_rng(0).integers(0, 60, (2, 20_000))
    sx.connect(*(net.select(nodes=one) for one in ends), IonotropicSynapse())
    net.select(nodes=[0]).record(verbose=False)
    text = jax.jit(sx.run).lower(net.to_jax(t_max=5.0)).compile().as_text()
    entry = text[text.index("\nENTRY") :]
    before = entry[: entry.index(" while(")]
    made = re.findall(r"= \w+\[20000[],]\S* (fusion|gather|call)\(", before)
    assert not made


@on_cpu
def test_nothing_of_a_run_is_left_to_kernels_of_its_own():
    """Each takes 10 ms to compile: overrides, inverse indices and drives are part of the run."""
    cell = tree()
    cell.branch(1).insert(Leak())
    cell.branch(2).make_trainable("HH_gNa", verbose=False)
    cell.make_trainable("radius", verbose=False)
    experiment = cell.to_jax(cell.get_parameters())
    text = jax.jit(sx.run).lower(experiment).compile().as_text()
    entry = text[text.index("\nENTRY") :]
    # The one that joins the first moment and the later ones.
    assert len(re.findall(r" (?:fusion|scatter|gather|while)\(", entry)) <= 1


def test_lengths_that_are_chosen_cover_the_run_within_the_budget():
    for steps in (1, 7, 1000, 40_000):
        for budget in (1e3, 1e5, 1e7):
            lengths = choose_lengths(steps, 100.0, budget) or (steps,)
            assert np.prod(lengths) >= steps
            if steps <= 1000 and budget > 1e3:
                assert sum(lengths) * 100.0 <= budget


SHARDED = """
import importlib, jax
jax.config.update("jax_num_cpu_devices", 2)
import jax.numpy as jnp, numpy as np, spineax as sx
loop = importlib.import_module("spineax.run.loop")
place, placed = loop._placed, []
loop._placed = lambda *given: placed.append(place(*given)) or placed[-1]
from jax.sharding import PartitionSpec
cell = sx.Cell(sx.Branch(ncomp=2), parents=[-1, 0])
cell.insert(sx.channels.HH())
cell.make_trainable("HH_gNa", verbose=False)
experiment = cell.to_jax(t_max=1.0)
batch = jnp.linspace(0.1, 0.2, 4)[:, None]
run = jax.vmap(lambda g: sx.run(experiment, [{"HH_gNa": g}]))
mesh = jax.make_mesh((2,), ("batch",), axis_types=(jax.sharding.AxisType.Auto,))
split = PartitionSpec("batch")
shared = jax.shard_map(run, mesh=mesh, in_specs=split, out_specs=split, check_vma=False)
rows = jax.jit(shared)(batch)
print(len(placed) > 0 and None not in placed)
print(len(rows.sharding.device_set), bool(np.allclose(rows, run(batch), rtol=1e-5)))
spread = jax.device_put(batch, jax.sharding.NamedSharding(mesh, split))
rows = jax.jit(run)(spread)
print(len(rows.sharding.device_set), bool(np.allclose(rows, run(batch), rtol=1e-5)))
slope = jax.jit(jax.grad(lambda g: run(g).mean()))
print(bool(np.allclose(slope(spread), slope(batch), rtol=1e-4)))
"""

TUNED = """
import spineax as sx
print(sx.tune_cpu().startswith("Set"))
print(sx.integrate(sx.Cell(), t_max=1.0).shape)
print(sx.tune_cpu().startswith("Nothing was set"))
"""


@pytest.mark.parametrize(
    ("script", "expected"),
    [(SHARDED, "True\n2 True\n2 True\nTrue"), (TUNED, "True\n(1, 41)\nTrue")],
    ids=["sharded", "tuned"],
)
def test_in_a_process_of_its_own(script: str, expected: str):
    done = in_a_process(script)
    assert done.stdout.strip() == expected, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("what", ["forward", "gradient"])
def test_memory_grows_linearly_with_compartments(what: str):
    """The exponent of the bytes that a program holds, from 10^2 to 10^5 compartments."""
    sizes = (100, 1_000, 10_000, 100_000)
    bytes_held = [scaling.held(*scaling.programs(n)[what]) for n in sizes]
    assert scaling.exponent(sizes, bytes_held) <= 1.15, bytes_held
    # The last decade alone, where nothing is small beside the compartments.
    assert scaling.exponent(sizes[2:], bytes_held[2:]) <= 1.15, bytes_held
