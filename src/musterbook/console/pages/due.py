"""Due: everything that is owed, by whoever owes it, what is overdue first."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from typing import Any, Final

from litestar import Response

from musterbook.console.asked import Asked
from musterbook.console.by_right import due_seen
from musterbook.console.care_rows import DueRow
from musterbook.console.desk import Desk
from musterbook.terms.errors import Malformed

KNOWN: Final = ("owner", "what", "overdue", "within", "page")
PER_PAGE: Final = 100
HOURS_MOST: Final = 24 * 366


def due(desk: Desk, asked: Asked) -> Response[Any]:
    """The page at `/due`."""
    view, stamp = desk.source.due(asked.as_of), desk.source.stamp(asked.as_of)
    owner, what, overdue = (asked.filters.get(name, "") for name in ("owner", "what", "overdue"))
    if overdue not in ("", "yes"):
        raise Malformed.because("console.unknown-filter", name=f"overdue={overdue[:20]}", known="yes")
    hours = asked.number("within", least=1, most=HOURS_MOST, otherwise=HOURS_MOST)
    people = desk.source.people(asked.as_of) if asked.looker.asked else ()
    every = due_seen(asked, view.rows, holders={one.number: one.custodian for one in people})
    rows = [
        row for row in every
        if (not owner or owner in row.owner.split(", ")) and what in ("", row.what) and (row.overdue or not overdue)
        and row.due <= stamp.as_of + timedelta(hours=hours)
    ]  # fmt: skip
    pages = max(-(-len(rows) // PER_PAGE), 1)
    page = asked.number("page", least=1, most=pages, otherwise=1)
    flat = [_flat(row) for row in rows]
    return desk.answer(
        asked, "due.html", stamp, said={"due": flat, "owners": view.owners}, rows=flat, view=view,
        shown=rows[(page - 1) * PER_PAGE : page * PER_PAGE], total=len(rows), page=page, pages=pages,
        first=(page - 1) * PER_PAGE + 1, last=min(page * PER_PAGE, len(rows)), owner=owner, what=what, overdue=overdue,
        within=asked.filters.get("within", ""), kinds=sorted({row.what for row in every}),
    )  # fmt: skip


def _flat(row: DueRow) -> dict[str, object]:
    """What is owed as one line of a sheet, without the names of those to whom it is not shown."""
    return {one.name: getattr(row, one.name) for one in fields(row) if one.name not in ("never", "link")}
