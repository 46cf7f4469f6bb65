"""Handovers: how far each has come. Stages are read from what was signed, never stored.

    offered ──let-go──▶ handing-over ──accepted──▶ accepted, or accepted-with-exceptions
       │  └─withdrawn        │   └─taken-back
       └─refused ◀───────────┘

Two sites without a link may use one reference; each offer is kept under its digest and shown by its reference.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Self

from musterbook.custody.facts import Accepted, HandoverException, LetGo, Offered, Refused, TakenBack, Withdrawn
from musterbook.custody.settings import CustodySettings
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId
from musterbook.terms.times import minutes_between

STAGES: Final = (
    "offered", "handing-over", "accepted", "accepted-with-exceptions", "refused", "withdrawn", "taken-back",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Acceptance:
    """One answer of somebody who took people: an offer may have several, when some come later."""

    entry: Digest
    by: CustodianId
    at: datetime
    written_at: datetime
    via: str
    people: frozenset[PersonId]
    exceptions: tuple[HandoverException, ...]

    @property
    def late_minutes(self) -> int:
        """How long after it happened it was written."""
        return max(0, minutes_between(self.at, self.written_at))


@dataclass(slots=True)
class Handover:
    """One offer and what became of it.

    Attributes:
        offer: digest of the offer's entry: the true name.
        reference: the name for mouths, which two sites may have used alike.
        giver: who offered.
        receiver: whom the offer names.
        offered: the offer itself.
        at: when it was offered.
        let_go: when each person left the giver's hands.
        acceptances: who took people of it, in order: the receiver, or another who says that he did.
        taken_back: when each person came back to the giver.
        refused_at: when the receiver took nobody.
        withdrawn_at: when the giver called it off.
    """

    offer: Digest
    reference: str
    giver: CustodianId
    receiver: CustodianId
    offered: Offered
    at: datetime
    let_go: dict[PersonId, datetime] = field(default_factory=dict)
    acceptances: list[Acceptance] = field(default_factory=list)
    taken_back: dict[PersonId, datetime] = field(default_factory=dict)
    refused_at: datetime | None = None
    refused_because: str = ""
    withdrawn_at: datetime | None = None
    withdrawn_because: str = ""

    @property
    def people(self) -> frozenset[PersonId]:
        """Everyone offered."""
        return self.offered.people

    @property
    def accepted(self) -> frozenset[PersonId]:
        """Everyone the receiver took, offered or not."""
        return frozenset[PersonId]().union(*(one.people for one in self.acceptances))

    @property
    def exceptions(self) -> tuple[HandoverException, ...]:
        """Every named exception, of all acceptances."""
        return tuple(exception for one in self.acceptances for exception in one.exceptions)

    @property
    def outstanding(self) -> frozenset[PersonId]:
        """Offered, neither accepted nor taken back."""
        return self.people - self.accepted - self.taken_back.keys()

    @property
    def due_by(self) -> datetime:
        """When the acceptance is due."""
        return self.offered.due_by

    @property
    def let_go_at(self) -> datetime | None:
        """When the first left the giver's hands."""
        return min(self.let_go.values(), default=None)

    @property
    def accepted_at(self) -> datetime | None:
        """When the receiver first took someone."""
        return min((one.at for one in self.acceptances), default=None)

    @property
    def stage(self) -> str:
        """One of `STAGES`."""
        if self.acceptances:
            whole = not self.exceptions and not self.outstanding
            return "accepted" if whole else "accepted-with-exceptions"
        if self.taken_back and not self.outstanding:
            return "taken-back"
        if self.refused_at is not None:
            return "refused"
        if self.withdrawn_at is not None and not self.let_go:
            return "withdrawn"
        return "handing-over" if self.let_go else "offered"

    @property
    def late_minutes(self) -> int:
        """How long after it happened the latest-written acceptance was written; 0 when none was late."""
        return max((one.late_minutes for one in self.acceptances), default=0)

    @property
    def on_paper(self) -> bool:
        """Whether any acceptance was signed on paper first."""
        return any(one.via == "paper" for one in self.acceptances)

    def overdue_minutes(self, now: datetime) -> int | None:
        """Whole minutes past due at `now`; None when someone has answered, or it is not due yet.

        The giver still answers: nothing returns by a timer.
        """
        if self.stage not in ("offered", "handing-over") or now <= self.due_by:
            return None
        return minutes_between(self.due_by, now)

    def alarms(self, now: datetime, settings: CustodySettings | None = None) -> int:
        """How many overdue alarms have sounded by `now`."""
        minutes = self.overdue_minutes(now)
        steps = (settings or CustodySettings()).overdue_alarm_minutes
        return 0 if minutes is None else sum(minutes >= step for step in steps)


