"""Planning a book again: what was told stands, seats that are kept stay filled, and the rest gives way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from musterbook.custody.facts import Offered
from musterbook.custody.handovers import Handovers
from musterbook.custody.roll import Roll
from musterbook.ledger.facts import Digest
from musterbook.lift.check import check
from musterbook.lift.facts import CarrierWithdrawn, PlanAdopted, Seated
from musterbook.lift.manifests import Manifest, Manifests
from musterbook.lift.plan import serials
from musterbook.operation import agreeing, handing_over, planning, replanning, seating
from musterbook.operation.book import Book
from musterbook.operation.diverting import write_divert
from musterbook.operation.plans_told import planned_again
from musterbook.operation.replanning import PlannedAgain
from musterbook.operation.serial_moves import write_scrub, write_slip
from musterbook.operation.serials import handing_of
from musterbook.terms.custodians import in_hand
from musterbook.terms.errors import Malformed
from musterbook.terms.people import PersonId
from tests.operation.making import (
    BUS,
    DESK,
    MORNING,
    SMALL_BUSES,
    WILLOW,
    acting,
    adopt,
    by_leaving,
    clear_everyone,
    open_small_book,
)  # fmt: skip

TEN_MAY_GO = 10
OFFICER = "w.officer/site-officer"


@dataclass(frozen=True)
class Begun:
    """A book with a plan in force and everyone seated, and its serials in the order of leaving."""

    book: Book
    first: Manifest
    second: Manifest


@pytest.fixture
def begun(tmp_path: Path) -> Iterator[Begun]:
    book = open_small_book(tmp_path, changed=SMALL_BUSES)
    for party in ("willow", "harbour"):
        agreeing.sign(book, acting("c.coord/coordinator", DESK, minutes=30), "AGR-01", party)
    clear_everyone(book)
    made = planning.propose(book, at=MORNING + timedelta(minutes=90), days=2, planner="most-at-risk-first")
    assert made.digest is not None
    adopt(book, str(made.digest), minutes=100)
    first, second = by_leaving(book)
    yield Begun(book, first, second)
    book.close()


def minutes_to(manifest: Manifest) -> int:
    return round((manifest.leaves_at - MORNING) / timedelta(minutes=1))


def let_go(book: Book, manifest: Manifest, people: list[PersonId], *, minutes: int) -> None:
    """Some of a serial's people are offered to its escort and let go."""
    acts = acting(OFFICER, WILLOW, minutes=minutes)
    handing_over.check_identities(book, acts, "first", frozenset(people), how="photo")
    handing = handing_of(
        book, acts, manifest.serial, to=BUS, onward=False, kind="evacuation", people=people,
        due_by=acts.at + timedelta(hours=1),
    )  # fmt: skip
    handing_over.offer(book, acts, handing)
    handing_over.let_go(book, acting(OFFICER, WILLOW, minutes=minutes + 2), handing.handover)


def set_down(book: Book, handover: str, people: frozenset[PersonId], *, minutes: int) -> None:
    """The bus takes them, and gives them back where they came from."""
    first = handing_over.found(book, next(one.reference for one in book.reading(Handovers).all()))
    bus = acting("b.escort/escort-commander", BUS, minutes=minutes)
    handing_over.accept(book, bus, first.reference, people)
    fact = Offered(
        handover=handover, manifest=Digest("a" * 64), people=people, receiver=WILLOW, due_by=bus.at + timedelta(hours=1)
    )
    book.write(acting("b.escort/escort-commander", BUS, minutes=minutes + 1).draft(fact))
    handing_over.accept(book, acting("w.gate/receiving-officer", WILLOW, minutes=minutes + 2), handover, people)


def withdraw_before(book: Book, manifest: Manifest, *, minutes: int) -> None:
    """A serial's carrier breaks down an hour before it is to leave, for seven hours."""
    withdrawn = CarrierWithdrawn(
        carrier=manifest.carrier, because="broken", from_=manifest.leaves_at - timedelta(minutes=60),
        until=manifest.leaves_at + timedelta(hours=6),
    )  # fmt: skip
    book.write(acting("p.planner/planner", DESK, minutes=minutes).draft(withdrawn))


def test_two_serials_take_the_ten(begun: Begun) -> None:
    assert len(begun.first.people) + len(begun.second.people) == TEN_MAY_GO


