"""Overriding: two named people let named people pass one gate, for one handover, or out of danger for one serial.

What the table of gates gives nobody the right to override is refused here, before anyone signs for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from musterbook.eligibility.facts import Overridden
from musterbook.eligibility.gates import GATES
from musterbook.eligibility.overrides import Overrides
from musterbook.ledger.entry import Entry
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.coordinating import must_follow, must_say
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId

NEVER: Final = "override.nobody-may"


def override(
    book: Book, acting: Acting, rule: str, people: Iterable[PersonId], *, because: str, handover: str = "",
    serial: str = "", in_danger: bool = False, until: datetime | None = None,
) -> Entry:  # fmt: skip
    """Let named people pass one gate.

    Args:
        book: the book.
        acting: the two who sign.
        rule: the gate.
        people: each of them, by number.
        because: why.
        handover: the one handover it is for.
        serial: the one serial it is for, when people are moved out of danger.
        in_danger: whether it lets a protective or emergency lot leave; any two whom the roles name may then sign.
        until: until when; as long as the operation allows otherwise, six hours at most.

    Raises:
        Malformed: no such gate, nobody named, no reason, no handover (or no serial in danger), or a time that passed.
        Refused: nobody may override this gate, or not this way, or not in this role.
    """
    line = GATES.get(rule)
    if line is None:
        raise Malformed.because("call.no-such", what="gate", name=rule, known=", ".join(GATES))
    if not (line.emergency if in_danger else line.override):
        values = {"rule": rule, "lift_by": line.lift_by, "source": line.source or None}
        raise Refused(Objection(NEVER, values=values))
    roles = {role for _, role in acting.officers}
    if in_danger and line.with_ and line.with_ not in roles:
        raise Refused(Objection("override.not-without", values={"rule": rule, "with": line.with_}))
    must_say(because=because, **({"serial": serial} if in_danger else {"handover": handover}))
    named = frozenset(people)
    if not named:
        raise Malformed.because("override.nobody")
    most = acting.at + timedelta(hours=book.settings.eligibility.override_hours)
    end = min(until or most, most)
    must_follow("until", end, acting.at)
    return book.write(
        acting.draft(
            Overridden(
                rule=rule, people=named, handover="" if in_danger else handover, because=because, until=end,
                in_danger="yes" if in_danger else "no", serial=serial if in_danger else "",
            )
        )
    )  # fmt: skip


def overrides_told(book: Book, now: datetime) -> list[dict[str, Any]]:
    """Every override given by now, the newest first, with who signed and whether it still holds."""
    given = book.reading(Overrides, book.settings.eligibility).given()
    return [
        {"rule": one.rule, "people": sorted(one.people), "handover": one.handover, "serial": one.serial,
         "in_danger": one.in_danger, "because": one.because, "by": one.by, "signers": list(one.signers),
         "given_at": one.given_at.isoformat(), "until": one.until.isoformat(), "holds": now < one.until}
        for one in reversed(given)
        if one.given_at <= now
    ]  # fmt: skip
