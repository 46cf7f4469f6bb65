"""F01: two custodians publish different totals (5,704 and 5,703)."""

from __future__ import annotations

from musterbook.custody.figures import Figures, differing, state_figure
from tests.spec.telling import entries, registered, told

FOUR_HANDED_ON = (
    registered("hasakah", 1, 4)
    + """
06:10 hasakah custody.offered  handover=H1 people=D-0001,D-0002,D-0003,D-0004 receiver=karkh @offer
06:20 karkh   custody.accepted handover=H1 people=D-0001,D-0002,D-0003 exceptions=refused:D-0004
"""
)
ONE_ENTRY_MORE = FOUR_HANDED_ON + "07:20 karkh custody.accepted handover=H1 people=D-0004 offer=@offer"


def test_two_books_one_entry_apart_do_not_state_the_same_figure_and_name_the_one_person() -> None:
    ours, theirs = told(FOUR_HANDED_ON), told(ONE_ENTRY_MORE)

    assert state_figure(ours, scope="karkh") == {"karkh/in-hand": 3, "total": 3}
    assert state_figure(theirs, scope="karkh") == {"karkh/in-hand": 4, "total": 4}
    assert differing(ours, theirs, scope="karkh") == {"D-0004": ("hasakah/in-hand", "karkh/in-hand")}


def test_a_statement_is_the_figure_only_when_another_custodian_agrees() -> None:
    figures = Figures.of(
        entries(
            """
            18:00 karkh   custody.figure-stated as_of=18:00 scope=karkh counts=karkh/in-hand:3;total:3 @said
            18:10 karkh   custody.figure-agreed statement=@said
            """
        )
    )
    (alone,) = figures.statements

    agreed = Figures.of(
        entries(
            """
            18:00 karkh   custody.figure-stated as_of=18:00 scope=karkh counts=karkh/in-hand:3;total:3 @said
            18:30 hasakah custody.figure-agreed statement=@said
            """
        )
    )

    assert not alone.agreed
    assert agreed.statements[0].agreed_by == ("hasakah",)


def test_a_claim_stands_beside_the_books_own_number_and_moves_nobody() -> None:
    told_so_far = entries(
        ONE_ENTRY_MORE
        + """
        08:00 desk custody.figure-claimed source=a-general as_of=07:00 scope=arrived:karkh value=4
        08:00 desk custody.figure-claimed source=a-ministry as_of=08:00 scope=arrived:karkh value=3
        """
    )

    beside = Figures.of(told_so_far).claims_beside(told_so_far)

    assert [(one.claim.source, one.claim.value, one.book, one.difference) for one in beside] == [
        ("a-general", 4, 3, 1),
        ("a-ministry", 3, 4, -1),
    ]