def test_who_was_left_at_the_gate_is_planned_again(begun: Begun) -> None:
    book, first = begun.book, begun.first
    stayed, *going = sorted(first.people)
    let_go(book, first, going, minutes=minutes_to(first) - 5)

    again = replanning.plan_again(book, at=first.leaves_at + timedelta(minutes=5), freeze_minutes=0)

    on_the_way, *later = sorted(serials(again.found.plan), key=lambda one: one.depart)
    assert on_the_way.people == len(going)
    assert sum(one.people for one in later) == TEN_MAY_GO - len(going)
    assert stayed in book.reading(Roll).on(in_hand(WILLOW))
    assert check(again.found.problem, again.found.plan).findings == ()


def test_a_serial_nobody_boarded_has_moved_nobody(begun: Begun) -> None:
    again = replanning.plan_again(begun.book, at=begun.first.leaves_at + timedelta(minutes=5), freeze_minutes=0)

    still = [one for one in serials(again.found.plan) if one.people]
    assert sum(one.people for one in still) == TEN_MAY_GO
    assert check(again.found.problem, again.found.plan).findings == ()


def test_a_serial_put_to_a_later_hour_is_kept_at_that_hour(begun: Begun) -> None:
    book, second = begun.book, begun.second
    hour = timedelta(minutes=60)
    write_slip(
        book, acting("p.planner/planner", DESK, minutes=110), second.serial, leaves_at=second.leaves_at + hour,
        arrives_at=second.arrives_at + hour, because="road",
    )  # fmt: skip

    again = replanning.plan_again(book, at=MORNING + timedelta(minutes=115), freeze_minutes=0, trials=1)

    epoch = MORNING + timedelta(minutes=90)
    told = round((second.leaves_at + hour - epoch) / timedelta(minutes=1))
    assert told in {one.depart for one in serials(again.before)}


def minute_of_plan(at: datetime) -> int:
    return round((at - MORNING - timedelta(minutes=90)) / timedelta(minutes=1))


def first_under_way(begun: Begun) -> PlannedAgain:
    """Planned again five minutes after everyone of the first serial left."""
    at = begun.first.leaves_at + timedelta(minutes=5)
    return replanning.plan_again(begun.book, at=at, freeze_minutes=0, trials=1)


def test_a_diverted_serial_is_counted_when_it_should_be_there_by_what_was_told(begun: Begun) -> None:
    book, first = begun.book, begun.first
    let_go(book, first, sorted(first.people), minutes=minutes_to(first) - 5)
    straight = first_under_way(begun)
    there = first.arrives_at + timedelta(hours=3)
    told = acting("b.escort/escort-commander", BUS, minutes=minutes_to(first) + 4)
    write_divert(book, told, first.serial, WILLOW, arrives_at=there, because="weather")

    again = first_under_way(begun)

    for plan in (again.before, again.found.plan):
        (late,) = (one for one in serials(plan) if one.depart == minute_of_plan(first.leaves_at))
        assert late.arrive == minute_of_plan(there)
    assert again.found.objective.makespan_min >= straight.found.objective.makespan_min
    assert again.found.objective.weighted_loss >= straight.found.objective.weighted_loss


def test_whoever_was_diverted_to_a_prison_on_the_way_is_planned_again_from_there(begun: Begun) -> None:
    book, first = begun.book, begun.first
    let_go(book, first, sorted(first.people), minutes=minutes_to(first) - 5)
    told = acting("b.escort/escort-commander", BUS, minutes=minutes_to(first) + 4)
    write_divert(book, told, first.serial, WILLOW, arrives_at=MORNING + timedelta(minutes=minutes_to(first) + 20),
                 because="route_unsafe")  # fmt: skip
    under_way = first_under_way(begun)
    minutes = minutes_to(first) + 25

    set_down(book, "back", first.people, minutes=minutes)
    there = replanning.plan_again(book, at=MORNING + timedelta(minutes=minutes + 10), freeze_minutes=0)

    begun_at = minute_of_plan(first.leaves_at)
    assert sum(one.people for one in serials(under_way.before) if one.depart == begun_at) == len(first.people)
    assert not any(one.people for one in serials(there.before) if one.depart == begun_at)
    # Twelve may go under the agreement, and six have been on their way: six of the ten who stand at Willow may go yet.
    (group,) = there.found.problem.groups
    assert group.count == sum(one.people for one in serials(there.found.plan)) == 12 - len(first.people)
    assert there.found.unmoved == ()


def test_a_serial_told_late_under_way_is_counted_late(begun: Begun) -> None:
    book, first = begun.book, begun.first
    let_go(book, first, sorted(first.people), minutes=minutes_to(first) - 5)
    there = first.arrives_at + timedelta(minutes=40)
    write_slip(
        book, acting("p.planner/planner", DESK, minutes=minutes_to(first) + 4), first.serial,
        leaves_at=first.leaves_at, arrives_at=there, because="breakdown",
    )  # fmt: skip

    again = first_under_way(begun)

    assert minute_of_plan(there) in {one.arrive for one in serials(again.before)}


