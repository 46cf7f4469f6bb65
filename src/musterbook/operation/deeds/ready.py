"""Whether there is something to do: what a page asks before it offers a deed about somebody or something.

It hides buttons and refuses nothing: whoever has seen it happen opens the form by its name and writes it down.
"""

from __future__ import annotations

from datetime import UTC, datetime

from musterbook.custody.dues.locator import Locator
from musterbook.custody.dues.retention import Retention
from musterbook.custody.incidents.away import Absences
from musterbook.custody.incidents.incidents import Incidents
from musterbook.custody.lastroll import lost_now
from musterbook.custody.roll import Roll
from musterbook.eligibility.clearance import Clearances
from musterbook.operation.book import Book
from musterbook.operation.case_board import ends_of
from musterbook.operation.one_body import cases_of
from musterbook.repatriation import facts as told
from musterbook.repatriation.case import Case
from musterbook.terms.custodians import custodian_of, part_of
from musterbook.terms.people import PersonId


def cleared(book: Book, person: str) -> bool:
    """Whether a clearance of somebody stands."""
    return book.reading(Clearances).is_cleared(PersonId(person), _hour(book))


def findable(book: Book, person: str) -> bool:
    """Whether somebody may be found by those who look for him."""
    return any(one.person == person and one.holds(_hour(book)) for one in book.reading(Locator).ever())


def kept(book: Book, person: str) -> bool:
    """Whether a legal hold lies on what is kept of somebody."""
    return book.reading(Retention).is_held(PersonId(person))


def lodged(book: Book, person: str) -> bool:
    """Whether somebody spends a night on the way."""
    return any(one.person == person for one in book.reading(Absences).lodged())


def here(book: Book, person: str) -> bool:
    """Whether somebody is on anybody's account."""
    account = book.reading(Roll).where.get(PersonId(person))
    return account is not None and custodian_of(account) is not None


def away(book: Book, person: str) -> bool:
    """Whether somebody has left custody or is unaccounted for."""
    account = book.reading(Roll).where.get(PersonId(person))
    return account is not None and (custodian_of(account) is None or part_of(account) == "unaccounted")


def lost(book: Book, site: str) -> bool:
    """Whether a place was said to be lost and not regained."""
    return site in lost_now(book.reading(Roll))


def held(book: Book, site: str) -> bool:
    """Whether a place is not lost."""
    return not lost(book, site)


def unclosed(book: Book, incident: str) -> bool:
    """Whether an incident is not closed."""
    found = book.reading(Incidents).called(incident)
    return found is None or not found.closed


def unended(book: Book, case: str) -> bool:
    """Whether a case was neither closed nor withdrawn."""
    found = _case(book, case)
    return found is None or not {told.CaseClosed, told.CaseWithdrawn} & found.told.keys()


def underway(book: Book, case: str) -> bool:
    """Whether anything is still to be done before a return: the case is open, and its person neither came nor died."""
    found = _case(book, case)
    return found is None or found.is_open(ends_of(book).ends_of(found.person))


def kept_by_host(book: Book, case: str) -> bool:
    """Whether a court of the host keeps the person of a case."""
    found = _case(book, case)
    return found is None or found.host_hold(_hour(book)) is not None


def _case(book: Book, name: str) -> Case | None:
    return cases_of(book).case(name)


def _hour(book: Book) -> datetime:
    """The hour of the newest entry: what was done is older than that, and what is to come is not here."""
    newest = book.entries()[-1:]
    return newest[0].happened_at if newest else datetime(2000, 1, 1, tzinfo=UTC)
