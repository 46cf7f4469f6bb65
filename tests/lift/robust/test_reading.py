"""A plan read as a timetable."""

from __future__ import annotations

import pytest

from musterbook.lift.dispatch.policies import MostAtRiskFirst
from musterbook.lift.plan import Plan, serials
from musterbook.lift.planners import Proposal, SimpleRule
from musterbook.lift.problem import Vehicle
from musterbook.lift.robust.reading import timetable_of
from tests.lift.making import small_problem
from tests.lift.robust.roads import bus_by_the_staging_place, bus_then_van, bus_twice, sixteen_problem, trip


@pytest.mark.parametrize("seed", range(5))
def test_its_lines_are_the_plans_serials(seed: int) -> None:
    problem = small_problem(seed)
    found = SimpleRule(MostAtRiskFirst()).plan(problem)
    assert isinstance(found, Proposal)

    lines = timetable_of(problem, found.plan).lines

    assert [(one.id, one.origin, one.destination, dict(one.heads), one.set_down) for one in lines] == [
        (one.id, one.origin, one.destination, dict(one.heads), one.set_down) for one in serials(found.plan)
    ]


def test_serials_that_share_a_way_share_its_room_once() -> None:
    timetable = timetable_of(sixteen_problem(), bus_by_the_staging_place())

    # Twelve seats, two for escorts, eight taken as far as the staging place; four on the way from there.
    assert [(line.id, line.seats_free) for line in timetable.lines] == [("BUS/1", 2), ("BUS/2", 0), ("BUS/3", 6)]
    assert [(sortie.first, sortie.last) for sortie in timetable.courses[0].sorties] == [(1, 3), (4, 5)]


def test_a_tour_of_two_sorties_rests_only_before_the_first() -> None:
    (course,) = timetable_of(sixteen_problem(), bus_twice()).courses

    assert [(one.leave, one.rested, one.turn, one.turns, one.tail_min) for one in course.sorties] == [
        (0, True, 0, 2, 0),
        (156, False, 1, 2, 60),
    ]
    assert {sortie.tour for sortie in course.sorties} == {course.calls[0].name}


def test_a_day_later_is_another_tour_after_a_rest() -> None:
    plan = Plan("plain", {"BUS": (*trip(0, 8, first=True), *trip(1500, 8, first=False))})

    (course,) = timetable_of(sixteen_problem(), plan).courses

    assert [(one.leave, one.rested, one.turns) for one in course.sorties] == [(0, True, 1), (1500, True, 1)]
    assert course.sorties[0].tour != course.sorties[1].tour
    assert [(party.on, party.off, party.escorts) for party in course.parties] == [(0, 3, 2), (4, 7, 2)]


def test_steps_follow_the_plan_over_all_carriers() -> None:
    timetable = timetable_of(sixteen_problem(), bus_then_van())

    steps = list(timetable.steps())

    assert [minute for minute, _ in steps] == sorted(minute for minute, _ in steps)
    bus = [(what, index) for _, (number, what, index) in steps if number == 0]
    assert bus == [("call", 0), ("leave", 0), ("call", 1), ("call", 2), ("call", 3)]


def test_a_carrier_the_problem_does_not_know_is_left_out() -> None:
    problem = sixteen_problem()
    assert Vehicle("LORRY", "bus", "base") not in problem.vehicles

    timetable = timetable_of(problem, Plan("plain", {"LORRY": trip(0, 8, first=True)}))

    assert timetable.courses == ()
