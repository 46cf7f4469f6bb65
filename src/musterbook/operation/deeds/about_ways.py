"""Deeds about the way: points passed, nights, closed doors, steps at court, and moves that somebody asks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from musterbook.ledger.entry import Entry
from musterbook.lift.facts import LegPlanned, LodgingPlanned
from musterbook.lift.requests import Requests
from musterbook.operation import booking, handing_over, old_copy, passing
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.passing import whom
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId


def pass_point(
    book: Book, acting: Acting, point: str, *, serial: str = "", people: Iterable[PersonId] = (), leg: str = "",
    place: str = "", from_carrier: str = "", to_carrier: str = "", due_back: datetime | None = None,
    because: str = "",
) -> Entry:  # fmt: skip
    """Write that a point of the way was passed."""
    about = whom(book, serial=serial, people=people, leg=leg)
    return passing.passed(
        book, acting, point, about, place=place, from_=from_carrier, to=to_carrier, due_back=due_back,
        because=because,
    )  # fmt: skip


def announce(
    book: Book, acting: Acting, what: str, *, expected: datetime, to: CustodianId, serial: str = "",
    people: Iterable[PersonId] = (),
) -> Entry:  # fmt: skip
    """Write that somebody was told when they will be there."""
    return passing.announce(
        book, acting, what, whom(book, serial=serial, people=people), to=to, expected_at=expected
    )  # fmt: skip


def lock_out(
    book: Book, acting: Acting, place: str, *, reason: str, serial: str = "", people: Iterable[PersonId] = (),
    leg: str = "", words: str = "",
) -> Entry:  # fmt: skip
    """Write that they arrived and were not let in."""
    about = whom(book, serial=serial, people=people, leg=leg)
    return passing.lock_out(book, acting, about, place=place, because=reason, words=words)


def lodge(
    book: Book, acting: Acting, place: str, *, until: datetime, reason: str, serial: str = "",
    people: Iterable[PersonId] = (), leg: str = "", words: str = "",
) -> Entry:  # fmt: skip
    """Write that they spend a night on the way."""
    about = whom(book, serial=serial, people=people, leg=leg)
    return passing.lodge(book, acting, about, place=place, because=reason, until=until, words=words)


def end_lodging(
    book: Book, acting: Acting, place: str, *, serial: str = "", people: Iterable[PersonId] = ()
) -> Entry:  # fmt: skip
    """Write that they go on from where they spent the night."""
    return passing.end_lodging(book, acting, whom(book, serial=serial, people=people), place=place)


def court_step(
    book: Book, acting: Acting, people: Iterable[PersonId], *, at_court: str, court: str, words: str = ""
) -> Entry:
    """Write a step at a court."""
    return passing.court_step(book, acting, at_court, people, court=court, words=words)


def under_operation(
    book: Book, acting: Acting, operation: str, *, authority: str, serial: str = "",
    people: Iterable[PersonId] = (), place: str = "",
) -> Entry:  # fmt: skip
    """Write that they move under a named operation."""
    about = whom(book, serial=serial, people=people)
    return passing.under_operation(book, acting, about, operation=operation, authority=authority, place=place)


def remark(
    book: Book, acting: Acting, words: str, *, serial: str = "", people: Iterable[PersonId] = (), said_by: str = ""
) -> Entry:
    """Write down what no other deed says."""
    return passing.remark(book, acting, whom(book, serial=serial, people=people), words, from_=said_by)


def check_bands(
    book: Book, acting: Acting, move: str, *, people: Iterable[PersonId], how: str,
    differs: Iterable[PersonId] = (),
) -> Entry:  # fmt: skip
    """Write that each of these people was compared with his band, and of whom it is not his."""
    strangers = frozenset(differs)
    return handing_over.check_identities(
        book, acting, move, frozenset(people) - strangers, how=how, mismatched=strangers
    )  # fmt: skip


def confirm_agreements(
    book: Book, acting: Acting, serial: str, *, confirmed_by: str, at: datetime | None = None
) -> Entry:  # fmt: skip
    """Write who confirmed the agreements by radio, for one serial."""
    return old_copy.confirm(book, acting, serial, by=confirmed_by, at=at or acting.at)


def ask_move(
    book: Book, acting: Acting, receiver: CustodianId, *, from_: datetime, until: datetime,
    giver: CustodianId | None = None, people: Iterable[PersonId] = (), count: int = 0, move: str = "evacuation",
    proposed: bool = False, request: str = "",
) -> Entry:  # fmt: skip
    """Ask for a move of people, or of a number of people to be named later; or again, as the request there is."""
    return booking.request(
        book, acting, receiver=receiver, giver=giver or acting.by, from_=from_, until=until, people=people,
        count=count, move=move, proposed=proposed,
        reference=booking.request_called(book, request).reference if request else "",
    )  # fmt: skip


def call_off(
    book: Book, acting: Acting, request: str, *, reason: str, people: Iterable[PersonId] = (), words: str = ""
) -> Entry:
    """Call a requested move off, for everyone or for some."""
    return booking.cancel(book, acting, request, because=reason, people=people, words=words)


def decline(book: Book, acting: Acting, request: str, *, reason: str, words: str = "") -> Entry:
    """Turn a request down."""
    return booking.decline(book, acting, request, because=reason, words=words)


def approve(book: Book, acting: Acting, request: str, *, capacity: str) -> Entry:
    """Approve a request, as the population desk or as the carrier."""
    return booking.approve(book, acting, request, capacity=capacity)


def put_off(book: Book, acting: Acting, request: str, *, to_hour: datetime, because: str = "") -> Entry:
    """Put a requested move to another time."""
    return booking.reschedule(book, acting, request, to_hour, because=because)


def plan_leg(
    book: Book, acting: Acting, leg: str, *, start: str, end: str, leaves_at: datetime, arrives_at: datetime,
    serial: str = "", request: str = "", carrier: str = "", people: Iterable[PersonId] = (),
) -> Entry:  # fmt: skip
    """Plan a leg, or plan it otherwise."""
    return booking.plan_leg(book, acting, LegPlanned(
        leg=leg, from_=start, to=end, leaves_at=leaves_at, arrives_at=arrives_at, request=request, serial=serial,
        carrier=carrier, people=frozenset(people),
    ))  # fmt: skip


def cancel_leg(book: Book, acting: Acting, leg: str, *, reason: str, words: str = "") -> Entry:
    """Write that a leg is not run."""
    return booking.cancel_leg(book, acting, leg, because=reason, words=words)


def plan_night(
    book: Book, acting: Acting, night: str, *, place: str, from_: datetime, until: datetime, reason: str,
    request: str = "", people: Iterable[PersonId] = (),
) -> Entry:  # fmt: skip
    """Plan a night on the way, or plan it otherwise."""
    before = book.reading(Requests).nights.get(night)
    return booking.plan_night(book, acting, LodgingPlanned(
        lodging=night, place=place, from_=from_, until=until, because=reason, request=request,
        replaces=before.entry if before else None, people=frozenset(people),
    ))  # fmt: skip


def cancel_night(book: Book, acting: Acting, night: str) -> Entry:
    """Write that a night on the way is no longer meant."""
    known = booking.night_called(book, night)
    return booking.plan_night(book, acting, replace(known.planned, cancelled=True, replaces=known.entry))
