"""Contradictions: what does not add up as doors show it, by cause, with owner and clock; and what settled by itself.

Joins the discrepancies of all rooms with the settings that say how long an owner has.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from musterbook.custody.discrepancies import Discrepancies, Notice, Together
from musterbook.custody.facts import DayClosed, Noticed
from musterbook.custody.roll import Roll
from musterbook.custody.settings import CustodySettings
from musterbook.operation.agreeing import discrepancies_of
from musterbook.operation.book import Book
from musterbook.terms.custodians import CustodianId


@dataclass(frozen=True, slots=True)
class Shown:
    """Discrepancies of one kind, owner and cause, as they stand at an hour.

    Attributes:
        together: which.
        noticed: when the first of them was shown to an officer; None while none of them was.
        due: by when the first has to be explained; None while no clock runs.
        overdue: whether that hour has gone by.
        unnoticed: how many of them have no clock yet.
    """

    together: Together
    noticed: datetime | None
    due: datetime | None
    overdue: bool
    unnoticed: int


def contradictions(book: Book, now: datetime) -> list[Shown]:
    """What is open at an hour, the most pressing first: overdue, then by clock, then what has none."""
    discrepancies = discrepancies_of(book, now)
    shown = [_shown(book, discrepancies, one, now) for one in discrepancies.by_cause()]
    return sorted(shown, key=lambda one: (one.due is None, one.due or one.together.at, one.together.found[0].id))


def contradictions_told(book: Book, now: datetime) -> list[dict[str, Any]]:
    """The same, each discrepancy by itself, as JSON."""
    found, settings = discrepancies_of(book, now), book.settings.custody
    rows = []
    for group in contradictions(book, now):
        for one in group.together.found:
            noticed, due = found.noticed_at(one.id), found.due_at(one, settings)
            rows.append({
                "id": one.id, "kind": one.kind, "owner": one.owner, "other": one.other, "person": one.person,
                "since": one.at.isoformat(), "cause": one.cause, "noticed": noticed.isoformat() if noticed else None,
                "due": due.isoformat() if due else None, "overdue": due is not None and now > due,
            })  # fmt: skip
    return rows


def settled_told(book: Book, now: datetime) -> list[dict[str, Any]]:
    """What was shown to an officer once and is settled without an explanation, each with what settled it, as JSON.

    `by` is the entry that dissolved it; None where other entries came and it is no longer found.
    """
    found = discrepancies_of(book, now)
    dissolved = found.dissolved
    rows = []
    for one in found.settled:
        still = found.named(one.discrepancy)
        rows.append({
            "id": one.discrepancy, "kind": one.kind, "owner": still.owner if still else None,
            "people": sorted(one.people), "noticed": one.at.isoformat(), "by": dissolved.get(one.discrepancy),
        })  # fmt: skip
    return rows


def settled_of(book: Book, discrepancies: Discrepancies, custodian: CustodianId) -> frozenset[str]:
    """What was shown to an officer, settled by itself, and stands in no closing of this custodian's days yet.

    It is his when it was his to explain; where it is no longer found, when he wrote one of the entries that
    contradicted, or answers for whom it was about.
    """
    listed = {
        name for entry in book.entries() if isinstance(entry.fact, DayClosed) and entry.fact.custodian == custodian
        for name in entry.fact.settled
    }  # fmt: skip
    fresh = [one for one in discrepancies.settled if one.discrepancy not in listed]
    return frozenset(one.discrepancy for one in fresh if _is_of(book, discrepancies, one, custodian))


def _is_of(book: Book, discrepancies: Discrepancies, notice: Notice, custodian: CustodianId) -> bool:
    found = discrepancies.named(notice.discrepancy)
    if found is not None:
        return found.owner == custodian
    if any(book.reading(Roll).holder(person) == custodian for person in notice.people):
        return True
    shown = book.entry(notice.entry)
    cited = shown.fact.entries if shown is not None and isinstance(shown.fact, Noticed) else frozenset()
    return any(entry.by == custodian for digest in cited if (entry := book.entry(digest)) is not None)


def clocks_told(book: Book, now: datetime) -> dict[str, int]:
    """Of everything that was shown to an officer, how many were explained in time or too late, and how the rest stand.

    `settled` are those that a later entry settled by itself; `running` and `overdue` are open. They sum to `shown`.
    """
    found, settings = discrepancies_of(book, now), book.settings.custody
    gone = {one.discrepancy for one in found.settled}
    counts = Counter(
        "settled" if one.discrepancy in gone else _stands(book, found, one.discrepancy, settings, now)
        for one in found.noticed
    )
    told = {name: counts[name] for name in ("in_time", "late", "running", "overdue", "settled")}
    return {"shown": sum(told.values()), **told}


def _stands(book: Book, found: Discrepancies, name: str, settings: CustodySettings, now: datetime) -> str:
    """How a discrepancy that was shown and is still found stands."""
    one, closed = found.named(name), found.closed_by(name)
    due = found.due_at(one, settings) if one is not None else None
    explanation = book.entry(closed) if closed is not None else None
    at = explanation.happened_at if explanation is not None else now
    late = due is not None and at > due
    if explanation is None:
        return "overdue" if late else "running"
    return "late" if late else "in_time"


def _shown(book: Book, discrepancies: Discrepancies, group: Together, now: datetime) -> Shown:
    noticed = [discrepancies.noticed_at(one.id) for one in group.found]
    dues = [discrepancies.due_at(one, book.settings.custody) for one in group.found]
    due = min((one for one in dues if one), default=None)
    return Shown(
        group, min((one for one in noticed if one), default=None), due, due is not None and now > due,
        sum(one is None for one in noticed),
    )  # fmt: skip
