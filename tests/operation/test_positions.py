"""Positions: who may see where a convoy is and when, what is wrong with it, and what stays when the leg is over."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from musterbook.custody.facts import Accepted, LetGo, Offered
from musterbook.custody.roll import Roll
from musterbook.ledger.facts import Digest
from musterbook.lift.facts import Seated, TrackKept
from musterbook.lift.positions import Tracks
from musterbook.operation import listing
from musterbook.operation.book import Book
from musterbook.operation.consulting import consultations_of
from musterbook.operation.exports import maps
from musterbook.operation.owed import owed
from musterbook.operation.positions import keeping, looking, taking
from musterbook.store.positions import NAME, Readings
from musterbook.tables.positions import Fix
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed, Refused
from tests.operation.making import BUS, DESK, HARBOUR, MORNING, WILLOW, acting, open_small_book

LEFT = MORNING + timedelta(minutes=30)
DAY = Digest("0" * 64)


@pytest.fixture(scope="module")
def bus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """The small book with two men let go to the bus, which is bound for Harbour, 118 km of road away."""
    book = open_small_book(tmp_path_factory.mktemp("positions"))
    people = frozenset(sorted(book.reading(Roll).where)[:2])
    hands = acting("w.officer/site-officer", WILLOW, minutes=20)
    planner, escort = (
        acting("p.planner/planner", DESK, minutes=10),
        acting("b.escort/escort-commander", BUS, minutes=31),
    )
    hour = LEFT + timedelta(hours=2)
    book.write(planner.draft(Seated(
        serial="BUS-1/1", carrier="bus-1", people=people, plan=DAY, giver=WILLOW, receiver=HARBOUR, leaves_at=LEFT,
        arrives_at=hour, seats=40, escorts=2,
    )))  # fmt: skip
    offer = book.write(hands.draft(Offered(
        handover="H-1", manifest=DAY, people=people, receiver=BUS, due_by=hour, carrier="bus-1", serial="BUS-1/1",
    )))  # fmt: skip
    gone = hands.then(LEFT)
    book.write(gone.draft(LetGo(handover="H-1", people=people), after=[offer.digest]))
    book.write(escort.draft(Accepted(offer=offer.digest, handover="H-1", people=people)))
    yield book
    book.close()


@pytest.fixture
def riding(bus: Book) -> Book:
    """The same, before anybody gave a position."""
    assert bus.folder is not None
    for left in bus.folder.glob(f"{NAME}*"):
        left.unlink()
    return bus


def land(book: Book, at: datetime) -> None:
    """Harbour takes everyone of the bus."""
    people = book.reading(Roll).answered_for(BUS)
    escort = acting("b.escort/escort-commander", BUS, minutes=0).then(at)
    harbour = acting("h.officer/receiving-officer", HARBOUR, minutes=0).then(at)
    offer = book.write(escort.draft(Offered(
        handover="H-2", manifest=DAY, people=people, receiver=HARBOUR, due_by=at + timedelta(hours=1), carrier="bus-1",
        serial="BUS-1/1",
    )))  # fmt: skip
    book.write(escort.draft(LetGo(handover="H-2", people=people), after=[offer.digest]))
    book.write(harbour.draft(Accepted(offer=offer.digest, handover="H-2", people=people)))


def fixes(*said: tuple[int, float, float], carrier: str = "bus-1") -> list[Fix]:
    """Readings so many minutes after it left."""
    return [
        Fix(carrier, LEFT + timedelta(minutes=minutes), lat, lon, None, None, row)
        for row, (minutes, lat, lon) in enumerate(said, start=1)
    ]


ON_THE_WAY = fixes((5, 35.98, 40.40), (35, 36.15, 40.70), (65, 36.30, 41.00))


def sight(book: Book, minutes: int, roles: set[tuple[str, CustodianId]] | None = None) -> looking.Sight:
    (one,) = looking.sights_for(book, LEFT + timedelta(minutes=minutes), roles)
    return one


def test_the_last_position_and_its_age_are_seen_by_whoever_works_on_the_move(riding: Book) -> None:
    taking.take(riding, ON_THE_WAY, LEFT + timedelta(minutes=70), source="bus.nmea")

    for role, custodian in (("planner", DESK), ("site-officer", WILLOW), ("receiving-officer", HARBOUR), ("x", BUS)):
        one = sight(riding, 70, {(role, custodian)})
        assert one.last is not None
        assert (one.last.lat, one.age_minutes, one.withheld, one.alarms) == (36.30, 5, False, ())


def test_whoever_has_no_part_in_a_move_sees_it_hours_late(riding: Book) -> None:
    taking.take(riding, ON_THE_WAY, LEFT + timedelta(minutes=70), source="bus.nmea")
    stranger = {("governor", CustodianId("elsewhere"))}

    assert sight(riding, 70, stranger).last is None
    late = sight(riding, 6 * 60 + 40, stranger)
    assert (late.last.lat if late.last else None, late.withheld, late.alarms) == (36.15, True, ())
    assert sight(riding, 70, set()).last is None, "no role at all is no right"


def test_a_bus_that_leaves_its_way_or_falls_silent_is_owed_by_its_escort(riding: Book) -> None:
    taking.take(riding, [*ON_THE_WAY, *fixes((80, 35.2, 43.5))], LEFT + timedelta(minutes=81), source="bus.nmea")

    found = {one.what: one for one in owed(riding, LEFT + timedelta(minutes=81)) if one.what.startswith("position.")}

    assert set(found) == {"position.off-way", "position.jump"}
    assert (found["position.off-way"].owner, found["position.off-way"].about) == (BUS, "BUS-1/1")


def test_the_same_file_twice_adds_nothing_and_strangers_come_back(riding: Book, tmp_path: Path) -> None:
    path = tmp_path / "day.jsonl"
    path.write_text(
        '{"carrier": "BUS-1", "at": "2026-01-21T03:40:00Z", "lat": 36.0, "lon": 40.5}\n'
        '{"carrier": "bus-9", "at": "2026-01-21T03:41:00Z", "lat": 36.0, "lon": 40.5}\n'
        '{"carrier": "bus-1", "at": "2036-01-21T03:41:00Z", "lat": 36.0, "lon": 40.5}\n'
    )
    now = LEFT + timedelta(minutes=30)

    first, again = (taking.take_file(riding, path, now) for _ in range(2))

    assert (first.new, first.known, again.new, again.known) == (1, 0, 0, 1)
    assert [fault.rule for fault in first.faults] == ["position.unknown-carrier", "position.ahead"]
    assert riding.folder is not None
    assert (riding.folder / NAME).stat().st_mode & 0o077 == 0, "nobody else on this machine reads where a convoy is"


def test_the_weekly_check_names_who_gave_none_and_nobody_who_did(riding: Book) -> None:
    now = LEFT + timedelta(hours=1)

    silent = looking.silent_this_week(riding, now)
    taking.take(riding, ON_THE_WAY, LEFT + timedelta(minutes=70), source="bus.nmea")

    assert silent == [("bus-1", BUS, LEFT)]
    assert looking.silent_this_week(riding, LEFT + timedelta(minutes=70)) == []
    assert looking.silent_this_week(riding, now + timedelta(days=8)) == []


def test_a_carrier_under_way_goes_onto_other_maps_and_nobody_aboard(riding: Book) -> None:
    taking.take(riding, ON_THE_WAY, LEFT + timedelta(minutes=70), source="bus.nmea")
    desk = acting("o.desk/operation-desk", DESK, minutes=0).then(LEFT + timedelta(minutes=70))
    marks = looking.marks_for(riding, desk.at, looking.roles_at(riding, "o.desk", desk.at))

    content = maps.export_map(riding, desk, to="air liaison", format_="cot", carriers=marks)[1]

    assert [(one.name, one.kind, one.serial) for one in marks] == [("bus-1", "road", "BUS-1/1")]
    assert b'callsign="BUS-1/1"' in content
    assert listing.numbers_of(content) == []


def test_old_readings_are_forgotten(riding: Book) -> None:
    taking.take(riding, ON_THE_WAY, LEFT + timedelta(minutes=70), source="bus.nmea")

    taking.take(riding, [], LEFT + timedelta(days=40), source="nothing")

    assert riding.folder is not None
    with sqlite3.connect(riding.folder / NAME) as base:
        assert base.execute("select count(*) from reading").fetchone() == (0,)


def test_what_stays_of_a_leg_is_one_signed_line_and_a_sealed_track(riding: Book) -> None:
    """The last of these tests: the leg is over when it ends."""
    taking.take(riding, ON_THE_WAY, LEFT + timedelta(minutes=70), source="bus.nmea")
    planner = acting("p.planner/planner", DESK, minutes=0).then(LEFT + timedelta(hours=3))
    with pytest.raises(Malformed):
        keeping.keep(riding, planner, "BUS-1/1")
    land(riding, LEFT + timedelta(hours=2))
    due = [one.what for one in owed(riding, planner.at) if one.about == "BUS-1/1"]

    (entry,) = keeping.keep_all(riding, planner)

    fact = entry.fact
    assert isinstance(fact, TrackKept)
    assert due == ["track-kept"]
    assert (fact.readings, fact.silent_minutes, fact.alarms) == (3, 55, ())
    assert (fact.first, fact.last, fact.source) == (ON_THE_WAY[0].at, ON_THE_WAY[-1].at, "bus.nmea")
    assert riding.reading(Tracks).last_of("bus-1") == ON_THE_WAY[-1].at
    assert riding.folder is not None
    assert Readings(riding.folder).newest(planner.at) == {}, "readings are gone when the leg is kept"
    before = len(consultations_of(riding, riding.folder).lines())
    track = keeping.opened(riding, planner, "BUS-1/1", "an inquiry into the ride asked for it")
    assert [(one.at, one.lat, one.lon) for one in track] == [(one.at, one.lat, one.lon) for one in ON_THE_WAY]
    assert len(consultations_of(riding, riding.folder).lines()) == before + 1
    with pytest.raises(Refused):
        keeping.opened(riding, planner, "BUS-1/1", "no")
    with pytest.raises(Malformed):
        keeping.keep(riding, planner.then(planner.at + timedelta(minutes=1)), "BUS-1/1")
