"""Camp signals: what counts, control and guards of a camp ask the watch to look at (casework.md section 12).

Joins watch with camps, where a camp is one of the operation's sites. A signal changes no chance: it raises the site to
the rung watch, and somebody must answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta

from musterbook.camps.balance import Step
from musterbook.camps.census import Camp, Census
from musterbook.camps.control import opened
from musterbook.camps.facts import ControlChanged, Counted, GuardsSeen
from musterbook.camps.settings import DEFAULT, CampsSettings
from musterbook.operation.camps_today import steps_of
from musterbook.watch.signals import RECENT_DAYS, Missing, census_fell, departures_doubled
from musterbook.watch.site_today import Reported


def camp_signals(
    census: Census, names: Sequence[str], now: datetime, settings: CampsSettings = DEFAULT
) -> tuple[Reported[str], ...]:
    """What is to be looked at in the camp that a site is, by whichever of its names it is counted; nothing if none."""
    camps = [census.camps[name] for name in names if name in census.camps]
    return tuple(
        signal for camp in camps for signal in (*_counted(camp, now, settings), *_seen(camp, census, now, settings))
    )


def _counted(camp: Camp, now: datetime, settings: CampsSettings) -> Iterator[Reported[str]]:
    """Emptying by the newest count; a fall by more than a twentieth; unexplained departures that have doubled."""
    steps = [one for one in steps_of(camp, now, settings) if one.observed is not None and one.verdict != "part-access"]
    if not steps:
        return
    newest = steps[-1]
    source = _source(camp, newest)
    at = min(now, datetime.combine(newest.until, time(), UTC))
    if newest.verdict == "emptying":
        yield Reported("emptying", at, source)
    compared = [
        Missing(one.since, one.until, one.previous, one.unexplained)
        for one in steps
        if one.since is not None and (one.source, one.definition) == (newest.source, newest.definition)
    ]
    if newest.since is not None and census_fell(compared) is not None:
        yield Reported("census", at, source)
    weeks = departures_doubled(compared, until=newest.until)
    if any(newest.until - week < timedelta(RECENT_DAYS) for week in weeks):
        yield Reported("departures", at, source)


def _seen(camp: Camp, census: Census, now: datetime, settings: CampsSettings) -> Iterator[Reported[str]]:
    """A change of control while anything is owed for it, and guards that were seen to be none."""
    change = opened(camp, census.camps, now, settings)
    if change is not None and change.open:
        word = next(one for one in camp.words_of(ControlChanged) if one.fact == change.change)
        yield Reported("control", change.change.at, word.entry)
    guards = [one for one in camp.words_of(GuardsSeen) if isinstance(one.fact, GuardsSeen) and one.fact.at <= now]
    if guards and isinstance(guards[-1].fact, GuardsSeen) and guards[-1].fact.count == 0:
        yield Reported("guards", guards[-1].fact.at, guards[-1].entry)


def _source(camp: Camp, step: Step) -> str:
    """The entry that counted."""
    key = (f"{step.until}", step.source, step.definition)
    return camp.words[Counted][key].entry
