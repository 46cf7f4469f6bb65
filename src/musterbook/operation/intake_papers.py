"""Papers of newcomers: by what they are held, and the bags that were sealed for them, as the table of people says.

Joins intake with custody's authorities and property. A table is a claim: the paper itself is looked at and its digest
noted later, and no owner's mark stands by a bag that only a table tells of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Final

from musterbook.custody.care.facts import Bag, PropertySealed
from musterbook.custody.dues.facts import AuthorityNoted
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Fact
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book, Draft
from musterbook.operation.intake import Newcomer, Row
from musterbook.operation.row_by_row import RowByRow
from musterbook.terms.people import PersonId

Writes = Callable[[Sequence[Draft]], list[Entry]]
"""Writes acts of which none follows another of the same call; their entries."""
CLERKS: Final = ("register-clerk", "legal-reviewer")
"""Who may note by what somebody is held, the site's own clerk first."""
UNASKED: Final = "not-asked"
"""The mark by a bag of whose owner the table does not say whether he was asked for one."""
PEOPLE_MOST: Final = 500
"""People in one note."""


def papers_in(rows: Iterable[Row]) -> int:
    """Of how many rows it is said by what they are held."""
    return sum(bool(row.get("authority_kind")) for row in rows)


def note_all(
    book: Book, acting: Acting, newcomers: Sequence[Newcomer], *, by: Acting | None = None, once: RowByRow | None = None
) -> list[Entry]:  # fmt: skip
    """Write by what newcomers are held and what was sealed for them, each where whoever signs has a role for it.

    `by` notes by what they are held; whoever registered them where nobody is named. What the table `once` had brought
    before it was cut short is not written again.
    """
    clerk, write = by or acting, once.write if once is not None else book.write_all
    return [
        *(note_papers(clerk, newcomers, write) if _may(book, clerk, AuthorityNoted) else ()),
        *(note_seals(book, acting, newcomers, write) if _may(book, acting, PropertySealed) else ()),
    ]


def note_papers(acting: Acting, newcomers: Sequence[Newcomer], write: Writes) -> list[Entry]:
    """Write by what these people are held, as their rows say; nothing for whose row says nothing.

    Whether a paper ends is not known where its cell is empty; one that ended before is written and raises its alarm.
    """
    held: dict[tuple[str, str, datetime | None], list[PersonId]] = defaultdict(list)
    for one in newcomers:
        kind, until = one.row.get("authority_kind"), one.row.get("authority_until")
        if kind:
            ends = until if isinstance(until, datetime) else None
            held[str(kind), str(one.row.get("authority_issuer") or ""), ends].append(one.number)
    facts = [
        AuthorityNoted(
            people=frozenset(people[start : start + PEOPLE_MOST]), kind_of=kind, issuer=issuer,
            from_=acting.at if ends is None else min(acting.at, ends), until=ends,
        )
        for (kind, issuer, ends), people in held.items()
        for start in range(0, len(people), PEOPLE_MOST)
    ]  # fmt: skip
    return write([acting.draft(fact) for fact in facts]) if facts else []


def note_seals(book: Book, acting: Acting, newcomers: Sequence[Newcomer], write: Writes) -> list[Entry]:
    """Write the bags their rows tell of, where the operation asks at its gates that property goes along."""
    bags = [
        Bag(person=one.number, seal=str(seal), kinds="other", mark=UNASKED)
        for one in newcomers
        for seal in _listed(one.row.get("property_seals"))
    ]
    if not bags or not book.settings.custody.property_asked:
        return []
    return write([acting.draft(PropertySealed(bags=tuple(bags)))])


def _may(book: Book, acting: Acting, kind: type[Fact]) -> bool:
    """Whether whoever acts may write facts of a kind by his role."""
    roles = {role for _, role in acting.officers}
    return any(roles & rule.first for rule in book.register.rules_of(kind.kind))


def _listed(cell: object) -> tuple[str, ...]:
    return tuple(map(str, cell)) if isinstance(cell, tuple | list) else (str(cell),) if cell else ()
