"""A person: whose hands, since when, by which entries; holds, clearances and what is in doubt."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from litestar import Response

from musterbook.console.asked import Asked
from musterbook.console.axis import axis_of
from musterbook.console.by_right import entries_seen, seen_of
from musterbook.console.desk import Desk
from musterbook.console.suited_acts import parted
from musterbook.terms.people import read_number

KNOWN: Final = ()
AXIS_PX: Final = 1100
STANDING: Final = ("authority", "warnings", "deadlines", "contests")
"""Parts of what is kept for him that say how he stands; they come before what may be done, the others after it."""


def person(desk: Desk, asked: Asked, name: str) -> Response[Any] | None:
    """The page at `/people/NUMBER`; None if the number is nobody's. A number may be typed in any form."""
    number = read_number(name)
    view = desk.source.person(number, asked.as_of) if number else None
    if view is None or not asked.looker.sees(view.row.number, view.row.custodian):
        return None
    stamp = desk.source.stamp(asked.as_of)
    whole = tuple(desk.source.kept_for(view.row.number, asked.as_of))
    kept, view = seen_of(asked, whole), replace(view, entries=entries_seen(asked, view.entries, whole))
    boxes = desk.source.risks_of(view.row.number, asked.as_of)
    offers = desk.person_offers(asked, view.row.number)
    suited, others = parted(offers, milestone=view.row.milestone, grounds=view.row.holds)
    return desk.answer(
        asked,
        "person.html",
        stamp,
        said={"person": view, "risks": boxes, "kept": kept},
        rows=view.hands,
        view=view,
        row=view.row,
        axis=axis_of(view.hands, now=stamp.as_of, width_px=AXIS_PX),
        standing=[part for part in kept if part.key in STANDING],
        kept=[part for part in kept if part.key not in STANDING],
        boxes=boxes,
        offers=suited,
        others=others,
    )


def axis_fragment(desk: Desk, asked: Asked) -> str:
    """The time axis alone, at the width the page has for it; empty for a number that is nobody's."""
    width = asked.number("width", least=280, most=4000, otherwise=AXIS_PX)
    number = read_number(asked.filters.get("number", ""))
    view = desk.source.person(number, asked.as_of) if number else None
    if view is None or not asked.looker.sees(view.row.number, view.row.custodian):
        return ""
    now = desk.source.stamp(asked.as_of).as_of
    return desk.draw(asked, "_axis.html", row=view.row, axis=axis_of(view.hands, now=now, width_px=max(width, 640)))
