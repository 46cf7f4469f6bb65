"""Waiting for what is shut to open, for many futures at once: calendars, windows, and closures drawn by chance.

Times are arrays of whole minutes, one per future. A question answers with the first minute not before the one asked
from which the whole length is free.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from musterbook.lift.problem import Interval

Minutes = NDArray[np.int64]
Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]

NEVER = 1 << 40
DAY_MIN = 1440
LOOKS_MAX = 12


@dataclass(frozen=True, slots=True)
class Spans:
    """Times that are shut in every future, apart from each other and in order, one that never comes at the end."""

    starts: Minutes
    ends: Minutes

    @classmethod
    def of(cls, spans: Iterable[Interval]) -> Spans | None:
        """Spans joined where they touch; None when there are none."""
        joined: list[list[int]] = []
        for start, end in sorted(span for span in spans if span[1] > span[0]):
            if joined and start <= joined[-1][1]:
                joined[-1][1] = max(joined[-1][1], end)
            else:
                joined.append([start, end])
        if not joined:
            return None
        times = np.array([*joined, [NEVER, NEVER]], dtype=np.int64)
        return cls(times[:, 0].copy(), times[:, 1].copy())

    def free_from(self, minute: Minutes, minutes: Minutes | int) -> Minutes:
        """The first minute from which nothing shut is met."""
        while True:
            at = np.searchsorted(self.ends, minute, side="right")
            met = self.starts[at] < minute + minutes
            if not met.any():
                return minute
            minute = np.where(met, self.ends[at], minute)


@dataclass(frozen=True, slots=True)
class Windows:
    """Times that are open in every future; a service lies inside one of them."""

    starts: Minutes
    ends: Minutes

    @classmethod
    def of(cls, windows: Iterable[Interval]) -> Windows:
        """Windows in order, and at the end one that opens at `NEVER`."""
        times = np.array([*sorted(windows), (NEVER, 4 * NEVER)], dtype=np.int64)
        return cls(times[:, 0].copy(), times[:, 1].copy())

    def open_from(self, minute: Minutes, minutes: int) -> Minutes:
        """The first start of a service of that length; `NEVER` or later when no window is left for it."""
        # A service of no length may still begin in the minute a window ends.
        side: Literal["left", "right"] = "right" if minutes > 0 else "left"
        while True:
            at = np.searchsorted(self.ends, minute, side=side)
            minute = np.maximum(minute, self.starts[at])
            late = minute + minutes > self.ends[at]
            if not late.any():
                return minute
            minute = np.where(late, self.starts[np.minimum(at + 1, len(self.starts) - 1)], minute)


@dataclass(frozen=True, slots=True)
class Closures:
    """At most one closure a day and future, by day (rows) and future; a day without one starts and ends before time.

    No closure lasts longer than a day, so that looking one day back finds all that may still be shut.
    """

    starts: Minutes
    ends: Minutes

    def free_from(self, minute: Minutes, minutes: Minutes | int) -> Minutes:
        """The first minute from which nothing shut is met."""
        futures, last = np.arange(len(minute)), len(self.starts) - 1
        ahead = 1 + int(np.max(minutes)) // DAY_MIN
        for _ in range(LOOKS_MAX):
            day, freed = minute // DAY_MIN, minute
            for shift in range(-1, ahead + 1):
                row = np.clip(day + shift, 0, last)
                start, end = self.starts[row, futures], self.ends[row, futures]
                met = (start < minute + minutes) & (minute < end)
                freed = np.where(met, np.maximum(freed, end), freed)
            if (freed == minute).all():
                break
            minute = freed
        return minute
