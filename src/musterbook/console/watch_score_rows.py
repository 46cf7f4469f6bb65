"""Rows of how earlier forecasts did, and of a site with other inputs. Scores are None where too few can be judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from musterbook.console.watch_rows import OutlookRow

TELLING_MIN: Final = 20
"""So many forecasts at least, before a table of what was said shows anything."""


@dataclass(frozen=True, slots=True)
class BinLine:
    """Forecasts between two edges: how many, what they said on average, and how often it came."""

    low: float
    high: float
    n: int
    said: float
    came: float


@dataclass(frozen=True, slots=True)
class LayerScore:
    """How one layer did over windows of so many `days`. Scores are None where there were too few to judge.

    `expected` has an exact 90 % interval.
    """

    layer: str
    n: int
    positives: int
    expected: float
    few: bool
    observed_low: float
    observed_high: float
    late: int = 0
    brier: float | None = None
    reliability: float | None = None
    resolution: float | None = None
    uncertainty: float | None = None
    within: float | None = None
    skill: float | None = None
    skill_low: float | None = None
    skill_high: float | None = None
    auc: float | None = None
    log_score: float | None = None
    value: float | None = None
    bins: tuple[BinLine, ...] = ()
    days: float | None = None

    @property
    def telling(self) -> bool:
        """Whether there are enough to show what was said beside what came."""
        return not self.few or self.n >= TELLING_MIN


@dataclass(frozen=True, slots=True)
class VerifyView:
    """How earlier forecasts did, misses first. `can_see` says what so few losses can show."""

    misses: tuple[str, ...]
    hits: int
    missed: int
    false_alarms: int
    median_lead_days: float | None
    unanswered: int
    layers: tuple[LayerScore, ...]
    can_see: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WhatIfLine:
    """One rung under what-if inputs: its horizon, chance and range, threshold, and whether it would be reached."""

    rung: str
    horizon_days: float
    p: float
    low: float
    high: float
    threshold: float
    reached: bool


@dataclass(frozen=True, slots=True)
class WhatIfView:
    """A site with other inputs. Never a forecast: nothing of it is kept, scored or raised.

    `fields` holds what each input is now, by the name of the form's field; `rung` is what these inputs would reach.
    `ends` holds the 5, 50 and 95 % points of how many would be out, contained, collapsed, at-large or rejoining if it
    broke.
    """

    row: OutlookRow
    fields: Mapping[str, str]
    lines: tuple[WhatIfLine, ...]
    ends: Mapping[str, tuple[int, int, int]]
    changed: tuple[str, ...] = ()
    rung: str = "none"
