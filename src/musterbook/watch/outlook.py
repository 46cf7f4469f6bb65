"""The outlook of a site: five ways to lose it, the chance of any within a horizon, its range and its reasons.

P = 1 - (1 - base)(1 - front)(1 - vacuum)(1 - natural)(1 - scenario), watch.md section 7. All of it is a pure function
of `SiteToday` and the assumptions. The five parts are not independent, and are shown beside P for that reason.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal, NamedTuple, TypeVar

from musterbook.watch import parts as ways
from musterbook.watch.parts import Parts, Terms
from musterbook.watch.settings import Assumptions, Mark
from musterbook.watch.site_today import SiteKind, SiteToday
from musterbook.watch.spread import Swing, odds_times, rate_range, spread, swing
from musterbook.watch.strain import multipliers, posts_share

MODEL: Final = "five-parts-1"
T = TypeVar("T")


class Reason(NamedTuple):
    """Why a chance is what it is.

    Attributes:
        kind: a multiplier of the usual rate, or one of the parts.
        name: the setting (`violence_ratio`), or the part (`front`).
        size: the factor, or the part's own chance.
        mark: on what the number rests.
        source: the digest of the entry or file that calls for it.
    """

    kind: Literal["multiplier", "part"]
    name: str
    size: float
    mark: Mark
    source: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """A site's warning.

    Attributes:
        site: which.
        as_of: at which moment.
        horizon_days: over how many days.
        p: the chance that custody is lost in them.
        low: how low it may be.
        high: how high it may be.
        parts: the five ways.
        reasons: the weightiest first.
        rate_ratio: how many times the usual rate; None where no usual rate is known.
        guards_age_hours: age of the newest guard report; None when there was never one.
        remarks: what is old, unknown or out of reach, as codes.
        swings: what each uncertain value does to p, for the confidence.
        model: which formulas.
        assumptions: digest of the settings.
        inputs: digest of `SiteToday`.
    """

    site: str
    as_of: datetime
    horizon_days: float
    p: float
    low: float
    high: float
    parts: Parts
    reasons: tuple[Reason, ...]
    rate_ratio: float | None
    guards_age_hours: float | None
    remarks: tuple[str, ...]
    swings: tuple[Swing, ...]
    model: str
    assumptions: str
    inputs: str


def outlook(today: SiteToday, assumed: Assumptions, *, horizon_days: float) -> Outlook:
    """The outlook of a site over so many days from `today.as_of`; none or more, else ValueError.

    Where guards are unknown, p and its low end take all posts for filled and the high end takes half of them.
    """
    if not horizon_days >= 0:
        raise ValueError("a horizon below 0")
    values = assumed.values
    rate = (values.base_losses + today.losses) / (values.base_site_years + today.site_years)
    share = posts_share(today, values)
    terms = Terms(today, values, rate, share)
    found = ways.parts(terms, horizon_days)
    swings = tuple(_swings(terms, assumed, horizon_days))
    low, high = spread(found.whole, swings)
    if share is None:
        thin = terms._replace(share=values.guards_unknown_share)
        high = max(high, spread(_p(thin, horizon_days), _swings(thin, assumed, horizon_days))[1])
    return Outlook(
        site=today.site,
        as_of=today.as_of,
        horizon_days=horizon_days,
        p=found.whole,
        low=low,
        high=high,
        parts=found,
        reasons=_reasons(terms, assumed, found, horizon_days),
        rate_ratio=_rate_ratio(found, rate, horizon_days),
        guards_age_hours=today.guards_age_hours,
        remarks=tuple(_remarks(terms, horizon_days)),
        swings=swings,
        model=MODEL,
        assumptions=assumed.digest,
        inputs=today.digest,
    )


def _p(terms: Terms, horizon_days: float) -> float:
    return ways.parts(terms, horizon_days).whole


def _swings(terms: Terms, assumed: Assumptions, horizon_days: float) -> Iterator[Swing]:
    """What every value that is in play does to p: settings, the usual rate, and chances that people typed or loaded.

    A typed or loaded chance has its odds halved and doubled, as a judged one in the settings.
    """
    p = _p(terms, horizon_days)

    def moved(name: str, mark: Mark, low: Terms, high: Terms) -> Swing:
        return swing(name, mark, p, (_p(low, horizon_days), _p(high, horizon_days)))

    values, today = terms.values, terms.today
    if today.kind is not SiteKind.CAMP:
        losses, years = values.base_losses + today.losses, values.base_site_years + today.site_years
        low, high = rate_range(losses, years)
        yield moved("base_rate", Mark.MEASURED, terms._replace(rate=low), terms._replace(rate=high))
    for name in ways.in_play(terms, horizon_days):
        setting = assumed.settings[name]
        ends = [terms._replace(values=values._replace(**{name: end})) for end in (setting.low, setting.high)]
        yield moved(name, setting.mark, *ends)
    for index, threat in enumerate(today.threats):
        ends = [
            terms._replace(today=replace(today, threats=_with(today.threats, index, other)))
            for factor in (0.5, 2.0)
            for other in [replace(threat, chances=tuple(odds_times(chance, factor) for chance in threat.chances))]
        ]
        yield moved(f"threat:{index + 1}", Mark.SOURCE, *ends)
    for index, scenario in enumerate(today.scenarios):
        likely, given = scenario.probability, scenario.loss_given
        for field, others in (
            ("probability", [replace(scenario, probability=odds_times(likely, factor)) for factor in (0.5, 2.0)]),
            ("loss_given", [replace(scenario, loss_given=odds_times(given, factor)) for factor in (0.5, 2.0)]),
        ):
            ends = [terms._replace(today=replace(today, scenarios=_with(today.scenarios, index, o))) for o in others]
            yield moved(f"scenario:{scenario.scenario}:{field}", Mark.JUDGED, *ends)


def _with(all_of: tuple[T, ...], index: int, other: T) -> tuple[T, ...]:
    return (*all_of[:index], other, *all_of[index + 1 :])


def _reasons(terms: Terms, assumed: Assumptions, found: Parts, horizon_days: float) -> tuple[Reason, ...]:
    """Parts that weigh more than the base first, then multipliers by how far they are from 1, then the other parts."""
    base = found.base or 0.0
    said = [
        Reason("part", name, chance, mark, source)
        for name, chance, mark, source in ways.named(terms, found, horizon_days)
    ]
    said.sort(key=lambda reason: -reason.size)
    factors = [] if found.base is None else multipliers(terms.today, terms.values, terms.share)
    factors.sort(key=lambda one: -abs(math.log(one.factor)))
    times = [
        Reason("multiplier", one.setting, one.factor, assumed.settings[one.setting].mark, one.source)
        for one in factors
        if one.factor != 1
    ]
    heavy = [reason for reason in said if reason.size > base]
    return (*heavy, *times, *(reason for reason in said if reason.size <= base))


def _rate_ratio(found: Parts, rate: float, horizon_days: float) -> float | None:
    """How many times the usual rate a steady rate would have to be to give this chance."""
    usual = horizon_days / ways.DAYS_A_YEAR * rate
    if found.base is None or usual == 0 or found.whole >= 1:
        return None
    return -math.log1p(-found.whole) / usual


def _remarks(terms: Terms, horizon_days: float) -> list[str]:
    """What the reader must know of the inputs before he believes the number."""
    today, values = terms.today, terms.values
    age, line = today.guards_age_hours, today.line
    old_line = line is not None and line.age_hours(today.as_of) > values.front_stale_days * 24
    said = {
        "guards-unknown": terms.share is None,
        "guards-stale": age is None or age > values.guards_stale_hours,
        "base-unknown": today.kind is SiteKind.CAMP,
        "occupancy-unknown": today.capacity is None or today.people is None,
        "violence-unknown": today.violence is None,
        "distance-unknown": today.offensive is not None and today.near is None,
        "line-stale": old_line,
        "line-not-closing": line is not None and ways.line_arrival(terms) is None,
        "beyond-reach": bool(today.threats) and horizon_days * 24 > values.natural_reach_hours,
    }
    return [code for code, applies in said.items() if applies]
