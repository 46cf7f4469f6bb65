"""The brief is put in order: most urgent sites, longest overdue alerts and losses nobody was warned of first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from musterbook.papers.brief import Burden
from musterbook.watch.alert_book import End
from musterbook.watch.outlook import outlook
from musterbook.watch.rungs import Rung
from musterbook.watch.settings import DEFAULT
from tests.papers.invented import ENTRY, NOW, alert, alerts, answer, brief, busy_morning, lost, many, quiet


def test_sites_stand_by_rung_and_then_by_chance() -> None:
    lines = brief([*many(20), *busy_morning()]).sites

    places = [(line.rung or 0, line.chance.p) for line in lines]
    assert places == sorted(places, reverse=True)
    assert lines[0].site == "al-Demo Block"
    assert lines[0].unguarded


def test_receiving_sites_stand_apart() -> None:
    whole = brief()

    assert [line.site for line in whole.receiving] == ["Madinat al-Tajriba", "Qaryat al-Demo"]
    assert not {line.site for line in whole.receiving} & {line.site for line in whole.sites}


def test_arrival_days_of_the_lift_and_slack_stay_three_numbers() -> None:
    line = next(line for line in brief().sites if line.site == "Wahmi Yard")

    assert line.lead.arrival is not None
    assert line.lead.arrival.median_days == pytest.approx(140 / 12)
    assert line.lead.lift_days == 21
    assert not line.lead.planned
    assert line.lead.slack_days == pytest.approx(line.lead.arrival.early_days - 21)
    assert line.lead.too_late


def test_overdue_alerts_come_first_and_the_longest_overdue_of_them() -> None:
    lines = brief(alerts=alerts(8)).alerts

    overdue = [one.overdue(NOW) for one in lines]
    late = [one for one in overdue if one is not None]
    assert len(late) == 3
    assert late == overdue[:3]
    assert late == sorted(late, reverse=True)


def test_an_alert_handed_on_is_its_new_owners_and_waits_for_his_answer() -> None:
    handed = alert(0, overdue=True, answers=(answer("handed-on", to="deputy.south"),))

    (line,) = brief(alerts=[handed]).alerts

    assert (line.owner, line.answered) == ("deputy.south", "")
    assert line.answer_by == handed.answer_by


def test_an_answered_alert_is_never_overdue() -> None:
    (line,) = brief(alerts=[alert(0, overdue=True, answers=(answer("acted"),))]).alerts

    assert line.answered == "acted"
    assert line.overdue(NOW) is None


def test_an_ended_alert_is_not_shown_but_counts_among_what_alerts_asked_of_people() -> None:
    false = End("false report", NOW, called_off=True, officers=("deputy",), report=None, entry=ENTRY)
    old = replace(alert(3), raised_at=NOW - timedelta(days=31))
    renewed = alert(2, overdue=True)
    renewed = replace(renewed, fact=replace(renewed.fact, renewed=True))

    whole = brief(alerts=[alert(0, overdue=True), replace(alert(1), end=false), renewed, old])

    assert {line.alert for line in whole.alerts} == {"A-0", "A-2", "A-3"}
    assert whole.burden == Burden(days=30, raised=2, late=2, false=1)


def test_losses_of_thirty_days_stand_with_those_nobody_was_warned_of_first() -> None:
    losses = [
        lost("a", days=3, rung=Rung.MOVE, p=0.4),
        lost("b", days=31, rung=None, p=0.01),
        lost("c", days=20, rung=Rung.WATCH, p=0.02),
        lost("d", days=29, rung=None, p=None),
    ]

    lines = brief(losses=losses).losses

    assert [(line.site, line.missed) for line in lines] == [
        ("Tajriba Hall", True),
        ("Mithal Prison", True),
        ("al-Demo Block", False),
    ]
    assert lines[0].unknown == ("guards-stale", "line-not-closing")
    assert lines[1].chance is None


def test_outlooks_of_different_horizons_do_not_stand_on_one_sheet() -> None:
    first, second, *_ = busy_morning()
    longer = replace(second, outlook=outlook(quiet("b"), DEFAULT, horizon_days=30))

    with pytest.raises(ValueError, match="horizons"):
        brief([first, longer])


def test_a_day_before_is_told_in_whole_per_cent_and_a_new_site_has_none() -> None:
    lines = {line.site: line for line in brief().sites}

    assert lines["al-Demo Block"].percent_before == 18
    assert lines["al-Demo Block"].rung_before is Rung.READY
    assert lines["Fardi Camp"].percent_before is None
