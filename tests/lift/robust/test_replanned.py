"""Futures lived through with planning again: the replay's own faults, heard when they happen and not before."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from musterbook.lift.check import check
from musterbook.lift.plan import Plan
from musterbook.lift.problem import Problem, Vehicle
from musterbook.lift.robust.chances import Chances
from musterbook.lift.robust.faults import Future, News, joined, without_slow_going
from musterbook.lift.robust.futures import futures
from musterbook.lift.robust.replanned import live, replanned
from musterbook.lift.robust.replay import replay
from tests.lift.robust.roads import breaking, bus_then_van, only, sixteen_problem, trip


def future_of(problem: Problem, chances: Chances, number: int = 0) -> Future:
    return Future(problem, futures(problem, 60, 1, chances), number)


def heard(problem: Problem, chances: Chances, kind: str) -> list[News]:
    return [one for number in range(60) for one in future_of(problem, chances, number).fixed() if one.key[0] == kind]


def test_where_nothing_goes_wrong_nobody_plans_again_and_the_loss_is_the_plans() -> None:
    problem, plan = sixteen_problem(), bus_then_van()

    lived = live(problem, plan, future_of(problem, Chances.none()))

    assert lived.weighted_loss == pytest.approx(check(problem, plan).objective.weighted_loss)
    assert (lived.replans, lived.changed, lived.broken) == (0, 0, 0)


def test_worse_hazards_cost_what_they_cost_in_the_replay() -> None:
    problem, plan = sixteen_problem(), bus_then_van()
    drawn = futures(problem, 10, 1, only(hazard_p90=4.0))

    found = replanned(problem, plan, drawn, 10)

    assert [one.weighted_loss for one in found.lived] == pytest.approx(list(found.kept))
    assert len({round(one.weighted_loss, 6) for one in found.lived}) == 10


def test_the_carriers_that_fail_are_those_that_fail_in_the_replay() -> None:
    problem, plan = sixteen_problem(), bus_then_van()
    chances = breaking(0.5, 400)
    bus, van = replay(problem, plan, futures(problem, 60, 1, chances)).late

    failed = [{one.key[1] for one in future_of(problem, chances, number).breakdowns(plan)} for number in range(60)]

    assert [("BUS" in some) for some in failed] == [late >= 400 for late in bus]
    assert [("VAN" in some) for some in failed] == [late >= 400 for late in van]


def test_planning_again_fetches_those_whom_a_failed_carrier_would_leave() -> None:
    problem, plan = sixteen_problem(), bus_then_van()
    # Each carrier fails before its one trip, for longer than the horizon: nobody is fetched by keeping the plan, and
    # by planning again only while the other has not failed yet.
    drawn = futures(problem, 40, 1, breaking(0.5, 5000))

    found = replanned(problem, plan, drawn, 40)

    helped = [one.weighted_loss < kept - 1 for one, kept in zip(found.lived, found.kept, strict=True)]
    failed = [{one.key[1] for one in Future(problem, drawn, number).breakdowns(plan)} for number in range(40)]
    assert any(helped)
    assert all(some for some, better in zip(failed, helped, strict=True) if better), "only where something failed"
    assert found.loss.mean < found.loss_kept.mean
    assert {one.broken for one in found.lived} == {0}
    assert [one.replans > 0 for one in found.lived] == [bool(some) for some in failed]


def test_weather_holds_who_is_under_way_only_once_he_is_down_and_empty() -> None:
    problem = sixteen_problem()
    heli = replace(problem.vehicle_types[0], mode="heli")
    flying = replace(problem, vehicle_types=(heli,))
    # On its way with eight from minute 78, down at 138, empty at 156; the facility lets it stay.
    plan = Plan("plain", {"BUS": trip(0, 8, first=True)})
    storms = heard(flying, only(weather_per_day=1.0, weather_least_min=600, weather_most_min=600), "weather")
    storm = next(one for one in storms if 78 < one.minute < 138)

    spans = {one.id: one.unavailable for one in storm.told(flying, plan).vehicles}

    assert spans == {"BUS": ((156, storm.minute + 600),), "VAN": ((storm.minute, storm.minute + 600),)}


def test_a_road_shuts_behind_whoever_had_set_out() -> None:
    problem = sixteen_problem()
    plan = Plan("plain", {"BUS": trip(0, 8, first=True)})
    often = only(road_shut_per_day=1.0, road_shut_least_min=600, road_shut_most_min=600)
    news = [one for one in heard(problem, often, "road") if set(one.key[1:3]) == {"site", "dest"} and one.key[3] == "0"]
    caught = next(one for one in news if 0 < one.minute < 138)
    later = next(one for one in news if one.minute > 216)

    shut = caught.told(problem, plan).routes["site", "dest"][0].closed
    alone = later.told(problem, plan).routes["site", "dest"][0].closed

    # The bus is on that road from 78 to 138; for everybody else it is shut from then.
    assert shut == ((138, caught.minute + 600),)
    assert alone == ((later.minute, later.minute + 600),)
    assert check(caught.told(problem, plan), plan).findings == ()


def test_late_consent_is_heard_twelve_hours_before_and_opens_the_place_later() -> None:
    problem = sixteen_problem()
    shut = replace(problem.node["dest"], open={"road": ((1000, 2900),)})
    problem = replace(problem, nodes=tuple(shut if node.id == "dest" else node for node in problem.nodes))

    (news, *others) = heard(problem, only(consent_delay_min=60.0), "consent")

    opened = news.told(problem, Plan("plain", {})).node["dest"].open["road"]
    assert news.minute == 280
    assert opened[0][0] > 1000
    assert opened[0][1] == 2900
    assert {one.key for one in others} == {("consent", "dest")}


def test_slow_going_is_left_out_and_said_so() -> None:
    problem, plan = sixteen_problem(), bus_then_van()
    slow = only(leg_spread={"road": 0.5}, handling_spread=0.5)

    found = replanned(problem, plan, futures(problem, 5, 1, slow), 5)

    assert {one.replans for one in found.lived} == {0}
    assert without_slow_going(slow).leg_spread == {"road": 0.0}
    assert found.told()["left_out"] == ["leg", "handling"]
    assert json.loads(json.dumps(found.told(), allow_nan=False)) == found.told()


def test_told_to_stop_it_says_how_many_were_lived_through() -> None:
    problem, plan = sixteen_problem(), bus_then_van()

    found = replanned(problem, plan, futures(problem, 30, 1), 20, stop=lambda: True)

    assert (found.told()["futures"], found.told()["asked"]) == (1, 20)


def test_spans_that_touch_are_one() -> None:
    assert joined(((5, 9), (1, 3), (3, 4), (8, 12))) == ((1, 4), (5, 12))


def test_a_carrier_that_was_out_already_is_out_for_both_times() -> None:
    problem, plan = sixteen_problem(), bus_then_van()
    vehicles = (Vehicle("BUS", "bus", "base", ((10, 20),)), problem.vehicle["VAN"])
    problem = replace(problem, vehicles=vehicles)
    (news,) = (one for one in future_of(problem, breaking(1.0, 400)).breakdowns(plan) if one.key[1] == "BUS")

    assert news.told(problem, plan).vehicle["BUS"].unavailable == ((0, 400),)
