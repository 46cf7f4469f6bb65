"""F20: movements that arrived out of order corrupted the record."""

from __future__ import annotations

from itertools import permutations

from musterbook.custody.roll import Roll
from musterbook.ledger.notation import told
from musterbook.ledger.reading import in_order

DAY = """
06:00 hasakah custody.registered person=D-0001
06:10 hasakah custody.offered    handover=H1 people=D-0001 receiver=bus-7
06:20 bus-7   custody.accepted   handover=H1 people=D-0001
07:10 bus-7   custody.offered    handover=H2 people=D-0001 receiver=karkh
05:20 karkh   custody.accepted   handover=H2 people=D-0001
"""


def test_any_order_of_arrival_gives_the_same_roll_even_when_one_clock_is_two_hours_slow() -> None:
    entries = told(DAY)

    rolls = [Roll.of(in_order(order)) for order in permutations(entries)]

    assert {roll.where["D-0001"] for roll in rolls} == {"karkh/in-hand"}  # type: ignore[index]
    assert {roll.discrepancies.open for roll in rolls} == {()}
