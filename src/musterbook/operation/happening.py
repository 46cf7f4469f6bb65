"""Happening: an incident is reported, added to and closed; and what incidents and departures say without each other.

Truth is written: no report is refused, and none moves anybody. What is sealed is read by whoever may read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from musterbook.custody.findings import Found
from musterbook.custody.incidents.away import Absences
from musterbook.custody.incidents.facts import IncidentAdded, IncidentClosed, IncidentReported, Photographed
from musterbook.custody.incidents.incidents import OF_HEALTH, Incident, Incidents, gravity_of, kind_of
from musterbook.custody.reasons import check_reason
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.compartments import open_in, seal_in
from musterbook.operation.photographing import prepared
from musterbook.operation.sealed_words import seal_words, words_behind
from musterbook.store.rooms import rooms_of
from musterbook.terms.errors import Malformed
from musterbook.terms.people import PersonId

FINDINGS = ("CLOSED", "DUPLICATE", "NOT_REPORTABLE")
ADDED = ("", "NEEDS_UPDATING", "ON_HOLD")


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody reports: the kind as typed, in his own words, about whom, where, on which serial, whose fault."""

    what: str
    words: str
    people: frozenset[PersonId] = frozenset()
    place: str = ""
    serial: str = ""
    fault: str = ""
    counts_in_figures: bool = False


def report(book: Book, acting: Acting, told: Report) -> Entry:
    """Write that something happened.

    Raises:
        Malformed: the kind or the fault is on no list, or nothing is said of it.
    """
    kind = check_reason("incident", _kind_said(book, acting, told.what))
    _check_fault(told.fault)
    _must_say(told.words, "account")
    reference = next_reference(book, acting)
    account = _sealed(book, acting, reference, kind, told.words)
    return book.write(
        acting.draft(
            IncidentReported(
                incident=reference, what=kind, account=account, people=told.people, place=told.place,
                serial=told.serial, fault=told.fault, gravity=gravity_of(told.what),
                counts_in_figures=told.counts_in_figures,
            )
        )
    )  # fmt: skip


def add(
    book: Book, acting: Acting, reference: str, words: str, *, people: Iterable[PersonId] = (), what: str = "",
    fault: str = "", stage: str = "",
) -> Entry:  # fmt: skip
    """Add something to an incident; what was said before stays.

    Raises:
        Malformed: there is no such incident; the kind, the fault or the stage is on no list; nothing is said.
    """
    one = incident_called(book, reference)
    kind = check_reason("incident", kind_of(what)) if what else ""
    _check_fault(fault)
    if stage not in ADDED:
        raise Malformed.because("happening.stage", stage=stage, known=", ".join(filter(None, ADDED)))
    _must_say(words, "addition")
    addition = _sealed(book, acting, one.reference, kind or one.what, words)
    fact = IncidentAdded(
        incident=one.reference, addition=addition, people=frozenset(people), what=kind, fault=fault, stage=stage
    )
    return book.write(acting.draft(fact, after=(one.entry,)))


def close(
    book: Book, acting: Acting, reference: str, words: str, *, outcome: str = "CLOSED", duplicate_of: str = ""
) -> Entry:
    """Close an incident with a finding.

    Raises:
        Malformed: there is no such incident, or none it could be a duplicate of; the outcome is none; nothing is said.
    """
    one = incident_called(book, reference)
    if outcome not in FINDINGS:
        raise Malformed.because("happening.stage", stage=outcome, known=", ".join(FINDINGS))
    other = incident_called(book, duplicate_of).reference if duplicate_of or outcome == "DUPLICATE" else ""
    _must_say(words, "finding")
    finding = _sealed(book, acting, one.reference, one.what, words)
    fact = IncidentClosed(incident=one.reference, finding=finding, outcome=outcome, duplicate_of=other)
    return book.write(acting.draft(fact, after=(one.entry,)))


def photograph(book: Book, acting: Acting, person: PersonId, image: bytes, *, taken_at: datetime) -> Entry:
    """Seal a photograph of somebody beside the book, made small; Malformed when it is none that can be read."""
    (digest,) = book.seal([(person, "photograph", prepared(image))])
    return book.write(acting.draft(Photographed(person=person, image=digest, taken_at=taken_at)))


def incident_called(book: Book, reference: str) -> Incident:
    """The incident of that name; Malformed when there is none."""
    found = book.reading(Incidents).called(reference)
    if found is None:
        known = ", ".join(one.reference for one in book.reading(Incidents).all()[-12:])
        raise Malformed.because("happening.unknown", incident=reference, known=known or None)
    return found


def said_of(book: Book, one: Incident, *, acting: Acting | None = None, because: str = "") -> Mapping[Digest, str]:
    """The account, additions and finding of an incident, as far as this copy has them and its reader may read them.

    What is about health lies in its compartment: it is opened with `acting`'s own key, for a reason that is written
    down first.

    Raises:
        Refused: he asks to open it and may not.
    """
    wanted = [one.reported.account, *(more.addition for more in one.additions), one.finding]
    digests = [digest for digest in wanted if digest is not None]
    apart = rooms_of(book.sealed, digests) if book.sealed is not None else {}
    said = dict(words_behind(book, [digest for digest in digests if digest not in apart]))
    if acting is not None and apart:
        opened = open_in(book, acting, list(apart), because, page="incident")
        said |= {digest: clear.decode(errors="replace") for digest, clear in opened.items()}
    return said


def found_beside(book: Book, now: datetime | None = None) -> tuple[Found, ...]:
    """Discrepancies of incidents, and, at an hour, of those who are not back though they were due."""
    papers = book.settings.custody.incident_minutes > 0
    alone = book.reading(Incidents).found(papers=papers)
    return alone if now is None else (*alone, *book.reading(Absences).found(now))


def next_reference(book: Book, acting: Acting) -> str:
    """The next name, such as `I-karkh-3`: each custodian counts his own, so that two who are apart never meet."""
    taken = {one.reference for one in book.reading(Incidents).all()}
    number = 1
    while f"I-{acting.by}-{number}" in taken:
        number += 1
    return f"I-{acting.by}-{number}"


def _sealed(book: Book, acting: Acting, reference: str, kind: str, words: str) -> Digest:
    """The digest of words sealed about an incident; what is about somebody's health lies in its compartment."""
    about = f"incident {reference}"
    if kind in OF_HEALTH:
        return seal_in(book, PersonId(about), "incident", "health", words.encode(), at=acting.hour)[0]
    return seal_words(book, about, "incident", words)[0]


def _kind_said(book: Book, acting: Acting, what: str) -> str:
    """The kind a word means; who escapes from a place that is no carrier escapes from a prison."""
    kind = kind_of(what)
    from_escort = book.places.parts.get(acting.by) == "escort"
    return "ESCAPE_FROM_PRISON" if what.strip().lower() == "escape" and not from_escort else kind


def _check_fault(fault: str) -> None:
    if fault:
        check_reason("incident.fault", fault)


def _must_say(words: str, wanted: str) -> None:
    if not words.strip():
        raise Malformed.because("happening.says-nothing", wanted=wanted)
