"""Tests of the invented people of a prison service: as many as the scenario says, of whom it says, and nobody real."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from musterbook.rehearsal.inmates import SICK, invent_inmates
from musterbook.rehearsal.names import PLAIN_INVENTED
from musterbook.rehearsal.population import Population
from musterbook.rehearsal.scenario import find_scenario
from musterbook.terms.people import read_number

SCENARIO = find_scenario("florida-storm")


@pytest.fixture(scope="module")
def invented() -> Population:
    return invent_inmates(SCENARIO.said, run="gated", seed=1)


def test_28_facilities_hold_5640_people_each_with_a_number_of_his_own(invented: Population) -> None:
    at = Counter(row["site"] for row in invented.people)

    assert len(at) == 28
    assert at == {site["id"]: site["people"] for site in SCENARIO.said["origins"]}
    assert len({row["number"] for row in invented.people}) == len(invented.people) == 5640
    assert all(read_number(row["number"]) == row["number"] for row in invented.people)


def test_a_facility_holds_one_sex_and_a_jail_the_untried(invented: Population) -> None:
    held = {site["id"]: site["held"] for site in SCENARIO.said["origins"]}

    assert all((row["sex"] == "female") == (held[row["site"]] == "women") for row in invented.people)
    assert all((row["legal"] == "untried") == (held[row["site"]] == "jail") for row in invented.people)


def test_those_under_eighteen_are_the_children_of_the_scenario(invented: Population) -> None:
    began = SCENARIO.begins.date()
    under = {
        row["number"] for row in invented.people if _age(date.fromisoformat(row["born"]), began) < 18
    }  # fmt: skip

    assert under == invented.truth.boys
    assert len(under) == sum(SCENARIO.said["population"]["children"].values())


def test_only_the_sick_are_held(invented: Population) -> None:
    grounds = Counter(row["hold_ground"] for row in invented.people if row.get("hold"))

    assert grounds == {ground: sum(SCENARIO.said["population"][ground].values()) for ground in SICK}


def test_every_family_name_says_that_its_bearer_does_not_exist(invented: Population) -> None:
    assert {row["name"].split()[-1] for row in invented.people} <= set(PLAIN_INVENTED)


def test_two_who_are_kept_apart_are_of_one_facility_and_named_once(invented: Population) -> None:
    site = {row["number"]: row["site"] for row in invented.people}
    pairs = [(row["a"], row["b"]) for row in invented.apart]

    assert len(set(pairs)) == len(pairs)
    assert all(a < b and site[a] == site[b] for a, b in pairs)


def test_the_same_seed_invents_the_same_people_and_another_others(invented: Population) -> None:
    assert invent_inmates(SCENARIO.said, run="gated", seed=1).people == invented.people
    assert invent_inmates(SCENARIO.said, run="gated", seed=2).people != invented.people


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
