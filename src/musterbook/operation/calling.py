"""Calling: agencies join and leave; a call is opened with a picture of the book, attended, closed and agreed to.

Joins coordination with custody, the watch and the gates, which the picture is taken of. What people say is sealed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from musterbook.coordination.agencies import Agencies
from musterbook.coordination.calls import ATTENDING, Call, Calls
from musterbook.coordination.facts import (
    AgencyJoined,
    AgencyLeft,
    Answered,
    Asked,
    Attendant,
    CallAttended,
    CallClosed,
    CallOpened,
    MinutesAdded,
    MinutesAgreed,
    MinutesObjected,
)
from musterbook.coordination.questions import Questions
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.coordinating import agency_of, must_follow, must_say, next_name, no_such, one_of, speaking_for
from musterbook.operation.gates import Stopped
from musterbook.operation.sealed_words import seal_words
from musterbook.terms.custodians import custodian_of
from musterbook.terms.errors import Malformed
from musterbook.watch.alert_book import Alerts
from musterbook.watch.rungs import Rung

EVERYONE: Final = "*"


@dataclass(frozen=True, slots=True)
class Picture:
    """What a call begins with: people by custodian (`*` everyone), rung by site, people stopped by gate."""

    headcount: Mapping[str, int]
    outlooks: Mapping[str, str]
    blocked: Mapping[str, int]


def picture(book: Book, now: datetime) -> Picture:
    """The picture of the book at a moment; a site without an open alert has no rung."""
    held: dict[str, int] = {}
    for account, people in book.reading(Roll).counts.items():
        custodian = custodian_of(account)
        if custodian is not None and people:
            held[custodian] = held.get(custodian, 0) + people
    held[EVERYONE] = sum(held.values())
    blocked = {rule: still for rule, (_, still) in Stopped(book, now).counts().items() if still}
    return Picture(held, rungs(book), blocked)


def rungs(book: Book) -> dict[str, str]:
    """The highest rung of every site that has an open alert."""
    highest: dict[str, Rung] = {}
    for alert in book.reading(Alerts).open():
        highest[alert.fact.site] = max(alert.rung, highest.get(alert.fact.site, alert.rung))
    return {site: rung.name.lower() for site, rung in sorted(highest.items())}


def crisis(book: Book) -> bool:
    """Whether any site is at ready or above, which shortens the way of a late action to the chair."""
    return any(Rung[name.upper()] >= Rung.READY for name in rungs(book).values())


def join_agency(
    book: Book, acting: Acting, name: str, *, lead: str, deputy: str = "", principal: str = "",
    reads: Iterable[str] = (),
) -> Entry:  # fmt: skip
    """An agency takes part; its lead, deputy and principal are officers of the register.

    Raises:
        Malformed: the agency has no name or no lead, or one of them is no officer.
    """
    must_say(agency=name, lead=lead)
    officers = {officer for officer, _ in book.register.officers()}
    for officer in filter(None, (lead, deputy, principal)):
        if officer not in officers:
            raise no_such("officer", officer, officers)
    fact = AgencyJoined(agency=name, lead=lead, deputy=deputy, principal=principal, reads=frozenset(reads))
    return book.write(acting.draft(fact))


def leave_agency(book: Book, acting: Acting, name: str, *, because: str) -> Entry:
    """An agency takes part no longer."""
    agency_of(book, name, acting.at)
    (digest,) = seal_words(book, f"agency {name}", "reason", because)
    return book.write(acting.draft(AgencyLeft(agency=name, because=digest)))


def open_call(
    book: Book, acting: Acting, *, chair: str, planned_at: datetime | None = None,
    attending: Iterable[tuple[str, str, str]] = (),
) -> Entry:  # fmt: skip
    """Open a call; the program takes the picture of the book, and whoever signs first is the recorder.

    Args:
        book: the book.
        acting: who writes.
        chair: the officer who leads the call.
        planned_at: for when it was called; now when nobody says.
        attending: (agency, present or deputy or absent, officer) of those who are there already.
    """
    must_say(chair=chair)
    came = tuple(_attendant(book, *one, at=acting.at) for one in attending)
    name = next_name(book, acting, "CALL", [one.name for one in book.reading(Calls).all()])
    seen = picture(book, acting.at)
    fact = CallOpened(
        call=name, planned_at=planned_at or acting.at, chair=chair, recorder=acting.officers[0][0],
        marking=book.settings.marking, heads=book.head(), headcount_as_of=acting.at, attending=came,
        headcount=seen.headcount, outlooks=seen.outlooks, blocked=seen.blocked,
    )  # fmt: skip
    return book.write(acting.draft(fact))


def attend(book: Book, acting: Acting, call: str, agency: str, *, how: str, person: str = "") -> Entry:
    """An agency answers the roll of a call that is open."""
    found = call_named(book, call)
    if found.closed_at is not None:
        raise Malformed.because("call.closed", call=found.name)
    attendant = _attendant(book, agency, how, person, at=acting.at)
    return book.write(acting.draft(CallAttended(call=found.name, attendant=attendant)))


def close_call(book: Book, acting: Acting, call: str, *, minutes: str) -> Entry:
    """Close a call: its minutes are read back, and agencies have the hours of the settings to answer."""
    found = call_named(book, call)
    if found.closed_at is not None:
        raise Malformed.because("call.closed", call=found.name)
    must_say(minutes=minutes)
    (digest,) = seal_words(book, f"call {found.name}", "minutes", minutes)
    return book.write(acting.draft(CallClosed(call=found.name, minutes=digest)))


def answer_minutes(
    book: Book, acting: Acting, call: str, agency: str, *, objection: str = "", addition: str = ""
) -> Entry:
    """An agency agrees to the minutes, objects to them, or adds to them.

    Raises:
        Malformed: the call is open still, or the time for agreeing and objecting has passed, and only adding is left.
        Refused: nobody who signs speaks for the agency.
    """
    found = call_named(book, call)
    speaking_for(book, acting, agency)
    if found.closed_at is None or found.minutes is None:
        raise Malformed.because("call.open", call=found.name)
    about = f"call {found.name}"
    if addition:
        (digest,) = seal_words(book, about, "addition", addition)
        return book.write(acting.draft(MinutesAdded(call=found.name, agency=agency, text=digest)))
    if acting.at > found.closed_at + book.settings.coordination.read_back:
        raise Malformed.because("call.too-late", call=found.name, hours=book.settings.coordination.read_back_hours)
    if objection:
        (digest,) = seal_words(book, about, "objection", objection)
        return book.write(acting.draft(MinutesObjected(call=found.name, agency=agency, text=digest)))
    return book.write(acting.draft(MinutesAgreed(call=found.name, agency=agency, minutes=found.minutes)))


def ask(book: Book, acting: Acting, agency: str, *, to: str, text: str, due: datetime) -> Entry:
    """One agency asks another something."""
    speaking_for(book, acting, agency)
    agency_of(book, to, acting.at)
    must_say(text=text)
    must_follow("due", due, acting.at)
    name = next_name(book, acting, "ASK", [one.name for one in book.reading(Questions).all()])
    (digest,) = seal_words(book, f"question {name}", "question", text)
    return book.write(acting.draft(Asked(question=name, agency=agency, to_agency=to, text=digest, due=due)))


def answer(book: Book, acting: Acting, question: str, *, text: str) -> Entry:
    """The agency that was asked answers."""
    known = {one.name: one for one in book.reading(Questions).all()}
    if question not in known:
        raise no_such("question", question, known)
    speaking_for(book, acting, known[question].terms.to_agency)
    must_say(text=text)
    (digest,) = seal_words(book, f"question {question}", "answer", text)
    return book.write(acting.draft(Answered(question=question, text=digest)))


def call_named(book: Book, name: str) -> Call:
    """A call by its name, or the last one when no name is given; Malformed when there is none."""
    calls = book.reading(Calls)
    found = calls.call(name) if name else calls.last()
    if found is None and not name:
        raise Malformed.because("call.none-yet")
    if found is None:
        raise no_such("call", name, [one.name for one in calls.all()])
    return found


def silent(book: Book, call: Call, now: datetime) -> Mapping[str, str]:
    """What each agency said of the minutes of a call: agreed, objected, silent or waiting."""
    agencies = [one.name for one in book.reading(Agencies).taking_part(call.opened_at)]
    return call.answers(agencies, now, book.settings.coordination)


def agencies_told(book: Book, now: datetime) -> list[dict[str, Any]]:
    """Who takes part, with what each said of the last minutes; whoever said nothing stands first."""
    last = book.reading(Calls).last(now)
    said = silent(book, last, now) if last is not None and last.closed_at is not None else {}
    rows = [
        {"agency": one.name, "lead": one.lead, "deputy": one.deputy, "principal": one.principal,
         "reads": sorted(one.reads), "joined_at": one.joined_at.isoformat(), "minutes": said.get(one.name, ""),
         "came": last.attending[one.name].as_ if last is not None and one.name in last.attending else ""}
        for one in book.reading(Agencies).taking_part(now)
    ]  # fmt: skip
    order = ("silent", "waiting", "objected", "agreed", "")
    return sorted(rows, key=lambda row: (order.index(str(row["minutes"])), str(row["agency"])))


def _attendant(book: Book, agency: str, how: str, person: str, *, at: datetime) -> Attendant:
    found = agency_of(book, agency, at)
    one_of("attending", how, ATTENDING)
    usual = {"present": found.lead, "deputy": found.deputy, "absent": ""}
    return Attendant(agency=agency, as_=how, person="" if how == "absent" else person or usual[how])
