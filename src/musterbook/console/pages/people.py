"""People: everyone registered, searched and counted by milestone, place and hold. A view is its address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from litestar import Response

from musterbook.console.asked import Asked
from musterbook.console.desk import Desk
from musterbook.console.folding import folded
from musterbook.console.looking import seen_by
from musterbook.console.source import PersonRow
from musterbook.terms.errors import Malformed
from musterbook.words.countries import country_said

KNOWN: Final = ("q", "milestone", "place", "hold", "sort", "page")
SIZE: Final = 100
_Key = Callable[[PersonRow], Any]
SORTS: Final[dict[str, _Key]] = {
    "number": lambda row: row.number,
    "name": lambda row: (row.name == "", folded(row.name), row.number),
    "nationality": lambda row: (row.nationality == "", row.nationality, row.number),
    "age": lambda row: (row.age == "", row.age, row.number),
    "place": lambda row: (row.place, row.number),
    "milestone": lambda row: (row.milestone, row.number),
    "serial": lambda row: (row.serial == "", row.serial, row.number),
}
COLUMNS: Final = ("number", "name", "name_ar", "nationality", "age", "place", "milestone", "serial", "holds", "note")


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list of people: its rows, which of how many, and the counts of every facet.

    `facets` holds for each facet the values with their counts, counted under the other filters; `grounds` every ground
    on which somebody is held.
    """

    rows: tuple[PersonRow, ...]
    first: int
    total: int
    everyone: int
    page: int
    pages: int
    facets: dict[str, list[tuple[str, int]]]
    sort: str
    names: bool
    arabic: bool
    notes: bool = True
    grounds: tuple[str, ...] = ()

    @property
    def columns(self) -> list[str]:
        """Columns that have anything to show: sealed particulars leave none."""
        hidden = set() if self.names else {"name", "name_ar", "nationality", "age"}
        if not self.arabic:
            hidden.add("name_ar")
        if not self.notes:
            hidden.add("note")
        return [name for name in COLUMNS if name not in hidden]


def people(desk: Desk, asked: Asked) -> Response[Any]:
    """The page at `/people`."""
    everyone = seen_by(asked.looker, desk.source.people(asked.as_of))
    listing = people_page(everyone, asked)
    matching = matched(everyone, asked.filters) if asked.shape != "html" else []
    return desk.answer(
        asked, "people.html", desk.source.stamp(asked.as_of), said={"people": matching}, rows=matching, listing=listing
    )


def grid_rows(desk: Desk, asked: Asked) -> bytes:
    """Everyone, packed for the grid: names of the columns once, then one short list a person."""
    everyone = seen_by(asked.looker, desk.source.people(asked.as_of))
    return msgspec.json.encode({
        "columns": COLUMNS,
        "rows": [
            (one.number, one.name, one.name_ar, one.nationality, one.age, one.place, one.milestone, one.serial,
             ", ".join(one.holds), one.note)
            for one in everyone
        ],
        "places": desk.named(asked),
        "nations": {code: country_said(code) for code in sorted({one.nationality for one in everyone} - {""})},
    })  # fmt: skip


def people_page(everyone: Sequence[PersonRow], asked: Asked, *, size: int = SIZE) -> Listing:
    """The page of the list that `asked` names; Malformed for a sort or a page that is not there."""
    sort = asked.filters.get("sort", "number")
    column = sort.removeprefix("-")
    if column not in SORTS:
        raise Malformed.because("console.unknown-filter", name=sort[:40], known=", ".join(SORTS))
    rows = matched(everyone, asked.filters)
    rows.sort(key=SORTS[column], reverse=sort.startswith("-"))
    pages = max((len(rows) + size - 1) // size, 1)
    page = asked.number("page", least=1, most=pages, otherwise=1)
    shown = tuple(rows[(page - 1) * size : page * size])
    return Listing(
        rows=shown,
        first=(page - 1) * size + 1,
        total=len(rows),
        everyone=len(everyone),
        page=page,
        pages=pages,
        facets={name: _facet(everyone, asked.filters, name) for name in ("milestone", "place", "hold")},
        sort=sort,
        names=any(row.name for row in everyone[:50]),
        arabic=any(row.name_ar for row in everyone[:50]),
        notes=any(row.note for row in everyone),
        grounds=tuple(sorted({ground for row in everyone for ground in row.holds})),
    )


def matched(everyone: Iterable[PersonRow], filters: Mapping[str, str]) -> list[PersonRow]:
    """Those who match every filter that is set; of several values with commas between, any."""
    wanted = {name: filters.get(name) for name in ("milestone", "place", "hold")}
    words = folded(filters.get("q", "")).split()
    return [
        row
        for row in everyone
        if all(
            value is None or not set(value.split(",")).isdisjoint(_values(row, name)) for name, value in wanted.items()
        )
        and (not words or _said(row, words))
    ]


def _said(row: PersonRow, words: Sequence[str]) -> bool:
    text = folded(f"{row.number} {row.name} {row.name_ar} {row.place} {row.custodian} {row.serial}")
    return all(word in text or word in text.replace("-", "") for word in words)


def _values(row: PersonRow, facet: str) -> Sequence[str]:
    return {"milestone": (row.milestone,), "place": (row.place,), "hold": row.holds}[facet]


def _facet(everyone: Iterable[PersonRow], filters: Mapping[str, str], facet: str) -> list[tuple[str, int]]:
    others = {name: value for name, value in filters.items() if name != facet}
    counts = Counter(value for row in matched(everyone, others) for value in _values(row, facet))
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
