"""The fighting layer in a book: figures of the replay, frozen once a day, scored by what began afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from musterbook.console.watch_lines import fighting_of
from musterbook.operation import warning
from musterbook.operation.book import Book
from musterbook.operation.countries import countries_of
from musterbook.operation.fighting_now import KEPT_MOST, Newest, fighting_now
from musterbook.operation.watch_outcomes import known_through, outcomes_of
from musterbook.operation.were_we_right import frozen_of
from musterbook.watch.facts import ForecastIssued
from musterbook.watch.forecast import FIGHTING
from musterbook.watch.frozen import Frozen, Settled, Standing, settle
from musterbook.watch.incidents import Incident
from musterbook.watch.numbers import Number, value_of
from musterbook.watch.replay.days import Wanted, replay
from musterbook.watch.replay.world import World
from musterbook.watch.site_today import SiteKind
from musterbook.watch.sources import flags
from musterbook.watch.sources.loaded import Loaded
from musterbook.watch.sources.site_list import Listed
from tests.operation.watching import RowsInMemory, at, describe, incident, open_watched_book

WILLOW_AT, HARBOUR_AT = (35.95, 40.35), (36.95, 40.35)
YEARS_DAYS = 800


def fought(*, seed: int = 5) -> list[Incident]:
    """Spells of two months at Willow, known on the day; at Harbour, 111 km north, hardly anything, and long ago."""
    draw = np.random.default_rng(seed)
    ago = [day for day in range(1, YEARS_DAYS) if draw.random() < (0.3 if day // 60 % 3 == 0 else 0.03)]
    early = [day for day in range(200, YEARS_DAYS) if draw.random() < 0.02]
    return [
        *(incident(number, days_ago=day) for number, day in enumerate(ago)),
        *(incident(5000 + day, days_ago=day, lat=HARBOUR_AT[0]) for day in early),
    ]


FOUGHT = fought()


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    opened = open_watched_book(tmp_path)
    for site, (lat, lon) in (("WLW", WILLOW_AT), ("HRB", HARBOUR_AT)):
        describe(opened, site=site, lat=Number(str(lat)), lon=Number(str(lon)))
    yield opened
    opened.close()


def told(book: Book, hours: float, rows: RowsInMemory) -> dict[str, ForecastIssued]:
    """What a look writes of fighting, by site."""
    facts = [entry.fact for entry in warning.warn(book, rows, at(hours))]
    return {one.subject: one for one in facts if isinstance(one, ForecastIssued) and one.layer == "fighting"}


def test_the_figures_are_those_of_the_replay(book: Book) -> None:
    rows, today = RowsInMemory(FOUGHT), at(1).date().toordinal()
    listed = tuple(
        Listed(name, name, "Nowhere", SiteKind.PRISON, *where)
        for name, where in (("HRB", HARBOUR_AT), ("WLW", WILLOW_AT))
    )
    loads = [Loaded("rows.csv", "ucdp", "0" * 64, at(0), tuple(FOUGHT))]
    world = World.of(listed, loads, primary={})
    (day,) = replay(world, Wanted(range(today, today + 1), layers=(FIGHTING,)))

    found = fighting_now(warning.today(book, rows, at(1)).sites, rows, at(1))

    assert {site: (one.p, one.low, one.high) for site, one in found.items()} == {
        one.site: pytest.approx((one.p, one.low, one.high), abs=1e-9) for one in day.forecasts
    }
    assert found["WLW"].fitted
    assert (found["HRB"].quiet, found["WLW"].quiet) == (True, False)


def test_each_day_freezes_one_forecast_of_each_site_before_its_window_opens(book: Book) -> None:
    rows = RowsInMemory(FOUGHT)

    first, again, next_day = told(book, 1, rows), told(book, 9, rows), told(book, 25, rows)

    assert first.keys() == next_day.keys() == {"WLW", "HRB"}
    assert again == {}
    willow = first["WLW"]
    assert willow.from_.astimezone(UTC) == datetime(2026, 1, 22, tzinfo=UTC)
    assert willow.to - willow.from_ == timedelta(14)
    assert next_day["WLW"].from_ - willow.from_ == timedelta(1)
    assert willow.low is not None
    assert willow.high is not None
    assert value_of(willow.low) <= value_of(willow.p) <= value_of(willow.high)


def test_a_quiet_site_has_its_average_and_says_so_on_its_page(book: Book) -> None:
    rows = RowsInMemory(FOUGHT)
    said = told(book, 1, rows)

    seen = warning.today(book, rows, at(2))
    willow, harbour = fighting_of(seen, "WLW"), fighting_of(seen, "HRB")

    assert willow is not None
    assert harbour is not None
    assert (willow.no_skill, harbour.no_skill) == (False, True)
    assert said["WLW"].average is not None
    assert willow.usual == value_of(said["WLW"].average)
    assert harbour.p is not None
    assert 0 <= harbour.p < willow.usual
    assert fighting_of(warning.today(book, rows, at(24 * 16)), "WLW") is None, "its window is over"


def test_what_was_learnt_is_kept_until_something_new_is_told_of_the_time_before_it(book: Book) -> None:
    sites = warning.today(book, None, at(1)).sites
    memory = Newest()
    fighting_now(sites, RowsInMemory(FOUGHT), at(1), memory=memory)
    once = set(memory)
    newer = [*FOUGHT, *(incident(9000 + number, days_ago=0.1) for number in range(5))]
    older = [*newer, incident(9100, days_ago=300)]

    later = fighting_now(sites, RowsInMemory(newer), at(1), memory=memory)
    kept = set(memory)
    fighting_now(sites, RowsInMemory(older), at(1), memory=memory)

    assert len(once) == 1
    assert kept == once
    assert later == fighting_now(sites, RowsInMemory(newer), at(1), memory={})
    assert len(memory) == 2


def test_only_the_newest_of_what_was_learnt_is_kept() -> None:
    memory = Newest()

    for number in range(KEPT_MOST + 3):
        memory[str(number)] = None

    assert (len(memory), "2" in memory, "3" in memory) == (KEPT_MOST, False, True)


def test_where_no_file_tells_of_a_site_nothing_is_said_of_it(book: Book) -> None:
    far = RowsInMemory([replace(one, lat=one.lat - 10) for one in FOUGHT])
    young = RowsInMemory([one for one in FOUGHT if at(0) - one.known_at < timedelta(200)])

    assert told(book, 1, RowsInMemory()) == {}
    assert told(book, 1.1, far) == {}
    assert told(book, 1.2, young) == {}, "a year must lie behind the first day that is learnt from"


def test_a_site_is_of_the_country_most_incidents_around_it_are_told_of(book: Book) -> None:
    sites = warning.today(book, None, at(1)).sites
    rows = [
        *(incident(number, days_ago=1) for number in range(2)),
        *(replace(incident(10 + number, days_ago=1, lat=36.2), country="Otherland (Old Land)") for number in range(3)),
    ]

    assert countries_of(sites.values(), rows) == {"WLW": "otherland", "HRB": "otherland"}
    assert countries_of(sites.values(), rows[:2]) == {"WLW": "nowhere", "HRB": "nowhere"}
    assert countries_of([sites["HRB"]], [incident(1, days_ago=1, lat=34.0)]) == {}


@pytest.mark.parametrize(("days", "came"), [(0, False), (1, True), (14, True), (15, False)])
def test_what_counts_begins_after_the_day_and_within_14_more(book: Book, days: int, *, came: bool) -> None:
    rows = RowsInMemory(FOUGHT)
    told(book, 1, rows)
    later = [*(incident(7000, days_ago=-days),), incident(7001, days_ago=-40, lat=35.0)]

    (settled,) = scored(book, RowsInMemory([*FOUGHT, *later]), "WLW")

    assert (settled.standing, settled.outcome) == (Standing.SCORED, came)


def test_neither_a_bloodless_row_nor_a_place_that_was_corrected_counts(book: Book) -> None:
    rows = RowsInMemory(FOUGHT)
    told(book, 1, rows)
    bloodless = replace(incident(7000, days_ago=-3, dead=0), flags=(flags.NOT_LETHAL,))
    first, end = incident(7001, days_ago=-4), incident(7002, days_ago=-40, lat=35.0)
    revised = replace(first, lat=34.5, known_at=first.known_at + timedelta(9), digest="f" * 64)

    (settled,) = scored(book, RowsInMemory([*FOUGHT, bloodless, first, revised, end]), "WLW")

    assert settled.outcome is False


def test_while_the_files_are_silent_nothing_is_settled(book: Book) -> None:
    rows = RowsInMemory(FOUGHT)
    told(book, 1, rows)

    (settled,) = scored(book, rows, "WLW")

    assert settled.standing is Standing.UNSETTLED


def test_the_book_says_what_a_forecast_is_scored_against(book: Book) -> None:
    said = told(book, 1, RowsInMemory(FOUGHT))

    frozen = {one.subject: one for one in of_fighting(book)}

    assert {site: (one.average, one.quiet) for site, one in frozen.items()} == {
        site: (value_of(fact.average or Number("nan")), fact.quiet) for site, fact in said.items()
    }


def of_fighting(book: Book) -> list[Frozen]:
    return [one for one in frozen_of(warning.today(book, None, at(2)).watched) if one.layer == "fighting"]


def scored(book: Book, rows: RowsInMemory, site: str) -> list[Settled]:
    """What came of the forecasts of a site, fifty days later."""
    now = at(24 * 50)
    seen = warning.today(book, None, now)
    forecasts = [one for one in of_fighting(book) if one.subject == site]
    outcomes = outcomes_of(seen.watched, seen.sites, rows, now, margin_km=10.0)
    return settle(forecasts, outcomes, known_through=known_through(seen.watched, seen.sites, rows, now))
