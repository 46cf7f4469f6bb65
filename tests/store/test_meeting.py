"""What every kind of store keeps when it meets others or takes a bundle in: the same of each, to the byte."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest

from musterbook.ledger.signing import make_checkpoint, public_of
from musterbook.store.memory import MemoryStore
from musterbook.store.peers import Peer, Tried, unmet, with_tried
from musterbook.store.verifying import verify
from musterbook.sync.bundle_taking import ingest_bundle
from musterbook.sync.bundle_writing import write_bundle
from musterbook.sync.copies import Meets, have_of
from tests.store.conftest import AnyStore
from tests.store.making import AT, REGISTER, acts, node_key
from tests.store.shelves import Shelf
from tests.sync.meeting_others import answering, meet, node, write


def site_of(store: AnyStore) -> tuple[Meets, str]:
    """An empty store of any kind as a site's, with three entries of its own."""
    log = store.create_log(node_key("s"), "s")
    store.append(log, acts(3, start=50), at=AT, register=REGISTER)
    return cast("Meets", store), log


def two_logs() -> MemoryStore:
    """Two logs of six entries, each under three checkpoints."""
    store = MemoryStore(operation="op")
    for name in ("a", "b"):
        log = store.create_log(node_key(name), name)
        for start in range(0, 6, 2):
            store.append(log, acts(2, start=start), at=AT, register=REGISTER)
    return store


def two_histories() -> tuple[MemoryStore, MemoryStore, str]:
    """One log as its node showed it to some, and as it showed it to others."""
    (one, liar), (two, _) = node("l", 3), node("l", 3)
    write(one, liar, 2, start=3, place="here")
    write(two, liar, 3, start=3, place="there")
    return one, two, liar


@pytest.mark.parametrize("calls", [True, False])
def test_two_that_met_have_the_same_book_and_each_others_cosignatures(store: AnyStore, calls: bool) -> None:  # noqa: FBT001
    site, s = site_of(store)
    desk, d = node("d", 5)

    for _ in range(2):
        if calls:
            meet(site, "s", desk, answering("d"))
        else:
            meet(desk, "d", site, answering("s"))

    assert store.head() == desk.head()
    assert {log: size for log, (size, _) in desk.heads().items()} == {d: 5, s: 3}
    assert store.cosignatures(d, 5) == desk.cosignatures(d, 5) != []
    assert store.cosignatures(s, 3) == desk.cosignatures(s, 3) != []
    assert list(verify(store)) == []


def test_a_link_cut_after_any_reply_loses_nothing_and_the_next_contact_ends_it(store: AnyStore) -> None:
    site, s = site_of(store)
    desk, d = node("d", 0)

    for number, cut in enumerate((3, 5, 7, 9, 12)):
        write(desk, d, 2, start=2 * number)
        meet(site, "s", desk, answering("d"), cut_at=cut)
    meet(site, "s", desk, answering("d"))

    assert store.head() == desk.head()
    assert [entry.seq for entry in store.entries(d)] == list(range(10))
    assert {log: size for log, (size, _) in desk.heads().items()} == {d: 10, s: 3}
    assert list(verify(store)) == []


def test_forks_branches_and_cosignatures_are_those_that_memory_keeps(store: AnyStore) -> None:
    site, s = site_of(store)
    memory, _ = node("s", 0)
    memory.append(s, acts(3, start=50), at=AT, register=REGISTER)

    for copy in (site, memory):
        one, two, liar = two_histories()
        for other in (one, two, two):
            meet(copy, "s", other, answering("l"))
        meet(copy, "s", node("d", 1)[0], answering("d"))

    assert store.heads()[liar][0] == 3
    assert (store.head(), store.forks(), store.parted()) == (memory.head(), memory.forks(), memory.parted())
    assert list(store.branches(liar)) == list(memory.branches(liar)) != []
    assert store.cosignatures(liar, 3) == memory.cosignatures(liar, 3)
    assert have_of(site) == have_of(memory)
    assert list(verify(store)) == []


