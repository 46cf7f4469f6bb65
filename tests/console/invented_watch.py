"""An invented watch for the console's tests: seven sites on every rung, alerts, a map with areas, scores."""
# ruff: noqa: ARG002  every moment of this account looks alike

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from musterbook.console.watch_rows import (
    AlertRow,
    AreaShape,
    FactorLine,
    FightingLine,
    IncidentDot,
    InputLine,
    KnownRow,
    OutlookRow,
    OutlookView,
    ScenarioLine,
    WatchMap,
    WatchView,
)
from musterbook.console.watch_score_rows import BinLine, LayerScore, VerifyView, WhatIfLine, WhatIfView
from musterbook.terms.errors import Malformed

AT = datetime(2026, 1, 22, 1, 7, 18, tzinfo=UTC)
NASTY = "</h1><script>alert(1)</script>"
"""What somebody may type into a scenario: it must stand on the page as he typed it, and do nothing."""

_RUNGS = (("watch", 30.0, 0.005), ("prepare", 28.0, 0.02), ("ready", 21.0, 0.1), ("move", 21.0, 0.25))


@dataclass(frozen=True)
class Told:
    """What is told of an invented site; `age` is that of its guard report, in hours."""

    place: str
    name: str
    at: tuple[float, float]
    people: int
    rung: str
    p: float
    ends: tuple[float, float]
    said: str
    slack: float | None
    age: float | None


_SITES = (
    Told("SHD-1", "Shaddadi", (36.06, 40.73), 780, "now", 0.94, (0.863, 0.97), "very likely", -19.0, 31.0),
    Told("HSK-1", "Hasakah Central", (36.52, 40.74), 1240, "move", 0.31, (0.17, 0.5), "unlikely", -6.0, 3.0),
    Told("QAM-1", "Qamishli", (37.05, 41.22), 510, "ready", 0.12, (0.06, 0.2), "very unlikely", 4.0, 5.0),
    Told("RQA-1", "Raqqa North", (35.99, 39.02), 360, "prepare", 0.04, (0.01, 0.13), "almost no chance", 12.0, 80.0),
    Told("TBQ-1", "Tabqa", (35.84, 38.55), 240, "watch", 0.013, (0.004, 0.04), "almost no chance", None, 8.0),
    Told("MAL-1", "Malikiyah", (37.18, 42.14), 150, "none", 0.0008, (0.0001, 0.0018), "below 1 in 100", None, None),
    Told("KRK-R", "Karkh", (33.25, 44.20), 1660, "none", 0.0008, (0.0001, 0.0018), "below 1 in 100", None, 2.0),
)


def outlook_rows() -> tuple[OutlookRow, ...]:
    chance = random.Random(5)
    return tuple(_row(chance, told) for told in _SITES)


def _row(chance: random.Random, told: Told) -> OutlookRow:
    spark = tuple(told.p * (0.2 + 0.8 * day / 89) * chance.uniform(0.8, 1.1) for day in range(89))
    stale, slack = told.age is None or told.age > 24, told.slack
    return OutlookRow(
        id=told.place, name=told.name, kind="prison", people=told.people, rung=told.rung, p=told.p, low=told.ends[0],
        high=told.ends[1], said=told.said, horizon_days=14.0, lift_days=21.0, planned=told.rung in ("move", "ready"),
        reasons=("A relief opens in one day and the receiver is not there",
                 "Guard posts that nobody fills: makes a loss about 4 times as likely (judged, not tested)"),
        stale=stale, guards_age_hours=told.age, before=0.9 * told.p, slack_days=slack,
        arrival_days=None if slack is None else (slack + 21.0, slack + 24.0, slack + 33.0),
        could_reach="ready" if told.rung == "prepare" else "",
        remarks=("The guard report is 80 hours old; guards are taken for unknown.",) if stale else (),
        spark=(*spark, told.p), lat=told.at[0], lon=told.at[1], receiving=told.place.endswith("-R"),
    )  # fmt: skip


def alerts() -> tuple[AlertRow, ...]:
    first = AlertRow(
        alert="AL-0031", site="SHD-1", name="Shaddadi", rung="now", cause="vacuum", p=0.94,
        raised_at=AT - timedelta(hours=2), answer_by=AT - timedelta(hours=1, minutes=30), overdue=True,
        owner="h.guard", entry="a1" * 32, changed=("the guards left",),
    )  # fmt: skip
    return (
        replace(first, alert="AL-0030", site="HSK-1", name="Hasakah Central", rung="move", cause="front", overdue=False,
                answer_by=AT + timedelta(hours=1), entry="a2" * 32),
        first,
        replace(first, alert="AL-0029", site="RQA-1", name="Raqqa North", rung="watch", cause="stale", overdue=False,
                answer="taken", answered_at=AT - timedelta(hours=1), entry="a3" * 32),
    )  # fmt: skip


