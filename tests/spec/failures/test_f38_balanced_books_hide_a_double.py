"""F38: books that balance hid a man who had left twice."""

from __future__ import annotations

from datetime import UTC, datetime

from musterbook.custody.roll import Roll
from musterbook.ledger import notation
from musterbook.ledger.entry import Entry
from musterbook.ledger.reading import in_order
from musterbook.terms.custodians import CustodianId
from musterbook.terms.moves import Move
from musterbook.terms.people import PersonId
from tests.spec.telling import entries, kinds, told

ONE_MAN_OFFERED_TWICE = """
06:00 hasakah custody.registered person=D-0001
06:10 hasakah custody.offered    handover=H1 people=D-0001 receiver=chinook @first
06:11 hasakah custody.offered    handover=H2 people=D-0001 receiver=bus-7   @second
06:20 chinook custody.accepted   handover=H1 people=D-0001 after=@first  @a1
06:15 bus-7   custody.accepted   handover=H2 people=D-0001 after=@second @a2
"""


def test_two_acceptances_that_know_nothing_of_each_other_post_nowhere_and_one_two_hands_names_both() -> None:
    told_so_far = entries(ONE_MAN_OFFERED_TWICE)

    roll = Roll.of(told_so_far)

    rivals = {entry.digest for entry in told_so_far if entry.act.kind == "custody.accepted"}
    (found,) = roll.discrepancies.open
    assert found.kind == "two-hands"
    assert set(found.entries) == rivals
    assert roll.where == {"D-0001": "hasakah/in-hand"}
    assert roll.contested[PersonId("D-0001")].base == "hasakah/in-hand"
    roll.check_invariants()


def test_it_does_not_matter_whose_clock_was_earlier() -> None:
    one = told(ONE_MAN_OFFERED_TWICE)
    other = told(ONE_MAN_OFFERED_TWICE.replace("06:15 bus-7", "06:25 bus-7"))

    assert one.where == other.where
    assert kinds(one) == kinds(other) == ["two-hands"]


def test_nobody_may_offer_him_until_it_is_explained_and_what_hangs_below_is_silent() -> None:
    roll = told(
        ONE_MAN_OFFERED_TWICE
        + """
        07:10 chinook custody.offered  handover=H3 people=D-0001 receiver=karkh after=@a1 @third
        07:20 karkh   custody.accepted handover=H3 people=D-0001 after=@third
        """
    )

    move = Move(
        frozenset(roll.where), CustodianId("hasakah"), CustodianId("karkh"), datetime(2026, 1, 21, 8, tzinfo=UTC)
    )
    (objection,) = roll.objections(move)

    assert roll.headcount == {"hasakah": 1}
    assert (objection.rule, objection.values["why"]) == ("custody.holder", "two-hands")


def explained(upon: list[Entry], at: str, heads: str) -> str:
    (found,) = Roll.of(in_order(upon)).discrepancies.open
    return f"09:00 hasakah custody.explained discrepancy={found.id} as=found people=D-0001 at={at} heads={heads}"


def test_an_explanation_that_cites_all_heads_moves_him_and_a_later_branch_opens_it_again() -> None:
    night = entries(ONE_MAN_OFFERED_TWICE)
    heads = ",".join(Roll.of(night).heads(PersonId("D-0001")))

    settled = entries(explained(night, "bus-7/in-hand", heads), upon=night)
    late = f"06:30 derik custody.accepted handover=H1 people=D-0001 offer={night[1].digest} after={night[1].digest}"
    opened = Roll.of(in_order([*settled, *notation.told(late, upon=settled)]))

    assert Roll.of(settled).headcount == {"bus-7": 1}
    assert Roll.of(settled).discrepancies.open == ()
    assert Roll.of(settled).contested == {}
    assert kinds(opened) == ["two-hands"]
    assert opened.headcount == {"hasakah": 1}


def test_two_explanations_that_say_different_things_are_rivals_and_a_third_citing_both_settles_it() -> None:
    night = entries(ONE_MAN_OFFERED_TWICE)
    heads = ",".join(Roll.of(night).heads(PersonId("D-0001")))
    one = explained(night, "bus-7/in-hand", heads)
    other = explained(night, "chinook/in-hand", heads)

    both = in_order([*entries(one, upon=night), *entries(other, upon=night)[-1:]])
    disputed = Roll.of(both)
    last = ",".join(disputed.heads(PersonId("D-0001")))
    third = entries(
        f"10:00 desk custody.explained discrepancy=again as=found people=D-0001 at=chinook/in-hand heads={last}",
        upon=both,
    )

    assert disputed.headcount == {"hasakah": 1}
    assert disputed.contested.keys() == {"D-0001"}
    assert Roll.of(third).headcount == {"chinook": 1}
    assert Roll.of(third).contested == {}
