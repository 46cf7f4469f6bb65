"""What every store does with acts that are written into it, and with what is read from it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from musterbook.ledger.entry import NO_DIGEST, read_entry
from musterbook.ledger.signing import checkpoint_holds, head_of
from musterbook.ledger.tree import consistency_holds, inclusion_holds, root_of
from musterbook.store.memory import MemoryStore
from musterbook.terms.errors import Refused
from tests.store.conftest import AnyStore
from tests.store.making import AT, REGISTER, acts, node_key


class TestKeeping:
    def test_entries_stand_in_sequence_each_naming_the_one_before(self, store: AnyStore) -> None:
        log = store.create_log(node_key("a"), "a")

        first = store.append(log, acts(2), at=AT, register=REGISTER)
        second = store.append(log, acts(1, start=2), at=AT, register=REGISTER)

        kept = list(store.entries())
        assert kept == first + second
        assert [entry.seq for entry in kept] == [0, 1, 2]
        assert [entry.prev for entry in kept] == [NO_DIGEST, kept[0].digest, kept[1].digest]

    def test_what_is_read_quickly_is_what_the_strict_road_reads(self, store: AnyStore) -> None:
        log = store.create_log(node_key("a"), "a")
        store.append(log, acts(3), at=AT, register=REGISTER)

        assert [read_entry(body) for body in store.bodies(log)] == list(store.entries(log))

    def test_each_commit_has_one_signed_checkpoint_over_all_entries(self, store: AnyStore) -> None:
        log = store.create_log(node_key("a"), "a")

        store.append(log, acts(2), at=AT, register=REGISTER)
        store.append(log, acts(3, start=2), at=AT, register=REGISTER)

        found = list(store.checkpoints(log))
        digests = [bytes.fromhex(digest) for digest in store.digests(log)]
        assert [one.size for one in found] == [2, 5]
        assert all(checkpoint_holds(one) for one in found)
        assert [one.root for one in found] == [root_of(digests[:2]).hex(), root_of(digests).hex()]

    def test_more_than_a_thousand_acts_get_a_checkpoint_each_thousand_so_that_frames_can_end_there(
        self, store: AnyStore
    ) -> None:
        log = store.create_log(node_key("a"), "a")

        store.append(log, acts(2_001), at=AT, register=REGISTER)

        assert store.sizes(log) == [1_000, 2_000, 2_001]

    def test_large_acts_get_a_checkpoint_before_three_mebibytes(self, store: AnyStore) -> None:
        log = store.create_log(node_key("a"), "a")

        store.append(log, acts(20, place="x" * 200 * 1024), at=AT, register=REGISTER)

        assert store.sizes(log) == [15, 20]

    def test_heads_and_head_leave_out_a_log_without_entries(self, store: AnyStore) -> None:
        log = store.create_log(node_key("a"), "a")
        store.create_log(node_key("b"), "b")
        store.append(log, acts(2), at=AT, register=REGISTER)

        root = root_of(bytes.fromhex(digest) for digest in store.digests(log)).hex()
        assert store.heads() == {log: (2, root)}
        assert store.head() == head_of({log: (2, root)})

    def test_proofs_hold_for_every_entry_and_size(self, store: AnyStore) -> None:
        log = store.create_log(node_key("a"), "a")
        store.append(log, acts(3), at=AT, register=REGISTER)
        store.append(log, acts(4, start=3), at=AT, register=REGISTER)

        roots = {one.size: bytes.fromhex(one.root) for one in store.checkpoints(log)}
        leaves = [bytes.fromhex(digest) for digest in store.digests(log)]
        assert all(
            inclusion_holds(leaf, seq, 7, proof=store.inclusion(log, seq, 7), root=roots[7])
            for seq, leaf in enumerate(leaves)
        )
        assert consistency_holds(3, 7, proof=store.consistency(log, 3, 7), smaller_root=roots[3], root=roots[7])

    def test_a_part_of_a_log_can_be_read(self, store: AnyStore) -> None:
        log = store.create_log(node_key("a"), "a")
        store.append(log, acts(9), at=AT, register=REGISTER)

        assert [entry.seq for entry in store.entries(log, 3, 6)] == [3, 4, 5]
        assert [entry.seq for entry in store.entries(log, 7)] == [7, 8]
        assert list(store.entries("f" * 64)) == []

    def test_the_time_of_receipt_is_kept_to_the_millisecond(self, store: AnyStore) -> None:
        log = store.create_log(node_key("a"), "a")
        at = AT + timedelta(milliseconds=437)
        (entry,) = store.append(log, acts(1), at=at, register=REGISTER)

        assert store.received_at([entry.digest, NO_DIGEST]) == {entry.digest: at}

    def test_a_log_whose_key_is_not_here_takes_nothing(self, store: AnyStore) -> None:
        store.create_log(node_key("a"), "a")

        with pytest.raises(Refused, match=r"store\.no-key"):
            store.append("f" * 64, acts(1), at=AT, register=REGISTER)

        assert store.heads() == {}

    def test_no_log_is_opened_twice_and_none_is_held_that_was_not_opened(self, store: AnyStore) -> None:
        store.create_log(node_key("a"), "a")

        with pytest.raises(Refused, match=r"store\.log-exists"):
            store.create_log(node_key("a"), "a")
        with pytest.raises(Refused, match=r"store\.unknown-log"):
            store.hold_key(node_key("b"))

    def test_nothing_to_write_writes_nothing(self, store: AnyStore) -> None:
        log = store.create_log(node_key("a"), "a")

        assert store.append(log, [], at=AT, register=REGISTER) == []
        assert store.sizes(log) == []

    def test_own_logs_come_in_order_of_opening(self, store: AnyStore) -> None:
        opened = [store.create_log(node_key(name), name) for name in ("c", "a", "b")]

        assert store.own_logs() == opened
        assert store.logs() == dict(zip(opened, ("c", "a", "b"), strict=True))


@given(cuts=st.lists(st.integers(1, 30), min_size=1, max_size=12))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@pytest.mark.on_one_store(
    "memory", because="a hundred random cuts; entries and checkpoints are made by one function for every store"
)
def test_how_acts_are_cut_into_commits_changes_nothing_but_the_checkpoints(cuts: list[int]) -> None:
    whole, parts = MemoryStore(operation="op"), MemoryStore(operation="op")
    log = whole.create_log(node_key("a"), "a")
    parts.create_log(node_key("a"), "a")
    every = acts(sum(cuts))

    whole.append(log, every, at=AT, register=REGISTER)
    start = 0
    for cut in cuts:
        parts.append(log, every[start : start + cut], at=AT, register=REGISTER)
        start += cut

    assert whole.head() == parts.head()
    assert len(parts.sizes(log)) == len(cuts)
