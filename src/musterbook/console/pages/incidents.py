"""Incidents: what happened, newest first; one with everything said of it, its papers, and to whom it happened."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response

from musterbook.console.asked import Asked
from musterbook.console.by_right import incidents_seen, opens, whole_incident_seen
from musterbook.console.desk import Desk
from musterbook.terms.errors import Malformed
from musterbook.terms.people import read_number

KNOWN: Final = ("open", "what", "by", "person", "page")
ONE_KNOWN: Final = ()
PER_PAGE: Final = 100


def incidents(desk: Desk, asked: Asked) -> Response[Any]:
    """The page at `/incidents`."""
    view = incidents_seen(asked, desk.source.incidents(asked.as_of))
    chosen, what, by = (asked.filters.get(name, "") for name in ("open", "what", "by"))
    person = asked.filters.get("person", "")
    if chosen not in ("", "yes", "no"):
        raise Malformed.because("console.unknown-filter", name=f"open={chosen[:20]}", known="yes, no")
    number = read_number(person) if person else None
    rows = [
        one for one in view.rows
        if chosen in ("", "no" if one.closed else "yes") and what in ("", one.what) and by in ("", one.by)
        and (not person or number in one.numbers)
    ]  # fmt: skip
    pages = max(-(-len(rows) // PER_PAGE), 1)
    page = asked.number("page", least=1, most=pages, otherwise=1)
    return desk.answer(
        asked, "incidents.html", desk.source.stamp(asked.as_of), said={"incidents": rows}, rows=rows, view=view,
        shown=rows[(page - 1) * PER_PAGE : page * PER_PAGE], total=len(rows), page=page, pages=pages,
        first=(page - 1) * PER_PAGE + 1, last=min(page * PER_PAGE, len(rows)), chosen=chosen, what=what, by=by,
        person=person, kinds=sorted({one.what for one in view.rows}), authors=sorted({one.by for one in view.rows}),
        health=opens(asked, "health"),
    )  # fmt: skip


def incident(desk: Desk, asked: Asked, name: str) -> Response[Any] | None:
    """The page at `/incidents/REFERENCE`; None when there is none of that name."""
    found = desk.source.incident(name, asked.as_of)
    if found is None:
        return None
    view = whole_incident_seen(asked, found)
    return desk.answer(
        asked, "incident.html", desk.source.stamp(asked.as_of), said={"incident": view}, rows=view.said, view=view,
        row=view.row, health=opens(asked, "health"),
    )  # fmt: skip
