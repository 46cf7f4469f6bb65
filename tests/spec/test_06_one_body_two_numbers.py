"""One body under two numbers: merged by two signatures, and reversible."""

from __future__ import annotations

from tests.spec.telling import accounts, told

TWO = """
06:00 hasakah custody.registered person=D-0001
07:00 hasakah custody.registered person=D-0002
"""
MERGED = TWO + "08:00 desk custody.merged keeps=D-0001 absorbs=D-0002 because=one-body\n"


def test_the_absorbed_number_leaves_the_count_and_keeps_its_name() -> None:
    roll = told(MERGED)

    assert accounts(roll) == {"D-0001": "hasakah/in-hand", "D-0002": "far/merged"}
    assert roll.headcount == {"hasakah": 1}
    assert roll.merged_into == {"D-0002": "D-0001"}


def test_a_merging_that_was_wrong_is_undone_and_he_is_where_he_was() -> None:
    roll = told(f"{MERGED}09:00 desk custody.unmerged keeps=D-0001 absorbs=D-0002 because=two-bodies")

    assert accounts(roll) == {"D-0001": "hasakah/in-hand", "D-0002": "hasakah/in-hand"}
    assert roll.merged_into == {}


def test_what_is_known_under_either_number_is_one_mans() -> None:
    roll = told(
        f"""{MERGED}
        09:00 hasakah custody.offered  handover=H1 people=D-0001 receiver=karkh
        10:00 karkh   custody.accepted handover=H1 people=D-0001
        """
    )

    assert roll.headcount == {"karkh": 1}
    assert accounts(roll) == {"D-0001": "karkh/in-hand", "D-0002": "far/merged"}
