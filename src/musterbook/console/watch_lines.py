"""Lines of a site's page and of the map, from what the room makes of a site and from what people reported of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from musterbook.console.watch_rows import (
    RUNGS,
    AlertRow,
    FactorLine,
    FightingLine,
    IncidentDot,
    InputLine,
    KnownRow,
    ScenarioLine,
)
from musterbook.ledger.entry import Entry
from musterbook.operation.incident_rows import IncidentRows
from musterbook.operation.sites_today import guard_reports_at
from musterbook.operation.standing import looked_before, rung_now
from musterbook.operation.warning import Today
from musterbook.terms.times import zulu
from musterbook.watch.alert_book import Alert
from musterbook.watch.facts import OutlookIssued
from musterbook.watch.looking import SHOWN_DAYS, SIGNAL
from musterbook.watch.numbers import value_of
from musterbook.watch.site_today import Reported, SiteToday
from musterbook.watch.strain import multipliers, posts_share
from musterbook.words import watch_sentences as said
from musterbook.words.pages import digits, known

MAP_DAYS: Final = 30
SPARK_DAYS: Final = 90
ARRIVAL_SHOWN: Final = 0.05
"""Below this chance no hour is told (watch.md section 11)."""
EXTRA: Final = ("searched", "found", "broken", "staff_attacked", "campaign", "warning", "offensive")
"""Reports that are shown as they were said."""


def inputs_of(found: Today, place: str, entries: Mapping[str, Entry]) -> Iterator[InputLine]:
    """Every report the outlook rests on, the guards first, two that disagree both shown."""
    site, known_now = found.sites[place], found.known[place]
    flags = {flag for name in site.names for flag in found.watched.guards.flags(name)}
    reports = guard_reports_at(found.watched, site)
    for number, report in enumerate(reports):
        guards = report.guards
        value = said.posts(guards.posts_filled, guards.posts_minimum, on_site=guards.on_site)
        marks = (*sorted(flags), *(("disagrees",) if len(reports) > 1 and number else ()))
        yield InputLine("guards", value, report.at, _age(report.at, found.now), report.entry, report.by, marks)

    def line(name: str, value: str, reported: Reported[object]) -> InputLine:
        entry = entries.get(reported.source)
        age = None if name == "capacity" else _age(reported.at, found.now)
        return InputLine(name, value, reported.at, age, entry.digest if entry else "", str(entry.by) if entry else "")

    for name, value in _plain_values(known_now):
        reported = getattr(known_now, name)
        yield line(name.replace("_", "-"), value, reported)
    for relief in known_now.reliefs:
        value = said.relief(zulu(relief.opens), present=relief.receiver_present, signed=relief.receiver_signed)
        entry = entries.get(relief.source)
        yield InputLine("relief", value, relief.opens, None, relief.source, str(entry.by) if entry else "")
    for threat in known_now.threats:
        yield InputLine("threat", said.share(threat.chances[-1]) if threat.chances else "", None, None)


def history_of(found: Today, site: str) -> Iterator[tuple[datetime, float, float, float]]:
    """The last outlook frozen on each day, and the one of now."""
    zone, by_day = found.now.tzinfo, dict[date, OutlookIssued]()
    for one in found.watched.outlooks.of_site(site):
        if one.horizon_days == SHOWN_DAYS and found.now - one.fact.as_of <= timedelta(days=SPARK_DAYS):
            by_day[one.fact.as_of.astimezone(zone).date()] = one.fact
    now = next(one for one in found.looks[site].facts if value_of(one.horizon_days) == SHOWN_DAYS)
    by_day[found.now.date()] = now
    for fact in by_day.values():
        yield fact.as_of, value_of(fact.p), value_of(fact.low), value_of(fact.high)


def yesterday(found: Today, site: str) -> float | None:
    """The newest chance frozen a day ago or earlier; None where there is none of the last three days."""
    before = looked_before(found, site)
    return None if before is None else value_of(before.fact.p)


def rung_of(found: Today, site: str) -> str:
    """The highest rung that is open in the book, or that a look finds due and nobody has raised yet."""
    rung = rung_now(found, site)
    return "none" if rung is None else rung.name.lower()


def order_of(rung: str) -> int:
    """How high a rung stands."""
    return RUNGS.index(rung)


def alert_row(alert: Alert, names: Mapping[str, str], found: Today) -> AlertRow:
    """An alert of the book; `names` are those of places."""
    now = found.now
    fact, answer = alert.fact, alert.answers[-1] if alert.answers else None
    ended = "" if alert.end is None else "false-report" if alert.end.called_off else alert.end.because
    return AlertRow(
        alert=fact.alert, site=fact.site, name=names.get(fact.site, fact.site), rung=fact.rung, cause=fact.cause,
        p=value_of(fact.p), raised_at=alert.raised_at, answer_by=alert.answer_by, overdue=alert.overdue(now),
        owner=alert.owner, entry=alert.entry,
        answer=answer.answer if answer is not None and alert.answered else "",
        answered_at=answer.at if answer is not None else None, expires=fact.expires, ended=ended,
        changed=tuple(known(f"watch.changed.{one}") for one in fact.changed_since), because=_signals(alert, found),
    )  # fmt: skip


def _signals(alert: Alert, found: Today) -> tuple[str, ...]:
    """What stands behind an open alert of cause signal."""
    today = found.known.get(alert.fact.site)
    if today is None or alert.fact.cause != "signal" or not alert.open:
        return ()
    return said.remarks(f"{SIGNAL}{one}" for one in sorted({signal.value for signal in today.signals}))


def known_rows(found: Today) -> Iterator[KnownRow]:
    """The newest file of each source."""
    newest = {fact.source: (fact, at) for fact, at in found.watched.files.all}
    for source, (fact, _) in sorted(newest.items()):
        through = date.fromisoformat(fact.known_through)
        yield KnownRow(
            source, fact.dialect, through, max(0, (found.now.date() - through).days), fact.rows_good,
            fact.rows_kept_out, fact.rows_quarantined, fact.file,
        )  # fmt: skip


def factors_of(found: Today, known_now: SiteToday) -> Iterator[FactorLine]:
    """Each multiplier with what it would be at both ends of its setting."""
    values = found.assumed.values
    share = posts_share(known_now, values)
    for one in multipliers(known_now, values, share):
        setting = found.assumed.settings[one.setting]
        ends = [
            next((other.factor for other in multipliers(known_now, values._replace(**{one.setting: end}), share)
                  if other.setting == one.setting), one.factor)
            for end in (setting.low, setting.high)
        ]  # fmt: skip
        yield FactorLine(one.setting, one.factor, min(ends), max(ends), str(setting.mark), setting.source, one.source)


def scenarios_of(found: Today, place: str) -> Iterator[ScenarioLine]:
    """What analysts think may happen at a site, as long as it may."""
    for one in found.watched.scenarios.all:
        if one.fact.site in found.sites[place].names and one.live(found.now):
            yield ScenarioLine(
                one.fact.scenario, one.fact.sentence, value_of(one.fact.probability), value_of(one.fact.loss_given),
                one.fact.from_, one.fact.to, one.fact.expires, ", ".join(one.authors), one.entry, one.fact.speaks_for,
                one.fact.speaks_against, one.fact.would_change,
            )  # fmt: skip


def fighting_of(found: Today, place: str) -> FightingLine | None:
    """The newest forecast of fighting near the site; None where none was frozen of which the window is still open."""
    names = found.sites[place].names
    said_of = [
        one.fact
        for one in found.watched.forecasts.of_layer("fighting")
        if one.fact.subject in names and one.fact.to > found.now
    ]
    if not said_of:
        return None
    newest = said_of[-1]
    usual = None if newest.average is None else value_of(newest.average)
    through = found.watched.files.known_through()
    return FightingLine(value_of(newest.p), usual, no_skill=newest.quiet, known_through=through)


def dots(rows: IncidentRows, now: datetime) -> Iterator[IncidentDot]:
    """Incidents of the last 30 days that are placed well enough."""
    for row in rows.incidents(now=now):
        age = (now.date() - row.end).days
        if row.placed and 0 <= age < MAP_DAYS:
            yield IncidentDot(row.lat, row.lon, age, row.precision_km, row.deaths.best)


def arrivals_of(found: Today) -> Iterator[tuple[str, datetime]]:
    """When a threat may reach a site: the first hour at which its chance is one in two of what it comes to."""
    for name, known_now in found.known.items():
        for threat in known_now.threats:
            if threat.chances and threat.chances[-1] >= ARRIVAL_SHOWN:
                half = threat.chances[-1] / 2
                hours = next(hour for hour, p in zip(threat.hours, threat.chances, strict=True) if p >= half)
                yield name, found.now + timedelta(hours=hours)


def _plain_values(known_now: SiteToday) -> Iterator[tuple[str, str]]:
    """Inputs that one sentence says, by the name of the field."""
    if known_now.people is not None:
        yield "people", digits(known_now.people.value)
    if known_now.capacity is not None:
        yield "capacity", digits(known_now.capacity.value)
    if known_now.fabric is not None:
        yield "fabric", known(f"watch.choice.{known_now.fabric.value}")
    if known_now.violence is not None:
        yield "violence", digits(known_now.violence.value)
    if known_now.line is not None:
        yield "line", said.line(known_now.line.value.distance_km, known_now.line.value.speed_km_per_day)
    for name in EXTRA:
        reported = getattr(known_now, name)
        if reported is not None:
            yield name, known(f"watch.value.{reported.value}") if isinstance(reported.value, bool) else reported.value


def _age(at: datetime, now: datetime) -> float:
    return (now - at) / timedelta(hours=1)
