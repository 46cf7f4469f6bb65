"""One seat more on a serial: what the check finds, and the least that would let him go."""

from __future__ import annotations

from dataclasses import replace

import pytest

from musterbook.lift.explain.price import priced, prices
from musterbook.lift.explain.seat import Seat, one_more
from musterbook.lift.explain.values import Relaxation
from musterbook.lift.planners import planner_named
from musterbook.lift.problem import Problem
from tests.lift.explain.asking import planned, with_node
from tests.lift.making import plain_problem

PLAIN = plain_problem()
NINE = with_node(
    replace(
        PLAIN, groups=tuple(replace(one, count=9) for one in PLAIN.groups if one.id == "h"),
        rules=replace(PLAIN.rules, escort_points_per_guard=4 * PLAIN.risk_class["C"].escort_points),
    ),
    "base", escorts=((0, 2),),
)  # fmt: skip
"""Nine people; two escorts take eight of them, and there are two."""


def asked(serial: str, group: str, problem: Problem | None = None) -> Seat:
    posed, plan = planned(problem)
    found = one_more(posed, plan, serial, group)
    assert found is not None
    return found


def test_a_full_serial_says_how_many_seats_it_would_need() -> None:
    """Seven of g, one who lies on two seats' room, and two escorts: twelve of twelve; and the van waits at the gate."""
    found = asked("BUS/1", "g")

    assert (found.vehicle, found.at, found.instead, found.leaves_instead) == ("BUS", 60, "BUS/2", 237)
    values = {one.rule: dict(one.values) for one in found.findings}
    assert values["R12"] == {"node": "site", "seats_needed": 13, "seats": 12}
    assert values["R10"] == {"mode": "road", "carriers": 2, "slots": 1}
    assert found.helps == (), "no rule made milder gives a bus another seat"


def test_a_seat_that_is_free_breaks_nothing_and_says_what_it_costs_to_wait() -> None:
    """A tenth a day is lost at the site: in the 156 minutes from 81 to 237 that is 0.1 · 156 / 1440 = 0.0108."""
    found = asked("BUS/2", "g")

    assert found.findings == ()
    assert found.instead == "BUS/1"
    assert found.loss_more == pytest.approx(0.0107, abs=0.001)


def test_an_escort_too_few_is_answered_by_one_more_and_priced() -> None:
    posed, plan = planned(NINE)

    found = one_more(posed, plan, "BUS/1", "h")

    assert found is not None
    assert {one.rule: dict(one.values) for one in found.findings}["R15"] == {"out": 3, "pool": 2}
    assert found.helps == ((Relaxation("escorts", "base", 1),),)
    (price,) = prices(
        posed, plan, priced(found.helps)[:1], vehicle=found.vehicle, at=found.at,
        planner=planner_named("most-at-risk-first"),
    )  # fmt: skip
    assert price.after <= price.before


def test_a_serial_from_another_place_is_no_answer() -> None:
    posed, plan = planned()

    assert one_more(posed, plan, "BUS/9", "g") is None


def test_a_carrier_taken_off_its_serials_has_no_price() -> None:
    free, more = (Relaxation("free", "BUS"),), (Relaxation("escorts", "base", 1),)

    assert priced([free, more, (*free, *more)]) == [more]
