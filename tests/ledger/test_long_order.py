"""The order kept in arrays is the reading order, whatever the clocks and the digests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.ledger.long_order import NOT_HERE, Seen, by_order
from musterbook.ledger.reading import in_order
from tests.ledger.test_standing import crowded, histories


def seen(entries: Sequence[Entry]) -> Seen:
    found = Seen()
    for entry in entries:
        found.add(entry)
    return found


def alike(digest: Digest) -> Digest:
    """The same digest with a first word that many share."""
    return Digest("0" * 15 + digest[15:])


def made_alike(entry: Entry) -> Entry:
    after = tuple(sorted(alike(parent) for parent in entry.act.after))
    return entry._replace(digest=alike(entry.digest), act=replace(entry.act, after=after))


def as_it_is(entry: Entry) -> Entry:
    return entry


@given(
    entries=crowded() | histories(),
    gone=st.sets(st.integers(0, 15), max_size=3),
    named=st.sampled_from((made_alike, as_it_is)),
)
def test_places_in_order_are_the_reading_order(
    entries: list[Entry], gone: set[int], named: Callable[[Entry], Entry]
) -> None:
    left = [named(one) for at, one in enumerate(entries) if at not in gone]
    placed = sorted(left, key=lambda entry: (entry.log, entry.seq))

    links = seen(placed).links()

    assert [placed[place] for place in by_order(links.in_order())] == in_order(placed)
    places = {entry.digest: place for place, entry in enumerate(placed)}
    for place, entry in enumerate(placed):
        assert links.digest(place) == entry.digest
        assert links.place(entry.digest) == place
        assert links.parents(place) == [places.get(parent, NOT_HERE) for parent in entry.act.after]


def test_what_is_no_digest_of_these_has_no_place() -> None:
    links = Seen().links()

    assert [links.place(Digest(one)) for one in ("", "xy", "ab" * 32)] == [NOT_HERE] * 3


@given(entries=histories())
def test_acts_that_stand_in_several_places_are_found(entries: list[Entry]) -> None:
    placed = sorted(entries, key=lambda entry: (entry.log, entry.seq))

    repeated = seen(placed).repeated()

    names = [entry.act.id for entry in placed]
    wanted = sorted([at for at, name in enumerate(names) if name == one] for one in set(names) if names.count(one) > 1)
    assert sorted(repeated) == wanted
