"""Incidents: how far each has come, how late it was reported, and what it says that no signature of custody bears out.

An incident never changes an account. A death, an escape or a release in error is borne out by the holder's departure of
the same person, and such a departure by an incident; where one stands alone, it is a discrepancy (custody.md
section 12).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Self

from musterbook.custody.facts import Departed
from musterbook.custody.findings import Found, discrepancy_id
from musterbook.custody.incidents.facts import IncidentAdded, IncidentClosed, IncidentReported
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId
from musterbook.terms.times import minutes_between

OUTCOMES: Final[Mapping[str, str]] = {
    "DEATH_PRISONER": "deceased", "ESCAPE_FROM_ESCORT": "escaped", "ESCAPE_FROM_PRISON": "escaped",
    "ABSCOND": "escaped", "RELEASE_IN_ERROR": "released-in-error",
}  # fmt: skip
"""Kinds of incident that say somebody left custody, and the departure that has to say so too."""

OF_HEALTH: Final = frozenset((
    "SELF_HARM", "SERIOUS_INJURY", "DEATH_PRISONER", "FOOD_REFUSAL", "DIRTY_PROTEST", "HEAT_IN_CARRIER",
    "BC_WIDESPREAD_ILLNESS",
))  # fmt: skip
"""Kinds whose account is about somebody's health, and is sealed to those who may read of that."""

SHORT: Final[Mapping[str, str]] = {
    "DEATH": "DEATH_PRISONER", "ESCAPE": "ESCAPE_FROM_ESCORT", "OTHER_MAJOR": "MISCELLANEOUS",
    "OTHER_MINOR": "MISCELLANEOUS",
}  # fmt: skip
"""Words that are no kind of the list and are understood: death, escape (on the way), other-major, other-minor."""

APART_AT_MOST: Final = timedelta(hours=24)
"""A departure may be dated so long before the incident that tells of it: clocks and memories differ (j)."""


@dataclass(frozen=True, slots=True)
class Addition:
    """Something added to an incident: when, by whom, what is sealed, and the stage it was said to put it in."""

    entry: Digest
    by: CustodianId
    at: datetime
    addition: Digest
    stage: str


@dataclass(slots=True)
class Incident:
    """One incident, as reported and as added to.

    Attributes:
        entry: digest of the report.
        reference: its name for mouths.
        by: who reported it.
        at: when it happened; `written_at` when it was written down.
        what: the kind that stands now; `fault` likewise.
        people: those it happened to, by the report and everything added.
        stage: read from what was written last; one of `incident.stages`.
    """

    entry: Digest
    reference: str
    by: CustodianId
    at: datetime
    written_at: datetime
    reported: IncidentReported
    what: str
    fault: str
    people: frozenset[PersonId]
    stage: str = "AWAITING_REVIEW"
    additions: list[Addition] = field(default_factory=list)
    finding: Digest | None = None
    duplicate_of: str = ""

    @property
    def closed(self) -> bool:
        """Whether nobody has anything to do any more."""
        return self.stage in ("CLOSED", "DUPLICATE", "NOT_REPORTABLE")

    @property
    def late_minutes(self) -> int:
        """How long after it happened it was reported."""
        return max(0, minutes_between(self.at, self.written_at))

    @property
    def stands(self) -> bool:
        """Whether it says that something happened: it is no duplicate, and was not found to be nothing."""
        return self.stage not in ("DUPLICATE", "NOT_REPORTABLE")


@dataclass(frozen=True, slots=True)
class Departure:
    """Somebody left custody in a way that an incident has to tell of."""

    entry: Digest
    person: PersonId
    by: CustodianId
    outcome: str
    at: datetime


