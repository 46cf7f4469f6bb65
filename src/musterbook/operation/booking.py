"""Booking: moves are requested, approved, declined, put to another time and called off; and how far each has come.

Joins lift with custody and eligibility. A stage is read from what was signed, never stored: requested, approved,
seated, cleared, offered, let go, accepted; diverted and lodged lie between (custody.md section 15).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from musterbook.custody.diversions import Diversions
from musterbook.custody.handovers import Handover, Handovers
from musterbook.custody.incidents.away import Absences
from musterbook.custody.reasons import check_reason, check_worded
from musterbook.eligibility.clearance import Clearances
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.lift.facts import (
    Cancelled,
    LegCancelled,
    LegPlanned,
    LodgingPlanned,
    RequestApproved,
    RequestDeclined,
    Requested,
    Rescheduled,
)
from musterbook.lift.manifests import Manifests
from musterbook.lift.requests import CAPACITIES, DECLINED, Leg, Night, Request, Requests
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.sealed_words import seal_words
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId
from musterbook.terms.times import written

WAY: Final = ("requested", "approved", "seated", "cleared", "offered", "let-go", "accepted")


def request(
    book: Book, acting: Acting, *, receiver: CustodianId, giver: CustodianId, from_: datetime, until: datetime,
    people: Iterable[PersonId] = (), count: int = 0, move: str = "evacuation", proposed: bool = False,
    reference: str = "",
) -> Entry:  # fmt: skip
    """Propose or request a move of people, or of a number of people to be named later.

    Under the `reference` of a request there is it is asked again: people are named into a number, and what was declined
    or cancelled stands once more and wants new approvals.

    Raises:
        Malformed: it is for nobody, or ends before it begins; the kind of move is on no list; giver is receiver.
    """
    check_reason("move_kind", move)
    named = frozenset(people)
    if not named and count <= 0:
        raise Malformed.because("way.nobody")
    if until <= from_:
        raise Malformed.because("way.until", until=written(until))
    if giver == receiver:
        raise Malformed.because("handover.to-oneself", custodian=giver)
    known = book.reading(Requests).called(reference)
    fact = Requested(
        request=reference or _next(acting, "M", [one.reference for one in book.reading(Requests).all()]),
        giver=giver, receiver=receiver, from_=from_, until=until, stage="proposed" if proposed else "requested",
        people=named, count=0 if named else count, move=move,
    )  # fmt: skip
    return book.write(acting.draft(fact, after=(known.ended,) if known is not None and known.ended else ()))


def approve(book: Book, acting: Acting, reference: str, *, capacity: str) -> Entry:
    """Approve a request, as the population desk or as the carrier."""
    one = request_called(book, reference)
    if capacity not in CAPACITIES:
        raise Malformed.because("way.no-such", what="capacity", said=capacity, known=", ".join(CAPACITIES))
    return book.write(acting.draft(RequestApproved(request=one.reference, capacity=capacity), after=(one.entry,)))


def decline(book: Book, acting: Acting, reference: str, *, because: str, words: str = "") -> Entry:
    """Turn a request down, for a reason of the closed list."""
    check_worded("decline_request", because, words)
    one = request_called(book, reference)
    fact = RequestDeclined(request=one.reference, because=because, words=_sealed(book, one.reference, words))
    return book.write(acting.draft(fact, after=(one.entry,)))


def cancel(
    book: Book, acting: Acting, reference: str, *, because: str, people: Iterable[PersonId] = (), words: str = ""
) -> Entry:
    """Call a requested move off, for everyone or for some.

    Raises:
        Malformed: the reason is not on the list, or needs words; someone named is not of this request.
        Refused: someone was let go already: there is only a return trip, or a correction.
    """
    check_worded("cancel", because, words)
    one = request_called(book, reference)
    named = frozenset(people)
    if named - one.asked.people:
        raise Malformed.because("request.not-of-it", request=reference, person=min(named - one.asked.people))
    gone = let_go_of(book, one, named or one.people)
    if gone:
        raise Refused(*(Objection("request.let-go", person, {"request": reference}) for person in sorted(gone)))
    fact = Cancelled(request=one.reference, because=because, people=named, words=_sealed(book, one.reference, words))
    return book.write(acting.draft(fact, after=(one.entry,)))


def reschedule(book: Book, acting: Acting, reference: str, to: datetime, *, because: str = "") -> Entry:
    """Put a requested move to another time."""
    one = request_called(book, reference)
    fact = Rescheduled(request=one.reference, from_=one.begins, to=to, because=because)
    return book.write(acting.draft(fact, after=(one.entry,)))


def plan_leg(book: Book, acting: Acting, leg: LegPlanned) -> Entry:
    """Plan a leg, or plan it otherwise; Malformed when it arrives before it leaves."""
    if leg.arrives_at <= leg.leaves_at:
        raise Malformed.because("way.until", until=written(leg.arrives_at))
    return book.write(acting.draft(leg))


def cancel_leg(book: Book, acting: Acting, leg: str, *, because: str, words: str = "") -> Entry:
    """Write that a leg is not run: for a reason of the list `cancel`, or declined by whoever should have run it."""
    check_worded("cancel", because, words, more=(DECLINED,))
    one = leg_called(book, leg)
    fact = LegCancelled(leg=leg, because=because, words=_sealed(book, leg, words))
    return book.write(acting.draft(fact, after=(one.entry,)))


def plan_night(book: Book, acting: Acting, night: LodgingPlanned) -> Entry:
    """Plan a night on the way, plan it otherwise, or plan it no longer; Malformed when it ends before it begins."""
    check_reason("lodged", night.because)
    if night.until <= night.from_:
        raise Malformed.because("way.until", until=written(night.until))
    return book.write(acting.draft(night))


def request_called(book: Book, reference: str) -> Request:
    """The request of that name; Malformed when there is none."""
    found = book.reading(Requests).called(reference)
    if found is None:
        known = ", ".join(one.reference for one in book.reading(Requests).all()[-12:]) or None
        raise Malformed.because("way.no-such", what="request", said=reference, known=known)
    return found


def leg_called(book: Book, leg: str) -> Leg:
    """The leg of that name; Malformed when there is none."""
    legs = book.reading(Requests).legs
    if leg not in legs:
        raise Malformed.because("way.no-such", what="leg", said=leg, known=", ".join(sorted(legs)[-12:]) or None)
    return legs[leg]


def night_called(book: Book, name: str) -> Night:
    """The night of that name; Malformed when there is none."""
    nights = book.reading(Requests).nights
    if name not in nights:
        raise Malformed.because("way.no-such", what="night", said=name, known=", ".join(sorted(nights)[-12:]) or None)
    return nights[name]


def let_go_of(book: Book, one: Request, people: frozenset[PersonId]) -> frozenset[PersonId]:
    """Those of a request who have left their giver's hands on the way it asks for."""
    return frozenset(
        person
        for person in people
        for handover in book.reading(Handovers).about(person)
        if handover.giver == one.asked.giver and handover.at >= one.at
        and (person in handover.let_go or person in handover.accepted)
    )  # fmt: skip


