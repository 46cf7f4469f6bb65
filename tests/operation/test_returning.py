"""Returns on a book: conditions are met by two people first, and a country without a place signs for its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from musterbook.custody.facts import Offered
from musterbook.custody.roll import Roll
from musterbook.operation import case_board, handing_over, returning
from musterbook.operation.acting import Acting
from musterbook.operation.authorities import country_of
from musterbook.operation.book import Book
from musterbook.operation.catalogue import read_folder
from musterbook.operation.opening import Founding, open_folder
from musterbook.operation.situation import situation
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed, Refused
from tests.operation.making import DESK, MORNING, WILLOW, acting, fill
from tests.operation.test_crossing import (
    OFFICERS,
    ONE_AUTHORITY,
    TWO_AUTHORITIES,
    cleared,
    make_ready,
    man,
    opened,
    returned,
    rules,
)

OFFICERS_OF_FRANCE = (*(one for one in OFFICERS if one[1] != "paris"), ("f.officer", "paris", "receiving-officer"))


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A book in which a case has everything a return wants."""
    found = opened(tmp_path, TWO_AUTHORITIES)
    make_ready(found)
    yield found
    found.close()


def desk(*officers: str, minutes: int = 120) -> Acting:
    who = dict(one.split("/") for one in ("k.desk/repatriation-desk", *officers))
    return acting(who, DESK, minutes=minutes)


def asked_for(book: Book) -> None:
    returning.set_condition(book, desk(), "C1", set_by="host", kind="medical", text=b"invented: a clinic sees him")


def test_what_the_host_asks_for_stands_in_the_way_until_two_people_say_by_whom_it_was_met(book: Book) -> None:
    asked_for(book)
    between = rules(book, returned(book))
    returning.meet_condition(
        book, desk("l.legal/legal-reviewer", minutes=130), "C1", "1", by="clinic of the host", evidence=b"a paper"
    )

    (told,) = case_board.shown(book, returning.found(book, "C1"), at=returned(book).at)["conditions"]
    assert between == ["repatriation.conditions"]
    assert rules(book, returned(book)) == []
    assert (told["kind"], told["how"], told["by"]) == ("medical", "met", "clinic of the host")


def test_the_desk_alone_does_not_say_that_a_condition_is_met(book: Book) -> None:
    asked_for(book)

    with pytest.raises(Refused, match="needs-second-signature"):
        returning.meet_condition(book, desk(minutes=130), "C1", "1", by="clinic of the host", evidence=b"a paper")

    assert rules(book, returned(book)) == ["repatriation.conditions"]


def test_a_condition_nobody_set_and_one_that_is_met_already_are_refused(book: Book) -> None:
    asked_for(book)
    two = desk("l.legal/legal-reviewer", minutes=130)
    returning.meet_condition(book, two, "C1", "1", by="clinic of the host", evidence=b"a paper")

    with pytest.raises(Malformed, match="condition-twice"):
        returning.meet_condition(book, two, "C1", "1", by="clinic of the host", evidence=b"a paper")
    with pytest.raises(Malformed, match="condition-not-here"):
        returning.meet_condition(book, two, "C1", "7", by="clinic of the host", evidence=b"a paper")


def test_an_officer_of_a_country_without_a_place_signs_for_whom_it_takes_over(tmp_path: Path) -> None:
    place = fill(tmp_path / "willow", {"officers": OFFICERS_OF_FRANCE})
    (place / "custodians.csv").write_text("custodian,name,name_ar,kind\nparis,France,فرنسا,country\n", "utf-8")
    file = place / "operation.toml"
    file.write_text(file.read_text("utf-8").replace(ONE_AUTHORITY, TWO_AUTHORITIES), "utf-8")
    book = open_folder(read_folder(place, today=MORNING), Founding(place / "book", MORNING, seed=1))
    make_ready(book)
    cleared(book)
    person, bus, paris = man(book), CustodianId("bus-1"), CustodianId("paris")
    due_by = MORNING + timedelta(hours=9)

    first = returning.offer_return(
        book, acting("w.officer/site-officer", WILLOW, minutes=180), [person], to=bus, country=paris, due_by=due_by
    )
    assert isinstance(first.fact, Offered)
    handing_over.accept(book, acting("b.escort/escort-commander", bus, minutes=190), first.fact.handover, [person])
    onward = returning.offer_return(
        book, acting("b.escort/escort-commander", bus, minutes=200), [person], to=paris, country=paris, due_by=due_by
    )
    assert isinstance(onward.fact, Offered)
    handing_over.accept(book, acting("f.officer/receiving-officer", paris, minutes=210), onward.fact.handover, [person])

    assert book.reading(Roll).holder(person) == paris
    assert (country_of(book, paris), book.places.parts[paris], book.places.place_of(paris)) == (
        "FRA",
        "receiving",
        None,
    )
    assert book.places.named(paris) == ("France", "فرنسا")
    assert situation(book, MORNING + timedelta(hours=4)).totals.received == 1
    book.close()


def test_officers_of_nobody_known_stay_faults(tmp_path: Path) -> None:
    place = fill(tmp_path / "willow", {"officers": OFFICERS_OF_FRANCE})

    faults = read_folder(place, today=MORNING).faults

    assert [(one.rule, one.file, one.column) for one in faults] == [
        ("folder.unknown-custodian", "officers.csv", "custodian")
    ]