class Handovers:
    """Every handover, by the digest of its offer, in the order offered."""

    def __init__(self) -> None:
        self._by_offer: dict[Digest, Handover] = {}
        self._by_reference: dict[tuple[CustodianId, str], list[Handover]] = {}
        self._by_person: dict[PersonId, list[Handover]] = {}
        self._early: dict[Digest, list[Entry]] = {}
        self._early_references: dict[tuple[CustodianId, str], list[Entry]] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The handovers of `entries`, which stand in reading order."""
        handovers = cls()
        for entry in entries:
            handovers.add(entry)
        return handovers

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; always possible."""
        fact = entry.fact
        if isinstance(fact, Offered):
            self._offer(entry, fact)
        elif isinstance(fact, Accepted | Refused):
            handover = self._by_offer.get(fact.offer)
            if handover is None:
                self._early.setdefault(fact.offer, []).append(entry)
            else:
                _answer(handover, entry)
        elif isinstance(fact, LetGo | TakenBack | Withdrawn):
            self._giver_says(entry, (entry.by, fact.handover))
        return True

    def __iter__(self) -> Iterator[Handover]:
        return iter(self._by_offer.values())

    def __len__(self) -> int:
        return len(self._by_offer)

    def all(self) -> tuple[Handover, ...]:
        """Every handover, in the order offered."""
        return tuple(self._by_offer.values())

    def named(self, offer: Digest) -> Handover | None:
        """The handover whose offer has this digest."""
        return self._by_offer.get(offer)

    def called(self, reference: str) -> tuple[Handover, ...]:
        """Every handover of this reference, of whichever giver."""
        return tuple(one for one in self._by_offer.values() if one.reference == reference)

    def about(self, person: PersonId) -> tuple[Handover, ...]:
        """The handovers someone was offered in, in order."""
        return tuple(self._by_person.get(person, ()))

    def open(self) -> tuple[Handover, ...]:
        """Offered or handing over, and nobody has answered."""
        return tuple(one for one in self._by_offer.values() if one.stage in ("offered", "handing-over"))

    def overdue(self, now: datetime) -> tuple[Handover, ...]:
        """Handovers past due at `now`, longest first."""
        late = [one for one in self.open() if one.overdue_minutes(now) is not None]
        return tuple(sorted(late, key=lambda one: (one.due_by, one.offer)))

    def still_to_arrive(self, receiver: CustodianId) -> frozenset[PersonId]:
        """Everyone offered or let go towards a custodian and not answered for yet."""
        return frozenset[PersonId]().union(*(one.outstanding for one in self.open() if one.receiver == receiver))

    def by_stage(self) -> Mapping[str, tuple[Handover, ...]]:
        """The handovers of each stage that has any, in the order of `STAGES`."""
        staged: dict[str, list[Handover]] = {stage: [] for stage in STAGES}
        for one in self._by_offer.values():
            staged[one.stage].append(one)
        return {stage: tuple(found) for stage, found in staged.items() if found}

    def _offer(self, entry: Entry, fact: Offered) -> None:
        if entry.digest in self._by_offer:
            return
        handover = Handover(entry.digest, fact.handover, entry.by, fact.receiver, fact, entry.happened_at)
        self._by_offer[entry.digest] = handover
        key = (entry.by, fact.handover)
        self._by_reference.setdefault(key, []).append(handover)
        for person in fact.people:
            self._by_person.setdefault(person, []).append(handover)
        for early in self._early.pop(entry.digest, ()):
            _answer(handover, early)
        for early in self._early_references.pop(key, ()):
            self._giver_says(early, key)

    def _giver_says(self, entry: Entry, key: tuple[CustodianId, str]) -> None:
        """What the giver signs names the handover by its reference: it is about those of his offers that name them."""
        offers = self._by_reference.get(key)
        if offers is None:
            self._early_references.setdefault(key, []).append(entry)
            return
        fact = entry.fact
        for handover in offers:
            if isinstance(fact, LetGo):
                _note_times(handover.let_go, fact.people & handover.people, entry.happened_at)
            elif isinstance(fact, TakenBack):
                _note_times(handover.taken_back, fact.people & handover.people, entry.happened_at)
            elif isinstance(fact, Withdrawn) and (not fact.people or fact.people & handover.people):
                handover.withdrawn_at, handover.withdrawn_because = entry.happened_at, fact.because


def _note_times(times: dict[PersonId, datetime], people: Iterable[PersonId], at: datetime) -> None:
    for person in people:
        times.setdefault(person, at)


def _answer(handover: Handover, entry: Entry) -> None:
    fact = entry.fact
    if isinstance(fact, Accepted):
        handover.acceptances.append(
            Acceptance(
                entry.digest, entry.by, entry.happened_at, entry.act.written_at, entry.act.via, fact.people,
                fact.exceptions,
            )
        )  # fmt: skip
    elif isinstance(fact, Refused) and entry.by == handover.receiver:
        handover.refused_at, handover.refused_because = entry.happened_at, fact.because
