"""Warning: a look freezes what the room knows, alerts the one who must answer, and says nothing twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from musterbook.custody.facts import ControlLost
from musterbook.ledger.facts import Digest
from musterbook.operation import warning
from musterbook.operation.book import Book, Draft
from musterbook.operation.watched import Watched
from musterbook.watch.alert_book import Alerts
from musterbook.watch.control import Area
from musterbook.watch.facts import (
    AlertAnswered,
    AlertCalledOff,
    AlertEnded,
    AlertRaised,
    FileLoaded,
    ForecastIssued,
    OutcomeEntered,
    OutlookIssued,
)
from musterbook.watch.issued import Outlooks
from musterbook.watch.numbers import value_of
from musterbook.watch.site_today import SiteKind
from tests.operation.making import DESK, WILLOW
from tests.operation.watching import (
    ANALYST,
    WILLOW_OFFICER,
    RowsInMemory,
    at,
    describe,
    guards,
    incident,
    open_watched_book,
    relief,
    write,
)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    opened = open_watched_book(tmp_path)
    yield opened
    opened.close()


def looked(book: Book, hours: float, rows: RowsInMemory | None = None) -> list[str]:
    """Kinds of what a look at this hour writes."""
    return sorted(entry.act.kind for entry in warning.warn(book, rows, at(hours)))


def open_alerts(book: Book, site: str = "WLW") -> list[tuple[str, str]]:
    return [(one.fact.rung, one.fact.cause) for one in book.reading(Alerts).open(site)]


def test_the_sites_of_the_operation_are_watched_with_what_the_roll_has(book: Book) -> None:
    seen = warning.today(book, None, at(1))

    assert seen.sites.keys() == {"WLW", "HRB"}
    willow = seen.known["WLW"]
    assert willow.people is not None
    assert willow.capacity is not None
    assert (willow.kind, willow.people.value, willow.capacity.value) == (SiteKind.PRISON, 12, 60)
    assert (willow.violence, willow.near, willow.guards) == (None, None, None)
    assert seen.known["HRB"].people is None


def test_a_look_asked_twice_in_one_hour_writes_nothing_new(book: Book) -> None:
    first = looked(book, 1)

    assert first.count("watch.outlook-issued") == 8
    assert "watch.forecast-issued" in first
    assert looked(book, 1) == []
    assert looked(book, 1.5) == []


def test_nothing_new_is_written_within_a_day_and_each_day_has_its_look(book: Book) -> None:
    guards(book, 10, hours=0)
    looked(book, 1)

    assert looked(book, 6) == []
    assert "watch.outlook-issued" in looked(book, 24)


def test_a_new_report_is_looked_at_at_once(book: Book) -> None:
    guards(book, 10, hours=0)
    looked(book, 1)
    guards(book, 2, hours=1.2)

    assert looked(book, 1.3).count("watch.outlook-issued") == 4


def test_nobody_on_guard_is_rung_now_and_the_owner_has_half_an_hour(book: Book) -> None:
    guards(book, 10, hours=0)
    looked(book, 1)
    report = guards(book, 0, hours=2, nobody=True)
    looked(book, 2)

    (alert,) = (one for one in book.reading(Alerts).open("WLW") if one.fact.rung == "now")
    assert alert.fact.cause == "vacuum"
    assert alert.fact.answer_by == at(2.5)
    assert (alert.fact.expires, alert.fact.threshold) == (None, None)
    assert alert.owner == "o.desk"
    assert [why.name for why in alert.fact.reasons[:2]] == ["no-plan", "vacuum"]
    assert report.digest in {why.source for why in alert.fact.reasons}


def test_rung_now_stays_until_somebody_is_on_guard_and_it_was_answered(book: Book) -> None:
    guards(book, 0, hours=0, nobody=True)
    looked(book, 0)
    (alert,) = (one for one in book.reading(Alerts).open("WLW") if one.fact.rung == "now")
    guards(book, 10, hours=13)
    looked(book, 13)
    unanswered = open_alerts(book)
    answer = AlertAnswered(alert=alert.fact.alert, answer="acted")
    write(book, WILLOW, WILLOW_OFFICER, answer, hours=14)
    looked(book, 24)

    assert ("now", "vacuum") in unanswered
    assert ("now", "vacuum") not in open_alerts(book)


def test_an_alert_called_off_for_a_false_report_stays_off_and_a_true_one_raises_again(book: Book) -> None:
    guards(book, 10, hours=0)
    looked(book, 0)
    false = guards(book, 0, hours=1, nobody=True)
    looked(book, 1)
    (alert,) = (one for one in book.reading(Alerts).open("WLW") if one.fact.rung == "now")
    off = AlertCalledOff(alert=alert.fact.alert, because="the line was bad", report=false.digest)
    write(book, DESK, ANALYST, off, hours=2)
    looked(book, 3)
    quiet = open_alerts(book)
    guards(book, 0, hours=4, nobody=True)
    looked(book, 4)

    assert ("now", "vacuum") not in quiet
    assert ("now", "vacuum") in open_alerts(book)


def test_a_relief_without_receiver_that_begins_raises_now_by_the_passing_of_time_alone(book: Book) -> None:
    guards(book, 10, hours=0)
    relief(book, opens=3, hours=0)
    looked(book, 1)
    before = open_alerts(book)
    looked(book, 3.5)

    assert ("now", "vacuum") not in before
    assert ("now", "vacuum") in open_alerts(book)


def test_an_alert_that_runs_out_is_ended_and_raised_again_while_it_is_due(book: Book) -> None:
    relief(book, opens=48, hours=0)
    looked(book, 0)
    (first,) = (one for one in book.reading(Alerts).open("WLW") if one.fact.rung == "move")
    assert first.fact.expires == at(24)
    looked(book, 25)

    (second,) = (one for one in book.reading(Alerts).open("WLW") if one.fact.rung == "move")
    assert second.fact.renewed
    ended = book.reading(Alerts).get(first.fact.alert)
    assert ended is not None
    assert ended.end is not None
    assert ended.end.because == "expired"


def test_a_rung_goes_down_after_three_days_and_not_before(book: Book) -> None:
    relief(book, opens=48, hours=0)
    guards(book, 10, hours=0)
    looked(book, 0)
    relief(book, opens=48, hours=1, called_off=True)
    rungs = []
    for day in range(5):
        guards(book, 10, hours=1.5 + 24 * day)
        looked(book, 2 + 24 * day)
        rungs.append([rung for rung, _ in open_alerts(book)])

    assert ["move" in one for one in rungs] == [True, True, False, False, False]


def test_what_is_frozen_is_what_the_model_says_with_every_digit(book: Book) -> None:
    guards(book, 5, hours=0)
    looked(book, 1)

    frozen = {one.horizon_days: one.fact for one in book.reading(Outlooks).of_site("WLW")}
    seen = warning.today(book, None, at(1)).looks["WLW"]
    assert sorted(frozen) == [14, 21, 28, 30]
    assert seen.facts == tuple(frozen[days] for days in sorted(frozen))
    assert "for-watch" in frozen[30].remarks


def test_replay_of_a_moment_says_what_was_frozen_then_though_more_has_come_since(book: Book) -> None:
    describe(book)
    guards(book, 5, hours=0)
    looked(book, 1)
    frozen = {one.horizon_days: one.fact for one in book.reading(Outlooks).of_site("WLW")}
    guards(book, 0, hours=5, nobody=True)
    relief(book, opens=0, hours=6)

    then = warning.today(book, None, at(1), watched=Watched.at(book, at(1)))
    assert then.looks["WLW"].facts == tuple(frozen[days] for days in sorted(frozen))


def test_incidents_within_fifty_kilometres_and_thirty_days_make_a_site_a_violent_one(book: Book) -> None:
    describe(book)
    rows = RowsInMemory([
        *(incident(number, days_ago=number) for number in range(1, 11)),
        *(incident(20 + number, days_ago=number, lat=37.0) for number in range(1, 11)),
        *(incident(40 + number, days_ago=40 + number) for number in range(1, 11)),
    ])  # fmt: skip
    silent = warning.today(book, rows, at(1)).known["WLW"].violence
    loaded = FileLoaded(
        source="ucdp", dialect="ucdp", file=Digest("0" * 64), rows_good=30, rows_kept_out=0, rows_quarantined=0,
        known_through="2026-01-21",
    )  # fmt: skip
    write(book, DESK, ANALYST, loaded, hours=0.5)

    violence = warning.today(book, rows, at(1)).known["WLW"].violence
    assert silent is None
    assert violence is not None
    assert violence.value == 10
    assert warning.today(book, RowsInMemory(), at(1)).known["WLW"].violence is not None
    assert warning.today(book, None, at(1)).known["WLW"].violence is None


def test_a_file_that_ends_early_ends_the_window_and_is_no_calm(book: Book) -> None:
    describe(book)
    rows = RowsInMemory([incident(number, days_ago=35 + number) for number in range(10)])
    loaded = FileLoaded(
        source="ucdp", dialect="ucdp", file=Digest("0" * 64), rows_good=10, rows_kept_out=0, rows_quarantined=0,
        known_through="2025-12-20",
    )  # fmt: skip
    write(book, DESK, ANALYST, loaded, hours=0.5)

    violence = warning.today(book, rows, at(1)).known["WLW"].violence
    assert violence is not None
    assert (violence.value, violence.at.date().isoformat()) == (10, "2025-12-20")


@pytest.mark.parametrize(("ends_days_ago", "counted"), [(1, 1), (3, 1), (20, 1), (21, 0)])
def test_what_began_on_the_last_day_of_a_file_counts_though_it_was_known_a_day_later(
    book: Book, ends_days_ago: int, counted: int
) -> None:
    describe(book)
    last = replace(incident(1, days_ago=20), known_at=at(-24 * 19))
    if ends_days_ago < 20:
        last = replace(incident(1, days_ago=ends_days_ago), known_at=at(-24 * (ends_days_ago - 1)))
    loaded = FileLoaded(
        source="ucdp", dialect="ucdp", file=Digest("0" * 64), rows_good=1, rows_kept_out=0, rows_quarantined=0,
        known_through=at(-24 * ends_days_ago).date().isoformat(),
    )  # fmt: skip
    write(book, DESK, ANALYST, loaded, hours=0.5)

    violence = warning.today(book, RowsInMemory([last]), at(1)).known["WLW"].violence
    assert violence is not None
    assert (violence.value, violence.at.date()) == (counted, at(-24 * ends_days_ago).date())


def test_hostile_ground_that_comes_nearer_is_a_line_and_is_forecast(book: Book) -> None:
    describe(book, hostile_to=frozenset({"force-b"}))
    square = ((41.0, 35.0), (42.0, 35.0), (42.0, 37.0), (41.0, 37.0))
    nearer = ((40.6, 35.0), (42.0, 35.0), (42.0, 37.0), (40.6, 37.0))
    rows = RowsInMemory(shown=[
        Area(at(-24 * days), at(-24 * days), "force-b", (((ring),),)) for days, ring in ((2, square), (1, nearer))
    ])  # fmt: skip

    seen = warning.today(book, rows, at(1))
    assert seen.known["WLW"].line is not None
    facts = warning.look(book, rows, at(1))
    assert [one.subject for one in facts if isinstance(one, ForecastIssued) and one.layer == "line"] == ["WLW"]
    assert ("prepare", "slack") in [(one.rung, one.cause) for one in facts if isinstance(one, AlertRaised)]


def test_a_loss_is_counted_once_though_two_say_it_and_raises_the_rate_of_all_sites(book: Book) -> None:
    lost = ControlLost(site=WILLOW, since=at(20), because="unknown")
    write(book, WILLOW, WILLOW_OFFICER, lost, hours=21)
    outcome = OutcomeEntered(subject="WLW", layer="loss", at=at(30), certainty="day", source="x", definition="x")
    two = (ANALYST, ("o.desk", "operation-desk"))
    book.write(Draft(DESK, outcome, two, at(40)))
    known = warning.today(book, None, at(24 * 100)).known

    assert [one.losses for one in known.values()] == [1, 1]
    assert known["HRB"].site_years == pytest.approx(100 / 365.25, abs=2 / 365.25)


def test_the_owner_is_as_the_settings_say_then_a_deputy_then_the_duty_officer(tmp_path: Path) -> None:
    book = open_watched_book(tmp_path)
    said = book.settings.watch.__class__("o.desk", "m.head", {"WLW": {"default": ("gone", "w.officer"), "now": ("x",)}})
    object.__setattr__(book.settings, "watch", said)

    guards(book, 0, hours=0, nobody=True)
    raised = [one for one in warning.look(book, None, at(1)) if isinstance(one, AlertRaised) and one.site == "WLW"]
    nobody_there = [one for one in warning.look(book, None, at(1), on_duty=()) if isinstance(one, AlertRaised)]
    assert {one.rung: one.owner for one in raised} == {"now": "o.desk", "move": "w.officer"}
    assert {one.owner for one in nobody_there} == {"o.desk"}
    assert warning.superior_of(book) == "m.head"
    book.close()


def test_an_operation_may_assume_otherwise_in_its_own_file(book: Book) -> None:
    (book.places.folder / "watch.toml").write_text(
        '[unguarded]\nvalue = 0.5\nmark = "J"\nsource = "two prison governors"\nset_on = 2026-01-20\n', encoding="utf-8"
    )
    guards(book, 0, hours=0, nobody=True)

    facts = [one for one in warning.look(book, None, at(1)) if isinstance(one, OutlookIssued) and one.site == "WLW"]
    assert {value_of(one.parts["vacuum"]) for one in facts} == {0.5}


def test_looking_every_hour_for_a_week_writes_as_many_looks_as_there_are_days_and_reports(book: Book) -> None:
    for hour in range(24 * 7):
        if hour % 24 == 5:
            guards(book, 10, hours=hour)
        warning.warn(book, None, at(hour + 0.1))
    entries = [one.fact for one in book.entries()]
    moments = {one.as_of for one in entries if isinstance(one, OutlookIssued) and one.site == "WLW"}

    # A day turns at 21 hours after the morning (Damascus); once a report ends the stale alert.
    assert len(moments) <= 8 + 7 + 7
    raised = [one for one in entries if isinstance(one, AlertRaised) and not one.renewed and one.site == "WLW"]
    assert [(one.rung, one.cause) for one in raised] == [("watch", "stale")]
    ended = [one for one in entries if isinstance(one, AlertEnded)]
    assert ended
    assert not [one for one in entries if isinstance(one, AlertRaised) and one.answer_by - timedelta(days=1) < at(-1)]
