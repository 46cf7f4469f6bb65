"""The story every reader begins with."""

from __future__ import annotations

from tests.spec.telling import doubts, told


def test_someone_left_behind_shows_until_explained() -> None:
    roll = told(
        """
        06:00 hasakah  custody.registered  person=D-0001
        06:00 hasakah  custody.registered  person=D-0002
        06:10 hasakah  custody.offered     handover=H1 people=D-0001,D-0002 receiver=chinook
        06:20 chinook  custody.accepted    handover=H1 people=D-0001
        06:30 hasakah  custody.mustered    present=
        """
    )

    assert roll.headcount == {"hasakah": 1, "chinook": 1}
    assert doubts(roll) == ["D-0002 was offered but not accepted",
                            "D-0002 should be at hasakah and is not"]  # fmt: skip
