"""Excerpts: whatever is given of a log is shown to be in it, and nothing else passes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.ledger.chain import TurnedAway
from musterbook.ledger.excerpt import Excerpt, Shown, excerpt_of, judge_excerpt
from musterbook.ledger.facts import Digest
from musterbook.ledger.log import Frame
from musterbook.ledger.tree import Frontier
from musterbook.store.memory import MemoryStore
from tests.store.making import AT, REGISTER, acts, node_key


def written(count: int, cuts: list[int]) -> tuple[MemoryStore, str]:
    """A log of so many entries, with a checkpoint at each cut and at the end."""
    store = MemoryStore(operation="op")
    log, done = store.create_log(node_key("a"), "a"), 0
    for until in sorted({*(cut for cut in cuts if 0 < cut < count), count}):
        store.append(log, acts(until - done, start=done), at=AT, register=REGISTER)
        done = until
    return store, log


def taken(store: MemoryStore, log: str, within: tuple[int, int], bodies: set[int], known: set[int]) -> Excerpt:
    start, size = within
    digests = [bytes.fromhex(one) for one in store.digests(log, start, size)]
    given = {one.seq: one.body for one in store.entries(log, start, size) if one.seq in bodies}
    frame = Frame(log, start, size, store.newest_note(log, size)[1], ())
    return excerpt_of(frame, digests, given=given, known=[one for one in known if start <= one < size])


def before(store: MemoryStore, log: str, size: int) -> Frontier:
    frontier = Frontier()
    frontier.extend([bytes.fromhex(one) for one in store.digests(log, 0, size)])
    return frontier


SETS = st.sets(st.integers(0, 39), max_size=12)


@given(st.integers(2, 40), st.integers(1, 39), SETS, SETS)
@settings(deadline=None, max_examples=40)
def test_any_part_of_a_log_shows_the_whole_tree(count: int, cut: int, bodies: set[int], known: set[int]) -> None:
    store, log = written(count, [cut])
    start = cut if cut < count else 0

    one = judge_excerpt(
        taken(store, log, (start, count), bodies, known), before(store, log, start), operation="op", root=None
    )  # fmt: skip

    assert isinstance(one, Shown)
    assert one.frontier.root().hex() == store.heads()[log][1]
    assert {entry.seq for entry in one.entries} == {place for place in bodies if start <= place < count}
    assert all(next(store.digests(log, seq)) == digest for seq, digest in one.digests.items())


@given(st.integers(0, 8), st.sampled_from(["hash", "left-out", "moved", "digest", "body", "other-root", "bare"]))
@settings(deadline=None, max_examples=60)
def test_nothing_that_was_changed_on_the_way_passes(place: int, how: str) -> None:
    store, log = written(9, [])
    sound = taken(store, log, (0, 9), {place}, {(place + 4) % 9})

    told = judge_excerpt(
        changed(sound, place, how), Frontier(), operation="op", root="0" * 64 if how == "other-root" else None
    )  # fmt: skip

    assert isinstance(told, TurnedAway)


def changed(one: Excerpt, place: int, how: str) -> Excerpt:
    body, other = one.bodies[place], (place + 4) % 9
    changes: dict[str, dict[str, Any]] = {
        "hash": {"hashes": (bytes(32), *one.hashes[1:])},
        "left-out": {"hashes": one.hashes[:-1]},
        "moved": {"bodies": {(place + 1) % 9: body}},
        "digest": {"digests": {other: Digest("ab" * 32)}},
        "body": {"bodies": {place: body.replace(b'"counted":', b'"counted":1')}},
        "bare": {"note": one.note.rpartition("\n— ")[0] + "\n"},
    }
    return replace(one, **changes.get(how, {}))


def test_two_entries_side_by_side_must_follow_each_other_though_the_tree_would_not_say() -> None:
    store, log = written(4, [])
    sound = taken(store, log, (0, 4), {1, 2}, set())
    digests = {0: Digest("cd" * 32)}

    told = judge_excerpt(replace(sound, digests=digests), Frontier(), operation="op", root=None)

    assert told == TurnedAway("entry.prev", 1, 0, signed=True)
