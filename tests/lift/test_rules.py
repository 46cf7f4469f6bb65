"""Every rule has a minimal plan that breaks only it, and a repaired twin that breaks nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from musterbook.lift.check import check
from musterbook.lift.plan import Plan, Stop
from musterbook.lift.problem import Problem
from musterbook.lift.rules import Finding
from tests.lift.making import plain_problem

Stops = tuple[Stop, ...]
Change = Callable[[Problem, Stops], tuple[Problem, Stops]]


def trip(start: int = 60, *, heads: int = 5, group: str = "g", dest: str = "dest", escorts: int = 2) -> Stops:
    """Base to site (60 min), boarding, on to the facility (60 min), set-down, and home (60 min)."""
    at_site, ground = start + 60, 10 + heads
    down = at_site + ground + 60
    end = down + ground + 60
    return (
        Stop("base", 0, start, start, start, escorts_on=escorts),
        Stop("site", at_site, at_site, at_site + ground, at_site + ground, board={group: heads}),
        Stop(dest, down, down, down + ground, down + ground, alight={group: heads}),
        Stop("base", end, end, end, end, escorts_off=escorts),
    )


def later(stops: Stops, index: int, minutes: int) -> Stops:
    """The stops from `index` on, all so much later."""
    return tuple(
        stop
        if i < index
        else replace(
            stop,
            arrive=stop.arrive + minutes,
            service_start=stop.service_start + minutes,
            service_end=stop.service_end + minutes,
            depart=stop.depart + minutes,
        )
        for i, stop in enumerate(stops)
    )


def at(stops: Stops, index: int, **changes: object) -> Stops:
    """The stops with one of them changed."""
    return tuple(replace(stop, **changes) if i == index else stop for i, stop in enumerate(stops))  # type: ignore[arg-type]


def leaving_later(stops: Stops, index: int, minutes: int) -> Stops:
    """The carrier waits at a stop before it leaves."""
    waited = at(stops, index, depart=stops[index].depart + minutes)
    return later(waited, index + 1, minutes)


def with_bus(problem: Problem, **changes: object) -> Problem:
    return replace(problem, vehicle_types=(replace(problem.vehicle_types[0], **changes),))  # type: ignore[arg-type]


def with_node(problem: Problem, name: str, **changes: object) -> Problem:
    nodes = tuple(replace(n, **changes) if n.id == name else n for n in problem.nodes)  # type: ignore[arg-type]
    return replace(problem, nodes=nodes)


def with_vehicle(problem: Problem, **changes: object) -> Problem:
    first, *rest = problem.vehicles
    return replace(problem, vehicles=(replace(first, **changes), *rest))  # type: ignore[arg-type]


BREAKING: dict[str, Change] = {
    "R1": lambda p, s: (replace(p, horizon_min=s[-1].depart - 1), s),
    "R3": lambda p, s: (p, later(s, 2, 6)),
    "R4": lambda p, s: (with_vehicle(p, unavailable=((200, 201),)), s),
    "R5": lambda p, s: (with_node(p, "site", open={"road": ((0, 130),)}), s),
    "R6": lambda p, s: (p, leaving_later(s, 1, 1)),
    "R7": lambda p, s: (with_bus(p, turn_min=11), s),
    "R8": lambda p, s: (with_bus(p, range_km=179), s),
    "R9": lambda p, s: (with_bus(p, duty_max_min=209), s),
    "R11": lambda p, s: (p, at(s, 2, alight={"g": 4})),
    "R12": lambda p, s: (with_bus(p, seats=6), s),
    "R13": lambda p, s: (p, at(at(s, 1, board={"g": 3, "h": 2}), 2, alight={"g": 3, "h": 2})),
    "R14": lambda p, s: (replace(p, rules=replace(p.rules, escorts_min=3)), s),
    "R15": lambda p, s: (with_node(p, "base", escorts=((0, 1),)), s),
    "R16": lambda p, s: (with_node(p, "dest", reception_cap=4), s),
    "R18": lambda p, s: (with_node(p, "site", must_clear_by=3000), s),
    "R19": lambda p, s: (p, at(s, 2, route=1)),
    "R20": lambda p, s: (replace(p, rules=replace(p.rules, aboard_max_pct=0, aboard_extra_max_min=59)), s),
}


def plan_of(problem: Problem, *courses: Stops) -> Plan:
    names = [vehicle.id for vehicle in problem.vehicles]
    return Plan(problem.name, dict(zip(names, courses, strict=False)))


def test_the_repaired_twin_of_every_plan_below_breaks_nothing() -> None:
    problem = plain_problem()

    verdict = check(problem, plan_of(problem, trip()))

    assert verdict.findings == ()
    assert verdict.objective.delivered == 5


@pytest.mark.parametrize("rule", BREAKING)
def test_a_minimal_plan_breaks_only_its_rule(rule: str) -> None:
    problem, stops = BREAKING[rule](plain_problem(), trip())

    assert check(problem, plan_of(problem, stops)).broken == {rule}


def test_a_carrier_ends_where_it_may_park() -> None:
    problem = plain_problem()
    to_site = Stop("site", 120, 120, 120, 120)

    assert check(problem, plan_of(problem, (Stop("base", 0, 0, 0, 60), to_site))).broken == {"R2"}
    home = Stop("base", 180, 180, 180, 180)
    assert check(problem, plan_of(problem, (Stop("base", 0, 0, 0, 60), to_site, home))).feasible


def test_two_carriers_cannot_use_one_slot_at_once() -> None:
    problem = plain_problem()
    one, other = trip(60), trip(70, heads=3)

    assert check(problem, plan_of(problem, one, other)).broken == {"R10"}
    assert check(problem, plan_of(problem, one, trip(75, heads=3))).feasible


def staged(dwell: int) -> Stops:
    """To the staging place and, after a stay, on to the facility with the same carrier."""
    return (
        Stop("base", 0, 60, 60, 60, escorts_on=2),
        Stop("site", 120, 120, 135, 135, board={"g": 5}),
        Stop("hub", 195, 195, 210, 210 + dwell, alight={"g": 5}),
        Stop("hub", 210 + dwell, 210 + dwell, 225 + dwell, 225 + dwell, board={"g": 5}),
        Stop("dest", 285 + dwell, 285 + dwell, 300 + dwell, 300 + dwell, alight={"g": 5}),
        Stop("base", 360 + dwell, 360 + dwell, 360 + dwell, 360 + dwell, escorts_off=2),
    )


def test_nobody_stays_longer_at_a_staging_place_than_allowed() -> None:
    problem = plain_problem()

    assert check(problem, plan_of(problem, staged(385))).feasible
    assert check(problem, plan_of(problem, staged(386))).broken == {"R17"}


def test_a_staging_place_holds_no_more_than_it_can() -> None:
    problem = with_node(plain_problem(), "hub", hold_cap=4)

    assert check(problem, plan_of(problem, staged(10))).broken == {"R17"}


def test_a_group_goes_only_where_it_may() -> None:
    problem = plain_problem()

    assert check(problem, plan_of(problem, trip(dest="other"))).broken == {"R16"}
    assert check(problem, plan_of(problem, trip(dest="other", group="h"))).feasible


def test_the_loss_can_be_worked_out_by_hand() -> None:
    problem = with_node(plain_problem(), "site", hazard=((0, 0.0),))

    objective = check(problem, plan_of(problem, trip())).objective

    assert objective.weighted_loss == 13.0
    assert objective.makespan_min == 210
    assert objective.left_behind == 13
    assert objective.cost == pytest.approx(3 * 150.0 + 2 * 210 / 60 * 40.0)


@pytest.mark.parametrize("rule", BREAKING)
def test_a_finding_written_as_a_line_reads_as_it_was(rule: str) -> None:
    problem, stops = BREAKING[rule](plain_problem(), trip())

    for finding in check(problem, plan_of(problem, stops)).findings:
        assert Finding.read(str(finding)) == finding


@pytest.mark.parametrize("line", ["", "site-1", "R18", "nothing to find", "R18 site-1 left"])
def test_what_is_no_finding_reads_as_none(line: str) -> None:
    assert Finding.read(line) is None
