"""What every store does with frames that arrive: kept, counted once, turned away, or proved to be a fork."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.ledger.chain import Accepted, Fork, TurnedAway
from musterbook.ledger.entry import digest_of
from musterbook.ledger.forks import read_fork_proof
from musterbook.ledger.log import Frame
from musterbook.ledger.signing import make_cosignature, read_checkpoint
from musterbook.store.memory import MemoryStore
from musterbook.store.verifying import verify
from musterbook.terms.errors import Refused
from tests.store.conftest import AnyStore
from tests.store.making import AT, REGISTER, acts, node_key


def writer(name: str = "b", *, operation: str = "op") -> tuple[MemoryStore, str]:
    """A store elsewhere with one log of its own."""
    store = MemoryStore(operation=operation)
    return store, store.create_log(node_key(name), name)


def frame_of(store: MemoryStore, log: str, start: int, size: int) -> Frame:
    note = next(note for note in store.notes(log, size))
    return Frame(log, start, size, note, tuple(store.bodies(log, start, size)))


def write(store: MemoryStore, log: str, count: int, *, start: int = 0, at: datetime = AT) -> None:
    store.append(log, acts(count, start=start), at=at, register=REGISTER)


class TestArrival:
    def test_a_copy_that_took_every_frame_has_the_same_head_and_verifies(self, store: AnyStore) -> None:
        other, log = writer()
        for start in (0, 2, 4):
            write(other, log, 2, start=start)

        for size in (2, 4, 6):
            verdict = store.ingest(frame_of(other, log, size - 2, size), came_from="stick", at=AT)
            assert isinstance(verdict, Accepted)

        assert store.head() == other.head()
        assert list(store.entries()) == list(other.entries())
        assert list(store.notes(log)) == list(other.notes(log))
        assert list(verify(store)) == []

    def test_the_same_frame_twice_changes_nothing(self, store: AnyStore) -> None:
        other, log = writer()
        write(other, log, 3)
        frame = frame_of(other, log, 0, 3)
        store.ingest(frame, came_from="stick", at=AT)
        head = store.head()

        again = store.ingest(frame, came_from="stick", at=AT)

        assert isinstance(again, Accepted)
        assert again.entries == ()
        assert store.head() == head
        assert store.turned_away() == []

    def test_a_frame_that_overlaps_brings_only_what_is_new(self, store: AnyStore) -> None:
        other, log = writer()
        write(other, log, 2)
        store.ingest(frame_of(other, log, 0, 2), came_from="stick", at=AT)
        write(other, log, 3, start=2)

        verdict = store.ingest(frame_of(other, log, 0, 5), came_from="stick", at=AT)

        assert isinstance(verdict, Accepted)
        assert [entry.seq for entry in verdict.entries] == [2, 3, 4]
        assert store.head() == other.head()

    def test_a_gap_keeps_nothing_and_says_what_is_needed_first(self, store: AnyStore) -> None:
        other, log = writer()
        write(other, log, 2)
        write(other, log, 2, start=2)

        verdict = store.ingest(frame_of(other, log, 2, 4), came_from="stick", at=AT)

        assert isinstance(verdict, TurnedAway)
        assert (verdict.rule, verdict.have) == ("frame.gap", 0)
        assert store.heads() == {}
        assert store.turned_away() == []

    def test_changed_bytes_are_turned_away_and_kept_with_their_sender(self, store: AnyStore) -> None:
        other, log = writer()
        write(other, log, 3)
        good = frame_of(other, log, 0, 3)
        bad = Frame(log, 0, 3, good.note, (good.bodies[0], good.bodies[1].replace(b"M1", b"M9"), good.bodies[2]))

        verdict = store.ingest(bad, came_from="stick of b", at=AT)

        assert isinstance(verdict, TurnedAway)
        assert store.heads() == {}
        (kept,) = store.turned_away()
        assert kept[:3] == (AT, "stick of b", verdict.rule)
        assert bad.bodies[1] in kept[3]

    def test_a_frame_of_another_operation_is_turned_away(self, store: AnyStore) -> None:
        other, log = writer(operation="exercise")
        write(other, log, 1)

        verdict = store.ingest(frame_of(other, log, 0, 1), came_from="stick", at=AT)

        assert isinstance(verdict, TurnedAway)
        assert verdict.rule == "checkpoint.other-operation"
        assert store.heads() == {}

    def test_a_fork_is_proved_to_anyone_and_the_log_takes_nothing_more(self, store: AnyStore) -> None:
        (one, log), (two, _) = writer(), writer()
        write(one, log, 3)
        write(two, log, 2)
        write(two, log, 2, start=7)
        store.ingest(frame_of(one, log, 0, 3), came_from="one", at=AT)

        verdict = store.ingest(frame_of(two, log, 2, 4), came_from="two", at=AT)

        assert isinstance(verdict, Fork)
        assert store.parted() == [(log, 2, digest_of(list(two.bodies(log))[3]))]
        head = store.head()
        proof = read_fork_proof(store.forks()[log])
        assert (proof.log, proof.seq, proof.first) == (log, 2, True)
        write(one, log, 1, start=3)
        after = store.ingest(frame_of(one, log, 3, 4), came_from="one", at=AT)
        assert not isinstance(after, Accepted)
        assert len(list(store.entries(log))) == 3
        assert store.head() == head
        assert len(store.parted()) == 2, "the head is the same, and there is more to read"

    def test_cosignatures_of_known_witnesses_are_kept_if_they_hold(self, store: AnyStore) -> None:
        store.create_log(node_key("w"), "w")
        other, log = writer()
        write(other, log, 2)
        frame = frame_of(other, log, 0, 2)
        checkpoint = read_checkpoint(frame.note, log=log)
        good = make_cosignature(node_key("w"), checkpoint, seconds=1_769_000_000).line
        stranger = make_cosignature(node_key("x"), checkpoint, seconds=1_769_000_000).line
        wrong = good[:-8] + ("A" if good[-8] != "A" else "B") + good[-7:]

        store.ingest(
            Frame(log, 0, 2, frame.note + f"{good}\n{stranger}\n{wrong}\n", frame.bodies), came_from="stick", at=AT
        )

        assert store.cosignatures(log, 2) == [good]
        assert list(verify(store)) == []

    def test_a_log_of_ours_that_went_on_elsewhere_is_never_written_again(self, store: AnyStore) -> None:
        log = store.create_log(node_key("b"), "b")
        other, _ = writer()
        write(other, log, 2)

        store.ingest(frame_of(other, log, 0, 2), came_from="stick", at=AT)

        with pytest.raises(Refused, match=r"store\.no-key"):
            store.append(log, acts(1, start=2), at=AT, register=REGISTER)
        assert store.own_logs() == []

    @pytest.mark.on_one_store("memory", because="a store that lasts has its operation from its first hour")
    def test_an_empty_store_takes_the_operation_of_what_it_takes_in(self) -> None:
        store = MemoryStore()
        other, log = writer()
        write(other, log, 1)

        store.ingest(frame_of(other, log, 0, 1), came_from="stick", at=AT)

        assert store.operation == "op"
        assert store.head() == other.head()


@given(order=st.permutations(range(6)), twice=st.lists(st.integers(0, 5)))
@settings(deadline=None)
@pytest.mark.on_one_store(
    "memory", because="a hundred random orders; the verdict on a frame is one function for every store"
)
def test_in_whatever_order_frames_come_trying_again_gives_the_same_book(order: list[int], twice: list[int]) -> None:
    frames = []
    for name in ("b", "c"):
        other, log = writer(name)
        for start in (0, 1, 3):
            write(other, log, start + 1, start=start)
        sizes = other.sizes(log)
        frames += [frame_of(other, log, before, size) for before, size in zip([0, *sizes], sizes, strict=False)]
    straight, shuffled = MemoryStore(operation="op"), MemoryStore(operation="op")
    for frame in frames:
        straight.ingest(frame, came_from="", at=AT)

    for _ in range(3):
        for place in (*order, *twice):
            shuffled.ingest(frames[place], came_from="", at=AT)

    assert shuffled.head() == straight.head()
    assert shuffled.turned_away() == []