def test_a_scrubbed_serial_is_not_taken_for_gone(begun: Begun) -> None:
    book, first = begun.book, begun.first
    write_scrub(book, acting("p.planner/planner", DESK, minutes=110), first.serial, because="threat")

    again = replanning.plan_again(book, at=first.leaves_at + timedelta(minutes=30), freeze_minutes=0)

    assert sum(one.people for one in serials(again.found.plan)) == TEN_MAY_GO


def test_adopting_again_keeps_the_seats_of_serials_that_stay_and_scrubs_those_that_do_not(begun: Begun) -> None:
    book, first, second = begun.book, begun.first, begun.second
    let_go(book, first, sorted(first.people), minutes=minutes_to(first) - 5)
    at = minutes_to(first) + 5
    withdraw_before(book, second, minutes=at)
    again = replanning.plan_again(book, at=MORNING + timedelta(minutes=at), freeze_minutes=0)

    before = len(book.entries())
    adopt(book, str(again.digest), minutes=at + 1, because="broken")

    told = book.reading(Manifests).serials
    seated = [one.fact.people for one in book.entries()[before:] if isinstance(one.fact, Seated)]
    assert seated == [second.people], "nobody whose seat is kept is seated again"
    assert told[first.serial].people == first.people
    assert told[second.serial].scrubbed == seating.SUPERSEDED
    other = by_leaving(book)[-1]
    assert other.serial[-1] == "a", "a serial of the second plan is told from one of the first"
    assert other.people == second.people


def test_adopting_the_same_plan_again_moves_nobody(begun: Begun) -> None:
    book = begun.book
    seated = {one.serial: one.people for one in by_leaving(book)}
    again = replanning.plan_again(book, at=MORNING + timedelta(minutes=110), freeze_minutes=0, trials=1)

    told = adopt(book, str(again.digest), minutes=111, because="nothing new")

    assert {one.serial: one.people for one in by_leaving(book)} == seated
    assert dict(told) == {serial: len(people) for serial, people in seated.items()}
    last = [one.fact for one in book.entries() if isinstance(one.fact, PlanAdopted)][-1]
    assert last.changed == frozenset()


def test_the_same_book_is_planned_again_in_the_same_way(begun: Begun) -> None:
    at = begun.first.leaves_at + timedelta(minutes=5)

    one, other = (replanning.plan_again(begun.book, at=at, seed=3, trials=40) for _ in range(2))

    assert one.digest == other.digest


def test_carrying_on_leaves_behind_whoever_sat_on_the_carrier_that_failed(begun: Begun) -> None:
    book, first, second = begun.book, begun.first, begun.second
    let_go(book, first, sorted(first.people), minutes=minutes_to(first) - 5)
    at = minutes_to(first) + 5
    withdraw_before(book, second, minutes=at)
    again = replanning.plan_again(book, at=MORNING + timedelta(minutes=at), freeze_minutes=0, beside=True)
    adopt(book, str(again.digest), minutes=at + 1, because="a bus broke down")

    (told,) = planned_again(book)

    assert (told.at, told.because) == (MORNING + timedelta(minutes=at), "a bus broke down")
    assert told.carried_on.left_behind == len(second.people)
    assert told.again.left_behind == 0
    assert told.by_hand is not None
    assert told.saved == round(told.carried_on.loss - told.again.loss, 3) > 0
    assert check(again.found.problem, again.found.carried_on.plan).objective.delivered == len(first.people)


def test_where_nothing_had_to_change_carrying_on_loses_as_much(begun: Begun) -> None:
    replanning.plan_again(
        begun.book, at=MORNING + timedelta(minutes=110), freeze_minutes=0, trials=1, beside=True
    )  # fmt: skip

    (told,) = planned_again(begun.book)

    assert told.because == ""
    assert told.saved == 0
    assert told.carried_on == told.again


def test_planning_again_without_anything_beside_it_is_not_compared(begun: Begun) -> None:
    replanning.plan_again(begun.book, at=MORNING + timedelta(minutes=110), freeze_minutes=0, trials=1)

    assert planned_again(begun.book) == ()


def test_without_a_plan_in_force_there_is_nothing_to_plan_again(tmp_path: Path) -> None:
    book = open_small_book(tmp_path)

    with pytest.raises(Malformed) as caught:
        replanning.plan_again(book, at=MORNING)

    assert [one.rule for one in caught.value.faults] == ["plan.none-in-force"]
    book.close()
