"""Layers speak once for a window, of what people reported, and what they say is never out of bounds."""

from __future__ import annotations

from datetime import datetime, timedelta

from musterbook.ledger.entry import Entry
from musterbook.ledger.notation import told
from musterbook.watch.facts import ForecastIssued
from musterbook.watch.foretelling import Known, forecasts
from musterbook.watch.guard_reports import GuardReports
from musterbook.watch.issued import Forecasts
from musterbook.watch.noted import NotedIncidents
from musterbook.watch.numbers import value_of
from musterbook.watch.reliefs import Reliefs
from musterbook.watch.scenarios import Scenarios
from musterbook.watch.settings import DEFAULT
from musterbook.watch.site_today import SiteKind, SiteToday

STORY = """
    day 2026-01-20
    06:00 alpha watch.guards-reported posts_minimum=10 posts_filled=6
    day 2026-01-21
    06:00 alpha watch.guards-reported posts_minimum=10 posts_filled=6
    06:00 desk  watch.relief-planned relief=R0 site=beta giver=one from=01:00 to=02:00
    06:00 desk  watch.relief-planned relief=R1 site=alpha giver=one from=09:00 to=18:00
    06:00 desk  watch.scenario-entered scenario=S1 site=alpha sentence=x to=20:00 expires=21:00 probability=0.30
    06:00 desk  watch.incident-noted incident=I1 kind_of=attempt site=alpha source=x
    """


def known(entries: list[Entry], now: datetime, issued: Forecasts | None = None) -> Known:
    """What the layers take of one site that has been watched for a year."""
    today = SiteToday("alpha", SiteKind.PRISON, now)
    return Known(
        {"alpha": today}, {"alpha": ("alpha",)}, {"alpha": now - timedelta(365.25)}, GuardReports.of(entries),
        NotedIncidents.of(entries), Reliefs.of(entries), Scenarios.of(entries).all, issued or Forecasts(), DEFAULT, now,
    )  # fmt: skip


def by_layer(found: list[ForecastIssued]) -> dict[str, float]:
    return {one.layer: value_of(one.p) for one in found}


def test_each_layer_says_its_own_chance() -> None:
    entries = told(STORY)
    found = by_layer(forecasts(known(entries, entries[-1].happened_at)))

    # One day after a short shift is known, and it was short: (1 + 2 * 1) / (1 + 2).
    assert found["guards"] == 1
    # One relief is past its window and was not completed: (0 + 1) / (1 + 2).
    assert round(found["relief"], 6) == 0.333333
    assert found["scenario"] == 0.3
    # A rate of (1 + 1) / (1 + 1) a year over 30 days: 1 - exp(-30 / 365.25).
    assert round(found["attempt"], 4) == 0.0789
    assert found.keys() == {"guards", "relief", "scenario", "attempt"}


def test_what_was_said_for_a_window_is_not_said_again() -> None:
    entries = told(STORY)
    now = entries[-1].happened_at
    first = forecasts(known(entries, now))
    lines = [
        f"06:00 desk watch.forecast-issued layer={one.layer} subject={one.subject} p={one.p} model=m "
        f"inputs={one.inputs} as_of={one.as_of.isoformat()} from={one.from_.isoformat()} to={one.to.isoformat()}"
        for one in first
    ]
    issued = Forecasts.of(told("\n".join(lines)))

    assert forecasts(known(entries, now, issued)) == []
    assert by_layer(forecasts(known(entries, now + timedelta(hours=2), issued))) == {}
    assert forecasts(known(told(STORY.replace("0.30", "0.4")), now, issued))[0].layer == "scenario"