class InventedWatch:
    """The part of an invented source that speaks of the watch."""

    def watch(self, as_of: datetime | None = None) -> WatchView:
        known = KnownRow("UCDP", "ucdp-candidate", date(2025, 12, 31), 22, 1427, 300, 2, "b1" * 32)
        return WatchView(
            rows=outlook_rows(), alerts=alerts(), known=(known,),
            misses=("20 Jan: Alpha was lost; our figure the day before was 2%. We did not know the guards had left.",),
            burden=("As the rungs are set, 14 alerts a year; one in nine was followed by a loss within 30 days.",),
        )  # fmt: skip

    def outlook(self, place: str, as_of: datetime | None = None) -> OutlookView | None:
        row = next((one for one in outlook_rows() if one.id == place), None)
        if row is None:
            return None
        p = row.p or 0.0
        return OutlookView(
            row=row,
            parts={"base": 0.006, "front": 0.8976, "vacuum": 0.4, "natural": 0.0, "scenario": None},
            factors=(FactorLine("guards_exponent", 3.95, 1.99, 8.0, "J", "no case has guard data", "b2" * 32),
                     FactorLine("violence_ratio", 6.3, 2.7, 14.7, "M", "8 losses in 62.8 hot site-years")),
            inputs=(InputLine("guards", "4 of 10 posts filled", AT - timedelta(hours=31), 31.0, "b2" * 32, "shaddadi",
                              ("disagrees",)),
                    InputLine("capacity", "600", None, None)),
            history=tuple((AT - timedelta(days=40 - day), p * day / 40, p * day / 60, min(1.0, p * day / 30))
                          for day in range(41)),
            alerts=tuple(one for one in alerts() if one.site == place),
            scenarios=(ScenarioLine("SC-1", NASTY, 0.3, 0.8, AT, AT + timedelta(days=60), AT + timedelta(days=30),
                                    "w.analyst", "b3" * 32, speaks_for="Both sides said so"),),
            fighting=FightingLine(0.62, 0.31, no_skill=False, known_through=date(2025, 12, 31), counts=(3, 8, 20, 12)),
            confidence="Confidence is low",
        )  # fmt: skip

    def watch_map(self, shown: date | None = None, as_of: datetime | None = None) -> WatchMap:
        chance = random.Random(3)
        dates = tuple(date(2026, 1, 5) + timedelta(days=7 * week) for week in range(3))
        day = shown if shown in dates else dates[-1]
        west = 38.0 + 0.9 * dates.index(day)
        ground = ((37.2, 34.6), (west, 34.6), (west + 0.6, 35.6), (west, 36.7), (37.2, 36.7), (37.2, 34.6))
        return WatchMap(
            rows=outlook_rows(),
            incidents=tuple(
                IncidentDot(chance.uniform(34.8, 36.9), chance.uniform(38.0, 41.5), chance.randrange(30),
                            chance.choice((2.0, 25.0, None)), chance.randrange(1, 30))
                for _ in range(40)
            ),
            areas=(AreaShape("Force A", hostile=True, rings=(ground,)),), dates=dates, shown=day,
            arrivals={"QAM-1": AT + timedelta(hours=60)},
        )  # fmt: skip

    def verification(self, as_of: datetime | None = None) -> VerifyView:
        bins = (BinLine(0.0, 0.05, 900, 0.02, 0.03), BinLine(0.05, 0.1, 0, 0.0, 0.0), BinLine(0.1, 0.2, 50, 0.14, 0.2))
        return VerifyView(
            misses=("20 Jan: Alpha was lost; our figure the day before was 2%.",), hits=1, missed=1, false_alarms=4,
            median_lead_days=2.0, unanswered=1,
            layers=(
                LayerScore("loss", 300, 2, 1.4, few=True, observed_low=0.36, observed_high=6.3, late=1),
                LayerScore("fighting", 950, 37, 41.0, few=False, observed_low=27.6, observed_high=48.8, brier=0.031,
                           reliability=0.002, resolution=0.009, uncertainty=0.0374, within=0.0006, skill=0.17,
                           skill_low=0.1, skill_high=0.24, auc=0.87, log_score=0.12, value=0.4, bins=bins),
            ),
            can_see=("Losses come only to within 0.39 to 2.1 times what was counted.",),
        )  # fmt: skip

    def what_if(
        self, place: str, changes: Mapping[str, str], rejoining: Sequence[float], as_of: datetime | None = None
    ) -> WhatIfView | None:
        row = next((one for one in outlook_rows() if one.id == place), None)
        if row is None:
            return None
        if not changes.get("posts_filled", "0").isdigit():
            raise Malformed.because("settings.wrong-type", wanted="12")
        return WhatIfView(
            row=row, fields={"posts_filled": "4", "posts_minimum": "10"},
            lines=tuple(WhatIfLine(rung, days, 0.1, 0.05, 0.2, least, least <= 0.1) for rung, days, least in _RUNGS),
            ends={"out": (18, 307, 970), "contained": (12, 82, 220), "collapsed": (620, 880, 985),
                  "at-large": (9, 163, 760), "rejoining": (2, 60, 400)},
            changed=tuple(changes), rung="ready",
        )  # fmt: skip
