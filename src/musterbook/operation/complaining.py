"""Complaining: whoever is held says what was done to him, sealed from the one he complains of; somebody else answers.

Joins custody with the sealed store. A complaint can be made to anybody; it is read by a protection officer or an
inspector, and answered by neither the one complained of nor the officer who wrote it down (Mandela rules 54 to 57).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from musterbook.custody.dues.complaints import OUTCOMES, Complaint, Complaints
from musterbook.custody.dues.facts import Complained, ComplaintAnswered
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.compartments import seal_in
from musterbook.operation.coordinating import must_say, one_of
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId


def complain(
    book: Book, acting: Acting, person: PersonId, *, statement: str, against: str = "", language: str = ""
) -> Entry:
    """Write a complaint down, in his words.

    Raises:
        Malformed: nothing is said.
        Refused: the officer who would write it is the one complained of.
    """
    must_say(statement=statement)
    if against and any(officer == against for officer, _ in acting.officers):
        raise Refused(Objection("complaint.own", person, {"officer": against}))
    digest = _sealed(book, acting, person, "complaint", statement, never=filter(None, (against,)))
    fact = Complained(person=person, statement=digest, against=against, language=language)
    return book.write(acting.draft(fact))


def answer(book: Book, acting: Acting, start: str, *, outcome: str, text: str) -> Entry:
    """Answer a complaint; handed-on says to whom in words, and leaves it open.

    Raises:
        Malformed: there is no such complaint, it is answered, or nothing is said.
        Refused: he is the one complained of, or he wrote the complaint down.
    """
    found = book.reading(Complaints).complaint(start)
    if found is None or not found.is_open:
        raise Malformed.because("complaint.none-open", digest=start[:8])
    one_of("outcome", outcome, OUTCOMES)
    must_say(answer=text)
    barred = [officer for officer, _ in acting.officers if found.bars(officer)]
    if barred:
        how = "against" if barred[0] == found.against else "wrote"
        raise Refused(Objection("complaint.barred", found.person, {"officer": barred[0], "how": how}))
    digest = _sealed(book, acting, found.person, "complaint-answer", text, never=filter(None, (found.against,)))
    fact = ComplaintAnswered(complaint=found.entry, person=found.person, answer=digest, outcome=outcome)
    return book.write(acting.draft(fact))


def complaints_told(book: Book, now: datetime, *, reader: str = "", whole: bool = False) -> list[dict[str, Any]]:
    """Complaints that wait for an answer, or with `whole` all of them, without a word of what they say.

    Whoever reads as an officer is not shown those against himself.
    """
    complaints = book.reading(Complaints)
    shown = complaints.all() if whole else complaints.open()
    return [_row(book, one, now) for one in shown if one.at <= now and (not reader or one.against != reader)]


def _row(book: Book, one: Complaint, now: datetime) -> dict[str, Any]:
    due = one.due(book.settings.custody.complaint_days)
    return {
        "complaint": one.entry[:8], "person": one.person, "against": one.against, "at": one.at.isoformat(),
        "due": due.isoformat(), "overdue": one.is_open and due <= now, "outcome": one.outcome, "site": one.by,
    }  # fmt: skip


def _sealed(
    book: Book, acting: Acting, person: PersonId, kind: str, text: str, *, never: Iterable[str]
) -> Digest:  # fmt: skip
    """Sealed to protection officers and inspectors, and to the one complained of in no role he may ever hold."""
    return seal_in(book, person, kind, "complaint", text.encode(), at=acting.hour, never=never)[0]
