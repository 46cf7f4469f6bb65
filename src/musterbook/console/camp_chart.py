"""The line of a camp's counts over days: it breaks where nobody counted, and where nobody could it stands hatched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from musterbook.console.camp_lines import GAP_DAYS
from musterbook.console.camp_rows import CountLine
from musterbook.console.charts import FOOT_PX, LEFT_PX, RIGHT_PX, TOP_PX, nice_steps

WIDTH_PX, HEIGHT_PX = 900, 240
TICKS_MOST: Final = 8
UNKNOWN_PX: Final = 10
SPARK_PX, SPARK_HIGH_PX = 84, 18


@dataclass(frozen=True, slots=True)
class Dot:
    """One count: where it stands, its verdict, and whether it is the least there are."""

    x: float
    y: float
    line: CountLine


@dataclass(frozen=True, slots=True)
class CampChart:
    """The drawing: whole lines between counts that follow one another, a dot a count, a hatched mark a day unknown."""

    paths: tuple[str, ...]
    dots: tuple[Dot, ...]
    unknown: tuple[tuple[float, CountLine], ...]
    across: tuple[tuple[float, date], ...]
    up: tuple[tuple[float, float], ...]
    width: int = WIDTH_PX
    height: int = HEIGHT_PX
    left: int = LEFT_PX
    right: int = WIDTH_PX - RIGHT_PX
    floor: int = HEIGHT_PX - FOOT_PX
    top: int = TOP_PX


def camp_chart(counts: Sequence[CountLine]) -> CampChart | None:
    """The line of counts, whichever order they come in; None where fewer than two days were looked at."""
    ordered = sorted(counts, key=lambda one: one.day)
    if not ordered or ordered[0].day == ordered[-1].day:
        return None
    first, days = ordered[0].day, (ordered[-1].day - ordered[0].day).days
    ups = nice_steps(max((one.observed or 0 for one in ordered), default=1))

    def x(day: date) -> float:
        return round(LEFT_PX + (WIDTH_PX - LEFT_PX - RIGHT_PX - UNKNOWN_PX) * (day - first).days / days, 1)

    def y(people: float) -> float:
        return round(HEIGHT_PX - FOOT_PX - (HEIGHT_PX - FOOT_PX - TOP_PX) * people / ups[-1], 1)

    dots = tuple(Dot(x(one.day), y(one.observed), one) for one in ordered if one.observed is not None)
    return CampChart(
        paths=tuple(_paths(ordered, {id(one.line): one for one in dots})), dots=dots,
        unknown=tuple((x(one.day), one) for one in ordered if one.observed is None),
        across=tuple((x(day), day) for day in _ticks(first, days)), up=tuple((y(value), value) for value in ups),
    )  # fmt: skip


def spark_paths(values: Iterable[int | None]) -> str:
    """The small line of the table: it begins anew after every gap, and one count alone is a point."""
    told = list(values)
    known = [one for one in told if one is not None]
    if len(known) < 2:
        return ""
    step, most = (SPARK_PX - 4) / max(len(told) - 1, 1), max(*known, 1)
    said, pen = [], "M"
    for place, value in enumerate(told):
        if value is None:
            pen = "M"
            continue
        said.append(f"{pen}{2 + step * place:.1f},{SPARK_HIGH_PX - 2 - (SPARK_HIGH_PX - 4) * value / most:.1f}")
        if pen == "M":
            said.append("h0.01")
        pen = "L"
    return "".join(said)


def _paths(ordered: Sequence[CountLine], dots: dict[int, Dot]) -> Iterator[str]:
    """One line a stretch of whole counts of one series, none further from the next than a gap."""
    series = dict.fromkeys((one.source, one.definition) for one in ordered)
    for name in series:
        stretch: list[Dot] = []
        for one in ordered:
            if (one.source, one.definition) != name and one.observed is not None:
                continue
            gap = bool(stretch) and one.day - stretch[-1].line.day > timedelta(GAP_DAYS)
            if one.observed is None or one.part or gap:
                yield from _path(stretch)
                stretch = []
            if one.observed is not None and not one.part:
                stretch.append(dots[id(one)])
        yield from _path(stretch)


def _path(stretch: Sequence[Dot]) -> Iterator[str]:
    if len(stretch) > 1:
        yield "M" + "L".join(f"{one.x},{one.y}" for one in stretch)


def _ticks(first: date, days: int) -> Iterator[date]:
    step = max(1, -(-days // TICKS_MOST))
    yield from (first + timedelta(number) for number in range(0, days + 1, step))
