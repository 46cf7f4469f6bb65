"""What carriers share in every future: slots and escorts, the queue at reception, lots at staging places.

Claims are made in the order of the plan; who is planned later may use a gap that is left, never what is taken.
Times are arrays of minutes, one per future.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musterbook.lift.problem import Steps
from musterbook.lift.robust.spans import NEVER, Mask, Minutes, Numbers

TRIES_MAX = 400
TOLERANCE = 1e-6


@dataclass(slots=True)
class Claim:
    """A use of something shared from `start` until before `end`; where both are equal nothing is used.

    While `open`, the end is only what is expected.
    """

    start: Minutes
    end: Minutes
    number: int
    open: bool = False


class Bookings:
    """Slots of a place, or escorts of a pool: never more in use than there are."""

    def __init__(self, capacity: Steps) -> None:
        self._minutes = np.array([minute for minute, _ in capacity] or [0], dtype=np.int64)
        self._numbers = np.array([number for _, number in capacity] or [0], dtype=np.int64)
        self._claims: list[Claim] = []

    def claim(self, start: Minutes, end: Minutes, number: int, *, expected: bool = False) -> Claim:
        """Take `number` from `start` until before `end`; if that is only expected the claim is closed later."""
        claim = Claim(start, end, number, expected)
        self._claims.append(claim)
        return claim

    def earliest(self, minute: Minutes, minutes: Minutes, number: int, now: int, where: Mask) -> Minutes:
        """The first minute from which `number` are free all the time, in the futures of `where`.

        `now` is the minute the plan has come to: what ended before it cannot matter any more. If there will never be
        enough, the minute is the one asked.
        """
        self._claims = [claim for claim in self._claims if claim.open or claim.end.max() > now]
        columns = np.flatnonzero(where)
        if not len(columns):
            return minute
        starts, ends, numbers = self._stacked(len(minute))
        found = minute.copy()
        for _ in range(TRIES_MAX):
            t, until = found[columns], (found + minutes)[columns]
            overlap = (starts[:, columns] < until) & (ends[:, columns] > t)
            used = numbers @ overlap
            at = np.searchsorted(self._minutes, t, side="right")
            there = np.where(at > 0, self._numbers[at - 1], 0)
            freed = np.where(overlap, ends[:, columns], NEVER).min(axis=0, initial=NEVER)
            more = np.append(self._minutes, NEVER)[at]
            later = np.minimum(freed, more)
            short = (used + number > there) & (later < NEVER)
            if not short.any():
                break
            found[columns] = np.where(short, later, t)
            columns = columns[short]
        return found

    def _stacked(self, size: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        if not self._claims:
            none = np.zeros((0, size), dtype=np.int64)
            return none, none, np.zeros(0, dtype=np.int64)
        starts = np.stack([claim.start for claim in self._claims])
        ends = np.stack([claim.end for claim in self._claims])
        return starts, ends, np.array([claim.number for claim in self._claims], dtype=np.int64)


class Reception:
    """The queue at a facility: each set-down adds its heads when it ends, desks drain it at a steady rate."""

    def __init__(self, *, per_minute: float, cap: float, size: int) -> None:
        self._rate, self._cap = per_minute, cap
        self._level: Numbers = np.zeros(size)
        self._at: Minutes = np.zeros(size, dtype=np.int64)
        self._times: Minutes = np.zeros((0, size), dtype=np.int64)
        self._heads: Numbers = np.zeros((0, size))

    def earliest(self, minute: Minutes, heads: Numbers, now: int) -> Minutes:
        """The first minute at which `heads` more never overrun the queue, neither now nor for those already booked."""
        self._fold(now)
        found = minute.copy()
        columns = np.flatnonzero(heads > 0)
        for _ in range(TRIES_MAX):
            if not len(columns):
                break
            later = self._later(found[columns], heads[columns], columns)
            late = later > found[columns]
            found[columns] = later
            columns = columns[late]
        return found

    def book(self, minute: Minutes, heads: Numbers) -> None:
        """Set down `heads` at `minute`."""
        self._times = np.vstack([self._times, np.where(heads > 0, minute, NEVER)])
        self._heads = np.vstack([self._heads, heads])

    def _later(self, minute: Minutes, heads: Numbers, columns: NDArray[np.intp]) -> Minutes:
        """The same minute if `heads` may be set down then, or a later one before which they may not.

        Coming later never shortens the queue that somebody after us finds, so we must let him go first; our own place
        in the queue is there when what is too much has drained.
        """
        times = np.vstack([self._times[:, columns], minute])
        added = np.vstack([self._heads[:, columns], heads])
        if len(times) > 1:
            order = np.argsort(times, axis=0, kind="stable")
            times, added = np.take_along_axis(times, order, axis=0), np.take_along_axis(added, order, axis=0)
        level, at, later = self._level[columns], self._at[columns], minute
        for row, more in zip(times, added, strict=True):
            level = np.maximum(0.0, level - self._rate * (row - at)) + more
            at = row
            over = level - self._cap
            if (over <= TOLERANCE).all():
                continue
            drained = minute + np.ceil(over / self._rate - TOLERANCE) if self._rate > 0 else minute
            wait = np.where(row > minute, row, np.maximum(minute + 1, drained) if self._rate > 0 else minute)
            later = np.where((over > TOLERANCE) & (row >= minute) & (more > 0), np.maximum(later, wait), later)
        return later.astype(np.int64)

    def _fold(self, now: int) -> None:
        """Add up what was set down before `now`, future by future, and forget it."""
        past = self._times <= now
        if not past.any():
            return
        order = np.argsort(self._times, axis=0, kind="stable")
        times = np.take_along_axis(self._times, order, axis=0)
        heads = np.take_along_axis(self._heads, order, axis=0)
        for row, more in zip(times, heads, strict=True):
            gone = row <= now
            if not gone.any():
                break
            level = np.maximum(0.0, self._level - self._rate * (row - self._at)) + more
            self._level, self._at = np.where(gone, level, self._level), np.where(gone, row, self._at)
        waiting = ~past.all(axis=1)
        self._times = np.where(past, NEVER, self._times)[waiting]
        self._heads = np.where(past, 0.0, self._heads)[waiting]
        still = (self._times < NEVER).any(axis=1)
        self._times, self._heads = self._times[still], self._heads[still]


@dataclass(slots=True)
class Lot:
    """People of a group set down together: when, the hazard the place had come to by then, how many are left."""

    planned: int
    since: Minutes
    exposure: Numbers
    heads: Minutes


class Lots:
    """The lots of one group at a staging place; they leave in the order in which the plan brings them."""

    def __init__(self, stay_max_min: int) -> None:
        self._stay_max_min = stay_max_min
        self._lots: list[Lot] = []

    def add(self, lot: Lot) -> None:
        """A lot has been set down."""
        self._lots.append(lot)
        self._lots.sort(key=lambda one: one.planned)

    def complete_at(self, heads: Minutes) -> Minutes:
        """When so many are there; `NEVER` if they never are."""
        if not self._lots:
            return np.where(heads > 0, NEVER, 0)
        since = np.stack([np.where(lot.heads > 0, lot.since, NEVER) for lot in self._lots])
        there = np.stack([lot.heads for lot in self._lots])
        order = np.argsort(since, axis=0, kind="stable")
        since = np.take_along_axis(since, order, axis=0)
        enough = np.cumsum(np.take_along_axis(there, order, axis=0), axis=0) >= heads
        first = np.argmax(enough, axis=0)
        found = np.where(enough.any(axis=0), since[first, np.arange(len(heads))], NEVER)
        return np.where(heads > 0, found, 0)

    def take(self, heads: Minutes, minute: Minutes) -> tuple[Minutes, Numbers, Minutes]:
        """Board up to `heads` of those there at `minute`.

        How many board, their exposure on arrival added up, and how many of them have been there longer than allowed.
        """
        wanted, exposure, overstayed = heads.copy(), np.zeros(len(heads)), np.zeros_like(heads)
        for lot in self._lots:
            some = np.where(lot.since <= minute, np.minimum(lot.heads, wanted), 0)
            lot.heads = lot.heads - some
            wanted = wanted - some
            exposure += some * lot.exposure
            overstayed += np.where(minute - lot.since > self._stay_max_min, some, 0)
        self._lots = [lot for lot in self._lots if lot.heads.any()]
        return heads - wanted, exposure, overstayed

    def left(self, size: int) -> tuple[Minutes, Numbers]:
        """How many are still there, and their exposure on arrival added up."""
        heads, exposure = np.zeros(size, dtype=np.int64), np.zeros(size)
        for lot in self._lots:
            heads = heads + lot.heads
            exposure = exposure + lot.heads * lot.exposure
        return heads, exposure
