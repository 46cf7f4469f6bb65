"""Rolls: who is in whose hands, the last good roll of a lost place, suspense, gaps and what is overdue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from musterbook.custody.gaps import Gaps
from musterbook.custody.handovers import Handovers
from musterbook.custody.incidents.milestones import Milestones
from musterbook.custody.lastroll import last_good_roll as last_good
from musterbook.custody.roll import Roll
from musterbook.operation.agreeing import discrepancies_of
from musterbook.operation.book import Book
from musterbook.operation.caring_told import care_overdue
from musterbook.terms.custodians import CustodianId, in_hand, unaccounted
from musterbook.terms.times import minutes_between


def roll_of(book: Book, custodian: str, as_of: datetime | None = None) -> list[str]:
    """The numbers of everyone a custodian has in hand, now or as of a moment."""
    roll = book.reading(Roll) if as_of is None else Roll.of(book.as_of(as_of))
    return sorted(roll.on(in_hand(CustodianId(custodian))))


def last_good_roll(book: Book, custodian: str, at: datetime | None = None) -> list[str]:
    """The numbers on the last roll of a custodian that was known to be good, at its newest loss or at `at`."""
    return list(last_good(book.reading(Roll), CustodianId(custodian), at=at).people)


def in_suspense(book: Book) -> list[tuple[CustodianId, list[str]]]:
    """Everyone on a suspense account, by the custodian who answers for him."""
    roll = book.reading(Roll)
    rows = [(custodian, sorted(roll.on(unaccounted(custodian)))) for custodian in sorted(roll.headcount)]
    return [(custodian, [str(one) for one in numbers]) for custodian, numbers in rows if numbers]


def gaps_told(book: Book, now: datetime) -> dict[str, Any]:
    """Time in nobody's hands: what is open, the longest, and person-minutes in all."""
    gaps = Gaps.of_roll(book.reading(Roll))
    return {
        "open": [
            {"cause": one.cause, "custodian": one.custodian, "handover": one.handover, "since": one.since.isoformat(),
             "minutes": one.minutes, "people": len(one.people)}
            for one in gaps.open_at(now)
        ],
        "alarms": len(gaps.alarms(now, book.settings.custody)),
        "count": len(gaps.by_handover(now)),
        "longest_minutes": gaps.longest_minutes(now),
        "person_minutes": gaps.person_minutes(now),
    }  # fmt: skip


def gap_lines(told: Mapping[str, Any]) -> list[str]:
    """The gaps as lines."""
    lines = [
        f"open  {one['custodian']:<16} {one['handover'] or one['cause']:<12} {one['people']} people, "
        f"{one['minutes']} min"
        for one in told["open"]
    ]
    lines.append(
        f"{told['count']} handovers, longest {told['longest_minutes']} min, {told['person_minutes']} person-minutes"
    )
    return lines


def overdue_told(book: Book, now: datetime) -> Sequence[Mapping[str, Any]]:
    """Handovers nobody accepted in time, musters not entered, legs not ended, clocks run out, and late care."""
    roll = book.reading(Roll)
    late = [
        {"what": f"handover {one.reference}", "owner": one.giver, "minutes": one.overdue_minutes(now)}
        for one in book.reading(Handovers).overdue(now)
    ]
    late += [
        {"what": f"muster {one.muster}", "owner": one.custodian, "minutes": minutes_between(one.due_by, now)}
        for one in roll.musters.overdue(now)
    ]
    allowed = book.settings.custody.leg_minutes
    late += [
        {"what": f"leg {one.name or one.serial}", "owner": one.by, "minutes": one.overdue_minutes(now, allowed)}
        for one in book.reading(Milestones).alarms(now, allowed_minutes=allowed)
    ]
    discrepancies = discrepancies_of(book, now)
    for one in discrepancies.overdue(now, book.settings.custody):
        due = discrepancies.due_at(one, book.settings.custody)
        late.append(
            {"what": f"{one.kind} {one.id}", "owner": one.owner, "minutes": minutes_between(due, now) if due else 0}
        )
    return [*late, *care_overdue(book, now)]