def test_a_bundle_brings_a_fork_with_both_branches_and_a_second_time_changes_nothing(
    store: AnyStore, tmp_path: Path
) -> None:
    desk, _ = node("d", 1)
    one, two, liar = two_histories()
    meet(desk, "d", one, answering("l"))
    meet(desk, "d", two, answering("l"))
    write_bundle(desk, tmp_path / "desk.bundle")

    first = ingest_bundle(store, tmp_path / "desk.bundle", at=AT)
    again = ingest_bundle(store, tmp_path / "desk.bundle", at=AT)

    assert (first.failures, first.proved, again.failures, again.proved) == ([], 1, [], 0)
    assert store.head() == desk.head()
    assert {entry.digest for entry in store.branch_entries()} == {entry.digest for entry in desk.branch_entries()}
    assert len(list(store.entries(liar))) + len(list(store.branch_entries())) == 3 + 2 + 3


def test_a_copy_of_a_copy_has_every_checkpoint_and_is_the_same_file(store: AnyStore, tmp_path: Path) -> None:
    source = two_logs()
    write_bundle(source, tmp_path / "one.mbk")

    told = ingest_bundle(store, tmp_path / "one.mbk", at=AT)
    write_bundle(store, tmp_path / "two.mbk")

    assert told.failures == []
    assert {log: store.sizes(log) for log in store.logs()} == {log: [2, 4, 6] for log in source.logs()}
    assert list(verify(store)) == []
    assert ingest_bundle(store, tmp_path / "two.mbk", at=AT).failures == []
    assert (tmp_path / "one.mbk").read_bytes() == (tmp_path / "two.mbk").read_bytes()


def test_cosignatures_of_several_witnesses_make_the_same_copy(store: AnyStore, tmp_path: Path) -> None:
    memory = MemoryStore(operation="op")
    for copy in (store, memory):
        log = copy.create_log(node_key("a"), "a")
        for name in ("b", "c", "e", "f"):
            copy.create_log(node_key(name), name)
        copy.append(log, acts(2), at=AT, register=REGISTER)
        for name in ("f", "b", "e", "c"):
            meet(cast("Meets", copy), "a", node(name)[0], answering(name))
        write_bundle(copy, tmp_path / f"{type(copy).__name__}.mbk")

    assert list(store.cosignatures(log, 2)) == list(memory.cosignatures(log, 2))
    assert len({path.read_bytes() for path in tmp_path.glob("*.mbk")}) == 1


def test_a_checkpoint_inside_that_does_not_hold_is_listed_and_not_kept(store: AnyStore, tmp_path: Path) -> None:
    source = two_logs()
    log = min(source.logs())
    key = next(node_key(name) for name in ("a", "b") if public_of(node_key(name)) == log)
    write_bundle(source, tmp_path / "one.mbk")
    other = make_checkpoint(key, operation="op", size=3, root="7" * 64, at=AT, register=REGISTER)
    beyond = make_checkpoint(key, operation="op", size=7, root="7" * 64, at=AT, register=REGISTER)
    foreign = make_checkpoint(key, operation="other", size=3, root="7" * 64, at=AT, register=REGISTER)
    torn = next(source.notes(log)).replace("06:00:00", "06:00:01")
    ingest_bundle(store, tmp_path / "one.mbk", at=AT)

    failures = store.keep_checkpoints(log, [torn, other.note, beyond.note, foreign.note, "a letter"])

    assert sorted(failure.exit_code for failure in failures) == [4, 4, 5, 5]
    assert store.sizes(log) == [2, 4, 6]


def test_what_is_known_of_a_node_whose_log_never_came_is_kept_and_written_anew(shelf: Shelf) -> None:
    store = shelf.book()
    first = Peer("ab" * 32, "site", "https://site", AT, timedelta(seconds=-3), {"cd" * 32: 7}, {}, rolled_back=True)
    nobody = with_tried(Peer(unmet("https://away"), address="https://away"), Tried("https://away", AT))

    store.note_peer(first)
    store.note_peer(nobody)
    store.note_peer(replace(first, sizes={"cd" * 32: 9}, rolled_back=False))

    assert {one.log: one for one in store.peers()} == {
        first.log: replace(first, sizes={"cd" * 32: 9}, rolled_back=False), nobody.log: nobody,
    }  # fmt: skip
    assert shelf.reading().peers() == store.peers()


def test_what_could_not_even_be_read_is_kept_with_its_rule_and_sender_oldest_first(store: AnyStore) -> None:
    for number in range(3):
        store.turn_away("frame.root", b"x" * number, came_from=f"call {number}", at=AT + timedelta(minutes=number))

    assert store.turned_away() == [
        (AT + timedelta(minutes=number), f"call {number}", "frame.root", b"x" * number) for number in range(3)
    ]
