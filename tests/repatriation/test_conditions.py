"""Conditions of a return: what his country or the host asks for first, and by whom it was met."""

from __future__ import annotations

import pytest

from musterbook.repatriation.gates import Known, objections
from musterbook.repatriation.missing import missing
from musterbook.terms.people import PersonId
from tests.repatriation.making import at, case, cases, ready, returning
from tests.repatriation.test_gates import found

ASKED = "\n{} desk repatriation.condition-set case=C1 condition={} set_by={} kind_of=medical"
MET = "\n{} desk repatriation.condition-met case=C1 condition={} by=clinic how={}"
ON_CONDITIONS = {"accepted": "08:30 desk repatriation.country-answered case=C1 answer=conditional conditions=some"}


@pytest.mark.parametrize("setter", ["country", "host"])
def test_sg25_a_condition_that_is_not_met_blocks_whoever_set_it(setter: str) -> None:
    asked = ready() + ASKED.format("10:00", 1, setter)

    assert found(asked) == [("conditions", None)]
    assert [(one.stage, one.why) for one in missing(case(asked), at())] == [("accepted-conditional", "medical")]


@pytest.mark.parametrize("how", ["met", "dropped"])
def test_sg25_a_condition_that_is_met_passes_and_one_that_was_dropped_too(how: str) -> None:
    asked = ready() + ASKED.format("10:00", 1, "host")

    assert found(asked + MET.format("11:00", 1, how)) == []
    assert found(asked + MET.format("11:00", 1, how), moment="2026-01-21 10:30") == [("conditions", None)]


def test_an_acceptance_on_conditions_is_one_when_every_condition_is_met() -> None:
    answered = ready(instead=ON_CONDITIONS)
    asked = answered + ASKED.format("10:00", 1, "country") + ASKED.format("10:01", 2, "country")
    met = asked + MET.format("11:00", 1, "met") + MET.format("11:30", 2, "met")

    assert found(answered) == [("case", "conditional")]
    assert [(one.stage, one.why) for one in missing(case(answered), at())] == [("accepted", "conditional")]
    assert [one.stage for one in missing(case(asked), at())] == ["accepted-conditional"] * 2
    assert found(asked + MET.format("11:00", 1, "met")) == [("conditions", None)]
    assert found(met) == []
    assert case(met).stages()["accepted"] == at("2026-01-21 11:30")


def test_conditions_of_the_host_do_not_say_what_the_country_asks_for() -> None:
    answered = ready(instead=ON_CONDITIONS) + ASKED.format("10:00", 1, "host") + MET.format("11:00", 1, "met")

    assert found(answered) == [("case", "conditional")]


def test_what_the_country_asked_for_before_its_last_answer_is_not_what_it_asks_for_in_it() -> None:
    before = ready(instead=ON_CONDITIONS) + ASKED.format("08:00", 1, "country") + MET.format("08:10", 1, "met")

    assert found(before) == [("case", "conditional")]


def test_an_acceptance_on_conditions_ends_on_its_day_like_any_other() -> None:
    ends = {"accepted": f"{ON_CONDITIONS['accepted']} until=2026-01-21T11:45:00+00:00"}
    met = ready(instead=ends) + ASKED.format("10:00", 1, "country") + MET.format("11:00", 1, "met")

    assert found(met, moment="2026-01-21 11:44") == []
    assert found(met, moment="2026-01-21 11:45") == [("case", "acceptance-over")]


def test_a_plain_acceptance_later_does_not_meet_what_was_asked_for() -> None:
    later = "\n11:00 desk repatriation.country-answered case=C1 answer=accepts"
    asked = ready(instead=ON_CONDITIONS) + ASKED.format("10:00", 1, "country")

    assert found(asked + later) == [("conditions", None)]


def test_a_court_that_keeps_him_in_another_case_is_missing_in_this_one_and_stops_it() -> None:
    held = (
        "\n10:00 desk repatriation.case-opened case=C2 person=D-0001 country=TUN"
        "\n10:10 host repatriation.host-held case=C2 authority=court until_review=2026-02-20T00:00:00+00:00"
    )
    read = cases(ready() + held)
    one, other = read.of_person(PersonId("D-0001"))
    known = Known(lambda person: read.between(person, "FRA"), lambda _: False, "FRA", read.of_person)

    assert [each.stage for each in missing(one, at(), others=[other])] == ["host-held"]
    assert [each.rule for each in objections(returning(), known)] == ["repatriation.host-hold"]


def test_a_condition_is_not_met_before_it_was_set_or_under_another_number() -> None:
    asked = ready() + ASKED.format("10:00", 1, "country")

    assert found(asked + MET.format("09:00", 1, "met")) == [("conditions", None)]
    assert found(asked + MET.format("11:00", 2, "met")) == [("conditions", None)]


def test_two_conditions_that_two_copies_gave_one_number_want_a_meeting_each() -> None:
    twice = ready() + ASKED.format("10:00", 1, "country") + ASKED.format("10:01", 1, "host")

    assert found(twice + MET.format("11:00", 1, "met")) == [("conditions", None)]
    assert found(twice + MET.format("11:00", 1, "met") + MET.format("11:01", 1, "met")) == []
