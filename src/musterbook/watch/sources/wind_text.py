"""The agency's bulletin of wind speed probabilities: how likely which wind is at named points, as text for people.

Each line of its table gives a point, a threshold in knots, and for every span of hours the chance that the wind begins
in it and, in brackets, that it has come by its end; `X` is below one in a hundred (watch.md section 14).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from musterbook.terms.errors import Fault, Malformed
from musterbook.watch.sources.agency_tables import GALE_KT, number_of
from musterbook.watch.sources.loaded import Loaded, loaded_of
from musterbook.watch.sources.opening import Opened
from musterbook.watch.storms import PROBABILITY_LEADS_HOURS, ProbabilityRow

DIALECT: Final = "nhc-probability-text"

_NUMBER: Final = re.compile(r"WIND SPEED PROBABILITIES NUMBER\s+(\d{1,3}[A-Z]?)\b")
_STORM: Final = re.compile(r"\b((?:AL|EP|CP)\d{2}\d{4})\s*$", re.MULTILINE)
_ISSUED: Final = re.compile(r"^(\d{2})(\d{2}) (?:UTC|GMT|Z) [A-Z]{3} ([A-Z]{3}) (\d{1,2}) (\d{4})\s*$", re.MULTILINE)
_HOURS: Final = re.compile(r"^FORECAST HOUR\s+(\(.*)$", re.MULTILINE)
_IN_BRACKETS: Final = re.compile(r"\(\s*(\d{1,3})\s*\)")
_TABLE: Final = re.compile(r"^LOCATION\s+KT\b", re.MULTILINE)
_END: Final = ("$$", "NNNN")
_ROW: Final = re.compile(r"(?P<point>\S.*?)\s+(?P<kt>34|50|64)\s+(?P<chances>[X\d].*)")
_ONSET: Final = re.compile(r"\s*(X|\d{1,3})\s*")
_SPAN: Final = re.compile(r"\s*(?:X|\d{1,3})\s*\(\s*(X|\d{1,3})\s*\)\s*")
_MONTHS: Final = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_PARTS: Final[Mapping[str, re.Pattern[str]]] = {"number": _NUMBER, "storm": _STORM, "issued": _ISSUED, "hours": _HOURS}


@dataclass(frozen=True, slots=True)
class _Head:
    storm: str
    number: str
    issued_at: datetime
    hours: tuple[int, ...]
    first_line: int


def looks_like(text: str) -> bool:
    """Whether the text names itself a bulletin of wind speed probabilities."""
    return _NUMBER.search(text.upper()) is not None


def read_rows(opened: Opened, *, arrived_at: datetime) -> Loaded[ProbabilityRow]:
    """The chances of the 34-knot wind at every point the bulletin names; the other two thresholds are passed over.

    A chance below one in a hundred counts as none, as a point that is not named does. A line of the table that cannot
    be read is put aside by its number. A bulletin without its end is warned about: points may be missing, and a point
    that is missing reads as one the wind does not reach.

    Malformed, naming what is missing: no storm, number, hour of issue or forecast hours.
    """
    text = opened.text.upper()
    head = _head(opened.file, text)
    rows: dict[str, ProbabilityRow] = {}
    bad: list[Fault] = []
    ended, doubled = False, 0
    for number, line in enumerate(text.splitlines()[head.first_line :], start=head.first_line + 1):
        if line.strip().startswith(_END):
            ended = True
            break
        if not any(mark.isdecimal() or mark == "(" for mark in line):
            continue
        row = _row(line.strip(), head)
        if row is None:
            bad.append(Fault("source.line-unreadable", file=opened.file, row=number))
        elif row[0] == GALE_KT:
            doubled += row[1].point in rows
            rows.setdefault(row[1].point, row[1])
    odd = [] if ended else [Fault("source.no-end", file=opened.file)]
    odd += [Fault("source.doubled", file=opened.file, values={"rows": doubled})] if doubled else []
    return loaded_of(
        opened, DIALECT, tuple(rows.values()), arrived_at=arrived_at, bad=bad, warnings=odd,
        known_through=head.issued_at.date(),
    )  # fmt: skip


def _head(file: str, text: str) -> _Head:
    table = _TABLE.search(text)
    found = {name: pattern.search(text) for name, pattern in _PARTS.items()}
    number, storm, issued, hours = (found[name] for name in _PARTS)
    if table is None or number is None or storm is None or issued is None or hours is None:
        missing = [name for name, match in (*found.items(), ("table", table)) if match is None]
        raise Malformed(Fault("source.bulletin-lacks", file=file, values={"lacking": ", ".join(missing)}))
    leads = tuple(int(lead) for lead in _IN_BRACKETS.findall(hours[1]))
    moment = _moment(issued)
    if moment is None or not set(leads) >= set(PROBABILITY_LEADS_HOURS):
        lacking = "issued" if moment is None else "hours"
        raise Malformed(Fault("source.bulletin-lacks", file=file, values={"lacking": lacking}))
    first_line = text.count("\n", 0, table.end()) + 1
    return _Head(storm[1], number_of(number[1]), moment, leads, first_line)


def _moment(issued: re.Match[str]) -> datetime | None:
    """`1500 UTC FRI OCT 07 2016`; None where no calendar has it."""
    hour, minute, month, day, year = issued.groups()
    try:
        return datetime(int(year), _MONTHS.index(month) + 1, int(day), int(hour), int(minute), tzinfo=UTC)
    except ValueError:
        return None


def _row(line: str, head: _Head) -> tuple[int, ProbabilityRow] | None:
    """The threshold and the chances of one line; None when it is not one, or lacks a span."""
    found = _ROW.fullmatch(line)
    if found is None:
        return None
    by_lead = _by_lead(found["chances"], head.hours)
    if by_lead is None:
        return None
    chances = tuple(by_lead[lead] for lead in PROBABILITY_LEADS_HOURS)
    return int(found["kt"]), ProbabilityRow(head.storm, head.number, head.issued_at, found["point"].strip(), chances)


def _by_lead(written: str, leads: tuple[int, ...]) -> dict[int, float] | None:
    """The chance by the end of each span: the first has no brackets, because it begins at nought."""
    first = _ONSET.match(written)
    if first is None:
        return None
    cumulative, place = [first[1]], first.end()
    while place < len(written):
        span = _SPAN.match(written, place)
        if span is None:
            return None
        cumulative.append(span[1])
        place = span.end()
    shares = [0.0 if chance == "X" else int(chance) / 100 for chance in cumulative]
    if len(shares) != len(leads) or max(shares) > 1:
        return None
    return dict(zip(leads, shares, strict=True))