def stage_of(book: Book, one: Request, person: PersonId) -> str:
    """How far one person of a request has come: the last stage of `WAY`, or cancelled, declined, diverted, lodged."""
    if person in one.called_off or one.cancelled:
        return "cancelled"
    handovers = [handover for handover in book.reading(Handovers).about(person) if handover.at >= one.at]
    serial = next((name for name, seated in book.reading(Manifests).serials.items() if person in seated.people), "")
    return _stage_on_the_way(book, one, person, handovers, serial) or _stage_before(book, one, person, serial)


def _stage_on_the_way(book: Book, one: Request, person: PersonId, handovers: Sequence[Handover], serial: str) -> str:
    """The stage of someone who was offered at least; empty when he was not."""
    if any(person in handover.accepted and handover.receiver == one.asked.receiver for handover in handovers):
        return "accepted"
    if any(absence.person == person for absence in book.reading(Absences).lodged()):
        return "lodged"
    if any(person in handover.let_go or person in handover.accepted for handover in handovers):
        return "diverted" if serial in book.reading(Diversions).by_serial else "let-go"
    return "offered" if any(person in handover.outstanding for handover in handovers) else ""


def _stage_before(book: Book, one: Request, person: PersonId, serial: str) -> str:
    """The stage of someone whom nobody has offered yet."""
    if book.reading(Clearances).is_cleared(person, one.begins):
        return "cleared"
    return "seated" if serial else one.stage


def _next(acting: Acting, prefix: str, known: Iterable[str]) -> str:
    """The next name, such as `M-karkh-3`: each custodian counts his own."""
    taken, number = set(known), 1
    while f"{prefix}-{acting.by}-{number}" in taken:
        number += 1
    return f"{prefix}-{acting.by}-{number}"


def _sealed(book: Book, about: str, words: str) -> Digest | None:
    return seal_words(book, f"request {about}", "request", words)[0] if words.strip() else None
