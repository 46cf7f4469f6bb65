"""Every clock of custody is a source of what is owed: aboard, before a serial leaves, at a place that makes room."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from musterbook.custody.beds.facts import BedsReserved
from musterbook.custody.care.facts import MedicineHanded, Pack
from musterbook.custody.facts import Accepted, LetGo, Offered
from musterbook.custody.sheets.facts import WatchSet
from musterbook.ledger.facts import Digest
from musterbook.lift.facts import Requested, Seated
from musterbook.operation import caring, clearing
from musterbook.operation.book import Book
from musterbook.operation.catalogue import read_folder
from musterbook.operation.opening import Founding, open_folder
from musterbook.operation.owed import owed
from tests.operation.making import BUS, DESK, HARBOUR, MORNING, WILLOW, acting, fill

ASKED = """
[custody]
welfare_minutes = 60
heat_minutes = 30
water_minutes = 120
aboard_minutes = { road = 480 }
medicine_hours = 24
"""
ZERO = Digest("0" * 64)


def minutes(count: int) -> datetime:
    return MORNING + timedelta(minutes=count)


def due(book: Book, owner: str, at: int) -> dict[str, tuple[int, int]]:
    """What → minutes after the morning at which it is due, and for how many people."""
    found = owed(book, minutes(at), owner=owner)
    return {one.what: (int((one.due - MORNING).total_seconds() // 60), one.people) for one in found}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """Two men on the bus since an hour after the morning, one of them with medicine and one under watch."""
    place = fill(tmp_path_factory.mktemp("owed") / "willow")
    with (place / "operation.toml").open("a", encoding="utf-8") as settings:
        settings.write(ASKED)
    opened = open_folder(read_folder(place, today=MORNING), Founding(place / "book", MORNING, seed=1))
    told(opened)
    yield opened
    opened.close()


def told(book: Book) -> None:
    one, other, third = clearing.clearable(book, WILLOW)[:3]
    officer, doctor = (
        acting("w.officer/site-officer", WILLOW, minutes=55),
        acting("d.doctor/clinician", DESK, minutes=50),
    )
    pack = Pack(person=one, medicines=ZERO, doses=4, next_due=minutes(100))
    book.write(doctor.draft(MedicineHanded(packs=(pack,), carrier="bus-1")))
    watch = WatchSet(person=other, level="every-15-minutes", where="on-the-way", until=minutes(300), signs=ZERO)
    book.write(officer.draft(watch))
    both = frozenset((one, other))
    offer = book.write(officer.draft(
        Offered(
            handover="H1", manifest=ZERO, people=both, receiver=BUS, due_by=minutes(90), destination=HARBOUR,
            mode="road",
        )
    ))  # fmt: skip
    book.write(officer.then(minutes(60)).draft(LetGo(handover="H1", people=both)))
    escort = acting("b.escort/escort-commander", BUS, minutes=62)
    book.write(escort.draft(Accepted(handover="H1", offer=offer.digest, people=both)))
    trip = Seated(
        serial="S-2", carrier="bus-1", people=frozenset((third,)), plan=ZERO, giver=WILLOW, receiver=HARBOUR,
        leaves_at=minutes(600), arrives_at=minutes(700), seats=40, escorts=8,
    )  # fmt: skip
    book.write(acting("p.planner/planner", DESK, minutes=63).draft(trip))


def test_every_clock_aboard_is_owed_by_the_escort_and_a_reading_nobody_took_is_one(book: Book) -> None:
    assert due(book, BUS, 62) == {
        "aboard.temperature-read": (90, 2), "aboard.looked-at": (120, 1), "dose": (100, 1),
        "aboard.beverage": (180, 2), "watch-renewed": (300, 1), "aboard.time-aboard": (540, 2),
        "count-by-name": (62 + 12 * 60, 2),
    }  # fmt: skip


def test_a_reading_in_the_heat_asks_for_the_next_sooner_than_one_in_the_cool(book: Book) -> None:
    escort = acting("b.escort/escort-commander", BUS, minutes=80)

    caring.give_welfare(book, escort, "H1", what="temperature-read", celsius="36.5")
    hot = due(book, BUS, 81)["aboard.temperature-read"]
    caring.give_welfare(book, escort.then(minutes(85)), "H1", what="temperature-read", celsius="24")
    cool = due(book, BUS, 86)["aboard.temperature-read"]

    assert (hot, cool) == ((110, 2), (145, 2))


def test_what_a_serial_lacks_is_owed_before_it_leaves_by_whoever_can_give_it(book: Book) -> None:
    assert due(book, "eligibility-reviewer", 100)["eligibility.clearance"] == (600, 1)
    late = [one for one in owed(book, minutes(601), owner="eligibility-reviewer") if one.due <= minutes(601)]
    assert [(one.what, one.about) for one in late] == [("eligibility.clearance", "S-2")]


def test_room_that_is_to_be_made_and_requests_nobody_answered_are_owed(book: Book) -> None:
    receiving = acting("h.officer/receiving-officer", HARBOUR, minutes=110)
    kept = BedsReserved(reservation="BEDS-1", place="HRB", count=7, for_="willow", until=minutes(900),
                        displaced_from="willow")  # fmt: skip
    asked = Requested(request="M-1", giver=WILLOW, receiver=HARBOUR, from_=minutes(500), until=minutes(900), count=9)

    book.write(receiving.draft(kept))
    book.write(acting("o.desk/operation-desk", DESK, minutes=110).draft(asked))

    assert due(book, WILLOW, 120)["beds-emptied"] == (900, 7)
    assert due(book, "population-desk", 120) == due(book, "carrier", 120) == {"request": (500, 9)}


def test_owners_with_something_overdue_come_first(book: Book) -> None:
    rows = owed(book, minutes(200))

    late = [one.due <= minutes(200) for one in rows]
    first = {one.owner for one in rows if one.due <= minutes(200)}
    assert late[0]
    assert [one.owner in first for one in rows] == sorted((one.owner in first for one in rows), reverse=True)


def test_people_whom_nobody_ever_counted_are_to_be_counted_within_a_day(book: Book) -> None:
    assert due(book, WILLOW, 120)["count-by-name"] == (24 * 60, 10)
