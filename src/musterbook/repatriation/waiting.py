"""Waiting: how long cases stay at each stage, open ones included, and when the rest will have gone.

The mean of the finished says how fast the fast ones were. Cases still open have waited at least so long, and count: the
median is that of Kaplan and Meier.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Final

from musterbook.repatriation.case import Case, End
from musterbook.repatriation.stages import ROAD

WEEKS: Final = 12
"""Over how many past weeks the rate of returns is taken (judged)."""

RUN: Final = 4
"""The best and the worst so many weeks together of these give the range."""

_ALIKE: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Projected:
    """When the open cases will have gone, at the rates of the last weeks.

    Attributes:
        open: how many are open.
        returns: how many were returned in the last twelve weeks.
        weeks: at that rate; None when there is none.
        weeks_best: at the rate of the best four weeks in a row.
        weeks_worst: at that of the worst; None when nobody went in them.
    """

    open: int
    returns: int
    weeks: Fraction | None
    weeks_best: Fraction | None
    weeks_worst: Fraction | None


def median_days(done: Iterable[float], still: Iterable[float]) -> float | None:
    """The day by which half have gone on, by Kaplan and Meier; None when half never did.

    Args:
        done: days each of those waited who went on.
        still: days each of those has waited who has not, or who left by another way.
    """
    gone, left = Counter(done), Counter(still)
    at_risk, staying = gone.total() + left.total(), 1.0
    for day in sorted(gone.keys() | left.keys()):
        if gone[day]:
            staying *= 1 - gone[day] / at_risk
            if staying <= 0.5 + _ALIKE:
                return day
        at_risk -= gone[day] + left[day]
    return None


def median_per_stage(cases: Iterable[tuple[Mapping[str, datetime], datetime]]) -> dict[str, float | None]:
    """Stage of the main road → median days until a case went on to a later one.

    Args:
        cases: of each its stages with their moments, and until when it was waited on: now, or its end.
    """
    done: dict[str, list[float]] = {name: [] for name in ROAD}
    still: dict[str, list[float]] = {name: [] for name in ROAD}
    for stages, seen in cases:
        road = sorted((stages[name], ROAD.index(name)) for name in ROAD if name in stages)
        for number, (since, place) in enumerate(road):
            later = next((at for at, other in road[number + 1 :] if other > place), None)
            if later is not None:
                done[ROAD[place]].append((later - since) / timedelta(days=1))
            elif ROAD[place] != ROAD[-1]:
                still[ROAD[place]].append(max(0.0, (seen - since) / timedelta(days=1)))
    return {name: median_days(done[name], still[name]) for name in ROAD if done[name] or still[name]}


def last_seen(case: Case, ends: Sequence[End], now: datetime) -> datetime:
    """Until when a case was waited on: its end by custody, its close, or now."""
    over = [end.at for end in ends if end.kind in ("received", "died")]
    stages = case.stages()
    over += [stages[name] for name in ("closed", "withdrawn") if name in stages]
    return min([*over, now])


def projected(is_open: int, returned_at: Iterable[datetime], now: datetime) -> Projected:
    """When the open ones will have gone: at the rate of the last twelve weeks, and of their best and worst four."""
    by_week = [0] * WEEKS
    for at in returned_at:
        weeks_ago = (now - at) // timedelta(weeks=1)
        if 0 <= weeks_ago < WEEKS:
            by_week[weeks_ago] += 1
    runs = [sum(by_week[first : first + RUN]) for first in range(WEEKS - RUN + 1)]
    return Projected(
        is_open, sum(by_week), _weeks(is_open, sum(by_week), WEEKS), _weeks(is_open, max(runs), RUN),
        _weeks(is_open, min(runs), RUN),
    )  # fmt: skip


def _weeks(is_open: int, returned: int, weeks: int) -> Fraction | None:
    return Fraction(is_open * weeks, returned) if returned else None
