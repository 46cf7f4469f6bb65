"""What a copy in part knows of a tree is enough to show each place it knows, under any checkpoint it was shown."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.ledger.sparse import sparse_of, sparse_shown
from musterbook.ledger.tree import inclusion_holds
from musterbook.store.memory import MemoryStore
from tests.ledger.test_excerpt import taken, written
from tests.store.making import AT


@given(st.integers(1, 33), st.sets(st.integers(0, 32), max_size=5), st.sets(st.integers(0, 32), min_size=1, max_size=8))
@settings(deadline=None, max_examples=40)
def test_every_place_known_is_proved_and_the_root_is_that_of_the_log(
    count: int, cuts: set[int], places: set[int]
) -> None:
    store, log = written(count, sorted(cuts))
    copy, start = MemoryStore(operation="op"), 0
    for size in store.sizes(log):
        copy.take_excerpt(taken(store, log, (start, size), set(), {one for one in places if start <= one < size}),
                          came_from="t", at=AT)  # fmt: skip
        start = size
    root = bytes.fromhex(store.heads()[log][1])

    sparse = sparse_of(copy, log)

    assert sparse.root(count) == root
    for place in places & set(range(count)):
        digest = next(store.digests(log, place))
        assert sparse.leaves[place] == digest
        proof = sparse.inclusion(place, count)
        assert proof is not None
        assert inclusion_holds(bytes.fromhex(digest), place, count, proof=proof, root=root)


def test_where_too_little_is_known_nothing_is_proved() -> None:
    store, log = written(8, [])
    shown = sparse_shown(taken(store, log, (0, 8), set(), set()), {})

    assert shown is not None
    assert (shown.leaves, shown.inclusion(3, 8), shown.root(5)) == ({}, None, None)
