"""A small book with cases for the tests of the pages of returns: France owes an answer, Tunisia took a man's case."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from musterbook.console.book_source import BookSource
from musterbook.ledger.facts import Digest, Fact
from musterbook.operation import returning
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.repatriation import facts as said
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId
from tests.operation.making import DESK, MORNING, TABLES, open_small_book

OFFICERS = (
    *TABLES["officers"], ("k.desk", "desk", "repatriation-desk"), ("x.exam", "desk", "examiner"),
    ("p.guard", "desk", "protection-officer"), ("j.judge", "desk", "judicial-liaison"),
)  # fmt: skip
DESK_OFFICER = ("k.desk", "repatriation-desk")
GUARD = ("p.guard", "protection-officer")
PAPER = Digest("ab" * 32)


def at(days: float) -> datetime:
    """So many days after the morning."""
    return MORNING + timedelta(days=days)


def open_book_of_cases(folder: Path) -> Book:
    """The small book with officers for returns."""
    return open_small_book(folder, changed={"officers": OFFICERS})


def by(days: float, *officers: tuple[str, str]) -> Acting:
    """Officers of the desk, so many days after the morning."""
    return Acting(CustodianId(DESK), officers or (DESK_OFFICER,), at(days))


def write(book: Book, fact: Fact, days: float, *officers: tuple[str, str]) -> None:
    returning.write(book, by(days, *officers), fact)


def open_case(book: Book, number: int, country: str, days: float) -> str:
    """A case of a man with a country, its name."""
    entry = returning.open_case(book, by(days), PersonId(people(book)[number]), country)
    assert isinstance(entry.fact, said.CaseOpened)
    return entry.fact.case


def people(book: Book) -> list[str]:
    """Everyone's number."""
    from musterbook.custody.roll import Roll  # noqa: PLC0415  read when asked

    return sorted(book.reading(Roll).where)


def tell(book: Book, case: str, days: float, *, kind: str = "first-notice") -> None:
    """He agrees, and a letter goes."""
    fact = said.ContactCleared(case=case, consulted_person=True, consent="yes", reviewer="p.guard")
    write(book, fact, days, GUARD)
    returning.notify(book, by(days + 0.1), case, letter=PAPER, channel="embassy", kind=kind)


def answer(book: Book, case: str, days: float, said_so: str) -> None:
    write(book, said.CountryAnswered(case=case, answer=said_so, dated=at(days)), days)


def story(book: Book) -> None:
    """Three cases: France silent since day 2, Tunisia accepts on day 20, and the same man claimed by Morocco."""
    silent, accepted = open_case(book, 0, "FRA", 1), open_case(book, 1, "TUN", 1)
    open_case(book, 1, "MAR", 3)
    tell(book, silent, 2)
    tell(book, accepted, 2)
    answer(book, accepted, 20, "accepts")
    hold = said.HostHeld(case=accepted, authority="court of first instance", until_review=at(40))
    write(book, hold, 21, ("j.judge", "judicial-liaison"))
    figure = said.FigureImported(source="UNOV", as_of=at(5), country="FRA", men=9, women=3, total=14)
    write(book, figure, 30)


def source_of(book: Book, *, days: float) -> BookSource:
    return BookSource(book, now=lambda: at(days))
