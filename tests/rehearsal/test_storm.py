"""Tests of the civil twin: an evacuation ahead of a storm, by the same verbs, to the same account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from musterbook.coordination.facts import AgreementMade
from musterbook.custody.facts import Accepted, Offered
from musterbook.custody.roll import Roll
from musterbook.eligibility.asked import GatesAsked
from musterbook.eligibility.classes import Classes
from musterbook.eligibility.facts import EscortsCounted
from musterbook.lift.manifests import Manifests
from musterbook.operation.book import Book
from musterbook.operation.folder import open_book
from musterbook.rehearsal.director import rehearse
from musterbook.rehearsal.scenario import find_scenario, run_named
from musterbook.terms.custodians import in_hand
from musterbook.terms.errors import Malformed
from musterbook.watch.fact_shapes import shape_faults
from musterbook.watch.facts import AlertAnswered, AlertRaised, ForecastIssued, OutcomeEntered, SiteDescribed
from tests.rehearsal.conftest import Account, Played, played_once
from tests.rehearsal.small_storm import CHILDREN, NEVER_MOVED, PEOPLE, REGISTERED, STRETCHERS, small_storm

STRIKES = 9
"""The seed of a storm that comes to every site of the small scenario."""
TURNS_AWAY = 2
"""The seed of one that comes to none."""


def play(into: Path, *, seed: int, **storm: float) -> tuple[Account, str]:
    return rehearse(small_storm(into.with_name(f"{into.name}-tables"), **storm), into=into, run="gated", seed=seed), ""


@pytest.fixture(scope="session")
def struck(shelf: Path) -> Played:
    """The small storm that comes."""
    return played_once(shelf, "struck", lambda into: play(into, seed=STRIKES))


@pytest.fixture(scope="session")
def spared(shelf: Path) -> Played:
    """The small storm that turns away."""
    return played_once(shelf, "spared", lambda into: play(into, seed=TURNS_AWAY))


@pytest.fixture(scope="session")
def book(struck: Played) -> Iterator[Book]:
    """The book of the storm that came."""
    opened = open_book(struck.folder)
    yield opened
    opened.close()


def test_everyone_is_accounted_for_whether_the_storm_comes_or_not(struck: Played, spared: Played) -> None:
    for account in (struck.account, spared.account):
        assert account["people"] == REGISTERED == sum(account["accounts"].values())
        assert account["discrepancies"] == []


def test_everyone_but_the_one_in_hospital_is_away_when_the_wind_comes(struck: Played) -> None:
    storm = struck.account["storm"]

    assert storm["sites"] == storm["sites_reached"] == 4
    assert {one["site"]: one["still_there"] for one in storm["reached"] if one["still_there"]} == {
        "osprey": NEVER_MOVED
    }
    assert storm["still_there"] == NEVER_MOVED
    assert (
        struck.account["moved"] == sum(PEOPLE[site] for site in ("sandhill", "osprey", "palmetto", "manatee-run")) - 1
    )


def test_the_first_plan_never_counted_those_who_went_by_hand(struck: Played) -> None:
    by_first = {one["site"]: one["first_plan"] for one in struck.account["storm"]["reached"]}

    assert by_first["palmetto"] >= CHILDREN
    assert by_first["osprey"] >= STRETCHERS + NEVER_MOVED


def test_a_storm_that_turns_away_reaches_nobody_and_the_desk_stands_down(spared: Played) -> None:
    storm = spared.account["storm"]

    assert (storm["sites_reached"], storm["reached"], storm["still_there"]) == (0, [], 0)
    assert storm["planned_at"] is not None
    assert storm["stood_down_at"] is not None
    assert 0 < spared.account["moved"] < REGISTERED


def test_where_no_site_is_ever_in_enough_danger_nothing_is_planned_and_nobody_moved(tmp_path: Path) -> None:
    account, _ = play(tmp_path / "calm", seed=TURNS_AWAY, move_at=1.1)

    assert account["moved"] == 0
    assert account["plans"] == []
    assert account["storm"]["planned_at"] is None
    assert account["storm"]["first_plan"] is None


def test_the_same_seed_gives_the_same_head(struck: Played, tmp_path: Path) -> None:
    again, _ = play(tmp_path / "again", seed=STRIKES)

    assert again["head"] == struck.account["head"]
    assert again["storm"] == struck.account["storm"]


def test_children_ride_by_themselves_and_women_never_with_men(book: Book) -> None:
    classes = book.reading(Classes)
    ridden = [one.people for one in book.reading(Manifests).serials.values() if one.people and not one.scrubbed]

    children = {frozenset(classes.codes(one).child for one in people) for people in ridden}
    sexes = {frozenset(classes.codes(one).sex for one in people) for people in ridden}

    assert children == {frozenset({"yes"}), frozenset({"no"})}
    assert sexes == {frozenset({"man"}), frozenset({"woman"})}


def test_women_escort_and_search_every_woman_who_boards(book: Book) -> None:
    classes, parts = book.reading(Classes), book.places.parts
    counted = {
        one.fact.handover
        for one in book.entries()
        if isinstance(one.fact, EscortsCounted) and one.fact.women >= 1 and one.fact.women_search
    }
    boarded = {
        one.fact.handover
        for one in book.entries()
        if isinstance(one.fact, Offered) and parts[one.by] != "escort"
        and any(classes.codes(person).sex == "woman" for person in one.fact.people)
    }  # fmt: skip

    assert "eligibility.female-escort" not in {one.rule for one in book.reading(GatesAsked).off()}
    assert boarded
    assert boarded <= counted


def test_each_went_where_an_agreement_takes_him(book: Book) -> None:
    roll, classes = book.reading(Roll), book.reading(Classes)
    women = {one for one in roll.where if classes.codes(one).sex == "woman"}

    assert roll.on(in_hand(book.places.custodian_at("lakebend"))) == women
    assert any(isinstance(one.fact, AgreementMade) for one in book.entries())


def test_every_handover_is_offered_and_accepted_with_the_people_named(book: Book) -> None:
    offered = {one.digest: one.fact.people for one in book.entries() if isinstance(one.fact, Offered)}
    accepted = [one.fact for one in book.entries() if isinstance(one.fact, Accepted)]

    assert accepted
    assert all(fact.people <= offered[fact.offer] for fact in accepted)


def test_every_place_is_foretold_before_the_wind_comes_and_the_outcome_is_entered_once(book: Book) -> None:
    foretold = [(one.written_at, one.fact) for one in book.entries() if isinstance(one.fact, ForecastIssued)]
    foretold = [(at, fact) for at, fact in foretold if fact.layer == "wind"]
    outcomes = [one.fact for one in book.entries() if isinstance(one.fact, OutcomeEntered)]

    first = foretold[0][1].as_of
    assert sorted(fact.subject for _, fact in foretold if fact.as_of == first) == sorted(PEOPLE)
    assert all(at <= fact.as_of + timedelta(minutes=1) for at, fact in foretold)
    assert len({one.subject for one in outcomes}) == len(outcomes) >= 4


def test_the_desk_answers_every_alert_the_watch_raises(book: Book) -> None:
    raised = {one.fact.alert for one in book.entries() if isinstance(one.fact, AlertRaised)}
    answered = {one.fact.alert for one in book.entries() if isinstance(one.fact, AlertAnswered)}

    assert raised == answered


def test_every_forecast_and_outcome_is_sound(book: Book) -> None:
    facts = (ForecastIssued, OutcomeEntered, SiteDescribed)
    written = [one for one in book.entries() if isinstance(one.fact, facts)]

    assert written
    assert [list(shape_faults(one.fact, latest=one.written_at)) for one in written] == [[]] * len(written)


def test_a_run_the_scenario_does_not_have_is_named() -> None:
    with pytest.raises(Malformed) as caught:
        run_named("as-published", find_scenario("florida-storm"))

    assert [one.rule for one in caught.value.faults] == ["rehearsal.run"]
    assert caught.value.faults[0].values["known"] == "gated"
