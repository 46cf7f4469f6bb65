"""Sections of a report: agreements, and discrepancies by age."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from musterbook.custody.findings import Found
from musterbook.operation.agreeing import agreements_of, lost_since, used_of
from musterbook.operation.sitrep.figures import Line, Row, Said, Section, Table
from musterbook.operation.sitrep.sources import Args, Sources, asked
from musterbook.terms.times import written

AGES: Final = {
    "hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7), "older": timedelta.max,
}  # fmt: skip
"""Discrepancies are counted by how long they have been open: up to an hour, a day, a week, and longer."""


def agreements(s: Sources) -> Section:
    """Every agreement: its stage, what of its cap is used, when it ends; what ends within a week is said first."""
    lost = lost_since(s.book)
    soon = {one.name for one in agreements_of(s.book).expiring(s.now, lost=lost)}
    rows = []
    for one in agreements_of(s.book).all(lost):
        until = Said("moment", written(one.terms.until)) if one.terms.until else None
        used, cap = (s.figure(f"agreement.{name}", agreement=one.name) for name in ("used", "cap"))
        cells = (Said("name", one.name), Said("code", one.stage(s.now).replace(" ", "-")), used, cap, until)
        rows.append(Row(cells, loud=one.name in soon))
    ending = s.figure("agreements.ending")
    line = Line("agreements.ending", {"n": ending}, loud=bool(ending.value))
    return Section(
        "agreements", (line, Table("agreements", ("agreement", "stage", "used", "cap", "until"), tuple(rows)))
    )


def discrepancies(s: Sources) -> Section:
    """What the book contradicts itself about, by kind and by how long it has been open."""
    line = Line("discrepancies.open", {"n": s.figure("discrepancies.open"), "late": s.figure("discrepancies.overdue")})
    kinds = sorted({one.kind for one in s.open})
    rows = tuple(
        Row((Said("code", kind), *(s.figure("discrepancies.of", kind=kind, age=age) for age in AGES))) for kind in kinds
    )
    lines = [line]
    if s.discrepancies.settled:
        lines.append(Line("discrepancies.settled", {"n": s.figure("discrepancies.settled")}))
    table = Table("discrepancies", ("kind", *AGES), rows)
    return Section("discrepancies", (*lines, table) if rows else tuple(lines))


def _age(s: Sources, found: Found) -> str:
    return next(name for name, most in AGES.items() if s.now - found.at <= most)


@asked("agreement.used")
def _used(s: Sources, args: Args) -> int:
    return sum(count for (name, _), count in used_of(s.book).items() if name == args["agreement"])


@asked("agreement.cap")
def _cap(s: Sources, args: Args) -> int | None:
    found = agreements_of(s.book).agreement(args["agreement"])
    return None if found is None else (found.terms.caps or {}).get("total")


@asked("agreements.ending")
def _ending(s: Sources, args: Args) -> int:
    del args
    return len(agreements_of(s.book).expiring(s.now, lost=lost_since(s.book)))


@asked("discrepancies.open")
def _open(s: Sources, args: Args) -> int:
    del args
    return len(s.open)


@asked("discrepancies.overdue")
def _overdue(s: Sources, args: Args) -> int:
    del args
    return len(s.discrepancies.overdue(s.now, s.book.settings.custody))


@asked("discrepancies.settled")
def _settled(s: Sources, args: Args) -> int:
    del args
    return len(s.discrepancies.settled)


@asked("discrepancies.of")
def _of(s: Sources, args: Args) -> int:
    return sum(one.kind == args["kind"] and _age(s, one) == args["age"] for one in s.open)