class Incidents:
    """Every incident by its reference, in the order in which they happened."""

    def __init__(self) -> None:
        self._by_reference: dict[str, list[Incident]] = {}
        self._early: dict[str, list[Entry]] = {}
        self._departures: list[Departure] = []

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The incidents in `entries`, which stand in reading order."""
        incidents = cls()
        for entry in entries:
            incidents.add(entry)
        return incidents

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; always possible."""
        fact = entry.fact
        if isinstance(fact, IncidentReported):
            self._report(entry, fact)
        elif isinstance(fact, IncidentAdded | IncidentClosed):
            known = self._by_reference.get(fact.incident)
            if known is None:
                self._early.setdefault(fact.incident, []).append(entry)
            else:
                _told(known, entry)
        elif isinstance(fact, Departed) and fact.outcome in OUTCOMES.values():
            self._departures.append(Departure(entry.digest, fact.person, entry.by, fact.outcome, entry.happened_at))
        return True

    def all(self) -> tuple[Incident, ...]:
        """Every incident, in the order in which they happened."""
        every = (one for same in self._by_reference.values() for one in same)
        return tuple(sorted(every, key=lambda one: (one.at, one.entry)))

    def called(self, reference: str) -> Incident | None:
        """The incident of this name; of several, which two who were apart may have named alike, the first."""
        return min(self._by_reference.get(reference, ()), key=lambda one: (one.at, one.entry), default=None)

    def about(self, person: PersonId) -> tuple[Incident, ...]:
        """What happened to one person."""
        return tuple(one for one in self.all() if person in one.people)

    def late(self, minutes_max: int) -> tuple[Incident, ...]:
        """Incidents that were reported later than they should have been."""
        return tuple(one for one in self.all() if one.late_minutes > minutes_max)

    def found(self, *, papers: bool = True) -> tuple[Found, ...]:
        """Incidents no departure bears out, and, with `papers`, departures that no incident tells of."""
        told = [
            (one, person, OUTCOMES[one.what])
            for one in self.all()
            if one.stands and one.what in OUTCOMES
            for person in sorted(one.people)
        ]
        free = sorted(self._departures, key=lambda one: (one.at, one.entry))
        alone: list[Found] = []
        for incident, person, outcome in told:
            borne_out = next((one for one in free if _fits(one, incident, person, outcome)), None)
            if borne_out is None:
                alone.append(_without_departure(incident, person, outcome))
            else:
                free.remove(borne_out)
        again = {(person, outcome) for _, person, outcome in told}
        return (*alone, *(_without_incident(one) for one in free if papers and (one.person, one.outcome) not in again))

    def _report(self, entry: Entry, fact: IncidentReported) -> None:
        one = Incident(
            entry.digest, fact.incident, entry.by, entry.happened_at, entry.written_at, fact, fact.what, fact.fault,
            fact.people,
        )  # fmt: skip
        self._by_reference.setdefault(fact.incident, []).append(one)
        for early in self._early.pop(fact.incident, ()):
            _told([one], early)


def kind_of(word: str) -> str:
    """The kind of the list that a word means: `road-accident` is ROAD_ACCIDENT, `death` DEATH_PRISONER."""
    plain = word.strip().upper().replace("-", "_").replace(" ", "_")
    return SHORT.get(plain, plain)


def gravity_of(word: str) -> str:
    """Major or minor where the word for the kind says so; empty otherwise."""
    plain = word.strip().lower().replace("_", "-")
    return plain.removeprefix("other-") if plain in ("other-major", "other-minor") else ""


def _told(known: list[Incident], entry: Entry) -> None:
    """What was added or found holds for every incident of that name that is on the book."""
    fact = entry.fact
    for one in known:
        if isinstance(fact, IncidentAdded):
            one.additions.append(Addition(entry.digest, entry.by, entry.happened_at, fact.addition, fact.stage))
            one.people |= fact.people
            one.what, one.fault = fact.what or one.what, fact.fault or one.fault
            one.stage = _stage_after(one, fact.stage)
        elif isinstance(fact, IncidentClosed):
            one.stage, one.finding, one.duplicate_of = fact.outcome, fact.finding, fact.duplicate_of


def _stage_after(one: Incident, said: str) -> str:
    """News makes a closed incident reopened, and an open one updated; being asked again after closing has its name."""
    was_closed = one.finding is not None
    if said == "NEEDS_UPDATING" and was_closed:
        return "WAS_CLOSED"
    return said or ("REOPENED" if was_closed else "UPDATED")


def _fits(departure: Departure, incident: Incident, person: PersonId, outcome: str) -> bool:
    same = departure.person == person and departure.outcome == outcome
    return same and departure.at >= incident.at - APART_AT_MOST


def _without_departure(one: Incident, person: PersonId, outcome: str) -> Found:
    kind = "incident-without-departure"
    return Found(
        discrepancy_id(kind, person, (one.entry,)), kind, person, one.by, None, (one.entry,), one.entry, one.at,
        {"incident": one.reference, "what": one.what, "outcome": outcome},
    )  # fmt: skip


def _without_incident(one: Departure) -> Found:
    kind = "departed-without-incident"
    return Found(
        discrepancy_id(kind, one.person, (one.entry,)), kind, one.person, one.by, None, (one.entry,), one.entry, one.at,
        {"outcome": one.outcome},
    )  # fmt: skip
