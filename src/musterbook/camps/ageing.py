"""Ageing: how many of those counted in a camp today reach an age within so many months (casework.md section 12).

By month of birth it is exact but for the months at both ends; bands of ages are a guess with a range. Deaths and
departures are not foretold. Only numbers go in and come out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Final

from musterbook.camps.bands import Ladder, Range
from musterbook.camps.births import Days, aged, turning_in
from musterbook.camps.days import band_of, born_in, months_after
from musterbook.camps.facts import Cell

METHODS: Final = ("month", "year", "age", "band")
"""How the ages of a count are told, the surest first."""
UNKNOWN: Final = "unknown"
MONTH_LETTERS: Final = len("2010-03")
NOBODY: Final = Range(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Turning:
    """How many of a camp's people turn an age.

    Attributes:
        camp: which camp.
        age: the age they turn.
        since: the day of the count; whoever turned it by then is not meant.
        until: the last day that is meant.
        people: low, best and high; None when the count tells nothing of their ages.
        method: month, year, age or band, several joined by `+`; or unknown.
        ageless: how many of the camp were counted without an age, and stand in no figure.
    """

    camp: str
    age: int
    since: date
    until: date
    people: Range | None
    method: str
    ageless: int


def turning(camp: str, cells: Sequence[Cell], as_of: date, *, age: int, months: int) -> Turning:
    """How many of a count turn an age in (as_of, as_of + months]; cells without fault, age and months from 1."""
    until = months_after(as_of, months)
    found: list[tuple[str, Range | None]] = []
    births = turning_in(as_of, until, age)
    banded = []
    for cell in cells:
        span = _born(cell, as_of)
        if span is not None:
            found.append((_method(cell), _share(cell, span, births)))
        elif cell.band:
            banded.append(cell)
    if banded:
        found.append(("band", _of_bands(banded, age, months)))
    people, method = _together(found)
    ageless = sum(cell.count for cell in cells if not (cell.born or cell.band or cell.age is not None))
    return Turning(camp, age, as_of, until, people, method, ageless)


def _born(cell: Cell, as_of: date) -> Days | None:
    """Between which days the people of a cell were born, and by the day of the count; None where a band tells."""
    if cell.born:
        days = born_in(cell.born)
        return None if days is None else Days(*days).within(Days(days[0], as_of))
    years = _years(cell)
    return None if years is None else aged(years, as_of)


def _years(cell: Cell) -> int | None:
    """The one whole age of a cell, if it has one; a band of a single year is an age."""
    if cell.age is not None:
        return cell.age
    band = band_of(cell.band) if cell.band else None
    return band[0] if band is not None and band[0] == band[1] else None


def _method(cell: Cell) -> str:
    if cell.born:
        return "month" if len(cell.born) == MONTH_LETTERS else "year"
    return "age"


def _share(cell: Cell, born: Days, births: Days) -> Range:
    """Of people born within some days, how many were born within others: by days, and all or none of them."""
    inside, whole = born.within(births).length, born.length
    low, high = _ends(cell)
    if not inside or not whole:
        return NOBODY
    if inside == whole:
        return Range(low, cell.count, high)
    return Range(0, cell.count * inside / whole, high)


def _of_bands(cells: Sequence[Cell], age: int, months: int) -> Range | None:
    """How many of all bands; where one age stands in bands of two kinds, each sex and group by itself."""
    ladder = _ladder(cells)
    if not ladder.overlaps:
        return ladder.turning(age, months)
    apart: dict[tuple[str, str], list[Cell]] = defaultdict(list)
    for cell in cells:
        apart[cell.sex, cell.group].append(cell)
    ladders = [_ladder(some) for some in apart.values()]
    parts = [one.turning(age, months) for one in ladders if not one.overlaps]
    known = [part for part in parts if part is not None]
    # Bands that overlap within one sex and group count people twice: nobody can say whom.
    return reduce(Range.__add__, known) if len(known) == len(ladders) else None


def _ladder(cells: Iterable[Cell]) -> Ladder:
    counts: dict[tuple[int, int | None], Range] = {}
    for cell in cells:
        band = band_of(cell.band)
        if band is not None:
            low, high = _ends(cell)
            counts[band] = counts.get(band, NOBODY) + Range(low, cell.count, high)
    return Ladder(counts)


def _together(found: Sequence[tuple[str, Range | None]]) -> tuple[Range | None, str]:
    """All of it in one range, and how it was come by; unknown as soon as a part of it is."""
    known = [part for _, part in found if part is not None]
    if not found or len(known) < len(found):
        return None, UNKNOWN
    told = {method for method, _ in found}
    return reduce(Range.__add__, known), "+".join(method for method in METHODS if method in told)


def _ends(cell: Cell) -> tuple[int, int]:
    """The least and the most a cell may hold."""
    return cell.count if cell.low is None else cell.low, cell.count if cell.high is None else cell.high
