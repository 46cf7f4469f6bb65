"""Stories of cases, a piece at a time, and moments to look at them."""

from __future__ import annotations

from datetime import UTC, datetime

from musterbook.ledger.notation import told
from musterbook.repatriation.cases import Case, Cases
from musterbook.terms.custodians import CustodianId
from musterbook.terms.moves import Move
from musterbook.terms.people import PersonId

OPENED = "08:00 desk repatriation.case-opened case=C1 person=D-0001 country=FRA"
PARTS = {
    "contact": "08:10 desk repatriation.contact-cleared case=C1 consulted_person=yes consent=yes reviewer=p.officer",
    "told": "08:20 desk repatriation.notified case=C1 channel=embassy",
    "accepted": "08:30 desk repatriation.country-answered case=C1 answer=accepts dated=2026-01-21T08:30:00+00:00",
    "identity": "08:40 desk repatriation.identity-confirmed case=C1 factors=document,biometric",
    "basis": "08:50 desk repatriation.basis-set case=C1 kind_of=agreement",
    "rights": "09:00 desk repatriation.rights-assessed case=C1 outcome=no-risk until=2026-12-31T00:00:00+00:00",
    "papers": "09:10 desk repatriation.papers-issued case=C1 kind_of=passport until=2026-12-31T00:00:00+00:00",
    "evidence": "09:20 desk repatriation.evidence-agreed case=C1",
    "day": "09:30 desk repatriation.scheduled case=C1 escort=bus-1 at=2026-01-22T00:00:00+00:00",
}
"""Everything a return wants, by what it is."""


def ready(*, without: str = "", besides: str = "", opened: str = OPENED, instead: dict[str, str] | None = None) -> str:
    """The story of a case ready for return, less a part, with parts told otherwise, and lines after it."""
    parts = {**PARTS, **(instead or {})}
    return "\n".join([opened, *(line for name, line in parts.items() if name != without), besides])


def cases(story: str) -> Cases:
    return Cases.of(told(story))


def case(story: str, name: str = "C1") -> Case:
    found = cases(story).case(name)
    assert found is not None
    return found


def at(text: str = "2026-01-21 12:00") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def returning(*people: int, to: str = "fra", moment: str = "2026-01-21 12:00") -> Move:
    named = frozenset(PersonId(f"D-{number:04}") for number in people or (1,))
    return Move(
        named, CustodianId("karkh"), CustodianId("bus-1"), at(moment), stage="returning", destination=CustodianId(to),
        kind="repatriation",
    )  # fmt: skip
