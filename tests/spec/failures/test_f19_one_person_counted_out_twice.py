"""F19: one person was counted out twice."""

from __future__ import annotations

from musterbook.custody.figures import count_in
from tests.spec.telling import told


def test_out_to_court_and_back_and_then_on_is_one_person_out() -> None:
    roll = told(
        """
        06:00 hasakah custody.registered person=D-0001
        06:10 hasakah custody.offered    handover=H1 people=D-0001 receiver=court
        06:20 court   custody.accepted   handover=H1 people=D-0001
        11:10 court   custody.offered    handover=H2 people=D-0001 receiver=hasakah
        11:20 hasakah custody.accepted   handover=H2 people=D-0001
        15:10 hasakah custody.offered    handover=H3 people=D-0001 receiver=karkh
        15:20 karkh   custody.accepted   handover=H3 people=D-0001
        """
    )

    assert count_in(roll, "left:hasakah") == 1
    assert count_in(roll, "arrived:karkh") == 1
    assert len(roll.history(roll_person := next(iter(roll.where)))) == 4
    assert roll.holder(roll_person) == "karkh"
