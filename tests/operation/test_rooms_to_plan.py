"""The planner promises no bed that the gate would refuse: free, working, certified and reserved room are one count."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from musterbook.custody.beds.facts import BedsReserved, PlaceOpened
from musterbook.custody.facts import Accepted, LetGo, Offered
from musterbook.ledger.facts import Digest
from musterbook.operation import clearing, departing, making_room
from musterbook.operation.book import Book
from musterbook.operation.catalogue import read_folder
from musterbook.operation.opening import Founding, open_folder
from musterbook.operation.posing import problem_of
from musterbook.operation.rooms_to_plan import rooms_to_plan
from tests.operation.making import BUS, DESK, HARBOUR, MORNING, WILLOW, acting, fill

ORIGINS, ENDS = frozenset((WILLOW,)), frozenset((HARBOUR,))
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    place = fill(tmp_path_factory.mktemp("rooms") / "willow")
    with (place / "operation.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[custody]\nbeds_asked = true\n")
    opened = open_folder(read_folder(place, today=MORNING), Founding(place / "book", MORNING, seed=1))
    yield opened
    opened.close()


def open_harbour(book: Book, minutes: int, *, working: int, certified: int, out_of_use: int = 0) -> None:
    said = PlaceOpened(
        place="HRB", custodian=HARBOUR, kind_of="prison", maximum=60, working=working, certified=certified,
        out_of_use=out_of_use,
    )  # fmt: skip
    book.write(acting("h.officer/receiving-officer", HARBOUR, minutes=minutes).draft(said))


def keep(book: Book, minutes: int, count: int, lot: str, until: datetime) -> None:
    kept = BedsReserved(reservation=f"BEDS-{minutes}", place="HRB", count=count, for_=lot, until=until)
    book.write(acting("h.officer/receiving-officer", HARBOUR, minutes=minutes).draft(kept))


def rooms(book: Book, at: datetime, epoch: datetime | None = None) -> list[int]:
    return [room for _, room in rooms_to_plan(book, ORIGINS, ENDS, at=at, epoch=epoch or at)["HRB"]]


def test_the_planner_counts_the_beds_the_gate_would_give(book: Book) -> None:
    """One day on one book, from an empty place to people who came: each line can be worked out by hand."""
    noon = MORNING + 6 * HOUR

    open_harbour(book, 10, working=50, certified=40, out_of_use=5)
    assert rooms(book, noon) == [35], "fifty working, ten of them not certified, five out of use"

    keep(book, 20, 12, "willow", noon + 9 * HOUR)
    assert rooms(book, noon) == [35], "what is kept for Willow is Willow's"

    keep(book, 30, 30, "another-county", noon + 3 * HOUR)
    assert rooms(book, noon) == [5, 35], "what is kept for others is free once their reservation lapses"

    first = frozenset(clearing.clearable(book, WILLOW)[:4])
    giver = acting("w.officer/site-officer", WILLOW, minutes=200)
    offer = book.write(giver.draft(
        Offered(handover="H1", manifest=Digest("0" * 64), people=first, receiver=BUS, due_by=noon, destination=HARBOUR)
    ))  # fmt: skip
    book.write(giver.draft(LetGo(handover="H1", people=first)))
    taken = Accepted(handover="H1", offer=offer.digest, people=first)
    book.write(acting("b.escort/escort-commander", BUS, minutes=201).draft(taken))
    assert rooms(book, noon, MORNING + HOUR) == [5, 35], "four under way are of the plan, and lie in beds kept for it"


def test_a_lift_problem_has_these_rooms_in_its_steps(book: Book) -> None:
    noon = MORNING + 6 * HOUR

    problem = problem_of(book, at=noon, days=1)

    harbour = problem.node["HRB"]
    assert dict(harbour.beds) == {"std": ((0, 5), (180, 35))}


def test_a_place_that_is_lost_takes_nobody_and_promises_no_bed_until_it_is_held_again(book: Book) -> None:
    who = acting("o.desk/operation-desk", DESK, minutes=600)
    now = MORNING + 12 * HOUR
    before = rooms(book, now)

    departing.lose_control(book, who, HARBOUR, since=who.at, because="left")
    lost = rooms(book, now), making_room.room_of(book, HARBOUR, now).promisable
    departing.regain_control(book, who.then(who.at + HOUR), HARBOUR, because="back")

    assert lost == ([0], 0)
    assert rooms(book, now) == before != [0]
