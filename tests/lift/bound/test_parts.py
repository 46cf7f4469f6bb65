"""The parts of the bound, each by hand: points and tiles, duties, queues, ways."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from musterbook.lift.bound.clock import closing, opening, paced, place_between, points_of
from musterbook.lift.bound.fleets import fleets_of, most_active
from musterbook.lift.bound.people import lost_by, people_of
from musterbook.lift.bound.rows import bed_steps
from musterbook.lift.bound.ways import NEVER, earliest_arrivals, ways_of
from musterbook.lift.courses import follow
from musterbook.lift.problem import Node
from tests.lift.bound.worlds import dispatched, world
from tests.lift.making import plain_problem, small_problem


def test_points_stand_at_ends_of_runs_at_marks_and_at_the_pace() -> None:
    allowed = np.zeros(101, dtype=np.bool_)
    allowed[5:41] = True
    allowed[60:61] = True

    points = points_of(allowed, [17, 50], ((0, 20),))

    assert points.at.tolist() == [5, 17, 20, 40, 60]
    assert points.before.tolist() == [5, 5, 17, 20, 60]
    assert points.after.tolist() == [17, 20, 40, 40, 60]


def test_a_moment_counts_at_the_points_around_it_and_nowhere_between_runs() -> None:
    allowed = np.zeros(101, dtype=np.bool_)
    allowed[0:41] = True
    allowed[60:101] = True
    points = points_of(allowed, [], ((0, 40),))

    assert place_between(points, 40) == ((1, 1.0),)
    assert place_between(points, 10) == ((0, 0.75), (1, 0.25))
    with pytest.raises(ValueError, match="minute 50"):
        place_between(points, 50)


def test_a_span_never_counts_in_a_tile_its_neighbour_does_not_reach() -> None:
    edges = np.array([0, 10, 20, 30])

    # closing at 14 while the point before closes at 8: the tile from 10 is given up
    assert closing(np.array([14.0]), np.array([8.0]), edges).tolist() == [10.0]
    # closing at 14 while the point before closes at 12: both end in that tile
    assert closing(np.array([14.0]), np.array([12.0]), edges).tolist() == [14.0]
    # opening at 14 while the next point opens at 22: the rest of the tile from 10 is given up
    assert opening(np.array([14.0]), np.array([22.0]), edges).tolist() == [20.0]
    assert opening(np.array([14.0]), np.array([20.0]), edges).tolist() == [14.0]


def test_the_pace_changes_where_it_says() -> None:
    assert paced(100, ((0, 20), (60, 30))).tolist() == [0, 20, 40, 60, 90, 100]


def test_duties_and_rests_limit_how_long_a_carrier_is_at_work() -> None:
    problem = plain_problem()
    bus = replace(problem.vehicle_types[0], night_ok=True)

    most = most_active(problem, bus, problem.vehicles[0])

    # at most 900 minutes, then at least 300 of rest
    assert most[900] == 900
    assert most[1200] == 900
    assert most[1500] == 1200
    assert most[2400] == 1800


def test_nobody_works_longer_than_the_bound_of_their_fleet() -> None:
    for seed in range(12):
        problem = world(seed)
        plan = dispatched(problem, seed)
        for course in follow(problem, plan):
            most = most_active(problem, course.type, course.vehicle)
            worked = 0
            for start, end in course.activities():
                worked += end - start
                assert worked <= most[end]


def test_leads_and_tails_together_are_never_longer_than_the_way_between_two_trips() -> None:
    for seed in range(20):
        problem = world(seed)
        for fleet in fleets_of(problem):
            for target, tail in fleet.tails.items():
                for origin, lead in fleet.leads.items():
                    way = 0 if origin == target else fleet.ways.between(target, origin) + fleet.type.turn_min
                    assert lead + tail <= way + 1e-9
                    assert lead <= fleet.home(origin, outward=True) + fleet.type.turn_min
                    assert tail <= fleet.home(target, outward=False)


def test_a_shut_road_and_a_night_put_off_the_arrival() -> None:
    problem = small_problem(1)
    bus = next(kind for kind in problem.vehicle_types if kind.mode == "road")
    shut = tuple(replace(road, closed=((100, 200),)) for road in problem.road_routes)
    ways = ways_of(replace(problem, road_routes=shut), replace(bus, night_ok=True))
    number = ways.number["site-1"]

    arrive = earliest_arrivals(ways, ["harbour"], horizon_min=1000, night=(1080, 300))["harbour"][number]

    direct = int(ways.between("site-1", "harbour"))
    assert arrive[300] == 300 + direct
    assert arrive[150] == 200 + direct
    assert arrive[1000] >= 1000 + direct or arrive[1000] >= NEVER


def test_beds_before_the_first_step_are_none() -> None:
    problem = small_problem(1)
    dest = replace(problem.node["harbour"], beds={"std": ((60, 10), (500, 30))})
    with_steps = replace(problem, nodes=tuple(dest if one.id == "harbour" else one for one in problem.nodes))

    assert bed_steps(with_steps, "harbour", "std") == [(60, 0), (500, 10), (problem.horizon_min + 1, 30)]
    assert bed_steps(with_steps, "harbour", "other") == [(problem.horizon_min + 1, 0)]


def test_the_chance_of_loss_adds_up_the_hazard_step_by_step() -> None:
    site = Node("S", "site", "S", 0.0, 0.0, parking=False, hazard=((0, 0.1), (720, 0.4)))

    lost = lost_by(site, np.array([0, 720, 1440]))

    assert lost.tolist() == pytest.approx([0.0, 1 - math.exp(-0.05), 1 - math.exp(-0.25)])


def test_groups_that_differ_only_in_their_tag_are_one_cohort() -> None:
    problem = plain_problem()
    alike = replace(problem, groups=tuple(replace(one, dests=None) for one in problem.groups))

    people = people_of(alike)

    assert sorted((cohort.heads, cohort.groups) for cohort in people.cohorts) == [(2, ("lying",)), (16, ("g", "h"))]
