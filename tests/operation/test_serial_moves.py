"""Moving a serial on paper: its tour moves with it, others give way, and the check says what breaks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from musterbook.ledger.facts import Digest
from musterbook.lift.altered import scrubbed, slipped
from musterbook.lift.check import check
from musterbook.lift.dispatch.policies import ValueRate
from musterbook.lift.manifests import Manifest
from musterbook.lift.plan import Plan, serials
from musterbook.lift.planners import Proposal, SimpleRule
from musterbook.operation.serial_moves import planned_serial, seats_free
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId
from tests.lift.making import plain_problem, small_problem

NOW = datetime(2026, 1, 10, 6, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def plan() -> Plan:
    found = SimpleRule(ValueRate()).plan(small_problem(2), seed=1, seconds=30.0)
    assert isinstance(found, Proposal)
    return found.plan


def manifest(people: int, *, seats: int, escorts: int) -> Manifest:
    return Manifest(
        "S-1", "bus-01", CustodianId("hasakah"), CustodianId("karkh"), NOW, NOW + timedelta(hours=1), seats, escorts,
        Digest("ab" * 32), frozenset(PersonId(f"P-{number}") for number in range(people)),
    )  # fmt: skip


def test_no_minutes_change_nothing(plan: Plan) -> None:
    for serial in serials(plan):
        assert slipped(plan, serial, 0) == plan


@pytest.mark.parametrize("minutes", [5, 45, 240])
def test_a_slip_moves_one_serial_and_touches_no_other_carrier(plan: Plan, minutes: int) -> None:
    for serial in serials(plan):
        after = slipped(plan, serial, minutes)

        then = {one.id: one for one in serials(after)}
        assert then[serial.id].depart == serial.depart + minutes
        assert then[serial.id].set_down == serial.set_down + minutes
        assert sum(one.people for one in then.values()) == sum(one.people for one in serials(plan))
        assert {name: stops for name, stops in after.stops.items() if name != serial.vehicle} == {
            name: stops for name, stops in plan.stops.items() if name != serial.vehicle
        }


def test_a_carriers_stops_stay_in_order_however_late_one_serial_is(plan: Plan) -> None:
    problem = small_problem(2)
    for serial in serials(plan):
        broken = check(problem, slipped(plan, serial, 180)).broken

        assert not broken & {"R1", "R2", "R3"}, serial.id


def test_a_slip_out_of_every_window_breaks_the_rule_about_windows() -> None:
    problem = plain_problem()
    found = SimpleRule(ValueRate()).plan(problem, seed=1, seconds=30.0)
    assert isinstance(found, Proposal)
    serial = serials(found.plan)[0]

    broken = check(problem, slipped(found.plan, serial, 2000 - serial.board_start)).broken

    assert "R5" in broken


def test_a_scrubbed_serial_leaves_its_people_where_they_are(plan: Plan) -> None:
    problem = small_problem(2)
    before = check(problem, plan).objective
    serial = next(one for one in serials(plan) if problem.node[one.destination].kind == "dest"
                  and problem.node[one.origin].kind == "site")  # fmt: skip

    after = check(problem, scrubbed(plan, serial)).objective

    assert after.delivered == before.delivered - serial.people
    assert after.weighted_loss > before.weighted_loss


def test_a_replanned_serial_is_known_by_its_name_without_the_letter(plan: Plan) -> None:
    by_name = {one.id: one for one in serials(plan)}
    name = next(iter(by_name))

    assert planned_serial(name, by_name) == planned_serial(f"{name}b", by_name) == by_name[name]
    assert planned_serial("elsewhere/9", by_name) is None


def test_seats_free_leave_room_for_the_escorts_they_would_need() -> None:
    assert seats_free(manifest(4, seats=12, escorts=0)) == 6  # 10 people and 2 escorts
    assert seats_free(manifest(4, seats=12, escorts=1)) == 4  # one escort answers for 8
    assert seats_free(manifest(10, seats=12, escorts=2)) == 0
