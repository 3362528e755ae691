"""Columns: sparse vectors that never change, against plain dictionaries."""

from __future__ import annotations

import copy
import pickle

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from spineax.plan.column import LONGEST_CHAIN, Column
from spineax.testing.cells import columns

N = 12
VALUES = st.floats(-1e6, 1e6, allow_subnormal=False)


def as_dict(column: Column) -> dict[int, float]:
    return dict(zip(column.index.tolist(), column.values.tolist(), strict=True))


def places(column: Column) -> st.SearchStrategy[list[int]]:
    if not len(column):
        return st.just([])
    return st.lists(st.sampled_from(column.index.tolist()), unique=True)


@given(st.data(), columns(N))
def test_put_replaces_values_and_leaves_the_old_column(data: st.DataObject, column: Column) -> None:
    before = as_dict(column)
    where = np.array(data.draw(places(column)), dtype=np.int64)
    values = data.draw(st.lists(VALUES, min_size=len(where), max_size=len(where)))
    new = column.put(where, values)
    assert as_dict(column) == before
    assert as_dict(new) == before | dict(zip(where.tolist(), values, strict=True))


@given(st.data(), columns(N), st.integers(1, 2 * LONGEST_CHAIN + 3))
def test_many_patches_read_as_if_each_was_merged(
    data: st.DataObject, column: Column, number: int
) -> None:
    if not len(column):
        return
    expected, seed = as_dict(column), data.draw(st.integers(0, 2**31))
    random = np.random.default_rng(seed)
    for k in range(number):
        place = random.choice(column.index, size=1)
        column = column.put(place, float(k))
        expected[int(place[0])] = float(k)
        assert column.get(place)[0] == float(k)
    assert as_dict(column) == expected


@given(columns(N), columns(N))
def test_extend_is_the_union_with_new_values_winning(one: Column, other: Column) -> None:
    assert as_dict(one.extend(other.index, other.values, N)) == as_dict(one) | as_dict(other)


@given(st.data(), columns(N))
def test_drop_takes_places_out(data: st.DataObject, column: Column) -> None:
    gone = np.array(data.draw(st.lists(st.integers(0, N - 1))), dtype=np.int64)
    left = {k: v for k, v in as_dict(column).items() if k not in gone.tolist()}
    assert as_dict(column.drop(gone)) == left


@given(st.data(), columns(N))
def test_moving_there_and_back_is_the_identity(data: st.DataObject, column: Column) -> None:
    order = np.array(data.draw(st.permutations(range(N))))
    back = np.argsort(order)
    assert as_dict(column.moved(order, N).moved(back, N)) == as_dict(column)
    kept = np.where(np.arange(N) % 2 == 0, np.arange(N), -1)
    even = {k: v for k, v in as_dict(column).items() if k % 2 == 0}
    assert as_dict(column.moved(kept, N)) == even


@given(columns(N))
def test_dense_and_covers_agree(column: Column) -> None:
    dense, every = column.dense(N), np.arange(N)
    np.testing.assert_array_equal(column.covers(every), ~np.isnan(dense))
    np.testing.assert_array_equal(column.get(column.index), dense[column.index])


@given(columns(N))
def test_copies_are_equal_and_cannot_be_written_into(column: Column) -> None:
    for other in (pickle.loads(pickle.dumps(column)), copy.deepcopy(column)):
        assert as_dict(other) == as_dict(column)
        assert not other.values.flags.writeable and not other.index.flags.writeable
