"""First shown: what this copy shows an officer that nobody was shown before is noticed in the book: its clock starts.

Joins custody and the rooms beside it, which find what does not add up, with the register, which says for whom this
machine writes. The node signs and nobody else; nothing else in the book starts such a clock.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Final

from musterbook.custody.discrepancies import Discrepancies
from musterbook.custody.facts import AlsoNoticed, Noticed
from musterbook.custody.findings import Found
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.accepted_under import WITHOUT
from musterbook.operation.agreeing import discrepancies_of
from musterbook.operation.book import Book, Draft
from musterbook.operation.glass import UNREVIEWED
from musterbook.operation.missing_links import MISSING
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection

BY_ITSELF: Final = frozenset((UNREVIEWED, MISSING))
"""Kinds of one copy alone, or of what only oversight hears of: their clocks start by themselves (decision 0954)."""
OF_OTHERS_TOO: Final = frozenset((WITHOUT,))
"""Kinds that hang on people a partial copy does not hold: caps count everybody."""
IN_ONE_ACT: Final = 500
"""So many of one cause are noticed in one entry: each has its link, and an entry its size."""


def unnoticed_of(book: Book, discrepancies: Discrepancies, among: Collection[str] | None = None) -> list[Found]:
    """What is open, was shown to nobody yet, and this copy may notice.

    Args:
        book: whose copy shows it.
        discrepancies: as the copy has them at the hour they are shown.
        among: ids that were shown; None when everything was.
    """
    return [
        one for one in discrepancies.unnoticed if (among is None or one.id in among) and _may_notice(book, one)
    ]  # fmt: skip


def notice(book: Book, now: datetime, among: Collection[str] | None = None) -> list[Entry]:
    """Write that what is shown now was shown; nothing where all of it was shown before.

    Args:
        book: opened to write, and caught up with what other processes wrote.
        now: the hour it is shown.
        among: ids that are shown; None when everything open is.

    Raises:
        Refused: this copy has no log of its own to write in.
    """
    fresh = unnoticed_of(book, discrepancies_of(book, now), among)
    if not fresh:
        return []
    by = writes_for(book)
    return book.write_all([Draft(by=by, fact=fact, officers=(), happened_at=now) for fact in _facts(fresh)])


def opened_by(book: Book, discrepancies: Discrepancies, entries: Iterable[Entry]) -> list[Found]:
    """What is open because of these entries and was shown to nobody yet."""
    cited = {Digest(one.digest) for one in entries}
    return [one for one in unnoticed_of(book, discrepancies) if one.cause in cited or not cited.isdisjoint(one.entries)]


def writes_for(book: Book) -> CustodianId:
    """In whose name this machine writes what nobody signs: the desk's where it writes for it, else one of its own.

    Raises:
        Refused: no log of an open node is this machine's.
    """
    nodes = [book.register.node_of(log) for log in book.store.own_logs() if log != book.register_log]
    ours = sorted(one for node in nodes if node is not None and node.closed_at is None for one in node.custodians)
    if not ours:
        raise Refused(Objection("discrepancy.no-log"))
    return book.settings.desk if book.settings.desk in ours else ours[0]


def _may_notice(book: Book, found: Found) -> bool:
    """A partial copy speaks of the people it holds, and of counts of whose people it holds all."""
    if found.kind in BY_ITSELF:
        return False
    if book.holding is None:
        return True
    if found.person is None:
        return found.owner in book.holding.custodians
    return found.person in book.holding.people and found.kind not in OF_OTHERS_TOO


def _facts(found: Iterable[Found]) -> Iterator[Noticed]:
    """One fact for all of one kind, owner and cause, in parts where they are many; each count by itself."""
    groups: dict[tuple[str, str, Digest, str], list[Found]] = {}
    for one in found:
        groups.setdefault((one.kind, one.owner, one.cause, "" if one.person else one.id), []).append(one)
    for group in groups.values():
        ordered = sorted(group, key=lambda one: one.id)
        for at in range(0, len(ordered), IN_ONE_ACT):
            first, *rest = ordered[at : at + IN_ONE_ACT]
            yield Noticed(
                discrepancy=first.id, kind_of=first.kind, entries=frozenset(first.entries),
                people=frozenset((first.person,)) if first.person else frozenset(),
                others=tuple(AlsoNoticed(discrepancy=one.id, person=one.person) for one in rest if one.person),
            )  # fmt: skip
