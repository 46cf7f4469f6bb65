"""Departing: people leave custody, come back, or are lost with their site. Joins custody with the comparing of names.

Truth is written; the one decision here, to let somebody go, is guarded.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from musterbook.custody.checks import Checks
from musterbook.custody.facts import ControlLost, ControlRegained, Departed, Recovered
from musterbook.custody.reasons import check_reason
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.happening import incident_called
from musterbook.operation.namesakes import namesake_objections
from musterbook.operation.rolls_ahead import write_ahead
from musterbook.terms.custodians import FAR_SIDE, CustodianId
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId

OUTSIDE: Final = CustodianId("")
"""Nobody's hands."""


def depart(
    book: Book, acting: Acting, person: PersonId, *, outcome: str, papers: Digest, authority: str = "",
    namesakes: Sequence[PersonId] | None = None,
) -> Entry:  # fmt: skip
    """Write that someone left custody: released, repatriated, escaped, deceased, void or released-in-error.

    `namesakes` are those of like name held where he is, as `of_like_name` has them; None where nobody compared names.

    Raises:
        Malformed: there is no such outcome.
        Refused: he would be released, and nobody looked whether he is the one, or he was found to be another (F16), or
            another of like name is held there and nothing else shows which of them he is. Whatever has happened already
            is written: that somebody else walked out is released-in-error.
    """
    if outcome not in FAR_SIDE or outcome == "merged":
        known = ", ".join(one for one in FAR_SIDE if one != "merged")
        raise Malformed.because("departure.outcome", outcome=outcome, known=known)
    objections = release_objections(book, acting, person, namesakes) if outcome == "released" else []
    if objections:
        raise Refused(*objections)
    entry = book.write(acting.draft(Departed(person=person, outcome=outcome, papers=papers, authority=authority)))
    write_ahead(book, acting.by, acting.at)
    return entry


def release_objections(
    book: Book, acting: Acting, person: PersonId, namesakes: Sequence[PersonId] | None = None
) -> list[Objection]:  # fmt: skip
    """Gate `custody.identity-check` at the door out; nobody may override it."""
    move = Move(people=frozenset((person,)), giver=acting.by, receiver=OUTSIDE, at=acting.at, stage="returning")
    found = book.reading(Checks).objections(move, book.settings.custody)
    return [*found, *namesake_objections(book, person, namesakes, at=acting.at)]


def papers_of(book: Book, outcome: str, incident: str) -> Digest:
    """What stands for the papers of a departure that an incident tells of: the report itself.

    Raises:
        Malformed: no incident is named, or none of that name is on the book; this outcome asks for a paper.
    """
    if not incident or outcome not in ("escaped", "released-in-error"):
        raise Malformed.because("departure.papers", outcome=outcome)
    return incident_called(book, incident).entry


def recover(book: Book, acting: Acting, person: PersonId, *, how: str, papers: Digest | None = None) -> Entry:
    """Write that the author holds someone who was on the far side or unaccounted for."""
    check_reason("recovered", how)
    where = book.reading(Roll).where.get(person)
    if where is None:
        raise Malformed.because("person.unknown", person=person)
    return book.write(acting.draft(Recovered(person=person, from_account=where, how=how, papers=papers)))


def lose_control(
    book: Book, acting: Acting, site: CustodianId, *, since: datetime, because: str, last_seen: datetime | None = None
) -> Entry:
    """Write that a site is lost: everyone in hand there is unaccounted for until seen."""
    return book.write(acting.draft(ControlLost(site=site, since=since, because=because, last_seen=last_seen)))


def regain_control(book: Book, acting: Acting, site: CustodianId, *, because: str) -> Entry:
    """Write that a site is held again; people return only as they are counted or recovered."""
    return book.write(acting.draft(ControlRegained(site=site, because=because)))
