"""The brief: all that the daily sheet for principals says, as values; and the bytes of it that ride inside the paper.

Chances never come without their range, and arrival, days of the lift and slack stay three numbers (watch.md section
12). It holds every site and every alert, also those that a page has no room for.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any, Final

from musterbook.ledger.canonical import canonical
from musterbook.terms.times import written
from musterbook.watch.leadtime import LeadTime
from musterbook.watch.likelihood import Confidence, Likelihood, likelihood, percent
from musterbook.watch.numbers import number
from musterbook.watch.outlook import Reason
from musterbook.watch.rungs import Rung

FORM: Final = "musterbook/watch-brief/1"


@dataclass(frozen=True, slots=True)
class Chance:
    """That custody is lost within the horizon, with its range; all between 0 and 1 and in order, else ValueError.

    `rate_ratio`: how many times the usual rate; None where no usual rate is known.
    """

    p: float
    low: float
    high: float
    rate_ratio: float | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.p <= self.high <= 1:
            raise ValueError("a chance outside its range, or a range outside 0 to 1")

    @property
    def word(self) -> Likelihood:
        """What it is called."""
        return likelihood(self.p)

    @property
    def percents(self) -> tuple[int, int, int]:
        """It, its lower and its upper end, in whole per cent; 0 is below 1, 100 above 99."""
        return percent(self.p), percent(self.low), percent(self.high)


@dataclass(frozen=True, slots=True)
class SiteLine:
    """One site.

    Attributes:
        site: its name.
        rung: what is due; None below watch.
        chance: of losing it, over the brief's horizon.
        lead: arrival, days of the lift, and what is left between.
        people: held there; None where nobody said.
        capacity: how many it was made for; None where nobody said.
        reasons: the weightiest first.
        guards_age_hours: age of the newest guard report; None when there was never one.
        stale: that it is too old to trust, or missing.
        confidence: how sure the room is.
        unguarded: that the newest report says that nobody is on guard.
        remarks: what is old, unknown or out of reach, as codes of the outlook.
        percent_before: the chance a day before, in whole per cent; None for a site that is new.
        rung_before: what was due a day before.
        stale_before: that the guard report was too old a day before; None where nobody knows.
    """

    site: str
    rung: Rung | None
    chance: Chance
    lead: LeadTime
    people: int | None
    capacity: int | None
    reasons: tuple[Reason, ...]
    guards_age_hours: float | None
    stale: bool
    confidence: Confidence
    unguarded: bool = False
    remarks: tuple[str, ...] = ()
    percent_before: int | None = None
    rung_before: Rung | None = None
    stale_before: bool | None = None

    @property
    def order(self) -> tuple[int, float, str]:
        """Sorts by rung, then by chance, the highest first."""
        return -(self.rung or 0), -self.chance.p, self.site


@dataclass(frozen=True, slots=True)
class AlertLine:
    """An alert that is open; `answered` is how, empty where nobody has answered yet.

    `signals`: of cause signal, what is counted and seen of the camp, as codes.
    """

    alert: str
    site: str
    rung: Rung
    cause: str
    owner: str
    answer_by: datetime
    answered: str = ""
    signals: tuple[str, ...] = ()

    def overdue(self, now: datetime) -> timedelta | None:
        """How long an answer has been due; None while there is time, or when there is one."""
        return now - self.answer_by if not self.answered and now > self.answer_by else None


@dataclass(frozen=True, slots=True)
class LossLine:
    """A loss of custody, and what this room had said of the site.

    Attributes:
        site: its name.
        at: when.
        rung: the highest that stood open when that day began.
        missed: that nobody had been told to prepare (`watch.misses`).
        chance: of the day before; None where nothing had been said, or no range with it.
        low: how many got out at least.
        best: how many, by the best count.
        high: how many at most.
        unknown: codes of what was old or unknown the day before.
    """

    site: str
    at: datetime
    rung: Rung | None
    missed: bool
    chance: Chance | None
    low: int | None = None
    best: int | None = None
    high: int | None = None
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Burden:
    """What the alerts asked of people over the last days: raised, not answered in time, called off as false."""

    days: int
    raised: int
    late: int
    false: int


@dataclass(frozen=True, slots=True)
class Brief:
    """The daily sheet.

    Attributes:
        operation: its name.
        marking: the words boxed at the head and the foot.
        reader: in which role it is read.
        as_of: of which moment everything is true.
        zone: IANA name of the local time.
        horizon_days: over how many days chances are asked.
        sites: the sites that are watched, most urgent first.
        receiving: the sites that take people in, most urgent first.
        alerts: those that are open, overdue ones first, then by deadline.
        losses: of the last 30 days, those nobody was warned of first.
        burden: what the alerts asked of people.
    """

    operation: str
    marking: str
    reader: str
    as_of: datetime
    zone: str
    horizon_days: float
    sites: tuple[SiteLine, ...]
    receiving: tuple[SiteLine, ...]
    alerts: tuple[AlertLine, ...]
    losses: tuple[LossLine, ...]
    burden: Burden

    @property
    def figures(self) -> bytes:
        """All of it as canonical JSON, numbers with a point as text: the file inside the paper."""
        return canonical({"form": FORM, **_plain(self)})

    @property
    def digest(self) -> str:
        """SHA-256 of the figures."""
        return hashlib.sha256(self.figures).hexdigest()


def _plain(value: Any) -> Any:  # noqa: ANN401  any value of the brief, as JSON
    """Fields by name, rungs by their word, moments as the book writes them."""
    if isinstance(value, Reason):
        return {name: _plain(one) for name, one in value._asdict().items()}
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return _one(value)


def _one(value: object) -> str | int | None:
    """What holds nothing else: a word, a number, a moment, yes or no, or nothing."""
    if isinstance(value, IntEnum):
        return value.name.lower()
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, float):
        return number(value)
    return written(value) if isinstance(value, datetime) else str(value)
