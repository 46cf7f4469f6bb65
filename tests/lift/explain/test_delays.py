"""What a search for a trip met, and what puts the serials of a plan off."""

from __future__ import annotations

from dataclasses import replace

import pytest

from musterbook.lift.dispatch.desk import Desk
from musterbook.lift.dispatch.trips import PUSHES, Ask, Told
from musterbook.lift.explain.account import explain
from musterbook.lift.explain.delays import serial_delays
from musterbook.lift.explain.outings import stops_of
from musterbook.lift.explain.telling import tell_all_left
from musterbook.lift.explain.uses import uses_of
from musterbook.lift.explain.values import Delay, Left, Reason, Use
from musterbook.lift.problem import Problem
from tests.lift.explain.asking import EMPTY, out_of_use, planned, with_bus, with_node, with_road
from tests.lift.making import plain_problem, small_problem


def told(problem: Problem, **asked: int) -> Told:
    desk = Desk(problem)
    return desk.trips.told(desk.carriers[0], Ask("site", "dest", 8, 8, 2, **asked))


def test_nothing_is_met_where_nothing_is_in_the_way() -> None:
    found = told(plain_problem())

    assert found.trip is not None
    assert (found.pushes, found.stopped) == ((), None)


@pytest.mark.parametrize(
    ("problem", "cause", "place", "until"),
    [
        (with_node(plain_problem(), "site", open={"road": ((240, 2000),)}), "window", "site", 180),
        (with_road(plain_problem(), "base", "site", closed=((0, 30),)), "road", "base–site", 30),
        (
            out_of_use(plain_problem(), 45),
            "calendar", "BUS", 45,
        ),
        (with_node(plain_problem(), "base", escorts=((0, 0), (90, 4))), "escorts", "base", 90),
        # Eight more than can wait at reception go in at six an hour; nobody waits there, so nothing puts it off.
    ],
    ids=["window", "road", "calendar", "escorts"],
)  # fmt: skip
def test_the_last_push_names_what_moved_the_time(problem: Problem, cause: str, place: str, until: int) -> None:
    found = told(problem)

    assert found.trip is not None
    last = found.pushes[-1]
    assert (last.cause, last.place, last.until) == (cause, place, until)
    assert found.trip.t0 == until
    assert last.minutes == until - last.since


@pytest.mark.parametrize(
    ("problem", "stopped"),
    [
        (with_node(plain_problem(), "site", open={}), ("window", "site")),
        (with_bus(plain_problem(), duty_max_min=100), ("duty", "BUS")),
        (with_bus(plain_problem(), range_km=100), ("range", "BUS")),
        (replace(plain_problem(), road_routes=()), ("way", "base–site")),
        (with_node(plain_problem(), "dest", reception_cap=4), ("reception", "dest")),
    ],
    ids=["window", "duty", "range", "way", "reception"],
)
def test_what_ends_a_search_is_named(problem: Problem, stopped: tuple[str, str]) -> None:
    found = told(problem)

    assert (found.trip, found.stopped) == (None, stopped)
    assert stopped[0] in PUSHES


def test_escorts_that_are_short_are_counted() -> None:
    found = told(with_node(plain_problem(), "base", escorts=((0, 1),)))

    assert (found.trip, found.escorts_free, found.stopped) == (None, 1, ("escorts", "base"))


def test_the_second_bus_waits_for_the_only_place_to_stand() -> None:
    problem, plan = planned()

    found = {one.serial: one for one in serial_delays(problem, plan)}

    assert found["BUS/1"].pushes == ()
    assert found["VAN/1"].pushes == (("slot", "site", 21),)
    assert found["VAN/1"].last == ("slot", "site", 21)
    assert {one.waited for one in found.values()} == {0}


def test_a_site_is_accounted_for() -> None:
    problem, plan = planned()

    explained = explain(problem, plan)

    (site,) = explained.sites
    assert (site.people, site.moved, site.serials) == (18, 18, 3)
    assert (site.first_serial, site.first_leave) == ("BUS/1", 81)
    assert (site.last_serial, site.last_leave) == ("BUS/2", 237)
    assert site.delayed_by == Delay("slot", "site", 21, 1, 21)
    assert (site.carrier_only, explained.carrier_only, explained.serials) == (2, 2, 3)
    # Ten at 0.1 a day: eight for 81 minutes, two for 237, and eight for 99; nothing else can lose anybody.
    assert site.loss == pytest.approx(0.1323, abs=1e-4)
    assert explained.weighted_loss == pytest.approx(site.loss)
    assert explained.left == ()


def test_what_is_left_behind_counts_and_is_named() -> None:
    problem, plan = planned(with_bus(plain_problem(), stretchers_max=0))

    explained = explain(problem, plan)

    (left,) = explained.left
    assert (left.group, left.heads, left.loss) == ("lying", 2, 2.0)
    assert [one.rule for one in left.reasons] == ["explain.no-stretcher-seat"]
    assert explained.sites[0].left_loss == 2.0
    assert explained.loss_by_compartment["c"] == pytest.approx(2.0 + explained.sites[0].loss)


def test_uses_are_counted_by_six_hours() -> None:
    problem, plan = planned()

    uses = {(one.resource, one.place, one.since): one for one in uses_of(problem, stops_of(plan))}

    assert uses["escorts", "base", 0] == Use("escorts", "base", 0, 4, 4)
    # Services at the site: 21, 18 and 15 minutes of one place to stand for six hours.
    assert uses["slots-road", "site", 0] == Use("slots-road", "site", 0, 54, 360)
    assert uses["reception", "dest", 0] == Use("reception", "dest", 0, 10, 36)
    assert uses["beds-c", "other", 0] == Use("beds-c", "other", 0, 8, 30)


def test_an_empty_plan_is_explained_too() -> None:
    explained = explain(plain_problem(), EMPTY)

    assert explained.sites[0].first_leave is None
    assert {one.reasons[0].rule for one in explained.left} == {"explain.no-room"}


@pytest.mark.parametrize("seed", range(4))
def test_no_delay_is_longer_than_the_plan_and_bookings_are_put_back(seed: int) -> None:
    problem, plan = planned(small_problem(seed))

    once, again = serial_delays(problem, plan), serial_delays(problem, plan)

    assert once == again
    for one in once:
        assert sum(minutes for _, _, minutes in one.pushes) <= problem.horizon_min
        assert one.waited >= 0


def test_of_very_many_left_behind_the_rest_are_counted() -> None:
    many = [Left(f"g{number}", "site", 2, 2.0, ()) for number in range(33)]

    told = tell_all_left(many)

    assert len(told) == 31
    assert told[-1] == (Reason("explain.left-more", {"groups": 3, "heads": 6, "loss": 6.0}),)
