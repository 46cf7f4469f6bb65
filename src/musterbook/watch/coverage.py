"""How far files reach: from when to when they tell of a country, as it could be known on a day.

A gap in a file is not peace (watch.md section 8, "Late files"). Where nothing is loaded nothing is known, and that must
never be counted as nothing having happened.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from musterbook.watch.fighting import LATE_DAYS_MAX
from musterbook.watch.incidents import Incident
from musterbook.watch.placed import Ints, day_of
from musterbook.watch.sources.revisions import plain_country

LATE_STEPS_DAYS: Final = (0, 7, 14, 30, LATE_DAYS_MAX)
"""How late the files were with which the fighting layer was measured."""

HOLE_DAYS: Final = LATE_DAYS_MAX
"""Between the end of one file and the beginning of another, more than this is a hole."""

SILENT_DAYS_MIN: Final = 3
"""A file that told nothing for so long is not late yet, however busy it was."""

RHYTHM_DAYS: Final = 365
"""Over how long its longest silence is looked for."""


class Span(NamedTuple):
    """Days, both included, of which files tell without a hole."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Covered:
    """What files tell of a country, as it was known on one day.

    Attributes:
        spans: oldest first, with a hole between any two.
        late_days: how many days before that day they end; 0 while they are no more silent than they used to be.
    """

    spans: tuple[Span, ...]
    late_days: int

    @property
    def newest(self) -> Span:
        """The last span; its end is the last day that is known."""
        return self.spans[-1]


class Coverage:
    """The files that tell of one country.

    Nothing here rests on a row before the day on which it was known: not where a file ends, nor that it tells of the
    country at all.
    """

    def __init__(self, country: str, files: Iterable[Iterable[Incident]]) -> None:
        wanted = told_name(country)
        self._files = [_File.of(tuple(rows), wanted) for rows in files]
        self._on: dict[int, Covered | None] = {}

    @property
    def first(self) -> int | None:
        """The first day on which anything of the country was known; None when no file names it."""
        return min((file.named for file in self._files if file.named is not None), default=None)

    def on(self, day: int) -> Covered | None:
        """What was covered, as known on `day`; None when no file had told of the country yet."""
        if day not in self._on:
            self._on[day] = self._covered(day)
        return self._on[day]

    def _covered(self, day: int) -> Covered | None:
        files = [file for file in self._files if file.named is not None and file.named <= day]
        spans = _joined(file.span(day) for file in files)
        if not spans:
            return None
        silent = day - spans[-1].last
        if silent > SILENT_DAYS_MIN and silent <= self._longest_silence(files, spans[-1].last, day):
            silent = 0
        return Covered(spans, silent if silent > SILENT_DAYS_MIN else 0)

    @staticmethod
    def _longest_silence(files: list[_File], last: int, day: int) -> int:
        """The longest time without any incident in the year before `last`, by what was known on `day`."""
        begun = np.concatenate([file.begun[: file.told(day)] for file in files])
        days = np.unique(begun[begun > last - RHYTHM_DAYS])
        return int(np.diff(days).max(initial=0))


def told_name(country: str) -> str:
    """A country's name as it is compared: without its former one, and in small letters."""
    return plain_country(country).casefold()


def late_step(late_days: int) -> int:
    """The lateness that was measured nearest to this one; beyond the last one itself."""
    if late_days > LATE_DAYS_MAX:
        return late_days
    return min(LATE_STEPS_DAYS, key=lambda step: abs(step - late_days))


@dataclass(frozen=True, slots=True, eq=False)
class _File:
    """The incidents of one file in the order in which they became known.

    Attributes:
        known: numbers of the days on which they became known, rising.
        begun: of the days on which they began.
        newest: the latest of those so far.
        named: the day on which the first of the country became known; None when none is of it.
    """

    known: Ints
    begun: Ints
    newest: Ints
    named: int | None

    @classmethod
    def of(cls, rows: tuple[Incident, ...], wanted: str) -> _File:
        known = np.array([day_of(row.known_at) for row in rows], np.int64)
        order = np.argsort(known, kind="stable")
        begun = np.array([day_of(row.start) for row in rows], np.int64)[order]
        named = {row.country: told_name(row.country) == wanted for row in rows}
        first = min((day_of(row.known_at) for row in rows if named[row.country]), default=None)
        return cls(known[order], begun, np.maximum.accumulate(begun) if begun.size else begun, first)

    def told(self, day: int) -> int:
        """How many of its rows were known on a day."""
        return int(np.searchsorted(self.known, day, "right"))

    def span(self, day: int) -> Span:
        """From its first notice to the newest day it tells of, by what was known on a day."""
        told = self.told(day)
        return Span(min(int(self.known[0]), int(self.newest[told - 1])), int(self.newest[told - 1]))


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans that meet, or nearly, as one; oldest first."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.first - joined[-1].last <= HOLE_DAYS:
            joined[-1] = Span(joined[-1].first, max(joined[-1].last, span.last))
        else:
            joined.append(span)
    return tuple(joined)
