"""Rows of what is owed, from one book at one moment: whoever owes most that is overdue stands first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final
from urllib.parse import quote

from musterbook.console.care_rows import DueOwner, DueRow, DueView
from musterbook.custody.dues.complaints import Complaints
from musterbook.operation.book import Book
from musterbook.operation.owed import by_owner, owed
from musterbook.operation.owed_one import Owed
from musterbook.terms.people import PersonId, read_number

PAGES: Final[tuple[tuple[str, Callable[[str], str]], ...]] = (
    ("duty ", lambda about: f"/agreements/{quote(about)}"),
    ("muster", lambda about: f"/musters/count/{quote(about)}"),
    ("case.", lambda about: f"/repatriation/cases/{quote(about)}"),
    ("action", lambda about: f"/coordination#a-{quote(about)}"),
    ("question", lambda about: f"/coordination#w-{quote(about)}"),
    ("handover", lambda _: "/handovers"),
    ("discrepancy.", lambda _: "/musters"),
)
"""How the code of what is owed begins, and the page about it; a number goes to its person whatever is owed."""


def due_view(book: Book, now: datetime) -> DueView:
    """Everything owed at a moment."""
    rows = owed(book, now)
    owners = tuple(
        DueOwner(row["owner"], row["overdue"], row["due"], row["people"], datetime.fromisoformat(row["first"]))
        for row in by_owner(rows, now)
    )
    order = {one.owner: place for place, one in enumerate(owners)}
    shown = [_row(book, one, now) for one in rows]
    return DueView(tuple(sorted(shown, key=lambda row: (order[row.owner], row.due, row.what))), owners)


def _row(book: Book, one: Owed, now: datetime) -> DueRow:
    never = _complained_of(book, one.about) if one.what == "complaint" else frozenset[str]()
    return DueRow(one.owner, one.what, one.about, one.due, one.people, one.due <= now, _link(one), never)


def _link(one: Owed) -> str:
    """The page about it; none where it is about several things, or has none."""
    if not one.about or "," in one.about:
        return ""
    if read_number(one.about) is not None:
        return f"/people/{one.about}"
    return next((page(one.about) for begins, page in PAGES if one.what.startswith(begins)), "")


def _complained_of(book: Book, about: str) -> frozenset[str]:
    """Whoever these people complain of."""
    people = {PersonId(name) for name in about.split(", ")}
    known = book.reading(Complaints).open()
    return frozenset(one.against for one in known if one.against and (one.person in people or not about))
