"""Clocks of a case: replies, host's reviews, papers, assessments and what became of people."""

from __future__ import annotations

from datetime import timedelta

import pytest

from musterbook.repatriation.case import End
from musterbook.repatriation.clocks import due
from tests.repatriation.making import PARTS, at, case, ready

SENT = at("2026-01-21 08:20")


@pytest.mark.parametrize(
    ("days", "told", "step"),
    [
        (14, "repatriation-desk", 14), (29, "repatriation-desk", 14), (30, "ambassador", 30), (60, "minister", 60),
        (90, "principals", 90), (200, "principals", 90),
    ],
)  # fmt: skip
def test_a_letter_nobody_answers_goes_up_the_ladder(days: int, told: str, step: int) -> None:
    waiting = case(ready(without="accepted"))

    found = [one for one in due([(waiting, ())], SENT + timedelta(days=days)) if one.clock == "reply"]

    assert [(one.to, one.days) for one in found] == [(told, step)]


def test_an_answer_stops_the_clock_and_before_its_day_nothing_is_due() -> None:
    assert due([(case(ready()), ())], SENT + timedelta(days=89)) == ()
    assert due([(case(ready(without="accepted")), ())], SENT + timedelta(days=13, hours=23)) == ()


def test_the_next_step_is_seen_ahead() -> None:
    found = due([(case(ready(without="accepted")), ())], SENT, within=timedelta(days=20))

    assert [(one.clock, one.days, one.is_over(SENT)) for one in found] == [("reply", 14, False)]


def test_a_host_hold_is_looked_at_within_thirty_days_whatever_it_says_itself() -> None:
    hold = "10:00 host repatriation.host-held case=C1 authority=court until_review=2027-01-01T00:00:00+00:00"
    held = case(ready(besides=hold))

    (found,) = due([(held, ())], at("2026-02-20 10:00"))

    assert (found.clock, found.to, found.due_at) == ("host-review", "judicial-liaison", at("2026-02-20 10:00"))


def test_papers_warn_fourteen_days_before_they_end() -> None:
    papers = {"papers": PARTS["papers"].replace("2026-12-31", "2026-03-15")}

    found = due([(case(ready(instead=papers)), ())], at("2026-03-01"))

    assert [one.clock for one in found] == ["papers"]
    assert due([(case(ready(instead=papers)), ())], at("2026-02-28 23:59")) == ()


def test_an_assessment_is_due_again_after_ninety_days() -> None:
    assert [one.clock for one in due([(case(ready()), ())], at("2026-04-21 09:00"))] == ["rights"]


def test_what_became_of_him_is_owed_at_30_180_and_365_days_until_it_is_told() -> None:
    ends = (End("received", at("2026-02-01"), "FRA"),)
    report = "08:00 desk repatriation.outcome-reported case=C1 at_days=30 outcome=free source=visit"
    told = ready(besides=f"day 2026-03-04\n{report}")

    assert [one.days for one in due([(case(ready()), ends)], at("2026-03-03"))] == [30]
    assert due([(case(told), ends)], at("2026-03-05")) == ()
    assert [one.days for one in due([(case(told), ends)], at("2027-02-01"))] == [180, 365]
