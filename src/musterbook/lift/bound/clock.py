"""Points in time: departures and arrivals are spread over the two points around them, resources are added up by tiles.

A departure at t between the points T and T' counts (T' − t)/(T' − T) at T and the rest at T'. A loss that bends
downwards between points is then never overstated, and a use of a resource is understated where it bends upwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from musterbook.lift.bound.people import Flags, Reals, Wholes

Pace = Sequence[tuple[int, int]]
"""Distance between points: (from minute, minutes apart), the first from 0."""


@dataclass(frozen=True)
class Points:
    """Points of one place in runs; nothing happens between two runs.

    Attributes:
        at: the minutes, rising.
        before, after: the neighbour in the same run, or the point itself.
    """

    at: Wholes
    before: Wholes
    after: Wholes

    def __len__(self) -> int:
        """How many points."""
        return len(self.at)

    def touched(self, minutes: Flags) -> Flags:
        """Which points a moment among `minutes` (true by minute) can count at."""
        count = np.concatenate(([0], np.cumsum(minutes)))
        inside = count[np.maximum(self.after, self.at + 1)] - count[np.minimum(self.before + 1, self.at)]
        found: Flags = inside > 0
        return found

    def least(self, values: Wholes) -> Wholes:
        """For each point the least of `values` (by minute) between its neighbours."""
        return np.array([values[a : b + 1].min() for a, b in zip(self.before, self.after, strict=True)], dtype=np.int64)


def points_of(allowed: Flags, marks: Iterable[int], pace: Pace) -> Points:
    """Points over the minutes that are allowed: ends of their runs, `marks` inside them, and one every `pace`."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], allowed.astype(np.int8), [0]))))
    regular = paced(len(allowed) - 1, pace)
    wanted = np.unique(np.concatenate((regular, np.fromiter(marks, dtype=np.int64))))
    at, before, after = [], [], []
    for start, end in zip(edges[::2], edges[1::2] - 1, strict=True):
        inner = wanted[(wanted > start) & (wanted < end)]
        run = np.concatenate(([start], inner, [end] if end > start else [])).astype(np.int64)
        at.append(run)
        before.append(np.concatenate((run[:1], run[:-1])))
        after.append(np.concatenate((run[1:], run[-1:])))
    none = [np.zeros(0, dtype=np.int64)]
    return Points(np.concatenate(none + at), np.concatenate(none + before), np.concatenate(none + after))


def paced(end: int, pace: Pace) -> Wholes:
    """Minutes from 0 to `end`, both among them, as far apart as `pace` says."""
    parts = []
    for number, (start, apart) in enumerate(pace):
        stop = pace[number + 1][0] if number + 1 < len(pace) else end
        parts.append(np.arange(start, min(stop, end), apart, dtype=np.int64))
    return np.unique(np.concatenate([*parts, np.array([0, end], dtype=np.int64)]))


def opening(points_at: Reals, points_after: Reals, edges: Wholes) -> Reals:
    """Where a span that opens at each point may be counted from: never a tile that only its neighbour reaches into.

    `points_at` and `points_after` are where the span opens for the point and for the next one.
    """
    tile = np.clip(np.searchsorted(edges, points_after, side="left") - 1, 0, len(edges) - 1)
    start = np.where(points_after > points_at, np.maximum(points_at, edges[tile]), points_at)
    return np.clip(start, 0, edges[-1])


def closing(points_at: Reals, points_before: Reals, edges: Wholes) -> Reals:
    """Where a span that closes at each point may be counted to: no tile that its neighbour before does not reach."""
    tile = np.clip(np.searchsorted(edges, points_before, side="right") - 1, 0, len(edges) - 2)
    end = np.where(points_before < points_at, np.minimum(points_at, edges[tile + 1]), points_at)
    return np.clip(end, 0, edges[-1])


def place_between(points: Points, minute: int) -> tuple[tuple[int, float], ...]:
    """The points a moment counts at, and how much at each.

    Raises:
        ValueError: the moment lies in no run.
    """
    after = int(np.searchsorted(points.at, minute, side="left"))
    if after < len(points) and points.at[after] == minute:
        return ((after, 1.0),)
    if after in (0, len(points)) or points.before[after] == points.at[after]:
        raise ValueError(f"nothing can happen at minute {minute}")
    start, end = int(points.at[after - 1]), int(points.at[after])
    share = (minute - start) / (end - start)
    return ((after - 1, 1.0 - share), (after, share))
