"""What must always hold of the roll, over careless histories in whatever order they arrived."""

from __future__ import annotations

import random
from datetime import timedelta

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from musterbook.custody.facts import Offered
from musterbook.custody.recount import Recount
from musterbook.custody.roll import Roll
from musterbook.ledger.reading import in_order
from musterbook.terms.custodians import CustodianId, custodian_of, part_of
from musterbook.terms.moves import Move
from tests.custody.histories import START, Weeks, history, snapshot

SEEDS = st.integers(min_value=0, max_value=2**32)
OFTEN = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@OFTEN
@given(SEEDS, st.randoms(use_true_random=False))
def test_the_same_entries_in_any_order_of_arrival_read_the_same(seed: int, chance: random.Random) -> None:
    entries = history(seed)
    arrived = list(entries)
    chance.shuffle(arrived)

    assert snapshot(Roll.of(in_order(arrived))) == snapshot(Roll.of(in_order(entries)))


@OFTEN
@given(SEEDS)
def test_invariants_hold_and_the_recount_by_another_road_agrees(seed: int) -> None:
    roll = Roll.of(in_order(history(seed)))

    roll.check_invariants()
    recount = Recount.of(roll.lines)
    assert recount.differs_from(roll.counts) == {}
    assert recount.unchained == ()


@OFTEN
@given(SEEDS)
def test_everyone_offered_is_in_hand_handing_over_unaccounted_or_gone(seed: int) -> None:
    entries = in_order(history(seed))

    roll = Roll.of(entries)

    offered = {person for entry in entries if isinstance(entry.fact, Offered) for person in entry.fact.people}
    for person in offered & roll.where.keys():
        account = roll.where[person]
        assert part_of(account) in ("in-hand", "handing-over", "unaccounted") or account.startswith("far/")
        assert (custodian_of(account) is None) == account.startswith("far/")


@OFTEN
@given(SEEDS)
def test_carrying_on_one_by_one_reads_the_same_as_all_at_once(seed: int) -> None:
    entries = in_order(history(seed))

    roll = Roll.of([])
    for place, entry in enumerate(entries):
        if not roll.add(entry):
            roll = Roll.of(entries[: place + 1])

    assert snapshot(roll) == snapshot(Roll.of(entries))


@OFTEN
@given(SEEDS, SEEDS)
def test_no_clock_decides_who_answers_for_anyone(seed: int, other: int) -> None:
    honest = Weeks(seed, clock=lambda _: timedelta(), gentle=True).run(40)
    lies = random.Random(other)
    lying = Weeks(seed, clock=lambda _: timedelta(minutes=lies.randrange(-600, 600)), gentle=True).run(40)

    told, mistold = Roll.of(in_order(honest)), Roll.of(in_order(lying))

    # Two mergings of the same two numbers, each the other way and without a link, are the one thing left to order.
    assume(not any(one.kind == "merged-in-a-circle" for roll in (told, mistold) for one in roll.discrepancies.all))
    assert {person: told.holder(person) for person in told.where} == {
        person: mistold.holder(person) for person in mistold.where
    }
    assert told.contested.keys() == mistold.contested.keys()


@OFTEN
@given(SEEDS)
def test_whoever_is_contested_is_named_by_an_open_two_hands_and_may_not_be_offered(seed: int) -> None:
    roll = Roll.of(in_order(history(seed)))

    open_about = {one.person for one in roll.discrepancies.open if one.kind in ("two-hands", "twice-registered")}
    assert roll.contested.keys() <= open_about
    for person in roll.contested:
        held_by = roll.holder(person) or CustodianId("nobody")
        move = Move(frozenset({person}), held_by, CustodianId("karkh"), START)
        assert [objection.values["why"] for objection in roll.objections(move)] == ["two-hands"]


@settings(OFTEN, max_examples=60)
@given(SEEDS)
def test_a_roll_that_packs_what_is_old_reads_the_same(seed: int) -> None:
    entries = in_order(history(seed))
    whole = Roll.of(entries)

    packed = Roll.of(entries, whole=1)

    assert snapshot(packed) == snapshot(whole)
    assert list(packed.lines) == list(whole.lines) == packed.lines[:]
    assert packed.lines[-3:] == whole.lines[-3:]
    for person in whole.where:
        assert packed.history(person) == whole.history(person)
        assert packed.held_since(person) == whole.held_since(person)
