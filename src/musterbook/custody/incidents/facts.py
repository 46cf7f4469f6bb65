"""What the book holds of incidents and milestones (custody.md sections 3 and 12). None of these moves anybody."""

from __future__ import annotations

from datetime import datetime

from musterbook.ledger.facts import Digest, Fact
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId


class IncidentReported(Fact, kind="custody.incident-reported"):
    """Something happened that must be looked into. `people` are those it happened to; the account of it is sealed.

    `what` is a kind of the closed list `incident`, `fault` one of `incident.fault`, `gravity` minor, major or empty.
    `counts_in_figures` says that it is one of those a service is measured by.
    """

    incident: str
    what: str
    account: Digest
    people: frozenset[PersonId] = frozenset()
    place: str = ""
    serial: str = ""
    fault: str = ""
    gravity: str = ""
    counts_in_figures: bool = False


class IncidentAdded(Fact, kind="custody.incident-added"):
    """Something is added to an incident; what was said before stays. A kind or a fault said here stands from now on.

    `stage` is empty for news, NEEDS_UPDATING when somebody asks for more, ON_HOLD when it waits for another's inquiry.
    """

    incident: str
    addition: Digest
    people: frozenset[PersonId] = frozenset()
    what: str = ""
    fault: str = ""
    stage: str = ""


class IncidentClosed(Fact, kind="custody.incident-closed"):
    """An incident is closed with a finding: CLOSED, DUPLICATE of another one, or NOT_REPORTABLE."""

    incident: str
    finding: Digest
    outcome: str = "CLOSED"
    duplicate_of: str = ""


class Passed(Fact, kind="custody.passed"):
    """A point of the way was passed, by a serial or by people: a gate, a door, the beginning or end of a leg.

    `point` is one of `milestones.POINTS`. `from_` and `to` are the carriers of a change. Who is out temporarily is due
    back at `due_back`.
    """

    point: str
    people: frozenset[PersonId] = frozenset()
    serial: str = ""
    leg: str = ""
    place: str = ""
    from_: str = ""
    to: str = ""
    due_back: datetime | None = None
    because: Digest | None = None


class Announced(Fact, kind="custody.announced"):
    """Somebody was told when a serial or people will be there: `what` is one of `milestones.ANNOUNCEMENTS`."""

    what: str
    to: CustodianId
    expected_at: datetime
    people: frozenset[PersonId] = frozenset()
    serial: str = ""


class LockedOut(Fact, kind="custody.locked-out"):
    """They arrived and were not let in; `because` of the closed list `locked_out`. They stay in the escort's hands."""

    place: str
    because: str
    people: frozenset[PersonId] = frozenset()
    serial: str = ""
    leg: str = ""
    words: Digest | None = None


class Lodged(Fact, kind="custody.lodged"):
    """They spend the night on the way; `because` of the closed list `lodged`. Who answers for them does not change."""

    place: str
    because: str
    until: datetime
    people: frozenset[PersonId] = frozenset()
    serial: str = ""
    leg: str = ""
    words: Digest | None = None


class LodgingEnded(Fact, kind="custody.lodging-ended"):
    """They go on from where they were lodged."""

    place: str
    people: frozenset[PersonId] = frozenset()
    serial: str = ""


class UnderOperation(Fact, kind="custody.under-operation"):
    """A serial or people move under a named operation of the service, such as courts, safeguard or tornado."""

    operation: str
    authority: str
    people: frozenset[PersonId] = frozenset()
    serial: str = ""
    place: str = ""


class CourtStep(Fact, kind="custody.court-step"):
    """A step at a court: `step` is one of `milestones.COURT_STEPS`. Hours and orders lie in the sealed papers."""

    step: str
    court: str
    people: frozenset[PersonId]
    papers: Digest | None = None


class Remarked(Fact, kind="custody.remarked"):
    """Something worth keeping that no other fact says; sealed. `from_` is who said it."""

    summary: Digest
    from_: str
    people: frozenset[PersonId] = frozenset()
    serial: str = ""


class Photographed(Fact, kind="custody.photographed"):
    """A photograph of somebody lies sealed beside the book; the older ones stay."""

    person: PersonId
    image: Digest
    taken_at: datetime
