"""Lines of the pages of the camps, from what the book says of each camp; every figure with the entry behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from musterbook.camps.balance import Step
from musterbook.camps.bands import MONTHS_A_YEAR
from musterbook.camps.census import Camp
from musterbook.camps.choices import SERVICES
from musterbook.camps.control import Opened
from musterbook.camps.days import band_of, born_in
from musterbook.camps.facts import (
    AccessChanged,
    BoysParted,
    Cell,
    ControlChanged,
    Counted,
    GuardsSeen,
    RegisteredShare,
    ServiceGap,
    Unaccompanied,
)
from musterbook.console.camp_rows import BandLine, ControlView, CountLine, FollowOnLine, IndicatorLine
from musterbook.ledger.facts import Fact
from musterbook.operation.camps_today import CampToday

SHOWN_BANDS: Final = ((0, 4), (5, 11), (12, 14), (15, 17), (18, 59), (60, None))
"""Bands a page gathers single ages and narrower bands into."""
NOT_SAID: Final = ""
"""The band of those counted without an age."""
COUNTS_BY_BAND_MOST: Final = 12
GAP_DAYS: Final = 14
"""A line through counts breaks where they lie further apart: what was between them nobody knows."""


def count_line(camp: Camp, step: Step) -> CountLine:
    """A count beside the one before it."""
    entry = str(camp.words[Counted][f"{step.until}", step.source, step.definition].entry)
    line = CountLine(
        step.until, step.source, step.definition, step.observed, step.verdict == "part-access", step.verdict, entry
    )
    if step.since is None:
        return line
    return CountLine(
        step.until, step.source, step.definition, step.observed, line.part, step.verdict, entry, step.since,
        step.previous, step.came, step.left, step.expected, step.unexplained, step.total, step.weeks_missing,
    )  # fmt: skip


def broken(counts: Sequence[CountLine]) -> Iterator[int | None]:
    """Whole counts of the newest series, oldest first, with None wherever a line must not go on."""
    series = next(((one.source, one.definition) for one in reversed(counts) if one.observed is not None), None)
    before: date | None = None
    for one in counts:
        if one.observed is None or one.part:
            yield None
            before = None
        elif (one.source, one.definition) == series:
            if before is not None and one.day - before > timedelta(GAP_DAYS):
                yield None
            yield one.observed
            before = one.day


def indicators(camp: Camp, today: CampToday) -> Iterator[IndicatorLine]:
    """What stands beside the counts, in the order of casework.md section 12; what nobody said is not nought."""
    yield _line("days-without-access", camp, AccessChanged, today.days_without_access)
    guards = None if today.guards is None else today.guards[0]
    yield _line("guards", camp, GuardsSeen, guards, None if today.guards is None else today.guards[1].date())
    gaps = {one.fact.kind_of: one for one in camp.words_of(ServiceGap) if isinstance(one.fact, ServiceGap)}
    for kind in SERVICES:
        last = gaps.get(kind)
        if kind in today.gaps and last is not None and isinstance(last.fact, ServiceGap):
            yield IndicatorLine(kind, today.gaps[kind], date.fromisoformat(last.fact.from_), str(last.entry))
    figures = (
        ("registered", RegisteredShare, today.registered), ("boys-parted", BoysParted, today.boys_parted),
        ("unaccompanied", Unaccompanied, today.unaccompanied),
    )  # fmt: skip
    for name, kind_of, figure in figures:
        value, day = (None, None) if figure is None else (float(figure[0]), date.fromisoformat(figure[1]))
        yield _line(name, camp, kind_of, value, day)


def control_view(camp: Camp, opened: Opened) -> ControlView:
    """What a change of control opened."""
    change = opened.change
    entry = next(str(one.entry) for one in camp.words_of(ControlChanged) if one.fact == change)
    return ControlView(
        change.at, change.from_, change.to, change.source, entry, opened.frozen, opened.recount, opened.told_at,
        opened.looks_missed, opened.look_by, opened.unexplained, opened.found,
        tuple(FollowOnLine(one.camp, one.found, one.counted) for one in opened.follow_on),
    )  # fmt: skip


def owed_of(opened: Opened | None) -> Iterator[tuple[str, datetime | None]]:
    """What is owed for a change of control, and by when."""
    if opened is None:
        return
    if opened.told_at is None:
        yield "told", None
    if opened.recount is None:
        yield "recount", None
    if opened.look_by is not None:
        yield "look", opened.look_by


def by_band(camp: Camp, until: date) -> tuple[tuple[str, ...], tuple[BandLine, ...]]:
    """The bands of its newest counts, and each count by them, the newest first."""
    words = [one for one in camp.words_of(Counted) if isinstance(one.fact, Counted) and one.fact.access != "none"]
    found = []
    for word in reversed(words):
        count = word.fact
        if isinstance(count, Counted) and date.fromisoformat(count.as_of) <= until:
            day = date.fromisoformat(count.as_of)
            sums = Counter[str]()
            for cell in count.cells:
                sums[_band(cell, day)] += cell.count
            found.append((day, count.source, sums, str(word.entry)))
    found = found[:COUNTS_BY_BAND_MOST]
    bands = tuple(sorted({band for _, _, sums, _ in found for band in sums}, key=_order))
    return bands, tuple(BandLine(day, source, tuple(sums[band] for band in bands), entry)
                        for day, source, sums, entry in found)  # fmt: skip


def _band(cell: Cell, day: date) -> str:
    """The band of a page that holds a cell whole; its own where none does."""
    ages = _ages(cell, day)
    if ages is None:
        return NOT_SAID
    first, last = ages
    for low, high in SHOWN_BANDS:
        if low <= first and (high is None or (last is not None and last <= high)):
            return f"{low}+" if high is None else f"{low}-{high}"
    return f"{first}+" if last is None else f"{first}-{last}"


def _ages(cell: Cell, day: date) -> tuple[int, int | None] | None:
    """The least and the most whole age of a cell's people on a day."""
    if cell.age is not None:
        return cell.age, cell.age
    if cell.band:
        return band_of(cell.band)
    born = born_in(cell.born) if cell.born else None
    if born is None:
        return None
    oldest, youngest = (_months(one, day) // MONTHS_A_YEAR for one in born)
    return max(0, youngest), max(0, oldest)


def _months(born: date, day: date) -> int:
    return MONTHS_A_YEAR * (day.year - born.year) + day.month - born.month - (day.day < born.day)


def _order(band: str) -> tuple[bool, int, int]:
    ages = band_of(band)
    return ages is None, 0 if ages is None else ages[0], 999 if ages is None or ages[1] is None else ages[1]


def _line(name: str, camp: Camp, kind: type[Fact], value: float | None, of: date | None = None) -> IndicatorLine:
    word = camp.newest(kind)
    return IndicatorLine(name, value, of, "" if value is None or word is None else str(word.entry))
