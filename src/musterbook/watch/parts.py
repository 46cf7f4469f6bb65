"""The five ways to lose a site, each as a chance within so many days (watch.md section 7)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Final, NamedTuple

from musterbook.watch.approach import EDGES_KM, distance_chance
from musterbook.watch.control import Arrival, arrival
from musterbook.watch.settings import Mark
from musterbook.watch.site_today import Relief, Scenario, SiteKind, SiteToday
from musterbook.watch.strain import multipliers, strain
from musterbook.watch.values import Values

DAYS_A_YEAR: Final = 365.25


class Terms(NamedTuple):
    """All that the formulas take.

    Attributes:
        today: what is known of the site.
        values: the settings.
        rate: losses of custody a site and year, before anything is known of this site.
        share: of the minimum posts that is filled; None: unknown, and taken for all of them.
    """

    today: SiteToday
    values: Values
    rate: float
    share: float | None


class Parts(NamedTuple):
    """The chance of each way; `base` is None for a camp, of which no usual rate is known."""

    base: float | None
    front: float
    vacuum: float
    natural: float
    scenario: float

    @property
    def whole(self) -> float:
        """The chance of any."""
        return any_of((self.base or 0.0, *self[1:]))


def parts(terms: Terms, horizon_days: float) -> Parts:
    """The five parts within so many days."""
    return Parts(
        base(terms, horizon_days),
        front(terms, horizon_days),
        vacuum(terms, horizon_days),
        any_of(one.by(min(horizon_days * 24, terms.values.natural_reach_hours)) for one in terms.today.threats),
        any_of(_comes(one, terms.today, horizon_days) for one in terms.today.scenarios),
    )


def any_of(chances: Iterable[float]) -> float:
    """The chance of at least one, were they independent; small ones keep their digits."""
    none = math.fsum(math.log1p(-chance) if chance < 1 else -math.inf for chance in chances)
    return 0.0 - math.expm1(none)  # nought less nought is nought, and never less


def base(terms: Terms, horizon_days: float) -> float | None:
    """The usual rate times all multipliers, over the horizon; None for a camp."""
    if terms.today.kind is SiteKind.CAMP:
        return None
    factor = strain(multipliers(terms.today, terms.values, terms.share), terms.values)
    return -math.expm1(-horizon_days / DAYS_A_YEAR * terms.rate * factor)


def front(terms: Terms, horizon_days: float) -> float:
    """The chance that an advance reaches the site and that it is lost then. Never from a single incident."""
    coming, values = line_arrival(terms), terms.values
    comes = 0.0 if coming is None else coming.chance(horizon_days)
    if _offensive(terms):
        comes = max(comes, _offensive_comes(terms, horizon_days))
    known = 1.0 if _line_known(terms) else values.front_no_line_factor
    return min(1.0, comes * known) * values.of(_lost_when_reached(terms))


def vacuum(terms: Terms, horizon_days: float) -> float:
    """The chance that nobody is in charge: of the reliefs due and of an unguarded site, the worst."""
    return max((terms.values.of(setting) for setting, _ in _vacua(terms, horizon_days)), default=0.0)


def line_arrival(terms: Terms) -> Arrival | None:
    """When hostile ground may reach the site; None without a line, or where it is not closing."""
    values, line = terms.values, terms.today.line
    if line is None:
        return None
    return arrival(
        line.value,
        margin_km=values.front_margin_km,
        speed_min=values.front_speed_min,
        days_min=values.front_days_min,
        sigma=values.front_sigma,
    )


def in_play(terms: Terms, horizon_days: float) -> list[str]:
    """The settings with a range on which the parts rest, each once."""
    names: list[str] = []
    if terms.today.kind is not SiteKind.CAMP:
        names += [one.setting for one in multipliers(terms.today, terms.values, terms.share)]
    closing = line_arrival(terms) is not None
    if closing:
        names += ["front_margin_km", "front_sigma"]
    if _offensive(terms):
        names += ["offensive_hazard"]
    if closing or _offensive(terms):
        names += [_lost_when_reached(terms)] + ([] if _line_known(terms) else ["front_no_line_factor"])
    names += [setting for setting, _ in _vacua(terms, horizon_days)]
    return list(dict.fromkeys(names))


def named(terms: Terms, found: Parts, horizon_days: float) -> Iterator[tuple[str, float, Mark, str]]:
    """The parts other than the base that are not nothing: name, chance, mark, and the source that calls for each."""
    today = terms.today
    if found.front > 0:
        said = today.line if line_arrival(terms) is not None else today.offensive
        yield "front", found.front, Mark.JUDGED, "" if said is None else said.source
    if found.vacuum > 0:
        worst = max(_vacua(terms, horizon_days), key=lambda one: terms.values.of(one[0]))
        yield "vacuum", found.vacuum, Mark.JUDGED, worst[1]
    if found.natural > 0:
        hours = min(horizon_days * 24, terms.values.natural_reach_hours)
        threat = max(today.threats, key=lambda one: one.by(hours))
        yield "natural", found.natural, Mark.SOURCE, threat.source
    if found.scenario > 0:
        likeliest = max(today.scenarios, key=lambda one: _comes(one, today, horizon_days))
        yield "scenario", found.scenario, Mark.JUDGED, likeliest.source


def _line_known(terms: Terms) -> bool:
    """Whether distance and speed are known, whatever they are."""
    line = terms.today.line
    return line is not None and line.value.speed_km_per_day is not None


def _offensive(terms: Terms) -> bool:
    """Whether an analyst's word of an offensive holds."""
    said = terms.today.offensive
    return said is not None and said.holds(terms.today.as_of, terms.values.days_offensive)


def _offensive_comes(terms: Terms, horizon_days: float) -> float:
    """The chance of lethal fighting near the site while an offensive goes on: so many times the hazard of quiet days.

    Where nobody knows how near the fighting is, it is taken for as near as the table goes: no word is not peace.
    """
    near = terms.today.near
    quiet = distance_chance(EDGES_KM[0], horizon_days) if near is None else near.value.chance(horizon_days)
    return 1 - math.pow(1 - quiet, terms.values.offensive_hazard)


def _lost_when_reached(terms: Terms) -> str:
    """Which setting says whether a site that is reached is lost: less than half of its posts filled, or not."""
    thin = terms.share is not None and terms.share < terms.values.front_half
    return "front_loss_below_half" if thin else "front_loss_posts_kept"


def _vacua(terms: Terms, horizon_days: float) -> list[tuple[str, str]]:
    """Every reason for nobody being in charge within the horizon: its setting and its source."""
    today = terms.today
    end = today.as_of + timedelta(horizon_days)
    due = [(_relief_setting(one), one.source) for one in today.reliefs if one.opens <= end]
    if today.unguarded and today.guards is not None:
        due.append(("unguarded", today.guards.source))
    return due


def _relief_setting(relief: Relief) -> str:
    return "relief_signed" if relief.receiver_present and relief.receiver_signed else "relief_absent"


def _comes(scenario: Scenario, today: SiteToday, horizon_days: float) -> float:
    """The chance that a scenario comes true within the horizon and costs the site: its share of the window counts."""
    now, end = today.as_of, today.as_of + timedelta(horizon_days)
    if scenario.until <= now or scenario.closes < now or scenario.opens > end:
        return 0.0
    window = scenario.closes - scenario.opens
    inside = min(scenario.closes, end) - max(scenario.opens, now)
    share = inside / window if window else 1.0
    return (1 - math.pow(1 - scenario.probability, share)) * scenario.loss_given
