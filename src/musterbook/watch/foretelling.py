"""What can be proved is foretold and frozen too: fighting, the line, guards, attempts, reliefs, winds and scenarios.

Losses are too rare to judge anybody by (watch.md section 15). Each layer speaks once for a window: fighting, the line
and the guards once a day, attempts once a month, winds once an advisory, reliefs and scenarios once for what was last
said.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from musterbook.ledger.facts import Digest
from musterbook.watch.counts import HORIZON_DAYS
from musterbook.watch.facts import ForecastIssued
from musterbook.watch.fighting_figures import Figure
from musterbook.watch.guard_reports import GuardReports
from musterbook.watch.issued import Forecasts
from musterbook.watch.links import (
    ATTEMPT_DAYS,
    LinkForecast,
    Shifts,
    attempt_soon,
    pooled_short,
    relief_on_time,
    short_tomorrow,
)
from musterbook.watch.noted import NotedIncidents
from musterbook.watch.numbers import number, value_of
from musterbook.watch.outlook import MODEL
from musterbook.watch.parts import DAYS_A_YEAR, Terms, line_arrival
from musterbook.watch.reliefs import Reliefs
from musterbook.watch.scenarios import EnteredScenario
from musterbook.watch.settings import Assumptions, Kind, by_rule
from musterbook.watch.site_today import SiteToday

LINE_DAYS: Final = 14
LINK_MODEL: Final = "links-1"
FIGHTING_MODEL: Final = "fighting-1"
Window = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Known:
    """What the layers take.

    Attributes:
        today: what is known of each site.
        names: by what reports may call each.
        since: from when on each is watched.
        guards: every guard report.
        noted: every incident noted.
        reliefs: every relief.
        scenarios: every scenario as it was last entered.
        issued: every forecast there is.
        assumed: the settings.
        now: the moment, in the operation's zone.
        fighting: what the fighting layer says today of each site it can speak of.
    """

    today: Mapping[str, SiteToday]
    names: Mapping[str, tuple[str, ...]]
    since: Mapping[str, datetime]
    guards: GuardReports
    noted: NotedIncidents
    reliefs: Reliefs
    scenarios: tuple[EnteredScenario, ...]
    issued: Forecasts
    assumed: Assumptions
    now: datetime
    fighting: Mapping[str, Figure] = field(default_factory=dict)


def forecasts(known: Known) -> list[ForecastIssued]:
    """Every forecast that is due now and has not been issued for its window."""
    layers: tuple[Callable[[Known], Iterable[ForecastIssued]], ...] = (
        _fighting, _line, _guards, _attempts, _reliefs, _winds, _scenarios,
    )  # fmt: skip
    return [one for layer in layers for one in layer(known)]


def fighting_opens(now: datetime) -> datetime:
    """When the window of today's forecast of fighting opens: days of incidents are those of UTC, and begin tomorrow."""
    tomorrow = now.astimezone(UTC).date() + timedelta(1)
    return datetime.combine(tomorrow, time(), UTC).astimezone(now.tzinfo)


def fighting_said(issued: Forecasts, now: datetime) -> frozenset[str]:
    """The sites of which the fighting layer has spoken today."""
    opens = fighting_opens(now)
    return frozenset(one.fact.subject for one in issued.of_layer("fighting") if one.fact.from_ == opens)


def _fighting(known: Known) -> Iterator[ForecastIssued]:
    """The chance that lethal fighting begins within 25 km in the 14 days after today, for sites files tell of."""
    opens, said = fighting_opens(known.now), fighting_said(known.issued, known.now)
    for site, found in known.fighting.items():
        if site in known.today and site not in said:
            yield ForecastIssued(
                layer="fighting", subject=site, as_of=known.now, from_=opens, to=opens + timedelta(HORIZON_DAYS),
                p=number(found.p), low=number(min(found.low, found.p)), high=number(max(found.high, found.p)),
                model=FIGHTING_MODEL, assumptions=Digest(known.assumed.digest), inputs=Digest(found.inputs),
                average=number(found.average), quiet=found.quiet,
            )  # fmt: skip


def _line(known: Known) -> Iterator[ForecastIssued]:
    """The chance that hostile ground comes within the margin in 14 days, where a line is closing."""
    for site, today in known.today.items():
        coming = line_arrival(Terms(today, known.assumed.values, 0.0, None))
        if coming is not None and not _today(known, "line", site):
            window = known.now, known.now + timedelta(LINE_DAYS)
            yield _forecast(known, ("line", site), window, _judged(coming.chance(LINE_DAYS)), today.digest)


