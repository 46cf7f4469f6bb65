"""Exports: each file is ours by its digest, says whose it is, and holds nobody whom it may not hold."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from musterbook.custody.facts import ListExported
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.operation import amending, listing
from musterbook.operation.book import Book
from musterbook.operation.consulting import consultations_of
from musterbook.operation.exports import calendars, custody_documents, feeds, finders, maps
from musterbook.operation.exports.feeds import Feed
from musterbook.operation.exports.moves_sheet import COLUMNS
from musterbook.tables.formats import Mark
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.people import PersonId
from tests.operation.making import BUS, DESK, HARBOUR, MORNING, NAMES, WILLOW, acting, open_small_book
from tests.tables.formats import checkers

WHY = "asked for by the court of an invented country"
OFFICERS = (("n.notifier", "desk", "notifier"), ("p.protect", "desk", "protection-officer"))
OFFICER, DESK_HAND = "w.officer/site-officer", "o.desk/operation-desk"


@pytest.fixture(scope="module")
def willow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """The small book, everyone at Willow, with somebody who speaks for those who are looked for."""
    book = open_small_book(tmp_path_factory.mktemp("exports"), officers=OFFICERS)
    yield book
    book.close()


def fact_of(entry: Entry) -> ListExported:
    assert isinstance(entry.fact, ListExported)
    return entry.fact


def men(book: Book) -> list[PersonId]:
    return sorted(book.reading(Roll).where)


def consulted(book: Book) -> int:
    assert book.folder is not None
    return len(consultations_of(book, book.folder).lines())


def test_no_map_can_hold_a_person(willow: Book) -> None:
    carriers = [Mark("bus-1", "road", 36.0, 40.5, MORNING, serial="BUS-1/1")]

    for format_ in maps.MAPS:
        desk = acting(DESK_HAND, DESK, minutes=5)
        entry, content = maps.export_map(willow, desk, to="air liaison", format_=format_, carriers=carriers)

        text = content.decode()
        assert listing.verify_list(willow, content).verdict == "ours"
        assert listing.numbers_of(content) == []
        assert not [name for name in NAMES if name.split()[0] in text]
        assert fact_of(entry).people == frozenset()
        assert "Willow" in text
        assert "36" in text
    assert set(Mark.__dataclass_fields__) == {
        "name", "kind", "lat", "lon", "at", "said", "serial", "course", "speed_kmh",
    }  # fmt: skip


def test_the_plan_is_a_calendar_without_anybodys_number(willow: Book) -> None:
    desk = acting(DESK_HAND, DESK, minutes=6)

    entry, content = calendars.export_plan(willow, desk, to="movement control", within=timedelta(days=30))

    assert list(checkers.calendar_faults(content)) == []
    assert fact_of(entry).rows == content.count(b"BEGIN:V") - 1 > 0
    assert listing.numbers_of(content.replace(b"\r\n ", b"")) == []


def test_a_register_of_justice_gets_numbers_and_names_only_where_asked(willow: Book) -> None:
    hand = acting(OFFICER, WILLOW, minutes=7)
    before = consulted(willow)

    bare = custody_documents.export_moved(willow, hand, to="ministry", custodian=WILLOW)[1]
    entry, named = custody_documents.export_moved(
        willow, hand, to="ministry", custodian=WILLOW, names=True, because=WHY
    )

    assert list(checkers.tracking_faults(named)) == []
    assert sorted(listing.numbers_of(bare)) == sorted(listing.numbers_of(named)) == men(willow)
    assert b"al-Demo" not in bare
    assert named.count(b"<name>") == len(fact_of(entry).people) == 12
    assert consulted(willow) == before + 12, "a line for each person, before anything opened"
    assert willow.papers.read(fact_of(entry).content) is None, "a file with names is kept sealed"
    assert listing.verify_list(willow, named).verdict == "ours"
    assert listing.verify_list(willow, named.replace(b"registered", b"received")).verdict == "altered"
    assert ("ministry", "list") in {
        (row["who"], row["how"]) for row in amending.who_has(willow, men(willow)[0], hand.at)
    }


def test_names_leave_only_with_a_reason_and_by_whoever_may_read_them(willow: Book) -> None:
    for who, by, because in ((OFFICER, WILLOW, "no"), ("p.planner/planner", DESK, WHY)):
        with pytest.raises(Refused):
            custody_documents.export_moved(
                willow, acting(who, by, minutes=8), to="x", custodian=WILLOW, names=True, because=because
            )


def test_a_list_holds_nobody_whom_its_signer_need_not_know(willow: Book) -> None:
    harbour = acting("h.officer/receiving-officer", HARBOUR, minutes=9)

    entry, content = custody_documents.export_moved(willow, harbour, to="x", custodian=WILLOW)

    assert fact_of(entry).rows == 0
    assert listing.numbers_of(content) == []


def test_only_whoever_said_so_is_found_and_is_forgotten_when_he_takes_it_back(willow: Book) -> None:
    grown, boy = willow_people(willow)
    two = acting({"p.protect": "protection-officer", "n.notifier": "notifier"}, DESK, minutes=10)
    until = two.at + timedelta(days=60)
    with pytest.raises(Refused) as refused:
        finders.allow(willow, two, [boy], until=until, consent="himself")
    finders.allow(willow, two, [grown], until=until, consent="himself")
    hand = acting("n.notifier/notifier", DESK, minutes=11)

    there = finders.export_found(willow, hand, to="finder", domain="locator.example.org", because=WHY)[1]
    finders.end(willow, hand.then(hand.at + timedelta(minutes=1)), [grown], because="he asked for it")
    later = hand.then(hand.at + timedelta(minutes=2))
    gone = finders.export_found(willow, later, to="finder", domain="locator.example.org", because=WHY)[1]

    assert [one.rule for one in refused.value.objections] == ["locator.child"]
    assert list(checkers.finder_faults(there)) == list(checkers.finder_faults(gone)) == []
    assert there.count(b"<pfif:full_name>") == there.count(b"<pfif:person>") == 1
    assert grown.encode() not in there, "a finder never learns his number"
    assert b"full_name" not in gone
    assert gone.count(b"<pfif:person>") == 1
    assert there.split(b"person_record_id>")[1] == gone.split(b"person_record_id>")[1]


def willow_people(book: Book) -> tuple[PersonId, PersonId]:
    """A grown man, and the boy."""
    from musterbook.eligibility.classes import Classes  # noqa: PLC0415  only here

    codes = book.reading(Classes)
    return (
        next(one for one in men(book) if not codes.codes(one).may_be_child),
        next(one for one in men(book) if codes.codes(one).child == "yes"),
    )


def test_a_year_is_the_longest_and_a_domain_is_one(willow: Book) -> None:
    two = acting({"p.protect": "protection-officer", "n.notifier": "notifier"}, DESK, minutes=14)

    with pytest.raises(Malformed):
        finders.allow(willow, two, men(willow)[:1], until=two.at + timedelta(days=400), consent="himself")
    with pytest.raises(Malformed):
        finders.export_found(willow, two, to="finder", domain="no domain", because=WHY)


def rows_in(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_feed_gives_what_changed_and_the_same_list_again_when_nothing_did(tmp_path: Path) -> None:
    book = open_small_book(tmp_path)
    try:
        hand = acting(DESK_HAND, DESK, minutes=20)
        first, whole = feeds.export_feed(book, hand, Feed("roll"), to="ministry")
        again, same = feeds.export_feed(book, hand.then(hand.at + timedelta(hours=1)), Feed("roll"), to="ministry")
        size = len(book.entries())
        gone_on = acting({"w.officer": "site-officer"}, WILLOW, minutes=30)
        other, theirs = feeds.export_feed(book, gone_on, Feed("roll"), to="another reader")

        assert (again.digest, same) == (first.digest, whole)
        assert len(rows_in(whole)) == 2 + 12
        assert {row[0] for row in rows_in(whole)[2:]} == {"new"}
        assert size + 1 == len(book.entries()), "asked twice, written once; another reader has his own"
        assert (fact_of(other).since, len(rows_in(theirs))) == ("", 14)
        offer_one(book)
        second, changed = feeds.export_feed(book, hand.then(hand.at + timedelta(hours=9)), Feed("roll"), to="ministry")
        assert fact_of(second).since == fact_of(first).export
        assert [(row[0], row[4]) for row in rows_in(changed)[2:]] == [("changed", "offered")]
        assert all(listing.verify_list(book, one).verdict == "ours" for one in (whole, changed, theirs))
    finally:
        book.close()


def offer_one(book: Book) -> None:
    """One man is offered to the bus; no gate is asked, the feed is what is looked at."""
    from musterbook.custody.facts import Offered  # noqa: PLC0415  only here
    from musterbook.ledger.facts import Digest  # noqa: PLC0415  only here

    hand = acting(OFFICER, WILLOW, minutes=60)
    man = men(book)[0]
    book.write(
        hand.draft(
            Offered(
                handover="H-1", manifest=Digest("0" * 64), people=frozenset((man,)), receiver=BUS,
                due_by=hand.at + timedelta(hours=1),
            )
        )
    )  # fmt: skip


def test_moves_leave_in_the_56_columns_that_others_know(willow: Book) -> None:
    hand = acting(DESK_HAND, DESK, minutes=40)

    content = feeds.export_feed(willow, hand, Feed("moves"), to="prison service")[1]

    assert len(COLUMNS) == 56
    assert tuple(rows_in(content)[1]) == ("change", *COLUMNS)
    with pytest.raises(Malformed):
        feeds.export_feed(willow, hand, Feed("everything"), to="x")
    with pytest.raises(Malformed):
        feeds.export_feed(willow, hand, Feed("roll", names=True, because=WHY), to="x")
