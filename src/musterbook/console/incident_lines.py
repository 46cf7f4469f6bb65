"""Rows of incidents, from one book at one moment: what happened, everything said since, and the papers beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from musterbook.console.care_rows import IncidentRow, IncidentsView, IncidentView, PaperLine, SaidLine
from musterbook.console.readings import Mentions
from musterbook.console.shown_acts import shown_act
from musterbook.custody.facts import Departed, Recovered
from musterbook.custody.incidents.facts import IncidentAdded, IncidentClosed, IncidentReported
from musterbook.custody.incidents.incidents import APART_AT_MOST, OF_HEALTH, Incident, Incidents
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.book import Book
from musterbook.operation.happening import found_beside, said_of
from musterbook.terms.people import PersonId
from musterbook.words.say import sentence

SEALED = ""


def incidents_view(book: Book, live: Book) -> IncidentsView:
    """Every incident, the newest first. `live` is the same book now, whose register says who may sign."""
    limit = book.settings.custody.incident_minutes
    rows = [row_of(one, limit) for one in reversed(book.reading(Incidents).all())]
    words = ("KIND", "--words", "WORDS", "--person", "NUMBER", "--place", "PLACE")
    report = shown_act(live, "report", "", IncidentReported, "incident report", *words)
    return IncidentsView(tuple(rows), limit, (report,))


def incident_view(book: Book, live: Book, reference: str, now: datetime, *, words: bool) -> IncidentView | None:
    """One incident; None when there is none of that name. `words` says that what is not about health may be opened."""
    one = book.reading(Incidents).called(reference)
    if one is None:
        return None
    opened = said_of(live, one) if words else {}
    papers = tuple(_papers(book, one))
    acts = (
        shown_act(live, "add", one.reference, IncidentAdded, "incident add", one.reference, "--words", "WORDS"),
        shown_act(live, "close", one.reference, IncidentClosed, "incident close", one.reference, "--words", "WORDS"),
    )
    return IncidentView(
        row_of(one, book.settings.custody.incident_minutes), tuple(_said(book, one, opened)), papers,
        tuple(sentence(found) for found in found_beside(book, now) if one.entry in found.entries), acts,
    )  # fmt: skip


def row_of(one: Incident, limit_minutes: int) -> IncidentRow:
    """An incident as a row."""
    return IncidentRow(
        one.reference, one.at, one.what, one.by, one.reported.place, one.reported.serial, len(one.people),
        tuple(sorted(one.people)), one.stage, one.closed, one.fault, one.reported.gravity, one.late_minutes,
        bool(limit_minutes) and one.late_minutes > limit_minutes, len(one.additions), one.what in OF_HEALTH,
        one.reported.counts_in_figures, one.duplicate_of, one.entry,
    )  # fmt: skip


def _said(book: Book, one: Incident, opened: Mapping[Digest, str]) -> Iterable[SaidLine]:
    """The report, everything added, and the finding, in the order in which they were said."""
    yield SaidLine("report", one.at, one.by, "AWAITING_REVIEW", opened.get(one.reported.account, SEALED), one.entry)
    for more in one.additions:
        yield SaidLine("addition", more.at, more.by, more.stage, opened.get(more.addition, SEALED), more.entry)
    closed = _closing(book, one)
    if one.finding is not None and closed is not None:
        words = opened.get(one.finding, SEALED)
        yield SaidLine("finding", closed.happened_at, closed.by, one.stage, words, closed.digest)


def _closing(book: Book, one: Incident) -> Entry | None:
    for entry in reversed(book.entries()):
        if isinstance(entry.fact, IncidentClosed) and entry.fact.incident == one.reference:
            return entry
    return None


def _papers(book: Book, one: Incident) -> Iterable[PaperLine]:
    """Every departure and recovery of those it happened to, from a day before it on."""
    mentions = book.reading(Mentions).of_person
    for person in sorted(one.people):
        for entry in mentions.get(person, ()):
            if entry.happened_at >= one.at - APART_AT_MOST:
                yield from _paper(person, entry)


def _paper(person: PersonId, entry: Entry) -> Iterable[PaperLine]:
    match entry.fact:
        case Departed() as fact if fact.person == person:
            yield PaperLine(person, fact.outcome, entry.happened_at, fact.papers, fact.authority, entry.digest)
        case Recovered() as fact if fact.person == person:
            yield PaperLine(person, "recovered", entry.happened_at, fact.papers or "", fact.how, entry.digest)
        case _:
            return
