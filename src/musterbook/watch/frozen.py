"""Frozen forecasts and what came of them: which may be scored, and with what outcome.

Nothing here is improved after the fact: a forecast written after its window opened is kept, marked late and never
scored; one whose window is not over yet is not settled, however it looks; one that met something whose day is not
known well enough is left aside (watch.md section 15).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import expm1, log1p
from typing import Final, NamedTuple

from musterbook.watch.choices import LOSS
from musterbook.watch.facts import ForecastIssued, OutcomeEntered, OutlookIssued
from musterbook.watch.issued import SECONDS_AT_ONCE
from musterbook.watch.numbers import Number, value_of

REPORTED_ONLY: Final = frozenset({"guards"})
"""Layers of which silence is no answer: they settle only by a report, of yes or of no."""

WRITING: Final = timedelta(seconds=SECONDS_AT_ONCE)
"""What is written so soon after its moment is not late, unless what it foretold had begun by then."""

CERTAIN_TO: Final[Mapping[str, timedelta]] = {
    "day": timedelta(0), "week": timedelta(days=3.5), "month": timedelta(days=15)
}  # fmt: skip
"""How far to either side of its moment an outcome may lie; a day counts as that moment."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """A forecast as the book holds it.

    Attributes:
        layer: `loss`, fighting, line, guards, attempt, relief, wind or scenario.
        subject: the site, relief or scenario.
        as_of: the moment whose knowledge it rests on.
        opens: its window begins after this.
        closes: its window ends with this.
        written_at: when the book got it.
        p: the chance.
        low: the lower end of its range; None where it has none.
        high: the upper end.
        average: what climatology known at issue said; None: to be made from what had been settled by then.
        quiet: whether nothing lethal was known near the site in 90 days.
        storm: which storm it shares its luck with; empty outside the wind.
        parts: the five ways, by name.
        reasons: names of what made it what it is, weightiest first.
        remarks: what was old or unknown, as codes.
    """

    layer: str
    subject: str
    as_of: datetime
    opens: datetime
    closes: datetime
    written_at: datetime
    p: float
    low: float | None = None
    high: float | None = None
    average: float | None = None
    quiet: bool = False
    storm: str = ""
    parts: Mapping[str, float] | None = None
    reasons: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def days(self) -> float:
        """Length of its window."""
        return (self.closes - self.opens) / timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Something that happened, or that was looked for and did not.

    Attributes:
        layer: as in the forecasts.
        subject: as in the forecasts.
        at: when; in the middle of what is known of it.
        certainty: how well that is known: day, week or month.
        known_at: when this copy could first have known it.
        happened: false says that it did not.
        low: how many got out at least; None where nobody counted.
        best: how many, by the best count.
        high: how many at most.
        source: who says so.
        definition: what was counted.
    """

    layer: str
    subject: str
    at: datetime
    known_at: datetime
    certainty: str = "day"
    happened: bool = True
    low: int | None = None
    best: int | None = None
    high: int | None = None
    source: str = ""
    definition: str = ""

    @property
    def earliest(self) -> datetime:
        """The first moment at which it may have been."""
        return self.at - CERTAIN_TO[self.certainty]

    @property
    def latest(self) -> datetime:
        """The last one."""
        return self.at + CERTAIN_TO[self.certainty]


class Standing(StrEnum):
    """Whether a forecast is scored, and if not, why."""

    SCORED = "scored"
    LATE = "late"
    UNSETTLED = "unsettled"
    VAGUE = "vague"


class Settled(NamedTuple):
    """A forecast and what came of it.

    Attributes:
        forecast: what was said.
        standing: whether it is scored.
        outcome: whether it came true; None where it is not scored.
        known_at: when that could first have been known here; None likewise.
        met: what it met, if anything; the same happening may settle many forecasts.
    """

    forecast: Frozen
    standing: Standing
    outcome: bool | None = None
    known_at: datetime | None = None
    met: Outcome | None = None


