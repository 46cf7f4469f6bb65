"""What the pages of the watch ask of a book: outlooks with their ranges, alerts and who owes an answer, and scores.

Chances are shares of one; sentences are made already. Nothing here names anybody who is held.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

RUNGS: Final = ("none", "watch", "prepare", "ready", "move", "now")
"""How much is to be done at a site, in rising order; `none` asks for nothing."""

PARTS: Final = ("base", "front", "vacuum", "natural", "scenario")

Ring = tuple[tuple[float, float], ...]
"""Longitudes and latitudes of a closed line."""


@dataclass(frozen=True, slots=True)
class OutlookRow:
    """One site this morning. `p` None says that nobody could make an outlook.

    Attributes:
        id: of the place.
        name: as people call it.
        kind: prison, camp or yard.
        people: held there; None where nobody said.
        rung: of `RUNGS`, by the highest alert that is open.
        p: chance that custody is lost within `horizon_days`; `low` and `high` its range, `said` its words.
        before: the chance a day ago.
        slack_days: days left if the front comes early; None where none is coming.
        lift_days: how long emptying the site takes; `planned` whether a plan says so.
        arrival_days: early, middle and late.
        reasons: the weightiest first, as sentences.
        guards_age_hours: of the newest guard report; None when there was never one. `stale`: too old to rest on.
        could_reach: the rung that only the top of the range reaches; empty when there is none.
        remarks: what is old, unknown or out of reach, as sentences.
        spark: the chance day by day, the last one now.
        receiving: people are moved to it.
    """

    id: str
    name: str
    kind: str
    people: int | None
    rung: str
    p: float | None
    low: float
    high: float
    said: str
    horizon_days: float
    lift_days: float
    planned: bool
    reasons: tuple[str, ...]
    stale: bool
    guards_age_hours: float | None = None
    before: float | None = None
    slack_days: float | None = None
    arrival_days: tuple[float, float, float] | None = None
    could_reach: str = ""
    remarks: tuple[str, ...] = ()
    spark: tuple[float, ...] = ()
    lat: float | None = None
    lon: float | None = None
    lost: bool = False
    receiving: bool = False


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One alert. `owner` is an officer; `answer` is empty while he owes one; `changed` says what moved it.

    `because`: of an open alert of cause signal, what is counted and seen of the camp, as sentences.
    """

    alert: str
    site: str
    name: str
    rung: str
    cause: str
    p: float
    raised_at: datetime
    answer_by: datetime
    overdue: bool
    owner: str
    entry: str
    answer: str = ""
    answered_at: datetime | None = None
    expires: datetime | None = None
    ended: str = ""
    changed: tuple[str, ...] = ()
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownRow:
    """One source of incidents: how far it speaks, and what of it takes no part."""

    source: str
    dialect: str
    known_through: date
    age_days: int
    good: int
    kept_out: int
    quarantined: int
    entry: str


@dataclass(frozen=True, slots=True)
class WatchView:
    """The whole watch at one moment. `misses` and `burden` are sentences."""

    rows: tuple[OutlookRow, ...]
    alerts: tuple[AlertRow, ...]
    known: tuple[KnownRow, ...]
    misses: tuple[str, ...] = ()
    burden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FactorLine:
    """A multiplier of the usual rate with its range, on what it rests, and the entry that calls for it."""

    name: str
    factor: float
    low: float
    high: float
    mark: str
    source: str
    entry: str = ""


@dataclass(frozen=True, slots=True)
class InputLine:
    """Something that people report of the site: what, when, how old, and where it stands."""

    name: str
    value: str
    at: datetime | None
    age_hours: float | None
    entry: str = ""
    by: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FightingLine:
    """The layer of lethal fighting within 25 km in 14 days. `usual` is the site's own average."""

    p: float | None
    usual: float | None
    no_skill: bool
    known_through: date | None
    counts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ScenarioLine:
    """What an analyst thinks may happen, with the three columns of his note."""

    scenario: str
    sentence: str
    probability: float
    loss_given: float
    opens: datetime
    closes: datetime
    expires: datetime
    author: str
    entry: str
    speaks_for: str = ""
    speaks_against: str = ""
    would_change: str = ""


@dataclass(frozen=True, slots=True)
class OutlookView:
    """One site whole. `parts` holds each way to lose it, None where it is not known; `history` moment, p, low, high."""

    row: OutlookRow
    parts: Mapping[str, float | None]
    factors: tuple[FactorLine, ...]
    inputs: tuple[InputLine, ...]
    history: tuple[tuple[datetime, float, float, float], ...]
    alerts: tuple[AlertRow, ...]
    scenarios: tuple[ScenarioLine, ...] = ()
    fighting: FightingLine | None = None
    confidence: str = ""
    likelihood: str = ""


@dataclass(frozen=True, slots=True)
class IncidentDot:
    """A lethal incident, how many days ago it became known, and within how many km it lies."""

    lat: float
    lon: float
    age_days: int
    precision_km: float | None
    deaths: int


@dataclass(frozen=True, slots=True)
class AreaShape:
    """Ground that somebody holds; the first ring is its edge, the others are holes."""

    controller: str
    hostile: bool
    rings: tuple[Ring, ...]


@dataclass(frozen=True, slots=True)
class WatchMap:
    """What the map of the watch draws; `dates` are those of which control areas are known, `shown` the one drawn."""

    rows: tuple[OutlookRow, ...]
    incidents: tuple[IncidentDot, ...] = ()
    areas: tuple[AreaShape, ...] = ()
    dates: tuple[date, ...] = ()
    shown: date | None = None
    arrivals: Mapping[str, datetime] = field(default_factory=dict)
