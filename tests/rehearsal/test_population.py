"""Tests of the invented population: exact totals, papers by the rules, and names of people who do not exist."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from musterbook.rehearsal.names import ARAB, ELSEWHERE, INVENTED, WOMEN
from musterbook.rehearsal.population import ON, Population, Run, invent_population
from musterbook.rehearsal.scenario import RUNS, find_scenario
from musterbook.terms.people import read_number

SCENARIO = find_scenario("syria-2026")
ADULT_DAYS = 18 * 365.25


@pytest.fixture(scope="module")
def populations() -> dict[str, Population]:
    return {run: invent_population(SCENARIO.said, run=run, seed=1) for run in ("gated", "as-published")}


def rows_of(population: Population, numbers: frozenset[str]) -> list[dict[str, str]]:
    return [row for row in population.people if row["number"] in numbers]


@pytest.mark.parametrize("run", RUNS)
def test_everyone_has_a_number_of_his_own(populations: dict[str, Population], run: Run) -> None:
    numbers = [row["number"] for row in populations[run].people]

    assert len(numbers) == 8200
    assert len(set(numbers)) == 8200
    assert all(read_number(one) == one for one in numbers)


@pytest.mark.parametrize("run", RUNS)
def test_every_site_holds_as_many_as_the_scenario_says(populations: dict[str, Population], run: Run) -> None:
    at = Counter(row["site"] for row in populations[run].people)

    assert at == {"hasakah": 4500, "derik": 900, "alaya": 1000, "shaddadi": 200, "houri": 400, "karkh": 1200}


@pytest.mark.parametrize("run", RUNS)
def test_the_nationalities_of_those_to_be_moved_are_the_published_ones(
    populations: dict[str, Population], run: Run
) -> None:
    moved = rows_of(populations[run], populations[run].truth.liftable)

    counted = Counter(row["nationality"] for row in moved)

    assert len(moved) == 5704
    assert counted == SCENARIO.said["population"]["nationalities"]
    assert counted["SYR"] == 3543
    assert counted["IRQ"] == 467
    assert sum(counted[code] for code in ("TUN", "MAR", "EGY", "SAU", "XX-ARAB")) == 710
    assert counted["unknown"] == 1


@pytest.mark.parametrize("run", RUNS)
def test_157_boys_and_280_adults_in_doubt_are_among_them(populations: dict[str, Population], run: Run) -> None:
    truth = populations[run].truth

    assert len(truth.boys) == 157
    assert len(truth.doubted) == 280
    assert truth.boys < truth.liftable
    assert truth.doubted < truth.liftable
    assert not truth.boys & truth.doubted


def test_as_published_the_papers_of_the_boys_say_that_they_are_of_age(populations: dict[str, Population]) -> None:
    population = populations["as-published"]

    for row in rows_of(population, population.truth.boys):
        assert row["age_basis"] == "document"
        assert (ON - date.fromisoformat(row["born"])).days > ADULT_DAYS


def test_gated_the_age_of_the_boys_is_in_doubt(populations: dict[str, Population]) -> None:
    population = populations["gated"]

    for row in rows_of(population, population.truth.boys):
        assert row["age_basis"] == "claimed"
        assert "born" not in row
        assert (date.fromisoformat(row["born_high"]) - date.fromisoformat(row["born_low"])).days == 1100
        # At his youngest he is a child: born three years after the earliest day, at least 18 years before.
        assert (ON - date.fromisoformat(row["born_high"])).days < ADULT_DAYS


@pytest.mark.parametrize("run", RUNS)
def test_three_men_stand_on_the_roll_of_their_site_under_two_numbers(
    populations: dict[str, Population], run: Run
) -> None:  # fmt: skip
    population = populations[run]
    rows = {row["number"]: row for row in population.people}
    apart = {row[side] for row in population.apart for side in ("a", "b")}

    assert len(population.truth.twice) == 3
    for first, second in ((rows[a], rows[b]) for a, b in population.truth.twice):
        same = ("site", "nationality", "sex")
        assert [first[name] for name in same] == [second[name] for name in same]
        assert first["number"] != second["number"]
        assert not {first["number"], second["number"]} & (population.truth.boys | population.truth.doubted | apart)


@pytest.mark.parametrize("run", RUNS)
def test_of_the_adults_in_doubt_no_birth_is_known(populations: dict[str, Population], run: Run) -> None:
    population = populations[run]

    assert all(
        not row.keys() & {"born", "born_low", "age_basis"} for row in rows_of(population, population.truth.doubted)
    )


def test_both_runs_are_about_the_same_people(populations: dict[str, Population]) -> None:
    told = {
        run: [(row["number"], row["name"], row["site"], row["nationality"]) for row in population.people]
        for run, population in populations.items()
    }

    numbers = {run: {one[0] for one in rows} for run, rows in told.items()}
    assert numbers["gated"] == numbers["as-published"]
    assert populations["gated"].truth == populations["as-published"].truth


@pytest.mark.parametrize("run", RUNS)
def test_696_are_held_on_other_grounds(populations: dict[str, Population], run: Run) -> None:
    population = populations[run]
    kept = {"hasakah", "derik", "alaya"}

    held = [row for row in population.people if row["site"] in kept and row["number"] not in population.truth.liftable]

    assert len(held) == 696
    assert sum(row.get("sex") == "female" for row in held) == 30


@pytest.mark.parametrize("run", RUNS)
def test_every_name_says_that_its_bearer_does_not_exist(populations: dict[str, Population], run: Run) -> None:
    given = dict((*ARAB, *ELSEWHERE, *WOMEN))
    families = dict(INVENTED)

    for row in populations[run].people:
        first, father, family = row["name"].split(" ")
        assert row["name_ar"] == f"{given[first]} {given[father]} {families[family]}"


def test_keep_apart_orders_name_120_different_people_who_will_be_lifted(populations: dict[str, Population]) -> None:
    population = populations["gated"]

    named = [one for order in population.apart for one in (order["a"], order["b"])]

    assert len(named) == len(set(named)) == 120
    assert set(named) <= population.truth.liftable


def test_another_seed_invents_other_people() -> None:
    first, second = (invent_population(SCENARIO.said, run="gated", seed=seed) for seed in (1, 2))

    assert [row["name"] for row in first.people] != [row["name"] for row in second.people]


def test_the_same_seed_invents_the_same_people() -> None:
    first, second = (invent_population(SCENARIO.said, run="gated", seed=1) for _ in range(2))

    assert first == second
