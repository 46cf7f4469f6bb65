"""Passing: the points of a way, what is announced of it, nights and closed doors on it, and steps at court.

Truth is written: none of it is refused for being unwelcome or late, and none of it moves anybody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from musterbook.custody.incidents.away import Absence, Absences
from musterbook.custody.incidents.facts import (
    Announced,
    CourtStep,
    LockedOut,
    Lodged,
    LodgingEnded,
    Passed,
    Remarked,
    UnderOperation,
)
from musterbook.custody.incidents.milestones import ANNOUNCEMENTS, COURT_STEPS, POINTS, Leg, Milestones
from musterbook.custody.reasons import check_worded
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.diverting import aboard
from musterbook.operation.sealed_words import seal_words
from musterbook.operation.serials import serial_named
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed
from musterbook.terms.people import PersonId
from musterbook.terms.times import written


@dataclass(frozen=True, slots=True)
class Whom:
    """What is spoken of: a serial, people, or people of a serial; on a leg where it has a name."""

    people: frozenset[PersonId]
    serial: str = ""
    leg: str = ""


def whom(book: Book, *, serial: str = "", people: Iterable[PersonId] = (), leg: str = "") -> Whom:
    """The people named; of a serial, those with its escort where nobody is named.

    Raises:
        Malformed: neither a serial nor anybody is named, or there is no such serial.
    """
    named = frozenset(people)
    if not named and not serial:
        raise Malformed.because("way.nobody")
    if serial and not named:
        named = aboard(book, serial_named(book, serial))
    return Whom(named, serial, leg)


def passed(
    book: Book, acting: Acting, point: str, about: Whom, *, place: str = "", from_: str = "", to: str = "",
    due_back: datetime | None = None, because: str = "",
) -> Entry:  # fmt: skip
    """Write that a point was passed.

    Raises:
        Malformed: there is no such point; someone goes out and nobody says when he is due back, or it is before he
            goes; a carrier is changed and nobody says why, from what and to what.
    """
    _one_of("point", point, POINTS)
    if point == "out" and (due_back is None or due_back <= acting.at):
        raise Malformed.because("way.due-back")
    if point == "carrier-changed" and not (from_ and to and because.strip()):
        raise Malformed.because("way.carrier-changed")
    return book.write(
        acting.draft(
            Passed(
                point=point, people=about.people, serial=about.serial, leg=about.leg, place=place, from_=from_, to=to,
                due_back=due_back, because=_sealed(book, acting, because),
            )
        )
    )  # fmt: skip


def announce(book: Book, acting: Acting, what: str, about: Whom, *, to: CustodianId, expected_at: datetime) -> Entry:
    """Write that somebody was told when they will be there.

    Said twice it is one announcement: who says the same again gets the entry that says so already.

    Raises:
        Malformed: it is no announcement of the list, or they would have been there before it was said.
    """
    _one_of("announcement", what, ANNOUNCEMENTS)
    if expected_at < acting.at:
        raise Malformed.because("way.announced-past", expected=written(expected_at))
    fact = Announced(what=what, to=to, expected_at=expected_at, people=about.people, serial=about.serial)
    known = book.reading(Milestones).announced(about.serial, what)
    said = book.entry(known.entry) if known is not None else None
    if said is not None and said.fact == fact:
        return said
    return book.write(acting.draft(fact))


def lock_out(book: Book, acting: Acting, about: Whom, *, place: str, because: str, words: str = "") -> Entry:
    """Write that they arrived and were not let in; they stay in the hands they are in."""
    check_worded("locked_out", because, words)
    return book.write(
        acting.draft(
            LockedOut(
                place=place, because=because, people=about.people, serial=about.serial, leg=about.leg,
                words=_sealed(book, acting, words),
            )
        )
    )  # fmt: skip


def lodge(
    book: Book, acting: Acting, about: Whom, *, place: str, because: str, until: datetime, words: str = ""
) -> Entry:
    """Write that they spend a night on the way.

    Raises:
        Malformed: the reason is not on the list, or needs words; it would end before it begins.
    """
    check_worded("lodged", because, words)
    if until <= acting.at:
        raise Malformed.because("way.until", until=written(until))
    return book.write(
        acting.draft(
            Lodged(
                place=place, because=because, until=until, people=about.people, serial=about.serial, leg=about.leg,
                words=_sealed(book, acting, words),
            )
        )
    )  # fmt: skip


def end_lodging(book: Book, acting: Acting, about: Whom, *, place: str) -> Entry:
    """Write that they go on."""
    return book.write(acting.draft(LodgingEnded(place=place, people=about.people, serial=about.serial)))


def under_operation(
    book: Book, acting: Acting, about: Whom, *, operation: str, authority: str, place: str = ""
) -> Entry:
    """Write that they move under a named operation, by somebody's authority."""
    if not operation.strip() or not authority.strip():
        raise Malformed.because("way.operation")
    fact = UnderOperation(
        operation=operation, authority=authority, people=about.people, serial=about.serial, place=place
    )
    return book.write(acting.draft(fact))