def _guards(known: Known) -> Iterator[ForecastIssued]:
    """The chance that guards are short tomorrow, for every site that reported today."""
    day = known.now.date()
    shifts = {site: _shifts(known, site) for site in known.today}
    opens = datetime.combine(day + timedelta(1), time(), known.now.tzinfo)
    for site, days in shifts.items():
        if day not in days or _today(known, "guards", site):
            continue
        pooled = pooled_short(shifts.values(), today=day, short=days[day])
        found = short_tomorrow(days, today=day, pooled=pooled)
        assert found is not None, "today has a report"
        yield _forecast(known, ("guards", site), (opens, opens + timedelta(1)), found, _digest(sorted(days.items())))


def _attempts(known: Known) -> Iterator[ForecastIssued]:
    """The chance of an attempt in 30 days, once the window of the last such forecast is over."""
    years = {site: max(0.0, (known.now - known.since[site]) / timedelta(DAYS_A_YEAR)) for site in known.today}
    tried = {site: sum(len(known.noted.attempts(name)) for name in known.names[site]) for site in known.today}
    all_years = sum(years.values())
    pooled = sum(tried.values()) / all_years if all_years > 1 else float(sum(tried.values()))
    for site in known.today:
        if any(one.fact.subject == site and one.fact.to > known.now for one in known.issued.of_layer("attempt")):
            continue
        found = attempt_soon(tried[site], years=years[site], pooled_rate=pooled)
        window = known.now, known.now + timedelta(ATTEMPT_DAYS)
        yield _forecast(known, ("attempt", site), window, found, _digest([tried[site], years[site], pooled]))


def _reliefs(known: Known) -> Iterator[ForecastIssued]:
    """The chance that a relief is completed in its window, by how past ones went."""
    over = [one for one in known.reliefs.all if one.completed is not None or one.fact.to < known.now]
    on_time = sum(one.on_time is True for one in over)
    for relief in known.reliefs.all:
        if relief.open and relief.fact.to >= known.now and not _said(known, "relief", relief.fact.relief, relief.entry):
            found = relief_on_time(on_time, len(over))
            window = max(relief.fact.from_, known.now), relief.fact.to
            yield _forecast(known, ("relief", relief.fact.relief), window, found, relief.entry)


def _winds(known: Known) -> Iterator[ForecastIssued]:
    """The chance that a threat reaches a site by the end of its own reach, once for each advisory."""
    for site, today in known.today.items():
        for threat in today.threats:
            inputs = _digest([threat.source, site])
            if threat.hours and not _said(known, "wind", site, inputs):
                window = known.now, known.now + timedelta(hours=threat.hours[-1])
                yield _forecast(known, ("wind", site), window, _judged(threat.chances[-1]), inputs)


def _scenarios(known: Known) -> Iterator[ForecastIssued]:
    """What an analyst says, as he said it: that it happens in its window."""
    for one in known.scenarios:
        if one.live(known.now) and not _said(known, "scenario", one.fact.scenario, one.entry):
            found = _judged(value_of(one.fact.probability))
            window = max(one.fact.from_, known.now), one.fact.to
            yield _forecast(known, ("scenario", one.fact.scenario), window, found, one.entry)


def _judged(chance: float) -> LinkForecast:
    """A chance that rests on what somebody typed, loaded or judged: its odds halved and doubled."""
    return LinkForecast(chance, *by_rule(chance, Kind.PROBABILITY))


def _shifts(known: Known, site: str) -> Shifts:
    """Of each day with a report, in the operation's zone, whether the lowest was short of the site's minimum posts."""
    days: dict[date, bool] = {}
    for name in known.names[site]:
        for report in known.guards.of_site(name):
            if not known.guards.false(report):
                day = report.at.astimezone(known.now.tzinfo).date()
                days[day] = days.get(day, False) or report.guards.short
    return days


def _today(known: Known, layer: str, subject: str) -> bool:
    """Whether a layer spoke of this subject today."""
    day, zone = known.now.date(), known.now.tzinfo
    issued = (one.fact for one in known.issued.of_layer(layer) if one.fact.subject == subject)
    return any(fact.as_of.astimezone(zone).date() == day for fact in issued)


def _said(known: Known, layer: str, subject: str, inputs: str) -> bool:
    """Whether a layer spoke of this subject from the same inputs."""
    return any((one.fact.subject, one.fact.inputs) == (subject, inputs) for one in known.issued.of_layer(layer))


def _forecast(known: Known, of: tuple[str, str], window: Window, found: LinkForecast, inputs: str) -> ForecastIssued:
    """A forecast of (layer, subject) as a fact."""
    layer, subject = of
    return ForecastIssued(
        layer=layer, subject=subject, as_of=known.now, from_=window[0], to=window[1], p=number(found.p),
        low=number(min(found.low, found.p)), high=number(max(found.high, found.p)),
        model=MODEL if layer == "line" else LINK_MODEL, assumptions=Digest(known.assumed.digest),
        inputs=Digest(inputs),
    )  # fmt: skip


def _digest(values: object) -> Digest:
    """The digest of what a forecast was made from."""
    said = json.dumps(values, default=str, separators=(",", ":"))
    return Digest(hashlib.sha256(said.encode()).hexdigest())
