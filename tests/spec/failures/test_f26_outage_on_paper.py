"""F26: the line was down, they wrote on paper, and nobody ever brought the paper and the register together."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.custody.roll import Roll
from musterbook.ledger.notation import told as as_told
from musterbook.ledger.reading import in_order
from tests.spec.telling import accounts, doubts, told

A_DAY = """
06:00 hasakah custody.registered person=D-0001
06:00 hasakah custody.registered person=D-0002
08:00 hasakah custody.offered    handover=H1 people=D-0001,D-0002 receiver=chinook due_by=12:00
08:10 hasakah custody.let-go     handover=H1 people=D-0001,D-0002
08:20 chinook custody.accepted   handover=H1 people=D-0001
09:00 hasakah custody.taken-back handover=H1 people=D-0002
11:00 chinook custody.offered    handover=H2 people=D-0001 receiver=karkh due_by=14:00
11:10 chinook custody.let-go     handover=H2 people=D-0001
11:20 karkh   custody.accepted   handover=H2 people=D-0001
"""


def on_paper(text: str) -> str:
    """The same day, typed from paper at eleven at night."""
    lines = [f"{line} written=23:00 via=paper" for line in text.strip().splitlines()]
    return "\n".join(lines)


def test_a_day_on_paper_typed_in_at_night_leaves_the_same_roll() -> None:
    assert accounts(told(A_DAY)) == {"D-0001": "karkh/in-hand", "D-0002": "hasakah/in-hand"}
    assert accounts(told(on_paper(A_DAY))) == {"D-0001": "karkh/in-hand", "D-0002": "hasakah/in-hand"}
    assert doubts(told(on_paper(A_DAY))) == []


@settings(deadline=None)
@given(order=st.permutations(range(9)))
def test_in_whatever_order_the_sheets_of_paper_are_typed(order: list[int]) -> None:
    written = as_told(on_paper(A_DAY))

    typed = Roll.of(in_order([written[place] for place in order]))

    assert accounts(typed) == {"D-0001": "karkh/in-hand", "D-0002": "hasakah/in-hand"}
