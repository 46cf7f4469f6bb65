"""The book as an inspector meets it: accounts that sum to zero, what does not stand and why, every entry, every log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from litestar import Response

from musterbook.console.asked import Asked
from musterbook.console.by_right import entry_seen, reading_of
from musterbook.console.desk import Desk
from musterbook.terms.custodians import NOWHERE

KNOWN: Final = ("kind", "by", "log", "person", "after")
ENTRY_KNOWN: Final = ()
SIZE: Final = 50
ENTRIES_MAX: Final = 10_000_000
_LEAST_DIGITS: Final = 8


def book(desk: Desk, asked: Asked) -> Response[Any]:
    """The page at `/book`."""
    reads = reading_of(asked)
    view = desk.source.book(asked.as_of, reads)
    after = asked.number("after", least=0, most=ENTRIES_MAX, otherwise=0)
    filters = {name: value for name, value in asked.filters.items() if name != "after"}
    size = SIZE if asked.shape == "html" else 1000
    listed = desk.source.entries(after=after, limit=size, filters=filters, as_of=asked.as_of, reads=reads)
    return desk.answer(
        asked,
        "book.html",
        desk.source.stamp(asked.as_of),
        said={"accounts": view.accounts, "not_standing": view.not_standing, "discrepancies": view.discrepancies,
              "logs": view.nodes, "entries": listed.rows, "total": listed.total, "after": listed.after},
        rows=listed.rows,
        view=view,
        listed=listed,
        start=after,
        previous=max(after - size, 0) if after else None,
        accounts=_by_custodian(view.accounts),
        far={name: count for name, count in view.accounts.items() if name.startswith("far/")},
        nowhere=view.accounts.get(NOWHERE, 0),
        total=sum(view.accounts.values()),
    )  # fmt: skip


def entry(desk: Desk, asked: Asked, name: str) -> Response[Any] | None:
    """The page at `/book/DIGEST`; None if no entry, or more than one, begins so."""
    sound = len(name) >= _LEAST_DIGITS and all(sign in "0123456789abcdef" for sign in name)
    view = desk.source.entry(name) if sound else None
    if view is None or not entry_seen(asked, view):
        return None
    return desk.answer(
        asked,
        "entry.html",
        desk.source.stamp(asked.as_of),
        said={"entry": view},
        rows=[view.row],
        view=view,
        row=view.row,
    )


def _by_custodian(accounts: Mapping[str, int]) -> list[tuple[str, int, int, int]]:
    """Custodian, in hand, handing over, unaccounted; whoever answers for most people first."""
    names = {name.partition("/")[0] for name in accounts if "/" in name and not name.startswith("far/")}
    rows = [
        (
            name,
            accounts.get(f"{name}/in-hand", 0),
            accounts.get(f"{name}/handing-over", 0),
            accounts.get(f"{name}/unaccounted", 0),
        )
        for name in names
    ]
    return sorted((row for row in rows if any(row[1:])), key=lambda row: (-sum(row[1:]), row[0]))
