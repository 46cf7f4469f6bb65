"""Asking gates: for one person or one handover, what every gate says, who could change it, and where the rule is from.

Joins every room's say with the table of gates. A gate that the operation has turned off, or that is not asked at this
stage, says so: silence would read as permission.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from musterbook.custody.handovers import Handover, Handovers
from musterbook.custody.roll import Roll
from musterbook.eligibility.asked import GatesAsked
from musterbook.eligibility.gates import GATES, Gate
from musterbook.lift.manifests import Manifests
from musterbook.operation.book import Book
from musterbook.operation.gates import before_handover
from musterbook.terms.custodians import CustodianId
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId


@dataclass(frozen=True, slots=True)
class Said:
    """What one gate says of a move.

    Attributes:
        gate: its line of the table.
        verdict: objects, silent, not-asked (at this stage) or off (this operation does not ask it).
        objections: against whom, and why.
    """

    gate: Gate
    verdict: str
    objections: tuple[Objection, ...] = ()


def said_of(book: Book, move: Move) -> list[Said]:
    """Every gate in the order of the table, with what it says of a move and nobody has overridden."""
    found: dict[str, list[Objection]] = {}
    for one in before_handover(book, move):
        found.setdefault(one.rule, []).append(one)
    off = {*book.settings.custody.off, *book.settings.coordination.off}
    asked = book.reading(GatesAsked)
    return [_said(line, found.get(line.rule, []), move, is_off=line.rule in off or not asked.asks(line.rule))
            for line in GATES.values()]  # fmt: skip


def move_of_person(book: Book, person: PersonId, *, at: datetime, destination: CustodianId) -> Move | None:
    """The move someone would make now, on the serial he is seated on; None when nobody holds him."""
    giver = book.reading(Roll).holder(person)
    if giver is None:
        return None
    manifests = book.reading(Manifests)
    serial = next((one for one in manifests.serials_of(person) if manifests.serials[one].giver == giver), "")
    end = destination or book.settings.destination
    day = at.astimezone(book.settings.zone).date().isoformat()
    return Move(frozenset((person,)), giver, end, at, destination=end, serial=serial, day=day)


def move_of_handover(book: Book, handover: Handover, *, at: datetime) -> Move:
    """A handover as it was offered, asked again now of those nobody has accepted."""
    fact = handover.offered
    people = handover.outstanding or handover.people
    return Move(
        people=people, giver=handover.giver, receiver=handover.receiver, at=at,
        destination=CustodianId(fact.destination or fact.receiver), handover=handover.reference, kind=fact.move,
        mode=fact.mode or "road", serial=fact.serial, day=at.astimezone(book.settings.zone).date().isoformat(),
    )  # fmt: skip


def handovers_called(book: Book, reference: str) -> Sequence[Handover]:
    """The handovers of a reference."""
    return book.reading(Handovers).called(reference)


def _said(line: Gate, found: Sequence[Objection], move: Move, *, is_off: bool) -> Said:
    if found:
        return Said(line, "objects", tuple(found))
    if is_off:
        return Said(line, "off")
    return Said(line, "silent" if line.asked(move) else "not-asked")
