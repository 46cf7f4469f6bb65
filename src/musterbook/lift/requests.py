"""Requests for moves: proposed, requested, approved, declined, cancelled; when they are for; their legs and nights.

Their flow, read and never stored (custody.md section 15). Nobody is moved by a request, and nobody is kept by one: a
request that is cancelled leaves people where they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Self

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
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId

STAGES: Final = ("proposed", "requested", "approved", "declined", "cancelled")
CAPACITIES: Final = ("population-desk", "carrier")
"""As what somebody may approve a request: the desk that keeps the figures, and whoever will drive."""
DECLINED: Final = "declined"
"""Beside the reasons of the closed list `cancel`: whoever should have run a leg will not."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A request was put to another time: when, by whom, from what, to what."""

    entry: Digest
    by: CustodianId
    at: datetime
    from_: datetime
    to: datetime
    because: str


@dataclass(slots=True)
class Request:
    """One request and what became of it.

    Attributes:
        entry: digest of the request as first made; two made apart under one name are two.
        begins: when the move should begin, after everything that put it to another time.
        approvals: in which capacity, by whom and when it was approved.
        declined, cancelled: the reason, empty while nobody said so.
        called_off: for whom alone it was cancelled.
        ended: digest of what last declined or cancelled it, for all or for some; None while nobody did.
    """

    entry: Digest
    reference: str
    by: CustodianId
    at: datetime
    asked: Requested
    begins: datetime
    proposed_at: datetime | None = None
    approvals: dict[str, tuple[CustodianId, datetime]] = field(default_factory=dict)
    declined: str = ""
    cancelled: str = ""
    called_off: frozenset[PersonId] = frozenset()
    moved: list[Moved] = field(default_factory=list)
    ended: Digest | None = None

    @property
    def people(self) -> frozenset[PersonId]:
        """Whom it is for, those left out for whom it was cancelled."""
        return self.asked.people - self.called_off

    @property
    def heads(self) -> int:
        """How many it is for, named or not."""
        return len(self.people) or self.asked.count

    @property
    def stage(self) -> str:
        """One of `STAGES`. It is approved when the desk and the carrier both said so."""
        if self.cancelled:
            return "cancelled"
        if self.declined:
            return "declined"
        if all(one in self.approvals for one in CAPACITIES):
            return "approved"
        return self.asked.stage

    @property
    def dates_collide(self) -> tuple[Moved, ...]:
        """Times it was put to by somebody who had not read of the time before: each has an author."""
        known = [self.asked.from_, *(one.to for one in self.moved)]
        return tuple(one for place, one in enumerate(self.moved) if one.from_ != known[place])


@dataclass(frozen=True, slots=True)
class Leg:
    """A leg as it is planned now; `cancelled` says why it is not run, empty when it is."""

    entry: Digest
    by: CustodianId
    planned: LegPlanned
    cancelled: str = ""


@dataclass(frozen=True, slots=True)
class Night:
    """A night on the way as it is planned now."""

    entry: Digest
    by: CustodianId
    planned: LodgingPlanned


class Requests:
    """Every request, leg and night by its name."""

    def __init__(self) -> None:
        self._requests: dict[str, Request] = {}
        self._early: dict[str, list[Entry]] = {}
        self.legs: dict[str, Leg] = {}
        self.nights: dict[str, Night] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The requests in `entries`, which stand in reading order."""
        requests = cls()
        for entry in entries:
            requests.add(entry)
        return requests

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; always possible."""
        fact = entry.fact
        match fact:
            case Requested():
                self._ask(entry, fact)
            case RequestApproved() | RequestDeclined() | Cancelled() | Rescheduled():
                known = self._requests.get(fact.request)
                if known is None:
                    self._early.setdefault(fact.request, []).append(entry)
                else:
                    _answer(known, entry)
            case LegPlanned():
                self.legs[fact.leg] = Leg(entry.digest, entry.by, fact)
            case LegCancelled() if fact.leg in self.legs:
                leg = self.legs[fact.leg]
                self.legs[fact.leg] = Leg(leg.entry, leg.by, leg.planned, fact.because)
            case LodgingPlanned():
                self.nights[fact.lodging] = Night(entry.digest, entry.by, fact)
        return True

    def all(self) -> tuple[Request, ...]:
        """Every request, in the order first made."""
        return tuple(self._requests.values())

    def called(self, reference: str) -> Request | None:
        """The request of this name."""
        return self._requests.get(reference)

    def about(self, person: PersonId) -> tuple[Request, ...]:
        """The requests that name someone, cancelled for him or not."""
        return tuple(one for one in self._requests.values() if person in one.asked.people)

    def nights_planned(self) -> tuple[Night, ...]:
        """Nights that are still meant to be."""
        return tuple(one for one in self.nights.values() if not one.planned.cancelled)

    def _ask(self, entry: Entry, fact: Requested) -> None:
        """A proposal that is requested later is one request; whoever it names then, it is for.

        Approvals stay for as many people or fewer between the same two. Whoever asks again in the knowledge that it was
        declined or cancelled takes that back; one who did not know leaves it as it was.
        """
        known = self._requests.get(fact.request)
        if known is None:
            known = Request(entry.digest, fact.request, entry.by, entry.happened_at, fact, fact.from_)
            self._requests[fact.request] = known
        else:
            if _asks_otherwise(fact, known) or (known.ended in entry.act.after and (known.declined or known.cancelled)):
                known.approvals.clear()
            if known.ended in entry.act.after:
                known.declined, known.cancelled, known.called_off, known.ended = "", "", frozenset(), None
            known.asked, known.begins = fact, fact.from_
        if fact.stage == "proposed":
            known.proposed_at = entry.happened_at
        for early in self._early.pop(fact.request, ()):
            _answer(known, early)


def _asks_otherwise(fact: Requested, known: Request) -> bool:
    """Whether it is for more people than was approved, or between others."""
    between = (fact.giver, fact.receiver) == (known.asked.giver, known.asked.receiver)
    return not between or (len(fact.people) or fact.count) > known.heads


def _answer(request: Request, entry: Entry) -> None:
    match entry.fact:
        case RequestApproved(capacity=capacity):
            request.approvals.setdefault(capacity, (entry.by, entry.happened_at))
            request.declined = ""
        case RequestDeclined(because=because):
            request.declined, request.ended = because, entry.digest
        case Cancelled(because=because, people=people):
            whole = not people or not request.asked.people - request.called_off - people
            request.called_off |= people
            request.ended = entry.digest
            request.cancelled = because if whole else request.cancelled
        case Rescheduled(from_=was, to=to, because=because):
            request.moved.append(Moved(entry.digest, entry.by, entry.happened_at, was, to, because))
            request.begins = to