def settle(
    forecasts: Iterable[Frozen], outcomes: Iterable[Outcome], *, known_through: Mapping[str, datetime]
) -> list[Settled]:
    """Every forecast with its standing and outcome, in the order of their moments.

    Args:
        forecasts: frozen, of any layers.
        outcomes: all that are known now; corrected ones left out.
        known_through: of each layer, the last moment of which outcomes can be known; a layer left out settles nothing.
    """
    happenings: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for outcome in sorted(outcomes, key=lambda one: one.at):
        happenings[outcome.layer, outcome.subject].append(outcome)
    ordered = sorted(forecasts, key=lambda one: (one.as_of, one.layer, one.subject, one.closes))
    return [_settled(one, happenings[one.layer, one.subject], known_through.get(one.layer)) for one in ordered]


def from_outlook(fact: OutlookIssued, *, written_at: datetime, quiet: bool = False) -> Frozen:
    """An outlook of the book as a forecast of a loss; its climatology is the usual rate it was made from."""
    p = _chance(fact.p)
    times = None if fact.rate_ratio is None else value_of(fact.rate_ratio, least=0)
    return Frozen(
        LOSS,
        fact.site,
        fact.as_of,
        fact.as_of,
        fact.as_of + timedelta(days=value_of(fact.horizon_days, least=0)),
        written_at,
        p,
        _chance(fact.low),
        _chance(fact.high),
        None if not times or p >= 1 else -expm1(log1p(-p) / times),
        quiet,
        parts={name: _chance(said) for name, said in fact.parts.items()},
        reasons=tuple(why.name for why in fact.reasons),
        remarks=fact.remarks,
    )


def from_forecast(fact: ForecastIssued, *, written_at: datetime) -> Frozen:
    """A forecast of the book, with its climatology where its layer has one of its own."""
    low, high, average = (None if said is None else _chance(said) for said in (fact.low, fact.high, fact.average))
    about, window = (fact.layer, fact.subject, fact.as_of), (fact.from_, fact.to, written_at)
    return Frozen(*about, *window, _chance(fact.p), low, high, average, fact.quiet, fact.storm)


def from_outcome(fact: OutcomeEntered, *, known_at: datetime) -> Outcome:
    """An outcome of the book."""
    return Outcome(
        fact.layer,
        fact.subject,
        fact.at,
        known_at,
        fact.certainty,
        fact.happened,
        fact.low,
        fact.best,
        fact.high,
        fact.source,
        fact.definition,
    )


def _chance(said: Number) -> float:
    return value_of(said, least=0, most=1)


def _settled(forecast: Frozen, all_of: list[Outcome], through: datetime | None) -> Settled:
    """Late first, then not over, then too vague: the first that holds is said."""
    opens = max(forecast.opens, forecast.written_at)
    near = list(_near(all_of, forecast))
    if forecast.written_at > forecast.opens + WRITING or any(
        one.happened and forecast.opens < one.at <= opens for one in near
    ):
        return Settled(forecast, Standing.LATE)
    answered = [one for one in near if opens < one.earliest and one.latest <= forecast.closes]
    silent = forecast.layer in REPORTED_ONLY and not answered
    if through is None or through < forecast.closes or silent:
        return Settled(forecast, Standing.UNSETTLED)
    met = next((one for one in answered if one.happened), None)
    if met is not None:
        return Settled(forecast, Standing.SCORED, met=met, outcome=True, known_at=max(forecast.closes, met.known_at))
    if any(one.happened and one.latest > opens and one.earliest <= forecast.closes for one in near):
        return Settled(forecast, Standing.VAGUE)
    known_at = max([forecast.closes, *(one.known_at for one in answered)])
    return Settled(forecast, Standing.SCORED, outcome=False, known_at=known_at)


def _near(all_of: list[Outcome], forecast: Frozen) -> Iterator[Outcome]:
    """Outcomes, sorted by moment, that could touch the window."""
    widest = max(CERTAIN_TO.values())
    first = bisect_left(all_of, forecast.opens - widest, key=lambda one: one.at)
    for one in all_of[first:]:
        if one.at > forecast.closes + widest:
            return
        yield one
