"""Logs held in part: what every kind of store keeps of them, proves, and forgets."""

from __future__ import annotations

from typing import cast

from musterbook.ledger.chain import TurnedAway
from musterbook.ledger.excerpt import Shown
from musterbook.store.memory import MemoryStore
from musterbook.store.verifying import Tally, verify
from musterbook.sync.copies import Meets, frames_from
from musterbook.sync.excerpting import excerpts_from
from tests.store.conftest import AnyStore
from tests.store.making import AT, node_key
from tests.sync.meeting_others import meet, node, write
from tests.sync.partly import May, desk_that_allows


def seqs(store: AnyStore, log: str) -> list[int]:
    return [one.seq for one in store.entries(log)]


def site_of(store: AnyStore) -> str:
    """An empty store of any kind as the site's, with one entry of its own."""
    log = store.create_log(node_key("s"), "s")
    write(cast("MemoryStore", store), log, 1, start=900)
    return log


def test_it_gets_what_it_may_hold_and_has_the_same_head(store: AnyStore) -> None:
    s = site_of(store)
    desk, d = node("d", 9)
    may = May(s, {d: {0, 4, 5}}, {d: {2}})

    came = meet(cast("Meets", store), "s", desk, desk_that_allows(may))

    assert (came.done, came.stuck) == (True, {})
    assert seqs(store, d) == [0, 4, 5]
    assert store.known_by_digest() == {next(desk.digests(d, 2)): (d, 2)}
    assert store.head() == desk.head()
    tally = Tally()
    assert list(verify(store, tally)) == []
    assert (tally.entries, tally.not_here) == (4, 6)


def test_what_it_may_hold_only_now_comes_at_the_next_contact_and_goes_again(
    store: AnyStore,
) -> None:
    s = site_of(store)
    desk, d = node("d", 6)
    may = May(s, {d: {1}}, {d: {3}})
    meet(cast("Meets", store), "s", desk, desk_that_allows(may))
    may.bodies[d] |= {3, 5}
    write(desk, d, 3, start=6)

    meet(cast("Meets", store), "s", desk, desk_that_allows(may))

    assert seqs(store, d) == [1, 3, 5]
    assert list(verify(store)) == []
    assert store.erase(d, [3]) == 1
    assert seqs(store, d) == [1, 5]
    assert list(verify(store)) == []


def test_no_part_of_a_log_that_is_written_here_is_taken(store: AnyStore) -> None:
    s = site_of(store)
    mine, desk, site = cast("Meets", store), MemoryStore(operation="op"), MemoryStore(operation="op")
    for frame in frames_from(mine, s, 0):
        desk.ingest(frame, came_from="", at=AT)
    (excerpt,) = excerpts_from(cast("Meets", desk), May("other", {s: {0}}), s, 0)
    assert isinstance(site.take_excerpt(excerpt, came_from="", at=AT), Shown)

    verdict = store.take_excerpt(excerpt, came_from="stick", at=AT)

    assert verdict == TurnedAway("excerpt.own-log")
    assert s not in store.in_part()
    assert [frame.size for frame in frames_from(mine, s, 0)] == [1]
