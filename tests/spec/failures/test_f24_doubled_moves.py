"""F24: moves were entered twice, and dates raced each other."""

from __future__ import annotations

from musterbook.custody.roll import Roll
from musterbook.ledger.notation import told
from musterbook.ledger.reading import in_order

MOVED = """
06:00 hasakah custody.registered person=D-0001
06:10 hasakah custody.offered    handover=H1 people=D-0001 receiver=karkh @offer
06:20 karkh   custody.accepted   handover=H1 people=D-0001 after=@offer
"""


def test_the_same_acceptance_written_on_two_devices_moves_him_once() -> None:
    doubled = told(MOVED + "06:21 karkh custody.accepted handover=H1 people=D-0001 after=@offer")

    roll = Roll.of(in_order(doubled))

    assert roll.counts == {"karkh/in-hand": 1, "nowhere": -1}
    assert len(roll.lines) == 2
    assert (roll.contested, roll.discrepancies.open) == ({}, ())


def test_the_same_acceptance_typed_again_by_someone_who_knew_of_the_first_moves_him_once() -> None:
    doubled = told(MOVED + "06:40 karkh custody.accepted handover=H1 people=D-0001")

    roll = Roll.of(in_order(doubled))

    assert len(roll.lines) == 2
    assert roll.discrepancies.open == ()
