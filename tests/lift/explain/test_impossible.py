"""What cannot be done is explained by what would make it possible, with the smallest number that does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from musterbook.lift.dispatch.unmoved import unmoved_of
from musterbook.lift.explain.account import left_of
from musterbook.lift.explain.impossible import bars_of, late_sites
from musterbook.lift.explain.values import Reason, Value
from musterbook.lift.problem import Problem
from tests.lift.explain.asking import EMPTY, planned, with_bus, with_node, with_road
from tests.lift.making import plain_problem

P = plain_problem()
NO_BEDS = with_node(with_node(P, "dest", beds={}), "other", beds={})

KINDS: dict[str, tuple[Problem, str, dict[str, Value]]] = {
    "no escorts at all": (with_node(P, "base", escorts=()), "explain.escorts-short", {"there": 0, "more": 2}),
    "one escort short": (with_node(P, "base", escorts=((0, 1),)), "explain.escorts-short", {"there": 1, "more": 1}),
    "no seat for a stretcher": (with_bus(P, stretchers_max=0), "explain.no-stretcher-seat", {"site": "site"}),
    "no window ever": (with_node(P, "site", open={}), "explain.never-open", {"minutes": 14}),
    "no bed anywhere": (NO_BEDS, "explain.no-bed", {"more": 1, "places": "dest, other"}),
    # An hour there, ten minutes and four to load, an hour on, fourteen to set down: 148 minutes.
    "tour longer than duty": (with_bus(P, duty_max_min=100), "explain.longer-than-duty", {"more": 48}),
    # The same, and an hour home: 208.
    "tour longer than escorts may be away": (
        replace(P, rules=replace(P.rules, escort_tour_max_min=150)), "explain.longer-than-tour", {"more": 58},
    ),
    "road always shut": (
        with_road(P, "base", "site", closed=((0, 3000),)), "explain.road-shut", {"road": "base–site", "minutes": 60},
    ),
    "out of range": (with_bus(P, range_km=100), "explain.out-of-range", {"more": 20}),
    "permitted too late": (
        replace(P, groups=tuple(replace(one, not_before=2500) for one in P.groups)), "explain.not-permitted-yet",
        {"not_before_at": 2500},
    ),
    "carriers away": (
        replace(P, vehicles=tuple(replace(one, unavailable=((0, 3000),)) for one in P.vehicles)),
        "explain.carriers-away", {"site": "site"},
    ),
    "no room at reception": (
        with_node(with_node(P, "dest", reception_cap=0), "other", reception_cap=0), "explain.reception-small",
        {"there": 0, "more": 1},
    ),
    # An hour on the way, and ten minutes are allowed.
    "too long aboard": (
        replace(P, rules=replace(P.rules, aboard_max_pct=0, aboard_extra_max_min=10)), "explain.aboard-long",
        {"more": 50, "aboard_min": 10},
    ),
    "no road at all": (
        replace(P, road_routes=tuple(one for one in P.road_routes if "site" not in (one.a, one.b))),
        "explain.no-road-there", {"site": "site"},
    ),
    "no landing": (
        with_node(P, "site", slots={}, open={}), "explain.no-landing", {"site": "site"},
    ),
}  # fmt: skip


def said(reasons: tuple[Reason, ...]) -> dict[str, dict[str, Value]]:
    return {one.rule: dict(one.values) for one in reasons}


@pytest.mark.parametrize(("problem", "rule", "values"), KINDS.values(), ids=list(KINDS))
def test_each_impossible_kind_has_its_reason_and_its_number(
    problem: Problem, rule: str, values: dict[str, Value]
) -> None:
    found = said(bars_of(problem, problem.group["lying"]))

    assert rule in found
    assert values.items() <= found[rule].items()


def test_whoever_could_go_alone_is_barred_by_nothing() -> None:
    assert bars_of(P, P.group["g"]) == ()
    assert {one.reasons[0].rule for one in left_of(P, EMPTY)} == {"explain.no-room"}


def test_the_reasons_of_those_known_to_be_left_are_worked_out_and_nobody_elses() -> None:
    told = list[tuple[int, int]]()
    known = [replace(one, heads=1) for one in unmoved_of(P, EMPTY)][:1]

    found = left_of(P, EMPTY, unmoved=known, progress=lambda done, whole: told.append((done, whole)))

    assert [(one.group, one.heads) for one in found] == [(known[0].group, 1)]
    assert told == [(1, 1)]


def test_two_bars_are_named_together() -> None:
    both = with_node(with_bus(P, duty_max_min=100), "base", escorts=())

    rules = [one.rule for one in bars_of(both, P.group["g"])]

    assert rules == ["explain.two-together", "explain.escorts-short", "explain.longer-than-duty"]


def test_a_site_that_must_be_empty_before_anybody_can_leave_is_too_early() -> None:
    problem, plan = planned(with_node(P, "site", must_clear_by=50))

    ((site, (reason,)),) = late_sites(problem, plan)

    assert (site, reason.rule) == ("site", "explain.clear-by-too-early")
    assert (reason.values["by_at"], reason.values["first_at"], reason.values["minutes"]) == (50, 81, 31)


def test_a_site_that_cannot_be_emptied_in_time_says_what_would_do_it() -> None:
    """With two escorts one bus goes at a time: 81, then 237, then later; four would let the van come too."""
    problem, plan = planned(with_node(with_node(P, "base", escorts=((0, 2),)), "site", must_clear_by=240))

    ((_, reasons),) = late_sites(problem, plan)

    found = said(reasons)
    assert found["explain.clear-by-short"]["people"] == 18
    assert found["explain.escorts-short"] == {"base": "base", "there": 2, "more": 2, "by_at": 240}


def test_a_site_in_time_is_not_late() -> None:
    problem, plan = planned(with_node(P, "site", must_clear_by=240))

    assert late_sites(problem, plan) == ()
