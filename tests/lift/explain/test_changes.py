"""What a new plan changes against the adopted one."""

from __future__ import annotations

from dataclasses import replace

from musterbook.lift.explain.changes import changes_between
from musterbook.lift.plan import Plan, Stop
from tests.lift.explain.asking import EMPTY, planned


def kinds(before: Plan, after: Plan) -> dict[str, str]:
    return {one.serial: one.kind for one in changes_between(before, after)}


def later(stop: Stop, minutes: int) -> Stop:
    return replace(
        stop, arrive=stop.arrive + minutes, service_start=stop.service_start + minutes,
        service_end=stop.service_end + minutes, depart=stop.depart + minutes,
    )  # fmt: skip


def test_the_same_plan_changes_nothing() -> None:
    _, plan = planned()

    assert set(kinds(plan, plan).values()) == {"kept"}


def test_half_an_hour_is_kept_and_more_has_slipped() -> None:
    _, plan = planned()
    van = plan.stops["VAN"]

    assert kinds(plan, replace(plan, stops={**plan.stops, "VAN": tuple(later(s, 30) for s in van)}))["VAN/1"] == "kept"
    assert (
        kinds(plan, replace(plan, stops={**plan.stops, "VAN": tuple(later(s, 31) for s in van)}))["VAN/1"] == "slipped"
    )


def test_other_people_or_another_destination_is_moved() -> None:
    _, plan = planned()
    fewer = tuple(
        replace(s, board=dict.fromkeys(s.board, 3), alight=dict.fromkeys(s.alight, 3)) for s in plan.stops["VAN"]
    )

    assert kinds(plan, replace(plan, stops={**plan.stops, "VAN": fewer}))["VAN/1"] == "moved"


def test_what_is_gone_is_scrubbed_and_what_comes_is_new() -> None:
    _, plan = planned()

    assert set(kinds(plan, EMPTY).values()) == {"scrubbed"}
    assert set(kinds(EMPTY, plan).values()) == {"new"}
    assert set(kinds(plan, EMPTY)) == {"BUS/1", "BUS/2", "VAN/1"}
