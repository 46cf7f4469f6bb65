"""Eligibility: everyone at a site who may not go, by whose business it is, with the reason in words."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response

from musterbook.console.asked import Asked
from musterbook.console.custody_rows import WaitingRow
from musterbook.console.desk import Desk
from musterbook.console.looking import seen_by

KNOWN: Final = ("site", "rule", "owner", "page")
PER_PAGE: Final = 100


def eligibility(desk: Desk, asked: Asked) -> Response[Any]:
    """The page at `/eligibility`."""
    view = desk.source.eligibility(asked.as_of)
    site, rule, owner = (asked.filters.get(name, "") for name in ("site", "rule", "owner"))
    rows = [
        row
        for row in seen_by(asked.looker, view.rows)
        if site in ("", row.place) and owner in ("", row.owner) and (not rule or rule in row.rules)
    ]  # fmt: skip
    pages = max(-(-len(rows) // PER_PAGE), 1)
    page = asked.number("page", least=1, most=pages, otherwise=1)
    return desk.answer(
        asked, "eligibility.html", desk.source.stamp(asked.as_of),
        said={"eligibility": {"owners": view.owners, "free": view.free, "held": view.held, "whole": view.whole},
              "waiting": rows},
        rows=[_flat(one) for one in rows], view=view, shown=rows[(page - 1) * PER_PAGE : page * PER_PAGE],
        total=len(rows), page=page, pages=pages, first=(page - 1) * PER_PAGE + 1, last=min(page * PER_PAGE, len(rows)),
        site=site, rule=rule, owner=owner, sites=sorted({one.place for one in view.rows}),
        rules=sorted({one for row in view.rows for one in row.rules}),
    )  # fmt: skip


def _flat(row: WaitingRow) -> dict[str, object]:
    """A person as one line of a sheet."""
    return {
        "number": row.number, "custodian": row.custodian, "place": row.place, "owner": row.owner, "since": row.since,
        "rules": row.rules, "reasons": tuple(line.sentence for line in row.lines),
        "override": tuple(dict.fromkeys(role for line in row.lines for role in line.override)),
    }  # fmt: skip
