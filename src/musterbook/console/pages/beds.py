"""Beds: how many are free in each place and who was promised the rest; one place bed by bed, and whoever has none."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response

from musterbook.console.asked import Asked
from musterbook.console.desk import Desk
from musterbook.terms.errors import Malformed

KNOWN: Final = ("custodian",)
ONE_KNOWN: Final = ("beds", "page")
PER_PAGE: Final = 100
WHICH: Final = ("", "free", "taken", "out-of-use")


def beds(desk: Desk, asked: Asked) -> Response[Any]:
    """The page at `/beds`."""
    view, whose = desk.source.beds(asked.as_of), asked.filters.get("custodian", "")
    rooms = [one for one in view.rooms if whose in ("", one.custodian)]
    kept = [one for one in view.reservations if whose in ("", one.custodian)]
    return desk.answer(
        asked, "beds.html", desk.source.stamp(asked.as_of), said={"rooms": rooms, "reservations": kept},
        rows=rooms, view=view, rooms=rooms, reservations=kept, whose=whose,
    )  # fmt: skip


def place(desk: Desk, asked: Asked, name: str) -> Response[Any] | None:
    """The page at `/beds/PLACE`; None when nobody opened it."""
    view, which = desk.source.bed_place(name, asked.as_of), asked.filters.get("beds", "")
    if which not in WHICH:
        raise Malformed.because("console.unknown-filter", name=f"beds={which[:20]}", known=", ".join(WHICH[1:]))
    if view is None:
        return None
    rows = [one for one in view.beds if which in ("", _is(one.out_of_use or not one.counted, bool(one.people)))]
    pages = max(-(-len(rows) // PER_PAGE), 1)
    page = asked.number("page", least=1, most=pages, otherwise=1)
    return desk.answer(
        asked, "bed_place.html", desk.source.stamp(asked.as_of), said={"place": view, "beds": rows}, rows=rows,
        view=view, room=view.room, shown=rows[(page - 1) * PER_PAGE : page * PER_PAGE], total=len(rows), page=page,
        pages=pages, first=(page - 1) * PER_PAGE + 1, last=min(page * PER_PAGE, len(rows)), which=which,
    )  # fmt: skip


def _is(unusable: bool, taken: bool) -> str:  # noqa: FBT001  two plain answers about one bed
    return "out-of-use" if unusable else "taken" if taken else "free"