def court_step(
    book: Book, acting: Acting, step: str, people: Iterable[PersonId], *, court: str, words: str = ""
) -> Entry:
    """Write a step at a court; hours, orders and names are sealed.

    Raises:
        Malformed: there is no such step, or it is about nobody.
    """
    _one_of("step", step, COURT_STEPS)
    named = frozenset(people)
    if not named:
        raise Malformed.because("way.nobody")
    fact = CourtStep(step=step, court=court, people=named, papers=_sealed(book, acting, words))
    return book.write(acting.draft(fact))


def remark(book: Book, acting: Acting, about: Whom, words: str, *, from_: str = "") -> Entry:
    """Write down what no other fact says."""
    if not words.strip():
        raise Malformed.because("happening.says-nothing", wanted="remark")
    (summary,) = seal_words(book, f"remark of {acting.by}", "remark", words)
    author = from_ or (acting.officers[0][0] if acting.officers else acting.by)
    return book.write(acting.draft(Remarked(summary=summary, from_=author, people=about.people, serial=about.serial)))


@dataclass(frozen=True, slots=True)
class UnderWay:
    """What is under way at an hour: legs not ended, those of them late, who is out, and who is lodged."""

    legs: tuple[Leg, ...]
    late: tuple[Leg, ...]
    out: tuple[Absence, ...]
    lodged: tuple[Absence, ...]


def under_way(book: Book, now: datetime) -> UnderWay:
    """Everything that was begun and not ended, as far as the book knows."""
    milestones, absences = book.reading(Milestones), book.reading(Absences)
    late = milestones.alarms(now, allowed_minutes=book.settings.custody.leg_minutes)
    return UnderWay(milestones.open_legs(), late, absences.out(), absences.lodged())


@dataclass(frozen=True, slots=True)
class Overheld:
    """Somebody a court freed and who is still held: since when, by whom, whole days."""

    person: PersonId
    custodian: CustodianId
    step: str
    since: datetime
    days: int


def overheld(book: Book, now: datetime) -> tuple[Overheld, ...]:
    """Everyone a court ordered released or bailed and who is still in somebody's hands, the longest first."""
    roll = book.reading(Roll)
    held = []
    for person, order in book.reading(Milestones).freed_by_court().items():
        holder = roll.holder(person)
        if holder is not None and order.at <= now and isinstance(order.fact, CourtStep):
            held.append(Overheld(person, holder, order.fact.step, order.at, (now - order.at).days))
    return tuple(sorted(held, key=lambda one: (one.since, one.person)))


def _one_of(what: str, said: str, known: Collection[str]) -> None:
    if said not in known:
        raise Malformed.because("way.no-such", what=what, said=said, known=", ".join(known))


def _sealed(book: Book, acting: Acting, words: str) -> Digest | None:
    return seal_words(book, f"way of {acting.by}", "way", words)[0] if words.strip() else None
