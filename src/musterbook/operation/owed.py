"""Owed: everything that is owed across the rooms, by who owes it and when: what falls due and what is overdue.

It invents no clock of its own: each row is a reading's, asked through the act that knows it. A room that gains a clock
gains a line in `SOURCES` (issue 7: deadlines that fall due are listed by owner).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from musterbook.coordination.questions import Questions
from musterbook.custody.handovers import Handovers
from musterbook.custody.roll import Roll
from musterbook.eligibility.grounds import CHILD_GROUNDS
from musterbook.eligibility.holds import Holds
from musterbook.operation.agreeing import discrepancies_of, duties_owed
from musterbook.operation.book import Book
from musterbook.operation.case_board import due_of, interviews_owed
from musterbook.operation.complaining import complaints_told
from musterbook.operation.contesting import contests_told
from musterbook.operation.family_word import families_by_custodian
from musterbook.operation.noticing import notices_told
from musterbook.operation.overheld import authorities_told
from musterbook.operation.owed_custody import SOURCES as OF_CUSTODY
from musterbook.operation.owed_one import Owed
from musterbook.operation.owing import actions_told
from musterbook.operation.positions.owed import positions
from musterbook.operation.receipts import without_receipt
from musterbook.operation.telling import untold_of_move
from musterbook.terms.custodians import custodian_of

NAMED_MOST: Final = 3
"""So many things in one row are named; more are counted."""


def owed(book: Book, now: datetime, *, within: timedelta | None = None, owner: str = "") -> list[Owed]:
    """Everything owed, by owner and then by hour; with `within` only what is due by then, with `owner` only his.

    Owners with something overdue come first. What one owner owes many people at one hour is one row.
    """
    found = [
        one for one in _together(one for source in SOURCES for one in source(book, now))
        if (within is None or one.due <= now + within) and (not owner or owner in one.owner.split(", "))
    ]  # fmt: skip
    late = {one.owner for one in found if one.due <= now}
    return sorted(found, key=lambda one: (one.owner not in late, one.owner, one.due, one.what, one.about))


def by_owner(rows: list[Owed], now: datetime) -> list[dict[str, Any]]:
    """Counts for the board: each owner with how many things are overdue, how many are due, and since when the first."""
    owners = sorted({one.owner for one in rows})
    told = []
    for owner in owners:
        his = [one for one in rows if one.owner == owner]
        late = [one for one in his if one.due <= now]
        told.append({
            "owner": owner, "overdue": len(late), "due": len(his) - len(late),
            "first": min(one.due for one in his).isoformat(), "people": sum(one.people for one in late),
        })  # fmt: skip
    return sorted(told, key=lambda row: (-row["overdue"], row["owner"]))


def _together(rows: Iterable[Owed]) -> Iterator[Owed]:
    """Rows of one owner, kind and hour as one; what they are about is said where it is one thing."""
    groups: dict[tuple[str, str, datetime], list[Owed]] = {}
    for one in rows:
        groups.setdefault((one.owner, one.what, one.due), []).append(one)
    for (owner, what, due), same in groups.items():
        about = ", ".join(sorted({one.about for one in same})) if len(same) <= NAMED_MOST else ""
        yield Owed(owner, what, about, due, sum(one.people for one in same))


def _at(row: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(row["due"])


def _notices(book: Book, now: datetime) -> Iterator[Owed]:
    for row in notices_told(book, now):
        if row["stage"] in ("due", "overdue"):
            about = row["about"] or (row["numbers"][0] if row["people"] == 1 else "")
            yield Owed(row["owner"], f"notice.{row['notice']}", about, _at(row), row["people"])


def _word_to_families(book: Book, now: datetime) -> Iterator[Owed]:
    for row in families_by_custodian(book, now):
        yield Owed(row["custodian"], "family-word", "", _at(row), row["people"])


def _told(book: Book, now: datetime) -> Iterator[Owed]:
    for row in untold_of_move(book, now):
        yield Owed(row["owner"], "told", row["handover"], _at(row), row["people"])


def _receipts(book: Book, now: datetime) -> Iterator[Owed]:
    hours = book.settings.custody.receipt_hours
    if not hours:
        return
    waiting: dict[tuple[str, datetime], list[str]] = {}
    for person, holder, since in without_receipt(book, now):
        waiting.setdefault((holder, since + timedelta(hours=hours)), []).append(person)
    for (whose, due), people in sorted(waiting.items()):
        yield Owed(whose, "receipt", people[0] if len(people) == 1 else "", due, len(people))


def _contests(book: Book, now: datetime) -> Iterator[Owed]:
    for row in contests_told(book, now):
        yield Owed("legal-reviewer", "contest", row["person"], _at(row))


def _complaints(book: Book, now: datetime) -> Iterator[Owed]:
    for row in complaints_told(book, now):
        yield Owed("protection-officer", "complaint", row["person"], _at(row))


def _overheld(book: Book, now: datetime) -> Iterator[Owed]:
    for row in authorities_told(book, now, lacking=True):
        if row["alarm"]:
            since = now - timedelta(days=row["days"] or 0)
            yield Owed(row["custodian"], row["alarm"], row["person"], since)


def _holds(book: Book, now: datetime) -> Iterator[Owed]:
    """A panel for each possible child, and every other hold when it says, or the settings say, that it is looked at."""
    settings, where = book.settings.eligibility, book.reading(Roll).where
    for person, holds in sorted(book.reading(Holds).standing().items()):
        if person not in where or custodian_of(where[person]) is None:
            continue
        for hold in holds:
            hours = settings.panel_hours if hold.ground in CHILD_GROUNDS else settings.review_hours
            if hold.since <= now:
                due = hold.review_by or hold.since + timedelta(hours=hours)
                yield Owed(hold.authority, f"hold.{hold.ground}", person, due)


def _fears(book: Book, now: datetime) -> Iterator[Owed]:
    for person, due in interviews_owed(book, at=now):
        yield Owed("legal-reviewer", "fear-heard", person, due)


def _handovers(book: Book, now: datetime) -> Iterator[Owed]:
    for one in book.reading(Handovers).open():
        if one.at <= now:
            yield Owed(one.giver, "handover", one.reference, one.due_by, len(one.outstanding))


def _discrepancies(book: Book, now: datetime) -> Iterator[Owed]:
    found = discrepancies_of(book, now)
    for one in found.open:
        due = found.due_at(one, book.settings.custody)
        if due is not None:
            yield Owed(one.owner, f"discrepancy.{one.kind}", one.person or one.id, due)
    for muster in book.reading(Roll).musters.overdue(now):
        yield Owed(muster.custodian, "muster", muster.muster, muster.due_by, 0)


def _duties(book: Book, now: datetime) -> Iterator[Owed]:
    for row in duties_owed(book, now):
        yield Owed(row["owner"], f"duty {row['duty']}", row["agreement"], _at(row), 0)


def _actions(book: Book, now: datetime) -> Iterator[Owed]:
    for row in actions_told(book, now):
        yield Owed(f"{row['agency']}, {row['owner']}", "action", row["action"], _at(row), 0)


def _questions(book: Book, now: datetime) -> Iterator[Owed]:
    for one in book.reading(Questions).open():
        if one.asked_at <= now:
            yield Owed(one.terms.to_agency, "question", one.name, one.terms.due, 0)


def _cases(book: Book, now: datetime) -> Iterator[Owed]:
    for one in due_of(book, at=now, within=timedelta(days=366)):
        yield Owed(one.to, f"case.{one.clock}", one.case, one.due_at)


Source = Callable[[Book, datetime], Iterator[Owed]]
SOURCES: Final[tuple[Source, ...]] = (
    _notices, _word_to_families, _told, _receipts, _contests, _complaints, _overheld, _holds, _fears, _handovers,
    _discrepancies, _duties, _actions, _questions, _cases, *OF_CUSTODY, positions,
)  # fmt: skip
"""Where what is owed comes from, one function a clock; each asks a reading and decides nothing."""
