"""Outside: a report for readers who are not of the operation; counts of people under five are not told apart in it.

Inside, every figure is exact. One word stands for a small count and for what is hidden with it, so that nothing says
which of them is small: the figures of one row make each other, and rows make the line of all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from musterbook.operation.sitrep.figures import Cell, Figure, Line, Part, Report, Row, Section, Table

HIDDEN: Final = "hidden"
LEAST: Final = 5
"""Counts below it are not said (judged; casework.md section 12)."""
NOT_PEOPLE: Final = frozenset((
    "decisions.standing", "decisions.with-dissent", "actions.open", "actions.overdue", "requests.unanswered",
    "requests.late", "claims.parts", "claims.whole", "claims.apart", "claims.all", "claims.alike", "claim.value",
    "camps.alarming", "moved.serials", "moved.handovers-refused", "agreement.cap", "agreements.ending",
    "discrepancies.open", "discrepancies.overdue", "discrepancies.settled", "discrepancies.of",
    "alerts.open", "alerts.overdue", "overrides.in-force",
))  # fmt: skip
"""Figures that count no people of ours; whatever is not named here counts some, a new question too."""
HEADCOUNT: Final = "headcount"
UNDER_WAY: Final = "moved.under-way"


def for_outside(report: Report) -> Report:
    """The report as it may leave the operation: small counts hidden, and with them whatever would give them away."""
    keys = frozenset(_hidden(report))
    sections = tuple(replace(one, parts=tuple(_part(part, keys) for part in one.parts)) for one in report.sections)
    return replace(report, sections=sections, outside=True)


def _hidden(report: Report) -> Iterator[str]:
    """The keys of every figure that is not told."""
    parts = [part for section in report.sections for part in section.parts]
    for part in parts:
        if isinstance(part, Line):
            small = {one.key for one in part.put_in.values() if isinstance(one, Figure) and _is_small(one)}
            yield from small
            if small & _PARTS:  # what is left of the whole would tell it
                yield from _PARTS
            continue
        rows = [row for row in part.rows if any(map(_is_small, _people(row)))]
        if part.code == HEADCOUNT and rows:
            rows += _beside(part, rows)
            yield UNDER_WAY  # it is the sum of some rows
            if len(rows) == 1:
                yield from _whole(report.sections)
        yield from (one.key for row in rows for one in _people(row))


def _beside(table: Table, rows: list[Row]) -> list[Row]:
    """A second row where one alone is hidden: the one with the fewest people."""
    rest = [(one[0].value, at) for at, row in enumerate(table.rows) if row not in rows and (one := _people(row))]
    counted = sorted((value, at) for value, at in rest if isinstance(value, int) and value)
    return [table.rows[counted[0][1]]] if len(rows) == 1 and counted else []


def _whole(sections: tuple[Section, ...]) -> Iterator[str]:
    """Every line of the headcount of all: there is one row alone, and it would be told by them."""
    for section in sections:
        yield from (one.key for one in section.figures() if one.key in _WHOLES)


_PARTS: Final = frozenset(f"headcount.{one}" for one in ("accounted-for", "unconfirmed", "unaccounted"))
"""What whoever is answered for comes to, one with the other."""
_WHOLES: Final = _PARTS | {"headcount.answered-for", "headcount.change"}


def _people(row: Row) -> list[Figure]:
    """The figures of a row that count people, as far as they are known."""
    return [one for one in row.cells if isinstance(one, Figure) and _counts_people(one)]


def _counts_people(one: Figure) -> bool:
    return isinstance(one.value, int) and one.name not in NOT_PEOPLE


def _is_small(one: Figure) -> bool:
    return isinstance(one.value, int) and _counts_people(one) and 0 < abs(one.value) < LEAST


def _part(part: Part, keys: frozenset[str]) -> Part:
    if isinstance(part, Line):
        told = {name: one if not isinstance(one, Figure) else _told(one, keys) for name, one in part.put_in.items()}
        return replace(part, put_in=told)
    rows = (replace(row, cells=tuple(_cell(one, keys) for one in row.cells)) for row in part.rows)
    return replace(part, rows=tuple(rows))


def _cell(cell: Cell, keys: frozenset[str]) -> Cell:
    return _told(cell, keys) if isinstance(cell, Figure) else cell


def _told(one: Figure, keys: frozenset[str]) -> Figure:
    return replace(one, value=HIDDEN) if one.key in keys else one
