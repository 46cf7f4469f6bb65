"""Staying: for everyone still in a custodian's hands why he has not moved, whose business it is, and what comes next.

Joins eligibility with custody and lift. Whoever may not go is listed with his grounds; whoever may is on a serial that
has not left, or waits for a seat. A hold is not abandonment: the protective lot would move whom this lift leaves.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from musterbook.custody.roll import Roll
from musterbook.lift.manifests import Manifests
from musterbook.operation.book import Book
from musterbook.operation.gates import left_behind_at
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.terms.people import PersonId


@dataclass(frozen=True, slots=True)
class Staying:
    """Someone who is still there.

    Attributes:
        person: who.
        grounds: why: grounds of holds, `no-clearance`, `no-seat`, or `seated` on a serial that has not left.
        owner: the role that can change the first of them.
        next_step: age-panel, protective-lot, lift-hold, clear, seat or board.
        protective: whether the protective lot would move him or her.
        serial: the serial he is seated on; empty when on none.
        leaves_at: when that leaves.
        late: whether that hour has passed.
    """

    person: PersonId
    grounds: tuple[str, ...]
    owner: str
    next_step: str
    protective: bool
    serial: str = ""
    leaves_at: datetime | None = None
    late: bool = False


def staying_at(book: Book, custodian: CustodianId, *, at: datetime) -> list[Staying]:
    """Everyone in a custodian's hands, by number."""
    manifests = book.reading(Manifests)
    held = {one.person: one for one in left_behind_at(book, custodian, at=at)}
    found = []
    for person in sorted(book.reading(Roll).on(in_hand(custodian))):
        one = held.get(person)
        if one is not None:
            found.append(Staying(person, one.grounds, one.owner, one.next_step, one.protective))
            continue
        seats = (manifests.serials[name] for name in manifests.serials_of(person))
        seat = next((one for one in seats if one.giver == custodian and not one.scrubbed), None)
        if seat is None:
            found.append(Staying(person, ("no-seat",), "planner", "seat", protective=False))
        else:
            late = seat.leaves_at < at
            found.append(Staying(person, ("seated",), "load-master", "board", protective=False, serial=seat.serial,
                                 leaves_at=seat.leaves_at, late=late))  # fmt: skip
    return found


def waiting_by_serial(staying: list[Staying]) -> list[tuple[str, int, datetime | None, bool]]:
    """Serials people who may go are seated on, with how many, when each leaves and whether that has passed."""
    counts = Counter((one.serial, one.leaves_at, one.late) for one in staying if one.serial)
    return [(serial, count, leaves, late) for (serial, leaves, late), count in sorted(counts.items())]
